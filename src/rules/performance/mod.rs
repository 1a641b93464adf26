//! What becomes slow.

mod multiple_permissive_policies;
mod rls_initplan;

use crate::rules::rules;

rules! {
    performance:
    multiple_permissive_policies,
    rls_initplan,
}
