//! Edge functions whose names differ only by `-`, `_` or case.

use crate::finding::{Related, Severity, Subject};
use crate::project::Project;
use crate::project::functions::{NamedAt, SupabaseProject};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for supabase in &project.functions().projects {
        for spellings in supabase.spellings(project) {
            let [first, others @ ..] = &*spellings else { continue };
            if others.is_empty() {
                report.pass(Subject::new(&*first.name, first.at.clone()));
            }
            for other in others {
                examine(supabase, first, other, report);
            }
        }
    }
}

/// Two spellings of one name; the surest one, a folder's above all, comes first.
fn examine(supabase: &SupabaseProject, first: &NamedAt, other: &NamedAt, report: &mut Reporter<'_>) {
    let message = format!(
        "{} and {} differ only by `-`, `_` or case",
        shown(other.what.word(), &other.name),
        shown(first.what.word(), &first.name)
    );
    let finding = report.fail(Subject::new(&*other.name, other.at.clone()), message);
    finding.related.push(Related { location: first.at.clone(), label: format!("`{}`", first.name) });
    if supabase.role != Role::Production {
        finding.severity = Severity::Major.outside_production();
    }
}

fn shown(what: &str, name: &str) -> String {
    format!("{what} `{name}`")
}
