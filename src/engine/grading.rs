//! Assessments → grade, the impact of each finding, and the way up.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Confidence, Severity};
use crate::grade::{Climb, Grade, Rung, Score, Tally};
use crate::report::{Reached, ReportFinding, RuleReport, Step};

/// One rule's part in the way up.
struct Graded<'r> {
    report: &'r RuleReport,
    tally: Tally,
    /// Unaccepted findings by severity; those of [`Severity::Info`] are no step.
    open: BTreeMap<Severity, Open>,
}

/// Findings of one severity.
#[derive(Default)]
struct Open {
    findings: usize,
    /// Those without a cause that they share, and the causes of all others: so many repairs.
    alone: usize,
    causes: BTreeSet<Box<str>>,
}

impl Open {
    fn add(&mut self, finding: &ReportFinding) {
        self.findings += 1;
        match &finding.cause {
            Some(cause) => _ = self.causes.insert(cause.clone()),
            None => self.alone += 1,
        }
    }

    fn repairs(&self) -> u32 {
        (self.alone + self.causes.len()) as u32
    }
}

/// Grades the assessments, notes in each finding what its repair alone would gain, and orders the
/// repairs.
pub(super) fn grade(reports: &[RuleReport], findings: &mut [ReportFinding]) -> (Grade, Vec<Step>) {
    let rules = tallied(reports, findings);
    let tallies: Vec<Tally> = rules.values().map(|rule| rule.tally.clone()).collect();
    let grade = Grade::of(&tallies);
    note_impacts(&grade, &rules, findings);
    let in_order: Vec<&Graded<'_>> = rules.values().collect();
    let steps = way_up(&grade, &in_order, tallies);
    (grade, steps)
}

fn tallied<'r>(reports: &'r [RuleReport], findings: &[ReportFinding]) -> BTreeMap<&'r str, Graded<'r>> {
    let begin = |report: &'r RuleReport| {
        let mut tally = Tally::new(&report.id, report.category, report.severity, report.scoring);
        tally.pass = report.counts.pass;
        tally.unknown = report.unknown_in_grade();
        (report.id.as_str(), Graded { report, tally, open: BTreeMap::new() })
    };
    let mut rules: BTreeMap<&str, Graded<'_>> = reports.iter().map(begin).collect();
    for finding in findings.iter().filter(|finding| finding.confidence > Confidence::Tentative) {
        let Some(rule) = rules.get_mut(finding.rule.as_str()) else { continue };
        if finding.acceptance.is_some() {
            rule.tally.add_accepted(finding.severity);
        } else {
            rule.tally.add_fail(finding.severity);
            rule.open.entry(finding.severity).or_default().add(finding);
        }
    }
    rules
}

/// All findings of a rule gain the same, accepted ones about half: each is computed once.
fn note_impacts(grade: &Grade, rules: &BTreeMap<&str, Graded<'_>>, findings: &mut [ReportFinding]) {
    let gains = |rule: &Graded<'_>| {
        let part = grade.rule(&rule.tally.rule)?;
        // Which severity the repaired one has does not change the score.
        let open = part.gain(&rule.tally, &rule.tally.repaired(Severity::Minor, 1));
        let accepted = part.gain(&rule.tally, &rule.tally.accepted_repaired());
        Some((open, accepted))
    };
    let gains: BTreeMap<&str, (Score, Score)> =
        rules.iter().filter_map(|(id, rule)| Some((*id, gains(rule)?))).collect();
    for finding in findings.iter_mut().filter(|finding| finding.confidence > Confidence::Tentative) {
        let Some((open, accepted)) = gains.get(finding.rule.as_str()) else { continue };
        finding.impact = if finding.acceptance.is_some() { accepted.clone() } else { open.clone() };
    }
}

/// A step before it is known where it leads.
struct Planned<'r> {
    rule: &'r Graded<'r>,
    /// Of the rule among all tallies.
    index: usize,
    severity: Severity,
    findings: usize,
    effort_minutes: u32,
    /// If it were the only one: the order follows from it.
    gain: Score,
}

/// One step for each rule and severity, blockers first, then the largest gain for the least effort.
fn way_up(grade: &Grade, rules: &[&Graded<'_>], tallies: Vec<Tally>) -> Vec<Step> {
    let mut planned: Vec<Planned<'_>> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        planned.extend(plan(grade, rule, index));
    }
    planned.sort_by_cached_key(|step| {
        let order = (step.severity, step.gain.per_minute(step.effort_minutes));
        (std::cmp::Reverse(order), &step.rule.report.id)
    });
    let mut climb = Climb::new(grade, tallies);
    let step = |planned: Planned<'_>| {
        let Planned { rule, index, severity, findings, effort_minutes, .. } = planned;
        let Rung { verdict, letter, score, gain } = climb.repair(index, severity, findings);
        let reached = Reached { verdict, letter, score };
        Step { rule: rule.report.id.clone(), severity, findings, effort_minutes, gain, reached }
    };
    planned.into_iter().map(step).collect()
}

fn plan<'r>(grade: &Grade, rule: &'r Graded<'r>, index: usize) -> impl Iterator<Item = Planned<'r>> {
    let part = grade.rule(&rule.tally.rule);
    let worth_a_step = rule.open.iter().filter(|(severity, _)| **severity > Severity::Info);
    worth_a_step.map(move |(&severity, open)| {
        let findings = open.findings;
        let repaired = rule.tally.repaired(severity, findings);
        let gain = part.map(|part| part.gain(&rule.tally, &repaired)).unwrap_or_default();
        let effort_minutes = rule.report.effort_minutes.saturating_mul(open.repairs());
        Planned { rule, index, severity, findings, effort_minutes, gain }
    })
}

#[cfg(test)]
mod tests {
    use crate::engine::{Request, audit};
    use crate::grade::Verdict;
    use crate::report::Report;
    use crate::source::Sources;

    const CONFLICT: &str = "<<<<<<< a\none\n=======\ntwo\n>>>>>>> b\n";

    fn audited(files: &[(&str, &str)]) -> Report {
        let catalog = crate::rules::catalog().expect("every rule file is well-formed");
        let rule = catalog.get("merge-conflict-marker").expect("a built-in rule");
        audit(&Sources::in_memory(files.iter().copied()), &catalog, &[rule], &Request::default())
    }

    #[test]
    fn each_finding_knows_what_its_repair_gains() {
        let before = audited(&[("a.ts", CONFLICT), ("b.ts", CONFLICT)]);
        let after = audited(&[("a.ts", CONFLICT), ("b.ts", "one\n")]);
        let gains: Vec<_> = before.findings.iter().map(|finding| &finding.impact).collect();
        let gained = &after.grade.score - &before.grade.score;
        assert_eq!(gains, [&gained, &gained]);
    }

    #[test]
    fn the_way_up_ends_where_the_repairs_lead() {
        let report = audited(&[("a.ts", CONFLICT), ("b.ts", "one\n")]);
        let [step] = report.path.as_slice() else { panic!("one rule failed") };
        assert_eq!(
            (step.rule.as_str(), step.findings, step.effort_minutes),
            ("merge-conflict-marker", 1, 15)
        );
        assert_eq!((step.reached.verdict, step.reached.score.to_string().as_str()), (Verdict::Go, "100.0"));
        assert_eq!(&report.grade.score + &step.gain, step.reached.score);
    }
}
