//! What gonogo makes of one file: its role, its language, its facts, its problems.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::failure::Failure;
use super::place;
use crate::config::Config;
use crate::facts::document::{Node, Value};
use crate::facts::sql::SqlFacts;
use crate::facts::typescript::TypeScriptFacts;
use crate::facts::{self, Content, FileFacts};
use crate::project::Project;
use crate::rule::Catalog;
use crate::source::{self, LineIndex, RelPath, SourceFile, Sources};
use crate::{engine, render};

/// Names shown of each kind of fact.
const NAMED: usize = 8;

/// The page of the file `typed`, seen from here or from `root`.
pub(super) fn page(root: &Path, typed: &str, config: Config, catalog: &Catalog) -> Result<String, Failure> {
    let nothing = || Failure::NothingToExplain {
        name: typed.to_owned(),
        nearest: catalog.nearest(typed).map(str::to_owned),
    };
    let path = below(root, typed).ok_or_else(nothing)?;
    let (sources, project) = read(root, config)?;
    if let Some(file) = sources.get(&path) {
        let place = project.map(|project| place::lines(&project, file, &sources)).unwrap_or_default();
        return Ok(read_file(file, &place));
    }
    let skipped = sources.skipped.iter().find(|file| file.path == path).map(|file| file.reason.to_owned());
    let unread = || sources.unreadable.iter().find(|file| file.path == path).map(|file| file.message.clone());
    let reason = skipped
        .or_else(unread)
        .unwrap_or_else(|| "git ignores it, or the configuration excludes it".to_owned());
    Ok(format!("{}\n\nnot audited: {reason}\n", render::one_line(path.as_str())))
}

/// The path relative to the root, where it names a file.
fn below(root: &Path, typed: &str) -> Option<RelPath> {
    let root = root.canonicalize().ok()?;
    let candidates = [Path::new(typed).to_path_buf(), root.join(typed)];
    let found = candidates.iter().filter(|path| path.is_file()).find_map(|path| {
        // The folder is resolved, the file is not: a symbolic link is explained as one.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        let path = folder.join(path.file_name()?);
        let segments: Option<Vec<String>> = path
            .strip_prefix(&root)
            .ok()?
            .iter()
            .map(|segment| segment.to_str().map(str::to_owned))
            .collect();
        Some(segments?.join("/"))
    })?;
    Some(RelPath::new(found))
}

/// Reads the repository, and puts it together.
fn read(root: &Path, config: Config) -> Result<(Sources, Option<Project>), Failure> {
    engine::with_threads(0, || {
        let sources = source::read(source::walk(root, &config.exclude)?);
        let project = engine::project(&sources, config.settings);
        Ok((sources, project))
    })
}

fn read_file(file: &SourceFile, place: &[String]) -> String {
    let mut page = format!(
        "{}\n\nrole       {}\nlanguage   {}\nsize       {} bytes, {} lines\n",
        render::one_line(file.path.as_str()),
        file.role.name(),
        file.language.name(),
        file.text.len(),
        file.text.lines().count()
    );
    for line in place {
        page.extend([line.trim_end(), "\n"]);
    }
    let index = file.lines();
    for facts in facts::extract(file) {
        if let Some(side) = facts.side {
            page.extend(["\nas ", side.name(), " has it\n"]);
        }
        for line in lines(&facts, file, index) {
            page.extend([line.trim_end(), "\n"]);
        }
    }
    page
}

