//! Spans → lines, columns and excerpts.

use crate::finding::{Location, Subject};
use crate::report::{Excerpt, Outcome, Place, ReportSubject};
use crate::source::{Position, Sources};

/// Where things stand, as people count.
pub(super) struct Places<'s> {
    sources: &'s Sources,
}

impl<'s> Places<'s> {
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self { sources }
    }

    /// The text at a place; empty when its file was not read.
    pub(super) fn text(&self, at: &Location) -> &'s str {
        self.sources.get(&at.path).map_or("", |file| at.span.of(&file.text))
    }

    /// The lines and columns of a place.
    pub(super) fn place(&self, at: &Location) -> Place {
        // A file as a whole, as most subjects are, begins and ends at its start: its lines need no counting.
        let file = if at.span.end == 0 { None } else { self.sources.get(&at.path) };
        let position = |offset| {
            file.map_or(Position { line: 1, column: 1 }, |file| file.lines().position(&file.text, offset))
        };
        let start = position(at.span.start);
        let end = if at.span.end == at.span.start { start } else { position(at.span.end) };
        Place { path: at.path.clone(), start, end, side: at.side }
    }

    /// A subject and where it stands.
    pub(super) fn subject(&self, subject: &Subject, outcome: Outcome) -> ReportSubject {
        ReportSubject {
            place: subject.at.as_ref().map(|at| self.place(at)),
            name: subject.name.clone(),
            outcome,
            reason: None,
        }
    }

    /// The lines around a place; `None` when its file is empty or was not read.
    pub(super) fn excerpt(&self, at: &Location) -> Option<Excerpt> {
        let file = self.sources.get(&at.path).filter(|file| !file.text.is_empty())?;
        Excerpt::around(&file.text, file.lines(), at.span)
    }
}
