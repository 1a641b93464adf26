//! Names that are there without a declaration: the language's own and those of every platform; and those that
//! a file declares for others.

use std::sync::LazyLock;

use oxc_ast::ast;
use oxc_ast::ast::{Declaration, Statement};

use super::TypeScriptFacts;
use crate::facts::Comment;

/// Names of the language (`l` a value, `m` only a type) and of browsers, workers, Node, Deno, Bun, Cloudflare and
/// test runners (`v`, `t`), sorted.
static GLOBALS: LazyLock<Vec<(&str, Global)>> = LazyLock::new(|| {
    let lines = include_str!("globals.txt").lines().filter_map(|line| line.split_once(' '));
    lines.map(|(name, kind)| (name, Global(kind.as_bytes().first().copied().unwrap_or(b'v')))).collect()
});

/// What is known of a name that nobody declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Global(u8);

impl Global {
    pub(super) fn is_language(self) -> bool {
        matches!(self.0, b'l' | b'm')
    }

    pub(super) fn is_value(self) -> bool {
        matches!(self.0, b'l' | b'v')
    }
}

pub(super) fn of(name: &str) -> Option<Global> {
    let at = GLOBALS.binary_search_by(|(known, _)| known.cmp(&name)).ok()?;
    Some(GLOBALS[at].1)
}

/// Takes down what a file declares for every other: `declare global`, and the top level of what is no module.
pub(super) fn declared(program: &ast::Program<'_>, facts: &mut TypeScriptFacts) {
    for statement in &program.body {
        match statement {
            Statement::TSGlobalDeclaration(global) => names(&global.body.body, facts),
            Statement::TSExternalModuleDeclaration(module) => {
                let inner = module.body.iter().flat_map(|body| &body.body);
                for statement in inner {
                    if let Statement::TSGlobalDeclaration(global) = statement {
                        names(&global.body.body, facts);
                    }
                }
                facts.ambient_modules.push(module.id.value.as_str().into());
            }
            Statement::TSNamespaceExportDeclaration(namespace) => {
                facts.globals.push(namespace.id.name.as_str().into());
            }
            _ => {}
        }
    }
    if !facts.is_module && !facts.is_common_module() {
        names(&program.body, facts);
        // A script that sets a name that nobody declares makes it.
        let made = facts.free_names.iter().filter(|free| free.position == super::Position::Assigned);
        let made: Vec<Box<str>> = made.map(|free| free.name.clone()).collect();
        facts.globals.extend(made);
    }
}

/// `/* global a, b:writable */`, and the other spelling of it.
pub(super) fn commented(comments: &[Comment], facts: &mut TypeScriptFacts) {
    for comment in comments {
        let Some(text) = comment.text.strip_prefix("/*") else { continue };
        let text = text.trim_start();
        let Some(list) = text.strip_prefix("globals ").or_else(|| text.strip_prefix("global ")) else {
            continue;
        };
        let names = list.trim_end_matches("*/").split([',', ' ', '\n', '\r', '\t']);
        let names = names.map(|name| name.split(':').next().unwrap_or(name)).filter(|name| !name.is_empty());
        facts.globals.extend(names.map(Box::from));
    }
}

fn names(statements: &[Statement<'_>], facts: &mut TypeScriptFacts) {
    for statement in statements {
        match statement {
            Statement::ExportDeclaration(export) => declaration(&export.declaration, facts),
            other => {
                if let Some(inner) = other.as_declaration() {
                    declaration(inner, facts);
                }
            }
        }
    }
}

fn declaration(declaration: &Declaration<'_>, facts: &mut TypeScriptFacts) {
    super::export::names_of(declaration, &mut |name, _, _| facts.globals.push(name.into()));
}
