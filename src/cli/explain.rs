//! `gonogo explain`.

use std::process::ExitCode;

use super::arguments::ExplainArguments;
use super::failure::Failure;
use super::output;
use crate::rule::CatalogRule;

/// Runs the command.
pub(super) fn run(typed: &ExplainArguments) -> Result<ExitCode, Failure> {
    let catalog = crate::rules::catalog()?;
    let Some(rule) = catalog.get(&typed.subject) else {
        let nearest = catalog.nearest(&typed.subject).map(str::to_owned);
        return Err(Failure::NothingToExplain { name: typed.subject.clone(), nearest });
    };
    output::print(&page(rule))?;
    Ok(ExitCode::SUCCESS)
}

fn page(rule: &CatalogRule) -> String {
    let data = &rule.data;
    format!(
        "{}: {}\n\n{} · {} · {} · {} to repair\nexamines {}\n\nWhy\n{}\n\nFix\n{}\n",
        rule.id,
        data.title,
        rule.category.name(),
        data.severity.name(),
        data.confidence.name(),
        data.effort,
        data.examines,
        data.why.trim(),
        data.fix.trim()
    )
}
