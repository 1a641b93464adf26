//! What an expression, a query or a body uses: relations, functions, columns, types. Names of the
//! text's own making (queries of `WITH`, aliases, columns of subqueries) are told from names that a
//! catalogue must know; which table an unqualified column is of only the catalogue can tell, so every
//! column keeps the scope it stands in. No name is looked up here.

mod body;
mod from;
mod read;
mod value;
mod write;

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::sql_body::SqlBody;

use self::read::Reader;
use super::name::{Identifier, RelationName};
use super::origin::Origin;
use super::tree;
use super::type_name::TypeName;
use crate::source::Span;

/// What a piece of SQL uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// The piece as written; empty for a body.
    pub text: Box<str>,
    /// Relations, in order of appearance.
    pub relations: Vec<RelationReference>,
    /// Functions, in order of appearance; forms with a grammar of their own (`extract`, `exists`) are none.
    pub functions: Vec<FunctionReference>,
    /// Columns, and what may be one: variables and parameters of a body look the same.
    pub columns: Vec<ColumnReference>,
    /// Types that values are cast to.
    pub types: Vec<RelationName>,
    /// Objects that a constant names: `nextval('s')`, `'t'::regclass`.
    pub constants: Vec<ConstantReference>,
    /// Values that must be truth values, each with what PostgreSQL calls its place: `WHERE`.
    pub conditions: Vec<(&'static str, Value)>,
    /// What columns are looked up in. The first is what surrounds the piece: the table of a policy.
    pub scopes: Vec<Scope>,
    /// Relations that the piece itself makes: temporary tables of a body.
    pub makes: Vec<RelationName>,
    /// Whether it stands in a block or body, whose variables and parameters look like columns.
    pub is_in_block: bool,
}

/// A relation that is read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationReference {
    /// Its name; never that of a query in `WITH`.
    pub name: RelationName,
    /// What is done to it.
    pub access: Access,
}

/// What is done to a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Rows are read.
    Read,
    /// `INSERT`, `COPY … FROM`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
    /// `MERGE`.
    Merge,
    /// `TRUNCATE`.
    Truncate,
    /// `LOCK`, `REFRESH MATERIALIZED VIEW`, or what a statement about the relation itself does.
    Manage,
}

/// A function that is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionReference {
    /// Its name.
    pub name: RelationName,
    /// What it is given, in order.
    pub arguments: Vec<Argument>,
    /// `f(*)`.
    pub is_star: bool,
    /// `f(VARIADIC …)`.
    pub is_variadic: bool,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// The parameter, where the call says it.
    pub name: Option<Identifier>,
    /// What is given.
    pub value: Value,
}

/// What kind of value an expression gives, as far as its outermost form tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// That of [`References::columns`] at this place.
    Column(usize),
    /// What [`References::functions`] at this place returns.
    Call(usize),
    /// A cast to this type.
    Cast(Box<TypeName>),
    /// A string without a type.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// A truth value, comparisons included.
    Boolean,
    /// What an operator gives that neither compares nor joins truth values.
    Operation,
    /// `NULL`.
    Null,
    /// `*` or `t.*`, with the qualifier.
    Star(Option<Identifier>),
    /// Anything else.
    Other,
}

/// A column, or a name that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnReference {
    /// The schema before the qualifier.
    pub schema: Option<Identifier>,
    /// The table or alias before the name.
    pub qualifier: Option<Identifier>,
    /// Its name; `None` for all of them: `t.*`.
    pub name: Option<Identifier>,
    /// Where it stands.
    pub span: Span,
    /// The scope of [`References::scopes`] that it is looked up in first.
    pub scope: usize,
    /// How it is meant.
    pub role: ColumnRole,
}

/// How a column is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnRole {
    /// For its value.
    Plain,
    /// As what every source has: `USING (…)`.
    Shared,
    /// As what a statement writes to.
    Target,
}

/// The sources of one query: where its columns come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The scope that is looked in next.
    pub parent: Option<usize>,
    /// What stands in `FROM`, from left to right.
    pub sources: Vec<FromSource>,
    /// What its rows hold.
    pub outputs: Vec<Output>,
    /// Whether all columns that two sources have in common are joined: `NATURAL`.
    pub is_natural: bool,
}

/// One source of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromSource {
    /// The name its columns are qualified with.
    pub name: Option<Identifier>,
    /// Names that replace those of its first columns.
    pub columns: Vec<Identifier>,
    /// What it is.
    pub rows: FromRows,
}

/// Where the rows of a [`FromSource`] come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromRows {
    /// [`References::relations`] at this place.
    Relation(usize),
    /// The outputs of this scope: a subquery, or a query of `WITH`.
    Query(usize),
    /// [`References::functions`] at this place.
    Function(usize),
    /// Something whose columns are not known.
    Opaque,
}

/// One column, or all columns of a source, that a query gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name; `None` for `*`, and where it has none of its own (`?column?`).
    pub name: Option<Identifier>,
    /// What it holds.
    pub value: Value,
}

/// An object that a constant names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConstantReference {
    /// What kind of object it is.
    pub kind: ConstantKind,
    /// Its name.
    pub name: RelationName,
}

/// What kind of object a constant names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstantKind {
    /// `regclass`.
    Relation,
    /// `regproc`, `regprocedure`.
    Routine,
    /// `regtype`.
    Type,
}

/// The scope of what surrounds a piece.
pub const SURROUNDINGS: usize = 0;

impl References {
    /// The scope of the query that the piece is; `None` for an expression without a query around it.
    pub fn query(&self) -> Option<&Scope> {
        self.scopes.get(SURROUNDINGS + 1)
    }
}

/// What an expression of a statement about objects uses: no block puts its variables into those.
pub(super) fn of_expression(expression: &ast::Expr, origin: Origin<'_>) -> References {
    of_definition(expression.syntax(), origin)
}

/// What a condition of a statement about objects uses, which stands in what PostgreSQL calls `place`.
pub(super) fn of_condition(expression: &ast::Expr, place: &'static str, origin: Origin<'_>) -> References {
    let mut reader = Reader::new(origin);
    let node = expression.syntax();
    reader.condition(node, place, SURROUNDINGS);
    References { text: node.text().to_string().into(), is_in_block: false, ..reader.references }
}

/// What the query of a view uses: no block puts its variables into those.
pub(super) fn of_definition(node: &SyntaxNode, origin: Origin<'_>) -> References {
    References { is_in_block: false, ..of_node(node, origin) }
}

/// What an expression, a query or a statement uses. Of a query, [`References::query`] is the scope.
pub(super) fn of_node(node: &SyntaxNode, origin: Origin<'_>) -> References {
    let mut reader = Reader::new(origin);
    reader.read(node, SURROUNDINGS);
    References { text: tree::text(node), ..reader.references }
}

/// What the statements of a body use.
pub(super) fn of_plpgsql(body: &Plpgsql, origin: Origin<'_>) -> References {
    let mut reader = Reader::new(origin.within(body));
    reader.read(&body.syntax(), SURROUNDINGS);
    reader.references
}

/// What the statements of a body in SQL use.
pub(super) fn of_sql(body: &SqlBody, origin: Origin<'_>) -> References {
    let mut reader = Reader::new(origin.within_sql(body));
    reader.read(&body.syntax(), SURROUNDINGS);
    // Its parameters are known, and nothing else looks like a column.
    References { is_in_block: false, ..reader.references }
}

#[cfg(test)]
mod tests;
