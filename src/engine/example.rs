//! Runs the examples of a rule: the set of (file, line) it fails on must match the markers exactly.

use std::sync::Arc;

use crate::project::{Applied, Settings};
use crate::report::{Outcome, Report};
use crate::rule::{Catalog, CatalogRule, Example, Expectation};
use crate::source::{GitFacts, RelPath, Sources};

use super::{Request, Since, audit, with_threads};

/// Audits one example by the rules given.
pub fn run_example(example: &Example, catalog: &Catalog, rules: &[&CatalogRule]) -> Report {
    let (files, _) = example.split();
    let mut sources = Sources::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let tracked =
        sources.paths().filter(|path| !example.untracked.iter().any(|other| other == path.as_str()));
    sources.git = Some(GitFacts { tracked: tracked.collect(), ..GitFacts::default() });
    let mut applied = example.applied.clone().map_or(Applied::Unknown, Applied::UpTo);
    let since = example.before.as_ref().map(|files| {
        applied = Applied::Files(files.keys().map(RelPath::new).collect());
        let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        Arc::new(Since { commit: "before".into(), sources: Sources::in_memory(files) })
    });
    let settings = Arc::new(Settings { applied, ..Settings::default() });
    audit(&sources, catalog, rules, &Request { settings, since, ..Request::default() })
}

/// Runs every example of the built-in rule with that stem.
///
/// # Panics
/// With a list of differences when a marker is not met, or a finding not marked.
pub fn assert_examples(stem: &str) {
    let catalog = crate::rules::catalog().expect("every rule file is well-formed");
    let rule = catalog.get(&stem.replace('_', "-")).expect("a registered rule");
    let differences = with_threads(1, || examples_differ(rule, &catalog));
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// One line for each way in which an example of `rule` does not do what it says.
fn examples_differ(rule: &CatalogRule, catalog: &Catalog) -> Vec<String> {
    let mut differences = Vec::new();
    for (kind, examples) in [("bad", &rule.data.bad), ("good", &rule.data.good)] {
        if examples.is_empty() {
            differences.push(format!("{}: no [[{kind}]] example", rule.id));
        }
        for example in examples {
            let (_, expected) = example.split();
            if (kind == "bad") != expected.iter().any(|one| !one.is_unknown) {
                differences.push(format!(
                    "[[{kind}]] {}: a bad example marks a failing line, a good one none",
                    example.name
                ));
            }
            let report = run_example(example, catalog, &[rule]);
            let lines = differ(&expected, &report);
            differences.extend(lines.into_iter().map(|line| format!("[[{kind}]] {}: {line}", example.name)));
        }
    }
    differences
}

fn differ(expected: &[Expectation], report: &Report) -> Vec<String> {
    let mut missing: Vec<&Expectation> = expected.iter().collect();
    let mut differences = Vec::new();
    for (path, line, is_unknown, message) in found(report) {
        let met = missing.iter().position(|one| {
            one.path == path
                && one.line == line
                && one.is_unknown == is_unknown
                && message.contains(&one.words)
        });
        match met {
            Some(at) => drop(missing.remove(at)),
            None => differences.push(format!("{path}:{line}: not marked: {message}")),
        }
    }
    differences
        .extend(missing.iter().map(|one| format!("{}:{}: not found: {}", one.path, one.line, one.words)));
    differences
}

/// Findings and unknowns: path, line, whether unknown, words.
fn found(report: &Report) -> Vec<(String, u32, bool, String)> {
    let place = |place: &Option<crate::report::Place>| {
        place.as_ref().map_or((String::new(), 1), |place| (place.path.to_string(), place.start.line))
    };
    let mut found = Vec::new();
    for finding in &report.findings {
        let (path, line) = place(&finding.place);
        found.push((path, line, false, finding.message.clone()));
    }
    for subject in report.assessments.iter().flat_map(|rule| &rule.subjects) {
        if subject.outcome == Outcome::Unknown {
            let (path, line) = place(&subject.place);
            let reason = subject.reason.as_deref().unwrap_or_default();
            found.push((path, line, true, format!("{}: {reason}", subject.name)));
        }
    }
    found
}
