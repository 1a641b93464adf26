//! Who may do what, and what is given away.

mod dev_only_csp;
mod hardcoded_tenant_id;
mod missing_csp;
mod policy_without_rls;
mod rls_disabled;

use crate::rules::rules;

rules! {
    security:
    dev_only_csp,
    hardcoded_tenant_id,
    missing_csp,
    policy_without_rls,
    rls_disabled,
}
