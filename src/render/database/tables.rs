//! Tables with all that hangs on them.

use serde_json::{Value, json};

use super::names::{self, Names};
use super::{Places, privileges};
use crate::finding::Location;
use crate::project::schema::{
    Column, Constraint, ConstraintKind, ForeignKey, Grantee, Identity, Index, IndexKey, IndexValue, Object,
    Policy, PolicyCommand, QualifiedName, ReferentialAction, RelationKind, RewriteEvent, RewriteRule,
    RowSecurity, Schema, Table, View, quote_identifier,
};

/// Where an object was made, and where it was last changed.
pub(super) fn origin(object: &Object, places: Places<'_>) -> Value {
    let mut origin = json!({ "created": place(&object.created, places) });
    if let Some(last) = object.changed.last() {
        origin["last"] = place(last, places);
    }
    origin
}

fn place(at: &Location, places: Places<'_>) -> Value {
    let place = places(at);
    json!({ "file": place.path.as_str(), "line": place.start.line })
}

/// One table and its columns, as the catalogue shows them.
pub(super) fn table(schema: &Schema, table: &Table, names: &Names<'_>, places: Places<'_>) -> Value {
    let parent = table.partition_of.as_ref().or(table.inherits.first());
    let rls = match table.row_security {
        RowSecurity::On => Value::Bool(true),
        RowSecurity::Off => Value::Bool(false),
        RowSecurity::Unknown(_) => Value::Null,
    };
    let mut row = json!({
        "schema": table.name.schema.as_str(),
        "name": table.name.name.as_str(),
        "kind": kind(table.kind),
        "unlogged": table.is_unlogged,
        "replica_identity": table.replica_identity.letter(),
        "rls": rls,
        "rls_forced": table.forces_row_security,
        "is_partition": table.partition_of.is_some(),
        "partition_key": table.partition_key,
        "parent": parent.map(|parent| names.qualified(*parent)),
        "has_pk": table.constraints.iter().any(|one| matches!(one.kind, ConstraintKind::PrimaryKey { .. })),
        "from_extension": table.object.extension.is_some(),
        "acl": privileges::of(&table.object),
        "owner": table.object.owner.as_str(),
        "columns": table.columns.iter().map(|column| self::column(column, names)).collect::<Vec<_>>(),
        "origin": origin(&table.object, places),
    });
    privileges::of_clients(schema, table, &mut row);
    row
}

/// `table`, `partitioned`, `foreign`, `view`, `materialized`, `index` or `sequence`.
pub(super) fn kind(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table => "table",
        RelationKind::Partitioned => "partitioned",
        RelationKind::Foreign => "foreign",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized",
        RelationKind::Index => "index",
        RelationKind::Sequence => "sequence",
    }
}

fn column(column: &Column, names: &Names<'_>) -> Value {
    let identity = column.identity.map(|identity| match identity {
        Identity::Always => "a",
        Identity::ByDefault => "d",
    });
    json!({
        "name": column.name.as_str(),
        "type": names.type_text(&column.kind),
        "not_null": column.is_not_null,
        "default": column.default,
        "identity": identity,
        "generated": column.is_generated.then_some("s"),
        "acl": privileges::acl(column.acl.as_ref()),
    })
}

/// A view, as the catalogue shows it.
pub(super) fn view(schema: &Schema, view: &View, places: Places<'_>) -> Value {
    let options: Vec<String> = view.options.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let columns: Vec<&str> = view.columns.iter().map(|column| column.name.as_str()).collect();
    let mut row = json!({
        "schema": view.name.schema.as_str(),
        "name": view.name.name.as_str(),
        "kind": kind(view.kind),
        "options": (!options.is_empty()).then_some(options),
        "security_invoker": view.is_security_invoker(),
        "definition": view.query,
        "columns": columns,
        "acl": privileges::of(&view.object),
        "owner": view.object.owner.as_str(),
        "origin": origin(&view.object, places),
    });
    privileges::of_clients(schema, view, &mut row);
    row
}

/// A policy of a table.
pub(super) fn policy(table: &Table, policy: &Policy, places: Places<'_>) -> Value {
    let mut roles = roles(policy);
    roles.sort_unstable();
    roles.dedup();
    json!({
        "schema": table.name.schema.as_str(),
        "table": table.name.name.as_str(),
        "name": policy.name.as_str(),
        "cmd": command(policy.command),
        "permissive": policy.is_permissive,
        "roles": roles,
        "qual": policy.using,
        "with_check": policy.with_check,
        "origin": { "created": place(&policy.created, places) },
    })
}

/// Whom a policy binds, in the order written.
pub(super) fn roles(policy: &Policy) -> Vec<&str> {
    policy.roles.iter().map(Grantee::name).collect()
}

/// The command a policy is about, in capitals as the catalogue shows it.
pub(super) fn command(command: PolicyCommand) -> &'static str {
    match command {
        PolicyCommand::All => "ALL",
        PolicyCommand::Select => "SELECT",
        PolicyCommand::Insert => "INSERT",
        PolicyCommand::Update => "UPDATE",
        PolicyCommand::Delete => "DELETE",
    }
}

/// A rule of a table or view.
pub(super) fn rule(relation: &QualifiedName, rule: &RewriteRule, places: Places<'_>) -> Value {
    json!({
        "schema": relation.schema.as_str(),
        "table": relation.name.as_str(),
        "name": rule.name.as_str(),
        "event": event(rule.event),
        "instead": rule.is_instead,
        "enabled": rule.firing.letter(),
        "qual": rule.condition,
        "origin": { "created": place(&rule.created, places) },
    })
}

