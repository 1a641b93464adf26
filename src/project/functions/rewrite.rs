//! Applications that answer more than their files tell: routes made by code, rewrites, a base path.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::facts::document::Node;
use crate::facts::typescript::Binding;
use crate::facts::{Content, FileFacts};

/// Packages whose servers are given their routes by calls.
const SERVERS: [&str; 8] = ["@hono/", "elysia", "express", "fastify", "h3", "hono", "koa", "@nestjs/core"];

/// Folders of the applications that do; the folder of the file that shows it.
pub(super) fn open_applications(files: &[Arc<FileFacts>]) -> BTreeSet<Box<str>> {
    let is_open = |file: &&Arc<FileFacts>| match &file.content {
        Content::TypeScript(script) if file.path.file_name().starts_with("next.config.") => {
            let moves =
                |binding: &Binding| binding.path.contains("rewrites.") || binding.name() == "basePath";
            script.bindings.iter().any(moves)
        }
        Content::TypeScript(script) if !file.path.as_str().contains("supabase/functions/") => {
            script.imports.iter().any(|import| is_server(&import.specifier))
        }
        Content::Document(root) if file.path.file_name() == "vercel.json" => ["rewrites", "routes"]
            .iter()
            .filter_map(|key| root.get(key))
            .flat_map(Node::items)
            .any(is_rewrite),
        _ => false,
    };
    files.iter().filter(is_open).map(|file| file.path.folder().into()).collect()
}

/// Whether a package's servers are given their routes by calls.
pub(super) fn is_server(specifier: &str) -> bool {
    let name = specifier.strip_prefix("npm:").or(specifier.strip_prefix("jsr:")).unwrap_or(specifier);
    let name = name.get(1..).and_then(|rest| rest.find('@')).map_or(name, |at| &name[..=at]);
    SERVERS.iter().any(|server| name == *server || (server.ends_with('/') && name.starts_with(server)))
}

/// Whether a rule sends requests to code. What sends every path to one page serves a client's router.
fn is_rewrite(rule: &Node) -> bool {
    let to = rule.get("destination").or_else(|| rule.get("dest")).and_then(Node::text);
    to.is_some_and(|to| to != "/" && !to.ends_with("/index.html"))
}
