//! What makes the next change harder.

mod todo_comment;
mod tracked_build_output;
mod unportable_path;

use crate::rules::rules;

rules! {
    hygiene:
    todo_comment,
    tracked_build_output,
    unportable_path,
}
