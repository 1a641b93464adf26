//! The first screen: verdict, categories, what blocks, coverage.

use std::io;

use super::super::{amount, outline};
use super::page::{Ink, Page};
use crate::grade::{FORMULA, Verdict};
use crate::report::Report;

/// Width of a category's bar.
const BAR: usize = 25;

/// `NO-GO  F  61.2  3 blockers`
pub(super) fn verdict(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let grade = &report.grade;
    let ink = match grade.verdict {
        Verdict::NoGo => Ink::Red,
        Verdict::Hold => Ink::Yellow,
        Verdict::Go => Ink::Green,
    };
    let counts = outline::by_severity(report);
    let counts: Vec<String> =
        counts.iter().map(|(severity, count)| amount::counted(*count, severity.name())).collect();
    let counts = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    let verdict = page.ink(ink, &format!("{}  {}  {}", grade.verdict.name(), grade.letter, grade.score));
    page.line(&format!("{verdict}  {counts}"))
}

/// What was audited, and by what.
pub(super) fn repository(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let repository = &report.repository;
    let short = |id: &String| id.chars().take(12).collect::<String>();
    let mut parts = Vec::new();
    match (&repository.commit, &repository.tree) {
        (Some(commit), tree) => {
            parts.push(format!("commit {}", short(commit)));
            parts.extend(tree.as_ref().map(|tree| format!("tree {}", short(tree))));
        }
        (None, _) => parts.push("no commit".to_owned()),
    }
    if repository.is_dirty == Some(true) {
        parts.push("with uncommitted changes".to_owned());
    }
    page.labelled(0, "repository", &parts.join(" · "))?;
    let tool = format!(
        "gonogo {} · {FORMULA} · rules {} · scope {}",
        env!("CARGO_PKG_VERSION"),
        report.rules_digest,
        repository.scope_digest
    );
    page.labelled(0, "tool      ", &tool)?;
    let files = &report.files;
    let files = format!(
        "{} seen · {} audited · {} passed over · {}",
        amount::counted(files.seen, "file"),
        amount::grouped(files.audited),
        amount::grouped(files.skipped.len()),
        amount::counted(report.problems.len(), "problem")
    );
    page.labelled(0, "files     ", &files)
}

/// Each category's score as a number and a bar.
pub(super) fn categories(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    if report.grade.categories.is_empty() {
        return Ok(());
    }
    page.heading("Categories")?;
    for category in &report.grade.categories {
        let score = category.score.to_string();
        let tenths = score.replace('.', "").parse::<usize>().unwrap_or(0);
        let filled = (tenths * BAR / 1000).min(BAR);
        let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled));
        let line = format!("  {:<14}{score:>6}  {bar}  weight {}", category.category.name(), category.weight);
        page.line(&line)?;
    }
    Ok(())
}

/// What stands between the repository and the next verdict.
pub(super) fn blocking(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    page.heading("What blocks")?;
    for cap in &report.grade.caps {
        page.paragraph(2, &format!("letter {} at best: {}", cap.letter, cap.reason))?;
    }
    let groups = outline::firm(report);
    let Some(worst) = groups.first().map(|group| group.severity) else {
        return page.line("  nothing");
    };
    for group in groups.iter().take_while(|group| group.severity == worst) {
        let severity = page.ink(Ink::of(worst), worst.name());
        let line = format!(
            "  {severity}  {} in {}: {}",
            amount::counted(group.findings.len(), &group.rule.id),
            amount::counted(group.files(), "file"),
            group.rule.title
        );
        page.line(&line)?;
    }
    Ok(())
}

/// How much of what should be protected is.
pub(super) fn coverage(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let rules = outline::coverage(report);
    if rules.is_empty() {
        return Ok(());
    }
    page.heading("Coverage")?;
    for rule in rules {
        let whole = outline::population(&rule.counts);
        let share = format!("{}/{whole}", rule.counts.pass);
        let percent = amount::percent(rule.counts.pass, whole);
        page.line(&format!("  {:<28}{share:>13}{percent:>8}  {}", rule.id, rule.category.name()))?;
    }
    Ok(())
}
