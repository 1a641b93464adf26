//! The whole answer as a value: everything a renderer needs, no I/O.

mod comparison;
mod excerpt;

pub use comparison::{AccessChange, Comparison, Direction};
pub use excerpt::Excerpt;

use std::sync::Arc;

use crate::finding::{Confidence, Fingerprint, ProblemKind, Severity};
use crate::grade::{Grade, Letter, Score, Verdict};
use crate::project::schema::TableAccess;
use crate::rule::{Category, Scoring};
use crate::source::{Position, RelPath, Side, SkippedFile};

/// Everything one audit has to say. Findings are sorted by path, span and rule.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was audited.
    pub repository: Repository,
    /// Digest over the words of all rules.
    pub rules_digest: String,
    /// Score, letter and verdict.
    pub grade: Grade,
    /// What to repair first, in order: priority, then the largest gain for the least effort.
    pub path: Vec<Step>,
    /// One entry a rule that ran, sorted by category and id.
    pub assessments: Vec<RuleReport>,
    /// Every finding.
    pub findings: Vec<ReportFinding>,
    /// Who reaches which rows of each table that migrations for production make.
    pub access: Vec<TableAccess>,
    /// What changed since a commit, when somebody asked.
    pub since: Option<Comparison>,
    /// Every problem, sorted by path and span.
    pub problems: Vec<ReportProblem>,
    /// What was seen, audited and passed over.
    pub files: Files,
}

/// One step of the way up: the findings of one rule at one severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule's id.
    pub rule: String,
    /// Of the findings; P0 is a blocker, P1 a critical, P2 a major, P3 a minor.
    pub severity: Severity,
    /// How many findings.
    pub findings: usize,
    /// To repair them all, in minutes.
    pub effort_minutes: u32,
    /// What repairing them all adds to the score after all steps before: the gains add up.
    pub gain: Score,
    /// Where the report stands after this step and all before it.
    pub reached: Reached,
}

/// What a report would say after some repairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The verdict then.
    pub verdict: Verdict,
    /// The letter then.
    pub letter: Letter,
    /// The score then.
    pub score: Score,
}

/// What was audited.
#[derive(Clone, Debug, Default)]
pub struct Repository {
    /// The commit that is checked out.
    pub commit: Option<String>,
    /// Its tree.
    pub tree: Option<String>,
    /// Whether the work tree differs from it; `None` outside git.
    pub is_dirty: Option<bool>,
    /// Digest over the ids of the rules that apply: two scores compare only under one scope.
    pub scope_digest: String,
}

/// Files by what became of them.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// All that were listed.
    pub seen: usize,
    /// Those that were read.
    pub audited: usize,
    /// Those that hold nothing to audit, with the reason, sorted.
    pub skipped: Vec<SkippedFile>,
}

/// A place as people and other tools name it. Ends are exclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: RelPath,
    /// First character.
    pub start: Position,
    /// Behind the last character.
    pub end: Position,
    /// On which side of a conflict only.
    pub side: Option<Side>,
}

/// One rule's words and its assessment.
#[derive(Clone, Debug)]
pub struct RuleReport {
    /// The rule's id.
    pub id: String,
    /// Its one line.
    pub title: String,
    /// Its category.
    pub category: Category,
    /// Its own severity.
    pub severity: Severity,
    /// How its subjects enter the grade.
    pub scoring: Scoring,
    /// What it examines.
    pub examines: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Time to repair one finding, in minutes.
    pub effort_minutes: u32,
    /// Whether it met subjects, and if not, why.
    pub status: Status,
    /// Its subjects, in the order of path, place and name; those that passed only where evidence of every
    /// one was asked for.
    pub subjects: Vec<ReportSubject>,
    /// What the findings amount to, where the rule has more to say than how many they are.
    pub summary: Option<String>,
    /// Subjects by outcome.
    pub counts: Counts,
}

impl RuleReport {
    /// Subjects that count as unknown in the grade: a rule that could not be evaluated brings one more,
    /// the subject it never saw.
    pub fn unknown_in_grade(&self) -> usize {
        self.counts.unknown + usize::from(matches!(self.status, Status::NotEvaluated(_)))
    }
}

/// How many subjects had each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed.
    pub pass: usize,
    /// Failed, firm or certain, and accepted by nobody.
    pub fail: usize,
    /// Failed, firm or certain, and somebody owns the risk.
    pub accepted: usize,
    /// Could not be judged.
    pub unknown: usize,
    /// Failed, tentatively: the grade leaves them out.
    pub review: usize,
}

/// What became of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It met subjects.
    Assessed,
    /// It met none.
    NotApplicable,
    /// A precondition is missing.
    NotEvaluated(String),
    /// It answers a question that nobody asked: why, in words. Formats say that it was not evaluated; the
    /// grade leaves it out.
    NotAsked(&'static str),
}

impl Status {
    /// Whether the rule is part of the grade.
    pub fn is_in_scope(&self) -> bool {
        matches!(self, Self::Assessed | Self::NotEvaluated(_))
    }

    /// Why the rule did not look, where it says so.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::NotEvaluated(reason) => Some(reason),
            Self::NotAsked(reason) => Some(reason),
            Self::Assessed | Self::NotApplicable => None,
        }
    }
}

/// What became of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// As it should be.
    Pass,
    /// Not as it should be.
    Fail,
    /// Not as it should be, and somebody owns the risk.
    Accepted,
    /// Could not be judged.
    Unknown,
    /// Perhaps not as it should be: a person should look.
    Review,
}

impl Outcome {
    /// The word used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
            Self::Review => "review",
        }
    }
}

/// One thing a rule examined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReportSubject {
    /// Where; `None` for the repository as a whole.
    pub place: Option<Place>,
    /// Its name in its own domain.
    pub name: Arc<str>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it could not be judged; `None` unless unknown.
    pub reason: Option<Arc<str>>,
}

/// A subject that failed, ready to be shown.
#[derive(Clone, Debug)]
pub struct ReportFinding {
    /// The rule's id; its words are in [`Report::rule`].
    pub rule: String,
    /// How bad it is here.
    pub severity: Severity,
    /// How sure the rule is here.
    pub confidence: Confidence,
    /// What is wrong here. Its first line stands alone.
    pub message: String,
    /// The subject's name.
    pub subject: Arc<str>,
    /// Where; `None` for the repository as a whole.
    pub place: Option<Place>,
    /// The lines around it.
    pub excerpt: Option<Excerpt>,
    /// Identity across edits.
    pub fingerprint: Fingerprint,
    /// Who owns the risk, when somebody does.
    pub acceptance: Option<Acceptance>,
    /// What repairing this finding alone adds to the score.
    pub impact: Score,
    /// Other places that explain it, with their labels.
    pub related: Vec<(Place, String)>,
    /// What it may share with others of its rule: one repair ends all findings of one cause.
    pub cause: Option<Box<str>>,
}

/// A risk that somebody owns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acceptance {
    /// Why it is taken.
    pub reason: String,
    /// Who takes it.
    pub owner: String,
    /// Until when, as `YYYY-MM-DD`; `None` for good.
    pub expires: Option<String>,
}

/// A problem, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReportProblem {
    /// Where; `None` when a rule failed.
    pub place: Option<Place>,
    /// What happened.
    pub kind: ProblemKind,
    /// In words.
    pub message: String,
}

impl Report {
    /// The words and assessment of a rule that ran.
    pub fn rule(&self, id: &str) -> Option<&RuleReport> {
        self.assessments.iter().find(|rule| rule.id == id)
    }
}
