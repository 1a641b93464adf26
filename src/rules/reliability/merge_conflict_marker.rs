//! Conflict blocks and stray markers in any text file.

use crate::finding::{Location, Subject};
use crate::project::Project;
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for file in project.files() {
        let Some(conflict) = &file.conflict else {
            report.pass(Subject::file(&file.path));
            continue;
        };
        for block in &conflict.blocks {
            let at = Location::new(&file.path, block.start);
            let message = format!(
                "unresolved conflict: {} of ours, {} of theirs",
                lines(block.ours_lines),
                block.theirs_lines
            );
            report.fail(Subject::new(file.path.as_str(), at), message);
        }
        for stray in &conflict.stray {
            report.fail(
                Subject::new(file.path.as_str(), Location::new(&file.path, *stray)),
                "a conflict marker without its counterpart",
            );
        }
    }
}

fn lines(count: u32) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}
