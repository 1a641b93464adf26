//! `.env` files that code reads and git would take in.

use crate::finding::{Confidence, Subject};
use crate::project::Project;
use crate::project::env::{EnvironmentReader, readers};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let readers = readers(project);
    let Some(first) = readers.first() else { return };
    let mut open = readers.iter().filter(|reader| !reader.is_ignored);
    let Some(worst) = open.next() else { return report.pass(subject(first)) };
    let git = project.tree().git.as_ref();
    let doubt = match git {
        None => Some("outside a work tree nobody knows what git ignores"),
        Some(git) if git.is_part => Some("a list above the audited folder may ignore it"),
        Some(_) => None,
    };
    if let Some(doubt) = doubt {
        return report.unknown(subject(worst), doubt);
    }
    let is_tracked = git.is_some_and(|git| git.tracked.contains(&worst.file));
    let has_other = worst.reads_local && worst.is_local_ignored;
    let others = open.count();
    let finding = report.fail(subject(worst), message(worst, others, has_other));
    if has_other && !is_tracked {
        // Secrets may have their place in `.env.local`.
        finding.confidence = Confidence::Tentative;
    }
}

fn subject(reader: &EnvironmentReader) -> Subject {
    Subject::new(reader.file.as_str(), reader.at.clone())
}

fn message(reader: &EnvironmentReader, others: usize, has_other: bool) -> String {
    let more = match others {
        0 => String::new(),
        1 => "\nand one other folder's".to_owned(),
        others => format!("\nand {others} other folders'"),
    };
    let local = if has_other { "\n`.env.local` is ignored" } else { "" };
    format!("no ignore rule keeps `{}` out of git: this file {}{local}{more}", reader.file, reader.how)
}
