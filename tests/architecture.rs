//! The house rules: layers, walls, sizes, lists, words, and what documents say of the code.
//!
//! Each check is a function from text to complaints with tests of its own, so that it is known to be
//! able to fail; here they look at the repository itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gonogo::engine::{run_example, with_threads};
use gonogo::rules::catalog;
use rayon::prelude::*;

#[path = "architecture/code.rs"]
mod code;
#[path = "architecture/layers.rs"]
mod layers;
#[path = "architecture/lists.rs"]
mod lists;
#[path = "architecture/prose.rs"]
mod prose;
#[path = "architecture/sizes.rs"]
mod sizes;
#[path = "architecture/words.rs"]
mod words;

use code::Code;

/// All that may stand at the top, dot files and the build's `target` apart.
const TOP_LEVEL: [&str; 8] =
    ["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "benches", "fixtures", "rules", "src"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// Files under `folder` with that extension, sorted, from the root of the repository.
fn files(folder: &str, extension: &str) -> Vec<String> {
    if !root().join(folder).exists() {
        return Vec::new();
    }
    let walk = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name();
    let entries = walk.into_iter().map(|entry| entry.expect("a readable folder"));
    let found = entries.filter(|entry| entry.path().extension().is_some_and(|found| found == extension));
    found.map(|entry| slashed(entry.path())).collect()
}

fn slashed(path: &Path) -> String {
    let relative = path.strip_prefix(root()).expect("under the root");
    let parts = relative.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn codes(folder: &str) -> Vec<Code> {
    files(folder, "rs").iter().map(|path| Code::new(path, &read(path))).collect()
}

/// Sources that a build without tests holds.
fn production() -> Vec<Code> {
    let codes = codes("src");
    let reached = code::reached(&codes, &["src/lib.rs", "src/main.rs"]);
    codes.into_iter().filter(|code| reached.get(&code.path) == Some(&false)).collect()
}

fn assert_none(complaints: impl IntoIterator<Item = impl ToString>) {
    let complaints: Vec<String> = complaints.into_iter().map(|complaint| complaint.to_string()).collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn imports_go_up_the_table_of_layers() {
    assert_none(production().iter().flat_map(layers::complaints));
}

#[test]
fn crates_and_side_effects_stay_behind_their_walls() {
    assert_none(production().iter().flat_map(layers::wall_complaints));
}

#[test]
fn the_crate_declares_its_layers_in_order() {
    let library = Code::new("src/lib.rs", &read("src/lib.rs"));
    let declared: Vec<String> = library.mod_lines().into_iter().map(|line| line.name).collect();
    assert_eq!(declared, layers::LAYERS);
}

#[test]
fn code_is_short_and_flat() {
    assert_none(production().iter().flat_map(sizes::complaints));
}

#[test]
fn half_of_all_functions_are_very_short() {
    let codes = production();
    assert_none(sizes::median_complaint(&codes.iter().collect::<Vec<_>>()));
}

#[test]
fn every_source_is_reached_by_a_mod_line() {
    let codes = codes("src");
    let reached = code::reached(&codes, &["src/lib.rs", "src/main.rs"]);
    assert_none(codes.iter().filter(|code| !reached.contains_key(&code.path)).map(|code| &code.path));
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let sources = codes("src").into_iter().chain(codes("tests")).chain(codes("benches"));
    assert_none(sources.filter(|code| !code.text.starts_with("//! ")).map(|code| code.path));
}

#[test]
fn mod_lines_are_sorted() {
    assert_none(codes("src").iter().flat_map(lists::unsorted_mods));
}

#[test]
fn a_rule_stands_in_its_three_places() {
    let tomls = files("rules", "toml");
    let categories = codes("src/rules").into_iter().filter(|code| code.path.ends_with("/mod.rs"));
    let mut complaints = Vec::new();
    let mut seen = 0;
    for code in categories.filter(|code| code.path != "src/rules/mod.rs") {
        let folder = code.path.trim_end_matches("mod.rs").replace("src/rules/", "rules/");
        let stems = tomls.iter().filter_map(|path| path.strip_prefix(&folder)?.strip_suffix(".toml"));
        let stems: BTreeSet<String> = stems.map(str::to_owned).collect();
        seen += stems.len();
        complaints.extend(lists::registration_complaints(&code, &stems));
    }
    assert_none(complaints);
    assert_eq!(seen, tomls.len(), "a TOML file lies in no category's folder");
    assert_eq!(seen, catalog().expect("readable rules").rules().len());
}

#[test]
fn dependencies_are_sorted_and_have_their_reasons() {
    assert_none(lists::dependency_complaints(&read("Cargo.toml")));
}

#[test]
fn no_module_is_named_after_nothing() {
    let sources = files("src", "rs").into_iter().chain(files("tests", "rs"));
    assert_none(sources.flat_map(|path| lists::empty_names(&path)));
}

#[test]
fn the_top_level_holds_what_it_should() {
    let entries = fs::read_dir(root()).expect("a readable root");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let known = |name: &String| {
        name.starts_with('.') || TOP_LEVEL.contains(&name.as_str()) || name == "target" || name == "tests"
    };
    assert_none(names.filter(|name| !known(name)));
}

#[test]
fn paths_named_in_prose_exist() {
    let documents = ["README.md", "rules/README.md"].map(|path| (path.to_owned(), read(path)));
    let sources = codes("src").into_iter().chain(codes("tests"));
    let docs = sources.map(|code| (code.path, prose::module_doc(&code.text)));
    let mut complaints = Vec::new();
    for (document, text) in documents.into_iter().chain(docs) {
        let missing = prose::named_paths(&text).into_iter().filter(|path| !root().join(path).exists());
        complaints.extend(missing.map(|path| format!("{document}: `{path}` does not exist")));
    }
    assert_none(complaints);
}

#[test]
fn the_readme_lists_the_rules() {
    let readme = read("README.md");
    let table = prose::rule_table(&catalog().expect("readable rules"));
    let updated = prose::with_table(&readme, &table).expect("README.md has a place for the rules");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join("README.md"), &updated).expect("a writable README.md");
    } else {
        assert_eq!(readme, updated, "run `UPDATE=1 cargo test --test architecture` and read the difference");
    }
}

#[test]
fn every_gate_runs_the_commands_of_the_readme() {
    let readme = prose::commands(&read("README.md"));
    let script = read(".ci/run");
    for command in ["cargo test", "cargo run --release -- fixtures/projects/rocket-shop"] {
        assert!(readme.iter().any(|line| line == command), "README.md has no line `{command}`");
        let runs = |line: &str| line.trim() == command || line.trim() == format!("exits_with 1 {command}");
        assert!(script.lines().any(runs), ".ci/run does not run `{command}`");
    }
}

#[test]
fn workflow_actions_are_pinned() {
    for path in files(".github/workflows", "yml") {
        let text = read(&path);
        for line in text.lines().filter_map(|line| line.split_once("uses: ")) {
            let (_, version) = line.1.split_once('@').unwrap_or_default();
            let (commit, comment) = version.split_once(" # v").unwrap_or_default();
            let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_commit && !comment.is_empty(), "{path}: {}", line.1);
        }
        assert!(text.contains("permissions:\n  contents: read\n"), "{path}: least privilege");
    }
}

#[test]
fn rules_speak_in_whole_words() {
    assert_none(catalog().expect("readable rules").rules().iter().flat_map(words::rule_complaints));
}

#[test]
fn messages_follow_one_grammar() {
    let catalog = catalog().expect("readable rules");
    let complaints: Vec<String> = with_threads(0, || {
        let examples = catalog
            .rules()
            .par_iter()
            .flat_map_iter(|rule| rule.data.bad.iter().map(move |example| (rule, example)));
        let findings =
            examples.flat_map_iter(|(rule, example)| run_example(example, &catalog, &[rule]).findings);
        findings
            .flat_map_iter(|finding| {
                let found = words::message_complaints(&finding.message);
                found.into_iter().map(move |what| format!("{}: `{}` {what}", finding.rule, finding.message))
            })
            .collect()
    });
    assert_none(complaints);
}
