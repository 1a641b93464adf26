//! What is written of a report, held against what it says of itself: the JSON against its published
//! schema, the table of the score against the score.

mod json;
mod score;
mod unread;

use gonogo::engine::{Request, audit, with_threads};
use gonogo::report::Report;
use gonogo::rule::{Catalog, CatalogRule};
use gonogo::rules;
use gonogo::source::Sources;

fn catalog() -> Catalog {
    rules::catalog().expect("every rule file is well-formed")
}

/// A report of these files by every rule.
fn audited(files: &[(&str, &str)]) -> Report {
    let catalog = catalog();
    let rules: Vec<&CatalogRule> = catalog.rules().iter().collect();
    let sources = Sources::in_memory(files.iter().copied());
    with_threads(1, || audit(&sources, &catalog, &rules, &Request::default()))
}
