//! Statements of migrations still to run that lose rows or values.

use crate::finding::Subject;
use crate::project::schema::{Risk, RiskKind};
use crate::project::{PendingMigration, Project};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let Some(pending) = project.pending_migrations() else {
        report.not_asked(PendingMigration::UNSAID);
        return;
    };
    for migration in pending {
        let risks = migration.risks(|risk| risk.kind.is_destructive() && !risk.is_guarded);
        if risks.is_empty() {
            report.pass(Subject::file(migration.path));
        }
        for risk in risks {
            report.fail(Subject::new(migration.path.as_str(), risk.at.clone()), message(risk));
        }
    }
}

fn message(risk: &Risk) -> String {
    let table = &risk.table;
    match &risk.kind {
        RiskKind::DropColumn(column) => format!("drops column `{column}` of `{table}` with all its values"),
        RiskKind::Empty => format!("removes every row of `{table}`"),
        RiskKind::Narrow(column, from, to) => {
            format!("forces column `{column}` of `{table}` from {from} to {to}")
        }
        _ => format!("drops `{table}` with all its rows"),
    }
}
