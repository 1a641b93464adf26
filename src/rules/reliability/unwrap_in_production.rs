//! Calls in Rust production code that end the thread when what they assume does not hold.

use crate::facts::Content;
use crate::facts::rust::{Context, PanicCall, PanicKind};
use crate::finding::{Confidence, Location, Severity, Subject};
use crate::project::Project;
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for file in project.files() {
        let Content::Rust(rust) = &file.content else { continue };
        if file.role != Role::Production || project.crates().is_test(&file.path) {
            continue;
        }
        let mut is_clean = true;
        for call in rust.panics.iter().filter(|call| !call.context.has(Context::TEST)) {
            is_clean = false;
            let at = Location::new(&file.path, call.span);
            let finding = report.fail(Subject::new(file.path.as_str(), at), message(call));
            if is_mild(call) {
                finding.severity = Severity::Minor;
            }
            if call.kind == PanicKind::LiteralIndex {
                finding.confidence = Confidence::Tentative;
            }
        }
        if is_clean {
            report.pass(Subject::file(&file.path));
        }
    }
}

/// Whether the call is the least bad thing to do here, or its author says so.
fn is_mild(call: &PanicCall) -> bool {
    let starts = call.context.has(Context::START_UP) || call.context.has(Context::STATIC);
    let allowed = |lint| call.context.has(lint) || call.context.has(Context::DEBUG);
    match &call.kind {
        PanicKind::Unwrap { is_lock } => *is_lock || allowed(Context::UNWRAP_ALLOWED),
        PanicKind::Expect { is_lock, reason } => {
            let is_reasoned = reason.as_ref().is_some_and(|reason| !reason.is_empty());
            *is_lock || (is_reasoned && starts) || allowed(Context::EXPECT_ALLOWED)
        }
        PanicKind::Panic => allowed(Context::PANIC_ALLOWED),
        PanicKind::LiteralIndex => true,
    }
}

fn message(call: &PanicCall) -> String {
    let what = match &call.kind {
        PanicKind::Unwrap { is_lock: true } => {
            "`unwrap` on a lock: one panic while it is held ends every later caller".to_owned()
        }
        PanicKind::Expect { is_lock: true, .. } => {
            "`expect` on a lock: one panic while it is held ends every later caller".to_owned()
        }
        PanicKind::Unwrap { .. } => "`unwrap` ends the thread when there is no value".to_owned(),
        PanicKind::Expect { reason: Some(reason), .. } => {
            format!("`expect` ends the thread with \"{}\"", shortened(reason))
        }
        PanicKind::Expect { reason: None, .. } => {
            "`expect` ends the thread when there is no value".to_owned()
        }
        PanicKind::Panic => "`panic!` ends the thread".to_owned(),
        PanicKind::LiteralIndex => {
            "the index panics when the value is shorter; its type could not be seen".to_owned()
        }
    };
    if call.context.has(Context::MACRO_DEFINITION) {
        format!("{what}, wherever this macro is used")
    } else if call.context.has(Context::DEBUG) {
        format!("{what}, in debug builds")
    } else {
        what
    }
}

/// The first line of `reason`, as much of it as a line of a report takes.
fn shortened(reason: &str) -> &str {
    const LONGEST: usize = 80;
    let line = reason.lines().next().unwrap_or_default();
    line.get(..line.floor_char_boundary(LONGEST.min(line.len()))).unwrap_or(line)
}
