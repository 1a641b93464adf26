//! Who may do what, and what is given away.

mod policy_without_rls;
mod rls_disabled;

use crate::rules::rules;

rules! {
    security:
    policy_without_rls,
    rls_disabled,
}
