//! The sections of the catalogue, by the names and fields that a dump of a real server has.

use serde_json::{Map, Value, json};

use super::names::{Names, constraint_of};
use super::tables::Indexed;
use super::{Places, privileges, routines, tables};
use crate::project::schema::{
    QualifiedName, Relation, Schema, Table, Trigger, TriggerEvent, TriggerTiming, UserTypeKind,
    is_platform_schema, is_system_schema,
};

/// Every section.
pub(super) fn catalog(schema: &Schema, names: &Names<'_>, places: Places<'_>) -> Value {
    let mut catalog = Map::new();
    let mut add = |name: &str, rows: Vec<Value>| catalog.insert(name.to_owned(), rows.into());
    add("schemas", schemas(schema));
    add("tables", own_tables(schema).map(|table| tables::table(schema, table, names, places)).collect());
    add("policies", policies(schema, places));
    add("functions", functions(schema, names, places));
    add("views", views(schema, places));
    add("indexes", indexes(schema, places));
    add("foreign_keys", foreign_keys(schema, names));
    add("constraints", constraints(schema));
    add("triggers", triggers(schema, names));
    add("rules", rules(schema, places));
    add("sequences", sequences(schema));
    add("types", types(schema));
    add("extensions", extensions(schema));
    add("publications", publications(schema, names));
    add("cron_jobs", jobs(schema));
    add("buckets", buckets(schema));
    add("event_triggers", event_triggers(schema));
    add("default_privileges", privileges::defaults(schema));
    add("roles", privileges::roles(schema));
    catalog.into()
}

/// Whether a name lies in a schema of the project: the platform fills the others.
fn is_own(name: &QualifiedName) -> bool {
    !is_platform_schema(&name.schema) && !is_system_schema(&name.schema)
}

/// Tables in schemas of the project.
pub(super) fn own_tables(schema: &Schema) -> impl Iterator<Item = &Table> {
    schema.all_tables().filter(|table| is_own(&table.name))
}

fn schemas(schema: &Schema) -> Vec<Value> {
    let own = schema.schemas().filter(|(name, _)| !is_system_schema(name));
    let row = |name: &str, builtin: bool, acl: Value| json!({ "name": name, "builtin": builtin, "acl": acl });
    own.map(|(name, object)| row(name.as_str(), is_platform_schema(name), privileges::of(object))).collect()
}

fn policies(schema: &Schema, places: Places<'_>) -> Vec<Value> {
    let of_table = |table: &Table| {
        let mut policies: Vec<_> = table.policies.iter().collect();
        policies.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let rows = policies.into_iter().map(|policy| tables::policy(table, policy, places));
        rows.collect::<Vec<_>>()
    };
    schema.all_tables().flat_map(of_table).collect()
}

