//! What can be seen of it while it runs.

mod console_log;

use crate::rules::rules;

rules! {
    observability:
    console_log,
}
