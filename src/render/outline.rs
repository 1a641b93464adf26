//! What a report for people says, in which order, whatever its form: findings in groups, coverage,
//! what works, what was not looked at.

use std::collections::BTreeMap;

use super::{Style, amount};
use crate::finding::{Confidence, Severity};
use crate::grade::{FORMULA, Letter, Verdict};
use crate::report::{
    Acceptance, Counts, Outcome, Report, ReportFinding, ReportProblem, ReportSubject, RuleReport, Status,
};
use crate::rule::Scoring;
use crate::source::{Position, Side};

/// Findings shown in full for each rule, unless all are asked for.
pub(super) const SHOWN: usize = 3;
/// Files named behind "and 121 more".
pub(super) const FILES_NAMED: usize = 4;
/// Digits of a commit or tree that are shown.
const ID_DIGITS: usize = 12;

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

    /// A name for links, the same from report to report.
    pub(super) fn anchor(&self) -> String {
        format!("{}-{}", self.severity.name(), self.rule.id)
    }

    /// Minutes to repair them all: each cause once.
    pub(super) fn effort_minutes(&self) -> u32 {
        self.rule.effort_minutes.saturating_mul(self.causes().len() as u32)
    }

    /// `938 findings in 125 files`, and how many causes they have where some share one.
    pub(super) fn amount(&self) -> String {
        let amount = format!(
            "{} in {}",
            amount::counted(self.findings.len(), "finding"),
            amount::counted(self.files(), "file")
        );
        match self.causes().len() {
            causes if causes < self.findings.len() => {
                format!("{amount}, {}", amount::counted(causes, "cause"))
            }
            _ => amount,
        }
    }

    /// The findings of each cause, the cause of most findings first, then by place. One without a cause that it
    /// shares is its own.
    pub(super) fn causes(&self) -> Vec<Vec<&ReportFinding>> {
        let mut at: BTreeMap<&str, usize> = BTreeMap::new();
        let mut causes: Vec<Vec<&ReportFinding>> = Vec::new();
        for finding in &self.findings {
            let next = causes.len();
            match finding.cause.as_deref().map(|cause| *at.entry(cause).or_insert(next)) {
                Some(known) if known < next => causes[known].push(finding),
                _ => causes.push(vec![finding]),
            }
        }
        causes.sort_by_key(|findings| std::cmp::Reverse(findings.len()));
        causes
    }

    /// What is shown of it where not all is: the first finding of each of the first causes with the others of
    /// its cause, and what is left.
    pub(super) fn shown(&self) -> (Vec<Vec<&ReportFinding>>, Vec<&ReportFinding>) {
        let mut causes = self.causes();
        let rest = causes.split_off(SHOWN.min(causes.len()));
        (causes, rest.into_iter().flatten().collect())
    }
}

/// Findings a person can rely on, worst first, then by category, rule and place.
pub(super) fn firm(report: &Report) -> Vec<Group<'_>> {
    groups(report, is_open)
}

/// Findings a person should look at.
pub(super) fn tentative(report: &Report) -> Vec<Group<'_>> {
    groups(report, |finding| finding.confidence == Confidence::Tentative && finding.acceptance.is_none())
}

/// Findings whose risk somebody owns, in the order of places.
pub(super) fn accepted(report: &Report) -> impl Iterator<Item = (&ReportFinding, &Acceptance)> {
    report.findings.iter().filter_map(|finding| finding.acceptance.as_ref().map(|owner| (finding, owner)))
}

/// Who owns a risk, until when, and why.
pub(super) fn acceptance(acceptance: &Acceptance) -> String {
    let until = acceptance.expires.as_ref().map_or(String::new(), |day| format!(" until {day}"));
    format!("accepted by {}{until}: {}", acceptance.owner, acceptance.reason)
}

/// Whether a finding is sure and nobody has accepted it.
fn is_open(finding: &ReportFinding) -> bool {
    finding.confidence > Confidence::Tentative && finding.acceptance.is_none()
}

