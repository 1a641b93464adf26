//! `gonogo audit`: what was typed becomes a plan once; the plan is carried out.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::arguments::AuditArguments;
use super::environment::Environment;
use super::failure::Failure;
use super::gate::{Exit, Gate, counted};
use super::progress::Progress;
use super::{output, selection};
use crate::engine::{self, Timings};
use crate::grade::Letter;
use crate::render::{Extent, Style};
use crate::report::Report;
use crate::rule::{Catalog, CatalogRule};
use crate::{rules, source};

/// Everything an audit needs to know.
struct Plan<'c> {
    root: PathBuf,
    catalog: &'c Catalog,
    rules: Vec<&'c CatalogRule>,
    outputs: Vec<output::Output>,
    gate: Gate,
    style: Style,
    jobs: usize,
    shows_timings: bool,
    shows_progress: bool,
}

/// Runs the command.
pub(super) fn run(typed: &AuditArguments) -> Result<ExitCode, Failure> {
    let catalog = rules::catalog()?;
    let plan = plan(typed, &catalog)?;
    let start = Instant::now();
    let (report, mut timings) = audit(&plan, start)?;
    let exit = plan.gate.judge(&report);
    let written = timings.phase("render", &Progress::hidden(start), || {
        plan.outputs.iter().try_for_each(|output| output.write(&report, &plan.style))
    });
    written?;
    let mut stderr = io::stderr().lock();
    // Nobody may be listening any more; the exit code still says it all.
    let _ = footer(&mut stderr, &report, &exit, start.elapsed());
    if plan.shows_timings {
        let _ = super::timings::write(&mut stderr, &timings, start.elapsed());
    }
    Ok(ExitCode::from(&exit))
}

fn plan<'c>(typed: &AuditArguments, catalog: &'c Catalog) -> Result<Plan<'c>, Failure> {
    let environment = Environment::read(typed.color);
    Ok(Plan {
        root: typed.path.clone(),
        catalog,
        rules: selection::select(catalog, &typed.only, &typed.skip)?,
        outputs: output::outputs(&typed.output, typed.format)?,
        gate: Gate {
            fail_on: typed.fail_on.into(),
            min_grade: typed.min_grade.as_deref().map(letter).transpose()?,
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
        jobs: typed.jobs,
        shows_timings: typed.timings,
        shows_progress: environment.is_watched && !typed.no_progress,
    })
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
            command.extend([" ", flag, " ", name]);
        }
    }
    command
}

fn audit(plan: &Plan<'_>, start: Instant) -> Result<(Report, Timings), Failure> {
    engine::with_threads(plan.jobs, || {
        let mut before = Timings::default();
        let hidden = Progress::hidden(start);
        let tree = before.phase("walk", &hidden, || source::walk(&plan.root, &[]))?;
        let sources = before.phase("read", &hidden, || source::read(tree));
        if sources.files.is_empty() && sources.unreadable.is_empty() {
            return Err(nothing(plan, &sources));
        }
        let progress = if plan.shows_progress { Progress::shown(start, sources.files.len()) } else { hidden };
        let request = engine::Request::default();
        let (report, mut timings) =
            engine::audit_watched(&sources, plan.catalog, &plan.rules, &request, &progress);
        progress.finish();
        timings.phases.splice(0..0, before.phases);
        Ok((report, timings))
    })
}

fn nothing(plan: &Plan<'_>, sources: &source::Sources) -> Failure {
    let why = match sources.skipped.len() {
        0 => "there is no file in it".to_owned(),
        count => format!("it holds nothing but {}", counted(count, "file that is not audited")),
    };
    Failure::NothingToScan { path: plan.root.clone(), why }
}

fn footer(out: &mut dyn Write, report: &Report, exit: &Exit, time: Duration) -> io::Result<()> {
    let grade = &report.grade;
    writeln!(
        out,
        "{} {} {} · {} · {} · {:.2} s",
        grade.verdict.name(),
        grade.letter,
        grade.score,
        counted(report.findings.len(), "finding"),
        counted(report.files.audited, "file"),
        time.as_secs_f64()
    )?;
    writeln!(out, "exit {}: {}", exit.code, exit.reason)
}
