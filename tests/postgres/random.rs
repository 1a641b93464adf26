//! Random histories on both sides, and what is left of one that ends differently when all that does not
//! matter is gone.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use gonogo::engine::{databases, with_threads};
use gonogo::project::Settings;
use gonogo::render::database;
use gonogo::source::Sources;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::compare;
use super::history::history;
use super::server::Server;
use super::session::Session;

/// Statements of most histories, and of every tenth.
const LENGTHS: [usize; 2] = [40, 250];
/// Clients at once: a server and a replay each keep a core busy.
const CLIENTS: u64 = 3;
/// Counterexamples after which looking for more ends: each is made smaller, which takes its time.
const ENOUGH: usize = 12;
/// The code of a statement that happened.
const HAPPENED: &str = "00000";
/// Differences of one counterexample that are told.
const SHOWN: usize = 6;
/// Where counterexamples are kept, one statement a line.
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres/regressions");
/// Names another folder for new ones.
const FOLDER_VARIABLE: &str = "GONOGO_REGRESSIONS";

/// A history on which the two sides do not agree.
#[derive(Debug)]
pub(crate) struct Counterexample {
    seed: u64,
    statements: Vec<String>,
    differences: Vec<String>,
}

impl Counterexample {
    /// Keeps it for the next run, and tells of it.
    pub(crate) fn keep(&self) -> String {
        let folder = env::var_os(FOLDER_VARIABLE).map_or_else(|| PathBuf::from(REGRESSIONS), PathBuf::from);
        let text = script(&self.statements);
        let few: Vec<&str> = self.differences.iter().take(SHOWN).map(String::as_str).collect();
        let told = few.join("\n    ");
        fs::write(folder.join(format!("seed-{}.sql", self.seed)), &text).expect("kept");
        format!("seed {}:\n{text}    {told}\n", self.seed)
    }
}

/// Tries `count` histories that follow from `seed`.
pub(crate) fn counterexamples(server: &Server, seed: u64, count: u64) -> Vec<Counterexample> {
    let next = AtomicU64::new(seed * 1_000_000);
    let end = seed * 1_000_000 + count;
    let found = Mutex::new(Vec::new());
    with_threads(CLIENTS as usize, || {
        rayon::scope(|scope| {
            for client in 0..CLIENTS {
                let (next, found) = (&next, &found);
                scope.spawn(move |_| look(server, client, next, end, found));
            }
        });
    });
    found.into_inner().expect("nobody panicked")
}

fn look(server: &Server, client: u64, next: &AtomicU64, end: u64, found: &Mutex<Vec<Counterexample>>) {
    let name = format!("random_{client}");
    server.execute("postgres", &["-c", &format!("create database {name} template platform")]);
    let mut session = Session::new(server, &name, &name);
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end || found.lock().expect("nobody panicked").len() >= ENOUGH {
            return;
        }
        if seed.is_multiple_of(100) {
            // What was rolled back is still in the catalogue's tables, and slows every look at it.
            server.execute(&name, &["-c", "vacuum"]);
        }
        let counterexample = try_seed(&mut session, seed);
        found.lock().expect("nobody panicked").extend(counterexample);
    }
}

fn try_seed(session: &mut Session, seed: u64) -> Option<Counterexample> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let length = LENGTHS[usize::from(seed % 10 == 9)];
    let tree = history(length).new_tree(&mut runner).expect("nothing is filtered");
    let mut smallest = Counterexample { seed, statements: tree.current(), differences: Vec::new() };
    smallest.differences = differences(session, &smallest.statements);
    if smallest.differences.is_empty() {
        return None;
    }
    shrink(session, &mut smallest);
    Some(smallest)
}

/// Leaves out what does not matter: halves first, then ever smaller parts, at last single statements.
fn shrink(session: &mut Session, smallest: &mut Counterexample) {
    let mut part = smallest.statements.len() / 2;
    while part > 0 {
        let mut start = 0;
        while start < smallest.statements.len() {
            let mut statements = smallest.statements.clone();
            statements.drain(start..statements.len().min(start + part));
            let differences = differences(session, &statements);
            if differences.is_empty() {
                start += part;
            } else {
                *smallest = Counterexample { statements, differences, ..*smallest };
            }
        }
        part /= 2;
    }
}

/// What the two sides do not agree on: which statements happen, and what is there in the end.
fn differences(session: &mut Session, statements: &[String]) -> Vec<String> {
    let answer = session.try_out(statements);
    let replayed = replayed(statements);
    let refused = refused(&replayed);
    let mut differences = Vec::new();
    for (place, (statement, outcome)) in statements.iter().zip(&answer.outcomes).enumerate() {
        let is_refused = refused.contains(&(place as u64 + 1));
        if outcome == HAPPENED && is_refused {
            differences.push(format!("refused, and the server takes it: {statement}"));
        } else if outcome != HAPPENED && !is_refused {
            differences.push(format!("taken, and the server refuses it ({outcome}): {statement}"));
        }
    }
    differences.extend(compare::differences(&replayed["catalog"], &answer.catalog));
    differences
}

/// Lines of statements that the replay refuses.
fn refused(replayed: &Value) -> Vec<u64> {
    replayed["failures"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|failure| failure["line"].as_u64())
        .collect()
}

/// A history as a file: a statement a line.
fn script(statements: &[String]) -> String {
    statements.iter().flat_map(|statement| [statement, ";\n"]).collect()
}

/// What the replay makes of a history, a statement a line.
fn replayed(statements: &[String]) -> Value {
    let text = script(statements);
    let sources = Sources::in_memory([("supabase/migrations/1_history.sql", text.as_str())]);
    let databases = databases(&sources, Settings::default(), None);
    let json = database::json(&databases.schemas(), &|at| databases.place(at));
    serde_json::from_str(&json).expect("JSON")
}

/// Every kept counterexample on which the two sides still do not agree.
pub(crate) fn regressions(server: &Server) -> Vec<String> {
    server.execute("postgres", &["-c", "create database regressions template platform"]);
    let mut session = Session::new(server, "regressions", "regressions");
    let entries = fs::read_dir(Path::new(REGRESSIONS)).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    let mut complaints = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a history");
        let statements: Vec<String> = text
            .lines()
            .map(|line| line.trim_end_matches(';').to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        let found = with_threads(1, || differences(&mut session, &statements));
        complaints.extend(found.iter().map(|found| format!("{}: {found}", path.display())));
    }
    complaints
}
