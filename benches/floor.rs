//! The floor under an audit: what it costs to list, read and parse a repository and to do nothing else,
//! with the same parsers and the same number of threads.
//!
//! ```text
//! cargo bench --bench floor -- PATH [--jobs N]
//! ```
//!
//! Listing here asks no git, reading looks for no role and no conflict, parsing keeps no fact: all of
//! that is the audit's own work, and `benches/run` shows it as the distance between the two.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gonogo::engine::with_threads;
use gonogo::source::{Language, MAX_FILE_BYTES, RelPath};
use ignore::WalkBuilder;
use mimalloc::MiMalloc;
use rayon::prelude::*;

/// The audit's own allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Folders the audit does not read, as written elsewhere.
const VENDORED: [&str; 8] =
    [".pnp", ".yarn", "bower_components", "node_modules", "third-party", "third_party", "vendor", "vendored"];

fn main() {
    let mut root = None;
    let mut jobs = 0;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // What `cargo bench` itself adds.
            "--bench" => {}
            "--jobs" => jobs = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(0),
            _ => root = Some(PathBuf::from(argument)),
        }
    }
    match root {
        Some(root) => with_threads(jobs, || measure(&root)),
        None => println!("floor: give the path of a repository: cargo bench --bench floor -- PATH"),
    }
}

fn measure(root: &Path) {
    let start = Instant::now();
    let (walk, paths) = timed(|| list(root));
    let (read, texts) = timed(|| read_all(root, paths));
    let (parse, parsed) = timed(|| texts.par_iter().map(parse_one).collect::<Vec<_>>());
    let floor = start.elapsed();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    print("walk", walk, &format!("{} text files", texts.len()));
    print("read", read, &format!("{} kB", bytes / 1000));
    print("parse", parse, "");
    let mut languages: BTreeMap<String, (usize, Duration)> = BTreeMap::new();
    for (language, time) in parsed {
        let entry = languages.entry(format!("{language:?}")).or_default();
        entry.0 += 1;
        entry.1 += time;
    }
    for (language, (files, time)) in languages {
        print(&format!("  {language}"), time, &format!("{files} files, summed over threads"));
    }
    print("floor", floor, "");
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let made = work();
    (start.elapsed(), made)
}

fn read_all(root: &Path, paths: Vec<RelPath>) -> Vec<(RelPath, String)> {
    paths.into_par_iter().filter_map(|path| read(root, &path).map(|text| (path, text))).collect()
}

fn parse_one((path, text): &(RelPath, String)) -> (Language, Duration) {
    let language = Language::of(path);
    (language, timed(|| parse(language, path, text)).0)
}

fn print(name: &str, time: Duration, note: &str) {
    println!("{}", format!("  {name:<32}{:>10.2} ms  {note}", time.as_secs_f64() * 1e3).trim_end());
}

/// Files below `root` that no ignore rule names.
fn list(root: &Path) -> Vec<RelPath> {
    let mut builder = WalkBuilder::new(root);
    builder.hidden(false).ignore(false).follow_links(false);
    builder.filter_entry(|entry| {
        entry.file_name().to_str().is_none_or(|name| name != ".git" && !VENDORED.contains(&name))
    });
    let files =
        builder.build().flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let relative = |path: &Path| Some(RelPath::new(path.strip_prefix(root).ok()?.to_str()?));
    files.filter_map(|entry| relative(entry.path())).collect()
}

/// The text of a file that is one.
fn read(root: &Path, path: &RelPath) -> Option<String> {
    let path = root.join(path.as_str());
    if path.metadata().ok()?.len() > MAX_FILE_BYTES {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    let head = &bytes[..bytes.len().min(8000)];
    if head.contains(&0) { None } else { String::from_utf8(bytes).ok() }
}

/// Parses by the parser the facts of that language come from, and drops the tree.
fn parse(language: Language, path: &RelPath, text: &str) {
    match language {
        Language::JavaScript | Language::TypeScript => {
            let allocator = oxc_allocator::Allocator::default();
            let kind = oxc_span::SourceType::from_path(path.as_str()).unwrap_or_default();
            drop(oxc_parser::Parser::new(&allocator, text, kind).parse());
        }
        Language::Rust => {
            let mut parser = tree_sitter::Parser::new();
            parser.set_language(&tree_sitter_rust::LANGUAGE.into()).expect("one version of the grammar");
            drop(parser.parse(text, None));
        }
        Language::Sql => drop(squawk_syntax::SourceFile::parse(text)),
        Language::Json => {
            let collect = jsonc_parser::CollectOptions::default();
            drop(jsonc_parser::parse_to_ast(text, &collect, &jsonc_parser::ParseOptions::default()));
        }
        Language::Toml => drop(toml_edit::Document::parse(text)),
        Language::Yaml => {
            let mut parser = saphyr_parser::Parser::new_from_str(text);
            while let Some(Ok(_)) = parser.next_event() {}
        }
        Language::Html => html5gum::Tokenizer::new(text).for_each(drop),
        Language::Astro
        | Language::Dockerfile
        | Language::Env
        | Language::Markdown
        | Language::Svelte
        | Language::Text
        | Language::Vue => {}
    }
}
