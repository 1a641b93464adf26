//! What happens when something fails.

mod merge_conflict_marker;
mod unwrap_in_production;
mod unwrapped_write;

use crate::rules::rules;

rules! {
    reliability:
    merge_conflict_marker,
    unwrap_in_production,
    unwrapped_write,
}
