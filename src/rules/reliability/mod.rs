//! What happens when something fails.

mod destructive_migration;
mod duplicate_migration_version;
mod failing_migration;
mod function_volatility;
mod ineffective_create_table;
mod lease_without_skip_locked;
mod locking_migration;
mod merge_conflict_marker;
mod self_undoing_migration;
mod syntax_error;
mod unwrap_in_production;
mod unwrapped_write;

use crate::rules::rules;

rules! {
    reliability:
    destructive_migration,
    duplicate_migration_version,
    failing_migration,
    function_volatility,
    ineffective_create_table,
    lease_without_skip_locked,
    locking_migration,
    merge_conflict_marker,
    self_undoing_migration,
    syntax_error,
    unwrap_in_production,
    unwrapped_write,
}
