//! What one rule's assessment brings to the grade, and the score of that rule alone.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::finding::Severity;
use crate::rule::{Category, Scoring};

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
    /// Subjects that could not be judged. A rule that could not be evaluated at all brings one: the
    /// subject it never saw.
    pub unknown: usize,
    /// How many of `fail` are blockers in their own right.
    pub blockers: usize,
    /// How many of `fail` are criticals in their own right.
    pub criticals: usize,
    /// How many of `accepted` are blockers in their own right.
    pub accepted_blockers: usize,
    /// How many of `accepted` are criticals in their own right.
    pub accepted_criticals: usize,
}

impl Tally {
    /// A rule that has examined nothing yet.
    pub fn new(rule: &str, category: Category, severity: Severity, scoring: Scoring) -> Self {
        Self {
            rule: rule.to_owned(),
            category,
            severity,
            scoring,
            pass: 0,
            fail: 0,
            accepted: 0,
            unknown: 0,
            blockers: 0,
            criticals: 0,
            accepted_blockers: 0,
            accepted_criticals: 0,
        }
    }

    /// How much the rule counts in its category.
    pub fn weight(&self) -> u32 {
        weight_of(self.severity)
    }

    /// Every subject that counts.
    pub fn subjects(&self) -> usize {
        self.pass + self.fail + self.accepted + self.unknown
    }

    /// The same with one more failed subject of that severity.
    pub fn add_fail(&mut self, severity: Severity) {
        self.fail += 1;
        match severity {
            Severity::Blocker => self.blockers += 1,
            Severity::Critical => self.criticals += 1,
            Severity::Major | Severity::Minor | Severity::Info => {}
        }
    }

    /// The same with one more failed subject of that severity whose risk somebody owns.
    pub fn add_accepted(&mut self, severity: Severity) {
        self.accepted += 1;
        match severity {
            Severity::Blocker => self.accepted_blockers += 1,
            Severity::Critical => self.accepted_criticals += 1,
            Severity::Major | Severity::Minor | Severity::Info => {}
        }
    }

    /// After the repair of `count` failed subjects of that severity: they pass.
    #[must_use]
    pub fn repaired(&self, severity: Severity, count: usize) -> Self {
        let mut repaired = self.clone();
        repaired.fail = self.fail.saturating_sub(count);
        repaired.pass += self.fail - repaired.fail;
        match severity {
            Severity::Blocker => repaired.blockers = self.blockers.saturating_sub(count),
            Severity::Critical => repaired.criticals = self.criticals.saturating_sub(count),
            Severity::Major | Severity::Minor | Severity::Info => {}
        }
        repaired
    }

    /// After the repair of one subject whose risk somebody owned.
    #[must_use]
    pub fn accepted_repaired(&self) -> Self {
        let mut repaired = self.clone();
        repaired.accepted = self.accepted.saturating_sub(1);
        repaired.pass += self.accepted - repaired.accepted;
        repaired
    }

    /// As if nobody had accepted a risk.
    #[must_use]
    pub(super) fn without_accepted(&self) -> Self {
        Self {
            fail: self.fail + self.accepted,
            accepted: 0,
            blockers: self.blockers + self.accepted_blockers,
            criticals: self.criticals + self.accepted_criticals,
            accepted_blockers: 0,
            accepted_criticals: 0,
            ..self.clone()
        }
    }

    /// The rule's own score from 0 to 1; `None` when it met no subject.
    ///
    /// Both kinds are one fraction, `good / (good + fail + accepted / 2 + unknown)`: what is good is
    /// what passed, or the constant of the rule's severity where there is no population to count.
    pub(super) fn share(&self) -> Option<BigRational> {
        if self.subjects() == 0 {
            return None;
        }
        let good = match self.scoring {
            Scoring::Coverage => self.pass,
            Scoring::Count => ease_of(self.severity),
        };
        // Doubled, so that half a fail is a whole number.
        let bad = 2 * (self.fail + self.unknown) + self.accepted;
        Some(BigRational::new(BigInt::from(2 * good), BigInt::from(2 * good + bad)))
    }
}

/// The weight of a rule of that severity.
pub fn weight_of(severity: Severity) -> u32 {
    match severity {
        Severity::Blocker => 16,
        Severity::Critical => 8,
        Severity::Major => 4,
        Severity::Minor => 1,
        Severity::Info => 0,
    }
}

/// How many findings of a rule without population halve its score. A rule that weighs nothing is as
/// easy as a minor one: its score is shown and never counts.
pub fn ease_of(severity: Severity) -> usize {
    match severity {
        Severity::Blocker => 1,
        Severity::Critical => 2,
        Severity::Major => 5,
        Severity::Minor | Severity::Info => 20,
    }
}
