//! What happens when something fails.

mod failing_migration;
mod ineffective_create_table;
mod merge_conflict_marker;
mod self_undoing_migration;
mod syntax_error;
mod unwrap_in_production;
mod unwrapped_write;

use crate::rules::rules;

rules! {
    reliability:
    failing_migration,
    ineffective_create_table,
    merge_conflict_marker,
    self_undoing_migration,
    syntax_error,
    unwrap_in_production,
    unwrapped_write,
}
