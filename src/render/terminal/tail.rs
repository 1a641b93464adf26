//! The last screens: what works, the way up, what was not looked at, how to do it again.

use std::io;

use super::super::{amount, outline};
use super::page::Page;
use crate::report::Report;

/// Names given as examples.
const NAMED: usize = 5;

/// Rules that found nothing wrong.
pub(super) fn works(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let rules: Vec<_> = outline::works(report).collect();
    if rules.is_empty() {
        return Ok(());
    }
    page.heading("What works")?;
    for rule in rules {
        let label = format!("{:<27}{:>7}", rule.id, amount::grouped(rule.counts.pass));
        // What follows tells of findings, and there is none.
        let examined = rule.examines.split(';').next().unwrap_or_default();
        page.labelled(2, &label, &format!("passed: {examined}"))?;
    }
    Ok(())
}

/// What to repair first.
pub(super) fn path(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    if report.path.is_empty() {
        return Ok(());
    }
    page.heading("The shortest path")?;
    for step in &report.path {
        let line = format!(
            "  {}  {:<28}{:>6} × {:>10}  +{}",
            outline::priority(step.severity),
            step.rule,
            amount::grouped(step.findings),
            amount::effort(step.effort_minutes),
            step.gain
        );
        page.line(&line)?;
    }
    Ok(())
}

/// Problems, unknowns, rules that could not be evaluated or met nothing, files passed over.
pub(super) fn not_looked_at(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    page.heading("What was not looked at")?;
    for (kind, problems) in outline::problems(report) {
        page.labelled(2, kind, &amount::counted(problems.len(), "problem"))?;
        for problem in problems.iter().take(NAMED) {
            page.paragraph(4, &outline::problem(problem))?;
        }
    }
    for (rule, subjects) in outline::unknowns(report) {
        let names: Vec<&str> = subjects.iter().take(NAMED).map(|subject| &*subject.name).collect();
        let count = amount::grouped(subjects.len());
        let reason = outline::reason(&subjects);
        let text = format!("{count} could not be judged ({reason}): {}", names.join(", "));
        page.labelled(2, &rule.id, &text)?;
    }
    for (rule, reason) in outline::not_evaluated(report) {
        page.labelled(2, &rule.id, &format!("not evaluated: {reason}"))?;
    }
    let idle: Vec<&str> = outline::not_applicable(report).map(|rule| rule.id.as_str()).collect();
    if !idle.is_empty() {
        page.labelled(2, "met nothing to examine:", &idle.join(", "))?;
    }
    for (reason, paths) in outline::skipped(report) {
        let named: Vec<&str> = paths.iter().take(NAMED).copied().collect();
        let text = format!("{}: {}", amount::counted(paths.len(), "file"), named.join(", "));
        page.labelled(2, reason, &text)?;
    }
    Ok(())
}

/// The command.
pub(super) fn reproduce(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    page.heading("How to reproduce")?;
    outline::reproduce(report, page.style).iter().try_for_each(|command| page.paragraph(2, command))
}
