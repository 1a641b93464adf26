//! Calls that fire events or listen to them.

use super::bus::{Bus, Buses};
use crate::facts::FileFacts;
use crate::facts::typescript::{Binding, BindingKind, Call, Link, TypeScriptFacts, Usage, Value};
use crate::finding::ProblemKind;
use crate::project::constant;
use crate::project::modules::Modules;
use crate::source::Span;

/// Methods that fire an event.
pub(super) const EMITS: [&str; 8] =
    ["$emit", "dispatch", "dispatchEvent", "emit", "emitAsync", "fire", "publish", "trigger"];
/// Methods, decorators and hooks that listen to one.
pub(super) const HEARS: [&str; 14] = [
    "$on",
    "$once",
    "OnEvent",
    "SubscribeMessage",
    "addEventListener",
    "addListener",
    "listen",
    "on",
    "onAny",
    "once",
    "prependListener",
    "prependOnceListener",
    "subscribe",
    "useEventListener",
];
/// What a listener to every event is given.
const ALL: &str = "*";

/// What a call does with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Emits,
    Hears,
}

/// Which event a call names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named<'p> {
    /// This one.
    Event(&'p str),
    /// Every one.
    All,
    /// Those that its callers name.
    Given,
    /// Only the running program knows.
    Unseen,
}

/// A call that fires an event or listens to one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Act<'p> {
    pub(super) file: &'p FileFacts,
    pub(super) does: Does,
    pub(super) bus: Bus<'p>,
    pub(super) named: Named<'p>,
    /// Where the event is named.
    pub(super) span: Span,
}

/// Those of a script.
pub(super) fn of_script<'p>(
    modules: &'p Modules,
    buses: &Buses<'p>,
    file: &'p FileFacts,
    script: &'p TypeScriptFacts,
) -> Vec<Act<'p>> {
    let mut acts = Vec::new();
    let is_broken = file.problems.iter().any(|problem| problem.kind == ProblemKind::SyntaxError);
    let reader = Reader { modules, buses, file, script, is_broken };
    for call in &script.calls {
        if matches!(&*call.callee, "new CustomEvent" | "new Event") {
            reader.constructed(call, &mut acts);
        } else {
            reader.called(call, &mut acts);
        }
    }
    acts
}

/// Reads the calls of one script.
struct Reader<'r, 'p> {
    modules: &'p Modules,
    buses: &'r Buses<'p>,
    file: &'p FileFacts,
    script: &'p TypeScriptFacts,
    /// Whether arguments are not all known, for it does not parse.
    is_broken: bool,
}

