//! Names that are there without a declaration: what frameworks, their compilers and their plugins supply.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Modules;
use crate::facts::typescript::{Host, Position};
use crate::facts::{Content, FileFacts};
use crate::source::{Language, RelPath};

/// What Vue's compiler knows inside components.
const VUE: [&str; 16] = [
    "$",
    "$$",
    "$computed",
    "$customRef",
    "$ref",
    "$shallowRef",
    "$toRef",
    "defineEmits",
    "defineExpose",
    "defineModel",
    "defineOptions",
    "definePage",
    "definePageMeta",
    "defineProps",
    "defineSlots",
    "withDefaults",
];
/// What `zx` supplies to scripts that it runs.
const ZX: [&str; 24] = [
    "$", "YAML", "argv", "cd", "chalk", "echo", "fetch", "fs", "glob", "globby", "kill", "minimist",
    "nothrow", "os", "path", "ps", "question", "quiet", "retry", "sleep", "spinner", "stdin", "which",
    "within",
];
/// Packages that write imports into the code they build.
const AUTO_IMPORTERS: [&str; 8] = [
    "unplugin-auto-import",
    "unimport",
    "@nuxt/",
    "nuxt",
    "wxt",
    "unplugin-vue-macros",
    "babel-plugin-auto-import",
    "vite-plugin-auto-import",
];

/// Modules that Node brings, without `node:`.
const NODE: [&str; 46] = [
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "domain",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "stream",
    "string_decoder",
    "sys",
    "timers",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
    "bun",
    "k6",
    "meteor",
    "electron",
];

impl Modules {
    /// Whether npm could install a package of that name: it is valid, and no platform brings it.
    pub fn may_be_installed(&self, package: &str) -> bool {
        let name = package.strip_prefix('@').unwrap_or(package);
        let is_valid = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
                && part.bytes().all(|byte| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'_')
                })
        };
        let parts = if package.starts_with('@') { 2 } else { 1 };
        name.split('/').count() == parts && name.split('/').all(is_valid) && !NODE.contains(&package)
    }

    /// Whether the file is Deno's: it lies among edge functions or below a `deno.json`, or imports as Deno does.
    pub fn runs_in_deno(&self, file: &FileFacts) -> bool {
        let Content::TypeScript(script) = &file.content else { return false };
        let imports = |start: &str| script.imports.iter().any(|import| import.specifier.starts_with(start));
        file.path.as_str().contains("supabase/functions/")
            || ["https://", "npm:", "jsr:"].into_iter().any(imports)
            || script.free_names.iter().any(|free| &*free.name == "Deno")
            || self.deno_folders.iter().any(|folder| file.path.is_under(folder))
    }

    /// Whether what compiles or runs `file` supplies `name`.
    pub fn supplies(&self, file: &FileFacts, name: &str) -> bool {
        let Content::TypeScript(script) = &file.content else { return false };
        let is_set = || {
            script.free_names.iter().any(|free| &*free.name == name && free.position == Position::Assigned)
        };
        let by_language = match file.language {
            Language::Vue => VUE.contains(&name),
            // Runes, stores by their prefix, and what `$:` declares.
            Language::Svelte => name.starts_with('$') || is_set(),
            Language::Astro => matches!(name, "Astro" | "Fragment"),
            _ => file.path.as_str().contains(".svelte.") && name.starts_with('$'),
        };
        let imports = |start: &str| script.imports.iter().any(|import| import.specifier.starts_with(start));
        by_language
            || (name.starts_with("__") && imports("k6"))
            || (name == "open" && imports("k6"))
            || (script.host == Some(Host::Shell) && ZX.contains(&name))
            || (ZX.contains(&name) && imports("zx"))
    }

    /// Whether a plugin imports names by itself into the file at `path`.
    pub fn imports_by_itself(&self, path: &RelPath) -> bool {
        self.auto_imports.iter().any(|folder| path.is_under(folder))
    }
}

/// Folders with a configuration of Deno's, but the root: a repository that has both keeps it there for its
/// scripts.
pub(super) fn deno_folders(files: &[Arc<FileFacts>]) -> BTreeSet<Box<str>> {
    let configurations =
        files.iter().filter(|file| matches!(file.path.file_name(), "deno.json" | "deno.jsonc" | "jsr.json"));
    let folders = configurations.map(|file| file.path.folder()).filter(|folder| !folder.is_empty());
    folders.map(Box::from).collect()
}

/// Folders of configurations that name a plugin which imports by itself.
pub(super) fn auto_imports(files: &[Arc<FileFacts>]) -> BTreeSet<Box<str>> {
    let is_configuration = |file: &FileFacts| {
        let Content::TypeScript(script) = &file.content else { return false };
        let stem = file.path.stem();
        matches!(stem, "nuxt.config" | "wxt.config" | "quasar.config")
            || stem.contains(".config")
                && script
                    .imports
                    .iter()
                    .any(|import| AUTO_IMPORTERS.iter().any(|package| import.specifier.starts_with(package)))
    };
    let configurations = files.iter().filter(|file| is_configuration(file));
    configurations.map(|file| file.path.folder().into()).collect()
}
