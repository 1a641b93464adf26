//! Events that code fires and listens to, across files: each with both of its ends.

mod act;
mod bus;
mod platform;

use std::collections::{BTreeMap, BTreeSet};

use self::act::{Act, Does, Named};
pub use self::bus::Bus;
use self::bus::Buses;
use super::Project;
use super::words::words;
use crate::facts::typescript::{Call, Link};
use crate::finding::{Location, Subject};
use crate::source::Role;

/// Words of functions that fire an event whose name they are given.
const EMITTING_WORDS: [&str; 8] =
    ["broadcast", "dispatch", "emit", "fire", "notify", "publish", "send", "trigger"];
/// Words of functions that listen to one.
const HEARING_WORDS: [&str; 9] =
    ["event", "handle", "listen", "listener", "on", "once", "subscribe", "wait", "watch"];

/// An event of production code, by its bus and its name.
#[derive(Debug)]
pub struct Event<'p> {
    /// Its name.
    pub name: &'p str,
    /// What carries it.
    pub bus: Bus<'p>,
    /// Where production code fires it, by path and place.
    pub emitted: Vec<Location>,
    /// Where production code listens to it, by path and place.
    pub heard: Vec<Location>,
    /// Whether the other end is there: found, or found missing.
    pub end: OtherEnd<'p>,
}

/// The end of an event that answers the one that is there.
#[derive(Debug, PartialEq, Eq)]
pub enum OtherEnd<'p> {
    /// It is there.
    There,
    /// Nothing is.
    Missing {
        /// Whether only tests have it.
        in_tests: bool,
        /// The name most like it that the other end has.
        nearest: Option<&'p str>,
        /// Why it may be there all the same.
        doubt: Option<&'static str>,
    },
    /// Nobody can tell, and why.
    Unseen(String),
}

impl From<&Event<'_>> for Subject {
    fn from(event: &Event<'_>) -> Self {
        let at = event.emitted.first().or(event.heard.first());
        Self { name: event.name.into(), at: at.cloned() }
    }
}

/// Every event that production code fires or listens to on a bus of the repository's own, by bus and name.
pub fn events(project: &Project) -> Vec<Event<'_>> {
    let buses = Buses::of(project);
    let modules = project.modules();
    let scripts = project.scripts().filter(|(file, _)| file.role.is_authored());
    let acts: Vec<Act<'_>> =
        scripts.flat_map(|(file, script)| act::of_script(modules, &buses, file, script)).collect();
    let embedded: BTreeSet<&str> =
        project.scripts().flat_map(|(_, script)| &script.embedded_events).map(|name| &**name).collect();
    let mut events = subjects(&acts);
    let mut known: BTreeMap<&str, Vec<&Act<'_>>> = BTreeMap::new();
    for act in &acts {
        if let Named::Event(name) = act.named {
            known.entry(name).or_default().push(act);
        }
    }
    for event in &mut events {
        let same = known.get(event.name).map_or(&[][..], Vec::as_slice);
        let is_embedded = event.bus == Bus::Page && embedded.contains(event.name);
        event.end = if is_embedded { OtherEnd::There } else { other_end(event, same, &acts) };
    }
    let open: Vec<usize> =
        (0..events.len()).filter(|at| matches!(events[*at].end, OtherEnd::Missing { .. })).collect();
    follow_mentions(project, &mut events, &open);
    leave_offered(project, &mut events, &open);
    events
}

/// The events that production code has, their other ends still to be looked for.
fn subjects<'p>(acts: &[Act<'p>]) -> Vec<Event<'p>> {
    let mut events: BTreeMap<(Bus<'p>, &'p str), Event<'p>> = BTreeMap::new();
    let own = acts.iter().filter(|act| act.file.role == Role::Production && act.bus != Bus::Other);
    for act in own {
        let Named::Event(name) = act.named else { continue };
        if platform::is_known(name) || name.is_empty() {
            continue;
        }
        let event = events.entry((act.bus, name)).or_insert_with(|| Event {
            name,
            bus: act.bus,
            emitted: Vec::new(),
            heard: Vec::new(),
            end: OtherEnd::There,
        });
        let places = if act.does == Does::Emits { &mut event.emitted } else { &mut event.heard };
        places.push(Location::new(&act.file.path, act.span));
    }
    events.into_values().collect()
}

