//! What failed: by severity, then rule, then place.

use super::super::outline::{self, Group};
use super::super::{Extent, Style, amount};
use super::escape;
use super::part::{Lines, Part};
use crate::finding::Severity;
use crate::report::{Report, ReportFinding};

/// What is surely wrong.
pub(super) fn firm(report: &Report, style: &Style) -> Vec<Part> {
    section("## Findings", &outline::firm(report), style)
}

/// What a person should look at.
pub(super) fn tentative(report: &Report, style: &Style) -> Vec<Part> {
    let heading = "## Needs review\n\nThese may be meant. They weigh nothing in the grade.";
    section(heading, &outline::tentative(report), style)
}

/// Risks that somebody owns.
pub(super) fn accepted(report: &Report) -> Part {
    let mut text = Lines::default();
    for (finding, acceptance) in outline::accepted(report) {
        text.head("## Accepted risks\n\n| rule | place | finding | owner |\n|---|---|---|---|");
        text.line(&format!(
            "| {} | {} | {} | {} |",
            finding.rule,
            escape::code(&outline::place(finding)),
            escape::message(&finding.message),
            escape::text(&outline::acceptance(acceptance))
        ));
    }
    Part::cuttable(text, "accepted risks")
}

fn section(heading: &str, groups: &[Group<'_>], style: &Style) -> Vec<Part> {
    if groups.is_empty() {
        return Vec::new();
    }
    let about = |group: &Group<'_>| {
        format!("{} ({} {})", group.rule.id, amount::grouped(group.findings.len()), group.severity.name())
    };
    let mut lines = Lines::default();
    lines.line(heading);
    let heading = Part::kept(lines);
    let part = |group: &Group<'_>| {
        let part = Part::cuttable(show(group, style.extent), about(group));
        let is_long = style.extent == Extent::All && style.limit.is_some();
        if is_long { part.shortened_to(show(group, Extent::Few)) } else { part }
    };
    let groups = groups.iter().map(part);
    std::iter::once(heading).chain(groups).collect()
}

fn show(group: &Group<'_>, extent: Extent) -> Lines {
    let mut text = Lines::default();
    text.line(&format!(
        "<a id=\"{}\"></a>\n\n### {}: {}\n\n{}. **{}**, {}, {} to repair.\n",
        group.anchor(),
        group.severity.name(),
        group.rule.id,
        escape::message(&group.rule.title),
        group.severity.name(),
        group.amount(),
        amount::effort(group.effort_minutes()),
    ));
    if extent == Extent::All {
        group.findings.iter().for_each(|finding| one(finding, &mut text));
    } else {
        few(group, &mut text);
    }
    for (label, words) in [("Why", &group.rule.why), ("Fix", &group.rule.fix)] {
        text.line(&format!(
            "\n{label}: {}",
            escape::message(&words.split_whitespace().collect::<Vec<_>>().join(" "))
        ));
    }
    text
}

/// One finding of each of the first causes.
fn few(group: &Group<'_>, text: &mut Lines) {
    let (shown, rest) = group.shown();
    for cause in shown {
        let Some((first, others)) = cause.split_first() else { continue };
        one(first, text);
        if !others.is_empty() {
            text.line(&format!("  - this cause has {}", outline::more(others, escape::code)));
        }
    }
    if !rest.is_empty() {
        text.line(&format!("- and {}", outline::more(&rest, escape::code)));
    }
}

fn one(finding: &ReportFinding, text: &mut Lines) {
    let place = outline::place(finding);
    text.line(&format!("- {} {}", escape::code(&place), escape::message(&finding.message)));
    let Some(excerpt) = finding.excerpt.as_ref().filter(|_| finding.severity >= Severity::Major) else {
        return;
    };
    let extension = finding.place.as_ref().map_or("", |place| place.path.extension());
    // Indented by two, the block belongs to its list item.
    let fence = escape::fence(&excerpt.text, extension);
    text.line("");
    for line in fence.lines() {
        text.line(&format!("  {line}"));
    }
    text.line("");
}
