//! Bytes and places: which files a repository has, what they hold, what part each plays.
//!
//! Knows nothing of any language's grammar.

mod attributes;
mod conflict;
mod file;
mod git;
mod ignored;
mod language;
mod path;
mod read;
mod role;
mod span;
mod walk;

pub use conflict::{ConflictBlock, ConflictSplit, MARKER_LENGTH, Side, StrayMarker, split_conflicts};
pub use file::{Obstacle, SkippedFile, SourceFile, Sources, UnreadFile};
pub use git::{GitFacts, MergeBase, MergeBaseError, merge_base};
pub use ignored::IgnoreRules;
pub use language::Language;
pub use path::RelPath;
pub use read::{MAX_FILE_BYTES, read, read_base};
pub use role::{Role, role_of};
pub use span::{LineIndex, Position, Span};
pub use walk::{Globs, Tree, WalkError, walk};
