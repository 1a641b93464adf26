//! What the user typed, turned once into what an audit needs to know.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::arguments::AuditArguments;
use super::environment::Environment;
use super::failure::Failure;
use super::gate::Gate;
use super::output::{self, Output};
use super::selection;
use crate::config::{Config, Date};
use crate::engine::{Evidence, Request};
use crate::finding::Severity;
use crate::grade::Letter;
use crate::project::Applied;
use crate::render::{Extent, Style};
use crate::rule::{Catalog, CatalogRule};
use crate::source::{self, MergeBase};

/// Seconds of a day on which no second is leapt.
const DAY: u64 = 24 * 60 * 60;

/// Everything an audit needs to know.
pub(super) struct Plan<'c> {
    /// The folder.
    pub(super) root: PathBuf,
    /// Patterns of files to leave out.
    pub(super) exclude: Vec<String>,
    /// Every rule.
    pub(super) catalog: &'c Catalog,
    /// The rules to run.
    pub(super) rules: Vec<&'c CatalogRule>,
    /// What the repository's owner decided.
    pub(super) request: Request,
    /// The commit to compare with.
    pub(super) base: Option<MergeBase>,
    /// Where reports go.
    pub(super) outputs: Vec<Output>,
    /// What decides the exit code.
    pub(super) gate: Gate,
    /// How reports look.
    pub(super) style: Style,
    /// Threads; 0 is one for each core.
    pub(super) jobs: usize,
    /// Whether to say where the time went.
    pub(super) shows_timings: bool,
    /// Whether to show a bar.
    pub(super) shows_progress: bool,
}

impl<'c> Plan<'c> {
    /// Checks what was typed. The command line wins over the configuration.
    pub(super) fn new(typed: &AuditArguments, config: Config, catalog: &'c Catalog) -> Result<Self, Failure> {
        let environment = Environment::read(typed.color);
        let min_grade = typed.min_grade.as_deref().map(letter).transpose()?;
        let mut config = config;
        let base = typed.since.as_deref().map(|reference| source::merge_base(&typed.path, reference));
        let base = base.transpose()?;
        if let Some(base) = &base {
            config.settings.applied = Applied::Files(base.paths());
        }
        let outputs = output::outputs(&typed.output, typed.format)?;
        let evidence =
            if outputs.iter().any(Output::names_passes) { Evidence::Every } else { Evidence::NotPassed };
        Ok(Self {
            root: typed.path.clone(),
            rules: selection::select(catalog, &typed.only, &typed.skip)?,
            outputs,
            gate: Gate {
                fail_on: typed.fail_on.map(Severity::from).or(config.fail_on).unwrap_or(Severity::Blocker),
                min_grade: min_grade.or(config.min_grade),
                is_strict: typed.strict,
                exit_zero: typed.exit_zero,
            },
            style: Style {
                width: environment.width,
                colour: environment.colour,
                extent: if typed.all { Extent::All } else { Extent::Few },
                limit: typed.limit,
                command: command(typed),
            },
            jobs: usize::from(typed.jobs),
            shows_timings: typed.timings,
            shows_progress: environment.is_watched && !typed.no_progress,
            exclude: config.exclude.clone(),
            request: Request { evidence, ..Request::new(config, today()) },
            base,
            catalog,
        })
    }
}

/// Today, in the zone that has no summer.
fn today() -> Option<Date> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    u32::try_from(now.as_secs() / DAY).ok().map(Date::since_epoch)
}

fn letter(typed: &str) -> Result<Letter, Failure> {
    let wanted = typed.trim().to_uppercase().replace('\u{2212}', "-");
    let known = Letter::ALL.into_iter().find(|letter| letter.to_string() == wanted);
    known.ok_or_else(|| Failure::UnknownLetter(typed.to_owned()))
}

/// The part of the command line that decides what a report says, for whoever wants the same again.
fn command(typed: &AuditArguments) -> String {
    let mut command = "gonogo audit".to_owned();
    for (flag, names) in [("--only", &typed.only), ("--skip", &typed.skip)] {
        for name in names {
            command.extend([" ", flag, " ", name.trim()]);
        }
    }
    if let Some(reference) = &typed.since {
        command.extend([" --since ", reference]);
    }
    if typed.config.no_config {
        command.push_str(" --no-config");
    }
    if let Some(path) = &typed.config.config {
        command.extend([" --config ", &path.display().to_string()]);
    }
    command
}
