//! What happens when something fails.

mod merge_conflict_marker;

use crate::rules::rules;

rules! {
    reliability:
    merge_conflict_marker,
}
