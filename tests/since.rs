//! `--since` against real repositories of git: what the merge base held is read out of its objects, whatever
//! the work tree looks like, and nothing is written.

mod repository;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use serde_json::Value;
use tempfile::TempDir;

use self::repository::{git, write};

const ORDERS: &str = "create table orders (id uuid primary key, user_id uuid);\n\
    alter table orders enable row level security;\n\
    create policy own on orders for select to authenticated using ((select auth.uid()) = user_id);\n";
const SHARE: &str = "create policy everybody on orders for select using (true);\n";
const FIRST: &str = "supabase/migrations/1_orders.sql";
const SECOND: &str = "supabase/migrations/2_share.sql";

fn commit(root: &Path) {
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "a"]);
}

/// A repository whose only commit holds these files.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "-q", "."]);
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    commit(folder.path());
    folder
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("gonogo").expect("the program is built");
    command.current_dir(root).args(arguments).output().expect("it runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// What `gonogo access --since REF` says, one change a line.
fn changes(root: &Path, reference: &str) -> Vec<String> {
    let output = run(root, &["access", "--since", reference, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |change: &Value, key: &str| change[key].as_str().unwrap_or("-").to_owned();
    let line = |change: &Value| {
        ["role", "change", "command", "table", "before", "after"].map(|key| text(change, key)).join(" ")
    };
    document["since"]["access"].as_array().expect("a list").iter().map(line).collect()
}

const GAINED: [&str; 2] =
    ["anon gains select public.orders closed open", "authenticated gains select public.orders own rows open"];

#[test]
fn what_a_role_gains_is_told_in_every_format() {
    let folder = repository(&[(FIRST, ORDERS)]);
    let root = folder.path();
    write(root, SECOND, SHARE);
    assert_eq!(changes(root, "HEAD"), GAINED);
    let table = out(&run(root, &["access", "--since", "main"]));
    let row =
        "public.orders  anon           gains  SELECT    closed    open  supabase/migrations/2_share.sql:1";
    assert!(table.contains(row), "{table}");
    assert!(out(&run(root, &["access", "--since", "HEAD", ".", "orders"])).contains("2 gained"));

    let report = run(root, &["--since", "HEAD", "--exit-zero"]);
    for words in ["anon           gains SELECT on public.orders: closed → open", "2 gained", "access-widened"]
    {
        assert!(out(&report).contains(words), "{words}: {}", out(&report));
    }
    let markdown = out(&run(root, &["--since", "HEAD", "--exit-zero", "--format", "markdown"]));
    assert!(
        markdown.contains("| public.orders | authenticated | gains | SELECT | own rows | open |"),
        "{markdown}"
    );
    let json = run(root, &["--since", "HEAD", "--exit-zero", "--format", "json"]);
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["since"]["access"][0]["given_by"][0]["path"], SECOND);
    let rule = |json: &Value| {
        let rules = json["assessments"].as_array().expect("a list");
        rules.iter().find(|rule| rule["rule"] == "access-widened").cloned().expect("the rule")
    };
    assert_eq!((rule(&json)["fail"].as_u64(), rule(&json)["status"].as_str()), (Some(2), Some("assessed")));

    let json = run(root, &["--exit-zero", "--format", "json"]);
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!((&json["since"], rule(&json)["status"].as_str()), (&Value::Null, Some("not-evaluated")));
}

#[test]
fn the_base_is_where_the_branch_left() {
    let folder = repository(&[(FIRST, ORDERS)]);
    let root = folder.path();
    git(root, &["checkout", "-q", "-b", "feature"]);
    write(root, "supabase/migrations/3_notes.sql", "create policy mine on orders for delete using (true);\n");
    commit(root);
    git(root, &["checkout", "-q", "main"]);
    write(root, SECOND, SHARE);
    commit(root);
    git(root, &["checkout", "-q", "feature"]);
    let gained = [
        "anon gains delete public.orders closed open",
        "authenticated gains delete public.orders closed open",
    ];
    assert_eq!(changes(root, "main"), gained, "what the other branch did since is not ours");
}

#[test]
fn a_folder_of_the_work_tree_is_compared_with_itself() {
    let folder = repository(&[("apps/shop/supabase/migrations/1_orders.sql", ORDERS), (SECOND, SHARE)]);
    let root = folder.path().join("apps/shop");
    write(&root, SECOND, SHARE);
    assert_eq!(changes(&root, "HEAD"), GAINED);
}

#[test]
fn odd_names_and_line_ends_are_the_same_files() {
    let odd = "supabase/migrations/1_a \"b\"\n'c'\té.sql";
    let folder = repository(&[(odd, ORDERS), (".gitattributes", "*.sql text eol=crlf\n")]);
    let root = folder.path();
    write(root, odd, &ORDERS.replace('\n', "\r\n"));
    assert_eq!(changes(root, "HEAD"), [""; 0]);
    write(root, SECOND, SHARE);
    assert_eq!(changes(root, "HEAD"), GAINED);
}

#[test]
fn a_conflict_in_the_work_tree_is_read_on_our_side() {
    let folder = repository(&[(FIRST, ORDERS)]);
    let root = folder.path();
    write(root, SECOND, &format!("<<<<<<< ours\n{SHARE}=======\nselect 1;\n>>>>>>> theirs\n"));
    assert_eq!(changes(root, "HEAD"), GAINED);
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_not_followed() {
    let other = repository(&[(FIRST, ORDERS)]);
    let folder = repository(&[(FIRST, ORDERS), ("share.sql", SHARE)]);
    let root = folder.path();
    std::os::unix::fs::symlink("../../share.sql", root.join(SECOND)).expect("a link");
    git(root, &["submodule", "--quiet", "add", other.path().to_str().expect("a name"), "module"]);
    commit(root);
    assert_eq!(changes(root, "HEAD"), [""; 0]);
    fs::remove_file(root.join(SECOND)).expect("it was there");
    write(root, SECOND, SHARE);
    assert_eq!(changes(root, "HEAD"), GAINED);
}

#[test]
fn what_is_left_out_is_left_out_on_both_sides() {
    let folder = repository(&[(FIRST, ORDERS), (SECOND, SHARE)]);
    let root = folder.path();
    write(root, "gonogo.toml", "exclude = [\"supabase/migrations/2_*\"]\n");
    assert_eq!(changes(root, "HEAD"), [""; 0]);
}

#[test]
fn nothing_is_written() {
    let folder = repository(&[(FIRST, ORDERS)]);
    let root = folder.path();
    write(root, SECOND, SHARE);
    let listing = || -> BTreeSet<_> {
        let found = walkdir(root);
        found.into_iter().map(|path| (fs::metadata(&path).expect("there").len(), path)).collect()
    };
    let before = listing();
    run(root, &["--since", "HEAD"]);
    run(root, &["access", "--since", "HEAD"]);
    assert_eq!(listing(), before);
}

/// Every file below a folder, git's own included.
fn walkdir(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(walkdir(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn a_commit_that_cannot_be_compared_with_is_a_mistake_of_the_caller() {
    let folder = repository(&[(FIRST, ORDERS)]);
    let root = folder.path();
    git(root, &["checkout", "-q", "--orphan", "island"]);
    // Two first commits of one second that hold the same are one.
    write(root, "island.txt", "");
    commit(root);
    let empty = tempfile::tempdir().expect("a folder");
    write(empty.path(), FIRST, ORDERS);
    let plain = tempfile::tempdir().expect("a folder");
    write(plain.path(), FIRST, ORDERS);
    git(empty.path(), &["init", "-q", "."]);
    for (root, reference, words) in [
        (root, "nope", "git knows no commit `nope` here"),
        (root, "--help", "git knows no commit `--help` here"),
        (root, "HEAD^{tree}", "git knows no commit"),
        (root, "", "git knows no commit"),
        (root, "main", "`main` and HEAD have no merge base"),
        (empty.path(), "HEAD", "nothing is committed yet"),
        (plain.path(), "HEAD", "lies in no work tree"),
    ] {
        for command in ["audit", "access"] {
            let output = run(root, &[command, &format!("--since={reference}")]);
            assert_eq!(output.status.code(), Some(2), "{reference}");
            assert!(
                err(&output).contains(words) && output.stdout.is_empty(),
                "{reference}: {}",
                err(&output)
            );
        }
    }
}

#[test]
fn a_clone_that_lacks_what_is_asked_says_what_to_do() {
    let folder = repository(&[(FIRST, ORDERS)]);
    let root = folder.path();
    let first = String::from_utf8(git(root, &["rev-parse", "HEAD"])).expect("UTF-8");
    write(root, SECOND, SHARE);
    commit(root);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let url = format!("file://{}", root.display());
    git(elsewhere.path(), &["clone", "-q", "--depth=1", &url, "shallow"]);
    let shallow = elsewhere.path().join("shallow");
    let output = run(&shallow, &["access", "--since", first.trim()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("shallow") && err(&output).contains("--unshallow"), "{}", err(&output));

    // The content of the first migration, as it was, is gone.
    write(root, FIRST, "create table orders (id uuid primary key);\n");
    commit(root);
    let object = git(root, &["rev-parse", &format!("{}:{FIRST}", first.trim())]);
    let object = String::from_utf8(object).expect("UTF-8");
    let (folder_of, name) = object.trim().split_at(2);
    let file = root.join(".git/objects").join(folder_of).join(name);
    fs::set_permissions(&file, fs::metadata(root).expect("there").permissions()).expect("allowed");
    fs::remove_file(file).expect("a loose object");
    let output = run(root, &["access", "--since", first.trim()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("this clone does not have its content"), "{}", err(&output));
    let report = run(root, &["--since", first.trim(), "--exit-zero", "--format", "json"]);
    let report: Value = serde_json::from_slice(&report.stdout).expect("JSON");
    assert!(report["since"]["reason"].as_str().is_some_and(|reason| reason.contains(FIRST)), "{report}");
}
