//! Policies that let clients write whatever they like.

use crate::finding::Severity;
use crate::project::Project;
use crate::project::schema::{
    Breadth, Condition, Grantee, Policy, PolicyCommand, RelationKind, RowSecurity, Table, is_platform_schema,
};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        let is_judged = |table: &&Table| {
            table.kind == RelationKind::Table
                && table.row_security == RowSecurity::On
                && !is_platform_schema(&table.name.schema)
        };
        for table in schema.tables().filter(is_judged) {
            let writes = |policy: &&Policy| {
                policy.is_permissive && policy.command != PolicyCommand::Select && binds_clients(policy)
            };
            table.policies.iter().filter(writes).for_each(|policy| examine(table, policy, report));
        }
    }
}

fn binds_clients(policy: &Policy) -> bool {
    policy.roles.iter().any(|role| matches!(role.name(), "public" | "anon" | "authenticated"))
}

fn examine(table: &Table, policy: &Policy, report: &mut Reporter<'_>) {
    let subject = policy.subject(table);
    if table.object.doubt.is_some() || policy.doubt.is_some() {
        report.unknown(subject, "whether it exists depends on what only the database knows");
        return;
    }
    let is_true = |condition: &Option<Condition>| {
        condition.as_ref().is_some_and(|condition| condition.breadth == Breadth::Everything)
    };
    let has_using = policy.command != PolicyCommand::Insert;
    let conditions = match (has_using && is_true(&policy.using_condition), is_true(&policy.check_condition)) {
        (true, true) => "USING and WITH CHECK are",
        (true, false) => "USING is",
        (false, true) => "WITH CHECK is",
        (false, false) => return without_condition(table, policy, has_using, report),
    };
    let who = who(policy);
    let message = format!(
        "policy \"{}\" lets {who} {} any row of `{}`: {conditions} always true",
        policy.name,
        verb(policy.command),
        table.name
    );
    report.fail(subject, message);
}

/// A policy that asks nothing. The linter reads it as always true; PostgreSQL lets nothing through.
fn without_condition(table: &Table, policy: &Policy, has_using: bool, report: &mut Reporter<'_>) {
    let asks = if has_using { &policy.using_condition } else { &policy.check_condition };
    let subject = policy.subject(table);
    if asks.is_some() {
        report.pass(subject);
        return;
    }
    let clause = if has_using { "USING" } else { "WITH CHECK" };
    let message = format!(
        "policy \"{}\" of `{}` has no {clause}: PostgreSQL lets no row through, tools read it as always true",
        policy.name, table.name
    );
    report.fail(subject, message).severity = Severity::Minor;
}

fn who(policy: &Policy) -> String {
    let names: Vec<&str> = policy.roles.iter().map(Grantee::name).collect();
    if names == ["public"] { "everybody".to_owned() } else { names.join(", ") }
}

fn verb(command: PolicyCommand) -> &'static str {
    match command {
        PolicyCommand::All => "read and write",
        PolicyCommand::Select => "read",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "change",
        PolicyCommand::Delete => "delete",
    }
}
