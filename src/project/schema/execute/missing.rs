//! What a query reads and nobody made: PostgreSQL refuses the whole of it, whether or not that part would
//! have been asked.

use super::super::catalogue::Catalogue;
use super::super::rejection::Outcome;
use super::super::replay::undefined_relation;
use super::system;
use super::value::has_hole;
use crate::facts::sql::{Expression, Identifier, Query, RelationName, SourceRows};

/// Names that `WITH` gives, of the queries around.
type Named<'q> = Vec<&'q Identifier>;

/// Refuses a query that reads a relation which is not there.
pub(super) fn in_query(query: &Query, catalogue: &Catalogue) -> Outcome {
    query_reads(query, &mut Vec::new(), catalogue)
}

/// Refuses an expression whose queries read a relation which is not there.
pub(super) fn in_expression(expression: &Expression, catalogue: &Catalogue) -> Outcome {
    expression_reads(expression, &mut Vec::new(), catalogue)
}

fn query_reads<'q>(query: &'q Query, named: &mut Named<'q>, catalogue: &Catalogue) -> Outcome {
    let around = named.len();
    for (name, with) in &query.with {
        // One that calls itself knows its own name.
        named.push(name);
        query_reads(with, named, catalogue)?;
    }
    for source in &query.sources {
        match &source.rows {
            SourceRows::Relation(relation) => relation_reads(relation, named, catalogue)?,
            SourceRows::Query(inner) => query_reads(inner, named, catalogue)?,
            SourceRows::Call(_) | SourceRows::Opaque => {}
        }
        source.on.iter().try_for_each(|on| expression_reads(on, named, catalogue))?;
    }
    let targets = query.targets.iter().map(|target| &target.value);
    let conditions = query.filter.iter().chain(&query.having).chain(query.values.iter().flatten());
    for expression in targets.chain(conditions) {
        expression_reads(expression, named, catalogue)?;
    }
    for (_, other) in &query.combined {
        query_reads(other, named, catalogue)?;
    }
    named.truncate(around);
    Ok(())
}

fn expression_reads<'q>(expression: &'q Expression, named: &mut Named<'q>, catalogue: &Catalogue) -> Outcome {
    match expression {
        Expression::Rows(query) | Expression::Exists(query) => query_reads(query, named, catalogue),
        Expression::Cast(inner, _) | Expression::Not(inner) | Expression::Named(_, inner) => {
            expression_reads(inner, named, catalogue)
        }
        Expression::Binary(_, sides) => {
            sides.iter().try_for_each(|side| expression_reads(side, named, catalogue))
        }
        Expression::List(items) => items.iter().try_for_each(|item| expression_reads(item, named, catalogue)),
        Expression::Call(call) => {
            call.arguments.iter().try_for_each(|argument| expression_reads(argument, named, catalogue))
        }
        Expression::Case(arms, otherwise) => {
            arms.iter().flatten().try_for_each(|part| expression_reads(part, named, catalogue))?;
            expression_reads(otherwise, named, catalogue)
        }
        _ => Ok(()),
    }
}

fn relation_reads(relation: &RelationName, named: &Named<'_>, catalogue: &Catalogue) -> Outcome {
    let is_named = relation.schema.is_none() && named.contains(&&relation.name);
    let is_open = has_hole(relation.name.as_str())
        || relation.schema.as_ref().is_some_and(|schema| has_hole(schema.as_str()));
    let is_there = is_named
        || is_open
        || system::header(relation).is_some()
        || catalogue.find(relation).is_some()
        || catalogue.may_have_unseen(relation);
    if is_there { Ok(()) } else { Err(undefined_relation(relation)) }
}
