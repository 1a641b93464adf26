//! Calls of `console` that run in production.

use crate::facts::typescript::{Call, Host, TypeScriptFacts};
use crate::finding::{Location, Severity, Subject};
use crate::project::Project;
use crate::rule::Reporter;
use crate::source::{RelPath, Role, Span};

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for (file, script) in project.scripts() {
        if file.role != Role::Production || prints_by_right(project, &file.path, script) {
            continue;
        }
        if is_logger(&file.path) && wraps_console(script) {
            report.pass(Subject::file(&file.path));
            continue;
        }
        let calls = script.calls.iter().filter(|call| !call.is_development_only).filter_map(|call| {
            let method = method_of(&call.callee)?;
            let at = call.links.first().map_or(call.span, |link| from(call, link.span));
            Some((at, method, message(call, script, method)))
        });
        let references = script.references.iter().filter(|one| !one.is_development_only).filter_map(|one| {
            let method = method_of(&one.path)?;
            Some((one.span, method, format!("`console.{method}` is passed on and runs in production")))
        });
        let mut sites: Vec<(Span, &str, String)> = calls.chain(references).collect();
        sites.sort_by_key(|(span, ..)| *span);
        if sites.is_empty() {
            report.pass(Subject::file(&file.path));
        }
        for (span, method, message) in sites {
            let finding =
                report.fail(Subject::new(file.path.as_str(), Location::new(&file.path, span)), message);
            if matches!(method, "warn" | "error") {
                finding.severity = Severity::Minor;
            }
        }
    }
}

/// From the start of the call's name to the end of its first parentheses.
fn from(call: &Call, link: Span) -> Span {
    Span { start: call.span.start, end: link.end }
}

/// The printing method of a path that ends in `console`.
fn method_of(path: &str) -> Option<&str> {
    // Most calls are told apart by their first letter.
    let (object, method) = path.starts_with(['c', 'w', 'g', 's']).then(|| path.rsplit_once('.'))??;
    let is_console = matches!(
        object,
        "console" | "window.console" | "globalThis.console" | "self.console" | "global.console"
    );
    let prints = matches!(method, "log" | "debug" | "info" | "trace" | "dir" | "table" | "warn" | "error");
    (is_console && prints).then_some(method)
}

fn message(call: &Call, script: &TypeScriptFacts, method: &str) -> String {
    let named = std::iter::successors(call.function, |at| script.functions.get(*at as usize)?.parent)
        .filter_map(|at| script.functions.get(at as usize))
        .find(|function| !function.name.is_empty());
    match named {
        Some(function) => format!("`console.{method}` in `{}` runs in production", function.name),
        None => format!("`console.{method}` runs in production"),
    }
}

/// Command-line programs and build configuration: printing is what they do.
fn prints_by_right(project: &Project, path: &RelPath, script: &TypeScriptFacts) -> bool {
    let stem = path.stem();
    script.host == Some(Host::Shell)
        || path.folders().any(|folder| folder == "cli" || folder.ends_with("-cli"))
        || matches!(stem, "cli" | "gulpfile" | "Gruntfile")
        || stem.ends_with(".config")
        || project.packages().of(path).is_some_and(|package| package.has_programs)
}

/// By the name of the file, or of the folder for an `index`: `logger.ts`, `logging/index.ts`,
/// `error-logger.ts`; `audit-log` is a feature, not a logger.
fn is_logger(path: &RelPath) -> bool {
    let names_one = |name: &str| {
        let name = name.to_ascii_lowercase();
        matches!(&*name, "log" | "logs" | "logging" | "console" | "debug") || name.ends_with("logger")
    };
    let stem = path.stem();
    // A component of that name is a page about it.
    !matches!(path.extension(), "astro" | "svelte" | "vue") && names_one(stem)
        || path.folders().next_back().is_some_and(names_one)
}

/// Whether other code logs through this one: it has functions, and only they touch the console.
fn wraps_console(script: &TypeScriptFacts) -> bool {
    script.calls.iter().all(|call| call.function.is_some() || method_of(&call.callee).is_none())
}
