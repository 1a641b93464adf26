//! Exact scores.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;

/// A score from 0 to 100, or a part or difference of one: exact, compared unrounded, shown floored to
/// one decimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Score(BigRational);

impl Score {
    /// `share` of a hundred points: one half is 50.
    pub(super) fn of_share(share: &BigRational) -> Self {
        Self(share * BigInt::from(100))
    }

    /// So many points, as a limit to compare with.
    pub fn points(points: u32) -> Self {
        Self(BigInt::from(points).into())
    }

    /// This part of `whole` points: `self` is read as a share of a hundred.
    #[must_use]
    pub fn of_points(&self, whole: &Self) -> Self {
        Self(&self.0 * &whole.0 / BigInt::from(100))
    }

    /// The unrounded value.
    pub fn exact(&self) -> &BigRational {
        &self.0
    }

    /// Gain for effort: so much for each of `minutes`.
    #[must_use]
    pub fn per_minute(&self, minutes: u32) -> Self {
        Self(&self.0 / BigInt::from(minutes.max(1)))
    }

    /// Floored to `places` decimals: `0.0125`, `0.8000`.
    pub fn fixed(&self, places: u32) -> String {
        let scale = BigInt::from(10).pow(places);
        let floored = (&self.0 * &scale).floor().to_integer();
        let (whole, rest) = (&floored / &scale, (&floored % &scale).to_string());
        format!("{whole}.{rest:0>width$}", width = places as usize)
    }

    /// Floored to `places` decimals, without the zeros at the end that say nothing: `0.0125`, `0.8`.
    pub fn decimals(&self, places: u32) -> String {
        let mut text = self.fixed(places);
        while text.ends_with('0') && !text.ends_with(".0") {
            text.pop();
        }
        text
    }
}

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.fixed(1))
    }
}

impl Add for &Score {
    type Output = Score;

    fn add(self, other: Self) -> Score {
        Score(&self.0 + &other.0)
    }
}

impl Sub for &Score {
    type Output = Score;

    fn sub(self, other: Self) -> Score {
        Score(&self.0 - &other.0)
    }
}

impl<'s> Sum<&'s Score> for Score {
    fn sum<I: Iterator<Item = &'s Score>>(scores: I) -> Self {
        scores.fold(Self::default(), |sum, score| &sum + score)
    }
}

impl Sum for Score {
    fn sum<I: Iterator<Item = Self>>(scores: I) -> Self {
        scores.fold(Self::default(), |sum, score| &sum + &score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(numerator: i32, denominator: i32) -> Score {
        Score::of_share(&BigRational::new(numerator.into(), denominator.into()))
    }

    #[test]
    fn scores_are_shown_floored_and_compared_unrounded() {
        assert_eq!(share(2, 3).to_string(), "66.6");
        assert_eq!(share(9999, 10000).to_string(), "99.9");
        assert_eq!(share(1, 1).to_string(), "100.0");
        assert_eq!(share(0, 1).to_string(), "0.0");
        assert!(share(2, 3) > share(666, 1000));
    }

    #[test]
    fn small_gains_keep_their_decimals() {
        assert_eq!(share(1, 8000).decimals(4), "0.0125");
        assert_eq!(share(8, 1000).decimals(4), "0.8");
        assert_eq!(share(8, 1000).fixed(4), "0.8000");
        assert_eq!(share(1, 10_000_000).decimals(4), "0.0");
    }
}
