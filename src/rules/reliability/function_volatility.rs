//! Functions that say they change nothing, and do.

use crate::finding::{Confidence, Location, Related};
use crate::project::Project;
use crate::project::schema::{Routine, Schema, Volatility};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        let is_readable = |routine: &&Routine| matches!(&*routine.language, "sql" | "plpgsql");
        let declared = schema.own_routines().filter(|routine| routine.volatility != Volatility::Volatile);
        for routine in declared.filter(is_readable) {
            examine(schema, routine, report);
        }
    }
}

fn examine(schema: &Schema, routine: &Routine, report: &mut Reporter<'_>) {
    let subject = schema.routine_subject(routine);
    if routine.object.doubt.is_some() {
        report.unknown(subject, "whether it exists depends on what only the database knows");
        return;
    }
    let declared = if routine.volatility == Volatility::Stable { "STABLE" } else { "IMMUTABLE" };
    if let Some(effect) = schema.effect_of(routine) {
        let message = format!("`{}` is declared {declared} and {}", subject.name, effect.what);
        let finding = report.fail(subject, message);
        if effect.is_indirect {
            finding.confidence = Confidence::Firm;
        }
        finding.related.push(Related {
            location: Location::new(&routine.defined.path, effect.span),
            label: "here".to_owned(),
        });
        return;
    }
    let runs_text = routine.body.as_ref().is_some_and(|body| body.dynamic.iter().any(|one| !one.is_read));
    if runs_text {
        report.unknown(subject, "it runs a statement that it puts together, which may write");
    } else {
        report.pass(subject);
    }
}
