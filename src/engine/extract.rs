//! Files → facts → one project for each reading.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use super::since::{self, Since};
use super::watch::Watch;
use crate::facts::{self, Content, FileFacts, Scratch};
use crate::finding::{Problem, ProblemKind};
use crate::project::{Project, Settings, TreeFacts};
use crate::source::{IgnoreRules, Obstacle, RelPath, Side, SourceFile, Sources, Span};

/// The facts of every file and what could not be read.
pub(super) struct Extracted {
    /// Sorted by path; a conflicted file stands twice, ours first.
    files: Vec<Arc<FileFacts>>,
    unreadable: Vec<Problem>,
    /// How long each file took, in the order of the sources.
    times: Vec<(&'static str, Duration)>,
}

impl Extracted {
    /// The facts of the file at `path`, of our side where it has two.
    pub(super) fn of(&self, path: &RelPath) -> Option<&Arc<FileFacts>> {
        let at = self.files.partition_point(|file| file.path < *path);
        self.files.get(at).filter(|file| file.path == *path)
    }

    /// Every problem of reading and checking.
    pub(super) fn problems(&self, failures: Vec<Problem>) -> Vec<Problem> {
        let of_files = self.files.iter().flat_map(|file| file.problems.iter().cloned());
        let mut problems: Vec<Problem> =
            of_files.chain(self.unreadable.iter().cloned()).chain(failures).collect();
        problems.sort();
        problems.dedup();
        problems
    }

    /// Files and time of each language.
    pub(super) fn times(&self) -> BTreeMap<&'static str, (usize, Duration)> {
        let mut times: BTreeMap<_, (usize, Duration)> = BTreeMap::new();
        for (language, time) in &self.times {
            let sum = times.entry(*language).or_default();
            sum.0 += 1;
            sum.1 += *time;
        }
        times
    }
}

/// Reads the facts of every file, in parallel.
pub(super) fn extract(sources: &Sources, watch: &dyn Watch) -> Extracted {
    let read = sources.files.par_iter().map_init(Scratch::default, |scratch, file| {
        let start = watch.now();
        let facts = guarded(file, |file| facts::extract_with(file, scratch));
        watch.file_extracted();
        (facts, (file.language.name(), watch.now().saturating_sub(start)))
    });
    let (facts, times): (Vec<Vec<FileFacts>>, Vec<_>) = read.unzip();
    let files = facts.into_iter().flatten().map(Arc::new).collect();
    let unreadable = sources
        .unreadable
        .iter()
        .map(|file| Problem::new(&file.path, Span::default(), kind_of(file.obstacle), &file.message));
    Extracted { files, unreadable: unreadable.collect(), times }
}

/// The facts of each file, of our side where it has two.
pub(super) fn ours(files: &[&SourceFile]) -> Vec<Arc<FileFacts>> {
    let read = files.par_iter().map_init(Scratch::default, |scratch, file| {
        let facts = guarded(file, |file| facts::extract_with(file, scratch));
        facts.into_iter().next().map(Arc::new)
    });
    read.flatten().collect()
}

fn kind_of(obstacle: Obstacle) -> ProblemKind {
    match obstacle {
        Obstacle::Unreadable => ProblemKind::Unreadable,
        Obstacle::Oversized => ProblemKind::Oversized,
    }
}

/// What `read` finds in the file; a problem when it panics.
fn guarded(file: &SourceFile, read: impl FnOnce(&SourceFile) -> Vec<FileFacts>) -> Vec<FileFacts> {
    catch_unwind(AssertUnwindSafe(|| read(file))).unwrap_or_else(|panic| {
        let message = format!("gonogo failed on this file: {}; please report it", words_of(&*panic));
        vec![FileFacts {
            path: file.path.clone(),
            language: file.language,
            role: file.role,
            side: None,
            conflict: None,
            variables: Box::default(),
            role_keys: Box::default(),
            comments: Vec::new(),
            content: Content::None,
            problems: vec![Problem::new(&file.path, Span::default(), ProblemKind::Internal, message)],
        }]
    })
}

/// What a panic said.
pub(super) fn words_of(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

/// One project, or one for each side when a merge left conflicts; each to be compared with what there was.
pub(super) fn assemble(
    extracted: &Extracted,
    sources: &Sources,
    settings: &Arc<Settings>,
    since: Option<&Since>,
) -> Vec<(Option<Side>, Project)> {
    let (readings, before) = rayon::join(
        || readings(extracted, sources, settings),
        || since.map(|since| Arc::new(since::before(since, sources, extracted, settings))),
    );
    readings.into_iter().map(|(side, project)| (side, project.since(before.clone()))).collect()
}

fn readings(
    extracted: &Extracted,
    sources: &Sources,
    settings: &Arc<Settings>,
) -> Vec<(Option<Side>, Project)> {
    let tree = Arc::new(tree_facts(sources));
    let is_conflicted = extracted.files.iter().any(|file| file.side.is_some());
    let readings: &[Option<Side>] =
        if is_conflicted { &[Some(Side::Ours), Some(Side::Theirs)] } else { &[None] };
    let assembled = readings.par_iter().map(|reading| {
        let files = extracted.files.iter().filter(|file| file.side.is_none() || file.side == *reading);
        (*reading, Project::assemble(files.cloned().collect(), tree.clone(), settings.clone()))
    });
    assembled.collect()
}

fn tree_facts(sources: &Sources) -> TreeFacts {
    let mut paths: Vec<_> = sources.paths().collect();
    paths.sort_unstable();
    paths.dedup();
    TreeFacts { paths, git: sources.git.clone(), ignored: IgnoreRules::read(&sources.files) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_one_file_becomes_its_problem() {
        let file = SourceFile::new(RelPath::new("src/a.ts"), "export {};\n");
        let facts = guarded(&file, |_| panic!("met a token"));
        let [facts] = facts.as_slice() else { unreachable!("one set of facts") };
        let [problem] = facts.problems.as_slice() else { unreachable!("one problem") };
        assert_eq!((problem.kind, problem.path.as_ref()), (ProblemKind::Internal, Some(&file.path)));
        assert!(problem.message.contains("met a token"), "{}", problem.message);
    }
}
