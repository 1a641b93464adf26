//! `grade-v1`: assessments → score, letter, verdict. Pure and exact.

mod letter;
mod score;

pub use letter::Letter;
pub use score::Score;

use crate::finding::Severity;
use crate::rule::{Category, Scoring};

/// Name of the formula, printed in every output; a change of the formula is a new name.
pub const FORMULA: &str = "grade-v1";

/// What one rule's assessment brings to the grade. Tentative findings are left out by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The rule.
    pub rule: String,
    /// Where it counts.
    pub category: Category,
    /// The rule's own severity, which is its weight.
    pub severity: Severity,
    /// Whether it has a natural population.
    pub scoring: Scoring,
    /// Subjects that passed.
    pub pass: usize,
    /// Subjects that failed and that nobody accepted.
    pub fail: usize,
    /// Subjects that failed and whose risk somebody owns: they count half and do not cap.
    pub accepted: usize,
    /// Subjects that could not be judged.
    pub unknown: usize,
    /// How many of `fail` are blockers in their own right.
    pub blockers: usize,
    /// How many of `fail` are criticals in their own right.
    pub criticals: usize,
}

/// Score, letter and verdict, with everything they follow from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// The answer to the one question.
    pub verdict: Verdict,
    /// The letter after caps.
    pub letter: Letter,
    /// The score, which no cap changes.
    pub score: Score,
    /// What lowers the letter, lowest first.
    pub caps: Vec<Cap>,
    /// Categories in scope, in the order of [`Category::ALL`].
    pub categories: Vec<CategoryGrade>,
    /// Letter and score as if no risk had been accepted, when some have been.
    pub without_accepted: Option<(Letter, Score)>,
}

/// A reason for which the letter is lower than the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The best letter that is still possible.
    pub letter: Letter,
    /// Why, in words.
    pub reason: String,
}

/// One category's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryGrade {
    /// Which.
    pub category: Category,
    /// Weighted mean of its rules.
    pub score: Score,
    /// Its weight among the categories.
    pub weight: u32,
    /// The rules in scope: id, weight, score; sorted by id.
    pub rules: Vec<(String, u32, Score)>,
}

/// The answer to the one question, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Do not deploy.
    NoGo,
    /// Fix or accept first.
    Hold,
    /// Ready.
    Go,
}

impl Verdict {
    /// The words used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoGo => "NO-GO",
            Self::Hold => "HOLD",
            Self::Go => "GO",
        }
    }
}

impl Grade {
    /// Grades the assessments of the rules in scope.
    pub fn of(_tallies: &[Tally]) -> Self {
        Self {
            verdict: Verdict::Hold,
            letter: Letter::F,
            score: Score::default(),
            caps: Vec::new(),
            categories: Vec::new(),
            without_accepted: None,
        }
    }
}
