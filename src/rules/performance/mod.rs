//! What becomes slow.

mod duplicate_index;
mod multiple_permissive_policies;
mod no_primary_key;
mod rls_initplan;
mod unindexed_foreign_key;
mod unpartitioned_hot_table;
mod vector_without_index;

use crate::rules::rules;

rules! {
    performance:
    duplicate_index,
    multiple_permissive_policies,
    no_primary_key,
    rls_initplan,
    unindexed_foreign_key,
    unpartitioned_hot_table,
    vector_without_index,
}
