//! Aliases of bundlers, compilers and test runners, and those that frameworks bring.

use std::sync::Arc;

use regex::Regex;

use super::alias::{Alias, Aliases, Goal, Pattern, below};
use super::tsconfig::may_be_package;
use crate::facts::document::Node;
use crate::facts::typescript::{AliasPattern, TypeScriptFacts};
use crate::facts::{Content, FileFacts};
use crate::source::RelPath;

/// Names, and the folders that each may mean.
type Meanings = &'static [(&'static str, &'static [&'static str])];

/// What a framework's configuration file stands for: the beginning of its name, and what each alias may mean
/// below its folder.
const FRAMEWORKS: [(&str, Meanings); 8] = [
    ("docusaurus.config", &[("@site", &[""]), ("@docusaurus/theme", &[])]),
    ("nuxt.config", &[("~~", &[""]), ("@@", &[""]), ("~", &["", "app", "src"]), ("@", &["", "app", "src"])]),
    (
        "quasar.config",
        &[
            ("src", &["src"]),
            ("components", &["src/components"]),
            ("layouts", &["src/layouts"]),
            ("pages", &["src/pages"]),
            ("assets", &["src/assets"]),
            ("boot", &["src/boot"]),
            ("stores", &["src/stores"]),
        ],
    ),
    ("svelte.config", &[("$lib", &["src/lib"])]),
    ("vue.config", &[("@", &["src"])]),
    ("wxt.config", &[("@", &["", "src"]), ("~", &["", "src"]), ("@@", &[""]), ("~~", &[""])]),
    (".umirc", &[("@", &["src"]), ("@@", &["src/.umi"])]),
    ("app.config", &[]),
];

/// Adds what every configuration among `files` says.
pub(super) fn add(files: &[Arc<FileFacts>], aliases: &mut Aliases) {
    for file in files {
        match &file.content {
            Content::TypeScript(script) => {
                add_script(&file.path, script, aliases);
                conventions(&file.path, aliases);
            }
            Content::Document(document) => add_document(&file.path, document, aliases),
            _ => {}
        }
    }
}

/// Folders that plugins of bundlers write.
pub(super) fn outputs(files: &[Arc<FileFacts>]) -> Vec<Box<str>> {
    let mut found = Vec::new();
    for file in files {
        if let Content::TypeScript(script) = &file.content {
            found.extend(script.outputs.iter().filter_map(|folder| below(home(&file.path), folder)));
        }
    }
    found
}

fn add_script(path: &RelPath, script: &TypeScriptFacts, aliases: &mut Aliases) {
    for alias in &script.aliases {
        if let Some(read) = written(path, &alias.pattern, alias.target.as_deref()) {
            aliases.add(home(path), read);
        }
    }
    let imports = |name: &str| script.imports.iter().any(|import| &*import.specifier == name);
    if path.stem() == "vite.config" && imports("laravel-vite-plugin") {
        let goal = below(path.folder(), "resources/js").map_or(Goal::Unknown, Goal::Path);
        let pattern = Pattern::Prefix("@".into());
        aliases
            .add(home(path), Alias { pattern, goals: vec![goal], may_be_package: false, is_of_tests: false });
    }
}

/// `moduleNameMapper` and `alias` in JSON.
fn add_document(path: &RelPath, document: &Node, aliases: &mut Aliases) {
    let (mapper, names) = match path.file_name() {
        "package.json" => (document.at(&["jest", "moduleNameMapper"]), document.get("alias")),
        "jest.config.json" => (document.get("moduleNameMapper"), None),
        _ => return,
    };
    let expressions = mapper.map_or(&[][..], Node::entries).iter();
    let names = names.map_or(&[][..], Node::entries).iter();
    let patterns = expressions
        .map(|entry| (AliasPattern::Regex(entry.key.clone()), &entry.node))
        .chain(names.map(|entry| (AliasPattern::Name(entry.key.clone()), &entry.node)));
    for (pattern, node) in patterns {
        let first = node.items().first().unwrap_or(node);
        if let Some(read) = written(path, &pattern, first.text()) {
            aliases.add(path.folder(), read);
        }
    }
}

/// The folder a configuration speaks for: the one around `.storybook`, `config` and the like.
fn home(path: &RelPath) -> &str {
    let folder = path.folder();
    let last = folder.rsplit('/').next().unwrap_or(folder);
    if matches!(last, ".storybook" | "config" | "build" | "webpack" | ".vitepress" | "configs" | "scripts") {
        RelPath::above(folder)
    } else {
        folder
    }
}

fn conventions(path: &RelPath, aliases: &mut Aliases) {
    let stem = path.stem();
    for (name, meanings) in FRAMEWORKS.iter().filter(|(name, _)| *name == stem) {
        debug_assert!(!name.is_empty());
        for (alias, folders) in *meanings {
            let goals = folders.iter().filter_map(|folder| below(path.folder(), folder).map(Goal::Path));
            let goals: Vec<Goal> = goals.collect();
            let pattern = Pattern::Prefix((*alias).into());
            aliases.add(
                path.folder(),
                Alias {
                    pattern,
                    goals,
                    may_be_package: !alias.starts_with(['~', '@', '$']),
                    is_of_tests: false,
                },
            );
        }
    }
}

/// An alias as its configuration has it.
fn written(config: &RelPath, pattern: &AliasPattern, target: Option<&str>) -> Option<Alias> {
    let (pattern, may_be_package) = match pattern {
        AliasPattern::Name(name) => {
            let read = match (name.strip_suffix('$'), name.split_once('*')) {
                (Some(exact), _) if !exact.is_empty() => Pattern::Exact(exact.into()),
                (_, Some((before, after))) => Pattern::Star(before.into(), after.into()),
                _ => Pattern::Prefix(name.clone()),
            };
            (read, may_be_package(name))
        }
        AliasPattern::Regex(text) => {
            let regex = Regex::new(&text.replace("\\/", "/")).ok()?;
            let literal = text.trim_start_matches('^');
            (Pattern::Regex(Box::new(regex)), may_be_package(literal))
        }
    };
    let goal = match target {
        None => Goal::Unknown,
        Some(target) => goal(config, target),
    };
    let is_of_tests = ["jest", "vitest"].iter().any(|runner| config.stem().starts_with(runner));
    Some(Alias { pattern, goals: vec![goal], may_be_package, is_of_tests })
}

fn goal(config: &RelPath, target: &str) -> Goal {
    let folder = config.folder();
    let target = target.trim_end_matches('/');
    if let Some(rest) = target.strip_prefix("<rootDir>") {
        return below(home(config), rest).map_or(Goal::Outside, Goal::Path);
    }
    if target == "." || target.starts_with("./") || target.starts_with("../") || target == ".." {
        return below(folder, target).map_or(Goal::Outside, Goal::Path);
    }
    if target.starts_with('/') {
        return below(home(config), target).map_or(Goal::Outside, Goal::Path);
    }
    if target.contains('/') && !target.starts_with('@') {
        // `src/components` of a test runner's or compiler's configuration.
        return below(home(config), target).map_or(Goal::Outside, Goal::Path);
    }
    Goal::Outside
}
