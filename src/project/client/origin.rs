//! Whose project a client belongs to. A repository may talk to the databases of others, whose tables its
//! migrations do not make.

use std::collections::BTreeSet;

use super::root;
use crate::facts::FileFacts;
use crate::facts::typescript::{AddressBase, Call, Import, TypeScriptFacts, Usage, Value};
use crate::project::Project;
use crate::project::functions::{is_local, reads_as_reference};
use crate::project::words::words;

/// Words in the names of clients, and of what holds their address, that say the project is another.
const FOREIGN_WORDS: [&str; 10] =
    ["ext", "external", "foreign", "legacy", "old", "other", "partner", "remote", "secondary", "upstream"];
/// Words in the name of a variable that holds the address of the project itself.
const OWN_WORDS: [&str; 32] = [
    "admin",
    "anon",
    "api",
    "app",
    "astro",
    "base",
    "client",
    "db",
    "dev",
    "development",
    "endpoint",
    "expo",
    "gatsby",
    "host",
    "internal",
    "local",
    "next",
    "nuxt",
    "plasmo",
    "prod",
    "production",
    "project",
    "public",
    "react",
    "rest",
    "sb",
    "server",
    "service",
    "staging",
    "supabase",
    "test",
    "vite",
];

/// Where clients are made, and with whose address.
#[derive(Debug)]
pub(super) struct Origins<'p> {
    creations: Vec<Creation<'p>>,
    /// Whether some client is made with an address that is plainly the project's own.
    has_plain: bool,
    /// References of hosted projects that are the repository's own.
    own: BTreeSet<&'p str>,
}

/// Whose an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The project's own, as far as anything tells.
    Own,
    /// That of a hosted project which nothing says is the repository's.
    Unsure,
    /// Another's.
    Foreign,
}

/// One `createClient(url, key)`.
#[derive(Debug)]
struct Creation<'p> {
    stem: &'p str,
    path: &'p str,
    /// The variable it is given to.
    bound: Option<&'p str>,
    /// The function it stands in.
    function: &'p str,
    is_foreign: bool,
}

/// What is known of the address that a client is made with.
enum Address<'p> {
    /// A variable of the environment.
    Environment(&'p str),
    /// A name of the program.
    Name(&'p str),
    /// The reference of a hosted project: `abcd` of `https://abcd.supabase.co`.
    Hosted(&'p str),
    Unknown,
}

impl<'p> Origins<'p> {
    /// Those of all scripts.
    pub(super) fn of(project: &'p Project) -> Self {
        let own = project.functions().references().collect();
        let made: Vec<_> = project
            .scripts()
            .filter(|(file, _)| file.role.is_authored())
            .flat_map(|(file, script)| creations(file, script))
            .collect();
        let has_plain = made.iter().any(|(_, address)| {
            matches!(address, Address::Environment(name) if words(name).all(|word| is_own(&word)))
        });
        let creations = made.into_iter().map(|(creation, address)| Creation {
            is_foreign: is_foreign(&address, has_plain, &own),
            ..creation
        });
        let creations = creations.collect();
        Self { creations, has_plain, own }
    }

    /// Whether the client that a chain hangs on is another project's.
    pub(super) fn is_foreign(
        &self,
        file: &FileFacts,
        script: &TypeScriptFacts,
        call: &Call,
        at: usize,
    ) -> bool {
        let root = root(call, at);
        self.is_foreign_name(file, script, root) || {
            let made_by = script.calls.iter().find(|other| other.is_bound_to(root));
            made_by.is_some_and(|other| self.is_foreign_name(file, script, other.name()))
        }
    }

    /// Whose function an address calls.
    pub(super) fn owner(&self, script: &TypeScriptFacts, base: &AddressBase) -> Owner {
        let address = match base {
            AddressBase::Path(path) => of_path(script, path),
            AddressBase::Text(text) => match text.split_once("://") {
                None => return Owner::Own,
                Some((_, host)) => match hosted(text) {
                    Some(reference) if self.own.is_empty() && reads_as_reference(reference) => {
                        return Owner::Unsure;
                    }
                    Some(reference) if reads_as_reference(reference) => Address::Hosted(reference),
                    // A word that stands for the project: `https://your-project.supabase.co`.
                    Some(_) => return Owner::Own,
                    None => return if is_own_machine(host) { Owner::Own } else { Owner::Foreign },
                },
            },
        };
        if is_foreign(&address, self.has_plain, &self.own) { Owner::Foreign } else { Owner::Own }
    }

    /// Whether a client, or a function that makes one, is another project's.
    fn is_foreign_name(&self, file: &FileFacts, script: &TypeScriptFacts, name: &str) -> bool {
        if name.is_empty() || words(name).any(|word| FOREIGN_WORDS.contains(&&*word)) {
            return !name.is_empty();
        }
        let is_named = |creation: &&Creation<'_>| creation.bound == Some(name) || creation.function == name;
        let here = self.creations.iter().filter(|creation| creation.path == file.path.as_str());
        if let Some(verdict) = verdict(here.filter(is_named)) {
            return verdict;
        }
        let Some((import, imported)) = imported(script, name) else { return false };
        let module = import.specifier.rsplit('/').next().unwrap_or_default();
        let stem = module.split_once('.').map_or(module, |(stem, _)| stem);
        if words(stem).any(|word| FOREIGN_WORDS.contains(&&*word)) {
            return true;
        }
        let there = || self.creations.iter().filter(|creation| creation.stem == stem);
        let is_imported =
            |creation: &&Creation<'_>| creation.bound == Some(imported) || creation.function == imported;
        verdict(there().filter(is_imported)).or_else(|| verdict(there())).unwrap_or(false)
    }
}

/// Whether all of them are another project's; `None` without any.
fn verdict<'c>(creations: impl Iterator<Item = &'c Creation<'c>>) -> Option<bool> {
    creations.map(|creation| creation.is_foreign).reduce(|all, one| all && one)
}

fn imported<'s>(script: &'s TypeScriptFacts, local: &str) -> Option<(&'s Import, &'s str)> {
    script.imports.iter().find_map(|import| {
        let name = import.names.iter().find(|name| *name.local == *local)?;
        Some((import, &*name.imported))
    })
}

