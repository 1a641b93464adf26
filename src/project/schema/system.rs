//! PostgreSQL's own views of a database, answered from the replayed catalogue. What the replay does not
//! know yet (columns, indexes, rows of tables) is there as a row that may be anything.

use super::catalogue::{Catalogue, PLATFORM_SCHEMAS};
use super::object::QualifiedName;
use super::policy::Policy;
use super::rows::{Presence, Row, object_id};
use super::table::{RowSecurity, Table};
use super::value::{HOLE, Value};
use crate::facts::sql::{Identifier, PolicyCommand, RelationKind, RelationName};

/// The rows of a system view; one unknown row for any other relation.
pub(super) fn rows(relation: &RelationName, catalogue: &Catalogue) -> Vec<Row> {
    match (relation.schema.as_ref().map(Identifier::as_str), relation.name.as_str()) {
        (None | Some("pg_catalog"), "pg_policies") => policies(catalogue, policies_row),
        (None | Some("pg_catalog"), "pg_policy") => policies(catalogue, policy_row),
        (None | Some("pg_catalog"), "pg_tables") => relations(catalogue, tables_row),
        (None | Some("pg_catalog"), "pg_views") => relations(catalogue, views_row),
        (None | Some("pg_catalog"), "pg_class") => {
            relations(catalogue, |name, kind, table| Some(class_row(name, kind, table)))
        }
        (None | Some("pg_catalog"), "pg_namespace") => {
            let row = |schema: &str| {
                Row::certain().with("oid", Value::text(schema)).with("nspname", Value::text(schema)).open()
            };
            catalogue.schemas.keys().map(|schema| row(schema.as_str())).collect()
        }
        (None | Some("pg_catalog"), "pg_inherits") => inherits(catalogue),
        (Some("information_schema"), "tables") => relations(catalogue, information_row),
        (Some("information_schema"), "views") => relations(catalogue, information_view_row),
        (Some("information_schema"), "schemata") => {
            let row = |schema: &str| Row::certain().with("schema_name", Value::text(schema)).open();
            catalogue.schemas.keys().map(|schema| row(schema.as_str())).collect()
        }
        (Some("information_schema"), "columns") => relations(catalogue, column_row),
        _ => vec![Row::unknown()],
    }
}

/// What an event trigger is told about the statement that fired it.
pub(super) fn commands(catalogue: &Catalogue) -> Vec<Row> {
    let Some(name) = &catalogue.created else { return Vec::new() };
    let row = Row::certain()
        .with("command_tag", Value::text("CREATE TABLE"))
        .with("object_type", Value::text("table"))
        .with("schema_name", Value::text(name.schema.as_str()))
        .with("object_identity", object_id(name))
        .with("objid", object_id(name))
        .with("in_extension", Value::Bool(false));
    vec![row.open()]
}

fn policies(catalogue: &Catalogue, row: impl Fn(&Table, &Policy) -> Row) -> Vec<Row> {
    let mut rows = Vec::new();
    for table in catalogue.tables() {
        let presence = |policy: &Policy| of_object(policy.doubt.is_some() || table.object.doubt.is_some());
        rows.extend(table.policies.iter().map(|policy| row(table, policy).at_most(presence(policy))));
    }
    rows
}

fn of_object(is_doubted: bool) -> Presence {
    if is_doubted { Presence::WithObject } else { Presence::Sure }
}

fn policies_row(table: &Table, policy: &Policy) -> Row {
    Row::certain()
        .with("schemaname", Value::text(table.name.schema.as_str()))
        .with("tablename", Value::text(table.name.name.as_str()))
        .with("policyname", Value::text(policy.name.as_str()))
        .with("permissive", Value::text(if policy.is_permissive { "PERMISSIVE" } else { "RESTRICTIVE" }))
        .with("roles", Value::List(policy.roles.iter().map(|role| Value::text(role.name())).collect()))
        .with("cmd", Value::text(command(policy.command).1))
        .with("qual", condition(policy.using.as_deref()))
        .with("with_check", condition(policy.with_check.as_deref()))
}

fn policy_row(table: &Table, policy: &Policy) -> Row {
    Row::certain()
        .with("polname", Value::text(policy.name.as_str()))
        .with("polrelid", object_id(&table.name))
        .with("polcmd", Value::text(command(policy.command).0))
        .with("polpermissive", Value::Bool(policy.is_permissive))
        .open()
}

fn command(command: PolicyCommand) -> (&'static str, &'static str) {
    match command {
        PolicyCommand::All => ("*", "ALL"),
        PolicyCommand::Select => ("r", "SELECT"),
        PolicyCommand::Insert => ("a", "INSERT"),
        PolicyCommand::Update => ("w", "UPDATE"),
        PolicyCommand::Delete => ("d", "DELETE"),
    }
}

