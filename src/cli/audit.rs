//! `gonogo audit`: carries out a plan, writes the reports, and says why the exit code is what it is.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::arguments::{AuditArguments, ConfigArguments};
use super::configuration;
use super::failure::Failure;
use super::gate::Exit;
use super::plan::Plan;
use super::progress::Progress;
use crate::engine::{self, Since, Timings};
use crate::render::counted;
use crate::report::{Report, RuleReport, Status};
use crate::source::{self, Sources};

/// Runs the command.
pub(super) fn run(typed: &AuditArguments) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let (config, catalog) = configuration::load(&typed.path, &typed.config)?;
    let plan = Plan::new(typed, config, &catalog)?;
    let (report, mut timings) = audit(&plan, start)?;
    if examined_nothing(&report) {
        return Err(nothing_examined(&plan, &report));
    }
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

/// The report on `root` by every rule.
pub(super) fn report_on(root: &Path, typed: &ConfigArguments) -> Result<Report, Failure> {
    let (config, catalog) = configuration::load(root, typed)?;
    let plan = Plan::new(&AuditArguments::of(root, typed), config, &catalog)?;
    Ok(audit(&plan, Instant::now())?.0)
}

fn audit(plan: &Plan<'_>, start: Instant) -> Result<(Report, Timings), Failure> {
    engine::with_threads(plan.jobs, || {
        let mut before = Timings::default();
        let hidden = Progress::hidden(start);
        let tree = before.phase("walk", &hidden, || source::walk(&plan.root, &plan.exclude))?;
        let mut request = plan.request.clone();
        if let Some(base) = &plan.base {
            let since = before.phase("read the merge base", &hidden, || Since::read(base, &tree));
            request.since = Some(Arc::new(since));
        }
        let sources = before.phase("read", &hidden, || source::read(tree));
        if sources.files.is_empty() && sources.unreadable.is_empty() {
            return Err(nothing(plan, &sources));
        }
        let progress = if plan.shows_progress { Progress::shown(start, sources.files.len()) } else { hidden };
        let (report, mut timings) =
            engine::audit_watched(&sources, plan.catalog, &plan.rules, &request, &progress);
        progress.finish();
        // An idle thread frees the texts while the report is written.
        rayon::spawn(move || drop(sources));
        timings.phases.splice(0..0, before.phases);
        Ok((report, timings))
    })
}

fn nothing(plan: &Plan<'_>, sources: &Sources) -> Failure {
    let why = match sources.skipped.len() {
        0 => "no file is in it, or git ignores them all".to_owned(),
        count => format!("it holds nothing but {}", counted(count, "file that is not audited")),
    };
    Failure::NothingToScan { path: plan.root.clone(), why }
}

/// Whether no rule met a subject, and not because files could not be read: no grade says that.
fn examined_nothing(report: &Report) -> bool {
    report.problems.is_empty() && report.assessments.iter().all(|rule| rule.status != Status::Assessed)
}

fn nothing_examined(plan: &Plan<'_>, report: &Report) -> Failure {
    let reason = |rule: &RuleReport| Some(format!("{}: {}", rule.id, rule.status.reason()?));
    let missing = report.assessments.iter().find_map(reason);
    let selected = counted(plan.rules.len(), "rule");
    let left = plan.catalog.rules().len() - plan.rules.len();
    let why = missing.unwrap_or_else(|| {
        format!("{selected} selected and {left} left out, and none selected applies to any file")
    });
    Failure::NothingToExamine { path: plan.root.clone(), why }
}

fn footer(out: &mut dyn Write, report: &Report, exit: &Exit, time: Duration) -> io::Result<()> {
    let grade = &report.grade;
    writeln!(
        out,
        "{} {} {} · {} · {} · {} · {:.2} s",
        grade.verdict.name(),
        grade.letter,
        grade.score,
        counted(report.findings.len(), "finding"),
        counted(report.problems.len(), "problem"),
        counted(report.files.audited, "file"),
        time.as_secs_f64()
    )?;
    writeln!(out, "exit {}: {}", exit.code, exit.reason)
}
