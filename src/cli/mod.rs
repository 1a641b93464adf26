//! Arguments, commands, exit codes; the only place that prints.

mod access;
mod arguments;
mod audit;
mod configuration;
mod database;
mod environment;
mod explain;
mod failure;
mod gate;
mod output;
mod panics;
mod plan;
mod progress;
mod rules;
mod selection;
mod timings;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, TypedSchema};
use failure::Failure;

use crate::render::json;

/// Runs the program.
pub fn main() -> ExitCode {
    panics::guarded(|| {
        let arguments = match Arguments::try_parse() {
            Ok(arguments) => arguments,
            Err(error) => return usage(&error),
        };
        run(&arguments).unwrap_or_else(|failure| fail(&failure))
    })
}

fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        None => audit::run(&arguments.audit),
        Some(Command::Audit(typed)) => audit::run(typed),
        Some(Command::Access(typed)) => access::run(typed),
        Some(Command::Database(typed)) => database::run(typed),
        Some(Command::Rules { json }) => rules::run(*json),
        Some(Command::Explain(typed)) => explain::run(typed),
        Some(Command::Schema { of: TypedSchema::Report }) => {
            output::print(json::SCHEMA.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Help and version are no mistakes; `clap` knows which is which.
fn usage(error: &clap::Error) -> ExitCode {
    // A closed pipe while printing help is nobody's mistake.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

fn fail(failure: &Failure) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{}", failure.shown());
    failure.exit_code()
}
