//! `gonogo explain`: a rule's page, a file's role and facts, the arithmetic of the score.

mod file;
mod place;
mod rule;

use std::process::ExitCode;

use super::arguments::ExplainArguments;
use super::failure::Failure;
use super::{audit, configuration, output};
use crate::render::score;

/// Runs the command. A rule wins over a file of the same name; `./NAME` is always a file.
pub(super) fn run(typed: &ExplainArguments) -> Result<ExitCode, Failure> {
    let (config, catalog) = configuration::load(&typed.path, &typed.config)?;
    if typed.subject == "score" {
        let report = audit::report_on(&typed.path, &typed.config)?;
        let mut text = Vec::new();
        // A vector takes every byte.
        let _ = score::write(&report, &mut text);
        output::print(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = match catalog.get(&typed.subject) {
        Some(rule) => rule::page(rule),
        None => file::page(&typed.path, &typed.subject, config, &catalog)?,
    };
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
