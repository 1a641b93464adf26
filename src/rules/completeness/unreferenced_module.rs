//! Production modules that no entry point reaches.

use crate::facts::FileFacts;
use crate::facts::typescript::{ImportKind, TypeScriptFacts};
use crate::finding::{Confidence, Subject};
use crate::project::Project;
use crate::rule::Reporter;
use crate::source::{RelPath, Role};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let modules = project.modules();
    for (file, script) in project.scripts() {
        if file.role != Role::Production || file.path.is_declaration() {
            continue;
        }
        let Some(sides) = project.reach().sides(modules, &file.path) else { continue };
        let subject = Subject::file(&file.path);
        if sides.is_needed() || (!sides.is_empty() && serves_tests(&file.path)) {
            report.pass(subject);
        } else if let Some(doubt) = project.reach().doubt(modules, &file.path) {
            report.unknown(subject, doubt);
        } else if !sides.is_empty() {
            report.fail(subject, "only tests and examples import this module: production never loads it");
        } else {
            fail(report, subject, file, script, project);
        }
    }
}

/// Whether a module that tests use is called as if it were theirs: `test-utils.ts`, `mock-server.ts`.
fn serves_tests(path: &RelPath) -> bool {
    let words = path.as_str().split(|letter: char| !letter.is_ascii_alphanumeric());
    let mut words = words.map(str::to_ascii_lowercase);
    words.any(|word| {
        matches!(
            &*word,
            "fixture" | "fixtures" | "mock" | "mocks" | "stub" | "stubs" | "test" | "testing" | "tests"
        )
    })
}

fn fail(
    report: &mut Reporter<'_>,
    subject: Subject,
    file: &FileFacts,
    script: &TypeScriptFacts,
    project: &Project,
) {
    let passes_on = script.imports.iter().any(|import| import.kind == ImportKind::ReExport);
    let is_offered =
        passes_on || !script.exports.is_empty() || script.exports_anything || file.language.is_component();
    let message = if project.reach().is_imported(project.modules(), &file.path) {
        "no entry point reaches this module: those who import it are not reached themselves"
    } else if is_offered {
        "nothing imports this module"
    } else {
        "nothing imports this file and it exports nothing: if people run it by hand, it is a script"
    };
    let finding = report.fail(subject, message);
    if !is_offered {
        finding.confidence = Confidence::Tentative;
    }
}
