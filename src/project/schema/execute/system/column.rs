//! Columns and their defaults.

use super::super::super::catalogue::Catalogue;
use super::super::super::object::{ColumnId, ObjectId, QualifiedName};
use super::super::super::relation::Relation;
use super::super::super::table::Column;
use super::super::super::user_type::BaseType;
use super::super::function::hole;
use super::super::object;
use super::super::value::Value;
use super::{View, presence, yes_no};
use crate::facts::sql::Identity;
use crate::finding::Location;

pub(super) const ATTRIBUTES: View = View {
    columns: &[
        "attrelid",
        "attname",
        "attnum",
        "atttypid",
        "attnotnull",
        "atthasdef",
        "attisdropped",
        "attidentity",
        "attgenerated",
        "atttypmod",
    ],
    fill: |catalogue, wanted, rows| {
        let takes = |_: &QualifiedName, id: ObjectId, column: Option<&Column>| {
            wanted.takes_object("attrelid", id)
                && column.is_none_or(|column| wanted.takes("attname", column.name.as_str()))
        };
        each(catalogue, takes, |name, id, column, doubt| {
            let of = object::relation(catalogue, name, id);
            let Some(column) = column else { return rows.push_unknown(vec![of], ATTRIBUTES.columns.len()) };
            let values = vec![
                of,
                Value::name(&column.name),
                Value::Number(i64::from(column.id.0)),
                object::data_type(catalogue, &column.kind),
                Value::Bool(column.is_not_null),
                Value::Bool(column.default.is_some()),
                Value::Bool(false),
                Value::text(match column.identity {
                    Some(Identity::Always) => "a",
                    Some(Identity::ByDefault) => "d",
                    None => "",
                }),
                Value::text(if column.is_generated { "s" } else { "" }),
                Value::Unknown,
            ];
            rows.push(values, presence(&[doubt, &column.doubt]));
        });
    },
};

pub(super) const DEFAULTS: View = View {
    columns: &["adrelid", "adnum", "adbin"],
    fill: |catalogue, wanted, rows| {
        let takes = |_: &QualifiedName, id: ObjectId, _: Option<&Column>| wanted.takes_object("adrelid", id);
        each(catalogue, takes, |name, id, column, doubt| {
            let of = object::relation(catalogue, name, id);
            let Some(column) = column else { return rows.push_unknown(vec![of], 3) };
            if column.default.is_some() {
                let values = vec![of, Value::Number(i64::from(column.id.0)), Value::Unknown];
                rows.push(values, presence(&[doubt, &column.doubt]));
            }
        });
    },
};

pub(super) const COLUMNS: View = View {
    columns: &[
        "table_schema",
        "table_name",
        "column_name",
        "ordinal_position",
        "is_nullable",
        "data_type",
        "udt_name",
        "column_default",
        "is_identity",
        "is_generated",
        "character_maximum_length",
    ],
    fill: |catalogue, wanted, rows| {
        let takes = |name: &QualifiedName, _: ObjectId, column: Option<&Column>| {
            wanted.takes("table_name", name.name.as_str())
                && wanted.takes("table_schema", name.schema.as_str())
                && column.is_none_or(|column| wanted.takes("column_name", column.name.as_str()))
        };
        each(catalogue, takes, |name, _, column, doubt| {
            let of = vec![Value::name(&name.schema), Value::name(&name.name)];
            let Some(column) = column else { return rows.push_unknown(of, COLUMNS.columns.len()) };
            let (data_type, stored) = type_names(catalogue, column);
            let mut values = of;
            values.extend([
                Value::name(&column.name),
                Value::Number(i64::from(column.id.0)),
                yes_no(!column.is_not_null),
                data_type,
                stored,
                if column.default.is_some() && !column.is_generated { hole() } else { Value::Null },
                yes_no(column.identity.is_some()),
                Value::text(if column.is_generated { "ALWAYS" } else { "NEVER" }),
                length(&column.kind.modifiers),
            ]);
            rows.push(values, presence(&[doubt, &column.doubt]));
        });
    },
};

/// Every column of every table and view that `takes`; without one where columns may be missing.
fn each(
    catalogue: &Catalogue,
    takes: impl Fn(&QualifiedName, ObjectId, Option<&Column>) -> bool,
    mut give: impl FnMut(&QualifiedName, ObjectId, Option<&Column>, &Option<Location>),
) {
    for relation in catalogue.relations() {
        let (columns, is_open, doubt) = match relation {
            Relation::Table(table) => (&table.columns, table.has_foreign_columns, &table.object.doubt),
            Relation::View(view) => (&view.columns, view.columns.is_empty(), &view.object.doubt),
            _ => continue,
        };
        let (name, id) = (relation.name(), relation.id());
        if !takes(name, id, None) {
            continue;
        }
        for column in columns.iter().filter(|column| takes(name, id, Some(column))) {
            give(name, id, Some(column), doubt);
        }
        if is_open {
            give(name, id, None, doubt);
        }
    }
}

fn length(modifiers: &str) -> Value {
    let inner = modifiers.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.and_then(|length| length.parse().ok()).map_or(Value::Null, Value::Number)
}

/// How `information_schema` names a type, and the name it is stored under.
fn type_names(catalogue: &Catalogue, column: &Column) -> (Value, Value) {
    let array = if column.kind.dimensions > 0 { "_" } else { "" };
    let (shown, stored) = match &column.kind.base {
        BaseType::Known(name) => {
            let stored = super::data_type::stored_name(name).unwrap_or(name);
            let is_own = name.contains('.') || super::data_type::is_of_extension(name);
            (
                if is_own { "USER-DEFINED" } else { name },
                stored.rsplit('.').next().unwrap_or(stored).trim_matches('"').to_owned(),
            )
        }
        BaseType::User(id) => {
            let found = catalogue.types.values().find(|kind| kind.object.id == *id);
            let name = found.map(|found| found.name.name.as_str().to_owned());
            let of_row = || Some(catalogue.relation_by_id(*id)?.name().name.as_str().to_owned());
            ("USER-DEFINED", name.or_else(of_row).unwrap_or_default())
        }
    };
    let shown = if array.is_empty() { shown } else { "ARRAY" };
    (Value::text(shown), Value::text(&format!("{array}{stored}")))
}

/// Numbers of columns, as constraints and indexes keep them.
pub(super) fn numbers(ids: &[ColumnId]) -> Value {
    Value::List(ids.iter().map(|id| Value::Number(i64::from(id.0))).collect())
}
