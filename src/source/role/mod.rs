//! The part a file plays: the same line is a defect in production and right in a test.
//!
//! Decided once, here, from the path and the first lines. `gonogo explain FILE` shows it.

mod errand;
mod generated;

use self::errand::is_errand;
use self::generated::is_generated;
use super::{Language, RelPath};

/// The part a file plays in its repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// What runs for users, and all that configures it.
    Production,
    /// Tests, their fixtures, mocks and stories.
    Test,
    /// Tools people run by hand: scripts, benchmarks, seeds.
    Script,
    /// Examples and templates.
    Example,
    /// Written by a program: facts, never findings.
    Generated,
    /// Written elsewhere and copied in: neither facts nor findings.
    Vendored,
    /// Words for people.
    Documentation,
}

impl Role {
    /// The word shown to people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Test => "test",
            Self::Script => "script",
            Self::Example => "example",
            Self::Generated => "generated",
            Self::Vendored => "vendored",
            Self::Documentation => "documentation",
        }
    }

    /// Whether findings about this file's content are the repository's own.
    pub fn is_authored(self) -> bool {
        !matches!(self, Self::Generated | Self::Vendored)
    }
}

/// Decides the role of a file. The first match wins: vendored, generated, test, example,
/// script, documentation, production.
pub fn role_of(path: &RelPath, language: Language, text: &str) -> Role {
    if is_vendored(path) {
        Role::Vendored
    } else if is_generated(path, language, text) {
        Role::Generated
    } else if is_test(path, language) {
        Role::Test
    } else if is_example(path) {
        Role::Example
    } else if is_script(path, language) {
        Role::Script
    } else if is_documentation(path, language) {
        Role::Documentation
    } else {
        Role::Production
    }
}

fn is_example(path: &RelPath) -> bool {
    has_folder(path, &["examples", "example", "demo", "demos", "samples", "templates-example"])
        || is_of_template(path)
}

/// Whether a generator copies the file into new projects: it lies in a tree of sources below a folder of
/// templates. Among sources such a folder holds what the program fills in.
fn is_of_template(path: &RelPath) -> bool {
    let folders: Vec<&str> = path.folders().collect();
    let is_source = |folder: &&str| {
        matches!(
            *folder,
            "src" | "app" | "lib" | "functions" | "pages" | "components" | "server" | "supabase"
        )
    };
    let Some(at) = folders.iter().position(|folder| matches!(*folder, "template" | "templates")) else {
        return false;
    };
    let is_manifest = path.file_name() == "package.json" && folders.len() > at + 1;
    !folders[..at].iter().any(is_source)
        && (folders[at] == "template" || is_manifest || folders[at + 1..].iter().any(is_source))
}

fn has_folder(path: &RelPath, names: &[&str]) -> bool {
    path.folders().any(|folder| names.contains(&folder))
}

/// Whether the path alone says that the file was written elsewhere; such files are not read.
pub(super) fn is_vendored(path: &RelPath) -> bool {
    has_folder(
        path,
        &[
            "node_modules",
            "vendor",
            "vendored",
            "third_party",
            "third-party",
            "bower_components",
            ".yarn",
            ".pnp",
        ],
    )
}

/// Extensions of formats that hold no text, in alphabetical order.
const BINARY_EXTENSIONS: [&str; 45] = [
    "7z", "aac", "avi", "avif", "bin", "bmp", "br", "bz2", "class", "dll", "dylib", "eot", "exe", "flac",
    "gif", "gz", "heic", "icns", "ico", "jar", "jpeg", "jpg", "m4a", "mov", "mp3", "mp4", "ogg", "otf",
    "parquet", "pdf", "png", "pyc", "so", "sqlite", "tar", "tgz", "tiff", "ttf", "wasm", "wav", "webm",
    "webp", "woff", "woff2", "zip",
];

/// Whether the name alone says that the file holds no text; such files are not opened.
pub(super) fn is_binary_name(path: &RelPath) -> bool {
    BINARY_EXTENSIONS.binary_search(&path.extension().to_ascii_lowercase().as_str()).is_ok()
}

