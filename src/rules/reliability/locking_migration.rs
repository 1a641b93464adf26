//! Statements of migrations still to run that keep others from a table for long.

use crate::facts::sql::Identifier;
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
        let risks = migration.risks(|risk| risk.kind.is_locking());
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
    let named = |what: &str, name: &Option<Identifier>| {
        name.as_ref().map_or_else(String::new, |name| format!(" for {what} `{name}`"))
    };
    match &risk.kind {
        RiskKind::BuildIndex(name) => {
            format!("builds an index on `{table}`{} while nobody can write to it", named("index", name))
        }
        RiskKind::Check(name) => {
            format!("checks every row of `{table}`{} while nobody can write to it", named("constraint", name))
        }
        RiskKind::SetNotNull(column) => {
            format!("reads every row of `{table}` for a null in `{column}` while nobody can use it")
        }
        RiskKind::AddRequired(column) => {
            format!(
                "adds `{column}` to `{table}`, NOT NULL without a default: no row that is there has a value"
            )
        }
        RiskKind::Fill(column) => {
            format!("writes every row of `{table}` anew to give each its own `{column}`")
        }
        RiskKind::Rewrite(column, from, to) | RiskKind::Narrow(column, from, to) => {
            format!("writes every row of `{table}` anew to change `{column}` from {from} to {to}")
        }
        RiskKind::DropTable | RiskKind::DropColumn(_) | RiskKind::Empty => {
            format!("locks `{table}`")
        }
    }
}
