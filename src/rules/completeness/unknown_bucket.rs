//! Storage buckets that clients ask for and that nothing makes.

use crate::finding::Severity;
use crate::project::Project;
use crate::project::client::{Asked, Buckets, ClientCall, Databases, Made};
use crate::project::schema::Served;
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let databases = Databases::of(project);
    let buckets = Buckets::of(project, &databases);
    for call in project.client_calls().asking(project, Asked::Bucket) {
        // Whoever makes all of them in a dashboard has none to compare with.
        if buckets.is_empty() {
            report.not_evaluated("nothing in the repository makes a bucket");
            return;
        }
        match buckets.served(call.name) {
            Served::There(()) => report.pass(&call),
            Served::Unsure(reason) => report.unknown(&call, reason),
            Served::Missing => {
                let made = databases.made(&call, &databases.of_script(&call.file.path));
                examine_missing(&call, made, &buckets, report);
            }
        }
    }
}

/// `.storage.from('avatars')` in a script, where neither a database nor code makes it.
fn examine_missing(
    call: &ClientCall<'_>,
    made: Option<Made>,
    buckets: &Buckets<'_>,
    report: &mut Reporter<'_>,
) {
    if let Some(doubt) = made.as_ref().and_then(Made::doubt) {
        return report.unknown(call, doubt);
    }
    // Tests and scripts may run what is no migration before they ask.
    if matches!(made, Some(Made::Elsewhere(_))) && call.file.role != Role::Production {
        return report.pass(call);
    }
    let nearest =
        || buckets.nearest(call.name).map_or_else(String::new, |id| format!("; the nearest name is `{id}`"));
    let hint = made.as_ref().map_or_else(nearest, Made::hint);
    let message = format!("no migration, configuration or code makes a bucket `{}`{hint}", call.name);
    let finding = report.fail(call, message);
    finding.severity = call.severity(Severity::Major);
    finding.related.extend(made.map(Made::related));
    finding.cause = Some(call.name.into());
}
