//! Constraints.

use super::super::super::catalogue::Catalogue;
use super::super::super::constraint::{Constraint, ConstraintKind};
use super::super::super::object::ColumnId;
use super::super::super::table::Table;
use super::super::definition;
use super::super::function::hole;
use super::super::object;
use super::super::row::Presence;
use super::super::value::Value;
use super::super::wanted::Wanted;
use super::column::numbers;
use super::relation::takes_name;
use super::{View, presence};
use crate::facts::sql::ReferentialAction;

pub(super) const CONSTRAINTS: View = View {
    columns: &[
        "oid",
        "conname",
        "connamespace",
        "contype",
        "conrelid",
        "confrelid",
        "conkey",
        "confkey",
        "confdeltype",
        "confupdtype",
        "convalidated",
    ],
    fill: |catalogue, wanted, rows| {
        for table in catalogue.tables().filter(|table| wanted.takes_object("conrelid", table.object.id)) {
            for constraint in &table.constraints {
                if !wanted.takes("conname", constraint.name.as_str()) {
                    continue;
                }
                let key = match &constraint.kind {
                    ConstraintKind::ForeignKey(key) => Some(key),
                    _ => None,
                };
                let of = key.and_then(|key| catalogue.relation_by_id(key.references));
                let action = |action: Option<ReferentialAction>| Value::text(action.map_or(" ", letter_of));
                let values = vec![
                    Value::Object(constraint.id, constraint.name.shared()),
                    Value::name(&constraint.name),
                    object::schema(catalogue, &table.name.schema),
                    Value::text(kind_of(constraint).0),
                    object::relation(catalogue, &table.name, table.object.id),
                    of.map_or(Value::Number(0), |of| object::relation(catalogue, of.name(), of.id())),
                    columns_of(constraint).map_or(Value::Unknown, numbers),
                    key.map_or(Value::Null, |key| numbers(&key.referenced_columns)),
                    action(key.map(|key| key.on_delete)),
                    action(key.map(|key| key.on_update)),
                    Value::Bool(constraint.is_validated),
                ];
                rows.push(values, of_constraint(table, constraint));
            }
        }
    },
};

pub(super) const TABLE_CONSTRAINTS: View = View {
    columns: &["constraint_schema", "constraint_name", "table_schema", "table_name", "constraint_type"],
    fill: |catalogue, wanted, rows| {
        each(catalogue, wanted, |table, constraint| {
            let values = vec![
                Value::name(&table.name.schema),
                Value::name(&constraint.name),
                Value::name(&table.name.schema),
                Value::name(&table.name.name),
                Value::text(kind_of(constraint).1),
            ];
            rows.push(values, of_constraint(table, constraint));
        });
    },
};

pub(super) const KEY_COLUMNS: View = View {
    columns: &[
        "constraint_schema",
        "constraint_name",
        "table_schema",
        "table_name",
        "column_name",
        "ordinal_position",
    ],
    fill: |catalogue, wanted, rows| {
        each(catalogue, wanted, |table, constraint| {
            if matches!(constraint.kind, ConstraintKind::Check { .. } | ConstraintKind::Exclude) {
                return;
            }
            for (at, id) in columns_of(constraint).unwrap_or_default().iter().enumerate() {
                let column = table.column_by_id(*id).map_or_else(hole, |column| Value::name(&column.name));
                let values = vec![
                    Value::name(&table.name.schema),
                    Value::name(&constraint.name),
                    Value::name(&table.name.schema),
                    Value::name(&table.name.name),
                    column,
                    Value::count(at + 1),
                ];
                rows.push(values, of_constraint(table, constraint));
            }
        });
    },
};

