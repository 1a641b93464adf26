//! Database writes that scripts make through `supabase-js`.

use crate::facts::typescript::{Call, Link, TypeScriptFacts, Usage, Value};
use crate::source::Span;

/// First words of SQL functions that write; what the schema says of their bodies would be better.
const WRITING_VERBS: [&str; 62] = [
    "accept",
    "acknowledge",
    "add",
    "apply",
    "approve",
    "archive",
    "assign",
    "award",
    "bulk",
    "cancel",
    "charge",
    "claim",
    "cleanup",
    "close",
    "commit",
    "complete",
    "consume",
    "create",
    "debit",
    "decrement",
    "deduct",
    "delete",
    "dequeue",
    "disable",
    "enable",
    "enqueue",
    "expire",
    "finalize",
    "finish",
    "grant",
    "import",
    "increment",
    "insert",
    "lock",
    "log",
    "mark",
    "merge",
    "move",
    "process",
    "purge",
    "push",
    "record",
    "redeem",
    "refund",
    "register",
    "reject",
    "release",
    "remove",
    "replace",
    "reset",
    "restore",
    "revoke",
    "save",
    "schedule",
    "set",
    "store",
    "submit",
    "sync",
    "transfer",
    "update",
    "upsert",
    "write",
];
/// Last words that say the same.
const WRITING_ENDS: [&str; 6] = ["delete", "insert", "tx", "update", "upsert", "write"];

/// One write.
#[derive(Clone, Debug, PartialEq)]
pub struct DatabaseWrite<'f> {
    /// The chain that makes it, and its index among the script's calls.
    pub call: &'f Call,
    /// Its index among the script's calls.
    pub index: u32,
    /// What it does.
    pub verb: WriteVerb,
    /// The table or SQL function; `None` when the name is no literal.
    pub target: Option<&'f str>,
    /// From the verb to its closing parenthesis.
    pub span: Span,
    /// Whether doing it twice leaves what doing it once leaves: an upsert that names its conflict, an
    /// update or delete by `id` that sets constants only.
    pub is_idempotent: bool,
}

/// What a write does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WriteVerb {
    /// `insert`.
    Insert,
    /// `update`.
    Update,
    /// `upsert`.
    Upsert,
    /// `delete`.
    Delete,
    /// `rpc` of a function whose name says that it writes.
    Rpc,
}

impl WriteVerb {
    /// The method of the client.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Upsert => "upsert",
            Self::Delete => "delete",
            Self::Rpc => "rpc",
        }
    }

    fn of(name: &str) -> Option<Self> {
        match name {
            "insert" => Some(Self::Insert),
            "update" => Some(Self::Update),
            "upsert" => Some(Self::Upsert),
            "delete" => Some(Self::Delete),
            _ => None,
        }
    }
}

/// Every database write of a script, in source order.
pub fn database_writes(script: &TypeScriptFacts) -> Vec<DatabaseWrite<'_>> {
    let calls = script.calls.iter().zip(0..);
    calls.filter_map(|(call, index)| write(script, call, index)).collect()
}

fn write<'f>(script: &'f TypeScriptFacts, call: &'f Call, index: u32) -> Option<DatabaseWrite<'f>> {
    if let Some(rpc) = call.link("rpc") {
        let name = rpc.text(0).filter(|name| says_write(name))?;
        let (verb, target) = (WriteVerb::Rpc, Some(name));
        return Some(DatabaseWrite { call, index, verb, target, span: rpc.span, is_idempotent: false });
    }
    let at = call.links.iter().position(|link| WriteVerb::of(&link.name).is_some())?;
    let link = &call.links[at];
    let verb = WriteVerb::of(&link.name)?;
    let table = match at.checked_sub(1) {
        Some(before) => from(call, &call.links[before])?,
        None => builder(script, call)?,
    };
    // `storage.from('bucket').update(path, file)` writes no row.
    if matches!(link.argument(0), Some(Value::Text(_) | Value::Template(_))) {
        return None;
    }
    let target = table.text(0);
    let is_idempotent = is_idempotent(call, link, verb);
    Some(DatabaseWrite { call, index, verb, target, span: link.span, is_idempotent })
}

