//! Policies that believe what callers say of themselves.

use crate::project::Project;
use crate::project::schema::{Policy, Table, is_platform_schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for table in schema.tables().filter(|table| !is_platform_schema(&table.name.schema)) {
            table.policies.iter().for_each(|policy| examine(table, policy, report));
        }
    }
}

fn examine(table: &Table, policy: &Policy, report: &mut Reporter<'_>) {
    let subject = policy.subject(table);
    let conditions = [&policy.using_condition, &policy.check_condition];
    let trusts = conditions.into_iter().flatten().any(|condition| condition.trusts_user_metadata);
    if table.object.doubt.is_some() || policy.doubt.is_some() {
        report.unknown(subject, "whether it exists depends on what only the database knows");
    } else if trusts {
        let message = format!(
            "policy \"{}\" of `{}` trusts `user_metadata`, which every user can change",
            policy.name, table.name
        );
        report.fail(subject, message);
    } else {
        report.pass(subject);
    }
}
