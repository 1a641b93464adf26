//! The answer to the one question.

use super::Letter;
use super::cap::Totals;

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
    /// A blocker forbids; a critical, a letter under B (a B- is under B) or too much that is unknown
    /// holds.
    pub(super) fn of(totals: &Totals, letter: Letter) -> Self {
        if totals.blockers > 0 {
            Self::NoGo
        } else if totals.criticals > 0 || letter < Letter::B || totals.is_mostly_guessed() {
            Self::Hold
        } else {
            Self::Go
        }
    }

    /// The words used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoGo => "NO-GO",
            Self::Hold => "HOLD",
            Self::Go => "GO",
        }
    }
}
