//! Tables that code names and that nothing makes.

use crate::finding::Subject;
use crate::project::Project;
use crate::project::schema::{Access, BodyName, Dialect, Schema};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let schemas = project.schemas().iter().filter(|schema| schema.is_production());
    for schema in schemas.filter(|schema| schema.dialect() == Dialect::PostgreSql) {
        examine(schema, report);
    }
}

fn examine(schema: &Schema, report: &mut Reporter<'_>) {
    for named in schema.tables_in_bodies() {
        let subject = Subject::new(named.name.as_str(), named.at.clone());
        if named.is_there {
            report.pass(subject);
        } else {
            report.fail(subject, message(&named));
        }
    }
}

fn message(named: &BodyName<'_>) -> String {
    let does = match named.access {
        Access::Read | Access::Manage => "reads",
        Access::Insert | Access::Update | Access::Delete | Access::Merge | Access::Truncate => "writes to",
    };
    let nearest = match &named.nearest {
        Some(nearest) => format!("; the nearest name is `{nearest}`"),
        None => String::new(),
    };
    format!("`{}` {does} `{}`, which no migration leaves{nearest}", named.routine.name, named.name)
}
