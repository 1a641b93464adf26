//! Names imported from a file of the repository that exports no such name.

use crate::facts::typescript::{Import, ImportKind, ImportedName};
use crate::finding::{Location, Severity, Subject};
use crate::project::Project;
use crate::project::modules::{Offer, Target};
use crate::rule::Reporter;
use crate::source::{RelPath, Role};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for (file, imports) in project.modules().scripts() {
        if !file.role.is_authored() || file.path.is_declaration() {
            continue;
        }
        for (import, target) in imports {
            let Target::File(path) = target else { continue };
            // A bundler makes something of the file: `./a?worker`, `./a?raw`.
            if import.specifier.contains('?') {
                continue;
            }
            for name in import.names.iter().filter(|name| &*name.imported != "*") {
                let subject = Subject::new(&*name.imported, Location::new(&file.path, name.span));
                match project.modules().offer(path, &name.imported) {
                    Offer::Unknown => {}
                    Offer::There => report.pass(subject),
                    Offer::Missing => {
                        let is_type = import.kind == ImportKind::Type
                            || project.modules().is_name_erased(&file.path, name);
                        let message = message(import, name, path, project) + effect(is_type);
                        report.fail(subject, message).severity = severity(is_type, file.role);
                    }
                }
            }
        }
    }
}

/// What it comes to where the program runs all the same.
fn effect(is_type: bool) -> &'static str {
    if is_type { "\nonly types use it: the program runs, its types do not check" } else { "" }
}

fn severity(is_type: bool, role: Role) -> Severity {
    // A type is erased by the compiler: the program runs, its types do not check.
    let severity = if is_type { Severity::Major } else { Severity::Critical };
    if role == Role::Production { severity } else { severity.outside_production() }
}

fn message(import: &Import, name: &ImportedName, path: &RelPath, project: &Project) -> String {
    let what = match &*name.imported {
        "default" => format!("`{}` has no default export", import.specifier),
        other => format!("`{}` exports no `{other}`", import.specifier),
    };
    let message = format!("{what}: nothing in `{path}` does");
    let names = project.modules().export_names(path);
    let rated = names.iter().map(|other| (strsim::damerau_levenshtein(&name.imported, other), other));
    match rated.min().filter(|(distance, other)| *distance <= other.len() / 3) {
        Some((_, near)) => format!("{message}\nthe nearest name is `{near}`"),
        None => message,
    }
}
