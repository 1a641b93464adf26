//! The command line as a whole process: exit codes, streams, flags.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

/// Files, arguments, exit code, and words on standard error.
type Case<'c> = (&'c [(&'c str, &'c str)], &'c [&'c str], i32, &'c str);

/// A file with one conflict, which is a blocker.
const CONFLICT: &str = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n";

fn gonogo() -> Command {
    let mut command = Command::cargo_bin("gonogo").expect("the program is built");
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM", "CI"] {
        command.env_remove(name);
    }
    command
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    folder
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    gonogo().current_dir(root).args(arguments).output().expect("it runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn every_exit_code_has_its_cause_and_says_why() {
    let clean = [("notes.conf", "all is well\n")];
    let conflict = [("notes.conf", CONFLICT)];
    let broken = [("a.ts", "export const = ;\n")];
    let cases: [Case<'_>; 15] = [
        (&clean, &[], 0, "exit 0: nothing failed"),
        (&conflict, &[], 1, "exit 1: 1 blocker reaches --fail-on blocker"),
        (&conflict, &["--exit-zero"], 0, "exit 0: --exit-zero, although 1 blocker reaches"),
        (&conflict, &["--fail-on", "major"], 1, "1 blocker exceeds --fail-on major"),
        (&conflict, &["--skip", "merge-conflict-marker", "--min-grade", "F"], 0, "exit 0"),
        (&conflict, &["--format", "json"], 1, "exit 1"),
        (&conflict, &["--format", "markdown"], 1, "exit 1"),
        (&clean, &["--only", "merge-conflict-maker"], 2, "did you mean `merge-conflict-marker`?"),
        (&clean, &["--skip", "securty"], 2, "did you mean `security`?"),
        (&clean, &["--wat"], 2, "--wat"),
        (&clean, &["--min-grade", "G"], 2, "`G` is no grade"),
        (&[], &[], 3, "nothing to scan"),
        (&conflict, &["--only", "missing-csp"], 3, "nothing to examine in `.`: 1 rule selected"),
        (&clean, &["--only", "missing-csp", "--exit-zero"], 3, "none selected applies to any file"),
        (&broken, &["--strict", "--only", "merge-conflict-marker"], 4, "exit 4: 1 problem with --strict"),
    ];
    for (files, arguments, expected, words) in cases {
        let folder = folder(files);
        let output = run(folder.path(), arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(words), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn a_folder_that_is_missing_or_a_file_is_a_mistake_of_the_caller() {
    let folder = folder(&[("a.conf", "a")]);
    for path in ["no-such-folder", "a.conf"] {
        let output = run(folder.path(), &[path]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(path) && output.stdout.is_empty(), "{}", err(&output));
    }
}

#[test]
fn a_misspelt_command_is_no_folder() {
    let folder = folder(&[]);
    let output = run(folder.path(), &["rulse"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("did you mean `rules`?"), "{}", err(&output));
}

#[test]
fn the_report_goes_to_standard_output_and_all_else_to_standard_error() {
    let folder = folder(&[("a.conf", CONFLICT)]);
    let output = run(folder.path(), &["--timings"]);
    assert!(out(&output).starts_with("NO-GO  F  "), "{}", out(&output));
    assert!(!out(&output).contains("exit 1") && !out(&output).contains(" ms"));
    assert!(err(&output).contains("exit 1") && err(&output).contains("extract"));
}

#[test]
fn colour_is_written_only_where_it_is_wanted() {
    let folder = folder(&[("a.conf", CONFLICT)]);
    let is_coloured = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = gonogo();
        let output = command.current_dir(&folder).args(arguments).envs(variables.iter().copied()).output();
        out(&output.expect("it runs")).contains('\u{1b}')
    };
    assert!(!is_coloured(&[], &[]), "piped output is plain");
    assert!(is_coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!is_coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]), "NO_COLOR wins");
    assert!(is_coloured(&[], &["--color", "always"]));
}

#[test]
fn several_outputs_each_have_the_format_of_their_extension() {
    let folder = folder(&[("a.conf", CONFLICT)]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let at = |name: &str| elsewhere.path().join(name).display().to_string();
    let (json, markdown) = (at("r.json"), at("r.md"));
    let output = run(folder.path(), &["-o", &json, "-o", &markdown, "-o", "-"]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).starts_with("NO-GO"));
    assert!(fs::read_to_string(json).expect("written").starts_with('{'));
    assert!(fs::read_to_string(markdown).expect("written").starts_with("# NO-GO"));

    let output = run(folder.path(), &["-o", "report.docx"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains(".json, .md, .txt"), "{}", err(&output));
}

#[test]
fn an_output_that_cannot_be_written_is_said() {
    let folder = folder(&[("a.conf", "a")]);
    let output = run(folder.path(), &["-o", "no/such/folder/r.json"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("cannot write"), "{}", err(&output));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let conflicts: Vec<(String, String)> =
        (0..400).map(|at| (format!("{at}.conf"), CONFLICT.repeat(20))).collect();
    let files: Vec<(&str, &str)> =
        conflicts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    for format in ["terminal", "json", "markdown"] {
        let mut command = gonogo();
        let arguments = ["--all", "--format", format];
        let command =
            command.current_dir(&folder).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(code(&output), 1, "{format}: the gate decides");
        assert!(!err(&output).contains("panic") && !err(&output).contains("error"), "{}", err(&output));
    }
}

#[test]
fn the_same_bytes_at_any_number_of_threads() {
    let folder = folder(&[("a.conf", CONFLICT), ("b.ts", CONFLICT), ("c.sql", "create table a (id int);")]);
    for format in ["terminal", "json", "markdown"] {
        let one = run(folder.path(), &["--jobs", "1", "--format", format]);
        let two = run(folder.path(), &["--jobs", "2", "--format", format]);
        assert!(!one.stdout.is_empty() && one.stdout == two.stdout, "{format}");
    }
}

#[test]
fn explain_knows_rules_files_and_the_score() {
    let folder = folder(&[
        ("src/a.ts", "import x from 'y';\nx();\n"),
        ("index.html", "<script type=\"module\" src=\"/src/start.ts\"></script>\n"),
        ("src/start.ts", "import './a';\n"),
        ("package.json", "{}\n"),
        ("app/api/tick/route.ts", "export async function GET() { return Response.json({}); }\n"),
        ("vercel.json", "{ \"crons\": [{ \"path\": \"/api/tick\", \"schedule\": \"0 * * * *\" }] }\n"),
    ]);
    let rule = run(folder.path(), &["explain", "merge-conflict-marker"]);
    for words in ["severity   blocker", "Why\n", "Fix\n", "Bad: ", "Good: "] {
        assert!(out(&rule).contains(words), "{words}: {}", out(&rule));
    }
    let file = run(folder.path(), &["explain", "src/a.ts"]);
    let chain = "side       browser\n  browser  src/start.ts → src/a.ts\nimporters  1     src/start.ts";
    for words in ["role       production", "language   TypeScript", "imports    1", chain] {
        assert!(out(&file).contains(words), "{words}: {}", out(&file));
    }
    let route = run(folder.path(), &["explain", "app/api/tick/route.ts"]);
    let entry = "entry      GET /api/tick  (route, app/api/tick/route.ts:1)\n  schedule vercel.json:1";
    assert!(out(&route).contains(entry), "{}", out(&route));
    let score = run(folder.path(), &["explain", "score"]);
    assert!(out(&score).starts_with("grade-v1: "), "{}", out(&score));

    let unknown = run(folder.path(), &["explain", "rls-disable"]);
    assert_eq!(code(&unknown), 2);
    assert!(err(&unknown).contains("did you mean `rls-disabled`?"), "{}", err(&unknown));
}

#[test]
fn rules_and_the_schema_are_printed() {
    let folder = folder(&[]);
    let rules = run(folder.path(), &["rules", "--json"]);
    let rules: serde_json::Value = serde_json::from_slice(&rules.stdout).expect("JSON");
    let ids: Vec<&str> =
        rules["rules"].as_array().expect("a list").iter().filter_map(|r| r["id"].as_str()).collect();
    assert!(ids.contains(&"merge-conflict-marker"));
    let table = run(folder.path(), &["rules"]);
    assert!(ids.iter().all(|id| out(&table).contains(id)));
    let schema = run(folder.path(), &["schema", "report"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&schema.stdout).is_ok());
}

#[test]
fn a_mistake_in_the_configuration_is_shown_in_its_place() {
    let folder = folder(&[("a.conf", CONFLICT), ("gonogo.toml", "fail_on = \"blocker\"\n")]);
    let output = run(folder.path(), &[]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("gonogo.toml:1:1") && err(&output).contains("fail-on"), "{}", err(&output));
    assert_eq!(code(&run(folder.path(), &["--no-config"])), 1);
}

#[test]
fn the_configuration_moves_the_gate_and_the_command_line_wins() {
    let folder = folder(&[
        ("a.conf", CONFLICT),
        (".config/gonogo.toml", "fail-on = \"blocker\"\nmin-grade = \"B\"\nexclude = [\"a.conf\"]\n"),
    ]);
    assert_eq!(code(&run(folder.path(), &[])), 0, "the conflict is excluded");
    let own = folder.path().join("own.toml");
    fs::write(&own, "min-grade = \"A\"\n").expect("written");
    let output = run(folder.path(), &["--config", "own.toml", "--fail-on", "blocker"]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert_eq!(code(&run(folder.path(), &["--config", "missing.toml"])), 2);
}

#[cfg(unix)]
#[test]
fn a_folder_that_only_allows_reading_is_audited_and_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("src/a.conf", CONFLICT)]);
    let set =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("allowed");
    set(&folder.path().join("src"), 0o555);
    set(folder.path(), 0o555);
    let output = run(folder.path(), &[]);
    set(folder.path(), 0o755);
    set(&folder.path().join("src"), 0o755);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
}

#[test]
fn who_reaches_what_is_shown_as_a_table_as_json_and_in_the_report() {
    let sql = "create table notes (id uuid, owner uuid);\nalter table notes enable row level security;\n\
        create policy own on notes for select to authenticated using ((select auth.uid()) = owner);\n\
        create policy add on notes for insert with check (true);\n";
    let folder = folder(&[("supabase/migrations/1_notes.sql", sql)]);
    let table = out(&run(folder.path(), &["access"]));
    assert!(table.contains("public.notes  anon           closed    open    closed  closed"), "{table}");
    assert!(table.contains("              authenticated  own rows  open    closed  closed"), "{table}");
    let json = out(&run(folder.path(), &["access", ".", "notes", "--json"]));
    assert!(
        json.contains(r#""table": "public.notes""#) && json.contains(r#""select": "own rows""#),
        "{json}"
    );
    assert_eq!(code(&run(folder.path(), &["access", "note"])), 2);
    let report = out(&run(folder.path(), &["--exit-zero"]));
    assert!(
        report.contains("Who reaches what\n  anon           select, update, delete: 1 closed"),
        "{report}"
    );
    let markdown = out(&run(folder.path(), &["--exit-zero", "--format", "markdown"]));
    assert!(
        markdown.contains("| `public.notes` | authenticated | own rows | open | closed | closed |"),
        "{markdown}"
    );
}

#[test]
fn the_database_is_shown_whole_by_table_and_as_json() {
    let migrations = [
        ("supabase/migrations/1_notes.sql", "create table notes (id uuid);\n"),
        (
            "supabase/migrations/2_more.sql",
            "alter table notes enable row level security;\ncreate table notes (id uuid);\n",
        ),
    ];
    let folder = folder(&migrations);
    let whole = out(&run(folder.path(), &["database"]));
    assert!(
        whole.contains("table public.notes · row security on · supabase/migrations/1_notes.sql:1"),
        "{whole}"
    );
    assert!(whole.contains("supabase/migrations/2_more.sql:2  42P07"), "{whole}");
    let table = out(&run(folder.path(), &["database", "notes"]));
    assert!(table.starts_with("table public.notes") && !table.contains("42P07"), "{table}");
    let json = out(&run(folder.path(), &["database", ".", "public.notes", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["catalog"]["tables"][0]["rls"], true);
    let unknown = run(folder.path(), &["database", "note"]);
    assert_eq!(
        (code(&unknown), err(&unknown).contains("did you mean `notes`?")),
        (2, true),
        "{}",
        err(&unknown)
    );
    let empty = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&run(empty.path(), &["database"])), 3);
}
