//! What scripts ask of Supabase through `supabase-js`: tables, functions of the database, edge functions
//! and buckets, by name. Calls on a client of another project are left out.

mod bucket;
mod database;
mod drift;
mod invocation;
mod maker;
mod mention;
mod origin;
mod select;

pub use bucket::Buckets;
pub use database::{DEFAULT_SCHEMA, Databases, asked_name};
pub use drift::{Drift, Verdict, What};
pub use invocation::Invocation;
pub use maker::Made;
pub use mention::ColumnMention;

use self::invocation::Invoked;
use self::origin::Origins;
use super::Project;
use super::constant::constant;
use crate::facts::typescript::{Call, Link, TypeScriptFacts, Usage, Value};
use crate::facts::{Content, FileFacts};
use crate::finding::{Location, Severity, Subject};
use crate::source::{Role, Span};

/// Methods that ask something of a table.
const TABLE_VERBS: [&str; 5] = ["delete", "insert", "select", "update", "upsert"];
/// Methods that ask something of a bucket, those left out that a table has too.
const BUCKET_VERBS: [&str; 12] = [
    "copy",
    "createSignedUploadUrl",
    "createSignedUrl",
    "createSignedUrls",
    "download",
    "exists",
    "getPublicUrl",
    "info",
    "list",
    "move",
    "remove",
    "upload",
];
/// Query builders of others, whose `from` reads the same, and what stands in for a client.
const OTHER_BUILDERS: [&str; 6] = ["drizzle", "knex", "kysely", "mock", "qb", "trx"];

/// Every such call of the project.
#[derive(Debug)]
pub struct ClientCalls {
    found: Vec<Found>,
    invoked: Vec<Invoked>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// `.from('notes')`.
    Relation,
    /// `.rpc('count_notes')`.
    Routine,
    /// `.storage.from('avatars')`.
    Bucket,
}

/// A call, known by its place among the project's facts.
#[derive(Debug)]
struct Found {
    file: u32,
    call: u32,
    link: u32,
    asked: Asked,
    name: Box<str>,
}

/// One call that names what it asks for.
#[derive(Clone, Copy, Debug)]
pub struct ClientCall<'p> {
    /// The file.
    pub file: &'p FileFacts,
    /// Its script.
    pub script: &'p TypeScriptFacts,
    /// The chain.
    pub call: &'p Call,
    /// Which of its links names what is asked for.
    pub at: usize,
    /// What kind of thing that is.
    pub asked: Asked,
    /// Its name, constants of the file followed one step.
    pub name: &'p str,
}

impl ClientCalls {
    pub(super) fn find(project: &Project) -> Self {
        let origins = Origins::of(project);
        let mut found = Vec::new();
        let mut invoked = Vec::new();
        for (at, file) in (0..).zip(project.files()) {
            let Content::TypeScript(script) = &file.content else { continue };
            if !file.role.is_authored() {
                continue;
            }
            invoked.extend(invocation::of_script(at, file, script, &origins));
            let mut uses_supabase = None;
            for (index, call) in (0..).zip(&script.calls) {
                let Some((link, asked)) = asks(call) else { continue };
                let Some(name) = call.links[link].argument(0).and_then(|value| literal(script, call, value))
                else {
                    continue;
                };
                let is_sure = || *uses_supabase.get_or_insert_with(|| imports_supabase(script));
                if is_other(call, link, asked, is_sure) || origins.is_foreign(file, script, call, link) {
                    continue;
                }
                found.push(Found { file: at, call: index, link: link as u32, asked, name: name.into() });
            }
        }
        Self { found, invoked }
    }

    /// Those that ask for one kind of thing, sorted by path and place.
    pub fn asking<'p>(&'p self, project: &'p Project, asked: Asked) -> impl Iterator<Item = ClientCall<'p>> {
        self.found.iter().filter(move |found| found.asked == asked).filter_map(move |found| {
            let file = project.files.get(found.file as usize)?;
            let Content::TypeScript(script) = &file.content else { return None };
            let call = script.calls.get(found.call as usize)?;
            let at = found.link as usize;
            Some(ClientCall { file, script, call, at, asked, name: &found.name })
        })
    }
}