impl<'p> Reader<'_, 'p> {
    fn called(&self, call: &'p Call, acts: &mut Vec<Act<'p>>) {
        for (at, link) in call.links.iter().enumerate() {
            if self.is_broken && link.arguments.is_empty() {
                acts.extend(self.unread(call, at));
            }
            for event in posted(link) {
                self.push(call, event, (Does::Emits, Bus::Channel, link.span), acts);
            }
            let Some((does, is_channel, value, span)) = act(link) else { continue };
            let bus =
                if is_channel { Bus::Channel } else { self.buses.of_link(self.file, self.script, call, at) };
            if &*link.name == "onAny" {
                acts.push(Act { file: self.file, does, bus, named: Named::All, span });
            } else {
                self.push(call, value, (does, bus, span), acts);
            }
        }
    }

    /// A call that is all that is left of what does not parse.
    fn unread(&self, call: &'p Call, at: usize) -> Option<Act<'p>> {
        let name = &*call.links[at].name;
        let does = match name {
            _ if EMITS.contains(&name) => Does::Emits,
            _ if HEARS.contains(&name) => Does::Hears,
            _ => return None,
        };
        let bus = self.buses.of_link(self.file, self.script, call, at);
        Some(Act { file: self.file, does, bus, named: Named::Unseen, span: call.span })
    }

    /// Takes down each event that `value` may name where a call stands.
    fn push(
        &self,
        call: &Call,
        value: &'p Value,
        (does, bus, span): (Does, Bus<'p>, Span),
        acts: &mut Vec<Act<'p>>,
    ) {
        let file = self.file;
        let mut add = |named| acts.push(Act { file, does, bus, named, span });
        match constant::text(self.modules, file, call.function, value) {
            Some(ALL) => add(Named::All),
            Some(name) => add(Named::Event(name)),
            None => match self.list(call, value) {
                Some(names) => names.iter().filter_map(Value::text).for_each(|name| add(Named::Event(name))),
                // An object, a function: no event has such a name.
                None if !matches!(value, Value::Path(_) | Value::Template(_) | Value::Other) => {}
                None if self.is_given(call, value) => add(Named::Given),
                None => add(Named::Unseen),
            },
        }
    }

    /// The names that a variable of a loop has in turn.
    fn list(&self, call: &Call, value: &'p Value) -> Option<&'p [Value]> {
        let bound = |path: &str| {
            let is_seen = |binding: &&Binding| match binding.kind {
                BindingKind::Each => binding.span.contains(call.span),
                _ => constant::is_seen(self.script, binding.function, call.function),
            };
            let mut named = self.script.bindings.iter().filter(|binding| *binding.path == *path);
            named.rfind(is_seen)
        };
        match &bound(value.path()?)?.value {
            Value::List(names) => Some(names),
            Value::Path(list) => match &bound(list)?.value {
                Value::List(names) => Some(names),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a name is given its value where a call sees it.
    fn is_bound(&self, call: &Call, path: &str) -> bool {
        let mut named = self.script.bindings.iter().filter(|binding| *binding.path == *path);
        named.any(|binding| binding.kind != BindingKind::Each || binding.span.contains(call.span))
    }

    /// Whether a name is what a function is given by its callers, not each of a list.
    fn is_given(&self, call: &Call, value: &Value) -> bool {
        let is_name = value.path().is_some_and(|path| {
            !path.contains('.') && self.list(call, value).is_none() && !self.is_bound(call, path)
        });
        let around = call.function.and_then(|at| self.script.functions.get(at as usize));
        let runs_each = around.and_then(|around| around.passed_to).is_some_and(|at| {
            let last = self.script.calls.get(at as usize).and_then(|call| call.links.last());
            last.is_some_and(|link| matches!(&*link.name, "forEach" | "map"))
        });
        is_name && around.is_some() && !runs_each
    }

    /// `new CustomEvent('x')`: fired on what it is given to.
    fn constructed(&self, call: &'p Call, acts: &mut Vec<Act<'p>>) {
        let Some(argument) = call.links.first().and_then(|link| link.arguments.first()) else { return };
        let calls = &self.script.calls;
        let fires = |call: &'p Call| {
            let at = call.links.iter().position(|link| &*link.name == "dispatchEvent")?;
            Some(self.buses.of_link(self.file, self.script, call, at))
        };
        let around = call.within.and_then(|at| calls.get(at as usize));
        let given = || {
            let Usage::Bound(bound) = &call.usage else { return None };
            let name = bound.first()?;
            let takes = |link: &Link| link.argument(0).and_then(Value::path) == Some(name);
            calls.iter().filter(|other| other.links.iter().any(takes)).find_map(fires)
        };
        let bus = around.and_then(fires).or_else(given).unwrap_or(Bus::Other);
        self.push(call, &argument.value, (Does::Emits, bus, argument.span), acts);
    }
}

/// The events of a body for the address that takes broadcasts: `{ messages: [{ topic, event }] }`.
fn posted(link: &Link) -> impl Iterator<Item = &Value> {
    let messages = link.arguments.iter().filter_map(|one| match one.value.get("messages")? {
        Value::List(messages) => Some(messages),
        _ => None,
    });
    messages
        .flatten()
        .filter(|message| message.get("topic").is_some())
        .filter_map(|message| message.get("event"))
}

/// What a link does, whether it does so on a channel, what names the event, and where.
fn act(link: &Link) -> Option<(Does, bool, &Value, Span)> {
    let name = &*link.name;
    let first = link.arguments.first();
    if matches!(name, "on" | "send") {
        let options = link.arguments.get(usize::from(name == "on"));
        let is_broadcast = match name {
            "on" => link.text(0) == Some("broadcast"),
            _ => first.is_some_and(|sent| sent.value.get("type").and_then(Value::text) == Some("broadcast")),
        };
        if let Some(event) = options.filter(|_| is_broadcast).and_then(|options| options.value.get("event")) {
            let does = if name == "on" { Does::Hears } else { Does::Emits };
            return Some((does, true, event, options?.span));
        }
    }
    let first = first?;
    if HEARS.contains(&name) {
        // With a listener alone it is no event that is named: `subscribe(listener)`.
        let is_named = matches!(name, "OnEvent" | "SubscribeMessage" | "onAny") || link.arguments.len() > 1;
        return is_named.then_some((Does::Hears, false, &first.value, first.span));
    }
    (EMITS.contains(&name) && name != "dispatchEvent").then_some((
        Does::Emits,
        false,
        &first.value,
        first.span,
    ))
}
