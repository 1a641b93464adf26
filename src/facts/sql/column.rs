//! Columns that hold the id of a tenant, and the literals they default to. No other column is kept.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::expression::{self, Expression};
use super::name::{self, Identifier};
use super::origin::Origin;
use crate::facts::is_tenant_key;
use crate::source::Span;

/// A column that holds the id of a tenant, and what it holds where an insert says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDefinition {
    /// Its name.
    pub name: Identifier,
    /// The literal it defaults to; `None` without one, and for what the database works out.
    pub default: Option<LiteralDefault>,
    /// The default where there is one, the column's name otherwise.
    pub span: Span,
}

/// A literal that a column defaults to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiteralDefault {
    /// Its value; casts are dropped.
    pub text: Box<str>,
    /// Whether it only stands in where another value is null: the last operand of `coalesce`.
    pub is_fallback: bool,
}

/// What an `ALTER TABLE` does to a column that holds the id of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnChange {
    /// `ADD COLUMN`.
    Add {
        /// What it adds.
        column: ColumnDefinition,
        /// Whether an existing column is left alone.
        if_not_exists: bool,
    },
    /// `SET DEFAULT`, and `DROP DEFAULT`, which leaves none.
    SetDefault(ColumnDefinition),
    /// `RENAME COLUMN`, where one of the two names is a tenant's.
    Rename {
        /// Before.
        from: Identifier,
        /// After.
        to: Identifier,
        /// Where it is renamed.
        span: Span,
    },
    /// `DROP COLUMN`.
    Drop {
        /// What it drops.
        name: Identifier,
        /// Whether a missing column is passed over.
        if_exists: bool,
        /// Where it is dropped.
        span: Span,
    },
}

impl ColumnChange {
    /// Where the column's default is written, where the change is otherwise.
    pub fn span(&self) -> Span {
        match self {
            Self::Add { column, .. } | Self::SetDefault(column) => column.span,
            Self::Rename { span, .. } | Self::Drop { span, .. } => *span,
        }
    }

    /// The column before the change.
    pub fn name(&self) -> &Identifier {
        match self {
            Self::Add { column, .. } | Self::SetDefault(column) => &column.name,
            Self::Rename { from: name, .. } | Self::Drop { name, .. } => name,
        }
    }
}

/// The columns of a `CREATE TABLE` that hold the id of a tenant.
pub(super) fn definitions(table: &SyntaxNode, origin: Origin<'_>) -> Vec<ColumnDefinition> {
    let arguments = table.children().find_map(ast::TableArgList::cast);
    let arguments = arguments.iter().flat_map(ast::TableArgList::args);
    let columns = arguments.filter_map(|argument| match argument {
        ast::TableArg::Column(column) => definition(column.name()?.syntax(), column.syntax(), origin),
        ast::TableArg::LikeClause(_) | ast::TableArg::TableConstraint(_) => None,
    });
    columns.collect()
}

/// What one action of an `ALTER TABLE` does to a column that holds the id of a tenant.
pub(super) fn change(node: &SyntaxNode, origin: Origin<'_>) -> Option<ColumnChange> {
    match ast::AlterTableAction::cast(node.clone())? {
        ast::AlterTableAction::AddColumn(add) => Some(ColumnChange::Add {
            column: definition(add.column_name()?.syntax(), node, origin)?,
            if_not_exists: add.if_not_exists().is_some(),
        }),
        ast::AlterTableAction::AlterColumn(alter) => {
            let default = match alter.option()? {
                ast::AlterColumnOption::SetDefault(set) => {
                    set.expr().and_then(|expression| literal(&expression))
                }
                ast::AlterColumnOption::DropDefault(_) => None,
                _ => return None,
            };
            let name = tenant_key(alter.column_name_ref()?.syntax())?;
            Some(ColumnChange::SetDefault(ColumnDefinition { name, default, span: origin.span(node) }))
        }
        ast::AlterTableAction::RenameColumn(rename) => {
            let from = name::identifier(rename.column_name_ref()?.syntax());
            let to = name::identifier(rename.column_name()?.syntax());
            let is_about_tenant = is_tenant_key(from.as_str()) || is_tenant_key(to.as_str());
            is_about_tenant.then(|| ColumnChange::Rename { from, to, span: origin.span(node) })
        }
        ast::AlterTableAction::DropColumn(drop) => Some(ColumnChange::Drop {
            name: tenant_key(drop.column_name_ref()?.syntax())?,
            if_exists: drop.if_exists().is_some(),
            span: origin.span(node),
        }),
        _ => None,
    }
}

