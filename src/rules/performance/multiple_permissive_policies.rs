//! Several policies where each row asks all of them.

use crate::finding::Related;
use crate::project::Project;
use crate::project::schema::{AccessCommand, Policy, RelationKind, Role, Table, is_platform_schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        let roles: Vec<&Role> = schema.roles().filter(|role| is_bound(role)).collect();
        let is_judged = |table: &&Table| {
            table.kind == RelationKind::Table
                && table.object.extension.is_none()
                && !is_platform_schema(&table.name.schema)
                && table.policies.iter().any(|policy| policy.is_permissive)
        };
        schema.tables().filter(is_judged).for_each(|table| examine(&roles, table, report));
    }
}

/// Whether policies hold for a role, and it is one that people act as.
fn is_bound(role: &Role) -> bool {
    let name = role.name.as_str();
    let is_administrator = name.starts_with("supabase") && name.ends_with("admin");
    !role.bypasses_row_security && !role.is_predefined() && !is_administrator
}

fn examine(roles: &[&Role], table: &Table, report: &mut Reporter<'_>) {
    if table.object.doubt.is_some() || table.policy_doubt.is_some() {
        report.unknown(table, "which policies it has depends on what only the database knows");
        return;
    }
    let mut is_fine = true;
    for command in AccessCommand::ALL {
        let asked = |role: &Role| -> Vec<&Policy> {
            let permissive = table.policies.iter().filter(|policy| policy.is_permissive);
            permissive.filter(|policy| command.is_of(policy.command) && policy.names(&role.name)).collect()
        };
        let several: Vec<(&Role, Vec<&Policy>)> = roles
            .iter()
            .map(|role| (*role, asked(role)))
            .filter(|(_, policies)| policies.len() > 1)
            .collect();
        let Some((_, policies)) = several.iter().max_by_key(|(_, policies)| policies.len()) else { continue };
        is_fine = false;
        fail(table, command, &several, policies, report);
    }
    if is_fine {
        report.pass(table);
    }
}

fn fail(
    table: &Table,
    command: AccessCommand,
    several: &[(&Role, Vec<&Policy>)],
    policies: &[&Policy],
    report: &mut Reporter<'_>,
) {
    let clients = ["anon", "authenticated"];
    let is_meant = |role: &&str| several.iter().any(|(known, _)| known.name.as_str() == *role);
    let mut who: Vec<&str> = clients.into_iter().filter(is_meant).collect();
    who.extend(
        several.iter().map(|(role, _)| *role).filter(|role| !role.is_platform).map(|role| role.name.as_str()),
    );
    if who.is_empty() {
        who.extend(several.first().map(|(role, _)| role.name.as_str()));
    }
    let names: Vec<String> = policies.iter().map(|policy| format!("\"{}\"", policy.name)).collect();
    let message = format!(
        "`{}`: each row that {} may {} asks {} permissive policies: {}",
        table.name,
        who.join(", "),
        command.name(),
        policies.len(),
        names.join(", ")
    );
    let finding = report.fail(table, message);
    finding.related.extend(policies.iter().map(|policy| Related {
        location: policy.created.clone(),
        label: format!("policy \"{}\"", policy.name),
    }));
}
