//! Programs beside the manifest that somebody runs once, by hand.

use crate::source::{Language, RelPath};

/// What names of programs begin with that somebody runs once, by hand; sorted.
const ERRANDS: [&str; 55] = [
    "add",
    "analyse",
    "analyze",
    "apply",
    "audit",
    "backfill",
    "check",
    "clean",
    "cleanup",
    "clear",
    "convert",
    "count",
    "create",
    "debug",
    "delete",
    "deploy",
    "diagnose",
    "dump",
    "execute",
    "export",
    "extract",
    "find",
    "fix",
    "force",
    "generate",
    "import",
    "insert",
    "inspect",
    "install",
    "introspect",
    "list",
    "migrate",
    "patch",
    "populate",
    "purge",
    "recreate",
    "remove",
    "repair",
    "replace",
    "reset",
    "run",
    "scan",
    "seed",
    "setup",
    "show",
    "simulate",
    "sync",
    "temp",
    "test",
    "tmp",
    "trigger",
    "update",
    "upload",
    "validate",
    "verify",
];

/// Whether a program beside the manifest does one thing once: `fix-rls.js`, `check_users.ts`. The rest of its
/// name may say that it stays: `run-server.js`.
pub(super) fn is_errand(path: &RelPath, language: Language) -> bool {
    let mut words = path.stem().split(['-', '_']);
    let is_program = |word| matches!(word, "server" | "app" | "api" | "bot" | "service" | "worker");
    matches!(language, Language::JavaScript | Language::TypeScript)
        && path.folder().is_empty()
        && words.next().is_some_and(|first| ERRANDS.binary_search(&first).is_ok())
        && words.clone().next().is_some()
        && !words.any(is_program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errands_are_sorted() {
        assert!(ERRANDS.is_sorted());
    }
}