pub(super) const USED_COLUMNS: View = View {
    columns: &["table_schema", "table_name", "column_name", "constraint_schema", "constraint_name"],
    fill: |catalogue, wanted, rows| {
        for table in catalogue.tables() {
            for constraint in &table.constraints {
                if !wanted.takes("constraint_name", constraint.name.as_str()) {
                    continue;
                }
                // A foreign key uses what it refers to; any other, its own.
                let (of, ids) = match &constraint.kind {
                    ConstraintKind::ForeignKey(key) => {
                        let of = catalogue.relation_by_id(key.references).and_then(|of| of.as_table());
                        (of, Some(key.referenced_columns.as_slice()))
                    }
                    _ => (Some(table), columns_of(constraint)),
                };
                let Some(of) = of else { continue };
                for id in ids.unwrap_or_default() {
                    let column = of.column_by_id(*id).map_or_else(hole, |column| Value::name(&column.name));
                    let values = vec![
                        Value::name(&of.name.schema),
                        Value::name(&of.name.name),
                        column,
                        Value::name(&table.name.schema),
                        Value::name(&constraint.name),
                    ];
                    rows.push(values, of_constraint(table, constraint));
                }
                if ids.is_none() {
                    let of = vec![Value::name(&of.name.schema), Value::name(&of.name.name), Value::Unknown];
                    let own = [Value::name(&table.name.schema), Value::name(&constraint.name)];
                    rows.push(of.into_iter().chain(own).collect(), Presence::Maybe);
                }
            }
        }
    },
};

pub(super) const REFERENCES: View = View {
    columns: &[
        "constraint_schema",
        "constraint_name",
        "unique_constraint_schema",
        "delete_rule",
        "update_rule",
    ],
    fill: |catalogue, wanted, rows| {
        each(catalogue, wanted, |table, constraint| {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else { return };
            let values = vec![
                Value::name(&table.name.schema),
                Value::name(&constraint.name),
                catalogue
                    .relation_by_id(key.references)
                    .map_or_else(hole, |of| Value::name(&of.name().schema)),
                Value::text(words_of(key.on_delete)),
                Value::text(words_of(key.on_update)),
            ];
            rows.push(values, of_constraint(table, constraint));
        });
    },
};

pub(super) const CHECKS: View = View {
    columns: &["constraint_schema", "constraint_name", "check_clause"],
    fill: |catalogue, wanted, rows| {
        each(catalogue, wanted, |table, constraint| {
            if matches!(constraint.kind, ConstraintKind::Check { .. }) {
                let values = vec![
                    Value::name(&table.name.schema),
                    Value::name(&constraint.name),
                    definition::value(constraint),
                ];
                rows.push(values, of_constraint(table, constraint));
            }
        });
    },
};

fn each(catalogue: &Catalogue, wanted: &Wanted<'_>, mut give: impl FnMut(&Table, &Constraint)) {
    for table in catalogue.tables().filter(|table| takes_name(wanted, "table_schema", "table_name", table)) {
        for constraint in &table.constraints {
            if wanted.takes("constraint_name", constraint.name.as_str()) {
                give(table, constraint);
            }
        }
    }
}

fn of_constraint(table: &Table, constraint: &Constraint) -> Presence {
    presence(&[&table.object.doubt, &constraint.doubt])
}

/// The letter of its kind, and the words.
fn kind_of(constraint: &Constraint) -> (&'static str, &'static str) {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { .. } => ("p", "PRIMARY KEY"),
        ConstraintKind::Unique { .. } => ("u", "UNIQUE"),
        ConstraintKind::Check { .. } => ("c", "CHECK"),
        ConstraintKind::Exclude => ("x", "EXCLUDE"),
        ConstraintKind::ForeignKey(_) => ("f", "FOREIGN KEY"),
    }
}

/// The columns it is about; `None` when only its text says.
fn columns_of(constraint: &Constraint) -> Option<&[ColumnId]> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => Some(columns),
        ConstraintKind::ForeignKey(key) => Some(&key.columns),
        ConstraintKind::Check { .. } | ConstraintKind::Exclude => None,
    }
}

fn letter_of(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "a",
        ReferentialAction::Restrict => "r",
        ReferentialAction::Cascade => "c",
        ReferentialAction::SetNull => "n",
        ReferentialAction::SetDefault => "d",
    }
}

fn words_of(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "NO ACTION",
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    }
}
