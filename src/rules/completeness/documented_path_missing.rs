//! Paths in documents at which nothing is.

use crate::finding::{Location, Related, Severity, Subject};
use crate::project::Project;
use crate::project::docs::{Document, MissingPath, documents};
use crate::rule::Reporter;

/// From how many paths on a document can be said to be about something else than this repository.
const FEW: usize = 3;
/// How many missing paths a finding about a whole document shows.
const SHOWN: usize = 5;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for document in documents(project) {
        let path = &document.file.path;
        for mention in &document.found {
            report.pass(Subject::new(&*mention.path, Location::new(path, mention.span)));
        }
        let named = document.found.len() + document.missing.len();
        if named >= FEW && document.missing.len() * 2 > named {
            fail_as_a_whole(&document, named, report);
            continue;
        }
        for missing in &document.missing {
            let subject = Subject::new(&*missing.mention.path, Location::new(path, missing.mention.span));
            report.fail(subject, format!("nothing is at `{}`{}", missing.mention.path, elsewhere(missing)));
        }
    }
}

fn fail_as_a_whole(document: &Document<'_>, named: usize, report: &mut Reporter<'_>) {
    let path = &document.file.path;
    let Some(first) = document.missing.first() else { return };
    let message = format!(
        "{} of the {named} paths that `{}` names are missing, `{}` first",
        document.missing.len(),
        path.file_name(),
        first.mention.path
    );
    let subject = Subject::new(path.as_str(), Location::new(path, first.mention.span));
    let finding = report.fail(subject, message);
    finding.severity = Severity::Major;
    let others = document.missing.iter().skip(1).take(SHOWN).map(|missing| Related {
        location: Location::new(path, missing.mention.span),
        label: "missing too".to_owned(),
    });
    finding.related.extend(others);
}

fn elsewhere(missing: &MissingPath<'_>) -> String {
    missing.elsewhere.map_or_else(String::new, |path| format!("\nthe only file of that name is {path}"))
}