fn functions(schema: &Schema, names: &Names<'_>, places: Places<'_>) -> Vec<Value> {
    let own =
        schema.all_routines().filter(|routine| is_own(&routine.name) && routine.object.extension.is_none());
    let mut rows: Vec<(String, Value)> = own
        .map(|routine| (routines::identity(routine, names), routines::json(schema, routine, names, places)))
        .collect();
    rows.sort_by(|(a, left), (b, right)| {
        let key = |row: &Value| (row["schema"].to_string(), row["name"].to_string());
        (key(left), a).cmp(&(key(right), b))
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

fn views(schema: &Schema, places: Places<'_>) -> Vec<Value> {
    let own = schema.all_views().filter(|view| is_own(&view.name) && view.object.extension.is_none());
    own.map(|view| tables::view(schema, view, places)).collect()
}

fn indexes(schema: &Schema, places: Places<'_>) -> Vec<Value> {
    let of_tables = own_tables(schema).filter(|table| table.object.extension.is_none()).flat_map(|table| {
        let relation = Indexed::new(&table.name, table.kind);
        table.indexes.iter().map(move |index| {
            tables::index(relation, &table.columns, constraint_of(table, index), index, places)
        })
    });
    let of_views = schema.all_views().filter(|view| is_own(&view.name)).flat_map(|view| {
        let relation = Indexed::new(&view.name, view.kind);
        view.indexes.iter().map(move |index| tables::index(relation, &view.columns, None, index, places))
    });
    of_tables.chain(of_views).collect()
}

fn foreign_keys(schema: &Schema, names: &Names<'_>) -> Vec<Value> {
    let of_table = |table: &Table| {
        let rows = table.constraints.iter().filter_map(|one| tables::foreign_key(table, one, names));
        rows.collect::<Vec<_>>()
    };
    own_tables(schema).flat_map(of_table).collect()
}

fn constraints(schema: &Schema) -> Vec<Value> {
    let own = own_tables(schema).filter(|table| table.object.extension.is_none());
    let of_table = |table: &Table| {
        table.constraints.iter().filter_map(|one| tables::constraint(table, one)).collect::<Vec<_>>()
    };
    own.flat_map(of_table).collect()
}

fn triggers(schema: &Schema, names: &Names<'_>) -> Vec<Value> {
    let of_tables = schema
        .all_tables()
        .flat_map(|table| table.triggers.iter().map(|one| trigger(&table.name, one, names)));
    let of_views =
        schema.all_views().flat_map(|view| view.triggers.iter().map(|one| trigger(&view.name, one, names)));
    of_tables.chain(of_views).collect()
}

fn trigger(relation: &QualifiedName, trigger: &Trigger, names: &Names<'_>) -> Value {
    let function = names.of(trigger.function);
    let timing = match trigger.timing {
        TriggerTiming::Before => "before",
        TriggerTiming::After => "after",
        TriggerTiming::InsteadOf => "instead of",
    };
    let mut events: Vec<&str> = trigger.events.iter().map(event).collect();
    events.sort_unstable();
    json!({
        "schema": relation.schema.as_str(),
        "table": relation.name.as_str(),
        "name": trigger.name.as_str(),
        "enabled": trigger.firing.letter(),
        "function": function.map(|function| format!("{}.{}", function.schema, function.name)),
        "timing": timing,
        "events": events,
        "each_row": trigger.for_each_row,
    })
}

fn rules(schema: &Schema, places: Places<'_>) -> Vec<Value> {
    let of_relation = |relation: &Relation| {
        let mut rules: Vec<_> = relation.rewrite_rules().iter().collect();
        rules.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let rows = rules.into_iter().map(|rule| tables::rule(relation.name(), rule, places));
        rows.collect::<Vec<_>>()
    };
    schema.relations().filter(|relation| is_own(relation.name())).flat_map(of_relation).collect()
}

fn event(event: &TriggerEvent) -> &'static str {
    match event {
        TriggerEvent::Insert => "insert",
        TriggerEvent::Update(_) => "update",
        TriggerEvent::Delete => "delete",
        TriggerEvent::Truncate => "truncate",
    }
}

fn sequences(schema: &Schema) -> Vec<Value> {
    let own = schema.all_sequences().filter(|sequence| is_own(&sequence.name));
    let row = |sequence: &crate::project::schema::Sequence| {
        json!({
            "schema": sequence.name.schema.as_str(),
            "name": sequence.name.name.as_str(),
            "acl": privileges::of(&sequence.object),
            "owner": sequence.object.owner.as_str(),
        })
    };
    own.map(row).collect()
}

fn types(schema: &Schema) -> Vec<Value> {
    let own = schema.all_types().filter(|kind| is_own(&kind.name) && kind.object.extension.is_none());
    let row = |kind: &crate::project::schema::UserType| {
        let (letter, labels) = match &kind.kind {
            UserTypeKind::Enum(labels) => ("e", Some(labels).filter(|labels| !labels.is_empty())),
            UserTypeKind::Domain { .. } => ("d", None),
            _ => return None,
        };
        let (schema, name) = (kind.name.schema.as_str(), kind.name.name.as_str());
        Some(json!({ "schema": schema, "name": name, "typtype": letter, "labels": labels }))
    };
    own.filter_map(row).collect()
}

fn extensions(schema: &Schema) -> Vec<Value> {
    let row = |extension: &crate::project::schema::Extension| json!({ "name": extension.name.as_str(), "schema": extension.schema.as_str() });
    schema.extensions().map(row).collect()
}

fn publications(schema: &Schema, names: &Names<'_>) -> Vec<Value> {
    let rows = schema.published_tables().map(|(publication, table)| {
        let table = names.of(table);
        json!({
            "publication": publication.name.as_str(),
            "schema": table.map(|table| table.schema.as_str()),
            "table": table.map(|table| table.name.as_str()),
        })
    });
    rows.collect()
}

fn jobs(schema: &Schema) -> Vec<Value> {
    let rows = schema.jobs().iter();
    rows.map(|job| json!({ "name": job.name, "schedule": job.schedule, "command": job.command })).collect()
}

fn buckets(schema: &Schema) -> Vec<Value> {
    schema.buckets().map(|one| json!({ "id": one.id, "name": one.name, "public": one.is_public })).collect()
}

fn event_triggers(schema: &Schema) -> Vec<Value> {
    let rows = schema.event_triggers().iter();
    rows.map(|trigger| json!({ "name": trigger.name.as_str(), "event": trigger.event })).collect()
}
