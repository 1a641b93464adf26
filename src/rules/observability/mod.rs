//! What can be seen of it while it runs.

use crate::rules::rules;

rules! {
    observability:
}
