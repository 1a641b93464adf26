//! What is advertised but not there.

use crate::rules::rules;

rules! {
    completeness:
}
