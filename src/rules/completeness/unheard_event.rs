//! Events that are fired and nobody hears, and listeners to what nobody fires.

use crate::finding::{Confidence, Location, Related};
use crate::project::Project;
use crate::project::events::{Event, OtherEnd, events};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for event in events(project) {
        match &event.end {
            OtherEnd::There => report.pass(&event),
            OtherEnd::Unseen(reason) => report.unknown(&event, reason),
            OtherEnd::Missing { in_tests, nearest, doubt } => {
                let finding = report.fail(&event, message(&event, *in_tests, *nearest, *doubt));
                if doubt.is_some() {
                    finding.confidence = Confidence::Tentative;
                }
                finding.related.extend(others(&event));
            }
        }
    }
}

fn message(event: &Event<'_>, in_tests: bool, nearest: Option<&str>, doubt: Option<&str>) -> String {
    let name = event.name;
    let (first, does) = if event.emitted.is_empty() {
        (format!("nothing fires `{name}`, which this listens to on {}", event.bus.shown()), "fire")
    } else {
        (format!("nothing listens to `{name}`, which this fires on {}", event.bus.shown()), "listen to")
    };
    let tests = if in_tests { format!("\nonly tests {does} it") } else { String::new() };
    let nearest =
        nearest.map_or_else(String::new, |nearest| format!("\nthe nearest name there is `{nearest}`"));
    let doubt = doubt.map_or_else(String::new, |doubt| format!("\n{doubt}"));
    [first, tests, nearest, doubt].concat()
}

/// The other places that do the same.
fn others<'e>(event: &'e Event<'_>) -> impl Iterator<Item = Related> + 'e {
    let (places, label) = if event.emitted.is_empty() {
        (&event.heard, "listens too")
    } else {
        (&event.emitted, "fires it too")
    };
    let related = |location: &Location| Related { location: location.clone(), label: label.to_owned() };
    places.iter().skip(1).map(related)
}
