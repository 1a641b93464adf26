//! Paths that a checkout on another system cannot hold.

use crate::finding::{Location, Subject};
use crate::project::Project;
use crate::project::portable::{Fault, unportable_paths};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let tree = project.tree();
    let found = match &tree.git {
        Some(git) => unportable_paths(git.tracked.iter().chain(&git.submodules)),
        None => unportable_paths(&tree.paths),
    };
    if found.is_empty() && !tree.paths.is_empty() {
        report.pass(Subject::repository());
    }
    for unportable in found {
        let name = unportable.name;
        let message = match unportable.fault {
            Fault::Control(letter) => format!("`{name}` holds the control character U+{:04X}", letter as u32),
            Fault::Forbidden(letter) => format!("`{name}` holds `{letter}`, which Windows forbids"),
            Fault::Trailing(' ') => format!("`{name}` ends in a space, which Windows cuts"),
            Fault::Trailing(_) => format!("`{name}` ends in a dot, which Windows cuts"),
            Fault::Reserved(device) => format!("`{name}` is the device {device} on Windows"),
            Fault::NotUtf8 => format!("`{name}` is not valid UTF-8"),
            Fault::Twin(other) => format!("`{name}` and `{other}` are one name on macOS and Windows"),
        };
        report.fail(Subject::new(name, Location::file(unportable.path)), message);
    }
}
