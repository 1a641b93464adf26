//! Panics: the engine catches its own, one file or rule at a time, and they become problems of the
//! report. Any other ends the program with words for a bug report.

use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

/// Runs the program; a panic that nobody caught becomes exit code 101.
pub(super) fn guarded(program: impl FnOnce() -> ExitCode) -> ExitCode {
    let last = Arc::new(Mutex::new(String::new()));
    let noted = Arc::clone(&last);
    // Silent: when the hook runs, nobody knows yet whether the panic will be caught.
    panic::set_hook(Box::new(move |panic| {
        *noted.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
    panic::catch_unwind(AssertUnwindSafe(program)).unwrap_or_else(|_| {
        let words = last.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(
            std::io::stderr(),
            "gonogo {} failed. This is a bug in gonogo, not in the audited repository.\n\n  {words}\n\n\
             Please report these lines together with the command you ran.",
            env!("CARGO_PKG_VERSION"),
        );
        ExitCode::from(101)
    })
}
