//! What there was at the merge base: the databases, to compare with those of the work tree.

use std::collections::BTreeSet;

use super::Project;
use super::schema::{self, AccessStep, Schema};
use crate::source::RelPath;

/// The databases of the merge base.
#[derive(Debug)]
pub struct Before {
    /// The commit, in hexadecimal.
    pub commit: Box<str>,
    /// Each after its last migration there, the least deep first; or why they are not known.
    pub schemas: Result<Vec<Schema>, String>,
    /// The files that say what databases hold.
    pub files: BTreeSet<RelPath>,
}

impl Before {
    /// What to say where nobody asked for a comparison.
    pub const UNASKED: &'static str = "it compares with a commit: give `--since REV`";
}

impl Project {
    /// What each role gains and loses since the merge base, in every database that runs for users.
    ///
    /// # Errors
    /// Why that is not known, in words.
    pub fn access_steps(&self) -> Result<Vec<AccessStep>, String> {
        let before = self.before().ok_or(Before::UNASKED)?;
        let schemas = before.schemas.as_ref().map_err(String::clone)?;
        Ok(schema::access_steps(schemas, self.schemas(), &before.files))
    }
}
