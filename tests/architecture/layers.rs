//! Who may import whom.

use super::code::Code;

/// Each module uses only those above it.
pub(crate) const LAYERS: [&str; 12] = [
    "source", "finding", "facts", "project", "rule", "rules", "grade", "config", "report", "engine",
    "render", "cli",
];

/// Imports that the order of layers would let through.
const FORBIDDEN: [(&str, &[&str]); 1] = [("render", &["engine", "facts", "rules"])];

/// Names of the source layer that a rule must not see: facts are all it needs.
const HIDDEN_FROM_RULES: [&str; 3] = ["SourceFile", "Sources", "read"];

/// Third-party crates and parts of the standard library, and the only places that may name them. A `*`
/// at the end stands for any ending.
const WALLS: [(&str, &[&str]); 26] = [
    ("anyhow", &["src/cli/"]),
    ("clap", &["src/cli/"]),
    ("html5gum", &["src/facts/"]),
    ("ignore", &["src/source/walk"]),
    ("immutable_chunkmap", &["src/project/schema/dependents", "src/project/schema/persistent"]),
    ("indicatif", &["src/cli/"]),
    ("jsonc_parser", &["src/facts/"]),
    ("miette", &["src/cli/", "src/config/", "src/render/"]),
    ("num_bigint", &["src/grade/"]),
    ("num_rational", &["src/grade/"]),
    ("oxc_*", &["src/facts/", "src/project/modules/"]),
    ("regex", &["src/facts/", "src/project/", "src/rules/"]),
    ("saphyr_parser", &["src/facts/"]),
    ("sqlparser", &["src/facts/"]),
    ("squawk_syntax", &["src/facts/"]),
    ("std::env", &["src/cli/"]),
    ("std::fs", &["src/cli/", "src/source/"]),
    // The module graph's file system is in memory: it has the names of input and output, and does none.
    ("std::io", &["src/cli/", "src/project/modules/tree", "src/render/", "src/source/"]),
    ("std::net", &[]),
    ("std::process::Command", &["src/source/git"]),
    ("std::time::Instant", &["src/cli/"]),
    ("std::time::SystemTime", &["src/cli/"]),
    ("terminal_size", &["src/cli/"]),
    ("toml", &["src/config/", "src/facts/", "src/rule/"]),
    ("toml_edit", &["src/config/", "src/facts/"]),
    ("tree_sitter*", &["src/facts/"]),
];

/// Macros that print.
const PRINTERS: [&str; 5] = ["dbg", "eprint", "eprintln", "print", "println"];

/// Imports of `code` that go down or through a wall between layers.
pub(crate) fn complaints(code: &Code) -> Vec<String> {
    let Some(own) = layer_of(&code.path) else { return Vec::new() };
    let depth = module_depth(&code.path);
    let mut complaints = Vec::new();
    for path in code.paths().iter().filter(|path| !path.is_test) {
        let ups = path.segments.iter().take_while(|segment| *segment == "super").count();
        let target = match path.segments.first().map(String::as_str) {
            Some("crate") => path.segments.get(1),
            Some("super") if ups >= depth => path.segments.get(ups),
            _ => None,
        };
        let Some(target) = target else { continue };
        let written = path.segments.join("::");
        if !may_import(own, target) {
            complaints.push(format!("{}:{}: `{own}` must not use `{written}`", code.path, path.line));
        } else if own == "rules"
            && target == "source"
            && path.segments.last().is_some_and(|last| HIDDEN_FROM_RULES.contains(&last.as_str()))
        {
            complaints.push(format!("{}:{}: rules see facts, not `{written}`", code.path, path.line));
        }
    }
    complaints
}

/// Uses of a crate outside the place it is kept to, and prints outside the command line.
pub(crate) fn wall_complaints(code: &Code) -> Vec<String> {
    let mut complaints = Vec::new();
    for path in code.paths().iter().filter(|path| !path.is_test) {
        let written = path.segments.join("::");
        for (wall, homes) in WALLS {
            if is_behind(&written, wall) && !homes.iter().any(|home| code.path.starts_with(home)) {
                complaints.push(format!("{}:{}: `{written}` belongs in {homes:?}", code.path, path.line));
            }
        }
    }
    for (name, line) in code.macro_calls() {
        if PRINTERS.contains(&name) && !code.path.starts_with("src/cli/") {
            complaints.push(format!("{}:{line}: `{name}!` belongs in src/cli", code.path));
        }
    }
    complaints
}

