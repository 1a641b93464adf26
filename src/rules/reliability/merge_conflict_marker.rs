//! Conflict blocks and stray markers in any text file.

use crate::facts::FileFacts;
use crate::facts::conflict::{ConflictBlockFacts, StrayMarkerFacts};
use crate::finding::{Confidence, Finding, Location, Severity, Subject};
use crate::project::Project;
use crate::rule::Reporter;
use crate::source::{Role, Span};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let (mut blocks, mut markers, mut files) = (0, 0, 0);
    for file in project.files().filter(|file| file.role != Role::Vendored) {
        let found = file.conflict.as_ref();
        let whole = found.map_or(&[][..], |conflict| &conflict.blocks);
        let stray = found.into_iter().flat_map(|conflict| &conflict.stray);
        let stray: Vec<_> = stray.filter(|marker| !is_quotation(file, marker)).collect();
        if whole.is_empty() && stray.is_empty() {
            report.pass(Subject::file(&file.path));
            continue;
        }
        for block in whole {
            weigh(report.fail(subject(file, block.start), message(block)), file.role, block.is_quoted);
        }
        for marker in &stray {
            let finding = report.fail(subject(file, marker.span), stray_message(marker));
            weigh(finding, file.role, marker.is_quoted);
        }
        blocks += whole.len();
        markers += whole.iter().map(|block| block.markers as usize).sum::<usize>() + stray.len();
        files += 1;
    }
    if files > 0 {
        report.summarise(format!(
            "{} with {} in {}",
            counted(blocks, "conflict block"),
            counted(markers, "marker"),
            counted(files, "file")
        ));
    }
}

/// A line of a mail quoted seven times looks like an end marker.
fn is_quotation(file: &FileFacts, marker: &StrayMarkerFacts) -> bool {
    marker.is_end && file.role == Role::Documentation
}

fn subject(file: &FileFacts, line: Span) -> Subject {
    Subject::new(file.path.as_str(), Location::new(&file.path, line))
}

fn message(block: &ConflictBlockFacts) -> String {
    let ours = counted(block.ours_lines as usize, "line");
    format!("unresolved conflict: {ours} of ours, {} of theirs", block.theirs_lines)
}

fn stray_message(marker: &StrayMarkerFacts) -> &'static str {
    if marker.is_end {
        "end of a conflict whose beginning is gone"
    } else {
        "start of a conflict without an end"
    }
}

/// Generated files, lock files first of all, are read by production as they stand.
fn weigh(finding: &mut Finding, role: Role, is_quoted: bool) {
    match role {
        Role::Production | Role::Generated => {}
        Role::Documentation => finding.severity = Severity::Major,
        Role::Example | Role::Script | Role::Test | Role::Vendored => {
            finding.severity = finding.severity.outside_production();
        }
    }
    if is_quoted {
        finding.confidence = Confidence::Tentative;
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