/// A column of that name, the constraints of which stand in `column`; `None` unless it is a tenant's.
fn definition(name: &SyntaxNode, column: &SyntaxNode, origin: Origin<'_>) -> Option<ColumnDefinition> {
    let key = tenant_key(name)?;
    let constraint = column.children().find_map(ast::DefaultConstraint::cast);
    let default = constraint.as_ref().and_then(|constraint| literal(&constraint.expr()?));
    let place = constraint.as_ref().map_or(name, AstNode::syntax);
    Some(ColumnDefinition { name: key, default, span: origin.span(place) })
}

/// The name that `node` consists of, where it is a tenant's.
fn tenant_key(node: &SyntaxNode) -> Option<Identifier> {
    let written = node.first_token()?;
    // Most columns are told apart by their text, before a name is built.
    is_tenant_key(written.text().trim_matches('"')).then(|| name::identifier(node))
}

fn literal(expression: &ast::Expr) -> Option<LiteralDefault> {
    match without_casts(expression::lower(expression)) {
        Expression::Call(call) if &*call.name == "coalesce" => {
            let text = constant(call.arguments.into_iter().next_back()?)?;
            Some(LiteralDefault { text, is_fallback: true })
        }
        value => Some(LiteralDefault { text: constant(value)?, is_fallback: false }),
    }
}

fn constant(value: Expression) -> Option<Box<str>> {
    match without_casts(value) {
        Expression::Text(text) => Some(text),
        Expression::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

fn without_casts(mut value: Expression) -> Expression {
    while let Expression::Cast(inner, _) = value {
        value = *inner;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::super::{Action, RelationChange, read_composed};
    use super::*;

    fn columns(text: &str) -> Vec<(String, Option<LiteralDefault>)> {
        let statements = read_composed(text, Span::default()).expect("a good statement");
        let mut found = Vec::new();
        for statement in statements {
            match statement.action {
                Action::CreateTable(create) => found.extend(create.tenant_columns),
                Action::AlterRelation(alter) => {
                    found.extend(alter.changes.into_iter().filter_map(|change| match change {
                        RelationChange::Column(
                            ColumnChange::Add { column, .. } | ColumnChange::SetDefault(column),
                        ) => Some(column),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        found.into_iter().map(|column| (column.name.to_string(), column.default)).collect()
    }

    fn default(expression: &str) -> Option<String> {
        let found =
            columns(&format!("create table t (id int, tenant_id uuid not null default {expression})"));
        let (_, default) = found.into_iter().next().expect("a tenant column");
        default.map(
            |default| if default.is_fallback { format!("or {}", default.text) } else { default.text.into() },
        )
    }

    #[test]
    fn literals_lose_their_casts() {
        for written in ["'a'", "'a'::uuid", "('a'::text)::uuid", "CAST('a' AS uuid)", "uuid 'a'"] {
            assert_eq!(default(written).as_deref(), Some("a"), "{written}");
        }
        assert_eq!(default("1").as_deref(), Some("1"));
    }

    #[test]
    fn what_the_database_works_out_is_no_literal() {
        for written in ["gen_random_uuid()", "current_setting('app.tenant')::uuid", "null", "auth.uid()"] {
            assert_eq!(default(written), None, "{written}");
        }
    }

    #[test]
    fn the_last_operand_of_coalesce_is_a_fallback() {
        let written = "coalesce(current_setting('app.tenant', true)::uuid, 'a'::uuid)";
        assert_eq!(default(written).as_deref(), Some("or a"));
    }

    #[test]
    fn only_tenant_columns_are_kept() {
        let found = columns(
            "create table t (id uuid default 'a', \"orgId\" text default 'b', Tenant_ID uuid);\n\
             alter table t add column user_id uuid default 'c', alter column tenant_id set default 'd';",
        );
        let names: Vec<_> = found.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["orgId", "tenant_id", "tenant_id"]);
    }
}
