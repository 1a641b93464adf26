//! Letters, and the bands of the score they stand for.

use std::fmt;

/// A letter grade, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    /// Under 60.
    F,
    /// Lower third of 60 to 70.
    DMinus,
    /// Middle third of 60 to 70.
    D,
    /// Upper third of 60 to 70.
    DPlus,
    /// Lower third of 70 to 80.
    CMinus,
    /// Middle third of 70 to 80.
    C,
    /// Upper third of 70 to 80.
    CPlus,
    /// Lower third of 80 to 90.
    BMinus,
    /// Middle third of 80 to 90.
    B,
    /// Upper third of 80 to 90.
    BPlus,
    /// Lower third of 90 to 100.
    AMinus,
    /// Middle third of 90 to 100.
    A,
    /// Upper third of 90 to 100.
    APlus,
}

impl Letter {
    /// Every letter, worst first.
    pub const ALL: [Self; 13] = [
        Self::F,
        Self::DMinus,
        Self::D,
        Self::DPlus,
        Self::CMinus,
        Self::C,
        Self::CPlus,
        Self::BMinus,
        Self::B,
        Self::BPlus,
        Self::AMinus,
        Self::A,
        Self::APlus,
    ];
}

impl fmt::Display for Letter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::F => "F",
            Self::DMinus => "D-",
            Self::D => "D",
            Self::DPlus => "D+",
            Self::CMinus => "C-",
            Self::C => "C",
            Self::CPlus => "C+",
            Self::BMinus => "B-",
            Self::B => "B",
            Self::BPlus => "B+",
            Self::AMinus => "A-",
            Self::A => "A",
            Self::APlus => "A+",
        })
    }
}