/// The statements that a rule rewrites, as the language has it.
pub(super) fn event(event: RewriteEvent) -> &'static str {
    match event {
        RewriteEvent::Select => "select",
        RewriteEvent::Insert => "insert",
        RewriteEvent::Update => "update",
        RewriteEvent::Delete => "delete",
    }
}

/// What an index is on.
#[derive(Clone, Copy)]
pub(super) struct Indexed<'r> {
    schema: &'r str,
    name: &'r str,
    is_partitioned: bool,
}

impl<'r> Indexed<'r> {
    pub(super) fn new(name: &'r QualifiedName, kind: RelationKind) -> Self {
        let is_partitioned = kind == RelationKind::Partitioned;
        Self { schema: name.schema.as_str(), name: name.name.as_str(), is_partitioned }
    }
}

/// An index of a table or materialized view.
pub(super) fn index(
    relation: Indexed<'_>,
    columns: &[Column],
    constraint: Option<&str>,
    index: &Index,
    places: Places<'_>,
) -> Value {
    let include = names::columns(columns, &index.include);
    json!({
        "schema": relation.schema,
        "table": relation.name,
        "name": index.name.as_str(),
        "method": index.method,
        "unique": index.is_unique,
        "primary": index.is_primary,
        "valid": true,
        "keys": index.keys.iter().map(|key| key_value(key, columns)).collect::<Vec<_>>(),
        "include": (!include.is_empty()).then_some(include),
        "predicate": index.predicate,
        "def": definition(relation, columns, index),
        "constraint": constraint,
        "origin": { "created": place(&index.created, places) },
    })
}

/// A column or an expression of a key, without how it is sorted.
fn key_value(key: &IndexKey, columns: &[Column]) -> String {
    match &key.value {
        IndexValue::Column(id) => names::list(&names::columns(columns, &[*id])),
        IndexValue::Expression(text) => text.to_string(),
    }
}

/// `CREATE INDEX …`, as `pg_get_indexdef` prints it.
pub(super) fn definition(relation: Indexed<'_>, columns: &[Column], index: &Index) -> String {
    let keys: Vec<String> = index.keys.iter().map(|key| sorted_key(key, columns)).collect();
    let mut text = format!(
        "CREATE {}INDEX {} ON {}{}.{} USING {} ({})",
        if index.is_unique { "UNIQUE " } else { "" },
        quote_identifier(index.name.as_str()),
        if relation.is_partitioned { "ONLY " } else { "" },
        quote_identifier(relation.schema),
        quote_identifier(relation.name),
        index.method,
        keys.join(", ")
    );
    let include = names::columns(columns, &index.include);
    if !include.is_empty() {
        text.extend([" INCLUDE (", &names::list(&include), ")"]);
    }
    if let Some(predicate) = &index.predicate {
        text.extend([" WHERE (", predicate, ")"]);
    }
    text
}

fn sorted_key(key: &IndexKey, columns: &[Column]) -> String {
    let mut text = match key.value {
        IndexValue::Column(_) => key_value(key, columns),
        IndexValue::Expression(_) => format!("({})", key_value(key, columns)),
    };
    for (word, part) in [(" COLLATE ", &key.collation), (" ", &key.operator_class)] {
        if let Some(part) = part {
            text.extend([word, part]);
        }
    }
    if key.is_descending {
        text.push_str(" DESC");
    }
    match key.nulls_first {
        Some(true) => text.push_str(" NULLS FIRST"),
        Some(false) => text.push_str(" NULLS LAST"),
        None => {}
    }
    text
}

/// A constraint that is no foreign key; `None` for one that is.
pub(super) fn constraint(table: &Table, constraint: &Constraint) -> Option<Value> {
    let columns = |ids: &[_]| names::list(&names::columns(&table.columns, ids));
    let (kind, definition) = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns: key } => {
            ("primary key", Some(format!("PRIMARY KEY ({})", columns(key))))
        }
        ConstraintKind::Unique { columns: key, nulls_are_equal } => {
            let nulls = if *nulls_are_equal { " NULLS NOT DISTINCT" } else { "" };
            ("unique", Some(format!("UNIQUE{nulls} ({})", columns(key))))
        }
        ConstraintKind::Check { expression, .. } => {
            let validated = if constraint.is_validated { "" } else { " NOT VALID" };
            ("check", Some(format!("CHECK (({expression})){validated}")))
        }
        ConstraintKind::Exclude => ("exclude", None),
        ConstraintKind::ForeignKey(_) => return None,
    };
    let mut row = json!({
        "schema": table.name.schema.as_str(),
        "table": table.name.name.as_str(),
        "name": constraint.name.as_str(),
        "type": kind,
    });
    if let Some(definition) = definition {
        row["def"] = definition.into();
    }
    Some(row)
}

/// A foreign key; `None` for any other constraint.
pub(super) fn foreign_key(table: &Table, constraint: &Constraint, names: &Names<'_>) -> Option<Value> {
    let ConstraintKind::ForeignKey(key) = &constraint.kind else { return None };
    let target = names.table(key.references);
    Some(json!({
        "schema": table.name.schema.as_str(),
        "table": table.name.name.as_str(),
        "name": constraint.name.as_str(),
        "columns": names::columns(&table.columns, &key.columns),
        "ref_schema": target.map(|target| target.name.schema.as_str()),
        "ref_table": target.map(|target| target.name.name.as_str()),
        "ref_columns": target.map(|target| names::columns(&target.columns, &key.referenced_columns)),
        "on_delete": action(key),
        "validated": constraint.is_validated,
    }))
}

fn action(key: &ForeignKey) -> &'static str {
    match key.on_delete {
        ReferentialAction::NoAction => "no action",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    }
}
