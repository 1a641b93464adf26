//! What works, the way up, what was not looked at, how to do it again.

use super::super::{Style, amount, outline};
use super::escape;
use super::part::{Lines, Part};
use crate::report::Report;

/// Names given as examples.
const NAMED: usize = 5;

/// Rules that found nothing wrong.
pub(super) fn works(report: &Report) -> Part {
    let mut text = Lines::default();
    for rule in outline::works(report) {
        text.head("## What works\n\n| rule | passed | category |\n|---|--:|---|");
        let passed = amount::grouped(rule.counts.pass);
        text.line(&format!("| {} | {passed} | {} |", rule.id, rule.category.name()));
    }
    Part::cuttable(text, "what works")
}

/// What to repair first.
pub(super) fn path(report: &Report) -> Part {
    let mut text = Lines::default();
    for step in &report.path {
        text.head("## The shortest path\n\n| | rule | findings | effort | gain |\n|---|---|--:|--:|--:|");
        text.line(&format!(
            "| {} | {} | {} | {} | +{} |",
            outline::priority(step.severity),
            step.rule,
            amount::grouped(step.findings),
            amount::effort(step.effort_minutes),
            step.gain
        ));
    }
    Part::cuttable(text, "the shortest path")
}

/// Problems, unknowns, rules that could not be evaluated or met nothing, files passed over.
pub(super) fn not_looked_at(report: &Report) -> Part {
    let mut text = Lines::default();
    text.line("## What was not looked at\n");
    for (kind, problems) in outline::problems(report) {
        text.line(&format!("- {kind}: {}", amount::counted(problems.len(), "problem")));
        for problem in problems.iter().take(NAMED) {
            text.line(&format!("  - {}", escape::text(&outline::problem(problem))));
        }
    }
    for (rule, subjects) in outline::unknowns(report) {
        let names = subjects.iter().take(NAMED).map(|subject| escape::code(&subject.name));
        let names: Vec<String> = names.collect();
        let count = amount::grouped(subjects.len());
        let reason = escape::message(outline::reason(&subjects));
        text.line(&format!("- {}: {count} could not be judged ({reason}): {}", rule.id, names.join(", ")));
    }
    for (rule, reason) in outline::not_evaluated(report) {
        text.line(&format!("- {}: not evaluated: {}", rule.id, escape::message(reason)));
    }
    let idle: Vec<&str> = outline::not_applicable(report).map(|rule| rule.id.as_str()).collect();
    if !idle.is_empty() {
        text.line(&format!("- met nothing to examine: {}", idle.join(", ")));
    }
    for (reason, paths) in outline::skipped(report) {
        let named: Vec<String> = paths.iter().take(NAMED).map(|path| escape::code(path)).collect();
        let count = amount::counted(paths.len(), "file");
        text.line(&format!("- {reason}: {count}: {}", named.join(", ")));
    }
    Part::cuttable(text, "what was not looked at")
}

/// The command.
pub(super) fn reproduce(report: &Report, style: &Style) -> Part {
    let commands = outline::reproduce(report, style);
    let mut text = Lines::default();
    text.line(&format!("## How to reproduce\n\n{}", escape::fence(&commands.join("\n"), "sh").trim_end()));
    Part::kept(text)
}
