//! `gonogo explain score`: the whole arithmetic of a grade as a table that anybody can add up.

use std::io::{self, Write};

use crate::grade::{CategoryGrade, FORMULA, Letter, RuleGrade, Score, ease_of};
use crate::report::{Report, RuleReport, Status};
use crate::rule::Scoring;

/// Digits behind the point: enough to see what one finding among thousands takes away.
const DECIMALS: u32 = 4;

/// Characters between the name of a rule and what it earns.
const COLUMNS: usize = 72;

const PREAMBLE: &str = "\
A rule scores s. With coverage scoring: s = pass / (pass + fail + unknown).
With count scoring: s = k / (k + fail + unknown), k = 1 for a blocker, 2 critical, 5 major, 20 minor.
An accepted risk is half a fail. A rule that could not be evaluated is one unknown subject.
A category is the mean of its rules by weight: blocker 16, critical 8, major 4, minor 1, info 0.
The score is the mean of the categories by weight. So each rule decides some of the 100 points and
earns the part s of them. Numbers are floored when shown and added unrounded.
";

/// Writes the table.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let grade = &report.grade;
    writeln!(out, "{FORMULA}: {}, {}, {}\n\n{PREAMBLE}", grade.verdict.name(), grade.letter, grade.score)?;
    let width =
        grade.categories.iter().flat_map(|category| &category.rules).map(|rule| rule.rule.len()).max();
    let width = width.unwrap_or(0).max("rule".len());
    let whole: u32 = grade.categories.iter().map(|category| category.weight).sum();
    for category in &grade.categories {
        write_category(report, category, whole, width, out)?;
    }
    write_sum(report, width, out)?;
    write_letter(report, out)?;
    write_out_of_scope(report, out)
}

fn write_category(
    report: &Report,
    category: &CategoryGrade,
    whole: u32,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = category.category.name();
    writeln!(out, "{name}: {}, weight {} of {whole}", category.score, category.weight)?;
    writeln!(
        out,
        "  {:width$}  weight  scoring    pass   fail  accepted  unknown  {:>13}  score    earned of   points",
        "rule", "s"
    )?;
    for rule in &category.rules {
        if let Some(words) = report.rule(&rule.rule) {
            write_rule(rule, words, width, out)?;
        }
    }
    let earned: Score = category.rules.iter().map(RuleGrade::earned).sum();
    let points: Score = category.rules.iter().map(|rule| &rule.points).sum();
    let label = format!("{name} in all");
    write_total(&label, &earned, &points, width, out)?;
    writeln!(out)
}

fn write_rule(rule: &RuleGrade, words: &RuleReport, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let counts = words.counts;
    let unknown = words.unknown_in_grade();
    writeln!(
        out,
        "  {:width$}  {:6}  {:8} {:6} {:6}    {:6}   {unknown:6}  {:>13}  {:>5}  {:>8} of {:>8}",
        rule.rule,
        rule.weight,
        words.scoring.name(),
        counts.pass,
        counts.fail,
        counts.accepted,
        fraction(words),
        rule.score.to_string(),
        rule.earned().fixed(DECIMALS),
        rule.points.fixed(DECIMALS),
    )
}

/// The rule's score as its formula writes it, not reduced: `341/342`, `5/8.5`.
fn fraction(words: &RuleReport) -> String {
    let good = match words.scoring {
        Scoring::Coverage => words.counts.pass,
        Scoring::Count => ease_of(words.severity),
    };
    let whole = good + words.counts.fail + words.unknown_in_grade() + words.counts.accepted / 2;
    let half = if words.counts.accepted % 2 == 1 { ".5" } else { "" };
    format!("{good}/{whole}{half}")
}

fn write_sum(report: &Report, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let points = report.grade.categories.iter().flat_map(|category| &category.rules).map(|rule| &rule.points);
    write_total("score", &report.grade.score, &points.sum(), width, out)
}

fn write_total(
    label: &str,
    earned: &Score,
    points: &Score,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (earned, points) = (earned.fixed(DECIMALS), points.fixed(DECIMALS));
    let width = width + COLUMNS;
    writeln!(out, "  {label:width$}  {earned:>8} of {points:>8}")
}

fn write_letter(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let grade = &report.grade;
    writeln!(out, "\n{} earns {}", grade.score, Letter::of(&grade.score))?;
    for cap in &grade.caps {
        writeln!(out, "at most {}: {}", cap.letter, cap.reason)?;
    }
    writeln!(out, "so the letter is {} and the verdict {}", grade.letter, grade.verdict.name())?;
    if let Some((letter, score)) = &grade.without_accepted {
        let accepted: usize = report.assessments.iter().map(|rule| rule.counts.accepted).sum();
        writeln!(out, "without accepted risks ({accepted}): {score} {letter}")?;
    }
    Ok(())
}

fn write_out_of_scope(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let absent = report.assessments.iter().filter(|rule| rule.status == Status::NotApplicable);
    let absent: Vec<&str> = absent.map(|rule| rule.id.as_str()).collect();
    if !absent.is_empty() {
        writeln!(out, "met no subject: {}", absent.join(", "))?;
    }
    let unasked = report.assessments.iter().filter(|rule| matches!(rule.status, Status::NotAsked(_)));
    let unasked: Vec<&str> = unasked.map(|rule| rule.id.as_str()).collect();
    if unasked.is_empty() { Ok(()) } else { writeln!(out, "not asked: {}", unasked.join(", ")) }
}