impl<'p> ClientCall<'p> {
    /// The link that names what is asked for.
    pub fn link(&self) -> &'p Link {
        &self.call.links[self.at]
    }

    /// The links after it.
    pub fn rest(&self) -> &'p [Link] {
        &self.call.links[self.at + 1..]
    }

    /// The schema it chooses; `None` for the default, and where a value only known later does.
    pub fn schema(&self) -> Option<&'p str> {
        let before = self.at.checked_sub(1)?;
        let link = &self.call.links[before];
        (&*link.name == "schema").then(|| link.text(0)).flatten()
    }

    /// Where the name stands.
    pub fn span(&self) -> Span {
        self.link().arguments.first().map_or(self.call.span, |argument| argument.span)
    }

    /// How bad it is when what it asks for is missing, by the part that the file plays.
    pub fn severity(&self, in_production: Severity) -> Severity {
        if self.file.role == Role::Production { in_production } else { in_production.outside_production() }
    }
}

impl From<&ClientCall<'_>> for Subject {
    fn from(call: &ClientCall<'_>) -> Self {
        Self::new(call.name, Location::new(&call.file.path, call.span()))
    }
}

/// The link of a call that names something, and what.
fn asks(call: &Call) -> Option<(usize, Asked)> {
    // After a third link nothing begins: `client().schema('x').from('t')`.
    call.links.iter().take(3).enumerate().find_map(|(at, link)| {
        let asked = match &*link.name {
            "from" if is_bucket(call, at) => Asked::Bucket,
            "from" => Asked::Relation,
            "rpc" => Asked::Routine,
            _ => return None,
        };
        Some((at, asked))
    })
}

/// The member right before a link's name: `functions` in `supabase.functions.invoke`.
fn holder(call: &Call, at: usize) -> &str {
    if at > 0 || call.callee.is_empty() {
        return &call.links[at].through;
    }
    let object = call.callee.rsplit_once('.').map_or("", |(object, _)| object);
    object.rsplit('.').next().unwrap_or(object)
}

fn is_bucket(call: &Call, at: usize) -> bool {
    let next = call.links.get(at + 1);
    holder(call, at) == "storage" || next.is_some_and(|next| BUCKET_VERBS.contains(&&*next.name))
}

/// Whether a call that reads like the client's is another's: `Array.from`, `Buffer.from`, a query builder.
fn is_other(call: &Call, at: usize, asked: Asked, imports_supabase: impl FnOnce() -> bool) -> bool {
    let root = root(call, at);
    let lower = root.to_ascii_lowercase();
    let is_named = lower.contains("supa") || lower == "sb";
    if OTHER_BUILDERS.iter().any(|other| lower.contains(other)) && !is_named {
        return true;
    }
    // What comes before is the client, or chooses its schema.
    let is_first = match at {
        0 => call.callee.contains('.') || call.callee.is_empty(),
        1 => true,
        _ => &*call.links[at - 1].name == "schema",
    };
    if !is_first || (at == 1 && TABLE_VERBS.contains(&&*call.links[0].name)) {
        return true;
    }
    let link = &call.links[at];
    match asked {
        Asked::Bucket => holder(call, at) != "storage" && !imports_supabase(),
        Asked::Routine => !is_named && !imports_supabase(),
        Asked::Relation => {
            let next = call.links.get(at + 1).map(|next| &*next.name);
            let is_built = next.is_some_and(|next| TABLE_VERBS.contains(&next));
            let is_class = root.starts_with(|first: char| first.is_ascii_uppercase());
            link.arguments.len() != 1
                || (is_class && !is_named)
                || next.is_some_and(|_| !is_built)
                || (!is_built && !is_named && (call.usage == Usage::Dropped || !imports_supabase()))
        }
    }
}

/// What the chain hangs on: `supabase` of `this.supabase.from`, `createClient` of `createClient().from`.
fn root(call: &Call, at: usize) -> &str {
    let callee = call.callee.strip_prefix("new ").unwrap_or(&call.callee);
    let is_called = at > 0 && &*call.links[0].name != "schema";
    let path = match callee.rsplit_once('.') {
        _ if is_called => callee,
        Some((object, _)) => {
            object.strip_suffix(".storage").or(object.strip_suffix(".functions")).unwrap_or(object)
        }
        None => "",
    };
    path.rsplit('.').next().unwrap_or(path)
}

fn imports_supabase(script: &TypeScriptFacts) -> bool {
    script.imports.iter().any(|import| {
        let holds = |text: &str| text.to_ascii_lowercase().contains("supabase");
        holds(&import.specifier) || import.names.iter().any(|name| holds(&name.local))
    })
}

/// The text of an argument that every run sees.
fn literal<'s>(script: &'s TypeScriptFacts, call: &'s Call, value: &'s Value) -> Option<&'s str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Path(path) => constant(script, call.function, path),
        _ => None,
    }
}
