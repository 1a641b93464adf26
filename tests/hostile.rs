//! Hostile input ends in a report or a clear error: never a panic, never a hang, never a changed file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Far more than any of this needs, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Every file and link below `root`: content and time of change.
fn state(root: &Path) -> BTreeMap<PathBuf, String> {
    let entries = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("a readable tree"));
    let states = entries.map(|entry| {
        let metadata = entry.metadata().expect("it is there");
        let content = if metadata.is_file() { fs::read(entry.path()).expect("readable") } else { Vec::new() };
        let state = format!("{:?} {:?} {:?}", metadata.file_type(), metadata.modified().ok(), content.len());
        (
            entry.into_path(),
            format!(
                "{state} {}",
                content.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(*byte))
            ),
        )
    });
    states.collect()
}

/// Audits `root` and gives the exit code and both streams; fails when it panics, hangs or writes.
fn audit(root: &Path) -> (i32, String, String) {
    let before = state(root);
    let streams = tempfile::tempdir().expect("a folder");
    let stream = |name: &str| fs::File::create(streams.path().join(name)).expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_gonogo"))
        .args(["audit", "--exit-zero", "--all"])
        .arg(root)
        .stdin(Stdio::null())
        .stdout(stream("out"))
        .stderr(stream("err"))
        .spawn()
        .expect("it starts");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child of ours") {
            break status;
        }
        let is_late = start.elapsed() > PATIENCE;
        if is_late {
            child.kill().expect("a child of ours");
        }
        assert!(!is_late, "still busy after {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(10));
    };
    let read = |name: &str| {
        String::from_utf8_lossy(&fs::read(streams.path().join(name)).expect("there")).into_owned()
    };
    let (out, err) = (read("out"), read("err"));
    let code = status.code();
    assert!(code.is_some_and(|code| code != 101), "{status}\n{err}");
    assert!(!err.contains("panicked") && !out.contains("please report it"), "{out}\n{err}");
    assert_eq!(before, state(root), "the audited tree has changed");
    (code.unwrap_or_default(), out, err)
}

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

