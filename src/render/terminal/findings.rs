//! What failed: by severity, then rule, then place.

use std::io;

use super::super::amount;
use super::super::outline::{self, Group};
use super::frame;
use super::page::{Ink, Page};
use crate::finding::Severity;
use crate::report::{Report, ReportFinding};

/// What is surely wrong.
pub(super) fn firm(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    section(page, "Findings", &outline::firm(report))
}

/// What a person should look at: it weighs nothing in the grade.
pub(super) fn tentative(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    section(page, "Needs review (not in the grade)", &outline::tentative(report))
}

/// Risks that somebody owns.
pub(super) fn accepted(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    for (at, (finding, acceptance)) in outline::accepted(report).enumerate() {
        if at == 0 {
            page.heading("Accepted risks (half a fail each)")?;
        }
        let place = outline::place(finding);
        let owner = outline::acceptance(acceptance);
        page.paragraph(2, &format!("{} {}: {} ({owner})", finding.rule, place, outline::headline(finding)))?;
    }
    Ok(())
}

fn section(page: &mut Page<'_>, title: &str, groups: &[Group<'_>]) -> io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    page.heading(title)?;
    groups.iter().try_for_each(|group| show(page, group))
}

fn show(page: &mut Page<'_>, group: &Group<'_>) -> io::Result<()> {
    let severity = page.ink(Ink::of(group.severity), &group.severity.name().to_uppercase());
    let rule = page.ink(Ink::Bold, &group.rule.id);
    let amounts = format!("{} · {} to repair", group.amount(), amount::effort(group.effort_minutes()));
    let amounts = page.ink(Ink::Dim, &amounts);
    page.line(&format!("\n{severity}  {rule}  {}  {amounts}", group.rule.title))?;
    if page.shows_all() {
        group.findings.iter().try_for_each(|finding| one(page, finding))?;
    } else {
        few(page, group)?;
    }
    page.labelled(2, "fix", &group.rule.fix)
}

/// One finding of each of the first causes.
fn few(page: &mut Page<'_>, group: &Group<'_>) -> io::Result<()> {
    let (shown, rest) = group.shown();
    for cause in shown {
        let Some((first, others)) = cause.split_first() else { continue };
        one(page, first)?;
        if !others.is_empty() {
            page.paragraph(4, &format!("this cause has {}", outline::more(others, str::to_owned)))?;
        }
    }
    if rest.is_empty() {
        Ok(())
    } else {
        page.paragraph(2, &format!("and {}", outline::more(&rest, str::to_owned)))
    }
}

fn one(page: &mut Page<'_>, finding: &ReportFinding) -> io::Result<()> {
    // Mild findings are many: their place and first line must do.
    if finding.severity < Severity::Major {
        return page.paragraph(2, &format!("{}: {}", outline::place(finding), outline::headline(finding)));
    }
    if finding.excerpt.is_some() {
        page.line(frame::draw(finding, page.style).trim_end())?;
    } else {
        page.paragraph(2, &format!("{}: {}", outline::place(finding), outline::headline(finding)))?;
    }
    finding.message.lines().skip(1).try_for_each(|line| page.paragraph(4, line))
}
