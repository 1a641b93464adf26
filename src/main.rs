//! The `gonogo` program: everything is in the library, so that tests can call it.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Facts are made on one thread and freed on another; the system's allocator takes locks for that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    gonogo::cli::main()
}
