//! What a query reads, joined and filtered.

use super::super::lookup::is_platform_schema;
use super::evaluate::Scope;
use super::row::{Header, Presence, Row, Values};
use super::select::select;
use super::system;
use super::value::Value;
use super::wanted::Wanted;
use crate::facts::sql::{Call, Expression, Identifier, Query, Source, SourceRows};

/// More rows than this are not worked out: joins of catalogues multiply.
const MAX_ROWS: usize = 20_000;

/// Whether a query asks PostgreSQL's own views for something in a schema that the platform fills: what is
/// not listed may be there.
fn asks_platform(query: &Query) -> bool {
    let reads = |source: &Source| match &source.rows {
        SourceRows::Relation(relation) => system::lists_platform(relation),
        _ => false,
    };
    let conditions =
        || query.filter.iter().chain(query.sources.iter().filter_map(|source| source.on.as_ref()));
    query.sources.iter().any(reads) && conditions().any(names_platform)
}

fn names_platform(condition: &Expression) -> bool {
    match condition {
        Expression::Text(text) => is_platform_schema(&Identifier::exact(text)),
        Expression::Binary(_, sides) => sides.iter().any(names_platform),
        Expression::Cast(inner, _) => names_platform(inner),
        Expression::List(items) => items.iter().any(names_platform),
        _ => false,
    }
}

/// The joined rows that the condition keeps; one that it may keep is no longer certain.
pub(super) fn filtered(query: &Query, scope: &Scope<'_>) -> Vec<Row> {
    let mut rows = vec![Row::certain()];
    for source in &query.sources {
        rows = join(&rows, source, query.filter.as_ref(), scope);
        if rows.len() > MAX_ROWS {
            return vec![Row::unknown()];
        }
    }
    let mut rows = match &query.filter {
        Some(filter) => keep(rows, filter, scope),
        None => rows,
    };
    if rows.is_empty() && asks_platform(query) {
        rows.push(Row::unknown());
    }
    rows
}

fn keep(rows: Vec<Row>, filter: &Expression, scope: &Scope<'_>) -> Vec<Row> {
    let decide = |mut row: Row| {
        let truth = scope.of_row(&row).evaluate(filter).truth();
        if truth.is_none() {
            row.presence = Presence::Maybe;
        }
        (truth != Some(false)).then_some(row)
    };
    rows.into_iter().filter_map(decide).collect()
}

fn join(rows: &[Row], source: &Source, filter: Option<&Expression>, scope: &Scope<'_>) -> Vec<Row> {
    let mut joined = Vec::new();
    for row in rows {
        let of_row = scope.of_row(row);
        // What the whole query wants decides before the join only where no row must stay without one.
        let conditions = source.on.iter().chain(filter.filter(|_| !source.is_outer));
        let mut found: Vec<Row> =
            of_source(source, conditions, &of_row).iter().map(|other| row.joined(other)).collect();
        if let Some(on) = &source.on {
            found = keep(found, on, scope);
        }
        if !source.using.is_empty() {
            agree(row, &mut found, source);
        }
        if source.is_outer && !found.iter().any(|row| row.presence == Presence::Sure) {
            let mut alone = row.joined(&missing(source));
            alone.presence = if found.is_empty() { row.presence } else { Presence::Maybe };
            found.push(alone);
        }
        joined.extend(found);
    }
    joined
}

/// What stands for the row of a source that has none: nulls, whatever their names.
fn missing(source: &Source) -> Row {
    let alias = source.alias.as_ref().or(match &source.rows {
        SourceRows::Relation(relation) => Some(&relation.name),
        _ => None,
    });
    let header: &'static [&'static str] = match &source.rows {
        SourceRows::Relation(relation) => system::header(relation).unwrap_or(&[]),
        _ => &[],
    };
    let nulls = vec![Value::Null; header.len()];
    let row = Row::of(Header::Fixed(header), nulls);
    let row = if header.is_empty() { row.open() } else { row };
    row.named(alias, &[])
}

