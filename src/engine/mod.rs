//! The pipeline: sources in, report out. Pure; the clock is a parameter.

mod check;
mod example;
mod extract;
mod finish;
mod threads;

pub use example::{assert_examples, run_example};
pub use threads::with_threads;

use std::sync::Arc;

use crate::project::Settings;
use crate::report::Report;
use crate::rule::{Catalog, CatalogRule};
use crate::source::Sources;

/// What an audit is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Names of the repository's guards.
    pub settings: Arc<Settings>,
}

/// Audits `sources` by the rules given. The same sources and rules give the same report at any
/// number of threads.
pub fn audit(sources: &Sources, catalog: &Catalog, rules: &[&CatalogRule], request: &Request) -> Report {
    let extracted = extract::extract(sources);
    let readings = extract::assemble(&extracted, sources, &request.settings);
    let (assessments, failures) = check::check(&readings, rules);
    finish::finish(sources, catalog, rules, assessments, extracted.problems(failures))
}
