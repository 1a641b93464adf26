//! TypeScript and JavaScript, read by `oxc`; also the scripts of Vue, Svelte and Astro.
//!
//! One parse, one traversal. What the types say is not looked at.

mod address;
mod alias;
mod binding;
mod body;
mod call;
mod chain;
mod collector;
mod comparison;
mod component;
mod condition;
mod database_types;
mod directive;
mod embedded;
mod environment;
mod export;
mod free_name;
mod function;
mod global;
mod guard;
mod import;
mod interest;
mod page;
mod parse;
mod rescue;
mod value;
mod value_of;
mod visit;

pub use address::{AddressBase, FunctionAddress};
pub use alias::{Alias, AliasPattern};
pub use binding::{Binding, BindingKind};
pub use body::FunctionBody;
pub use call::{Argument, Call, Link, Usage};
pub use comparison::{Comparison, is_credential};
pub use database_types::{
    DatabaseTypes, TypedArgument, TypedColumn, TypedFunction, TypedRelation, TypedSchema,
};
pub use directive::Directive;
pub use export::Export;
pub use free_name::{FreeName, Position};
pub use function::Function;
pub use guard::is_guard_name;
pub use import::{Import, ImportKind, ImportedName};
pub use interest::is_uuid;
pub use value::{Property, Value};

use oxc_allocator::Allocator;

use collector::Collector;

use super::FileFacts;
use super::environment::EnvironmentRead;
use crate::source::Span;

/// What one script contains.
#[derive(Debug, Default)]
pub struct TypeScriptFacts {
    /// Calls and constructions, in source order of their start.
    pub calls: Vec<Call>,
    /// Names that values are given to, in source order. In configuration and server entry files every
    /// literal; elsewhere those whose name or value some rule can ask for: ids of tenants (whatever
    /// their value), headers, constants in capitals, UUIDs, variables that hold a name or are read from
    /// the environment.
    pub bindings: Vec<Binding>,
    /// Functions, in source order of their start.
    pub functions: Vec<Function>,
    /// Its classes that extend others, each with that other by name, in source order.
    pub extended: Vec<(Box<str>, Box<str>)>,
    /// What is taken from other modules, in source order.
    pub imports: Vec<Import>,
    /// What is offered to other modules by name, in source order.
    pub exports: Vec<Export>,
    /// Whether it offers more than [`Self::exports`] says: `module.exports`, `export =`.
    pub exports_anything: bool,
    /// Whether it is a module: it imports or exports.
    pub is_module: bool,
    /// Names that it uses and does not declare, in source order.
    pub free_names: Vec<FreeName>,
    /// Names that it declares for every file: `declare global`, the top level of what is no module, names that
    /// a configuration defines, `/* global x */`.
    pub globals: Vec<Box<str>>,
    /// Modules that it declares: `declare module 'x'`.
    pub ambient_modules: Vec<Box<str>>,
    /// Names that stand for folders, in the configuration of bundlers and test runners, in source order.
    pub aliases: Vec<Alias>,
    /// Folders into which plugins of a bundler write modules, as its configuration names them.
    pub outputs: Vec<Box<str>>,
    /// Names of events that programs within its texts fire or listen to, in source order.
    pub embedded_events: Vec<Box<str>>,
    /// Where it compares what reads as a credential, in source order.
    pub comparisons: Vec<Comparison>,
    /// `console.x` where it is no call: `.catch(console.error)`.
    pub references: Vec<Reference>,
    /// Addresses of edge functions in its texts, in source order.
    pub addresses: Vec<FunctionAddress>,
    /// Where it reads variables of the environment through members: `process.env.X`. What it reads by calls,
    /// [`Call::variable`] tells.
    pub environment: Vec<EnvironmentRead>,
    /// The types of a database, where it declares them.
    pub database_types: Option<Box<DatabaseTypes>>,
    /// Which side of the network its first lines say it is for.
    pub directive: Option<Directive>,
    /// What runs it, where it says so.
    pub host: Option<Host>,
}

/// What runs a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// A shell: it begins with `#!`.
    Shell,
    /// A page, which has a part of it as it is written: other scripts there may declare its names.
    Page,
}

impl TypeScriptFacts {
    /// Whether it takes or offers modules by `require` and `module.exports`.
    pub fn is_common_module(&self) -> bool {
        self.exports_anything || self.imports.iter().any(|import| import.kind == ImportKind::Require)
    }
}

