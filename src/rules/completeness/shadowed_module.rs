//! Specifiers that can mean a file and a folder of one name: the file wins.

use std::collections::BTreeMap;

use crate::finding::{Location, Related, Severity, Subject};
use crate::project::Project;
use crate::project::modules::Target;
use crate::rule::Reporter;
use crate::source::{RelPath, Role};

/// The first specifiers that leave it open which of two modules they mean, and all that say so.
#[derive(Default)]
struct Openings {
    places: Vec<(Box<str>, Location)>,
    /// Whether production says so.
    in_production: bool,
}

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    let mut open: BTreeMap<&RelPath, Openings> = BTreeMap::new();
    for (file, imports) in project.modules().scripts().filter(|(file, _)| file.role.is_authored()) {
        for (import, target) in imports.filter(|(import, _)| import.kind.is_needed()) {
            let Target::File(path) = target else { continue };
            if names_neither(&import.specifier, path) {
                let openings = open.entry(path).or_default();
                openings.in_production |= file.role == Role::Production;
                openings.places.push((import.specifier.clone(), Location::new(&file.path, import.span)));
            }
        }
    }
    for (path, openings) in open {
        match project.modules().index_beside(path) {
            Some(index) => fail(project, report, path, index, openings),
            None => report.pass(Subject::file(path)),
        }
    }
}

/// Whether a specifier ends in the module's bare name: `./flags` for `flags.ts`.
fn names_neither(specifier: &str, path: &RelPath) -> bool {
    let name = specifier.split_once('?').map_or(specifier, |(name, _)| name);
    name.rsplit('/').next() == Some(path.stem()) && !path.is_declaration()
}

fn fail(project: &Project, report: &mut Reporter<'_>, path: &RelPath, index: &RelPath, openings: Openings) {
    let mut places = openings.places.into_iter();
    let Some((specifier, first)) = places.next() else { return };
    let is_reached = project.reach().is_imported(project.modules(), index);
    let fate = if is_reached {
        "only who names it in full reaches the other"
    } else {
        "nothing ever reaches the other"
    };
    let message = format!("`{specifier}` can mean `{path}` and `{index}`: the first is taken, and {fate}");
    let finding = report.fail(Subject::new(&*specifier, first), message);
    if is_reached {
        finding.severity = Severity::Minor;
    }
    if !openings.in_production {
        finding.severity = finding.severity.outside_production();
    }
    finding.related.push(Related { location: Location::file(index), label: "the other one".to_owned() });
}