/// Keeps joined rows that agree in the columns of `USING`.
fn agree(row: &Row, found: &mut Vec<Row>, source: &Source) {
    let alias = source.alias.as_ref().or(match &source.rows {
        SourceRows::Relation(relation) => Some(&relation.name),
        _ => None,
    });
    found.retain_mut(|joined| {
        let mut agrees = Some(true);
        for column in &source.using {
            let values = (row.get(None, column.as_str()), joined.get(alias, column.as_str()));
            match values {
                (Some(left), Some(right)) => match left.equals(&right) {
                    Some(true) => {}
                    Some(false) => return false,
                    None => agrees = None,
                },
                _ => agrees = None,
            }
        }
        if agrees.is_none() {
            joined.presence = Presence::Maybe;
        }
        true
    });
}

fn of_source<'e>(
    source: &'e Source,
    conditions: impl Iterator<Item = &'e Expression>,
    scope: &Scope<'_>,
) -> Vec<Row> {
    let (rows, name) = match &source.rows {
        SourceRows::Relation(relation) => {
            let named =
                scope.with.iter().find(|(name, _)| relation.schema.is_none() && *name == relation.name);
            let rows = if let Some((_, query)) = named {
                of_query(query, scope)
            } else {
                let alias = source.alias.as_ref().unwrap_or(&relation.name);
                let wanted = Wanted::of(conditions, Some(alias), scope);
                system::rows(relation, scope.catalogue, &wanted)
            };
            (rows, Some(relation.name.clone()))
        }
        SourceRows::Query(query) => (of_query(query, scope), None),
        SourceRows::Call(call) => (of_call(call, source, scope), Some(Identifier::exact(&call.name))),
        SourceRows::Opaque => (vec![Row::unknown()], None),
    };
    let alias = source.alias.as_ref().or(name.as_ref());
    rows.into_iter().map(|row| row.named(alias, &source.columns)).collect()
}

/// The rows of a function among the sources. An only column goes by the name of the source.
fn of_call(call: &Call, source: &Source, scope: &Scope<'_>) -> Vec<Row> {
    if &*call.name == "pg_event_trigger_ddl_commands" {
        return system::commands(scope.catalogue);
    }
    let name = source.alias.clone().unwrap_or_else(|| Identifier::exact(&call.name));
    let items = match (&*call.name, scope.evaluate(&Expression::Call(call.clone()))) {
        ("unnest" | "generate_series" | "regexp_split_to_table" | "string_to_table", Value::List(items)) => {
            items
        }
        (_, Value::Null) => return Vec::new(),
        _ => return vec![Row::unknown()],
    };
    let mut names = vec![name];
    if source.is_numbered {
        names.push(Identifier::exact("ordinality"));
    }
    let header = Header::Named(names.into());
    let row = |(at, item): (usize, Value)| {
        let mut values = match item {
            // A row of several lists at once, or of a record.
            Value::Record(fields) => fields.into_iter().map(|(_, value)| value).collect(),
            item => vec![item],
        };
        if source.is_numbered {
            values.push(Value::count(at + 1));
        }
        Row::of(header.clone(), values)
    };
    items.into_iter().enumerate().map(row).collect()
}

fn of_query(query: &Query, scope: &Scope<'_>) -> Vec<Row> {
    let row = |(values, presence): (Values, Presence)| {
        let row = if values.is_empty() {
            Row::unknown()
        } else {
            let name = |(at, (name, _)): (usize, &(Option<Identifier>, Value))| {
                name.clone().unwrap_or_else(|| Identifier::exact(&format!("column{}", at + 1)))
            };
            let header = Header::Named(values.iter().enumerate().map(name).collect());
            Row::of(header, values.into_iter().map(|(_, value)| value).collect())
        };
        row.at_most(presence)
    };
    select(query, scope).rows.into_iter().map(row).collect()
}