fn is_behind(written: &str, wall: &str) -> bool {
    match wall.strip_suffix('*') {
        Some(start) => written.starts_with(start),
        None => written.strip_prefix(wall).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")),
    }
}

/// The layer a file belongs to; `None` for the crate roots.
fn layer_of(path: &str) -> Option<&str> {
    let (layer, _) = path.strip_prefix("src/")?.split_once('/')?;
    Some(layer)
}

/// How many `super` lead from the file to the root of the crate.
fn module_depth(path: &str) -> usize {
    let depth = path.matches('/').count();
    if path.ends_with("/mod.rs") { depth - 1 } else { depth }
}

fn may_import(own: &str, target: &str) -> bool {
    let rank = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let forbidden = FORBIDDEN.iter().any(|(from, to)| *from == own && to.contains(&target));
    match (rank(own), rank(target)) {
        (Some(own), Some(target)) => target <= own && !forbidden,
        // A macro or item of the crate root, or a folder outside the table: the order test shows it.
        _ => rank(own).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let code = Code::new(path, text);
        complaints(&code).len() + wall_complaints(&code).len()
    }

    #[test]
    fn an_import_goes_up_only() {
        assert_eq!(found("src/facts/sql.rs", "use crate::finding::Problem;"), 0);
        assert_eq!(found("src/facts/sql.rs", "use crate::project::Project;"), 1);
        assert_eq!(found("src/facts/sql.rs", "use crate::{finding::Problem, rule::{Rule, Catalog}};"), 2);
        assert_eq!(found("src/facts/sql.rs", "fn f() { crate::engine::audit(); }"), 1);
        assert_eq!(found("src/facts/sql.rs", "fn f() { vec![crate::engine::audit()]; }"), 1);
        assert_eq!(found("src/render/json.rs", "use crate::facts::FileFacts;"), 1);
        assert_eq!(found("src/rules/a/b.rs", "use crate::source::{Role, Sources};"), 1);
    }

    #[test]
    fn super_that_leaves_the_layer_counts_too() {
        assert_eq!(found("src/facts/mod.rs", "use super::engine::audit;"), 1);
        assert_eq!(found("src/facts/sql/mod.rs", "use super::super::engine::audit;"), 1);
        assert_eq!(found("src/facts/sql/mod.rs", "use super::engine;"), 0);
    }

    #[test]
    fn test_code_may_look_everywhere() {
        assert_eq!(found("src/facts/sql.rs", "#[cfg(test)]\nmod tests { use crate::engine::audit; }"), 0);
        let macro_rules =
            "macro_rules! m { () => { #[cfg(test)] mod e { fn f() { crate::engine::a(); } } } }";
        assert_eq!(found("src/facts/sql.rs", macro_rules), 0);
        assert_eq!(found("src/facts/sql.rs", "#[cfg(test)]\nuse x::y;\nuse crate::engine::audit;"), 1);
    }

    #[test]
    fn words_in_comments_and_strings_are_no_imports() {
        assert_eq!(
            found("src/facts/a.rs", "/// [`crate::engine::audit`]\nconst A: &str = \"clap::Arg\";"),
            0
        );
    }

    #[test]
    fn crates_stay_behind_their_walls() {
        assert_eq!(found("src/rules/a/b.rs", "use oxc_ast::ast::Program;"), 1);
        assert_eq!(found("src/facts/typescript/a.rs", "use oxc_ast::ast::Program;"), 0);
        assert_eq!(found("src/facts/a.rs", "use std::{collections::BTreeMap, env};"), 1);
        assert_eq!(found("src/facts/a.rs", "use crate::facts::env::read;"), 0);
        assert_eq!(found("src/engine/a.rs", "fn f() { std::process::Command::new(\"git\"); }"), 1);
        assert_eq!(found("src/source/git/mod.rs", "use std::process::Command;"), 0);
        assert_eq!(found("src/report/a.rs", "fn f() { println!(\"x\"); }"), 1);
        assert_eq!(found("src/cli/a.rs", "fn f() { println!(\"x\"); }"), 0);
    }
}
