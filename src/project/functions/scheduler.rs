//! What really calls edge functions by the clock: `pg_cron`, workflows, cron files, systemd timers.

use std::sync::Arc;

use crate::facts::document::{Node, Value};
use crate::facts::endpoint::{self, Address};
use crate::facts::{Content, FileFacts};
use crate::finding::Location;
use crate::source::{RelPath, Role, Span};

/// Keys under which workflows and platforms keep a time table.
const CLOCK_KEYS: [&str; 4] = ["schedule", "schedules", "cron", "crons"];

/// Something that calls an edge function by the clock.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scheduler {
    /// Where it names the function.
    pub at: Location,
    /// The function's name.
    pub function: Box<str>,
    /// The host of its address, where it is written out.
    pub host: Option<Box<str>>,
    /// What it is.
    pub kind: SchedulerKind,
}

/// What keeps the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SchedulerKind {
    /// `cron.schedule` in SQL.
    Database,
    /// A workflow or a platform's configuration.
    Configuration,
    /// A cron file or a systemd timer.
    System,
}

impl SchedulerKind {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Database => "`cron.schedule` in SQL",
            Self::Configuration => "a scheduled workflow or platform job",
            Self::System => "the system's own scheduler",
        }
    }
}

/// Every scheduler of the repository that names an edge function's address, sorted by path.
pub(super) fn schedulers(files: &[Arc<FileFacts>]) -> Vec<Scheduler> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| matches!(file.role, Role::Production | Role::Script)) {
        let mut add = |function: &str, host: Option<&str>, span: Span, kind| {
            let at = Location::new(&file.path, span);
            found.push(Scheduler { at, function: function.into(), host: host.map(Into::into), kind });
        };
        match &file.content {
            Content::Sql(sql) => {
                for call in &sql.schedules {
                    add(&call.function, call.host.as_deref(), call.span, SchedulerKind::Database);
                }
            }
            Content::Document(root) if has_clock(root) => {
                calls(root, &mut |address, span| {
                    add(address.name, address.host, span, SchedulerKind::Configuration);
                });
            }
            Content::Lines(text) if is_timed(&file.path, files) => {
                endpoint::edge_functions(text).for_each(|address| {
                    add(address.name, address.host, address.span, SchedulerKind::System);
                });
            }
            _ => {}
        }
    }
    found.sort();
    found
}

fn has_clock(node: &Node) -> bool {
    let in_entry = |entry: &crate::facts::document::Entry| {
        // A function's own entry in Supabase's configuration keeps no time: that is what is asked.
        &*entry.key != "functions" && (CLOCK_KEYS.contains(&&*entry.key) || has_clock(&entry.node))
    };
    node.entries().iter().any(in_entry) || node.items().iter().any(has_clock)
}

fn calls(node: &Node, add: &mut impl FnMut(Address<'_>, Span)) {
    match &node.value {
        Value::Text(text) => {
            // Offsets in a block of text are not those of the file: its indentation is gone.
            endpoint::edge_functions(text).for_each(|address| add(address, node.span));
        }
        Value::List(items) => items.iter().for_each(|item| calls(item, add)),
        Value::Table(entries) => entries.iter().for_each(|entry| calls(&entry.node, add)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a line-based file runs by the clock: a cron file, or a service that a timer starts.
fn is_timed(path: &RelPath, files: &[Arc<FileFacts>]) -> bool {
    match path.extension() {
        "service" => {
            let timer = path.as_str().replace(".service", ".timer");
            files.binary_search_by(|file| file.path.as_str().cmp(&timer)).is_ok()
        }
        _ => path.file_name() == "crontab",
    }
}
