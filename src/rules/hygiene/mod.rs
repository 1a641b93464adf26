//! What makes the next change harder.

use crate::rules::rules;

rules! {
    hygiene:
}
