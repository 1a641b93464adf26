//! Schemas, tables, views and sequences.

use super::super::super::catalogue::Catalogue;
use super::super::super::relation::Relation;
use super::super::super::table::{RowSecurity, Table};
use super::super::object;
use super::super::row::Presence;
use super::super::value::Value;
use super::super::wanted::Wanted;
use super::{Rows, View, presence};
use crate::facts::sql::RelationKind;

pub(super) const CLASSES: View = View {
    columns: &[
        "oid",
        "relname",
        "relnamespace",
        "relkind",
        "relrowsecurity",
        "relforcerowsecurity",
        "relispartition",
        "relowner",
        "reloptions",
        "relhasindex",
    ],
    fill: |catalogue, wanted, rows| {
        for relation in catalogue.relations() {
            let (name, id) = (relation.name(), relation.id());
            if !wanted.takes("relname", name.name.as_str()) || !wanted.takes_object("oid", id) {
                continue;
            }
            let table = relation.as_table();
            let options = match relation {
                Relation::View(view) if !view.options.is_empty() => {
                    let option =
                        |(name, value): &(Box<str>, Box<str>)| Value::text(&format!("{name}={value}"));
                    Value::List(view.options.iter().map(option).collect())
                }
                Relation::View(_) => Value::Null,
                _ => Value::Unknown,
            };
            let owner = relation.object().map_or(Value::Unknown, |object| object::role(&object.owner));
            let values = vec![
                object::relation(catalogue, name, id),
                Value::name(&name.name),
                object::schema(catalogue, &name.schema),
                Value::text(letter(relation)),
                row_security(table),
                Value::Bool(table.is_some_and(|table| table.forces_row_security)),
                Value::Bool(table.is_some_and(|table| table.partition_of.is_some())),
                owner,
                options,
                table.map_or(Value::Unknown, |table| Value::Bool(!table.indexes.is_empty())),
            ];
            rows.push(values, of_relation(relation));
        }
    },
};

pub(super) const INHERITS: View = View {
    columns: &["inhrelid", "inhparent", "inhseqno"],
    fill: |catalogue, wanted, rows| {
        for table in catalogue.tables() {
            for (at, parent) in table.partition_of.iter().chain(&table.inherits).enumerate() {
                if !wanted.takes_object("inhrelid", table.object.id)
                    || !wanted.takes_object("inhparent", *parent)
                {
                    continue;
                }
                let Some(of) = catalogue.relation_by_id(*parent) else { continue };
                let values = vec![
                    object::relation(catalogue, &table.name, table.object.id),
                    object::relation(catalogue, of.name(), *parent),
                    Value::count(at + 1),
                ];
                rows.push(values, presence(&[&table.object.doubt]));
            }
        }
    },
};

pub(super) const TABLES: View = View {
    columns: &["schemaname", "tablename", "tableowner", "rowsecurity", "hasindexes", "hastriggers"],
    fill: |catalogue, wanted, rows| {
        for table in catalogue.tables() {
            if table.kind == RelationKind::Foreign || !takes_name(wanted, "schemaname", "tablename", table) {
                continue;
            }
            let values = vec![
                Value::name(&table.name.schema),
                Value::name(&table.name.name),
                Value::name(&table.object.owner),
                row_security(Some(table)),
                Value::Bool(!table.indexes.is_empty()),
                Value::Bool(!table.triggers.is_empty()),
            ];
            rows.push(values, presence(&[&table.object.doubt]));
        }
    },
};

pub(super) const VIEWS: View = View {
    columns: &["schemaname", "viewname", "viewowner"],
    fill: |catalogue, wanted, rows| views(catalogue, wanted, rows, RelationKind::View, "viewname"),
};

pub(super) const MATERIALIZED_VIEWS: View = View {
    columns: &["schemaname", "matviewname", "matviewowner"],
    fill: |catalogue, wanted, rows| {
        views(catalogue, wanted, rows, RelationKind::MaterializedView, "matviewname");
    },
};

pub(super) const SEQUENCES: View = View {
    columns: &["schemaname", "sequencename", "sequenceowner"],
    fill: |catalogue, wanted, rows| sequences(catalogue, wanted, rows, ["schemaname", "sequencename"]),
};

pub(super) const NAMED_SEQUENCES: View = View {
    columns: &["sequence_schema", "sequence_name"],
    fill: |catalogue, wanted, rows| sequences(catalogue, wanted, rows, ["sequence_schema", "sequence_name"]),
};

