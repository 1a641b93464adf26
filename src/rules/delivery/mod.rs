//! What stands between a change and production.

use crate::rules::rules;

rules! {
    delivery:
}