fn is_test(path: &RelPath, language: Language) -> bool {
    let in_folder = has_folder(
        path,
        &[
            "test",
            "tests",
            "__tests__",
            "__mocks__",
            "__fixtures__",
            "__testfixtures__",
            "e2e",
            "e2e-tests",
            "e2e_test",
            "e2e_tests",
            "spec",
            "specs",
            "cypress",
            "playwright",
            "fixtures",
            "fixture",
            "mocks",
            "stories",
            ".storybook",
            "test-helpers",
            "test-support",
            "test-utils",
            "test_helpers",
            "test_support",
            "test_utils",
            "testing",
            "testdata",
            "test_data",
            "snapshots",
            "__snapshots__",
            "integration_tests",
            "integration-tests",
        ],
    );
    // Plural only: an `ab-test` may be a feature.
    let is_suite = |folder: &str| folder.ends_with("-tests") || folder.ends_with("_tests");
    in_folder || path.folders().any(is_suite) || is_input_of_codemod(path) || is_test_name(path, language)
}

/// What a codemod is tried on, and what it has to make of it: `rename.input.tsx`.
fn is_input_of_codemod(path: &RelPath) -> bool {
    let inner = path.stem().rsplit_once('.').map(|(_, inner)| inner);
    matches!(inner, Some("input" | "output")) && has_folder(path, &["codemod", "codemods", "transforms"])
}

fn is_test_name(path: &RelPath, language: Language) -> bool {
    let stem = path.stem();
    let inner = stem.rsplit('.').next().unwrap_or(stem);
    // `smoke.spec_disabled.js`, `app.e2e-spec.ts`
    let inner = inner.split(['_', '-']).next().unwrap_or(inner);
    match language {
        Language::Rust => is_rust_test_name(path, stem),
        language if language.is_script() => {
            let dotted = stem.contains('.')
                && matches!(
                    inner,
                    "test"
                        | "tests"
                        | "spec"
                        | "stories"
                        | "story"
                        | "mock"
                        | "mocks"
                        | "e2e"
                        | "cy"
                        | "bench"
                );
            // A component called `modules_test.vue` is a page on which people test modules.
            let is_program = matches!(language, Language::JavaScript | Language::TypeScript);
            dotted
                || (is_program && stem.ends_with("_test"))
                || (is_program && serves_test_runner(stem))
                || matches!(stem, "setupTests" | "setup-tests" | "stories" | "test-setup")
        }
        Language::Sql => stem.ends_with("_test") || stem.strip_suffix(".test").is_some(),
        _ => false,
    }
}

/// Whether a file prepares or configures the run of tests: `vitest.e2e.global-setup`, `globalSetup`. A
/// runner's name alone says nothing: a server may drive `playwright` to print pages.
fn serves_test_runner(stem: &str) -> bool {
    let mut words = stem.split(['.', '-']);
    let is_runner = matches!(words.next(), Some("cypress" | "jest" | "playwright" | "vitest"));
    let prepares =
        |word| matches!(word, "config" | "fixture" | "fixtures" | "setup" | "teardown" | "workspace");
    (is_runner && words.any(prepares))
        || matches!(stem, "globalSetup" | "globalTeardown" | "global-setup" | "global-teardown")
}

/// Besides files of tests: a crate that exists for tests, by its folder's name, and what tests share.
fn is_rust_test_name(path: &RelPath, stem: &str) -> bool {
    let is_test_folder =
        |folder: &str| ["_test", "_tests", "-test", "-tests"].iter().any(|tail| folder.ends_with(tail));
    matches!(stem, "test" | "tests" | "test_helpers" | "test_support" | "test_util" | "test_utils")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || path.folders().any(is_test_folder)
}

fn is_script(path: &RelPath, language: Language) -> bool {
    let is_by_hand = has_folder(
        path,
        &["scripts", "script", "benches", "benchmark", "benchmarks", "bench", "seeds", "seed", "xtask"],
    );
    // Among sources these are a subject of the program: the tools of an assistant, say.
    let is_tools = |folder| matches!(folder, "tools" | "_tools" | "tooling" | "bin" | "hack");
    let tools = path.folders().position(is_tools);
    let sources = path.folders().position(|folder| matches!(folder, "src" | "app" | "lib" | "functions"));
    let is_tool = tools.is_some_and(|tools| sources.is_none_or(|sources| tools < sources));
    let in_folder = is_by_hand || is_tool;
    // Rust's `src/bin` holds programs that ship.
    let ships = language == Language::Rust && path.as_str().contains("src/bin/");
    let is_build =
        matches!(path.file_name(), "build.rs" | "gulpfile.js" | "Gruntfile.js" | "Makefile" | "justfile");
    let is_data = |folder: &str| matches!(folder, "" | "prisma" | "db" | "database" | "drizzle");
    let is_seed = path.stem() == "seed" && (language == Language::Sql || is_data(path.folder()));
    let is_workflow = language.is_script() && path.as_str().starts_with(".github/");
    (in_folder && !ships) || is_build || is_seed || is_workflow || is_errand(path, language)
}

