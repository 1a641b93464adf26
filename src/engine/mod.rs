//! The pipeline: sources in, report out. Pure; the clock is a parameter.

mod check;
mod database;
mod example;
mod extract;
mod finish;
mod grading;
mod owner;
mod places;
mod since;
mod threads;
mod unread;
mod watch;

pub use database::{Databases, databases, project};
pub use example::{assert_examples, run_example};
pub use since::Since;
pub use threads::with_threads;
pub use watch::{Timings, Unwatched, Watch};

use std::sync::Arc;

use crate::config::{AcceptedRisk, Config, Date, Override};
use crate::project::schema::{Schema, TableAccess};
use crate::project::{Project, Settings};
use crate::report::Report;
use crate::rule::{Catalog, CatalogRule};
use crate::source::{Side, Sources};

/// What an audit is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Names of the repository's guards.
    pub settings: Arc<Settings>,
    /// Rules that do not apply everywhere.
    pub overrides: Arc<[Override]>,
    /// Risks that somebody owns.
    pub accepted: Arc<[AcceptedRisk]>,
    /// The day on which to ask whether a risk is still taken; without it none expires.
    pub today: Option<Date>,
    /// A commit to compare with.
    pub since: Option<Arc<Since>>,
    /// Which subjects the report names.
    pub evidence: Evidence,
}

/// Which subjects a report names one by one; all are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Evidence {
    /// All.
    #[default]
    Every,
    /// Those that did not pass: all that most formats show.
    NotPassed,
}

impl Request {
    /// What a configuration asks for on that day.
    pub fn new(config: Config, today: Option<Date>) -> Self {
        Self {
            settings: Arc::new(config.settings),
            overrides: config.overrides.into(),
            accepted: config.accepted.into(),
            today,
            since: None,
            evidence: Evidence::default(),
        }
    }
}

/// Audits `sources` by the rules given. The same sources and rules give the same report at any
/// number of threads.
pub fn audit(sources: &Sources, catalog: &Catalog, rules: &[&CatalogRule], request: &Request) -> Report {
    audit_watched(sources, catalog, rules, request, &Unwatched).0
}

/// The same, and how long each part took by the watch given.
pub fn audit_watched(
    sources: &Sources,
    catalog: &Catalog,
    rules: &[&CatalogRule],
    request: &Request,
    watch: &dyn Watch,
) -> (Report, Timings) {
    let mut timings = Timings::default();
    let extracted = timings.phase("extract", watch, || extract::extract(sources, watch));
    let readings = timings.phase("assemble", watch, || {
        extract::assemble(&extracted, sources, &request.settings, request.since.as_deref())
    });
    let mut checked = timings.phase("check", watch, || check::check(&readings, rules, watch));
    let problems = extracted.problems(checked.failures);
    unread::note(&mut checked.assessments, rules, &problems, sources);
    owner::drop_overridden(&mut checked.assessments, rules, request);
    let finish = || Report {
        access: access(&readings),
        since: since::comparison(&readings, sources),
        ..finish::finish(sources, catalog, rules, checked.assessments, problems, request)
    };
    let report = timings.phase("grade", watch, finish);
    timings.languages = extracted.times();
    timings.rules = checked.times;
    // An idle thread frees what is no longer needed while the report is written.
    rayon::spawn(move || drop((readings, extracted)));
    (report, timings)
}

/// Who reaches which rows, where migrations are run for users. In the middle of a merge, on our side of it.
fn access(readings: &[(Option<Side>, Project)]) -> Vec<TableAccess> {
    let schemas = readings.first().into_iter().flat_map(|(_, project)| project.schemas());
    schemas.filter(|schema| schema.is_production()).flat_map(Schema::access).collect()
}
