//! `grade-v1`: assessments → score, letter, verdict. Pure and exact; the caps and the formula are
//! described where they are computed, and `gonogo explain score` prints the whole arithmetic.
//!
//! # Laws
//!
//! They hold while the same rules are in scope, and are tested on random assessments:
//!
//! - A **repair** (a failed subject passes) strictly raises the score unless its rule weighs nothing,
//!   and never lowers letter or verdict.
//! - A **new fail** never raises the score. It never raises letter or verdict either, except that a
//!   further subject can bring the share of unknown ones back under the tenth at which it caps.
//! - What becomes **unreadable** (a subject turns unknown) never raises the score, and never letter or
//!   verdict unless the subject was one of the blockers or criticals that cap: a cap needs evidence.
//!   A file that no longer parses is a blocker of its own, so that hiding one this way gains nothing.
//!
//! Rules enter and leave the scope with their subjects. So that a rule without population
//! ([`Scoring::Count`](crate::rule::Scoring::Count)) stays when its last finding is repaired, its check passes what it examined
//! and found clean.

mod cap;
mod climb;
mod letter;
mod score;
mod tally;
mod verdict;

#[cfg(test)]
mod laws;

pub use cap::Cap;
pub use climb::{Climb, Rung};
pub use letter::Letter;
pub use score::Score;
pub use tally::{Tally, ease_of, weight_of};
pub use verdict::Verdict;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::rule::Category;
use cap::Totals;

/// Name of the formula, printed in every output; a change of the formula is a new name.
pub const FORMULA: &str = "grade-v1";

/// Score, letter and verdict, with everything they follow from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// The answer to the one question.
    pub verdict: Verdict,
    /// The letter after caps.
    pub letter: Letter,
    /// The score, which no cap changes.
    pub score: Score,
    /// Every cap that holds, lowest first, also one above the letter the score earns.
    pub caps: Vec<Cap>,
    /// Categories in scope, in the order of [`Category::ALL`].
    pub categories: Vec<CategoryGrade>,
    /// Letter and score as if no risk had been accepted, when some have been.
    pub without_accepted: Option<(Letter, Score)>,
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
    /// The rules that met subjects, sorted by id; those that weigh nothing among them.
    pub rules: Vec<RuleGrade>,
}

/// One rule's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleGrade {
    /// The rule's id.
    pub rule: String,
    /// Its weight in its category.
    pub weight: u32,
    /// Its own score.
    pub score: Score,
    /// How many points of the whole score it decides; those of all rules add up to 100.
    pub points: Score,
}

impl RuleGrade {
    /// How many of its points it earns; those of all rules add up to the score.
    pub fn earned(&self) -> Score {
        self.score.of_points(&self.points)
    }

    /// What the whole score gains if this rule's tally turns from `before` to `after`.
    pub fn gain(&self, before: &Tally, after: &Tally) -> Score {
        match (before.share(), after.share()) {
            (Some(before), Some(after)) => Score::of_share(&(after - before)).of_points(&self.points),
            (None, _) | (_, None) => Score::default(),
        }
    }
}

impl Grade {
    /// Grades the assessments of the rules that ran, in any order.
    pub fn of(tallies: &[Tally]) -> Self {
        let is_accepted = tallies.iter().any(|tally| tally.accepted > 0);
        let strict = is_accepted.then(|| {
            let strict: Vec<Tally> = tallies.iter().map(Tally::without_accepted).collect();
            let grade = Self::alone(&strict);
            (grade.letter, grade.score)
        });
        Self { without_accepted: strict, ..Self::alone(tallies) }
    }

    fn alone(tallies: &[Tally]) -> Self {
        let categories = categories(tallies);
        let score: Score =
            categories.iter().flat_map(|category| &category.rules).map(RuleGrade::earned).sum();
        let (verdict, letter, caps) = conclusion(&score, &categories, &Totals::of(tallies));
        Self { verdict, letter, score, caps, categories, without_accepted: None }
    }

    /// The part of the rule of that id, when it is in scope.
    pub fn rule(&self, id: &str) -> Option<&RuleGrade> {
        self.categories.iter().flat_map(|category| &category.rules).find(|rule| rule.rule == id)
    }
}

/// What score, categories and totals come to, and the caps that hold.
fn conclusion(score: &Score, categories: &[CategoryGrade], totals: &Totals) -> (Verdict, Letter, Vec<Cap>) {
    let caps = cap::caps(totals, categories);
    let letter = caps.iter().map(|cap| cap.letter).fold(Letter::of(score), Letter::min);
    (Verdict::of(totals, letter), letter, caps)
}

/// The weight of a category among those in scope.
fn weight_of_category(category: Category) -> u32 {
    match category {
        Category::Security => 30,
        Category::Completeness | Category::Reliability => 20,
        Category::Delivery => 10,
        Category::Observability | Category::Performance => 8,
        Category::Hygiene => 4,
    }
}

/// The categories in scope: those with a rule that met subjects and weighs something.
fn categories(tallies: &[Tally]) -> Vec<CategoryGrade> {
    let in_scope = |category: &Category| {
        tallies.iter().any(|tally| tally.category == *category && tally.subjects() > 0 && tally.weight() > 0)
    };
    let scope: Vec<Category> = Category::ALL.into_iter().filter(in_scope).collect();
    let whole: u32 = scope.iter().map(|category| weight_of_category(*category)).sum();
    scope.into_iter().map(|category| category_grade(category, whole, tallies)).collect()
}

fn category_grade(category: Category, whole: u32, tallies: &[Tally]) -> CategoryGrade {
    let own = || tallies.iter().filter(|tally| tally.category == category && tally.subjects() > 0);
    let weight = weight_of_category(category);
    let weights: u32 = own().map(Tally::weight).sum();
    let mut sum = BigRational::from(BigInt::ZERO);
    let mut rules = Vec::new();
    for tally in own() {
        let share = tally.share().expect("a tally with subjects has a share");
        sum += &share * BigInt::from(tally.weight());
        rules.push(RuleGrade {
            rule: tally.rule.clone(),
            weight: tally.weight(),
            score: Score::of_share(&share),
            points: Score::of_share(&BigRational::new(
                BigInt::from(weight * tally.weight()),
                BigInt::from(whole * weights),
            )),
        });
    }
    rules.sort_by(|a, b| a.rule.cmp(&b.rule));
    CategoryGrade { category, score: Score::of_share(&(sum / BigInt::from(weights))), weight, rules }
}
