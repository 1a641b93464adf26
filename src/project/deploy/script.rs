//! Policies that programs and build configurations give.

use std::sync::Arc;

use super::policy::{Found, PolicyKind, Source, header};
use crate::facts::typescript::{Binding, Call, Link, TypeScriptFacts, Value};
use crate::facts::{Content, FileFacts};
use crate::source::{RelPath, Span};

/// Configurations of development servers: whatever header they name, users never see it.
const DEVELOPMENT_CONFIGS: [&str; 9] =
    ["vite", "vitest", "webpack", "vue", "craco", "rsbuild", "rspack", "farm", "webpack-dev-server"];
/// Parts of a configuration that only a development or preview server reads.
const DEVELOPMENT_PARTS: [&str; 4] = ["devServer", "server.headers", "preview.headers", "dev.headers"];
/// Methods that set a header of an answer.
const SETTERS: [&str; 8] = [
    "append",
    "appendHeader",
    "appendResponseHeader",
    "header",
    "set",
    "setHeader",
    "setResponseHeader",
    "setResponseHeaders",
];
/// Packages that set the header unless told otherwise.
const HELMETS: [&str; 4] = ["helmet", "koa-helmet", "@fastify/helmet", "fastify-helmet"];
/// Plugins and modules that write a policy into what they build or serve.
const WRITERS: [&str; 10] = [
    "@kindspells/astro-shield",
    "@melloware/csp-webpack-plugin",
    "@nichtsam/helmet/content",
    "@nosecone/next",
    "csp-html-webpack-plugin",
    "next-safe",
    "next-secure-headers",
    "nosecone",
    "vite-plugin-csp",
    "vite-plugin-csp-guard",
];
/// Calls that answer with pages and not with data.
const PAGE_CALLS: [&str; 9] = [
    "createRequestHandler",
    "renderToPipeableStream",
    "renderToReadableStream",
    "renderToString",
    "sendFile",
    "serveStatic",
    "sirv",
    "static",
    "fastifyStatic",
];

/// Every policy a script gives.
pub(super) fn policies(path: &RelPath, facts: &TypeScriptFacts) -> Vec<Found> {
    // What an edge function answers is data; its headers protect no page.
    if path.as_str().contains("supabase/functions/") {
        return Vec::new();
    }
    let mut found: Vec<Found> = Vec::new();
    found.extend(facts.bindings.iter().filter_map(|binding| in_binding(path, binding)));
    let helmets: Vec<&str> = helmets(facts).collect();
    found.extend(facts.calls.iter().filter_map(|call| in_call(path, call, &helmets)));
    for import in facts.imports.iter().filter(|import| WRITERS.contains(&&*import.specifier)) {
        found.push(production(import.span, false));
    }
    found
}

/// Whether programs beside this one answer with pages.
pub(super) fn serves_pages(path: &RelPath, files: &[Arc<FileFacts>]) -> bool {
    let folder = path.as_str().split_once('/').map_or("", |(first, _)| first);
    let scripts = files.iter().filter(|file| file.path.is_under(folder));
    scripts.into_iter().any(|file| match &file.content {
        Content::TypeScript(facts) => facts.calls.iter().any(|call| PAGE_CALLS.contains(&call.name())),
        _ => false,
    })
}

fn production(span: Span, is_report_only: bool) -> Found {
    Found { kind: PolicyKind::Production, source: Source::Script, span, is_report_only }
}

fn in_binding(path: &RelPath, binding: &Binding) -> Option<Found> {
    let found = |is_report_only| Found {
        kind: kind_of(path, &binding.path),
        ..production(binding.span, is_report_only)
    };
    if let Some(is_report_only) = header(binding.name()) {
        // `metadata.other` renders `<meta name>`, which browsers ignore.
        let is_inert = binding.path.contains("metadata.other") || is_nothing(&binding.value);
        return (!is_inert).then(|| found(is_report_only));
    }
    if let Some(is_report_only) = binding.value.text().and_then(header) {
        // A page's own element, however a build puts it there.
        let is_element = matches!(binding.name(), "httpEquiv" | "http-equiv");
        return match binding.name() {
            "name" => None,
            _ if is_element => (!is_report_only).then(|| production(binding.span, false)),
            _ => Some(found(is_report_only)),
        };
    }
    in_framework_option(path, binding).then(|| found(false))
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::Path(path) => &**path == "undefined",
        _ => false,
    }
}

/// `kit.csp` of `SvelteKit`, `security.csp` of Astro, `modules: ['nuxt-security']` of Nuxt.
fn in_framework_option(path: &RelPath, binding: &Binding) -> bool {
    if !path.stem().ends_with(".config") || is_nothing(&binding.value) {
        return false;
    }
    let by_name = binding.path.split('.').any(|part| part == "csp" || part == "contentSecurityPolicy");
    let is_module = |item: &Value| item.text() == Some("nuxt-security");
    by_name || matches!(&binding.value, Value::List(items) if items.iter().any(is_module))
}

fn kind_of(path: &RelPath, binding: &str) -> PolicyKind {
    let stem = path.stem();
    let tool = stem.split('.').next().unwrap_or(stem);
    let is_config = stem.contains(".config") || stem.starts_with("webpack.");
    let is_served = binding.contains("nitro") || binding.contains("routeRules");
    let is_development = DEVELOPMENT_CONFIGS.contains(&tool) && !is_served
        || DEVELOPMENT_PARTS.iter().any(|part| binding.contains(part));
    if is_config && is_development { PolicyKind::Development } else { PolicyKind::Production }
}

fn helmets(facts: &TypeScriptFacts) -> impl Iterator<Item = &str> {
    let imports = facts.imports.iter().filter(|import| HELMETS.contains(&&*import.specifier));
    imports.flat_map(|import| import.names.iter()).map(|name| &*name.local)
}

fn in_call(path: &RelPath, call: &Call, helmets: &[&str]) -> Option<Found> {
    let is_report_only = call
        .links
        .iter()
        .find_map(set_header)
        .or_else(|| by_helmet(call, helmets))
        .or_else(|| by_hono(call))?;
    let kind = match kind_of(path, "") {
        _ if call.is_development_only => PolicyKind::Development,
        kind => kind,
    };
    Some(Found { kind, ..production(call.span, is_report_only) })
}

fn set_header(link: &Link) -> Option<bool> {
    SETTERS.contains(&&*link.name).then(|| link.text(0))?.and_then(header)
}

fn by_helmet(call: &Call, helmets: &[&str]) -> Option<bool> {
    let link = call.links.last()?;
    let (head, rest) = call.callee.split_once('.').unwrap_or((&call.callee, ""));
    let options = match rest {
        "contentSecurityPolicy" if helmets.contains(&head) => return Some(reports_only(link.argument(0))),
        "" if helmets.contains(&head) => link.argument(0),
        _ if link.argument(0).and_then(Value::path).is_some_and(|path| helmets.contains(&path)) => {
            link.argument(1)
        }
        _ => return None,
    };
    let policy = options.and_then(|options| options.get("contentSecurityPolicy"));
    (policy != Some(&Value::Bool(false))).then(|| reports_only(policy))
}

fn reports_only(options: Option<&Value>) -> bool {
    options.and_then(|options| options.get("reportOnly")) == Some(&Value::Bool(true))
}

fn by_hono(call: &Call) -> Option<bool> {
    let options = call.link("secureHeaders")?.argument(0)?;
    match options.get("contentSecurityPolicy") {
        Some(policy) if !is_nothing(policy) => Some(false),
        _ => options.get("contentSecurityPolicyReportOnly").map(|_| true),
    }
}
