//! One repair after another: where each leads. A repair touches one category, so only that is graded anew.

use super::cap::Totals;
use super::{CategoryGrade, Grade, Letter, Score, Tally, Verdict, category_grade, conclusion};
use crate::finding::Severity;

/// The grade between repairs.
#[derive(Clone, Debug)]
pub struct Climb {
    tallies: Vec<Tally>,
    categories: Vec<CategoryGrade>,
    score: Score,
}

/// Where a repair leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The verdict by then.
    pub verdict: Verdict,
    /// The letter by then.
    pub letter: Letter,
    /// The score by then.
    pub score: Score,
    /// What this repair added to the score.
    pub gain: Score,
}

impl Climb {
    /// From where `grade` is, which is that of `tallies`.
    pub fn new(grade: &Grade, tallies: Vec<Tally>) -> Self {
        Self { tallies, categories: grade.categories.clone(), score: grade.score.clone() }
    }

    /// Repairs so many failed subjects of that severity of the tally at `index`.
    ///
    /// # Panics
    /// When there is no such tally.
    pub fn repair(&mut self, index: usize, severity: Severity, count: usize) -> Rung {
        let repaired = self.tallies[index].repaired(severity, count);
        let before = std::mem::replace(&mut self.tallies[index], repaired);
        let after = &self.tallies[index];
        let whole = self.categories.iter().map(|category| category.weight).sum();
        let mut gain = Score::default();
        if let Some(own) = self.categories.iter_mut().find(|own| own.category == after.category) {
            let part = own.rules.iter().find(|rule| rule.rule == after.rule);
            gain = part.map(|part| part.gain(&before, after)).unwrap_or_default();
            *own = category_grade(after.category, whole, &self.tallies);
        }
        self.score = &self.score + &gain;
        let (verdict, letter, _) = conclusion(&self.score, &self.categories, &Totals::of(&self.tallies));
        Rung { verdict, letter, score: self.score.clone(), gain }
    }
}
