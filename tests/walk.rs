//! The walker against git itself, and git against configurations that would run programs.

mod repository;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use gonogo::source::{self, Tree};

use self::repository::{git, write};

fn walk(root: &Path) -> Tree {
    source::walk(root, &[]).expect("a folder")
}

fn files(tree: &Tree) -> Vec<&str> {
    tree.files.iter().map(source::RelPath::as_str).collect()
}

fn skipped(tree: &Tree) -> Vec<(&str, &str)> {
    tree.skipped.iter().map(|file| (file.path.as_str(), file.reason)).collect()
}

/// What git lists below `root`, folders it does not enter without their final slash.
fn listed_by_git(root: &Path) -> BTreeSet<String> {
    let listing = git(root, &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let paths = listing.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    paths.map(|path| String::from_utf8_lossy(path).trim_end_matches('/').to_owned()).collect()
}

fn listed_by_us(tree: &Tree) -> BTreeSet<String> {
    let skipped = tree.skipped.iter().map(|file| &file.path);
    let unread = tree.unreadable.iter().map(|file| &file.path);
    tree.files.iter().chain(skipped).chain(unread).map(ToString::to_string).collect()
}

/// A repository with everything that makes listing hard.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    git(root, &["init", "-q", "."]);
    write(root, ".gitignore", "build/\n*.log\n!keep.log\n/only-root.txt\nlogs/*\n!logs/.keep\ntracked.txt\n");
    write(root, ".git/info/exclude", "private.txt\n");
    for path in [
        "a.ts",
        ".hidden/b.ts",
        "build/out.js",
        "x.log",
        "keep.log",
        "only-root.txt",
        "sub/only-root.txt",
        "logs/.keep",
        "logs/today",
        "private.txt",
        "tracked.txt",
        "sub/.gitignore",
        "sub/deep/c.ts",
        "gone.ts",
        "src/[slug]/(group)/$id.tsx",
        "src/приёмник é.ts",
        "data/.gonogoignore",
    ] {
        write(root, path, "");
    }
    write(root, "sub/.gitignore", "deep/*\n!deep/d.ts\n");
    write(root, "sub/deep/d.ts", "");
    git(root, &["add", "."]);
    git(root, &["add", "-f", "tracked.txt", "sub/deep/c.ts"]);
    git(root, &["commit", "-q", "-m", "a"]);
    fs::remove_file(root.join("gone.ts")).expect("it was there");
    write(root, "untracked.ts", "");
    git(root, &["init", "-q", "nested"]);
    write(root, "nested/e.ts", "");
    git(&root.join("nested"), &["add", "."]);
    git(&root.join("nested"), &["commit", "-q", "-m", "a"]);
    let source = root.join("nested");
    git(root, &["submodule", "--quiet", "add", source.to_str().expect("a name"), "module"]);
    folder
}

#[test]
fn the_walker_lists_what_git_lists() {
    let folder = repository();
    for below in ["", "sub", "src", "logs", "module"] {
        let root = folder.path().join(below);
        let tree = walk(&root);
        assert_eq!(listed_by_us(&tree), listed_by_git(&root), "in `{below}`");
        assert!(tree.git.is_some());
    }
    let tree = walk(folder.path());
    let expected = [("gone.ts", "deleted"), ("module", "submodule"), ("nested", "nested repository")];
    assert_eq!(skipped(&tree), expected);
    assert!(tree.git.expect("a work tree").is_dirty);
}

#[test]
fn a_linked_work_tree_is_one() {
    let folder = repository();
    let other = tempfile::tempdir().expect("a folder");
    let root = other.path().join("linked");
    git(folder.path(), &["worktree", "add", "-q", root.to_str().expect("a name"), "HEAD"]);
    write(&root, "x.log", "");
    let tree = walk(&root);
    assert_eq!(listed_by_us(&tree), listed_by_git(&root));
    let facts = tree.git.expect("a work tree");
    assert!(!facts.is_dirty && facts.commit.is_some() && facts.tree.is_some());
}

#[test]
fn without_git_every_file_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [".gitignore", "a.log", "sub/.git/HEAD", "sub/b.ts", "node_modules/c/d.js", "vendor/e.js"] {
        write(folder.path(), path, "*.log\n");
    }
    let tree = walk(folder.path());
    assert_eq!(files(&tree), [".gitignore", "a.log", "sub/b.ts"]);
    assert_eq!(skipped(&tree), [("node_modules", "vendored"), ("vendor/e.js", "vendored")]);
    assert_eq!(tree.git, None);
}

