//! Verdict, categories, what blocks, coverage.

use super::super::{access, access_change, amount, outline};
use super::escape;
use super::part::{Lines, Part};
use crate::report::Report;

/// The answer, and what it is about.
pub(super) fn verdict(report: &Report) -> Part {
    let grade = &report.grade;
    let mut text = Lines::default();
    text.line(&format!(
        "# {} · {} · {} · {}\n\n{}{}.\n",
        grade.verdict.name(),
        grade.letter,
        grade.score,
        escape::text(&outline::blocking(report)),
        escape::text(&outline::totals(report)),
        outline::without_accepted(report)
    ));
    text.line("| | |\n|---|---|");
    for (name, value) in outline::identity(report) {
        text.line(&format!("| {name} | {} |", escape::text(&value)));
    }
    Part::kept(text)
}

/// Each category's score.
pub(super) fn categories(report: &Report) -> Part {
    let mut text = Lines::default();
    for category in &report.grade.categories {
        text.head("## Categories\n\n| category | score | weight |\n|---|--:|--:|");
        let score = category.score.to_string();
        text.line(&format!("| {} | {score} | {} |", category.category.name(), category.weight));
    }
    Part::kept(text)
}

/// What stands between the repository and the next verdict.
pub(super) fn blocking(report: &Report) -> Part {
    let mut text = Lines::default();
    text.line("## What blocks\n");
    for cap in &report.grade.caps {
        text.line(&format!("- the letter is at most {}: {}", cap.letter, escape::text(&cap.reason)));
    }
    for group in outline::worst(report) {
        text.line(&format!(
            "- **{}** [{}](#{}): {}: {}",
            group.severity.name(),
            group.rule.id,
            group.anchor(),
            group.amount(),
            escape::message(&group.rule.title)
        ));
    }
    if outline::worst(report).is_empty() && report.grade.caps.is_empty() {
        text.line(&format!("- {}", outline::blocking(report)));
    }
    Part::kept(text)
}

/// How much of what should be protected is.
pub(super) fn coverage(report: &Report) -> Part {
    let mut text = Lines::default();
    for rule in outline::coverage(report) {
        text.head("## Coverage\n\n| rule | passed | of | share | category |\n|---|--:|--:|--:|---|");
        let whole = outline::population(&rule.counts);
        text.line(&format!(
            "| {} | {} | {} | {} | {} |",
            rule.id,
            amount::grouped(rule.counts.pass),
            amount::grouped(whole),
            amount::percent(rule.counts.pass, whole),
            rule.category.name()
        ));
    }
    Part::cuttable(text, "the coverage table")
}

/// Who reaches which rows of each table; in short, how many tables.
pub(super) fn access(report: &Report) -> Part {
    let mut text = Lines::default();
    for (table, roles, reach) in access::rows(&report.access) {
        text.head("## Who reaches what\n\n| table | roles | select | insert | update | delete |\n|---|---|---|---|---|---|");
        let name = escape::code(&table.shown());
        text.line(&format!("| {name} | {} | {} |", escape::text(&roles), reach.join(" | ")));
    }
    let mut short = Lines::default();
    for role in access::summary(&report.access) {
        short.head("## Who reaches what\n\n| role | command | tables |\n|---|---|---|");
        for (commands, reach) in role.lines {
            short.line(&format!("| {} | {commands} | {reach} |", escape::text(role.role)));
        }
    }
    Part::cuttable(text, "who reaches what").shortened_to(short)
}

/// What roles gained and lost since a commit; in short, how much.
pub(super) fn access_changes(report: &Report) -> Part {
    let (mut text, mut short) = (Lines::default(), Lines::default());
    if let Some(since) = &report.since {
        let summary = escape::text(&access_change::summary(since));
        for lines in [&mut text, &mut short] {
            lines.line(&format!("## What roles gained\n\n{summary}"));
        }
        let rows = access_change::rows(since.access.as_deref().unwrap_or_default());
        for (at, row) in rows.iter().enumerate() {
            if at == 0 {
                text.line(
                    "\n| table | roles | | commands | then | now | by |\n|---|---|---|---|---|---|---|",
                );
            }
            let place = row.place();
            let by = if place.is_empty() {
                place
            } else {
                format!("{}, {}", escape::text(row.words()), escape::code(&place))
            };
            let [then, now] = row.reach();
            text.line(&format!(
                "| {} | {} | {} | {} | {then} | {now} | {by} |",
                escape::text(&row.table()),
                escape::text(&row.roles()),
                row.verb(),
                escape::text(&row.commands()),
            ));
        }
    }
    Part::cuttable(text, "what roles gained").shortened_to(short)
}
