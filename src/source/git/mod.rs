//! What git knows of a work tree. The only place that runs the `git` binary: read-only, and with
//! every configuration that could start a program or reach the network switched off.

mod merge_base;
mod objects;

use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub use merge_base::{MergeBase, MergeBaseError, merge_base};
pub(super) use objects::Blob;

use super::RelPath;

/// Settings of every call. Files of the repository's own configuration are not trusted.
const SETTINGS: [(&str, &str); 5] = [
    ("core.fsmonitor", "false"),
    ("core.hooksPath", "/dev/null"),
    ("core.untrackedCache", "false"),
    // A partial clone fetches what is missing; an audit does not.
    ("protocol.allow", "never"),
    // A checkout by another user is the normal case in a container; nothing here writes or runs.
    ("safe.directory", "*"),
];

/// Variables by which a caller, such as a hook, would point git at another repository or index.
const FOREIGN: [&str; 11] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
];

/// A work tree as git sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitFacts {
    /// The commit that is checked out, in hexadecimal; `None` before the first commit.
    pub commit: Option<String>,
    /// The tree of that commit, of the whole repository also when a folder of it is audited.
    pub tree: Option<String>,
    /// Whether the root is a folder of the work tree and not its top: what git says above it is not known.
    pub is_part: bool,
    /// Whether, below the root, tracked files differ from that commit or untracked ones stand beside
    /// them.
    pub is_dirty: bool,
    /// Every path in the index below the root, submodules left out. A name that is not valid UTF-8
    /// has replacement characters.
    pub tracked: BTreeSet<RelPath>,
    /// Paths of submodules in the index.
    pub submodules: BTreeSet<RelPath>,
}

impl GitFacts {
    /// Whether the index holds `path`, or something below it.
    pub(super) fn knows(&self, path: &RelPath) -> bool {
        let holds_below = || {
            let inside = format!("{path}/");
            let from = (Bound::Included(inside.as_str()), Bound::Unbounded);
            self.tracked.range::<str, _>(from).next().is_some_and(|next| next.is_under(path.as_str()))
        };
        self.tracked.contains(path) || self.submodules.contains(path) || holds_below()
    }
}

/// Asks git about the work tree around `root`; `None` outside a work tree or without git. Untracked
/// files are not asked for: `is_dirty` speaks of tracked ones only.
pub(super) fn facts(root: &Path) -> Option<GitFacts> {
    let (git, mut head) = Git::new(root)?;
    std::thread::scope(|scope| {
        // The slowest answer is asked for first; the others come while it is thought about.
        let is_changed = scope.spawn(|| git.is_changed());
        let (tracked, submodules) = git.index()?;
        Some(GitFacts {
            commit: head.next(),
            tree: head.next(),
            is_part: git.is_part,
            is_dirty: is_changed.join().unwrap_or(true),
            tracked,
            submodules,
        })
    })
}

/// The `git` binary, pointed at one work tree.
#[derive(Clone, Debug)]
pub(super) struct Git {
    root: PathBuf,
    /// Whether the root is a folder below the work tree's top.
    is_part: bool,
    /// Settings that empty each program the configuration names.
    defused: Vec<(String, &'static str)>,
}

impl Git {
    /// `None` outside a work tree. With it the names of the commit and its tree; before the first commit
    /// there is neither.
    fn new(root: &Path) -> Option<(Self, impl Iterator<Item = String> + use<>)> {
        let mut git = Self { root: root.to_path_buf(), is_part: false, defused: Vec::new() };
        // Each call is a process: one that asks for all, while another looks for what to defuse.
        let (head, names) = std::thread::scope(|scope| {
            let names = scope.spawn(|| git.filters());
            let asked =
                ["rev-parse", "--is-inside-work-tree", "--show-prefix", "HEAD^{commit}", "HEAD^{tree}"];
            (git.run(asked), names.join())
        });
        let head = head?;
        let mut lines = String::from_utf8(head.stdout).ok()?.lines().map(str::to_owned).collect::<Vec<_>>();
        if lines.first()? != "true" {
            return None;
        }
        git.is_part = lines.get(1).is_some_and(|prefix| !prefix.is_empty());
        if !head.status.success() {
            lines.clear();
        }
        let names = names.ok()?;
        for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
            // A name that cannot be repeated cannot be defused.
            let name = std::str::from_utf8(name).ok()?.to_owned();
            let value = if name.ends_with(".required") { "false" } else { "" };
            git.defused.push((name, value));
        }
        Some((git, lines.into_iter().skip(2)))
    }

    /// Names of the settings by which the configuration starts programs, each ended by a NUL.
    fn filters(&self) -> Vec<u8> {
        let pattern = r"^filter\..*\.(clean|smudge|process|required)$";
        self.output(["config", "--name-only", "--null", "--get-regexp", pattern]).unwrap_or_default()
    }

    fn output<const N: usize>(&self, arguments: [&str; N]) -> Option<Vec<u8>> {
        let output = self.run(arguments)?;
        output.status.success().then_some(output.stdout)
    }

    fn run<const N: usize>(&self, arguments: [&str; N]) -> Option<Output> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()
    }

    fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = Command::new("git");
        for variable in FOREIGN {
            command.env_remove(variable);
        }
        // Not `-c name=value`: a name may hold an equals sign.
        let defused = self.defused.iter().map(|(name, value)| (name.as_str(), *value));
        let mut count = 0;
        for (name, value) in SETTINGS.into_iter().chain(defused) {
            command.env(format!("GIT_CONFIG_KEY_{count}"), name);
            command.env(format!("GIT_CONFIG_VALUE_{count}"), value);
            count += 1;
        }
        command
            .env("GIT_CONFIG_COUNT", count.to_string())
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C");
        command.arg("-C").arg(&self.root).args(["--no-pager", "--literal-pathspecs"]).args(arguments);
        command
    }

    fn index(&self) -> Option<(BTreeSet<RelPath>, BTreeSet<RelPath>)> {
        let listing = self.output(["ls-files", "--stage", "-z"])?;
        let mut tracked = Vec::new();
        let mut submodules = BTreeSet::new();
        for entry in listing.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
            let entry = String::from_utf8_lossy(entry);
            let Some((meta, path)) = entry.split_once('\t') else { continue };
            if meta.starts_with("160000") {
                submodules.insert(RelPath::new(path));
            } else {
                tracked.push(RelPath::new(path));
            }
        }
        Some((tracked.into_iter().collect(), submodules))
    }

    /// Whether tracked files below the root differ from the commit. Untracked ones are left to the
    /// walker, which has seen them: asking git as well costs ten times as much as all the rest.
    fn is_changed(&self) -> bool {
        let status = self.output([
            "status",
            "--porcelain=v1",
            "-z",
            "--untracked-files=no",
            "--no-renames",
            "--ignore-submodules=all",
            "--",
            ".",
        ]);
        status.is_none_or(|listing| !listing.is_empty())
    }
}
