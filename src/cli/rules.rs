//! `gonogo rules`: every rule, by category.

use std::process::ExitCode;

use serde_json::json;

use super::failure::Failure;
use super::output;
use crate::rule::{Catalog, CatalogRule, Category};

/// Runs the command.
pub(super) fn run(as_json: bool) -> Result<ExitCode, Failure> {
    let catalog = crate::rules::catalog()?;
    let text = if as_json { json(&catalog) } else { table(&catalog) };
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn table(catalog: &Catalog) -> String {
    let width = catalog.rules().iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut table = String::new();
    for category in Category::ALL {
        let rules: Vec<&CatalogRule> =
            catalog.rules().iter().filter(|rule| rule.category == category).collect();
        if rules.is_empty() {
            continue;
        }
        table.extend([category.name(), "\n"]);
        for rule in rules {
            let (severity, confidence) = (rule.data.severity.name(), rule.data.confidence.name());
            let line =
                format!("  {:<width$}  {severity:<9} {confidence:<10} {}\n", rule.id, rule.data.examines);
            table.push_str(&line);
        }
        table.push('\n');
    }
    table.push_str("`gonogo explain RULE` shows a rule's page.\n");
    table
}

fn json(catalog: &Catalog) -> String {
    let rule = |rule: &CatalogRule| {
        json!({
            "id": rule.id,
            "category": rule.category.name(),
            "title": rule.data.title,
            "severity": rule.data.severity.name(),
            "confidence": rule.data.confidence.name(),
            "scoring": rule.data.scoring.name(),
            "effort_minutes": rule.data.effort.minutes(),
            "examines": rule.data.examines,
            "aliases": rule.data.aliases,
            "tags": rule.data.tags,
            "references": rule.data.references,
            "why": rule.data.why.trim(),
            "fix": rule.data.fix.trim(),
        })
    };
    let rules: Vec<_> = catalog.rules().iter().map(rule).collect();
    format!("{:#}\n", json!({ "rules_digest": catalog.digest(), "rules": rules }))
}
