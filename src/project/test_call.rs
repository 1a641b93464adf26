//! Calls by which test runners are told of tests: Jest, Vitest, Mocha, Jasmine, Playwright, Cypress, Deno, Node.

use crate::facts::FileFacts;
use crate::facts::typescript::{Call, TypeScriptFacts, Value};
use crate::source::Role;

/// One test, or one group of them.
#[derive(Clone, Copy, Debug)]
pub struct TestCall<'f> {
    /// The call.
    pub call: &'f Call,
    /// Whether it runs.
    pub mode: TestMode,
}

/// Whether a test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TestMode {
    /// With all others.
    Normal,
    /// It alone, and others marked so.
    Focused,
    /// Not at all.
    Skipped,
}

impl<'f> TestCall<'f> {
    /// Every test of a file of tests, in source order. A call without a title, or on a condition, is none.
    pub fn all(file: &'f FileFacts, script: &'f TypeScriptFacts) -> impl Iterator<Item = Self> {
        let calls = if file.role == Role::Test { &*script.calls } else { &[] };
        calls.iter().filter_map(|call| {
            let mode = mode_of(&call.callee).filter(|_| !is_inside_test(script, call))?;
            call.links.first()?.text(0)?;
            let has_body =
                matches!(call.links.first()?.argument(1), Some(Value::Function | Value::Object(_)))
                    || call.links.first()?.argument(2).is_some();
            has_body.then_some(Self { call, mode })
        })
    }

    /// What the test is called.
    pub fn title(&self) -> &'f str {
        self.call.links.first().and_then(|link| link.text(0)).unwrap_or_default()
    }
}

/// Whether a test is under way when the call is made: it tries a test runner out, and tells this one nothing.
fn is_inside_test(script: &TypeScriptFacts, call: &Call) -> bool {
    let around = |call: &Call| script.calls.get(call.within? as usize);
    std::iter::successors(around(call), |outer| around(outer)).any(|outer| {
        matches!(&*outer.callee, "it" | "test" | "Deno.test" | "specify") || outer.callee.ends_with(".step")
    })
}

fn mode_of(callee: &str) -> Option<TestMode> {
    let (mode, name) = match callee {
        "fit" | "fdescribe" | "fcontext" => return Some(TestMode::Focused),
        "xit" | "xdescribe" | "xtest" | "xcontext" | "xspecify" => return Some(TestMode::Skipped),
        other => match other.rsplit_once('.') {
            Some((name, "only")) => (TestMode::Focused, name),
            Some((name, "skip" | "fixme" | "ignore")) => (TestMode::Skipped, name),
            _ => (TestMode::Normal, other),
        },
    };
    let is_test = matches!(
        name,
        "it" | "test"
            | "describe"
            | "suite"
            | "context"
            | "specify"
            | "bench"
            | "Deno.test"
            | "test.describe"
            | "test.describe.parallel"
            | "test.describe.serial"
            | "it.concurrent"
            | "test.concurrent"
            | "describe.concurrent"
            | "describe.sequential"
            | "it.sequential"
            | "test.sequential"
    );
    is_test.then_some(mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_mode() {
        for (callee, mode) in [
            ("it", Some(TestMode::Normal)),
            ("describe.only", Some(TestMode::Focused)),
            ("test.describe.only", Some(TestMode::Focused)),
            ("fit", Some(TestMode::Focused)),
            ("xit", Some(TestMode::Skipped)),
            ("it.skip", Some(TestMode::Skipped)),
            ("query.only", None),
            ("regex.test", None),
        ] {
            assert_eq!(mode_of(callee), mode, "{callee}");
        }
    }
}
