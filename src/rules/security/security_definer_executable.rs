//! Functions that run with their owner's rights, and clients that may call them.

use crate::finding::{Related, Severity};
use crate::project::Project;
use crate::project::schema::{Grantee, Identifier, Privilege, Routine, Schema, Securable};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production()) {
        let is_judged = |routine: &&Routine| {
            routine.is_security_definer
                && schema.is_exposed(&routine.name.schema)
                && !routine.is_for_triggers()
        };
        schema.routines().filter(is_judged).for_each(|routine| examine(schema, routine, report));
    }
}

fn examine(schema: &Schema, routine: &Routine, report: &mut Reporter<'_>) {
    let subject = schema.routine_subject(routine);
    if routine.object.doubt.is_some() || routine.object.acl_doubt.is_some() {
        report.unknown(subject, "who may call it depends on what only the database knows");
        return;
    }
    let may = |role: &str| schema.has_privilege(&Identifier::exact(role), routine, Privilege::Execute);
    let (who, severity) = match (may("anon"), may("authenticated")) {
        (true, _) => ("everybody with the public key", Severity::Critical),
        (false, true) => ("every signed-in user", Severity::Major),
        (false, false) => {
            report.pass(subject);
            return;
        }
    };
    if let Some(extension) = &routine.object.extension {
        // Nobody here wrote it: where it lies is all that can be changed.
        let message = format!(
            "extension `{extension}` brings `{}`, which runs with its owner's rights\n{who} may call it: move the extension to a schema of its own",
            subject.name
        );
        let finding = report.fail(subject, message);
        finding.severity = Severity::Minor;
        finding.cause = Some(extension.as_str().into());
        return;
    }
    let message = format!("`{}` runs with its owner's rights, and {who} may call it", subject.name);
    let granted = grant(schema, routine);
    let finding = report.fail(subject, message);
    finding.severity = severity;
    finding.related.extend(granted);
}

/// The statement that lets clients in, where one of the project's does.
fn grant(schema: &Schema, routine: &Routine) -> Option<Related> {
    let acl = Securable::from(routine).acl();
    let is_client = |grantee: &Grantee| matches!(grantee.name(), "public" | "anon" | "authenticated");
    let grants = acl.grants.iter().filter(|grant| is_client(&grant.grantee));
    let mut given = grants.filter_map(|grant| grant.given(Privilege::Execute).cloned());
    let location = given.find(|at| *at != routine.object.created)?;
    // What the platform gives by default stands in no file of the project.
    let is_of_project = schema.migrations().contains(&location.path);
    is_of_project.then(|| Related { location, label: "granted here".to_owned() })
}
