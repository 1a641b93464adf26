//! The migrations that production has still to run.

use super::Project;
use super::schema::{Risk, Schema, Version};
use crate::source::RelPath;

/// A migration still to run.
#[derive(Clone, Copy, Debug)]
pub struct PendingMigration<'p> {
    /// Its database.
    pub schema: &'p Schema,
    /// The file.
    pub path: &'p RelPath,
}

impl<'p> PendingMigration<'p> {
    /// What to say where nobody says which migrations those are.
    pub const UNSAID: &'static str = "nobody says which migrations production has still to run: give `--since REF`, or `[migrations] applied` in gonogo.toml";

    /// What it risks of one kind, in the order of its statements.
    pub fn risks(&self, is_meant: impl Fn(&Risk) -> bool) -> Vec<&'p Risk> {
        let risks = self.schema.risks().iter().filter(|risk| risk.at.path == *self.path);
        risks.filter(|risk| is_meant(risk)).collect()
    }
}

impl Project {
    /// Migrations that production has still to run, in the order in which they run; `None` when nobody
    /// says which those are.
    pub fn pending_migrations(&self) -> Option<Vec<PendingMigration<'_>>> {
        let mut pending = Vec::new();
        for schema in self.schemas().iter().filter(|schema| schema.is_production()) {
            for path in schema.migrations() {
                let version = schema.tool().version(path);
                if self.settings.applied.leaves(path, version.as_ref().map(Version::as_str))? {
                    pending.push(PendingMigration { schema, path });
                }
            }
        }
        Some(pending)
    }
}