#[test]
fn a_file_that_only_appears_makes_the_tree_dirty() {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "-q", "."]);
    write(folder.path(), "node_modules/a.js", "");
    write(folder.path(), "a.ts", "");
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "a"]);
    assert!(!walk(folder.path()).git.expect("a work tree").is_dirty);
    write(folder.path(), "b.ts", "");
    assert!(walk(folder.path()).git.expect("a work tree").is_dirty);
}

#[test]
fn patterns_of_the_owner_hold_for_tracked_files_too() {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "-q", "."]);
    for path in ["a.ts", "legacy/b.ts", "legacy/deep/c.ts", "data/d.ts", "data/keep.ts", "other/data/e.ts"] {
        write(folder.path(), path, "");
    }
    write(folder.path(), "data/.gonogoignore", "*.ts\n!keep.ts\n");
    git(folder.path(), &["add", "."]);
    let tree = source::walk(folder.path(), &["legacy/**".to_owned()]).expect("a folder");
    assert_eq!(files(&tree), ["a.ts", "data/.gonogoignore", "data/keep.ts", "other/data/e.ts"]);
    let excluded = ["data/d.ts", "legacy/b.ts", "legacy/deep/c.ts"].map(|path| (path, "excluded"));
    assert_eq!(skipped(&tree), excluded);
}

#[test]
fn a_malformed_pattern_is_the_owners_mistake() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = source::walk(folder.path(), &["[z-a]".to_owned()]).expect_err("no pattern");
    assert!(error.to_string().starts_with("`[z-a]` in `exclude` is no pattern"), "{error}");
}

#[test]
fn a_variable_of_a_hook_does_not_point_git_elsewhere() {
    let folder = repository();
    let elsewhere = tempfile::tempdir().expect("a folder");
    git(elsewhere.path(), &["init", "-q", "."]);
    let audit = |variables: &[(&str, &Path)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
        command.args(["audit", "--exit-zero", "--only", "merge-conflict-marker"]).arg(folder.path());
        let output = command.envs(variables.iter().copied()).output().expect("it runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let git_folder = elsewhere.path().join(".git");
    let plain = audit(&[]);
    let commit = walk(folder.path()).git.and_then(|facts| facts.commit).expect("a commit");
    assert!(plain.contains(&commit[..7]), "{plain}");
    assert_eq!(audit(&[("GIT_DIR", &git_folder), ("GIT_WORK_TREE", elsewhere.path())]), plain);
}

/// Every setting through which a repository can name a program that a reading git would start.
#[cfg(unix)]
#[test]
fn nothing_that_the_configuration_names_is_run() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("repository");
    fs::create_dir(&root).expect("a folder");
    git(&root, &["init", "-q", "."]);
    let attributes = "* filter=x diff=x merge=x\n*.sql filter=a=b\n*.rs filter=p\n";
    write(&root, ".gitattributes", attributes);
    for path in ["a.ts", "b.sql", "c.rs"] {
        write(&root, path, "one\n");
    }
    git(&root, &["add", "."]);
    git(&root, &["commit", "-q", "-m", "a"]);
    let evidence = folder.path().join("it-ran");
    let program = folder.path().join("program");
    fs::write(&program, format!("#!/bin/sh\ntouch '{}'\ncat\n", evidence.display())).expect("a file");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it exists");
    let program = program.to_str().expect("a name");
    for key in [
        "alias.ls-files",
        "alias.status",
        "core.alternateRefsCommand",
        "core.askPass",
        "core.editor",
        "core.fsmonitor",
        "core.gitProxy",
        "core.pager",
        "core.sshCommand",
        "credential.helper",
        "diff.external",
        "diff.x.command",
        "diff.x.textconv",
        "filter.a=b.clean",
        "filter.p.process",
        "filter.x.clean",
        "filter.x.smudge",
        "gpg.program",
        "merge.x.driver",
        "pager.ls-files",
        "pager.status",
        "sequence.editor",
        "uploadpack.packObjectsHook",
    ] {
        git(&root, &["config", key, program]);
    }
    git(&root, &["config", "filter.x.required", "true"]);
    git(&root, &["config", "core.hooksPath", folder.path().to_str().expect("a name")]);
    for hook in ["post-index-change", "fsmonitor-watchman", "query-watchman"] {
        fs::copy(program, folder.path().join(hook)).expect("it exists");
    }
    // Other bytes of the same length and another time: git has to compare contents.
    for path in ["a.ts", "b.sql", "c.rs"] {
        write(&root, path, "two\n");
    }
    let facts = walk(&root).git.expect("a work tree");
    assert!(facts.is_dirty && facts.tracked.len() == 4);
    assert!(!evidence.exists(), "git started a program that the repository named");
    git(&root, &["status", "--short"]);
    assert!(evidence.exists(), "the trap works");
}
