//! Tests that keep all others of their file from running.

use crate::finding::{Location, Subject};
use crate::project::{Project, TestCall, TestMode};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for (file, script) in project.scripts() {
        let mut calls = TestCall::all(file, script).peekable();
        if calls.peek().is_none() {
            continue;
        }
        let mut is_focused = false;
        for test in calls.filter(|test| test.mode == TestMode::Focused) {
            is_focused = true;
            let subject = Subject::new(file.path.as_str(), Location::new(&file.path, test.call.span));
            report.fail(
                subject,
                format!("`{}` runs alone: the other tests of this file do not run", test.call.callee),
            );
        }
        if !is_focused {
            report.pass(Subject::file(&file.path));
        }
    }
}
