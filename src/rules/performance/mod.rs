//! What becomes slow.

use crate::rules::rules;

rules! {
    performance:
}
