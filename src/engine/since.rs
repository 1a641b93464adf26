//! The merge base → its databases, by the same functions as those of the work tree. A file that did not
//! change is not read twice.

use std::sync::Arc;

use super::extract::{self, Extracted};
use super::places::Places;
use crate::facts::FileFacts;
use crate::project::schema::{self, AccessStep, Reach};
use crate::project::{Before, Project, Settings};
use crate::report::{AccessChange, Comparison, Direction};
use crate::source::{MergeBase, RelPath, Side, SourceFile, Sources, Tree};

/// A commit to compare with.
#[derive(Debug)]
pub struct Since {
    /// Its name, in hexadecimal.
    pub commit: Box<str>,
    /// Its files, those at least that say what databases hold.
    pub sources: Sources,
}

impl Since {
    /// Reads of the merge base what databases are made from.
    pub fn read(base: &MergeBase, tree: &Tree) -> Self {
        let sources = crate::source::read_base(base, tree, schema::may_describe_database);
        Self { commit: base.commit.as_str().into(), sources }
    }
}

/// The databases of the merge base.
pub(super) fn before(since: &Since, sources: &Sources, extracted: &Extracted, settings: &Settings) -> Before {
    let (unchanged, changed): (Vec<&SourceFile>, Vec<&SourceFile>) =
        since.sources.files.iter().partition(|file| is_unchanged(file, sources));
    let mut files: Vec<Arc<FileFacts>> =
        unchanged.iter().filter_map(|file| extracted.of(&file.path)).cloned().collect();
    files.extend(extract::ours(&changed));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Before {
        commit: since.commit.clone(),
        schemas: match unread(since, sources) {
            Some(reason) => Err(reason),
            None => Ok(schema::schemas(&files, settings.default_grants)),
        },
        files: since.sources.files.iter().map(|file| file.path.clone()).collect(),
    }
}

/// Whether the work tree has the same file. Whose lines end otherwise, as git may write them on Windows, says
/// the same.
fn is_unchanged(file: &SourceFile, sources: &Sources) -> bool {
    let is_same_text = |one: &str, other: &str| one == other || one.lines().eq(other.lines());
    sources.get(&file.path).is_some_and(|now| {
        now.role == file.role
            && now.conflict.is_none()
            && file.conflict.is_none()
            && is_same_text(&now.text, &file.text)
    })
}

/// Why the databases are not known: what was read of the work tree could not be read there.
fn unread(since: &Since, sources: &Sources) -> Option<String> {
    let is_unread_now = |path: &RelPath| sources.unreadable.iter().any(|file| file.path == *path);
    let file = since.sources.unreadable.iter().find(|file| !is_unread_now(&file.path))?;
    Some(format!("`{}` of the merge base could not be read: {}", file.path, file.message))
}

/// What changed since the merge base, when somebody asked. In the middle of a merge, on our side of it.
pub(super) fn comparison(readings: &[(Option<Side>, Project)], sources: &Sources) -> Option<Comparison> {
    let (_, project) = readings.first()?;
    let before = project.before()?;
    let places = Places::new(sources);
    let changes = |steps: Vec<AccessStep>| {
        let changed = steps.into_iter().filter(AccessStep::is_change);
        changed.map(|step| change(step, &places)).collect()
    };
    Some(Comparison { commit: before.commit.clone(), access: project.access_steps().map(changes) })
}

fn change(step: AccessStep, places: &Places<'_>) -> AccessChange {
    let reach = |reach: Option<Reach>| reach.unwrap_or(Reach::Closed);
    let (direction, columns, causes) = match step.change {
        schema::AccessChange::Wider(widening) => {
            let direction = if widening.is_tentative { Direction::MayGain } else { Direction::Gains };
            let causes = std::iter::once(widening.cause).chain(widening.others);
            let causes = causes.map(|cause| (places.place(&cause.at), cause.words));
            (direction, widening.columns, causes.collect())
        }
        schema::AccessChange::Unknown(_) => (Direction::MayGain, Vec::new(), Vec::new()),
        schema::AccessChange::NotWider if reach(step.after) > reach(step.before) => {
            (Direction::Gains, Vec::new(), Vec::new())
        }
        schema::AccessChange::NotWider => (Direction::Loses, Vec::new(), Vec::new()),
    };
    AccessChange {
        database: step.database,
        table: step.table,
        was: step.was,
        role: step.role,
        command: step.command,
        before: step.before,
        after: step.after,
        direction,
        columns,
        causes,
    }
}