pub(super) const NAMESPACES: View = View {
    columns: &["oid", "nspname", "nspowner"],
    fill: |catalogue, wanted, rows| {
        for (name, schema) in catalogue.schemas.iter() {
            if wanted.takes("nspname", name.as_str()) && wanted.takes_object("oid", schema.id) {
                let values =
                    vec![object::schema(catalogue, name), Value::name(name), object::role(&schema.owner)];
                rows.push(values, presence(&[&schema.doubt]));
            }
        }
    },
};

pub(super) const SCHEMATA: View = View {
    columns: &["schema_name", "schema_owner"],
    fill: |catalogue, wanted, rows| {
        for (name, schema) in catalogue.schemas.iter() {
            if wanted.takes("schema_name", name.as_str()) {
                rows.push(vec![Value::name(name), Value::name(&schema.owner)], presence(&[&schema.doubt]));
            }
        }
    },
};

pub(super) const NAMED_TABLES: View = View {
    columns: &["table_schema", "table_name", "table_type", "table_catalog"],
    fill: |catalogue, wanted, rows| {
        for relation in catalogue.relations() {
            let kind = match relation.kind() {
                Some(RelationKind::Table | RelationKind::Partitioned) => "BASE TABLE",
                Some(RelationKind::Foreign) => "FOREIGN",
                Some(RelationKind::View) => "VIEW",
                _ => continue,
            };
            let name = relation.name();
            if !wanted.takes("table_name", name.name.as_str())
                || !wanted.takes("table_schema", name.schema.as_str())
            {
                continue;
            }
            let kind = if name.schema.as_str().starts_with("pg_temp") { "LOCAL TEMPORARY" } else { kind };
            let values = vec![
                Value::name(&name.schema),
                Value::name(&name.name),
                Value::text(kind),
                Value::text("postgres"),
            ];
            rows.push(values, of_relation(relation));
        }
    },
};

pub(super) const NAMED_VIEWS: View = View {
    columns: &["table_schema", "table_name"],
    fill: |catalogue, wanted, rows| {
        let views = catalogue.relations().filter_map(Relation::as_view);
        for view in views.filter(|view| view.kind == RelationKind::View) {
            if wanted.takes("table_name", view.name.name.as_str()) {
                let values = vec![Value::name(&view.name.schema), Value::name(&view.name.name)];
                rows.push(values, presence(&[&view.object.doubt]));
            }
        }
    },
};

fn views(catalogue: &Catalogue, wanted: &Wanted<'_>, rows: &mut Rows, kind: RelationKind, column: &str) {
    for view in catalogue.relations().filter_map(Relation::as_view).filter(|view| view.kind == kind) {
        if wanted.takes(column, view.name.name.as_str()) {
            let values = vec![
                Value::name(&view.name.schema),
                Value::name(&view.name.name),
                Value::name(&view.object.owner),
            ];
            rows.push(values, presence(&[&view.object.doubt]));
        }
    }
}

fn sequences(catalogue: &Catalogue, wanted: &Wanted<'_>, rows: &mut Rows, columns: [&str; 2]) {
    for relation in catalogue.relations() {
        let Relation::Sequence(sequence) = relation else { continue };
        let name = &sequence.name;
        if wanted.takes(columns[0], name.schema.as_str()) && wanted.takes(columns[1], name.name.as_str()) {
            let values =
                vec![Value::name(&name.schema), Value::name(&name.name), Value::name(&sequence.object.owner)];
            rows.push(values, presence(&[&sequence.object.doubt]));
        }
    }
}

/// Whether a table may be wanted by the names of its schema and its own.
pub(super) fn takes_name(wanted: &Wanted<'_>, schema: &str, name: &str, table: &Table) -> bool {
    wanted.takes(schema, table.name.schema.as_str()) && wanted.takes(name, table.name.name.as_str())
}

fn of_relation(relation: &Relation) -> Presence {
    relation.object().map_or(Presence::Sure, |object| presence(&[&object.doubt]))
}

fn letter(relation: &Relation) -> &'static str {
    match relation {
        Relation::Table(table) => match table.kind {
            RelationKind::Partitioned => "p",
            RelationKind::Foreign => "f",
            _ => "r",
        },
        Relation::View(view) if view.kind == RelationKind::MaterializedView => "m",
        Relation::View(_) => "v",
        Relation::Sequence(_) => "S",
        Relation::Index { .. } => "i",
        Relation::Composite { .. } => "c",
    }
}

fn row_security(table: Option<&Table>) -> Value {
    match table.map(|table| &table.row_security) {
        Some(RowSecurity::On) => Value::Bool(true),
        Some(RowSecurity::Off) | None => Value::Bool(false),
        Some(RowSecurity::Unknown(_)) => Value::Unknown,
    }
}