/// The score and letter: `F  61.2`, and what they would be without accepted risks.
pub(super) fn without_accepted(report: &Report) -> String {
    report.grade.without_accepted.as_ref().map_or(String::new(), |(letter, score)| {
        format!(" ({score} {letter} without {})", amount::counted(accepted(report).count(), "accepted risk"))
    })
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

/// `121 more in 13 files: a.ts (40), b.ts (22), …`, each file as `shown` has it.
pub(super) fn more(rest: &[&ReportFinding], shown: impl Fn(&str) -> String) -> String {
    let files = by_file(rest);
    let named = files.iter().take(FILES_NAMED);
    let named: Vec<String> = named.map(|(file, count)| format!("{} ({count})", shown(file))).collect();
    let more = if files.len() > named.len() { ", …" } else { "" };
    let count = amount::grouped(rest.len());
    format!("{count} more in {}: {}{more}", amount::counted(files.len(), "file"), named.join(", "))
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
        let is_meant = |finding: &&ReportFinding| finding.severity == severity && is_open(finding);
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
    counts.pass + counts.fail + counts.accepted + counts.unknown
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

/// Rules whose precondition is missing, or that nobody asked, with the reason.
pub(super) fn not_evaluated(report: &Report) -> impl Iterator<Item = (&RuleReport, &str)> {
    report.assessments.iter().filter_map(|rule| Some((rule, rule.status.reason()?)))
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

/// Why the first of these subjects could not be judged.
pub(super) fn reason<'r>(subjects: &[&'r ReportSubject]) -> &'r str {
    subjects.iter().find_map(|subject| subject.reason.as_deref()).unwrap_or_default()
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

/// The one number that decides: `3 blockers`, `12 criticals`, or the reason for the letter.
pub(super) fn blocking(report: &Report) -> String {
    let counts = by_severity(report);
    let count = |severity| counts.iter().find(|(known, _)| *known == severity).map(|(_, count)| *count);
    match report.grade.verdict {
        Verdict::NoGo | Verdict::Hold => {
            let worst = count(Severity::Blocker).map(|count| amount::counted(count, "blocker"));
            let worst =
                worst.or_else(|| count(Severity::Critical).map(|count| amount::counted(count, "critical")));
            let cap = || report.grade.caps.first().map(|cap| cap.reason.clone());
            let letter = || format!("the letter is under {}", Letter::B);
            worst.or_else(cap).unwrap_or_else(letter)
        }
        Verdict::Go => "nothing blocks".to_owned(),
    }
}

/// `3 blockers, 12 criticals, 40 minor findings; 5 need review`
pub(super) fn totals(report: &Report) -> String {
    let counts = by_severity(report);
    let counts: Vec<String> =
        counts.iter().map(|(severity, count)| amount::counted(*count, severity.name())).collect();
    let counts = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    match report
        .findings
        .iter()
        .filter(|finding| finding.confidence == Confidence::Tentative && finding.acceptance.is_none())
        .count()
    {
        0 => counts,
        1 => format!("{counts}; 1 needs review"),
        review => format!("{counts}; {} need review", amount::grouped(review)),
    }
}

/// What was audited, by what, and how much of it: names and values.
pub(super) fn identity(report: &Report) -> Vec<(&'static str, String)> {
    let repository = &report.repository;
    let short = |id: &String| id.chars().take(ID_DIGITS).collect::<String>();
    let mut parts = Vec::new();
    match &repository.commit {
        Some(commit) => parts.push(format!("commit {}", short(commit))),
        None if repository.is_dirty.is_none() => parts.push("not in git".to_owned()),
        None => parts.push("no commit yet".to_owned()),
    }
    parts.extend(repository.tree.as_ref().map(|tree| format!("tree {}", short(tree))));
    if repository.is_dirty == Some(true) {
        parts.push("with uncommitted changes".to_owned());
    }
    let tool = format!(
        "gonogo {} · {FORMULA} · rules {} · scope {}",
        env!("CARGO_PKG_VERSION"),
        report.rules_digest,
        repository.scope_digest
    );
    let files = &report.files;
    let files = format!(
        "{} seen · {} audited · {} passed over · {}",
        amount::grouped(files.seen),
        amount::grouped(files.audited),
        amount::grouped(files.skipped.len()),
        amount::counted(report.problems.len(), "problem")
    );
    let mut identity = vec![("repository", parts.join(" · ")), ("tool", tool), ("files", files)];
    identity.extend(sides(report).map(|sides| ("merge", sides)));
    identity
}

/// In the middle of a merge: how many findings lie on which side.
fn sides(report: &Report) -> Option<String> {
    let on = |side: Option<Side>| {
        let placed = report.findings.iter().filter_map(|finding| finding.place.as_ref());
        placed.filter(|place| place.side == side).count()
    };
    let (ours, theirs) = (on(Some(Side::Ours)), on(Some(Side::Theirs)));
    (ours + theirs > 0).then(|| {
        format!(
            "conflicts were read from both sides: {} on ours only, {} on theirs only, {} on both",
            amount::counted(ours, "finding"),
            amount::grouped(theirs),
            amount::grouped(on(None))
        )
    })
}

/// The groups that block: those of the worst severity there is, when it is worse than major.
pub(super) fn worst(report: &Report) -> Vec<Group<'_>> {
    let groups = firm(report);
    let worst = groups.first().map(|group| group.severity).filter(|worst| *worst > Severity::Major);
    groups.into_iter().filter(|group| Some(group.severity) == worst).collect()
}

/// The first line of a finding's message, which stands alone.
pub(super) fn headline(finding: &ReportFinding) -> &str {
    finding.message.lines().next().unwrap_or_default()
}

/// `src/a.ts:12:1`, and the side of a conflict where it is on one only.
pub(super) fn place(finding: &ReportFinding) -> String {
    let Some(place) = &finding.place else { return "repository".to_owned() };
    let side = place.side.map_or(String::new(), |side| format!(" (on {} only)", side.name()));
    if finding.excerpt.is_none() && (place.start, place.end) == (FIRST, FIRST) {
        return format!("{}{side}", place.path);
    }
    format!("{}:{}:{}{side}", place.path, place.start.line, place.start.column)
}

/// Where a file as a whole is placed.
const FIRST: Position = Position { line: 1, column: 1 };

/// A problem in one line.
pub(super) fn problem(problem: &ReportProblem) -> String {
    match &problem.place {
        Some(place) if (place.start, place.end) == (FIRST, FIRST) => {
            format!("{}: {}", place.path, problem.message)
        }
        Some(place) => format!("{}:{}: {}", place.path, place.start.line, problem.message),
        None => problem.message.clone(),
    }
}

/// P0 is what forbids to deploy.
pub(super) fn priority(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "P0",
        Severity::Critical => "P1",
        Severity::Major => "P2",
        Severity::Minor => "P3",
        Severity::Info => "P4",
    }
}

/// The commands that make this report again.
pub(super) fn reproduce(report: &Report, style: &Style) -> Vec<String> {
    let checkout = report.repository.commit.as_ref().map(|commit| format!("git checkout {commit}"));
    let dirty = "# and the uncommitted changes this report was made with".to_owned();
    let dirty = (report.repository.is_dirty == Some(true)).then_some(dirty);
    checkout.into_iter().chain(dirty).chain([style.command.clone()]).collect()
}
