//! What makes the next change harder.

mod todo_comment;

use crate::rules::rules;

rules! {
    hygiene:
    todo_comment,
}
