//! Production modules that no test loads.

use std::collections::BTreeSet;

use crate::facts::FileFacts;
use crate::facts::typescript::TypeScriptFacts;
use crate::finding::Subject;
use crate::project::Project;
use crate::project::modules::Sides;
use crate::rule::Reporter;
use crate::source::Role;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let named = named_by_tests(project);
    for (file, _) in project.scripts().filter(|(file, script)| is_asked(file, script)) {
        let Some(sides) = project.reach().sides(project.modules(), &file.path) else { continue };
        // What only builds the rest runs before users come.
        if sides.meets(Sides::TOOLING) && !sides.runs() {
            continue;
        }
        let subject = Subject::file(&file.path);
        if sides.meets(Sides::TEST) || named.contains(&(file.path.folder(), file.path.stem())) {
            report.pass(subject);
        } else {
            report.fail(subject, "no test imports this module, not even through others");
        }
    }
}

/// Whether a module does something that a test can ask for.
fn is_asked(file: &FileFacts, script: &TypeScriptFacts) -> bool {
    file.role == Role::Production && !file.path.is_declaration() && !script.functions.is_empty()
}

/// Folder and stem of the modules that tests are called after: `pay.test.ts`, `__tests__/pay.ts`.
fn named_by_tests(project: &Project) -> BTreeSet<(&str, &str)> {
    let tests = project.scripts().filter(|(file, _)| file.role == Role::Test);
    let named = tests.filter_map(|(file, _)| {
        let (stem, folder) = (file.path.stem(), file.path.folder());
        let is_beside = [".test", ".spec", "_test"].iter().find_map(|end| stem.strip_suffix(end));
        match folder.strip_suffix("__tests__") {
            Some(above) => Some((above.trim_end_matches('/'), is_beside.unwrap_or(stem))),
            None => is_beside.map(|stem| (folder, stem)),
        }
    });
    named.collect()
}
