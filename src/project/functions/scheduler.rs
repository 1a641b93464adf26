//! What really calls edge functions and routes by the clock: `pg_cron`, workflows, a platform's crons, cron
//! files, systemd timers.

use std::sync::Arc;

use crate::facts::document::{Node, Value};
use crate::facts::endpoint::{self, Address};
use crate::facts::{Content, FileFacts};
use crate::finding::Location;
use crate::source::{RelPath, Role, Span};

/// Keys under which workflows and platforms keep a time table.
const CLOCK_KEYS: [&str; 4] = ["schedule", "schedules", "cron", "crons"];

/// Something that calls an edge function or a route by the clock.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scheduler {
    /// Where it names what it calls.
    pub at: Location,
    /// What it calls.
    pub callee: Callee,
    /// The host of its address, where it is written out.
    pub host: Option<Box<str>>,
    /// What it is.
    pub kind: SchedulerKind,
}

/// What a scheduler calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Callee {
    /// The edge function of that name.
    Function(Box<str>),
    /// The path of an application, without host and query: `/api/cron/tick`.
    Route(Box<str>),
}

impl Callee {
    fn function(address: &Address<'_>) -> Self {
        Self::Function(address.name.into())
    }

    /// The name or the path.
    pub fn name(&self) -> &str {
        let (Self::Function(name) | Self::Route(name)) = self;
        name
    }
}

/// What keeps the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SchedulerKind {
    /// `cron.schedule` in SQL.
    Database,
    /// A workflow or a platform's configuration.
    Configuration,
    /// The crons of a deployment: they call the application that is deployed.
    Deployment,
    /// A cron file or a systemd timer.
    System,
}

impl SchedulerKind {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Database => "`cron.schedule` in SQL",
            Self::Configuration => "a scheduled workflow or platform job",
            Self::Deployment => "a cron of `vercel.json`",
            Self::System => "the system's own scheduler",
        }
    }
}

/// Every scheduler of the repository that names an edge function's address or a route, sorted by path.
pub(super) fn schedulers(files: &[Arc<FileFacts>]) -> Vec<Scheduler> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| matches!(file.role, Role::Production | Role::Script)) {
        let mut add = |callee, host: Option<&str>, span: Span, kind| {
            let at = Location::new(&file.path, span);
            found.push(Scheduler { at, callee, host: host.map(Into::into), kind });
        };
        match &file.content {
            Content::Sql(sql) => {
                for call in sql.edge_calls.iter().filter(|call| call.is_scheduled) {
                    let callee = Callee::Function(call.function.clone());
                    add(callee, call.host.as_deref(), call.span, SchedulerKind::Database);
                }
            }
            Content::Document(root) if file.path.file_name() == "vercel.json" => {
                for path in
                    root.get("crons").map_or(&[][..], Node::items).iter().filter_map(|job| job.get("path"))
                {
                    let Some(text) = path.text() else { continue };
                    let callee = Callee::Route(text.split(['?', '#']).next().unwrap_or(text).into());
                    add(callee, None, path.span, SchedulerKind::Deployment);
                }
            }
            Content::Document(root) if has_clock(root) => {
                texts(root, &mut |text, span| {
                    // Offsets in a block of text are not those of the file: its indentation is gone.
                    endpoint::edge_functions(text).for_each(|address| {
                        add(Callee::function(&address), address.host, span, SchedulerKind::Configuration);
                    });
                    endpoint::own_routes(text).for_each(|path| {
                        add(Callee::Route(path.into()), None, span, SchedulerKind::Configuration);
                    });
                });
            }
            Content::Lines(text) if is_timed(&file.path, files) => {
                endpoint::edge_functions(text).for_each(|address| {
                    add(Callee::function(&address), address.host, address.span, SchedulerKind::System);
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

/// Every text of a document, with its place.
pub(super) fn texts(node: &Node, visit: &mut impl FnMut(&str, Span)) {
    match &node.value {
        Value::Text(text) => visit(text, node.span),
        Value::List(items) => items.iter().for_each(|item| texts(item, visit)),
        Value::Table(entries) => entries.iter().for_each(|entry| texts(&entry.node, visit)),
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
