//! PostgreSQL's own views of a database, answered from the replayed catalogue. What the replay does not
//! follow is there as a row that may be anything.

mod access;
mod column;
mod constraint;
mod data_type;
mod index;
mod policy;
mod relation;
mod routine;
mod service;
mod trigger;

use super::super::catalogue::Catalogue;
use super::object;
use super::row::{Header, Presence, Row};
use super::table_rows;
use super::value::Value;
use super::wanted::Wanted;
use crate::facts::sql::{Identifier, RelationName};
use crate::finding::Location;

/// A view: its columns as far as they are followed, and what gives its rows.
#[derive(Clone, Copy)]
struct View {
    columns: &'static [&'static str],
    fill: fn(&Catalogue, &Wanted<'_>, &mut Rows),
}

/// Rows as a view gives them.
struct Rows {
    header: Header,
    rows: Vec<Row>,
}

impl Rows {
    /// A row; further columns exist and are not known.
    fn push(&mut self, values: Vec<Value>, presence: Presence) {
        self.rows.push(Row::of(self.header.clone(), values).open().at_most(presence));
    }

    /// A row that may be there, whatever it holds.
    fn push_unknown(&mut self, known: Vec<Value>, count: usize) {
        let values = known.into_iter().chain(std::iter::repeat(Value::Unknown)).take(count).collect();
        self.push(values, Presence::Maybe);
    }
}

/// The rows of a relation; one that may be anything where it is not known.
pub(super) fn rows(relation: &RelationName, catalogue: &Catalogue, wanted: &Wanted<'_>) -> Vec<Row> {
    if let Some(view) = view(relation) {
        let mut rows = Rows { header: Header::Fixed(view.columns), rows: Vec::new() };
        (view.fill)(catalogue, wanted, &mut rows);
        return rows.rows;
    }
    let found = catalogue.find(relation);
    found.and_then(|found| table_rows::read(&found, catalogue)).unwrap_or_else(|| vec![Row::unknown()])
}

/// The columns of a system view that are followed; `None` for any other relation.
pub(super) fn header(relation: &RelationName) -> Option<&'static [&'static str]> {
    view(relation).map(|view| view.columns)
}

/// Whether a view lists what the platform may hold without anybody's saying so.
pub(super) fn lists_platform(relation: &RelationName) -> bool {
    view(relation).is_some()
        && matches!(
            relation.name.as_str(),
            "pg_attribute"
                | "pg_class"
                | "pg_enum"
                | "pg_proc"
                | "pg_tables"
                | "pg_type"
                | "pg_views"
                | "columns"
                | "routines"
                | "tables"
                | "views"
        )
}

fn view(relation: &RelationName) -> Option<View> {
    let name = relation.name.as_str();
    match relation.schema.as_ref().map(Identifier::as_str) {
        None | Some("pg_catalog") => in_catalogue(name),
        Some("information_schema") => in_information_schema(name),
        Some("cron") if name == "job" => Some(service::JOBS),
        Some("storage") if name == "buckets" => Some(service::BUCKETS),
        _ => None,
    }
}

fn in_catalogue(name: &str) -> Option<View> {
    Some(match name {
        "pg_attribute" => column::ATTRIBUTES,
        "pg_attrdef" => column::DEFAULTS,
        "pg_class" => relation::CLASSES,
        "pg_constraint" => constraint::CONSTRAINTS,
        "pg_enum" => data_type::LABELS,
        "pg_event_trigger" => trigger::EVENT_TRIGGERS,
        "pg_extension" => service::EXTENSIONS,
        "pg_index" => index::INDEXES,
        "pg_indexes" => index::INDEX_NAMES,
        "pg_inherits" => relation::INHERITS,
        "pg_matviews" => relation::MATERIALIZED_VIEWS,
        "pg_namespace" => relation::NAMESPACES,
        "pg_policies" => policy::POLICY_TEXTS,
        "pg_policy" => policy::POLICIES,
        "pg_proc" => routine::ROUTINES,
        "pg_publication" => service::PUBLICATIONS,
        "pg_publication_rel" => service::PUBLISHED,
        "pg_publication_tables" => service::PUBLISHED_NAMES,
        "pg_roles" | "pg_authid" | "pg_user" => access::ROLES,
        "pg_auth_members" => access::MEMBERS,
        "pg_rules" => trigger::RULES,
        "pg_sequences" => relation::SEQUENCES,
        "pg_tables" => relation::TABLES,
        "pg_trigger" => trigger::TRIGGERS,
        "pg_type" => data_type::TYPES,
        "pg_views" => relation::VIEWS,
        _ => return None,
    })
}

fn in_information_schema(name: &str) -> Option<View> {
    Some(match name {
        "columns" => column::COLUMNS,
        "constraint_column_usage" => constraint::USED_COLUMNS,
        "key_column_usage" => constraint::KEY_COLUMNS,
        "referential_constraints" => constraint::REFERENCES,
        "check_constraints" => constraint::CHECKS,
        "routines" => routine::NAMED_ROUTINES,
        "schemata" => relation::SCHEMATA,
        "sequences" => relation::NAMED_SEQUENCES,
        "table_constraints" => constraint::TABLE_CONSTRAINTS,
        "tables" => relation::NAMED_TABLES,
        "triggers" => trigger::NAMED_TRIGGERS,
        "views" => relation::NAMED_VIEWS,
        _ => return None,
    })
}

/// What an event trigger is told about the statement that fired it.
pub(super) fn commands(catalogue: &Catalogue) -> Vec<Row> {
    let Some(name) = &catalogue.created else { return Vec::new() };
    let Some(id) = catalogue.get(name).map(super::super::relation::Relation::id) else { return Vec::new() };
    let header = Header::Fixed(&[
        "command_tag",
        "object_type",
        "schema_name",
        "object_identity",
        "objid",
        "in_extension",
    ]);
    let values = vec![
        Value::text("CREATE TABLE"),
        Value::text("table"),
        Value::name(&name.schema),
        Value::Text(object::shown(name, false)),
        Value::Object(id, object::shown(name, false)),
        Value::Bool(false),
    ];
    vec![Row::of(header, values).open()]
}

/// How sure a row is that speaks of objects with these doubts.
fn presence(doubts: &[&Option<Location>]) -> Presence {
    if doubts.iter().any(|doubt| doubt.is_some()) { Presence::WithObject } else { Presence::Sure }
}

fn yes_no(value: bool) -> Value {
    Value::text(if value { "YES" } else { "NO" })
}
