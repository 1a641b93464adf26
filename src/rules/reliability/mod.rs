//! What happens when something fails.

mod merge_conflict_marker;
mod syntax_error;
mod unwrap_in_production;
mod unwrapped_write;

use crate::rules::rules;

rules! {
    reliability:
    merge_conflict_marker,
    syntax_error,
    unwrap_in_production,
    unwrapped_write,
}
