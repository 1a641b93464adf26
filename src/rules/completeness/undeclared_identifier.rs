//! Names that nothing declares: the program stops where it meets one.

use std::collections::BTreeSet;

use crate::facts::FileFacts;
use crate::facts::typescript::{FreeName, Host, Position, TypeScriptFacts};
use crate::finding::{Confidence, Location, ProblemKind, Severity, Subject};
use crate::project::Project;
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let scripts = || project.scripts();
    let declared: BTreeSet<&str> =
        scripts().flat_map(|(_, script)| script.globals.iter().map(|name| &**name)).collect();
    for (file, script) in scripts() {
        let is_broken = file.problems.iter().any(|problem| problem.kind == ProblemKind::SyntaxError);
        if !file.role.is_authored() || file.path.is_declaration() || is_broken {
            continue;
        }
        let probed: BTreeSet<&str> = script
            .free_names
            .iter()
            .filter(|free| free.position == Position::Probed)
            .map(|free| &*free.name)
            .collect();
        for free in script.free_names.iter().filter(|free| free.position != Position::Probed) {
            let subject = Subject::new(&*free.name, Location::new(&file.path, free.span));
            let is_known = free.is_global
                || declared.contains(&*free.name)
                || probed.contains(&*free.name)
                || project.modules().supplies(file, &free.name);
            if is_known {
                report.pass(subject);
            } else if let Some(reason) = doubt(project, file, script, free) {
                report.unknown(subject, reason);
            } else {
                fail(report, subject, file, free);
            }
        }
    }
}

fn fail(report: &mut Reporter<'_>, subject: Subject, file: &FileFacts, free: &FreeName) {
    let in_type = matches!(free.position, Position::Type | Position::TypeQuery);
    let message = if in_type {
        format!("no type `{}` is declared here, nor for the whole program", free.name)
    } else {
        format!("nothing declares `{}` where it is used: the program stops here", free.name)
    };
    let finding = report.fail(subject, message);
    if in_type {
        // A package's ambient declarations may supply it, and the program runs without.
        finding.severity = Severity::Major;
        finding.confidence = Confidence::Tentative;
    }
    if file.role != Role::Production {
        finding.severity = finding.severity.outside_production();
    }
}

/// Why nobody can say from the repository alone.
fn doubt(
    project: &Project,
    file: &FileFacts,
    script: &TypeScriptFacts,
    free: &FreeName,
) -> Option<&'static str> {
    if !script.is_module && !script.is_common_module() && file.path.is_javascript() {
        return Some("a plain script runs in a host that may supply it");
    }
    if script.host == Some(Host::Page) {
        return Some("a script of its page has the names of the page's other scripts");
    }
    if file.is_passed_over(free.span) {
        return Some("a comment tells the compiler to pass over the line");
    }
    if project.modules().imports_by_itself(&file.path) {
        return Some("a plugin imports names by itself, and what it wrote is not in the repository");
    }
    if free.is_placeholder() {
        return Some("it is named like what a build puts a value in the place of");
    }
    if project.packages().may_declare(&free.name) {
        return Some("a package of types may declare it");
    }
    None
}
