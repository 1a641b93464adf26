//! What stands between a change and production.

mod focused_test;
mod skipped_test;
mod untested_module;

use crate::rules::rules;

rules! {
    delivery:
    focused_test,
    skipped_test,
    untested_module,
}
