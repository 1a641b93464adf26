//! Who may do what, and what is given away.

mod access_widened;
mod auth_users_exposed;
mod committed_env_file;
mod dev_only_csp;
mod dynamic_sql;
mod env_file_not_ignored;
mod extension_in_public;
mod fkey_to_auth_unique;
mod foreign_table_exposed;
mod hardcoded_tenant_id;
mod materialized_view_exposed;
mod missing_csp;
mod policy_without_rls;
mod public_bucket_listing;
mod queue_exposed;
mod rls_disabled;
mod rls_policy_always_true;
mod rls_user_metadata;
mod rls_without_policy;
mod security_definer_executable;
mod security_definer_search_path;
mod security_definer_view;
mod sensitive_columns_exposed;
mod service_role_exposed;
mod unsupported_reg_type;
mod unverified_function;

use crate::rules::rules;

rules! {
    security:
    access_widened,
    auth_users_exposed,
    committed_env_file,
    dev_only_csp,
    dynamic_sql,
    env_file_not_ignored,
    extension_in_public,
    fkey_to_auth_unique,
    foreign_table_exposed,
    hardcoded_tenant_id,
    materialized_view_exposed,
    missing_csp,
    policy_without_rls,
    public_bucket_listing,
    queue_exposed,
    rls_disabled,
    rls_policy_always_true,
    rls_user_metadata,
    rls_without_policy,
    security_definer_executable,
    security_definer_search_path,
    security_definer_view,
    sensitive_columns_exposed,
    service_role_exposed,
    unsupported_reg_type,
    unverified_function,
}
