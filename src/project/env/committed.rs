//! Files of variables that git tracks, and what they give away.

use crate::facts::environment::{EnvironmentEntry, EnvironmentFile};
use crate::facts::secret::{Evidence, Nature, Secret};
use crate::facts::{Content, FileFacts};
use crate::finding::Subject;
use crate::project::Project;
use crate::source::RelPath;

/// Words in the name of a file that exists to be copied.
const SAMPLE_WORDS: [&str; 10] =
    ["default", "defaults", "dist", "example", "examples", "sample", "schema", "template", "tmpl", "tpl"];
/// Words in the name of a file whose values are for the developer's own machine.
const LOCAL_WORDS: [&str; 9] =
    ["ci", "dev", "development", "docker", "e2e", "local", "test", "testing", "localhost"];

/// A file of variables that git tracks.
#[derive(Debug)]
pub struct CommittedFile<'p> {
    /// Its facts.
    pub file: &'p FileFacts,
    entries: &'p [EnvironmentEntry],
}

/// Every file of variables that git tracks, sorted by path. Outside a work tree nothing is tracked.
pub fn committed_files(project: &Project) -> impl Iterator<Item = CommittedFile<'_>> {
    let is_tracked =
        |file: &&FileFacts| project.tree().git.as_ref().is_some_and(|git| git.tracked.contains(&file.path));
    project.files().filter(is_tracked).filter_map(|file| match &file.content {
        Content::Environment(EnvironmentFile { entries }) => Some(CommittedFile { file, entries }),
        _ => None,
    })
}

impl<'p> CommittedFile<'p> {
    /// Whether it exists to be copied, not to be read.
    pub fn is_sample(&self) -> bool {
        is_sample(&self.file.path)
    }

    /// Whether its name says that its values are for the developer's own machine, or for tests.
    pub fn is_for_one_machine(&self) -> bool {
        has_word(&self.file.path, &LOCAL_WORDS)
    }

    /// Whether it holds what belongs into nobody's repository by its name alone: `.env`, `.env.production`. Other
    /// files of variables are configuration of tools.
    pub fn is_secret_by_name(&self) -> bool {
        let name = self.file.path.file_name();
        name == ".env" || name.starts_with(".env.")
    }

    /// The secrets it holds, those in comments too, in order.
    pub fn secrets(&self) -> impl Iterator<Item = (&'p EnvironmentEntry, &'p Secret)> {
        self.entries.iter().filter_map(|entry| match &entry.nature {
            Nature::Secret(secret) => Some((entry, secret)),
            _ => None,
        })
    }

    /// The values that somebody filled in and that are no secrets.
    pub fn values(&self) -> impl Iterator<Item = &'p EnvironmentEntry> {
        let set = self.entries.iter().filter(|entry| !entry.is_comment);
        set.filter(|entry| matches!(entry.nature, Nature::Plain | Nature::Publishable))
    }

    /// The best evidence that it holds a secret.
    pub fn evidence(&self) -> Option<Evidence> {
        self.secrets().map(|(_, secret)| secret.evidence).max()
    }
}

impl From<&CommittedFile<'_>> for Subject {
    fn from(committed: &CommittedFile<'_>) -> Self {
        Self::file(&committed.file.path)
    }
}

/// Whether a file of variables exists to be copied.
pub(super) fn is_sample(path: &RelPath) -> bool {
    has_word(path, &SAMPLE_WORDS)
}

fn has_word(path: &RelPath, words: &[&str]) -> bool {
    path.file_name().split(['.', '-', '_']).any(|word| words.contains(&word))
}
