//! Policies in the configuration of platforms, proxies and desktop shells.

use super::policy::{Found, PolicyKind, Source, header};
use crate::facts::document::{Entry, Node, Value};
use crate::source::{RelPath, Span};

/// Files in which platforms look for the headers they send.
const PLATFORM_FILES: [&str; 15] = [
    "app.yaml",
    "customHttp.yml",
    "firebase.json",
    "fly.toml",
    "manifest.json",
    "netlify.toml",
    "now.json",
    "render.yaml",
    "serve.json",
    "static.json",
    "staticwebapp.config.json",
    "tauri.conf.json",
    "vercel.json",
    "Tauri.toml",
    "tauri.conf.json5",
];

/// Every policy of a document that something serves by.
pub(super) fn policies(path: &RelPath, root: &Node) -> Vec<Found> {
    let name = path.file_name();
    let kind = match name {
        // Headers there are those of the development server.
        "angular.json" => PolicyKind::Development,
        _ => PolicyKind::Production,
    };
    let is_yaml = matches!(path.extension(), "yml" | "yaml") && !path.is_under(".github");
    let mut found = Vec::new();
    if PLATFORM_FILES.contains(&name) || name == "angular.json" || is_yaml {
        let mut add = |span, is_report_only| {
            found.push(Found { kind, source: Source::Infrastructure, span, is_report_only });
        };
        search(root, name.to_lowercase().starts_with("tauri"), &mut add);
    }
    found
}

fn search(node: &Node, is_desktop: bool, add: &mut impl FnMut(Span, bool)) {
    for item in node.items() {
        search(item, is_desktop, add);
    }
    for entry in node.entries() {
        match policy_of(entry, is_desktop) {
            Some(is_report_only) => add(entry.key_span, is_report_only),
            None => search(&entry.node, is_desktop, add),
        }
    }
}

/// Whether an entry gives the policy, by its key or by what it says.
fn policy_of(entry: &Entry, is_desktop: bool) -> Option<bool> {
    let is_empty = match &entry.node.value {
        Value::Null | Value::Bool(false) => true,
        Value::Text(text) => text.trim().is_empty(),
        _ => false,
    };
    if is_empty {
        return None;
    }
    if is_desktop && &*entry.key == "csp" {
        return Some(false);
    }
    let by_key = header(&entry.key).or_else(|| header(last_part(&entry.key)));
    let text = entry.node.text();
    by_key
        .or_else(|| text.filter(|_| matches!(&*entry.key, "key" | "name" | "header")).and_then(header))
        .or_else(|| text.and_then(snippet))
}

/// Labels of a proxy: `traefik.http.middlewares.x.headers.contentSecurityPolicy`.
fn last_part(key: &str) -> &str {
    key.rsplit_once('.').map_or(key, |(_, last)| last)
}

/// Lines of nginx inside an annotation.
fn snippet(text: &str) -> Option<bool> {
    let given = text.lines().find(|line| {
        let line = line.trim_start();
        (line.starts_with("add_header") || line.starts_with("more_set_headers"))
            && line.contains("Content-Security-Policy")
    })?;
    Some(given.contains("Content-Security-Policy-Report-Only"))
}
