//! What stands between a change and production.

mod focused_test;
mod skipped_test;

use crate::rules::rules;

rules! {
    delivery:
    focused_test,
    skipped_test,
}