/// A condition as PostgreSQL shows it: constants as they are, all else rewritten by its own rules.
fn condition(text: Option<&str>) -> Value {
    match text.map(str::trim) {
        None => Value::Null,
        Some(constant) if constant.eq_ignore_ascii_case("true") => Value::text("true"),
        Some(constant) if constant.eq_ignore_ascii_case("false") => Value::text("false"),
        Some(_) => Value::text(&format!("({HOLE})")),
    }
}

/// A row for each relation that `row` takes, and one that may be anything for each schema of the
/// platform, whose relations are not known.
fn relations(
    catalogue: &Catalogue,
    row: impl Fn(&QualifiedName, RelationKind, Option<&Table>) -> Option<Row>,
) -> Vec<Row> {
    let known = catalogue.relations().filter_map(|relation| {
        let is_doubted = relation.object().is_some_and(|object| object.doubt.is_some());
        let row = row(relation.name(), relation.kind()?, relation.as_table())?;
        Some(row.at_most(of_object(is_doubted)))
    });
    let mut rows: Vec<Row> = known.collect();
    for schema in &PLATFORM_SCHEMAS[1..] {
        let unseen =
            QualifiedName { schema: Identifier::exact(schema), name: Identifier::exact(&HOLE.to_string()) };
        for kind in [RelationKind::Table, RelationKind::View] {
            rows.extend(row(&unseen, kind, None).map(|row| row.at_most(Presence::Maybe)));
        }
    }
    rows
}

fn is_table(kind: RelationKind) -> bool {
    !matches!(kind, RelationKind::View | RelationKind::MaterializedView)
}

fn row_security(table: Option<&Table>) -> Value {
    match table.map(|table| &table.row_security) {
        Some(RowSecurity::On) => Value::Bool(true),
        Some(RowSecurity::Off) => Value::Bool(false),
        Some(RowSecurity::Unknown(_)) | None => Value::Unknown,
    }
}

fn tables_row(name: &QualifiedName, kind: RelationKind, table: Option<&Table>) -> Option<Row> {
    matches!(kind, RelationKind::Table | RelationKind::Partitioned).then(|| {
        Row::certain()
            .with("schemaname", Value::text(name.schema.as_str()))
            .with("tablename", Value::text(name.name.as_str()))
            .with("rowsecurity", row_security(table))
            .open()
    })
}

fn views_row(name: &QualifiedName, kind: RelationKind, _: Option<&Table>) -> Option<Row> {
    (kind == RelationKind::View).then(|| {
        Row::certain()
            .with("schemaname", Value::text(name.schema.as_str()))
            .with("viewname", Value::text(name.name.as_str()))
            .open()
    })
}

fn class_row(name: &QualifiedName, kind: RelationKind, table: Option<&Table>) -> Row {
    let letter = match kind {
        RelationKind::Table => "r",
        RelationKind::Partitioned => "p",
        RelationKind::Foreign => "f",
        RelationKind::View => "v",
        RelationKind::MaterializedView => "m",
        RelationKind::Index => "i",
        RelationKind::Sequence => "S",
    };
    let is_partition = table.map(|table| table.partition_of.is_some());
    Row::certain()
        .with("oid", object_id(name))
        .with("relname", Value::text(name.name.as_str()))
        .with("relnamespace", Value::text(name.schema.as_str()))
        .with("relkind", Value::text(letter))
        .with("relrowsecurity", row_security(table))
        .with("relispartition", Value::from_truth(is_partition))
        .open()
}

fn information_row(name: &QualifiedName, kind: RelationKind, _: Option<&Table>) -> Option<Row> {
    let kind = match kind {
        RelationKind::Table | RelationKind::Partitioned => "BASE TABLE",
        RelationKind::Foreign => "FOREIGN",
        RelationKind::View => "VIEW",
        RelationKind::MaterializedView | RelationKind::Index | RelationKind::Sequence => return None,
    };
    Some(information(name).with("table_type", Value::text(kind)).open())
}

fn information_view_row(name: &QualifiedName, kind: RelationKind, _: Option<&Table>) -> Option<Row> {
    (kind == RelationKind::View).then(|| information(name).open())
}

/// A table has columns; which is for a model of columns to say.
fn column_row(name: &QualifiedName, kind: RelationKind, _: Option<&Table>) -> Option<Row> {
    let row = information(name).with("column_name", Value::Unknown).open().at_most(Presence::Maybe);
    (is_table(kind) || kind == RelationKind::View).then_some(row)
}

fn information(name: &QualifiedName) -> Row {
    Row::certain()
        .with("table_schema", Value::text(name.schema.as_str()))
        .with("table_name", Value::text(name.name.as_str()))
}

fn inherits(catalogue: &Catalogue) -> Vec<Row> {
    let of_partition = catalogue.tables().filter_map(|table| {
        let parent = catalogue.relation_by_id(table.partition_of?)?;
        Some((object_id(&table.name), object_id(parent.name())))
    });
    of_partition
        .map(|(child, parent)| Row::certain().with("inhrelid", child).with("inhparent", parent).open())
        .collect()
}
