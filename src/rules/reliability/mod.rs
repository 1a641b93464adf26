//! What happens when something fails.

mod failing_migration;
mod merge_conflict_marker;
mod syntax_error;
mod unwrap_in_production;
mod unwrapped_write;

use crate::rules::rules;

rules! {
    reliability:
    failing_migration,
    merge_conflict_marker,
    syntax_error,
    unwrap_in_production,
    unwrapped_write,
}