/// The link that names a table.
fn from<'f>(call: &'f Call, link: &'f Link) -> Option<&'f Link> {
    let is_first = call.links.first().is_some_and(|first| std::ptr::eq(first, link));
    let hangs_on_other = is_first && {
        let object = call.callee.rsplit_once('.').map_or("", |(object, _)| object);
        // `Array.from`, `Buffer.from`; file storage.
        object.starts_with(|first: char| first.is_ascii_uppercase())
            || object == "storage"
            || object.ends_with(".storage")
    };
    (&*link.name == "from" && !hangs_on_other).then_some(link)
}

/// The table of a builder that was given a name first: `const orders = supabase.from('orders')`.
fn builder<'f>(script: &'f TypeScriptFacts, call: &Call) -> Option<&'f Link> {
    let (name, _) = call.callee.split_once('.')?;
    script.calls.iter().find_map(|other| {
        let Usage::Bound(names) = &other.usage else { return None };
        let [bound] = &**names else { return None };
        (**bound == *name).then(|| from(other, other.links.last()?)).flatten()
    })
}

fn is_idempotent(call: &Call, link: &Link, verb: WriteVerb) -> bool {
    match verb {
        WriteVerb::Insert | WriteVerb::Rpc => false,
        WriteVerb::Upsert => link.argument(1).is_some_and(|options| options.get("onConflict").is_some()),
        WriteVerb::Update => is_by_id(call) && link.argument(0).is_some_and(Value::is_literal),
        WriteVerb::Delete => is_by_id(call),
    }
}

fn is_by_id(call: &Call) -> bool {
    call.links.iter().any(|link| match &*link.name {
        "eq" | "in" => link.text(0) == Some("id"),
        "filter" => link.text(0) == Some("id") && matches!(link.text(1), Some("eq" | "in")),
        "match" => link.argument(0).is_some_and(|filter| filter.get("id").is_some()),
        _ => false,
    })
}

/// Whether the name of an SQL function begins or ends with a word for writing.
fn says_write(name: &str) -> bool {
    let name = name.rsplit('.').next().unwrap_or(name);
    let mut words =
        name.split('_').filter(|word| !matches!(*word, "" | "admin" | "api" | "fn" | "rpc" | "safe"));
    words.next().is_some_and(|first| WRITING_VERBS.binary_search(&first).is_ok())
        || words.next_back().is_some_and(|last| WRITING_ENDS.contains(&last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    /// `verb target idempotent` of each write.
    fn writes(text: &str) -> Vec<String> {
        let facts = extract(&SourceFile::new(RelPath::new("a.ts"), text)).remove(0);
        let Content::TypeScript(script) = facts.content else { panic!("a script") };
        let shown = |write: &DatabaseWrite<'_>| {
            format!("{} {} {}", write.verb.name(), write.target.unwrap_or("?"), write.is_idempotent)
        };
        database_writes(&script).iter().map(shown).collect()
    }

    #[test]
    fn verbs_are_sorted() {
        assert!(WRITING_VERBS.is_sorted());
    }

    #[test]
    fn chains_on_tables_are_writes() {
        let text = "db.from('a').insert(r); db.schema('x').from(T).update({ a: b }).eq('id', 1); (await c()).from('c').delete().eq('x', 1);";
        assert_eq!(writes(text), ["insert a false", "update ? false", "delete c false"]);
    }

    #[test]
    fn some_writes_may_be_repeated() {
        let text = "db.from('a').upsert(r, { onConflict: 'k' }); db.from('b').update({ s: 'x' }).eq('id', id); db.from('c').delete().in('id', ids); db.from('d').update({ at: now() }).eq('id', id);";
        assert_eq!(writes(text), ["upsert a true", "update b true", "delete c true", "update d false"]);
    }

    #[test]
    fn names_of_functions_say_whether_they_write() {
        let text = "db.rpc('increment_views', {}); db.rpc('get_views'); db.rpc('audit_write'); db.rpc('settings'); db.rpc('ops.admin_delete_user');";
        assert_eq!(
            writes(text),
            ["rpc increment_views false", "rpc audit_write false", "rpc ops.admin_delete_user false"]
        );
    }

    #[test]
    fn other_receivers_are_no_tables() {
        let text = "Array.from(x).update(y); db.storage.from('b').update('p', f); map.delete(k); createHash('a').update(b); Buffer.from(x);";
        assert_eq!(writes(text), [] as [&str; 0]);
    }

    #[test]
    fn a_builder_with_a_name_is_followed() {
        assert_eq!(
            writes("const orders = db.from('orders'); await orders.insert(r);"),
            ["insert orders false"]
        );
    }
}