#[test]
fn nesting_in_every_language_is_read_or_refused() {
    const DEPTH: usize = 20_000;
    let folder = tempfile::tempdir().expect("a folder");
    for (number, (extension, before, part, middle, after)) in [
        ("ts", "const x = ", "(", "1", ")"),
        ("ts", "const x = ", "[", "", ""),
        ("ts", "const x = ", "a=>", "1", ""),
        ("ts", "const x = ", "(a=", "1", ")=>1"),
        ("ts", "", "f<", "1", ">()"),
        ("ts", "", "!", "1", ""),
        ("ts", "", "a?b:", "1", ""),
        ("ts", "", "if(a){}else ", ";", ""),
        ("ts", "1", "+1", "", ""),
        ("ts", "", "`${", "1", "}`"),
        ("ts", "type A = ", "A<", "B", ">"),
        ("ts", "type A = ", "keyof ", "B", ""),
        ("tsx", "const x = ", "<a>", "", "</a>"),
        ("js", "a", ".b()", "", ""),
        ("vue", "<template>", "<p>", "", "</p>"),
        ("svelte", "", "{#if a}", "", "{/if}"),
        ("astro", "---\n---\n", "<a>{", "", "}</a>"),
        ("json", "", "[", "", "]"),
        ("json", "", "{\"a\":", "1", "}"),
        ("toml", "a = ", "[", "", "]"),
        ("toml", "a", ".a", " = 1", ""),
        ("yaml", "", "[", "", "]"),
        ("yaml", "", "- ", "1", ""),
        ("sql", "select ", "(", "1", ")"),
        ("sql", "select ", "not ", "true", ""),
        ("sql", "do $$ begin ", "begin ", "", "end; "),
        ("rs", "fn a() { let x = ", "(", "1", ")"),
        ("rs", "type A = ", "Vec<", "u8", ">"),
        ("rs", "fn a() { ", "!", "1 }", ""),
        ("html", "", "<div>", "", "</div>"),
        ("md", "", "> ", "a", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("{before}{}{middle}{}", part.repeat(DEPTH), after.repeat(DEPTH));
        write(folder.path(), &format!("src/a{number}.{extension}"), text);
    }
    let (_, out, _) = audit(folder.path());
    assert!(out.contains("nests deeper than gonogo follows"), "{out}");
}

/// What the JSON report says of the file at `path`: kinds of its problems, or why it was passed over.
fn told(report: &serde_json::Value, path: &str) -> Vec<String> {
    let of = |list: &serde_json::Value, word: &str| {
        let entries = list.as_array().expect("a list").iter();
        let here = entries.filter(|entry| entry["path"] == path);
        here.map(|entry| entry[word].as_str().expect("a word").to_owned()).collect::<Vec<_>>()
    };
    [of(&report["problems"], "kind"), of(&report["files"]["skipped_files"], "reason")].concat()
}

#[test]
fn every_hostile_fixture_is_accounted_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hostile");
    audit(&root);
    let output = Command::new(env!("CARGO_BIN_EXE_gonogo"))
        .args(["audit", "--exit-zero", "--format", "json"])
        .arg(&root)
        .output()
        .expect("it starts");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let there =
        walkdir::WalkDir::new(&root).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    assert_eq!(report["files"]["seen"], there.count());
    for (path, expected) in [
        ("data.dat", vec!["binary"]),
        ("src/cut.ts", vec!["unreadable"]),
        ("src/latin.ts", vec!["unreadable"]),
        ("src/lone.ts", vec![]),
        ("src/mark.json", vec![]),
        ("src/nul.ts", vec![]),
        ("src/truncated.json", vec!["syntax-error"]),
        ("src/truncated.rs", vec!["syntax-error"]),
        ("src/truncated.toml", vec!["syntax-error"]),
        ("src/truncated.ts", vec!["syntax-error"]),
        ("src/truncated.yaml", vec!["syntax-error"]),
        ("src/wide.sql", vec![]),
        ("src/wide.ts", vec![]),
    ] {
        assert_eq!(told(&report, path), expected, "{path}");
    }
}

#[test]
fn one_line_of_ten_megabytes_is_too_large_and_one_of_three_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "src/large.ts", format!("const a = '{}';", "a".repeat(10 << 20)));
    for extension in ["ts", "rs", "sql", "json", "yaml", "toml", "html", "md", "vue"] {
        write(
            folder.path(),
            &format!("src/long.{extension}"),
            format!("a = '{}'", "(a<b ".repeat(600 << 10)),
        );
        write(folder.path(), &format!("src/word.{extension}"), "a".repeat(3 << 20));
    }
    let (_, out, _) = audit(folder.path());
    assert!(out.contains("larger than 4 MiB"), "{out}");
}

#[test]
fn an_empty_folder_and_an_empty_repository_are_nothing_to_scan() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(audit(folder.path()).0, 3);
    let made = Command::new("git").args(["init", "-q"]).arg(folder.path()).status().expect("git runs");
    assert!(made.success());
    assert_eq!(audit(folder.path()).0, 3);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_names_are_passed_over() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "src/a.ts", "export const a = 1;\n");
    write(root, "two\nlines.ts", "export const b = 1;\n");
    fs::write(root.join(OsStr::from_bytes(b"caf\xe9.ts")), "").expect("a file");
    symlink("..", root.join("src/loop")).expect("a link");
    symlink("itself", root.join("itself")).expect("a link");
    symlink("/nowhere", root.join("dangling.ts")).expect("a link");
    let made = Command::new("mkfifo").arg(root.join("pipe.ts")).status().expect("mkfifo runs");
    assert!(made.success());
    write(root, "closed/b.ts", "");
    fs::set_permissions(root.join("closed"), fs::Permissions::from_mode(0o555)).expect("ours");
    let (code, out, err) = audit(root);
    assert_eq!(code, 0, "{out}\n{err}");
}
