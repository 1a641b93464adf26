//! `gonogo rules`: every rule, by category.

use std::process::ExitCode;

use super::failure::Failure;
use super::output;
use crate::rule::{Catalog, CatalogRule, Category};

/// Runs the command.
pub(super) fn run(_json: bool) -> Result<ExitCode, Failure> {
    let catalog = crate::rules::catalog()?;
    output::print(&table(&catalog))?;
    Ok(ExitCode::SUCCESS)
}

fn table(catalog: &Catalog) -> String {
    let mut table = String::new();
    for category in Category::ALL {
        let rules: Vec<&CatalogRule> =
            catalog.rules().iter().filter(|rule| rule.category == category).collect();
        if rules.is_empty() {
            continue;
        }
        table.extend([category.name(), "\n"]);
        for rule in rules {
            let line = format!(
                "  {:<28} {:<9} {:<10} {}\n",
                rule.id,
                rule.data.severity.name(),
                rule.data.confidence.name(),
                rule.data.examines
            );
            table.push_str(&line);
        }
        table.push('\n');
    }
    table.push_str("gonogo explain RULE shows a rule's page.\n");
    table
}
