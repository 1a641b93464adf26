//! Indexes, as statements create them.

use squawk_syntax::ast::{self, AstNode};

use super::formula::{self, Formula};
use super::label;
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::statement::Action;
use crate::source::Span;

/// `CREATE INDEX`.
#[expect(clippy::struct_excessive_bools, reason = "clauses of one statement, each there or not")]
#[derive(Clone, Debug)]
pub struct CreateIndex {
    /// Its name; `None` where PostgreSQL makes one. Its schema is the table's.
    pub name: Option<RelationName>,
    /// Whether an existing relation of that name is left alone.
    pub if_not_exists: bool,
    /// What it is made on.
    pub table: RelationName,
    /// Whether partitions get none: `ONLY`.
    pub is_only: bool,
    /// Whether two rows with the same keys are refused.
    pub is_unique: bool,
    /// Whether writers may go on meanwhile.
    pub is_concurrent: bool,
    /// How it is organised; `None` for the default, `btree`.
    pub method: Option<Identifier>,
    /// What it is ordered by.
    pub keys: Vec<IndexKey>,
    /// Columns it only carries along.
    pub include: Vec<Identifier>,
    /// Whether nulls are equal to each other.
    pub are_nulls_equal: bool,
    /// The rows it is about, where not all.
    pub predicate: Option<Formula>,
    /// All of the statement.
    pub span: Span,
}

/// One key of an index, or of what divides a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexKey {
    /// A column, or what is worked out from some.
    pub part: IndexPart,
    /// How texts are ordered, where that is said.
    pub collation: Option<RelationName>,
    /// The operators it serves, where that is said: `gin_trgm_ops`.
    pub operator_class: Option<RelationName>,
    /// Whether it runs from high to low.
    pub is_descending: bool,
    /// Whether nulls come first, where that is said.
    pub nulls_first: Option<bool>,
}

/// What a key of an index is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexPart {
    /// A column.
    Column(Identifier),
    /// What an expression comes to.
    Expression {
        /// The expression.
        formula: Formula,
        /// The name PostgreSQL gives to it in the index.
        label: Identifier,
    },
}

impl IndexKey {
    /// The name of its column in the index, before others of that name are told apart.
    pub fn label(&self) -> &Identifier {
        match &self.part {
            IndexPart::Column(name) | IndexPart::Expression { label: name, .. } => name,
        }
    }
}

pub(super) fn create(create: &ast::CreateIndex, origin: Origin<'_>) -> Option<Action> {
    let on = create.table_relation_name()?;
    let include = create.index_include_clause().and_then(|clause| clause.partition_item_list());
    let include = include.into_iter().flat_map(|list| list.partition_items().collect::<Vec<_>>());
    let nulls = create.nulls_distinct_option();
    let predicate = create.where_clause().and_then(|clause| clause.expr());
    let method = create.using_method().and_then(|method| method.access_method_ref());
    Some(Action::CreateIndex(Box::new(CreateIndex {
        name: create.index().and_then(|index| name::relation(index.syntax(), origin)),
        if_not_exists: create.if_not_exists().is_some(),
        table: name::relation(on.syntax(), origin)?,
        is_only: name::is_only(on.syntax()),
        is_unique: create.unique_token().is_some(),
        is_concurrent: create.concurrently_token().is_some(),
        method: method.map(|method| name::identifier(method.syntax())),
        keys: keys(create.partition_item_list(), origin),
        include: include.filter_map(|item| label::label(&item.expr()?)).collect(),
        are_nulls_equal: matches!(nulls, Some(ast::NullsDistinctOption::NullsNotDistinct(_))),
        predicate: predicate.map(|value| formula::lower_condition(&value, "WHERE", origin)),
        span: origin.span(create.syntax()),
    })))
}

/// The keys a list writes.
pub(super) fn keys(list: Option<ast::PartitionItemList>, origin: Origin<'_>) -> Vec<IndexKey> {
    let items = list.into_iter().flat_map(|list| list.partition_items().collect::<Vec<_>>());
    items.filter_map(|item| key(&item, origin)).collect()
}

