//! Files in git that a build or a tool writes anew.

use crate::finding::{Location, Subject};
use crate::project::{Project, tracked};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    // Outside a work tree nothing is tracked, so that there is no subject.
    let Some(git) = &project.tree().git else { return };
    let outputs = tracked::tracked_output(git);
    if outputs.is_empty() && !git.tracked.is_empty() {
        report.pass(Subject::repository());
    }
    for output in outputs {
        let message = if *output.name == *output.first.as_str() {
            format!("`{}` is {}, and git tracks it", output.name, output.kind)
        } else {
            let files =
                if output.files == 1 { "1 file".to_owned() } else { format!("{} files", output.files) };
            format!("`{}/` is {}, and git tracks {files} of it", output.name, output.kind)
        };
        report.fail(Subject::new(output.name, Location::file(&output.first)), message);
    }
}