/// A method of `console` that is passed on instead of called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The dotted path: `console.error`.
    pub path: Box<str>,
    /// Where.
    pub span: Span,
    /// Whether it stands under a condition that only holds in development.
    pub is_development_only: bool,
}

pub(super) fn read(text: &str, facts: &mut FileFacts, allocator: &mut Allocator) {
    parse::read(text, facts, allocator);
}

/// What a page in MDX imports.
pub(super) fn imports_of_page(text: &str, allocator: &mut Allocator) -> Vec<Import> {
    page::imports(text, allocator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    pub(super) fn facts(path: &str, text: &str) -> TypeScriptFacts {
        let read = extract(&SourceFile::new(RelPath::new(path), text)).remove(0);
        assert_eq!(read.problems, []);
        match read.content {
            Content::TypeScript(facts) => *facts,
            other => panic!("{other:?}"),
        }
    }

    /// `path = value` of each binding.
    fn bindings(path: &str, text: &str) -> Vec<String> {
        let facts = facts(path, text);
        facts.bindings.iter().map(|binding| format!("{} = {:?}", binding.path, binding.value)).collect()
    }

    #[test]
    fn a_chain_is_one_call() {
        let text = "const { error } = await (supabase as any)!.from('x')?.update({ a: 1 }).eq('id', id);";
        let facts = facts("a.ts", text);
        let [call] = &*facts.calls else { panic!("{:?}", facts.calls) };
        assert_eq!(&*call.callee, "supabase.from");
        assert_eq!(call.links.iter().map(|link| &*link.name).collect::<Vec<_>>(), ["from", "update", "eq"]);
        assert_eq!(call.links[0].text(0), Some("x"));
        assert_eq!(call.links[1].argument(0).and_then(|value| value.get("a")), Some(&Value::Number(1.0)));
        assert_eq!(call.links[2].argument(1).and_then(Value::path), Some("id"));
        assert_eq!(call.usage, Usage::Bound(Box::new(["error".into()])));
        assert!(call.is_awaited);
    }

    #[test]
    fn calls_know_the_call_and_the_function_around() {
        let facts = facts("a.ts", "export async function f() { await wrap(k, async () => { db.go(); }); }");
        let [wrap, go] = &*facts.calls else { panic!("{:?}", facts.calls) };
        assert_eq!((&*wrap.callee, wrap.within, wrap.function), ("wrap", None, Some(0)));
        assert_eq!((&*go.callee, go.within, go.function), ("db.go", Some(0), Some(1)));
        let [f, arrow] = &*facts.functions else { panic!("{:?}", facts.functions) };
        assert_eq!((&*f.name, f.is_exported, f.is_async), ("f", true, true));
        assert_eq!((arrow.parent, arrow.passed_to), (Some(0), Some(0)));
    }

    #[test]
    fn a_chain_on_a_value_without_a_name_keeps_its_links() {
        let facts =
            facts("a.ts", "(await createClient()).from('x').insert(rows); new Response(b, { status: 1 });");
        let callees: Vec<_> = facts.calls.iter().map(|call| &*call.callee).collect();
        assert_eq!(callees, ["", "createClient", "new Response"]);
        assert_eq!(facts.calls[0].links.len(), 2);
    }

    #[test]
    fn conditions_of_development_reach_what_they_guard() {
        for (text, expected) in [
            ("if (import.meta.env.DEV) log();", true),
            ("if (!import.meta.env.DEV) log();", false),
            ("if (process.env.NODE_ENV !== 'production') { log(); }", true),
            ("if (process.env.NODE_ENV === 'production') a; else log();", true),
            ("process.env.NODE_ENV === 'development' && log();", true),
            ("isDev || log();", false),
            ("__DEV__ ? log() : null;", true),
            ("function f() { if (!DEBUG) return; log(); }", true),
            ("function f() { if (!ready) return; log(); }", false),
            ("if (Deno.env.get('DEBUG') === 'true') log();", true),
            ("if (isDev || verbose) log();", false),
            ("if (isProd && quiet) a; else log();", false),
        ] {
            let facts = facts("a.ts", text);
            let log = facts.calls.iter().find(|call| &*call.callee == "log").expect("the call");
            assert_eq!(log.is_development_only, expected, "{text}");
        }
    }

    #[test]
    fn configuration_keeps_every_literal_with_its_path() {
        let text = "export default defineConfig(({ mode }) => ({ server: { port: 80, headers: { 'Content-Security-Policy': [\"default-src 'self'\", 'a'].join('; ') } } }));";
        let expected = [
            "server.port = Number(80.0)",
            "server.headers.Content-Security-Policy = Text(\"default-src 'self'; a\")",
        ];
        assert_eq!(bindings("vite.config.ts", text), expected);
    }

    #[test]
    fn pairs_of_key_and_value_read_as_properties() {
        let text = "const csp = `a ${b} c`; const next = { async headers() { return [{ source: '/', headers: [{ key: 'X-Frame-Options', value: csp.trim() }] }] } };";
        let expected = [
            "csp = Template(\"a ${} c\")",
            "next.headers.source = Text(\"/\")",
            "next.headers.headers.X-Frame-Options = Path(\"csp\")",
            "next.headers.headers.key = Text(\"X-Frame-Options\")",
            "next.headers.headers.value = Path(\"csp\")",
        ];
        assert_eq!(bindings("next.config.js", text), expected);
    }

    #[test]
    fn an_application_keeps_what_rules_can_ask_for() {
        let text = "const TENANT = 'acme'; const label = 'x'; insert({ tenant_id: TENANT, title: 'y', owner: '00000000-0000-0000-0000-000000000000' }); function f(orgId = 'default', { accountId = 1 }) {} const t = { tenantId: env.T || 'none' };";
        let expected = [
            "TENANT = Text(\"acme\")",
            "tenant_id = Path(\"TENANT\")",
            "owner = Text(\"00000000-0000-0000-0000-000000000000\")",
            "orgId = Text(\"default\")",
            "accountId = Number(1.0)",
            "t.tenantId = Fallback(Text(\"none\"))",
        ];
        assert_eq!(bindings("src/a.ts", text), expected);
    }

    #[test]
    fn console_passed_on_is_a_reference() {
        let facts = facts(
            "a.ts",
            "f().catch(console.error); console.log(1); window.console.log(2); console['warn'](3);",
        );
        let references: Vec<_> = facts.references.iter().map(|one| &*one.path).collect();
        assert_eq!(references, ["console.error"]);
        let callees: Vec<_> = facts.calls.iter().map(|call| &*call.callee).collect();
        assert_eq!(callees, ["f", "console.log", "window.console.log", "console.warn"]);
    }

    #[test]
    fn a_computed_import_is_a_pattern() {
        let text = "import(`./pages/${name}.vue`); require('../commands/' + name); import(name); import(`${x}/y`); import(`./one`); import.meta.glob('./a/*'); import.meta.glob('./b/*', { as: 'raw' }); import.meta.glob('./c/*', { query: '?url' });";
        let facts = facts("a.ts", text);
        let imports: Vec<_> = facts.imports.iter().map(|import| (&*import.specifier, import.kind)).collect();
        assert_eq!(
            imports,
            [
                ("./pages/*.vue", ImportKind::Glob),
                ("../commands/*", ImportKind::Glob),
                ("./one", ImportKind::Dynamic),
                ("./a/*", ImportKind::Glob)
            ]
        );
    }

    #[test]
    fn the_first_lines_say_the_side() {
        for (text, expected) in [
            ("// note\n'use client';\nimport a from 'a';", Some(Directive::Client)),
            ("\"use strict\"; 'use server'; export async function f() {}", Some(Directive::Server)),
            ("import a from 'a';\n'use client';", None),
        ] {
            assert_eq!(facts("a.ts", text).directive, expected, "{text}");
        }
    }

    #[test]
    fn imports_of_every_kind_are_listed() {
        let text = "import a, { b as c } from './a'; import type { T } from 't'; export * from './b'; const d = require('d'); import('e'); import 'f';";
        let facts = facts("a.ts", text);
        let imports: Vec<_> = facts.imports.iter().map(|import| (&*import.specifier, import.kind)).collect();
        assert_eq!(
            imports,
            [
                ("./a", ImportKind::Static),
                ("t", ImportKind::Type),
                ("./b", ImportKind::ReExport),
                ("d", ImportKind::Require),
                ("e", ImportKind::Dynamic),
                ("f", ImportKind::Static)
            ]
        );
        assert_eq!(&*facts.imports[0].names[1].local, "c");
    }
}
