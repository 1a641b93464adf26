//! What is advertised but not there.

mod confusable_function_name;
mod documented_path_missing;
mod env_var_undocumented;
mod missing_export;
mod orphaned_config_function;
mod schedule_calls_nothing;
mod schema_drift;
mod shadowed_module;
mod stub_implementation;
mod unapplied_schedule;
mod unconfigured_function;
mod undeclared_dependency;
mod undeclared_identifier;
mod unguarded_fallback;
mod unheard_event;
mod unknown_bucket;
mod unknown_column;
mod unknown_edge_function;
mod unknown_rpc;
mod unknown_table;
mod unreferenced_module;
mod unresolved_import;
mod unscheduled_job;

use crate::rules::rules;

rules! {
    completeness:
    confusable_function_name,
    documented_path_missing,
    env_var_undocumented,
    missing_export,
    orphaned_config_function,
    schedule_calls_nothing,
    schema_drift,
    shadowed_module,
    stub_implementation,
    unapplied_schedule,
    unconfigured_function,
    undeclared_dependency,
    undeclared_identifier,
    unguarded_fallback,
    unheard_event,
    unknown_bucket,
    unknown_column,
    unknown_edge_function,
    unknown_rpc,
    unknown_table,
    unreferenced_module,
    unresolved_import,
    unscheduled_job,
}
