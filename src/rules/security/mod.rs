//! Who may do what, and what is given away.

use crate::rules::rules;

rules! {
    security:
}