fn creations<'p>(
    file: &'p FileFacts,
    script: &'p TypeScriptFacts,
) -> impl Iterator<Item = (Creation<'p>, Address<'p>)> {
    let calls = script.calls.iter().zip(0..);
    calls.filter(|(call, _)| makes_client(call)).map(move |(call, index)| {
        let bound = match &call.usage {
            Usage::Bound(names) => names.first().map(|name| name.rsplit('.').next().unwrap_or(name)),
            _ => None,
        };
        let function = call.function.and_then(|at| script.functions.get(at as usize));
        let creation = Creation {
            stem: file.path.stem(),
            path: file.path.as_str(),
            bound,
            function: function.map_or("", |function| &*function.name),
            is_foreign: false,
        };
        (creation, address(script, call, index))
    })
}

fn makes_client(call: &Call) -> bool {
    let name = &*call.links[0].name;
    name.starts_with("create") && name.ends_with("Client")
}

fn address<'p>(script: &'p TypeScriptFacts, call: &'p Call, index: u32) -> Address<'p> {
    let Some(argument) = call.links[0].arguments.first() else { return Address::Unknown };
    match &argument.value {
        Value::Text(url) => hosted(url).map_or(Address::Unknown, Address::Hosted),
        Value::Path(path) => of_path(script, path),
        Value::Object(_) => Address::Unknown,
        _ => {
            let within = script.calls.iter().filter(|other| other.within == Some(index));
            let inside = within.filter(|other| {
                argument.span.start <= other.span.start && other.span.end <= argument.span.end
            });
            inside.filter_map(read_variable).map(Address::Environment).next().unwrap_or(Address::Unknown)
        }
    }
}

fn of_path<'p>(script: &'p TypeScriptFacts, path: &'p str) -> Address<'p> {
    if let Some(variable) = environment(path) {
        return Address::Environment(variable);
    }
    let bound = script.bindings.iter().filter(|binding| *binding.path == *path);
    let from_binding = bound.filter_map(|binding| match &binding.value {
        Value::Path(source) => environment(source),
        _ => None,
    });
    let from_call = script.calls.iter().filter(|call| call.is_bound_to(path)).filter_map(read_variable);
    let variable = from_binding.chain(from_call).next();
    variable.map_or(Address::Name(path), Address::Environment)
}

/// The variable that a path reads: `process.env.URL`, `import.meta.env.URL`, `env.URL`.
fn environment(path: &str) -> Option<&str> {
    let (object, name) = path.rsplit_once('.')?;
    let holder = object.rsplit('.').next();
    (holder == Some("env")).then_some(name)
}

/// The variable that a call reads: `Deno.env.get('URL')`, `requireEnv('URL')`.
fn read_variable(call: &Call) -> Option<&str> {
    let last = call.links.last()?;
    let is_reader = call.callee.to_ascii_lowercase().contains("env");
    last.text(0)
        .filter(|text| is_reader && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

fn hosted(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1;
    host.split(['/', ':']).next()?.strip_suffix(".supabase.co")
}

fn is_foreign(address: &Address<'_>, has_plain: bool, own: &BTreeSet<&str>) -> bool {
    let says_foreign = |name: &str| words(name).any(|word| FOREIGN_WORDS.contains(&&*word));
    match address {
        Address::Environment(name) => {
            says_foreign(name) || (has_plain && words(name).any(|word| !is_own(&word)))
        }
        Address::Name(name) => says_foreign(name),
        Address::Hosted(reference) => !own.is_empty() && !own.contains(reference),
        Address::Unknown => false,
    }
}

fn is_own(word: &str) -> bool {
    word == "url" || OWN_WORDS.binary_search(&word).is_ok()
}

/// Whether a host is the developer's own machine, or stands for one that is put in.
fn is_own_machine(host: &str) -> bool {
    is_local(host) || host.starts_with(['<', '[', '{', '$', '*'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_are_sorted() {
        assert!(OWN_WORDS.is_sorted());
    }
}
