//! Imports that lead to no file.

use crate::facts::typescript::{Import, ImportKind};
use crate::finding::{Location, Severity, Subject};
use crate::project::Project;
use crate::project::modules::Target;
use crate::rule::Reporter;
use crate::source::{RelPath, Role};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for (file, imports) in project.modules().scripts() {
        if !file.role.is_authored() {
            continue;
        }
        for (import, target) in imports.filter(|(import, _)| import.kind.is_needed()) {
            let subject = || Subject::new(&*import.specifier, Location::new(&file.path, import.span));
            match target {
                Target::Package(_) | Target::Virtual => {}
                Target::File(_) => report.pass(subject()),
                Target::Unknown(reason) => report.unknown(subject(), *reason),
                Target::Missing(_) | Target::Ignored(_) if may_be_absent(import) => report.pass(subject()),
                Target::Ignored(path) => {
                    let message = format!(
                        "`{}` is not in the repository: git ignores `{path}`, so a build has to make it first",
                        import.specifier
                    );
                    report.fail(subject(), message).severity = Severity::Minor;
                }
                Target::Missing(path) => {
                    let mut message = message(import, path, project);
                    let is_dead = is_left_over(&file.path)
                        && !project.reach().is_imported(project.modules(), &file.path);
                    if is_dead {
                        message.push_str("\nno module of the repository imports this file itself");
                    }
                    let is_erased = project.modules().is_erased(&file.path, import);
                    if is_erased {
                        message.push_str(
                            "\nonly types come from there: the program runs, its types do not check",
                        );
                    }
                    let finding = report.fail(subject(), message);
                    // A type is erased by the compiler, and nobody loads what nobody imports.
                    if is_dead || is_erased {
                        finding.severity = Severity::Major;
                    }
                    if file.role != Role::Production {
                        finding.severity = finding.severity.outside_production();
                    }
                }
            }
        }
    }
}

/// Whether only an import can bring the file into the program: no framework looks into such folders.
fn is_left_over(path: &RelPath) -> bool {
    path.folders().any(|folder| matches!(folder, "components" | "hooks"))
        && !path.folders().any(|folder| matches!(folder, "app" | "api" | "functions" | "pages" | "routes"))
        && matches!(path.extension(), "js" | "jsx" | "ts" | "tsx")
}

/// Whether the program expects that the module may not be there.
fn may_be_absent(import: &Import) -> bool {
    import.is_guarded && import.kind == ImportKind::Require
}

fn message(import: &Import, path: &str, project: &Project) -> String {
    let message = format!("`{}` leads to no file: nothing is at `{path}`", import.specifier);
    match project.modules().nearest(path) {
        Some(near) if near.as_str().to_lowercase().starts_with(&path.to_lowercase()) => {
            format!("{message}\nthe file is called `{near}`: case tells names apart on servers")
        }
        Some(near) => format!("{message}\nthe nearest file is `{near}`"),
        None => message,
    }
}
