//! Policies that ask who is calling anew for each row.

use crate::project::Project;
use crate::project::schema::{Policy, RowSecurity, SessionCall, Table, is_platform_schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.all_tables().filter(|table| is_judged(table)) {
            table.policies.iter().for_each(|policy| examine(table, policy, report));
        }
    }
}

/// Of the platform's schemas only realtime's policies are the project's to make fast.
fn is_judged(table: &Table) -> bool {
    let schema = &table.name.schema;
    table.row_security == RowSecurity::On && (schema.as_str() == "realtime" || !is_platform_schema(schema))
}

fn examine(table: &Table, policy: &Policy, report: &mut Reporter<'_>) {
    let subject = policy.subject(table);
    if table.object.doubt.is_some() || policy.doubt.is_some() {
        report.unknown(subject, "whether it exists depends on what only the database knows");
        return;
    }
    let conditions = [&policy.using_condition, &policy.check_condition];
    let calls = conditions.into_iter().flatten().flat_map(|condition| condition.calls_for_each_row.iter());
    let mut calls: Vec<&str> = calls.map(|call: &SessionCall| call.shown()).collect();
    calls.sort_unstable();
    calls.dedup();
    let Some(first) = calls.first() else {
        report.pass(subject);
        return;
    };
    let message = format!(
        "policy \"{}\" of `{}` calls {} for each row: write `(select {first})`",
        policy.name,
        table.name,
        calls.join(", ")
    );
    report.fail(subject, message);
}
