//! Row security policies.

use super::super::super::catalogue::Catalogue;
use super::super::super::policy::Policy;
use super::super::super::table::Table;
use super::super::object;
use super::super::value::{HOLE, Value};
use super::super::wanted::Wanted;
use super::{View, presence};
use crate::facts::sql::PolicyCommand;

pub(super) const POLICY_TEXTS: View = View {
    columns: &["schemaname", "tablename", "policyname", "permissive", "roles", "cmd", "qual", "with_check"],
    fill: |catalogue, wanted, rows| {
        each(catalogue, wanted, ["tablename", "policyname"], |table, policy| {
            let values = vec![
                Value::name(&table.name.schema),
                Value::name(&table.name.name),
                Value::name(&policy.name),
                Value::text(if policy.is_permissive { "PERMISSIVE" } else { "RESTRICTIVE" }),
                Value::List(policy.roles.iter().map(|role| Value::text(role.name())).collect()),
                Value::text(command(policy.command).1),
                condition(policy.using.as_deref()),
                condition(policy.with_check.as_deref()),
            ];
            rows.push(values, presence(&[&policy.doubt, &table.object.doubt]));
        });
    },
};

pub(super) const POLICIES: View = View {
    columns: &["oid", "polname", "polrelid", "polcmd", "polpermissive"],
    fill: |catalogue, wanted, rows| {
        each(catalogue, wanted, ["", "polname"], |table, policy| {
            if wanted.takes_object("polrelid", table.object.id) {
                let values = vec![
                    Value::Object(policy.id, policy.name.shared()),
                    Value::name(&policy.name),
                    object::relation(catalogue, &table.name, table.object.id),
                    Value::text(command(policy.command).0),
                    Value::Bool(policy.is_permissive),
                ];
                rows.push(values, presence(&[&policy.doubt, &table.object.doubt]));
            }
        });
    },
};

fn each(
    catalogue: &Catalogue,
    wanted: &Wanted<'_>,
    columns: [&str; 2],
    mut give: impl FnMut(&Table, &Policy),
) {
    let takes = |table: &&Table| {
        wanted.takes(columns[0], table.name.name.as_str())
            && wanted.takes("schemaname", table.name.schema.as_str())
    };
    for table in catalogue.tables().filter(takes) {
        for policy in table.policies.iter().filter(|policy| wanted.takes(columns[1], policy.name.as_str())) {
            give(table, policy);
        }
    }
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
