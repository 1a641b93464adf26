//! Statements that change nothing a model keeps, and fail where what they name is not there: `COMMENT ON`,
//! `ANALYZE`, `REFRESH MATERIALIZED VIEW`, `LOCK`, queries.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::references::{self, References};
use super::signature::{self, RoutineSignature};
use super::statement::Action;

/// Something that has to be there.
#[derive(Clone, Debug)]
pub enum Mention {
    /// A relation of any kind.
    Relation(RelationName),
    /// A materialized view.
    MaterializedView(RelationName),
    /// A column of a relation.
    Column(RelationName, Identifier),
    /// A policy of a table.
    Policy(RelationName, Identifier),
    /// A constraint of a table.
    Constraint(RelationName, Identifier),
    /// A trigger of a table.
    Trigger(RelationName, Identifier),
    /// A rule of a relation.
    RewriteRule(RelationName, Identifier),
    /// A function.
    Routine(RoutineSignature),
    /// All that a query reads.
    Query(Box<References>),
}

/// What a statement mentions; `None` for those that are no such statement or mention nothing.
pub(super) fn read(statement: &ast::Stmt, origin: Origin<'_>) -> Option<Action> {
    use ast::Stmt;
    let node = statement.syntax();
    let mentions = match statement {
        Stmt::CommentOn(_) => comment(&node.children().next()?, origin).into_iter().collect(),
        Stmt::Analyze(_) | Stmt::Vacuum(_) | Stmt::Cluster(_) | Stmt::Lock(_) => relations(node, origin),
        Stmt::Refresh(refresh) => {
            vec![Mention::MaterializedView(name::relation(refresh.view_ref()?.syntax(), origin)?)]
        }
        Stmt::Select(_) | Stmt::CompoundSelect(_) | Stmt::ParenSelect(_) | Stmt::Table(_) => {
            vec![Mention::Query(Box::new(references::of_node(node, origin)))]
        }
        _ => return None,
    };
    (!mentions.is_empty()).then_some(Action::Mention(mentions))
}

fn relations(node: &SyntaxNode, origin: Origin<'_>) -> Vec<Mention> {
    let is_name = |kind| matches!(kind, SyntaxKind::TABLE_NAME_REF | SyntaxKind::RELATION_NAME_REF);
    let named = node.descendants().filter(|child| is_name(child.kind()));
    named.filter_map(|named| Some(Mention::Relation(name::relation(&named, origin)?))).collect()
}

fn comment(object: &SyntaxNode, origin: Origin<'_>) -> Option<Mention> {
    let first = object.children().next()?;
    let relation = || name::relation(&first, origin);
    Some(match object.kind() {
        SyntaxKind::OBJECT_TABLE | SyntaxKind::OBJECT_VIEW | SyntaxKind::OBJECT_FOREIGN_TABLE => {
            Mention::Relation(relation()?)
        }
        SyntaxKind::OBJECT_MATERIALIZED_VIEW => Mention::MaterializedView(relation()?),
        SyntaxKind::OBJECT_INDEX | SyntaxKind::OBJECT_SEQUENCE => Mention::Relation(relation()?),
        SyntaxKind::OBJECT_COLUMN => {
            let (table, column) = column(&first, origin)?;
            Mention::Column(table, column)
        }
        SyntaxKind::OBJECT_POLICY => Mention::Policy(last(object, origin)?, name::identifier(&first)),
        SyntaxKind::OBJECT_TRIGGER => Mention::Trigger(last(object, origin)?, name::identifier(&first)),
        SyntaxKind::OBJECT_RULE => Mention::RewriteRule(last(object, origin)?, name::identifier(&first)),
        SyntaxKind::OBJECT_CONSTRAINT => Mention::Constraint(last(object, origin)?, relation()?.name),
        SyntaxKind::OBJECT_FUNCTION => Mention::Routine(signature::signature(&first, origin)?),
        _ => return None,
    })
}

/// What stands behind `ON` in `POLICY p ON t`.
fn last(object: &SyntaxNode, origin: Origin<'_>) -> Option<RelationName> {
    name::relation(&object.children().nth(1)?, origin)
}

/// `schema.table.column`.
fn column(node: &SyntaxNode, origin: Origin<'_>) -> Option<(RelationName, Identifier)> {
    let segments = node.descendants().filter(|child| child.kind() == SyntaxKind::PATH_SEGMENT_REF);
    let mut names: Vec<Identifier> = segments.map(|segment| name::identifier(&segment)).collect();
    let column = names.pop()?;
    let table = names.pop()?;
    Some((RelationName { schema: names.pop(), name: table, span: origin.span(node) }, column))
}

#[cfg(test)]
mod tests {
    use super::super::read_composed;
    use super::*;
    use crate::source::Span;

    fn mentions(text: &str) -> String {
        let action = read_composed(text, Span::default()).expect("a good statement").remove(0).action;
        let Action::Mention(mentions) = action else { panic!("{action:?}") };
        let show = |mention: &Mention| match mention {
            Mention::Relation(name) => format!("relation {}", name.name),
            Mention::MaterializedView(name) => format!("materialized {}", name.name),
            Mention::Column(table, name) => format!("column {}.{name}", table.name),
            Mention::Policy(table, name) => format!("policy {}.{name}", table.name),
            Mention::Constraint(table, name) => format!("constraint {}.{name}", table.name),
            Mention::Trigger(table, name) => format!("trigger {}.{name}", table.name),
            Mention::RewriteRule(of, name) => format!("rule {}.{name}", of.name),
            Mention::Routine(routine) => format!("routine {}", routine.name.name),
            Mention::Query(query) => format!("query of {}", query.relations.len()),
        };
        mentions.iter().map(show).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_must_be_there_is_found() {
        for (text, expected) in [
            ("comment on table public.t is 'x'", "relation t"),
            ("comment on column public.t.a is 'x'", "column t.a"),
            ("comment on policy \"P q\" on t is 'x'", "policy t.P q"),
            ("comment on constraint c on public.t is 'x'", "constraint t.c"),
            ("comment on trigger g on t is 'x'", "trigger t.g"),
            ("comment on function f(int) is 'x'", "routine f"),
            ("comment on materialized view m is null", "materialized m"),
            ("analyze t, public.u (a)", "relation t, relation u"),
            ("refresh materialized view concurrently m", "materialized m"),
            ("comment on rule r on v is 'x'", "rule v.r"),
            ("select a from t join u on true", "query of 2"),
        ] {
            assert_eq!(mentions(text), expected, "{text}");
        }
    }
}
