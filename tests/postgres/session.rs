//! A client that stays connected: scripts go in, what they print comes out.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::Value;

use super::server::Server;

/// Ends the output of a script.
const END: &str = "@@ end of script";
/// Begins the line with the outcome of a statement.
const OUTCOME: &str = "@@ ";
/// Where the catalogue's query lies.
const DUMP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres/dump.sql");

/// A connected client.
#[derive(Debug)]
pub(crate) struct Session {
    client: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    script: PathBuf,
}

/// What a server made of a history.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The error code of each statement, `00000` where it happened.
    pub(crate) outcomes: Vec<String>,
    /// The catalogue after the last.
    pub(crate) catalog: Value,
}

impl Session {
    /// Connects to a database of that server.
    pub(crate) fn new(server: &Server, database: &str, name: &str) -> Self {
        let mut client = server.psql(database);
        // A failed statement is undone alone, also within a transaction.
        client.args(["-v", "ON_ERROR_ROLLBACK=on"]).env("PGOPTIONS", "-c client_min_messages=error");
        client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut client = client.spawn().expect("a client");
        let input = client.stdin.take().expect("its input is piped");
        let output = BufReader::new(client.stdout.take().expect("its output is piped"));
        Self { client, input, output, script: server.folder.join(format!("{name}.sql")) }
    }

    /// Runs statements in a transaction that never ends well, and looks at the catalogue within it: the
    /// database is as before.
    pub(crate) fn try_out(&mut self, statements: &[String]) -> Answer {
        let mut script = String::from("begin;\n\\o /dev/null\n");
        for statement in statements {
            script.push_str(statement);
            script.push_str(";\n\\echo '@@' :SQLSTATE\n");
        }
        script.push_str("\\o\nreset role;\nreset search_path;\n");
        script.extend(["\\i ", DUMP, "\nrollback;\n"]);
        let lines = self.run(&script);
        let outcomes = lines.iter().filter_map(|line| Some(line.strip_prefix(OUTCOME)?.to_owned())).collect();
        Answer { outcomes, catalog: catalog(&lines) }
    }

    /// Runs a file statement by statement, each for itself.
    pub(crate) fn run_file(&mut self, path: &str) {
        self.run(&format!("\\o /dev/null\n\\i {path}\n\\o\nreset all;\nreset role;\n"));
    }

    /// The catalogue as it is.
    pub(crate) fn catalog(&mut self) -> Value {
        catalog(&self.run(&format!("begin;\n\\i {DUMP}\nrollback;\n")))
    }

    fn run(&mut self, script: &str) -> Vec<String> {
        fs::write(&self.script, script).expect("written");
        writeln!(self.input, "\\i {}\n\\echo '{END}'", self.script.display()).expect("the client listens");
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            let length = self.output.read_line(&mut line).expect("UTF-8");
            assert!(length > 0, "the client ended: {lines:?}");
            let line = line.trim_end();
            if line == END {
                return lines;
            }
            lines.push(line.to_owned());
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Whatever became of it, it is not needed any more.
        let _ = self.client.kill();
        let _ = self.client.wait();
    }
}

fn catalog(lines: &[String]) -> Value {
    let line = lines.iter().find(|line| line.starts_with('{')).expect("a catalogue");
    serde_json::from_str(line).expect("JSON")
}
