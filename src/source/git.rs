//! What git knows of a work tree. The only place that runs the `git` binary: read-only, and with
//! every configuration that could start a program switched off.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use super::RelPath;

/// A work tree as git sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitFacts {
    /// The commit that is checked out, in hexadecimal; `None` before the first commit.
    pub commit: Option<String>,
    /// Its tree, in hexadecimal.
    pub tree: Option<String>,
    /// Whether tracked files differ from that commit, or untracked ones stand beside them.
    pub is_dirty: bool,
    /// Every path in the index below the root, submodules left out.
    pub tracked: BTreeSet<RelPath>,
    /// Paths of submodules in the index.
    pub submodules: BTreeSet<RelPath>,
}

/// Asks git about the work tree around `root`; `None` outside a work tree or without git.
pub(super) fn facts(root: &Path) -> Option<GitFacts> {
    let git = Git::new(root)?;
    let (tracked, submodules) = git.index()?;
    Some(GitFacts {
        commit: git.line(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]),
        tree: git.line(["rev-parse", "--verify", "--quiet", "HEAD^{tree}"]),
        is_dirty: git.is_dirty(),
        tracked,
        submodules,
    })
}

struct Git<'a> {
    root: &'a Path,
    /// `-c` settings that empty each filter command the repository's own config names.
    defused: Vec<String>,
}

impl<'a> Git<'a> {
    fn new(root: &'a Path) -> Option<Self> {
        let mut git = Self { root, defused: Vec::new() };
        let inside = git.line(["rev-parse", "--is-inside-work-tree"])?;
        if inside != "true" {
            return None;
        }
        let names = git.output([
            "config",
            "--name-only",
            "--null",
            "--get-regexp",
            r"^(filter\..*\.(clean|smudge|process)|core\.(fsmonitor|sshcommand|pager))$",
        ]);
        let names = String::from_utf8(names.unwrap_or_default()).ok()?;
        git.defused =
            names.split('\0').filter(|name| !name.is_empty()).map(|name| format!("{name}=")).collect();
        Some(git)
    }

    fn output<const N: usize>(&self, arguments: [&str; N]) -> Option<Vec<u8>> {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.root).args([
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
        ]);
        // A checkout by another user is the normal case in a container; nothing here writes.
        command.args(["-c", "safe.directory=*"]);
        for setting in &self.defused {
            command.args([OsStr::new("-c"), OsStr::new(setting)]);
        }
        let command = command
            .args(arguments)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C");
        let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then_some(output.stdout)
    }

    fn line<const N: usize>(&self, arguments: [&str; N]) -> Option<String> {
        let text = String::from_utf8(self.output(arguments)?).ok()?;
        let line = text.trim();
        (!line.is_empty()).then(|| line.to_owned())
    }

    fn index(&self) -> Option<(BTreeSet<RelPath>, BTreeSet<RelPath>)> {
        let listing = self.output(["ls-files", "--stage", "-z"])?;
        let mut tracked = BTreeSet::new();
        let mut submodules = BTreeSet::new();
        for entry in listing.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
            let entry = String::from_utf8_lossy(entry);
            let Some((meta, path)) = entry.split_once('\t') else { continue };
            let set = if meta.starts_with("160000") { &mut submodules } else { &mut tracked };
            set.insert(RelPath::new(path));
        }
        Some((tracked, submodules))
    }

    fn is_dirty(&self) -> bool {
        let status = self.output(["status", "--porcelain=v1", "-z", "--ignore-submodules=all", "--", "."]);
        status.is_none_or(|listing| !listing.is_empty())
    }
}
