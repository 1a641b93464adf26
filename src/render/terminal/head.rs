//! The first screen: verdict, categories, what blocks, coverage.

use std::io;

use super::super::{access, access_change, amount, outline};
use super::page::{Ink, Page};
use crate::grade::Verdict;
use crate::report::{Comparison, Report};

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
    let answer =
        format!("{}  {}  {}  {}", grade.verdict.name(), grade.letter, grade.score, outline::blocking(report));
    let answer = page.ink(ink, &answer);
    page.line(&answer)?;
    let totals = outline::totals(report);
    page.paragraph(0, &format!("{totals}{}", outline::without_accepted(report)))
}

/// What was audited, and by what.
pub(super) fn repository(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    page.line("")?;
    for (name, value) in outline::identity(report) {
        page.labelled(0, &format!("{name:<10}"), &value)?;
    }
    Ok(())
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
    for group in outline::worst(report) {
        let severity = page.ink(Ink::of(group.severity), group.severity.name());
        let count = amount::grouped(group.findings.len());
        let files = amount::counted(group.files(), "file");
        let causes = group.causes().len();
        let causes = if causes < group.findings.len() {
            format!(", {}", amount::counted(causes, "cause"))
        } else {
            String::new()
        };
        page.line(&format!(
            "  {severity}  {count:>5}  {} in {files}{causes}: {}",
            group.rule.id, group.rule.title
        ))?;
    }
    if outline::worst(report).is_empty() && report.grade.caps.is_empty() {
        page.paragraph(2, &outline::blocking(report))?;
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

/// How many tables each role reaches, and how far.
pub(super) fn access(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    if report.access.is_empty() {
        return Ok(());
    }
    page.heading("Who reaches what")?;
    for role in access::summary(&report.access) {
        let mut name = role.role;
        for (commands, reach) in role.lines {
            page.labelled(2, &format!("{name:<14} {commands}:"), &reach)?;
            name = "";
        }
    }
    page.paragraph(2, &format!("{}; `gonogo access` shows each", access::tables(&report.access)))?;
    report.since.as_ref().map_or(Ok(()), |since| access_changes(page, since))
}

/// Rows of changes shown without `--all`.
const CHANGES: usize = 6;

/// What roles gained, and how much else changed.
fn access_changes(page: &mut Page<'_>, since: &Comparison) -> io::Result<()> {
    let rows = access_change::rows(since.access.as_deref().unwrap_or_default());
    let shown = if page.shows_all() { rows.len() } else { CHANGES };
    for row in rows.iter().take(shown) {
        let (roles, commands, table) = (row.roles(), row.commands(), row.table());
        let [then, now] = row.reach();
        let said = format!("{} {commands} on {table}: {then} → {now}", row.verb());
        page.labelled(2, &format!("{roles:<14}"), &said)?;
    }
    let rest = rows.len().saturating_sub(shown);
    let rest =
        if rest == 0 { String::new() } else { format!("; {} are not shown", amount::counted(rest, "row")) };
    let commit = access_change::short(since);
    let summary = access_change::summary(since);
    page.paragraph(2, &format!("{summary}{rest}; `gonogo access --since {commit}` shows each"))
}
