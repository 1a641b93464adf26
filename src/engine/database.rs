//! A repository and its databases, without an audit.

use std::sync::Arc;

use super::extract;
use super::places::Places;
use super::since::{self, Since};
use super::watch::Unwatched;
use crate::finding::Location;
use crate::project::schema::Schema;
use crate::project::{Project, Settings};
use crate::report::{Comparison, Place};
use crate::source::{Side, Sources};

/// The databases that the migrations of some sources lead to.
pub struct Databases<'s> {
    /// One, or ours and theirs in the middle of a merge.
    readings: Vec<(Option<Side>, Project)>,
    sources: &'s Sources,
}

/// Replays every migration. In the middle of a merge, our side of it.
pub fn databases<'s>(sources: &'s Sources, settings: Settings, since: Option<&Since>) -> Databases<'s> {
    let extracted = extract::extract(sources, &Unwatched);
    Databases { readings: extract::assemble(&extracted, sources, &Arc::new(settings), since), sources }
}

/// The repository as rules see it. In the middle of a merge, our side of it.
pub fn project(sources: &Sources, settings: Settings) -> Option<Project> {
    let extracted = extract::extract(sources, &Unwatched);
    let readings = extract::assemble(&extracted, sources, &Arc::new(settings), None);
    readings.into_iter().next().map(|(_, project)| project)
}

impl Databases<'_> {
    /// Each database, those of production first, then by folder.
    pub fn schemas(&self) -> Vec<&Schema> {
        let schemas = self.readings.first().into_iter().flat_map(|(_, project)| project.schemas());
        let mut schemas: Vec<&Schema> = schemas.collect();
        schemas.sort_by_key(|schema| !schema.is_production());
        schemas
    }

    /// What roles gain and lose since the merge base; `None` when nobody asked.
    pub fn comparison(&self) -> Option<Comparison> {
        since::comparison(&self.readings, self.sources)
    }

    /// Finds lines and columns.
    pub fn place(&self, at: &Location) -> Place {
        Places::new(self.sources).place(at)
    }
}
