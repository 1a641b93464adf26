//! `[functions.NAME]` in a Supabase `config.toml`.

use super::folder::Tree;
use super::host::reads_as_reference;
use crate::facts::FileFacts;
use crate::facts::document::{Entry, Node, Value};
use crate::finding::{Location, Subject};
use crate::source::RelPath;

/// Keys that only an entry of an edge function has.
const FUNCTION_KEYS: [&str; 7] =
    ["verify_jwt", "entrypoint", "import_map", "enabled", "static_files", "schedule", "cron"];
/// Keys at the top of a Supabase `config.toml`; one alone may be another tool's.
const PROJECT_KEYS: [&str; 7] = ["project_id", "api", "db", "auth", "studio", "storage", "edge_runtime"];

/// The hosted project that a configuration is of.
pub(super) fn reference(root: &Node) -> Option<&str> {
    root.get("project_id").and_then(Node::text).filter(|id| reads_as_reference(id))
}

/// Storage buckets that a configuration makes.
pub(super) fn buckets(root: &Node) -> Vec<Box<str>> {
    let entries = root.at(&["storage", "buckets"]).map_or(&[][..], Node::entries);
    entries.iter().filter(|entry| is_table(entry)).map(|entry| entry.key.clone()).collect()
}

/// One entry.
#[derive(Debug)]
pub struct ConfigFunction {
    /// The function's name.
    pub name: Box<str>,
    /// Its header.
    pub at: Location,
    /// Whether it is switched on, which it is unless the entry says otherwise.
    pub is_enabled: bool,
    /// Whether callers need a valid token; `None` when the entry does not say.
    pub verify_jwt: Option<bool>,
    /// The import map, as written.
    pub import_map: Option<Box<str>>,
    /// Where its code is.
    pub entrypoint: Entrypoint,
    /// Keys by which somebody meant to schedule it, in source order.
    pub schedules: Vec<Schedule>,
}

/// Where the code of a configured function is.
#[derive(Debug)]
pub enum Entrypoint {
    /// In this file.
    Found(RelPath),
    /// In none of these places.
    Missing(Vec<Box<str>>),
    /// Where we cannot look, and why.
    Unseen(Box<str>),
}

/// A `schedule` or `cron` key.
#[derive(Debug)]
pub struct Schedule {
    /// The key, below the function's entry: `schedule`, `cron.schedule`.
    pub key: Box<str>,
    /// What it is set to, where it is text.
    pub value: Option<Box<str>>,
    /// Where the key stands.
    pub at: Location,
}

impl Schedule {
    /// `schedule = "…"`, or the same key in a table of its own: `[functions.NAME.cron]`.
    fn new(file: &FileFacts, entry: &Entry) -> Self {
        let inner = entry.node.entries().iter().find(|inner| is_schedule(inner));
        let (key, given) = match inner {
            Some(inner) => (format!("{}.{}", entry.key, inner.key).into(), inner),
            None => (entry.key.clone(), entry),
        };
        let value = given.node.text().map(Into::into);
        Self { key, value, at: Location::new(&file.path, given.key_span) }
    }
}

fn is_schedule(entry: &Entry) -> bool {
    matches!(&*entry.key, "schedule" | "cron")
}

/// Whether a `config.toml` is Supabase's. The folder's name helps, but projects live elsewhere too.
pub(super) fn is_supabase(root: &Node, folder: &str) -> bool {
    let known = PROJECT_KEYS.iter().filter(|key| root.get(key).is_some()).count();
    let functions = root.get("functions").map_or(&[][..], Node::entries);
    let has_functions = functions.iter().any(|entry| {
        is_table(entry) && entry.node.entries().iter().any(|e| FUNCTION_KEYS.contains(&&*e.key))
    });
    super::is_named_supabase(folder) || known >= 2 || has_functions
}

/// Whether an entry under `[functions]` or `[storage.buckets]` is one of them: settings of all are no tables.
pub(super) fn is_table(entry: &Entry) -> bool {
    matches!(entry.node.value, Value::Table(_))
}

impl ConfigFunction {
    pub(super) fn new(file: &FileFacts, entry: &Entry, paths: &Tree<'_>) -> Self {
        let table = &entry.node;
        let schedules = table.entries().iter().filter(|entry| is_schedule(entry));
        Self {
            name: entry.key.clone(),
            at: Location::new(&file.path, entry.key_span),
            is_enabled: table.get("enabled").and_then(Node::bool).unwrap_or(true),
            verify_jwt: table.get("verify_jwt").and_then(Node::bool),
            import_map: table.get("import_map").and_then(Node::text).map(Into::into),
            entrypoint: resolve(file.path.folder(), &entry.key, table, paths),
            schedules: schedules.map(|entry| Schedule::new(file, entry)).collect(),
        }
    }
}

/// Paths in the entry count from the config's folder, as the Supabase command line reads them.
fn resolve(folder: &str, name: &str, table: &Node, paths: &Tree<'_>) -> Entrypoint {
    let mut looked = Vec::new();
    if let Some(written) = table.get("entrypoint").and_then(Node::text).filter(|text| !text.is_empty()) {
        if written.starts_with('/') || written.starts_with("env(") {
            return Entrypoint::Unseen(format!("its entry point is `{written}`").into());
        }
        let Some(path) = RelPath::join(folder, written) else {
            return Entrypoint::Unseen(format!("`{written}` lies outside the audited folder").into());
        };
        if paths.has(path.as_str()) {
            return Entrypoint::Found(path);
        }
        if let Some(reason) = paths.hidden(path.as_str()) {
            return Entrypoint::Unseen(reason);
        }
        looked.push(path.as_str().into());
    }
    if let Some(path) = paths.index(folder, name) {
        return Entrypoint::Found(path);
    }
    let default = super::folder::function_folder(folder, name);
    if let Some(reason) = paths.hidden(&default) {
        return Entrypoint::Unseen(reason);
    }
    looked.push(format!("{default}/index.ts").into());
    Entrypoint::Missing(looked)
}

impl From<&ConfigFunction> for Subject {
    fn from(function: &ConfigFunction) -> Self {
        Self::new(&*function.name, function.at.clone())
    }
}
