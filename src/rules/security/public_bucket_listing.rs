//! Public storage buckets whose files anybody can list.

use crate::finding::{Related, Subject};
use crate::project::Project;
use crate::project::schema::{Bucket, Policy, PolicyCommand, Schema};
use crate::rule::Reporter;

/// Roles that clients act as.
const CLIENTS: [&str; 3] = ["public", "anon", "authenticated"];

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        for bucket in schema.buckets() {
            examine(schema, bucket, report);
        }
    }
}

fn examine(schema: &Schema, bucket: &Bucket, report: &mut Reporter<'_>) {
    let subject = Subject::new(&*bucket.id, bucket.created.clone());
    let policies: Vec<&Policy> =
        schema.object_policies().filter(|policy| opens(policy, &bucket.id)).collect();
    match bucket.is_public {
        Some(false) => report.pass(subject),
        _ if policies.is_empty() => report.pass(subject),
        None => report.unknown(subject, "whether it is public depends on what only the database knows"),
        Some(true) => {
            let names: Vec<_> = policies.iter().map(|policy| format!("\"{}\"", policy.name)).collect();
            let message = format!(
                "anybody can list the files of the public bucket `{}`\nThe policy that shows them all: {}",
                bucket.id,
                names.join(", ")
            );
            let finding = report.fail(subject, message);
            finding.related.extend(policies.iter().map(|policy| Related {
                location: policy.created.clone(),
                label: format!("policy \"{}\"", policy.name),
            }));
        }
    }
}

/// Whether a policy shows clients every file of the bucket.
fn opens(policy: &Policy, bucket: &str) -> bool {
    let is_read = matches!(policy.command, PolicyCommand::Select | PolicyCommand::All);
    let is_for_clients = policy.roles.iter().any(|role| CLIENTS.contains(&role.name()));
    if !(is_read && policy.is_permissive && is_for_clients && policy.doubt.is_none()) {
        return false;
    }
    let Some(condition) = policy.using.as_deref() else { return true };
    let plain = plain(condition);
    plain == "true" || plain == "1=1" || names(&plain, bucket)
}

/// A condition without case, spaces and the parentheses around it. What stands in quotes keeps its case.
fn plain(condition: &str) -> String {
    let mut plain = String::with_capacity(condition.len());
    let mut is_quoted = false;
    for character in condition.chars() {
        is_quoted ^= character == '\'';
        match character {
            _ if is_quoted => plain.push(character),
            _ if character.is_whitespace() => {}
            _ => plain.extend(character.to_lowercase()),
        }
    }
    let mut rest = plain.as_str();
    while let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        rest = inner;
    }
    rest.to_owned()
}

/// Whether a condition asks for the bucket and for nothing else.
fn names(condition: &str, bucket: &str) -> bool {
    let own = ["bucket_id", "objects.bucket_id", "storage.objects.bucket_id"];
    let Some(value) = own.iter().find_map(|column| condition.strip_prefix(column)?.strip_prefix('=')) else {
        return false;
    };
    let value = value.trim_matches(['(', ')']);
    let value = value.split_once("::").map_or(value, |(value, _)| value);
    value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')) == Some(&bucket.replace('\'', "''"))
}