fn is_documentation(path: &RelPath, language: Language) -> bool {
    language == Language::Markdown
        || has_folder(path, &["docs", "doc", "documentation"])
        || path.folders().next().is_some_and(|top| top.ends_with("-docs") || top.ends_with("_docs"))
        || matches!(path.extension(), "rst" | "adoc" | "txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(path: &str, text: &str) -> Role {
        let path = RelPath::new(path);
        role_of(&path, Language::of(&path), text)
    }

    #[test]
    fn the_path_decides() {
        for (path, expected) in [
            ("src/app.ts", Role::Production),
            ("src/app.test.ts", Role::Test),
            ("src/smoke.spec_disabled.js", Role::Test),
            ("src/__tests__/app.ts", Role::Test),
            ("e2e/login.ts", Role::Test),
            ("scripts/migrate.ts", Role::Script),
            ("dev-docs/src/pages/index.tsx", Role::Documentation),
            ("src/bin/server.rs", Role::Production),
            ("tools/src/build.ts", Role::Script),
            ("supabase/functions/chat/tools/run.ts", Role::Production),
            ("crates/x/tests/api.rs", Role::Test),
            ("crates/api_test/src/lib.rs", Role::Test),
            ("src/test_utils.rs", Role::Test),
            ("src/test_connection.rs", Role::Production),
            ("crates/x/build.rs", Role::Script),
            ("examples/a/main.rs", Role::Example),
            ("README.md", Role::Documentation),
            ("supabase/seed.sql", Role::Script),
            ("supabase/migrations/1_a.sql", Role::Production),
            ("package-lock.json", Role::Generated),
            ("node_modules/a/index.js", Role::Vendored),
            ("src/latest.ts", Role::Production),
            ("src/pages/modules_test.vue", Role::Production),
            ("supabase/functions/chat/index_test.ts", Role::Test),
            ("client/vitest.e2e.global-setup.ts", Role::Test),
            ("vitest.workspace.ts", Role::Test),
            ("jest.setup.js", Role::Test),
            ("jest-setup.ts", Role::Test),
            ("cypress.config.ts", Role::Test),
            ("playwright.config.ts", Role::Test),
            ("playwright/global-teardown.ts", Role::Test),
            ("playwright-fixture.ts", Role::Test),
            ("scripts/playwright-preview.ts", Role::Script),
            ("src/globalSetup.ts", Role::Test),
            ("src/pdf/playwright.service.ts", Role::Production),
            ("src/playwright.ts", Role::Production),
            ("vite.config.ts", Role::Production),
            ("src/setup.ts", Role::Production),
            ("src/api/build/start.ts", Role::Production),
            ("website/src/utils/auth.ts", Role::Production),
            ("scripts/theme/generate.mjs", Role::Script),
        ] {
            assert_eq!(role(path, ""), expected, "{path}");
        }
    }

    #[test]
    fn what_is_run_once_or_copied_is_told_by_its_path() {
        for (path, expected) in [
            ("fix-rls.js", Role::Script),
            ("check_users.cjs", Role::Script),
            ("run-server.js", Role::Production),
            ("server.js", Role::Production),
            ("src/check-in.ts", Role::Production),
            (".github/release.js", Role::Script),
            ("prisma/seed.ts", Role::Script),
            ("src/wallet/seed.ts", Role::Production),
            ("templates/vite-app/src/App.tsx", Role::Example),
            ("templates/blank/package.json", Role::Example),
            ("cli/template/extras/config/next.js", Role::Example),
            ("templates/welcome.tsx", Role::Production),
            ("src/templates/src/mail.ts", Role::Production),
            ("supabase/templates/app/a.ts", Role::Production),
            ("codemod/src/transforms/a.input.ts", Role::Test),
            ("src/users/create-user.input.ts", Role::Production),
            ("runtime-tests/node/index.ts", Role::Test),
        ] {
            assert_eq!(role(path, ""), expected, "{path}");
        }
    }

    #[test]
    fn a_generated_header_counts_only_in_a_comment() {
        assert_eq!(role("src/a.ts", "// @generated by x\n"), Role::Generated);
        assert_eq!(role("src/a.ts", "const tag = '@generated';\n"), Role::Production);
    }

    #[test]
    fn a_minified_script_is_generated() {
        let text = "a();".repeat(2000);
        assert_eq!(role("src/a.js", &text), Role::Generated);
        assert_eq!(role("src/a.sql", &text), Role::Production);
    }
}
