//! Letters, and the bands of the score they stand for.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;

use super::Score;

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

    /// The letter a score earns before any cap: bands of ten points, `-` and `+` in their lower and
    /// upper third.
    pub fn of(score: &Score) -> Self {
        let bands = [
            (90, [Self::AMinus, Self::A, Self::APlus]),
            (80, [Self::BMinus, Self::B, Self::BPlus]),
            (70, [Self::CMinus, Self::C, Self::CPlus]),
            (60, [Self::DMinus, Self::D, Self::DPlus]),
        ];
        for (floor, [lower, middle, upper]) in bands {
            let above: BigRational = score.exact() - BigInt::from(floor);
            if above < BigInt::ZERO.into() {
                continue;
            }
            let thirds = above * BigInt::from(3);
            return match () {
                () if thirds < BigInt::from(10).into() => lower,
                () if thirds < BigInt::from(20).into() => middle,
                () => upper,
            };
        }
        Self::F
    }

    /// The letter of that name: `B+`, `b-`, `C`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|letter| letter.name().eq_ignore_ascii_case(name))
    }

    /// The letter as it is written.
    pub fn name(self) -> &'static str {
        match self {
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
        }
    }

    /// The plain letter one band better: D above any F, A above any A.
    #[must_use]
    pub fn one_above(self) -> Self {
        match self {
            Self::F => Self::D,
            Self::DMinus | Self::D | Self::DPlus => Self::C,
            Self::CMinus | Self::C | Self::CPlus => Self::B,
            Self::BMinus | Self::B | Self::BPlus | Self::AMinus | Self::A | Self::APlus => Self::A,
        }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_split_in_thirds() {
        let tenths = [
            (599, "F"),
            (600, "D-"),
            (633, "D-"),
            (634, "D"),
            (666, "D"),
            (667, "D+"),
            (700, "C-"),
            (800, "B-"),
            (850, "B"),
            (899, "B+"),
            (900, "A-"),
            (967, "A+"),
            (1000, "A+"),
        ];
        for (tenths, letter) in tenths {
            let score = Score::of_share(&BigRational::new(tenths.into(), 1000.into()));
            assert_eq!(Letter::of(&score).name(), letter, "{score}");
        }
    }

    #[test]
    fn letters_are_ordered_and_named() {
        assert!(Letter::ALL.is_sorted());
        assert_eq!(Letter::from_name("b+"), Some(Letter::BPlus));
        assert_eq!(Letter::from_name("E"), None);
    }
}
