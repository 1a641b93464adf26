//! Files of variables that git tracks, with the secrets they hold.

use crate::facts::environment::EnvironmentEntry;
use crate::facts::secret::{Evidence, Secret};
use crate::finding::{Confidence, Location, Related, Severity, Subject};
use crate::project::Project;
use crate::project::env::{CommittedFile, committed_files};
use crate::rule::Reporter;
use crate::source::Role;

/// How many secrets a message names besides the first.
const NAMED: usize = 3;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for committed in committed_files(project).filter(|committed| committed.file.role.is_authored()) {
        let secrets: Vec<_> = committed.secrets().collect();
        let value = committed.values().next();
        if committed.is_sample() {
            report.pass(&committed);
        } else if !secrets.is_empty() {
            give_away(&committed, &secrets, report);
        } else if let Some(value) = value.filter(|_| is_kept_out(&committed)) {
            let path = &committed.file.path;
            let values = committed.values().count();
            let values = if values == 1 { "1 value".to_owned() } else { format!("{values} values") };
            let message = format!("git tracks `{}`, which sets {values}, no known secret", path.file_name());
            let subject = Subject::new(path.as_str(), Location::new(path, value.span));
            report.fail(subject, message).severity = Severity::Minor;
        } else {
            report.pass(&committed);
        }
    }
}

/// Whether no value belongs into the file: one for tests says the same to everybody.
fn is_kept_out(committed: &CommittedFile<'_>) -> bool {
    let name = committed.file.path.file_name();
    committed.is_secret_by_name() && committed.file.role != Role::Test && !name.starts_with(".env.test")
}

fn give_away(
    committed: &CommittedFile<'_>,
    secrets: &[(&EnvironmentEntry, &Secret)],
    report: &mut Reporter<'_>,
) {
    let path = &committed.file.path;
    let Some((first, _)) = secrets.first() else { return };
    let subject = Subject::new(path.as_str(), Location::new(path, first.span));
    let finding = report.fail(subject, message(path.file_name(), secrets));
    let others = secrets.iter().skip(1).map(|(entry, secret)| Related {
        location: Location::new(path, entry.span),
        label: secret.kind.to_owned(),
    });
    finding.related.extend(others);
    match committed.evidence() {
        Some(Evidence::Limited) => finding.severity = Severity::Critical,
        Some(Evidence::Name) => {
            finding.confidence = Confidence::Firm;
            if committed.is_for_one_machine() {
                finding.severity = Severity::Critical;
            }
        }
        Some(Evidence::Format) | None => {}
    }
    if committed.file.role == Role::Test {
        finding.severity = finding.severity.outside_production();
    }
}

/// The first secret, then the names of the others.
fn message(file: &str, secrets: &[(&EnvironmentEntry, &Secret)]) -> String {
    let mut shown = secrets.iter().map(|(entry, secret)| {
        let place = if entry.is_comment { ", in a comment" } else { "" };
        format!("`{}` ({}, `{}…`{place})", entry.name, secret.kind, secret.head)
    });
    let first = shown.next().unwrap_or_default();
    let count = match secrets.len() {
        1 => "a secret".to_owned(),
        count => format!("{count} secrets"),
    };
    let others: Vec<String> = shown.take(NAMED).collect();
    let and = if others.is_empty() { "" } else { "\nand " };
    let more = match secrets.len().saturating_sub(1 + NAMED) {
        0 => String::new(),
        more => format!(", {more} more"),
    };
    format!("git tracks `{file}` with {count}: {first}{and}{}{more}", others.join(", "))
}
