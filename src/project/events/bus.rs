//! What carries the events of a program: emitters that it makes itself, the page, sockets, channels.

use std::collections::BTreeSet;

use crate::facts::FileFacts;
use crate::facts::typescript::{Call, TypeScriptFacts};
use crate::project::Project;
use crate::project::object::{Objects, bound, last};
use crate::project::words::words;

/// Functions and classes of libraries that make an emitter.
const MAKERS: [&str; 14] = [
    "createNanoEvents",
    "mitt",
    "new EE",
    "new Emittery",
    "new Emitter",
    "new EventEmitter",
    "new EventEmitter2",
    "new EventEmitter3",
    "new EventTarget",
    "new Mitt",
    "new NanoEvents",
    "new PubSub",
    "new TinyEmitter",
    "new events.EventEmitter",
];
/// What a page's own events are fired on, or on what of it.
const PAGES: [&str; 9] = [
    "document",
    "document.body",
    "document.documentElement",
    "globalThis",
    "parent",
    "self",
    "top",
    "window",
    "window.document",
];
/// Packages of both ends of a socket.
const SOCKETS: [&str; 2] = ["socket.io", "socket.io-client"];

/// What carries an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bus<'p> {
    /// The page or the worker.
    Page,
    /// The channels of Supabase's realtime server.
    Channel,
    /// A socket whose other end lies in the repository too.
    Socket,
    /// An emitter that a file of the repository makes, or all of a class: its path, its name there.
    Own(&'p str, &'p str),
    /// Something that has no name here: one of them, or another's.
    Other,
}

impl Bus<'_> {
    /// What people call it.
    pub fn shown(self) -> String {
        match self {
            Self::Page => "the page".to_owned(),
            Self::Channel => "a realtime channel".to_owned(),
            Self::Socket => "a socket".to_owned(),
            Self::Own(_, name) => format!("`{name}`"),
            Self::Other => "something".to_owned(),
        }
    }
}

/// The emitters that a repository makes, and its sockets.
pub(super) struct Buses<'p> {
    project: &'p Project,
    /// Emitters, and classes of them, each with the bus it is.
    own: Objects<'p, Bus<'p>>,
    /// Whether both ends of sockets are here.
    has_sockets: bool,
}

impl<'p> Buses<'p> {
    pub(super) fn of(project: &'p Project) -> Self {
        let scripts = || project.scripts().filter(|(file, _)| file.role.is_authored());
        let mut own = Objects::new(project.modules());
        for (file, script) in scripts() {
            let path = file.path.as_str();
            for class in emitting_classes(script) {
                own.add(path, class, Bus::Own(path, class));
            }
            let made = script.calls.iter().filter(|call| MAKERS.contains(&&*call.callee));
            for name in made.filter_map(bound) {
                own.add(path, name, Bus::Own(path, name));
            }
        }
        let imports = |package: &str| {
            scripts().any(|(_, script)| script.imports.iter().any(|import| &*import.specifier == package))
        };
        let has_sockets = SOCKETS.iter().all(|package| imports(package));
        let mut buses = Self { project, own, has_sockets };
        buses.add_objects();
        buses
    }

    /// Takes down the objects of classes that carry events: they are of their class's bus.
    fn add_objects(&mut self) {
        let mut found = Vec::new();
        for (file, script) in self.project.scripts().filter(|(file, _)| file.role.is_authored()) {
            for call in &script.calls {
                let class = call.callee.strip_prefix("new ").filter(|_| !self.own.is_empty());
                let Some((class, name)) = class.and_then(|class| Some((class, bound(call)?))) else {
                    continue;
                };
                let bus = self.own.named(file, class);
                found.extend(bus.map(|bus| (file.path.as_str(), name, bus)));
            }
        }
        for (path, name, bus) in found {
            self.own.add(path, name, bus);
        }
    }

    /// What a link of a chain is called on.
    pub(super) fn of_link(
        &self,
        file: &'p FileFacts,
        script: &'p TypeScriptFacts,
        call: &'p Call,
        at: usize,
    ) -> Bus<'p> {
        let holder = call.callee.rsplit_once('.').map_or("", |(holder, _)| holder);
        let is_direct = at == 0 && !call.callee.is_empty();
        if is_direct && (PAGES.contains(&holder) || (holder.is_empty() && is_bare(call.name()))) {
            return Bus::Page;
        }
        if let Some(own) = self.own_of(file, script, call, if at == 0 { holder } else { &call.callee }) {
            return own;
        }
        if self.has_sockets && (imports_socket(script) || names_socket(holder)) && names_socket(&call.callee)
        {
            return Bus::Socket;
        }
        Bus::Other
    }

    /// The emitter that a path means, or the class whose method calls it on itself.
    fn own_of(
        &self,
        file: &'p FileFacts,
        script: &'p TypeScriptFacts,
        call: &Call,
        path: &str,
    ) -> Option<Bus<'p>> {
        let here = file.path.as_str();
        if matches!(path, "this" | "super") {
            return self.own.made(here, class_around(script, call)?);
        }
        let path = path.strip_prefix("this.").unwrap_or(path);
        // `EventBus.getInstance().emit(…)`, `holder.bus.emit(…)`.
        self.own.named(file, path).or_else(|| self.own.made(here, last(path)))
    }
}

/// Classes of a script that carry events: those that extend an emitter, and those with methods of both ends.
fn emitting_classes(script: &TypeScriptFacts) -> impl Iterator<Item = &str> {
    let has = |class: &str, names: &[&str]| {
        let mut methods = script.functions.iter().filter(|function| function.class.as_deref() == Some(class));
        methods.any(|function| names.contains(&&*function.name))
    };
    let bases = script.extended.iter().filter(|(_, base)| is_emitter_class(base)).map(|(class, _)| &**class);
    let classes: BTreeSet<&str> =
        script.functions.iter().filter_map(|function| function.class.as_deref()).collect();
    let both = classes
        .into_iter()
        .filter(move |class| has(class, &super::act::EMITS) && has(class, &super::act::HEARS));
    bases.chain(both)
}

fn is_emitter_class(base: &str) -> bool {
    MAKERS.iter().any(|maker| maker.strip_prefix("new ") == Some(base)) || base == "TypedEmitter"
}

/// The class in whose method a call stands.
fn class_around<'s>(script: &'s TypeScriptFacts, call: &Call) -> Option<&'s str> {
    let at = |index: u32| script.functions.get(index as usize);
    let functions = std::iter::successors(call.function.and_then(at), |inner| inner.parent.and_then(at));
    functions.into_iter().find_map(|function| function.class.as_deref())
}

/// Whether a function without an object is the page's own.
fn is_bare(name: &str) -> bool {
    matches!(name, "addEventListener" | "dispatchEvent")
}

fn imports_socket(script: &TypeScriptFacts) -> bool {
    script.imports.iter().any(|import| SOCKETS.contains(&&*import.specifier))
}

fn names_socket(path: &str) -> bool {
    words(path).any(|word| matches!(&*word, "io" | "socket" | "sockets"))
}
