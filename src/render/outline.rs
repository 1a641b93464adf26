//! What a report for people says, in which order, whatever its form: findings in groups, coverage,
//! what works, what was not looked at.

use std::collections::BTreeMap;

use crate::finding::{Confidence, Severity};
use crate::report::{
    Counts, Outcome, Report, ReportFinding, ReportProblem, ReportSubject, RuleReport, Status,
};
use crate::rule::Scoring;

/// Findings shown in full for each rule, unless all are asked for.
pub(super) const SHOWN: usize = 3;

/// The findings of one rule at one severity, sorted by place.
pub(super) struct Group<'r> {
    /// How bad they are.
    pub(super) severity: Severity,
    /// The rule's words.
    pub(super) rule: &'r RuleReport,
    /// At least one.
    pub(super) findings: Vec<&'r ReportFinding>,
}

impl Group<'_> {
    /// How many files they lie in.
    pub(super) fn files(&self) -> usize {
        by_file(&self.findings).len()
    }

    /// Minutes to repair them all.
    pub(super) fn effort_minutes(&self) -> u32 {
        self.rule.effort_minutes.saturating_mul(self.findings.len() as u32)
    }
}

/// Findings a person can rely on, worst first, then by category, rule and place.
pub(super) fn firm(report: &Report) -> Vec<Group<'_>> {
    groups(report, |finding| finding.confidence > Confidence::Tentative)
}

/// Findings a person should look at.
pub(super) fn tentative(report: &Report) -> Vec<Group<'_>> {
    groups(report, |finding| finding.confidence == Confidence::Tentative)
}

fn groups(report: &Report, is_meant: impl Fn(&ReportFinding) -> bool) -> Vec<Group<'_>> {
    let mut by_rule: BTreeMap<(Severity, &str), Vec<&ReportFinding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| is_meant(finding)) {
        by_rule.entry((finding.severity, &finding.rule)).or_default().push(finding);
    }
    let mut groups = Vec::new();
    for severity in Severity::ALL {
        // Assessments come sorted by category and id, and so do the groups.
        for rule in &report.assessments {
            if let Some(findings) = by_rule.remove(&(severity, rule.id.as_str())) {
                groups.push(Group { severity, rule, findings });
            }
        }
    }
    groups
}

/// Files and how many of these findings each holds, most first.
pub(super) fn by_file<'r>(findings: &[&'r ReportFinding]) -> Vec<(&'r str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in findings.iter().filter_map(|finding| finding.place.as_ref()) {
        *counts.entry(place.path.as_str()).or_default() += 1;
    }
    let mut files: Vec<_> = counts.into_iter().collect();
    files.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    files
}

/// How many firm findings have each severity, worst first, zeros left out.
pub(super) fn by_severity(report: &Report) -> Vec<(Severity, usize)> {
    let count = |severity| {
        let is_meant = |finding: &&ReportFinding| {
            finding.severity == severity && finding.confidence > Confidence::Tentative
        };
        report.findings.iter().filter(is_meant).count()
    };
    Severity::ALL
        .into_iter()
        .map(|severity| (severity, count(severity)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// Every subject a rule judged or should have; tentative findings are no judgement.
pub(super) fn population(counts: &Counts) -> usize {
    counts.pass + counts.fail + counts.unknown
}

/// Rules with a natural population in which not every subject passed, the worst covered first.
pub(super) fn coverage(report: &Report) -> Vec<&RuleReport> {
    let is_partial = |rule: &&RuleReport| {
        rule.scoring == Scoring::Coverage
            && rule.status == Status::Assessed
            && rule.counts.pass < population(&rule.counts)
    };
    let mut rules: Vec<&RuleReport> = report.assessments.iter().filter(is_partial).collect();
    let share = |rule: &RuleReport| rule.counts.pass * 1_000_000 / population(&rule.counts).max(1);
    rules.sort_by_key(|rule| (share(rule), rule.category));
    rules
}

/// Rules that met subjects and found nothing wrong with any.
pub(super) fn works(report: &Report) -> impl Iterator<Item = &RuleReport> {
    report.assessments.iter().filter(|rule| {
        let counts = &rule.counts;
        rule.status == Status::Assessed
            && counts.pass > 0
            && counts.pass == population(counts)
            && counts.review == 0
    })
}

/// Rules whose precondition is missing, with the reason.
pub(super) fn not_evaluated(report: &Report) -> impl Iterator<Item = (&RuleReport, &str)> {
    report.assessments.iter().filter_map(|rule| match &rule.status {
        Status::NotEvaluated(reason) => Some((rule, reason.as_str())),
        Status::Assessed | Status::NotApplicable => None,
    })
}

/// Rules that met no subject.
pub(super) fn not_applicable(report: &Report) -> impl Iterator<Item = &RuleReport> {
    report.assessments.iter().filter(|rule| rule.status == Status::NotApplicable)
}

/// Subjects nobody could judge, by rule.
pub(super) fn unknowns(report: &Report) -> impl Iterator<Item = (&RuleReport, Vec<&ReportSubject>)> {
    report.assessments.iter().filter(|rule| rule.counts.unknown > 0).map(|rule| {
        (rule, rule.subjects.iter().filter(|subject| subject.outcome == Outcome::Unknown).collect())
    })
}

/// Problems by the word for their kind.
pub(super) fn problems(report: &Report) -> BTreeMap<&'static str, Vec<&ReportProblem>> {
    let mut kinds: BTreeMap<&'static str, Vec<&ReportProblem>> = BTreeMap::new();
    for problem in &report.problems {
        kinds.entry(problem.kind.name()).or_default().push(problem);
    }
    kinds
}

/// Files passed over by reason, each with its paths.
pub(super) fn skipped(report: &Report) -> BTreeMap<&str, Vec<&str>> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in &report.files.skipped {
        reasons.entry(file.reason).or_default().push(file.path.as_str());
    }
    reasons
}
