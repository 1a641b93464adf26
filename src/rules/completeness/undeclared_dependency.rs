//! Packages that production code imports and no manifest declares.

use std::collections::BTreeMap;

use crate::facts::FileFacts;
use crate::facts::typescript::{Import, ImportKind};
use crate::finding::{Location, Severity, Subject};
use crate::project::Project;
use crate::project::modules::Target;
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for (file, imports) in project.modules().scripts() {
        let is_asked = file.role == Role::Production && !file.path.is_declaration();
        if !is_asked || !project.packages().is_above(&file.path) || project.modules().runs_in_deno(file) {
            continue;
        }
        // One import says it: the others of that package in this file are the same fault.
        let mut asked: BTreeMap<&str, &Import> = BTreeMap::new();
        for (import, target) in imports.filter(|(import, _)| import.kind.is_needed() && !import.is_guarded) {
            let Some(package) = package(project, import, target) else { continue };
            let first = asked.entry(package).or_insert(import);
            if first.kind == ImportKind::Type && import.kind != ImportKind::Type {
                *first = import;
            }
        }
        for (package, import) in asked {
            judge(project, file, import, package, report);
        }
    }
}

/// The package a specifier names, where npm could have one of that name.
fn package<'t>(project: &Project, import: &Import, target: &'t Target) -> Option<&'t str> {
    let Target::Package(name) = target else { return None };
    let is_asked = import.specifier.starts_with(&**name) && project.modules().may_be_installed(name);
    is_asked.then_some(&**name)
}

fn judge(project: &Project, file: &FileFacts, import: &Import, package: &str, report: &mut Reporter<'_>) {
    let subject = Subject::new(package, Location::new(&file.path, import.span));
    if project.packages().declare(&file.path, package) {
        return report.pass(subject);
    }
    let message = match project.packages().declarer(package) {
        None => format!("no `package.json` above this file declares `{package}`"),
        Some(folder) => format!(
            "no `package.json` above this file declares `{package}`\nonly `{folder}/package.json` does: it is found as long as that lifts it up"
        ),
    };
    let finding = report.fail(subject, message);
    finding.cause = Some(package.into());
    if import.kind == ImportKind::Type {
        // The compiler erases it: the program runs without.
        finding.severity = Severity::Minor;
    }
}
