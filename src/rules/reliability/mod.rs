//! What happens when something fails.

mod failing_migration;
mod function_volatility;
mod lease_without_skip_locked;
mod merge_conflict_marker;
mod syntax_error;
mod unwrap_in_production;
mod unwrapped_write;

use crate::rules::rules;

rules! {
    reliability:
    failing_migration,
    function_volatility,
    lease_without_skip_locked,
    merge_conflict_marker,
    syntax_error,
    unwrap_in_production,
    unwrapped_write,
}
