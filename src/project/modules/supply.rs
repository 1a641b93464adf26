//! Names that are there without a declaration: what frameworks, their compilers and their plugins supply.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Modules;
use crate::facts::typescript::Position;
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

impl Modules {
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
            || (script.has_hashbang && ZX.contains(&name))
            || (ZX.contains(&name) && imports("zx"))
    }

    /// Whether a plugin imports names by itself into the file at `path`.
    pub fn imports_by_itself(&self, path: &RelPath) -> bool {
        self.auto_imports.iter().any(|folder| path.is_under(folder))
    }
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
