//! Exact scores.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;

/// A score from 0 to 100, exact; compared unrounded, shown floored to one decimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Score(BigRational);

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (&self.0 * BigInt::from(10)).floor().to_integer();
        let ten = BigInt::from(10);
        write!(formatter, "{}.{}", &tenths / &ten, &tenths % &ten)
    }
}