/// What is known of the end of an event that production code does not have. `same` are all acts of that name.
fn other_end<'p>(event: &Event<'p>, same: &[&Act<'p>], all: &[Act<'p>]) -> OtherEnd<'p> {
    let wanted = match (event.emitted.is_empty(), event.heard.is_empty()) {
        (false, false) => return OtherEnd::There,
        (false, true) => Does::Hears,
        _ => Does::Emits,
    };
    let meets = |bus: Bus<'_>| bus == event.bus || (bus == Bus::Other && event.bus != Bus::Channel);
    let answers = |act: &&&Act<'p>| act.does == wanted && meets(act.bus);
    if same.iter().any(|act| answers(&act) && act.file.role != Role::Test) {
        return OtherEnd::There;
    }
    let others = || all.iter().filter(|act| act.does == wanted && act.bus == event.bus);
    if others().any(|act| act.named == Named::All) {
        return OtherEnd::There;
    }
    let is_page = event.bus == Bus::Page && wanted == Does::Emits;
    if is_page && let Some(prefix) = platform::prefix(event.name) {
        let is_own = others()
            .any(|act| matches!(act.named, Named::Event(name) if platform::prefix(name) == Some(prefix)));
        if !is_own {
            return OtherEnd::Unseen(format!("what is called `{prefix}` may be a library that fires it"));
        }
    }
    let doubt = if others().any(|act| act.named == Named::Unseen && act.file.role != Role::Test) {
        Some("one whose name is put together when it runs, or that does not parse, may be the other end")
    } else {
        (is_page && platform::reads_as_known(event.name)).then_some("a browser may fire it")
    };
    let names = others().filter_map(|act| match act.named {
        Named::Event(name) => Some(name).filter(|name| *name != event.name),
        _ => None,
    });
    let rated = names.map(|name| (strsim::damerau_levenshtein(name, event.name), name));
    let nearest = rated.min().filter(|(distance, _)| *distance * 3 <= event.name.len()).map(|(_, name)| name);
    OtherEnd::Missing { in_tests: same.iter().any(|act| answers(&act)), nearest, doubt }
}

/// Looks for functions that are given the name of an event whose other end is missing: they may be it.
fn follow_mentions(project: &Project, events: &mut [Event<'_>], open: &[usize]) {
    let mut missing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in open {
        missing.entry(events[*at].name).or_default().push(*at);
    }
    if missing.is_empty() {
        return;
    }
    let scripts = project.scripts().filter(|(file, _)| file.role.is_authored() && file.role != Role::Test);
    for call in scripts.flat_map(|(_, script)| &script.calls) {
        for link in &call.links {
            let named = link.arguments.iter().take(2).filter_map(|one| missing.get(one.value.text()?));
            for at in named.flatten() {
                let event = &mut events[*at];
                if let Some(end) = by_mention(call, link, event) {
                    event.end = end;
                }
            }
        }
    }
}

/// What a call that is given the name of an event says of its missing end.
fn by_mention<'p>(call: &Call, link: &Link, event: &Event<'p>) -> Option<OtherEnd<'p>> {
    let is_own = act::EMITS.contains(&&*link.name)
        || act::HEARS.contains(&&*link.name)
        || matches!(&*link.name, "off" | "removeEventListener" | "removeListener" | "CustomEvent" | "Event")
        || call.callee.starts_with("console.");
    if is_own || event.end == OtherEnd::There {
        return None;
    }
    let wanted = if event.emitted.is_empty() { EMITTING_WORDS.as_slice() } else { HEARING_WORDS.as_slice() };
    if words(&link.name).any(|word| wanted.contains(&&*word)) {
        return Some(OtherEnd::There);
    }
    Some(OtherEnd::Unseen(format!("`{}` is given its name, and may be the other end", link.name)))
}

/// Leaves open what the users of a package may do.
fn leave_offered(project: &Project, events: &mut [Event<'_>], open: &[usize]) {
    for at in open {
        let event = &mut events[*at];
        let Some(place) = event.emitted.first().or(event.heard.first()) else { continue };
        let is_offered = project.packages().of(&place.path).is_some_and(|package| package.is_offered);
        if is_offered && matches!(event.end, OtherEnd::Missing { .. }) {
            event.end = OtherEnd::Unseen("users of the package may be the other end".to_owned());
        }
    }
}
