//! What becomes slow.

mod duplicate_index;
mod multiple_permissive_policies;
mod rls_initplan;

use crate::rules::rules;

rules! {
    performance:
    duplicate_index,
    multiple_permissive_policies,
    rls_initplan,
}
