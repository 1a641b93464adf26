//! What keeps the letter below the score. A cap never changes the score.

use super::{CategoryGrade, Letter, Score, Tally};

/// Of a hundred subjects, so many may stay unknown before the letter is capped.
const UNKNOWN_PERCENT: usize = 10;
/// A category under this score caps the letter one above its own.
const WEAK_CATEGORY: u32 = 40;

/// A reason for which the letter can be lower than the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The best letter that is still possible.
    pub letter: Letter,
    /// Why, in words.
    pub reason: String,
}

/// Sums over all rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) blockers: usize,
    pub(super) criticals: usize,
    subjects: usize,
    unknown: usize,
}

impl Totals {
    pub(super) fn of(tallies: &[Tally]) -> Self {
        let mut totals = Self::default();
        for tally in tallies {
            totals.blockers += tally.blockers;
            totals.criticals += tally.criticals;
            totals.subjects += tally.subjects();
            totals.unknown += tally.unknown;
        }
        totals
    }

    /// Whether more subjects are unknown than a letter better than B can bear.
    pub(super) fn is_mostly_guessed(&self) -> bool {
        self.unknown * 100 > self.subjects * UNKNOWN_PERCENT
    }
}

/// Every cap that holds, lowest first.
pub(super) fn caps(totals: &Totals, categories: &[CategoryGrade]) -> Vec<Cap> {
    let mut caps = Vec::new();
    let mut cap = |letter, reason| caps.push(Cap { letter, reason });
    if categories.is_empty() {
        cap(Letter::F, "no rule met anything to examine".to_owned());
    }
    if totals.blockers > 0 {
        cap(Letter::F, counted(totals.blockers, "blocker"));
    }
    if totals.criticals > 0 {
        cap(Letter::C, counted(totals.criticals, "critical"));
    }
    if totals.is_mostly_guessed() {
        let (unknown, subjects) = (totals.unknown, totals.subjects);
        cap(
            Letter::B,
            format!("{unknown} of {subjects} subjects are unknown, more than {UNKNOWN_PERCENT} %"),
        );
    }
    for category in categories.iter().filter(|category| category.score < Score::points(WEAK_CATEGORY)) {
        let letter = Letter::of(&category.score).one_above();
        cap(letter, format!("{} scores {}, under {WEAK_CATEGORY}", category.category.name(), category.score));
    }
    caps.sort_by_key(|cap| cap.letter);
    caps
}

/// `1 blocker`, `3 blockers`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