fn key(item: &ast::PartitionItem, origin: Origin<'_>) -> Option<IndexKey> {
    let mut key = plain_key(&item.expr()?, origin);
    if let Some(collation) = item.collate().and_then(|collate| collate.collation_ref()) {
        key.collation = name::relation(collation.syntax(), origin);
    }
    key.operator_class = item.op_class_ref().and_then(|class| name::relation(class.syntax(), origin));
    key.is_descending = matches!(item.sort_order(), Some(ast::SortOrder::SortDesc(_)));
    key.nulls_first = item.nulls_order().map(|order| matches!(order, ast::NullsOrder::NullsFirst(_)));
    Some(key)
}

/// A key of which nothing but its expression is said. A collation may stand within that.
pub(super) fn plain_key(expression: &ast::Expr, origin: Origin<'_>) -> IndexKey {
    let (expression, collation) = match expression {
        ast::Expr::Collate(collate) => match (collate.expr(), collate.collation_ref()) {
            (Some(inner), Some(collation)) => (inner, name::relation(collation.syntax(), origin)),
            _ => (expression.clone(), None),
        },
        other => (other.clone(), None),
    };
    let part = match bare(&expression) {
        ast::Expr::NameRef(column) => IndexPart::Column(name::identifier(column.syntax())),
        expression => IndexPart::Expression {
            label: label::label(&expression).unwrap_or_else(|| Identifier::exact("expr")),
            formula: formula::lower(&expression, origin),
        },
    };
    IndexKey { part, collation, operator_class: None, is_descending: false, nulls_first: None }
}

/// What stands within parentheses.
fn bare(expression: &ast::Expr) -> ast::Expr {
    let mut bare = expression.clone();
    while let ast::Expr::ParenExpr(paren) = &bare {
        match paren.expr() {
            Some(inner) => bare = inner,
            None => break,
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::super::read_composed;
    use super::*;

    fn read(text: &str) -> CreateIndex {
        let action = read_composed(text, Span::default()).expect("a good statement").remove(0).action;
        let Action::CreateIndex(create) = action else { panic!("no index") };
        *create
    }

    #[test]
    fn an_index_is_read_with_all_it_says() {
        let index = read(
            "create unique index concurrently if not exists i on only app.t using gin \
             (a desc nulls last, (lower(b)) text_pattern_ops, c collate \"C\") include (d) \
             nulls not distinct where e is null",
        );
        assert!(index.is_unique && index.is_concurrent && index.if_not_exists && index.is_only);
        assert!(index.are_nulls_equal && index.predicate.is_some());
        assert_eq!(index.table.schema, Some(Identifier::exact("app")));
        assert_eq!(
            (index.method, index.include),
            (Some(Identifier::exact("gin")), vec![Identifier::exact("d")])
        );
        let [a, b, c] = index.keys.try_into().expect("three keys");
        assert!(a.is_descending && a.nulls_first == Some(false));
        assert_eq!((b.label().as_str(), b.operator_class.is_some()), ("lower", true));
        assert!(matches!(c.part, IndexPart::Column(_)) && c.collation.is_some());
    }

    #[test]
    fn keys_are_named_as_postgres_names_them() {
        for (written, expected) in [
            ("a", "a"),
            ("(a)", "a"),
            ("lower(a)", "lower"),
            ("(a || b)", "expr"),
            ("((a ->> 'k')::int)", "int4"),
            ("(a::date)", "a"),
            ("(date(a))", "date"),
            ("coalesce(a, b)", "coalesce"),
            ("(a at time zone 'utc')", "timezone"),
            ("(case when a then b else 1 end)", "case"),
            ("(case when a then 1 else b end)", "b"),
            ("(a -> 'x')", "expr"),
            ("to_tsvector('english'::regconfig, a)", "to_tsvector"),
            ("extract(year from a)", "extract"),
            ("((a).b)", "b"),
            ("(a[1])", "a"),
            ("(a is null)", "expr"),
        ] {
            assert_eq!(read(&format!("create index on t ({written})")).keys[0].label().as_str(), expected);
        }
    }
}
