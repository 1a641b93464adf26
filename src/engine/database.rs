//! The databases of a repository, without an audit.

use std::sync::Arc;

use super::extract;
use super::places::Places;
use super::watch::Unwatched;
use crate::finding::Location;
use crate::project::schema::Schema;
use crate::project::{Project, Settings};
use crate::report::Place;
use crate::source::Sources;

/// The databases that the migrations of some sources lead to.
pub struct Databases<'s> {
    project: Option<Project>,
    sources: &'s Sources,
}

/// Replays every migration. In the middle of a merge, our side of it.
pub fn databases(sources: &Sources, settings: Settings) -> Databases<'_> {
    let extracted = extract::extract(sources, &Unwatched);
    let mut readings = extract::assemble(&extracted, sources, &Arc::new(settings));
    let project = if readings.is_empty() { None } else { Some(readings.swap_remove(0).1) };
    Databases { project, sources }
}

impl Databases<'_> {
    /// Each database, those of production first, then by folder.
    pub fn schemas(&self) -> Vec<&Schema> {
        let schemas = self.project.iter().flat_map(Project::schemas);
        let mut schemas: Vec<&Schema> = schemas.collect();
        schemas.sort_by_key(|schema| !schema.is_production());
        schemas
    }

    /// Finds lines and columns.
    pub fn place(&self, at: &Location) -> Place {
        Places::new(self.sources).place(at)
    }
}
