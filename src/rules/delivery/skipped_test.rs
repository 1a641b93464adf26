//! Tests that are switched off.

use crate::finding::{Location, Subject};
use crate::project::{Project, TestCall, TestMode};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for (file, script) in project.scripts() {
        for test in TestCall::all(file, script) {
            let subject = Subject::new(test.title(), Location::new(&file.path, test.call.span));
            if test.mode == TestMode::Skipped {
                report.fail(subject, format!("`{}` never runs: `{}`", test.title(), test.call.callee));
            } else {
                report.pass(subject);
            }
        }
    }
}
