//! Files that do not parse in their own language.

use crate::facts::FileFacts;
use crate::finding::{Confidence, Location, Problem, ProblemKind, Severity, Subject};
use crate::project::Project;
use crate::rule::Reporter;
use crate::source::{Language, RelPath, Role};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let is_chart = |path: &RelPath| is_template_of_chart(project, path);
    for file in project.files().filter(|file| is_parsed(file.language) && file.role.is_authored()) {
        if is_template(&file.path) || is_chart(&file.path) || is_sample(file) {
            continue;
        }
        let hidden = |kind| matches!(kind, ProblemKind::Internal | ProblemKind::TooDeep);
        if let Some(problem) = file.problems.iter().find(|problem| hidden(problem.kind)) {
            report.unknown(Subject::file(&file.path), problem.message.as_str());
            continue;
        }
        let Some(first) = errors(file).min_by_key(|problem| problem.span) else {
            report.pass(Subject::file(&file.path));
            continue;
        };
        let subject = Subject::new(file.path.as_str(), Location::new(&file.path, first.span));
        let finding = report.fail(subject, message(file, first));
        if file.path.is_declaration() {
            // Nothing of it runs.
            finding.severity = Severity::Major;
        }
        if file.role != Role::Production {
            finding.severity = finding.severity.outside_production();
        }
        if file.language == Language::Sql && !is_migration(&file.path) {
            // A loose script may be written for another database, whose dialect is not known here.
            finding.confidence = Confidence::Tentative;
        }
    }
}

fn is_parsed(language: Language) -> bool {
    language.is_script()
        || matches!(
            language,
            Language::Json | Language::Rust | Language::Sql | Language::Toml | Language::Yaml
        )
}

fn errors(file: &FileFacts) -> impl Iterator<Item = &Problem> {
    file.problems.iter().filter(|problem| problem.kind == ProblemKind::SyntaxError)
}

fn message(file: &FileFacts, first: &Problem) -> String {
    let words = first.message.lines().next().unwrap_or_default().trim().trim_end_matches(['.', ':']);
    let language = file.language.name();
    match errors(file).count() {
        1 => format!("no valid {language}: {words}"),
        2 => format!("no valid {language}: {words}; and 1 more error"),
        count => format!("no valid {language}: {words}; and {} more errors", count - 1),
    }
}

fn is_migration(path: &RelPath) -> bool {
    path.folders().any(|folder| matches!(folder, "migration" | "migrations" | "supabase"))
}

/// Data that a test feeds to a program, which may be wrong on purpose.
fn is_sample(file: &FileFacts) -> bool {
    let is_data = matches!(file.language, Language::Json | Language::Toml | Language::Yaml);
    let is_store = |folder| {
        matches!(folder, "fixtures" | "fixture" | "__fixtures__" | "testdata" | "test_data" | "__snapshots__")
    };
    is_data && file.role == Role::Test && file.path.folders().any(is_store)
}

/// A generator of projects fills such files in before anyone parses them.
fn is_template(path: &RelPath) -> bool {
    path.as_str().contains("{{") || path.folders().any(|folder| folder == "_templates")
}

/// Helm fills in what stands in the `templates` of a chart.
fn is_template_of_chart(project: &Project, path: &RelPath) -> bool {
    let whole = path.as_str();
    let Some((chart, _)) = whole.rsplit_once("templates/") else { return false };
    project.file(&format!("{chart}Chart.yaml")).is_some()
}
