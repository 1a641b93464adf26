//! What the clock calls, and that is not there.

use crate::finding::{Confidence, Subject};
use crate::project::Project;
use crate::project::functions::{Callee, Functions, Scheduler, SchedulerKind, Target};
use crate::project::schema::{Dialect, Job, MissingRoutine, Schema};
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let schemas = || project.schemas().iter().filter(|schema| schema.is_production());
    for schema in schemas().filter(|schema| schema.dialect() == Dialect::PostgreSql) {
        schema.jobs().iter().for_each(|job| examine_job(project.functions(), schema, job, report));
    }
    // What a migration schedules is a job, unless a later one takes it back.
    let is_job = |scheduler: &Scheduler| {
        let path = &scheduler.at.path;
        scheduler.kind == SchedulerKind::Database
            && project.schemas().iter().any(|schema| schema.migrations().contains(path))
    };
    let functions = project.functions();
    for scheduler in functions.schedulers.iter().filter(|scheduler| !is_job(scheduler)) {
        let subject = Subject::new(scheduler.callee.name(), scheduler.at.clone());
        let verdict = judge(&scheduler.callee, project.scheduled_target(scheduler));
        // A script of SQL is run by hand, if at all.
        let is_loose = scheduler.kind == SchedulerKind::Database
            && project.file(scheduler.at.path.as_str()).is_some_and(|file| file.role == Role::Script);
        say(subject, scheduler.kind.name(), verdict, is_loose, report);
    }
}

fn examine_job(functions: &Functions, schema: &Schema, job: &Job, report: &mut Reporter<'_>) {
    let edges = job
        .edge_functions()
        .map(|(name, host)| judge(&Callee::Function(name.into()), functions.target(name, host)));
    let missing = |missing: &MissingRoutine| Verdict::Missing(Confidence::Certain, routine(missing));
    let routines = match schema.missing_routines(job) {
        Ok(routines) => routines.iter().map(missing).collect(),
        Err(reason) => vec![Verdict::Unknown(reason)],
    };
    // The surest of what is missing is said; of what is not known, anything.
    let worst = edges.chain(routines).max().unwrap_or(Verdict::There);
    say(job.into(), &format!("job `{}`", job.shown()), worst, false, report);
}

fn say(subject: Subject, caller: &str, verdict: Verdict, is_loose: bool, report: &mut Reporter<'_>) {
    match verdict {
        Verdict::There => report.pass(subject),
        Verdict::Unknown(reason) => report.unknown(subject, reason),
        Verdict::Missing(confidence, what) => {
            let finding = report.fail(subject, format!("{caller} calls {what}"));
            finding.confidence = confidence;
            if is_loose {
                finding.severity = finding.severity.outside_production();
            }
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    There,
    Unknown(&'static str),
    Missing(Confidence, String),
}

fn judge(callee: &Callee, target: Target) -> Verdict {
    match target {
        Target::There => Verdict::There,
        Target::Unseen(reason) => Verdict::Unknown(reason),
        Target::Missing { is_ours, nearest } => {
            let what = match callee {
                Callee::Function(name) => format!("edge function `{name}`, which has no entry point here"),
                Callee::Route(path) => format!("`{path}`, which no route answers"),
            };
            let confidence = if is_ours { Confidence::Firm } else { Confidence::Tentative };
            Verdict::Missing(confidence, what + &hint(nearest.as_deref()))
        }
    }
}

fn routine(missing: &MissingRoutine) -> String {
    let MissingRoutine { name, other_arguments, nearest } = missing;
    match other_arguments {
        Some(count) => format!("`{name}` with {count} arguments, which no function of that name takes"),
        None => format!("`{name}`, which no migration leaves{}", hint(nearest.as_deref())),
    }
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("\nthe nearest name is `{nearest}`"))
}
