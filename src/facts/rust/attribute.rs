//! What an attribute says of the item under it. Read as text: macro arguments hold attributes as mere
//! tokens, and both are to be understood alike.

use super::Context;

/// Attributes, by their last segment, that make a function a test or a benchmark.
const TESTS: &[&str] = &[
    "bench",
    "case",
    "proptest",
    "quickcheck",
    "rstest",
    "should_panic",
    "test",
    "test_case",
    "test_log",
    "wasm_bindgen_test",
];

/// What the attribute whose text between `[` and `]` is `text` says of what stands under it.
pub(super) fn context(text: &str) -> Context {
    let text = text.trim();
    let path_end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    let (path, arguments) = text.split_at(path_end);
    let arguments = arguments.trim_start();
    match path {
        "cfg" => build(arguments),
        "allow" | "expect" => allowed(arguments),
        _ => {
            let name = path.rsplit("::").next().unwrap_or(path);
            if TESTS.contains(&name) {
                Context::TEST
            } else if name == "main" {
                Context::START_UP
            } else {
                Context::NONE
            }
        }
    }
}

/// The file that `path = "…"` names.
pub(super) fn path(text: &str) -> Option<&str> {
    let value = text.trim().strip_prefix("path")?.trim_start().strip_prefix('=')?.trim();
    value.strip_prefix('"')?.strip_suffix('"')
}

/// In which builds the predicate holds.
fn build(predicate: &str) -> Context {
    if !holds_without(predicate, &["doctest", "test"]) {
        Context::TEST
    } else if predicate.contains("debug_assertions") && !holds_without(predicate, &["debug_assertions"]) {
        Context::DEBUG
    } else {
        Context::NONE
    }
}

fn allowed(lints: &str) -> Context {
    let mut context = Context::NONE;
    for (lint, meaning) in [
        ("clippy::unwrap_used", Context::UNWRAP_ALLOWED),
        ("clippy::expect_used", Context::EXPECT_ALLOWED),
        ("clippy::panic", Context::PANIC_ALLOWED),
        ("clippy::indexing_slicing", Context::INDEX_ALLOWED),
    ] {
        if lints.contains(lint) {
            context |= meaning;
        }
    }
    context
}

/// What a part of a `cfg` predicate can be in the builds in question.
#[derive(Clone, Copy)]
struct Possible {
    yes: bool,
    no: bool,
}

impl Possible {
    const EITHER: Self = Self { yes: true, no: true };
    const NEVER: Self = Self { yes: false, no: true };
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    All,
    Any,
    Not,
}

/// An operator whose arguments are being read.
struct Open {
    operator: Operator,
    so_far: Possible,
}

impl Open {
    fn new(operator: Operator) -> Self {
        let so_far = match operator {
            Operator::All | Operator::Not => Possible { yes: true, no: false },
            Operator::Any => Possible::NEVER,
        };
        Self { operator, so_far }
    }

    fn take(&mut self, argument: Possible) {
        let so_far = &mut self.so_far;
        *so_far = match self.operator {
            Operator::All => Possible { yes: so_far.yes && argument.yes, no: so_far.no || argument.no },
            Operator::Any => Possible { yes: so_far.yes || argument.yes, no: so_far.no && argument.no },
            Operator::Not => Possible { yes: argument.no, no: argument.yes },
        };
    }
}

/// Whether the predicate can hold in a build in which no name of `missing` does.
fn holds_without(predicate: &str, missing: &[&str]) -> bool {
    let mut open = vec![Open::new(Operator::All)];
    let mut name = "";
    let mut rest = predicate;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' => {
                open.push(Open::new(match name {
                    "any" => Operator::Any,
                    "not" => Operator::Not,
                    _ => Operator::All,
                }));
                name = "";
                1
            }
            ')' | ',' => {
                give(&mut open, std::mem::take(&mut name), missing);
                if first == ')' && open.len() > 1 {
                    let closed = open.pop().map_or(Possible::EITHER, |closed| closed.so_far);
                    open.iter_mut().next_back().into_iter().for_each(|outer| outer.take(closed));
                }
                1
            }
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            _ if first.is_alphanumeric() || first == '_' => {
                let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                name = &rest[..length];
                length
            }
            '=' => {
                let value = rest[1..].trim_start().trim_start_matches('"');
                let is_for_tests = name == "feature" && is_test_feature(value);
                name = if is_for_tests { "test" } else { "feature" };
                1
            }
            _ => first.len_utf8(),
        };
        rest = &rest[length..];
    }
    open.first().is_none_or(|outer| outer.so_far.yes)
}

fn give(open: &mut [Open], name: &str, missing: &[&str]) {
    if let Some(operator) = open.last_mut().filter(|_| !name.is_empty()) {
        operator.take(if missing.contains(&name) { Possible::NEVER } else { Possible::EITHER });
    }
}

/// Whether the feature whose name begins `value` exists for tests: `test`, `testing`, `test-utils`, `mock`.
fn is_test_feature(value: &str) -> bool {
    let name = value.split('"').next().unwrap_or(value);
    name.split(['-', '_']).any(|word| matches!(word, "test" | "tests" | "testing" | "mock" | "mocks"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_test_build_compiles_is_a_test() {
        for text in [
            "cfg(test)",
            "cfg( all(test, feature = \"x\") )",
            "cfg(all(unix, any(test, doctest)))",
            "cfg(not(not(test)))",
            "cfg(any())",
            "cfg(any(test, feature = \"test-utils\"))",
            "test",
            "tokio::test(flavor = \"multi_thread\")",
            "rstest",
        ] {
            assert_eq!(context(text), Context::TEST, "{text}");
        }
    }

    #[test]
    fn what_another_build_compiles_too_is_none() {
        for text in [
            "cfg(not(test))",
            "cfg(any(test, unix))",
            "cfg(feature = \"latest\")",
            "cfg_attr(test, derive(Debug))",
            "derive(Debug)",
            "cfg(target_os = \"test\")",
        ] {
            assert_eq!(context(text), Context::NONE, "{text}");
        }
    }

    #[test]
    fn what_only_a_debug_build_compiles_is_known() {
        assert_eq!(context("cfg(all(unix, debug_assertions))"), Context::DEBUG);
        assert_eq!(context("cfg(not(debug_assertions))"), Context::NONE);
    }

    #[test]
    fn allowed_lints_are_known() {
        assert!(context("expect(clippy::unwrap_used, reason = \"x\")").has(Context::UNWRAP_ALLOWED));
        assert_eq!(context("warn(clippy::unwrap_used)"), Context::NONE);
    }

    #[test]
    fn a_path_attribute_names_a_file() {
        assert_eq!(path("path = \"a/b.rs\""), Some("a/b.rs"));
        assert_eq!(path("pathological"), None);
    }

    #[test]
    fn deep_predicates_are_read_without_recursion() {
        let text = format!("cfg({}test{})", "not(".repeat(20_000), ")".repeat(20_000));
        assert_eq!(context(&text), Context::TEST);
    }
}
