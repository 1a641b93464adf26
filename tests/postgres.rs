//! The replayed database held against a real one: the same migrations on both sides, then the two
//! catalogues object by object, without a difference.
//!
//! Needs PostgreSQL: the distribution's will do. Where there is none the tests say so and pass, unless
//! `GONOGO_REQUIRE_POSTGRES` is set.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use serde_json::Value;

#[path = "postgres/canonical.rs"]
mod canonical;
#[path = "postgres/compare.rs"]
mod compare;
#[path = "postgres/history/mod.rs"]
mod history;
#[path = "postgres/random.rs"]
mod random;
#[path = "postgres/server.rs"]
mod server;
#[path = "postgres/session.rs"]
mod session;

use server::server;
use session::Session;

/// Every database among the fixtures, sorted.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/databases");
    let entries = fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// What the program itself prints of a repository.
fn replayed(root: &Path) -> Value {
    let mut gonogo = Command::cargo_bin("gonogo").expect("the program is built");
    let output = gonogo.arg("database").arg(root).arg("--json").output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn every_fixture_leads_to_the_database_that_postgresql_has() {
    let Some(server) = server() else { return };
    let _turn = server.turn();
    let mut complaints = Vec::new();
    for root in fixtures() {
        let name = root.file_name().expect("a name").to_string_lossy().into_owned();
        server.execute("postgres", &["-c", &format!("create database {name} template platform")]);
        let replayed = replayed(&root);
        for file in replayed["files"].as_array().expect("files") {
            let path = root.join(file.as_str().expect("a path"));
            Session::new(server, &name, &name).run_file(&path.display().to_string());
        }
        let theirs = Session::new(server, &name, &name).catalog();
        let found = compare::differences(&replayed["catalog"], &theirs);
        complaints.extend(found.into_iter().map(|found| format!("{name}: {found}")));
        server.forget(&name, &theirs);
    }
    assert!(complaints.is_empty(), "{} differences\n{}", complaints.len(), complaints.join("\n"));
}

/// Histories in a plain run; the variable asks for more.
const HISTORIES: u64 = 48;
/// How many histories to try.
const HISTORIES_VARIABLE: &str = "GONOGO_HISTORIES";
/// The number that all of them follow from: the same gives the same.
const SEED_VARIABLE: &str = "GONOGO_SEED";

fn number(variable: &str) -> Option<u64> {
    Some(std::env::var(variable).ok()?.parse().expect("a number"))
}

#[test]
fn random_histories_lead_to_the_database_that_postgresql_has() {
    let Some(server) = server() else { return };
    let _turn = server.turn();
    let histories = number(HISTORIES_VARIABLE).unwrap_or(HISTORIES);
    let seed = number(SEED_VARIABLE).unwrap_or(1);
    let found = random::counterexamples(server, seed, histories);
    let kept = found.iter().map(random::Counterexample::keep).collect::<Vec<_>>();
    assert!(
        found.is_empty(),
        "{} of {histories} histories from seed {seed}\n{}",
        found.len(),
        kept.join("\n")
    );
}

#[test]
fn what_once_went_wrong_stays_right() {
    let Some(server) = server() else { return };
    let _turn = server.turn();
    let found = random::regressions(server);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
