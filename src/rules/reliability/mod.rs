//! What happens when something fails.

mod merge_conflict_marker;
mod unwrap_in_production;

use crate::rules::rules;

rules! {
    reliability:
    merge_conflict_marker,
    unwrap_in_production,
}
