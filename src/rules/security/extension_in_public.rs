//! Extensions whose functions and tables lie among those of the application.

use crate::project::Project;
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for schema in project.schemas().iter().filter(|schema| schema.is_production() && schema.has_platform()) {
        for extension in schema.extensions().filter(|extension| !extension.object.is_platform) {
            if extension.object.doubt.is_some() {
                report.unknown(extension, "whether it exists depends on what only the database knows");
            } else if extension.schema.as_str() == "public" {
                let message =
                    format!("extension `{}` lies in `public`, among what clients reach", extension.name);
                report.fail(extension, message);
            } else {
                report.pass(extension);
            }
        }
    }
}