fn lines(facts: &FileFacts, file: &SourceFile, index: &LineIndex) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(conflict) = &facts.conflict {
        lines.push(row("conflicts", conflict.blocks.len(), &[]));
    }
    lines.push(row("comments", facts.comments.len(), &[]));
    match &facts.content {
        Content::TypeScript(script) => lines.extend(script_lines(script)),
        Content::Sql(sql) => lines.extend(sql_lines(sql)),
        Content::Rust(rust) => {
            lines.push(row(
                "modules",
                rust.modules.len(),
                &counted(rust.modules.iter().map(|one| &*one.name)),
            ));
            lines.push(row("panics", rust.panics.len(), &[]));
        }
        Content::Document(node) => lines.push(row("keys", keys(node), &top_keys(node))),
        Content::Html(html) => {
            lines.push(row(
                "scripts",
                html.scripts.len(),
                &counted(html.scripts.iter().map(|(name, _)| &**name)),
            ));
            lines.push(row(
                "http-equiv",
                html.http_equiv.len(),
                &counted(html.http_equiv.iter().map(|one| &*one.0)),
            ));
        }
        Content::Environment(file) => {
            let names = file.entries.iter().filter(|entry| !entry.is_comment).map(|entry| &*entry.name);
            lines.push(row("variables", file.entries.len(), &counted(names)));
        }
        Content::Markdown(document) => {
            let paths = document.paths.iter().map(|mention| &*mention.path);
            lines.push(row("paths", document.paths.len(), &counted(paths)));
        }
        Content::Shell(copied) => {
            lines.push(row("copies", copied.len(), &counted(copied.iter().map(|one| &*one.from))));
        }
        Content::Lines(text) => lines.push(row("lines", text.lines().count(), &[])),
        Content::None => lines.push("facts      none: no grammar reads this language".to_owned()),
    }
    lines.push(row("problems", facts.problems.len(), &[]));
    for problem in &facts.problems {
        let line = index.position(&file.text, problem.span.start).line;
        lines.push(format!("  line {line}: {}: {}", problem.kind.name(), render::one_line(&problem.message)));
    }
    lines
}

fn script_lines(script: &TypeScriptFacts) -> [String; 6] {
    [
        row("imports", script.imports.len(), &counted(script.imports.iter().map(|one| &*one.specifier))),
        row("exports", script.exports.len(), &counted(script.exports.iter().map(|one| &*one.name))),
        row("undeclared", script.free_names.len(), &counted(script.free_names.iter().map(|one| &*one.name))),
        row("functions", script.functions.len(), &counted(script.functions.iter().map(|one| &*one.name))),
        row("calls", script.calls.len(), &counted(script.calls.iter().map(|one| &*one.callee))),
        row("bindings", script.bindings.len(), &counted(script.bindings.iter().map(|one| &*one.path))),
    ]
}

fn sql_lines(sql: &SqlFacts) -> [String; 2] {
    // The name of an action is the beginning of how it is written for programmers.
    let actions = sql.statements.iter().map(|statement| format!("{:?}", statement.action));
    let actions: Vec<String> = actions
        .map(|action| action.split(|end: char| !end.is_alphanumeric()).next().unwrap_or_default().to_owned())
        .collect();
    let edge_calls = counted(sql.edge_calls.iter().map(|call| &*call.function));
    [
        row("statements", sql.statements.len(), &counted(actions.iter().map(String::as_str))),
        row("edge calls", sql.edge_calls.len(), &edge_calls),
    ]
}

/// How many keys a document has at any depth.
fn keys(node: &Node) -> usize {
    match &node.value {
        Value::Table(entries) => entries.iter().map(|entry| 1 + keys(&entry.node)).sum(),
        Value::List(items) => items.iter().map(keys).sum(),
        _ => 0,
    }
}

fn top_keys(node: &Node) -> Vec<(&str, usize)> {
    counted(node.entries().iter().map(|entry| &*entry.key))
}

/// Names and how often each occurs, most often first.
fn counted<'n>(names: impl Iterator<Item = &'n str>) -> Vec<(&'n str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names.filter(|name| !name.is_empty()) {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    counts
}

pub(super) fn row(label: &str, count: usize, facts: &[(&str, usize)]) -> String {
    let named = facts.iter().take(NAMED).map(|(name, count)| {
        let name = render::one_line(name);
        if *count > 1 { format!("{name} ×{count}") } else { name }
    });
    let named: Vec<String> = named.collect();
    let more = if facts.len() > NAMED { ", …" } else { "" };
    format!("{label:<11}{count:<6}{}{more}", named.join(", "))
}
