//! Server-side writes that happen twice when a request does.

use crate::finding::{Confidence, Location, Subject};
use crate::project::{
    DatabaseWrite, IdempotencyWrappers, Project, WriteVerb, database_writes, is_server_side,
};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for (file, script) in project.scripts() {
        if file.role != Role::Production || !is_server_side(&file.path) {
            continue;
        }
        let wrappers = IdempotencyWrappers::of(script, &project.settings().idempotency_wrappers);
        for write in database_writes(script) {
            if wrappers.is_bookkeeping(&write) {
                continue;
            }
            let name = match write.verb {
                WriteVerb::Rpc => write.target.unwrap_or("?").to_owned(),
                verb => format!("{}.{}", write.target.unwrap_or("?"), verb.name()),
            };
            let subject = Subject::new(name, Location::new(&file.path, write.span));
            if write.is_idempotent || wrappers.cover(write.call) {
                report.pass(subject);
                continue;
            }
            let finding = report.fail(subject, message(&write));
            if write.verb == WriteVerb::Rpc {
                finding.confidence = Confidence::Firm;
            }
        }
    }
}

fn message(write: &DatabaseWrite<'_>) -> String {
    let target = write.target.map_or_else(|| "a table".to_owned(), |target| format!("`{target}`"));
    match write.verb {
        WriteVerb::Insert => {
            format!("insert into {target} without an idempotency key: a retry inserts again")
        }
        WriteVerb::Update => format!("update of {target} without an idempotency key: a retry updates again"),
        WriteVerb::Upsert => format!("upsert into {target} names no conflict target and no idempotency key"),
        WriteVerb::Delete => {
            format!("delete from {target} without an idempotency key: a retry deletes again")
        }
        WriteVerb::Rpc => format!("call of {target}, a write by its name, without an idempotency key"),
    }
}
