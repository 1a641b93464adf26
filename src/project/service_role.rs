//! Where keys of Supabase's service role stand, and the variables that hold them.

use super::Project;
use crate::facts::document::{Node, Value};
use crate::facts::environment::is_exposed;
use crate::facts::secret::Nature;
use crate::facts::typescript::TypeScriptFacts;
use crate::facts::{Content, FileFacts};
use crate::source::{Role, Span};

/// What the configuration of a bundler calls that which it hands to pages.
const HANDED_OUT: [&str; 5] = ["define", "env", "extra", "public", "publicRuntimeConfig"];

/// A place where a key stands, or where the variable of one is read, set or handed on.
#[derive(Clone, Copy, Debug)]
pub struct KeyMention<'p> {
    /// The file.
    pub file: &'p FileFacts,
    /// Where in it.
    pub span: Span,
    /// What.
    pub kind: KeyMentionKind<'p>,
}

/// How a key or its variable is mentioned.
#[derive(Clone, Copy, Debug)]
pub enum KeyMentionKind<'p> {
    /// A key as it is: the service role's, or one for clients.
    Literal(&'p Nature),
    /// A variable that a bundler puts into pages by its name.
    Exposed(&'p str),
    /// A variable of the service role that the configuration of a bundler hands to pages.
    HandedOut(&'p str),
    /// A variable of the service role that a production script reads.
    Read(&'p str, &'p TypeScriptFacts),
}

impl<'p> KeyMention<'p> {
    /// Every mention in the repository, by file.
    pub fn all(project: &'p Project) -> Vec<Self> {
        let mut found = Vec::new();
        for file in project.files().filter(|file| file.role != Role::Vendored) {
            let mut add = |span, kind| found.push(Self { file, span, kind });
            for (span, nature) in &file.role_keys {
                add(*span, KeyMentionKind::Literal(nature));
            }
            match &file.content {
                _ if !file.role.is_authored() => {}
                Content::TypeScript(script) => in_script(file, script, &mut add),
                Content::Environment(variables) => {
                    variables.entries.iter().for_each(|entry| exposed(&entry.name, entry.span, &mut add));
                }
                Content::Document(root) => in_document(root, &mut add),
                _ => {}
            }
        }
        found
    }
}

fn exposed<'p>(name: &'p str, span: Span, add: &mut impl FnMut(Span, KeyMentionKind<'p>)) {
    if is_exposed(name) {
        add(span, KeyMentionKind::Exposed(name));
    }
}

fn in_script<'p>(
    file: &FileFacts,
    script: &'p TypeScriptFacts,
    add: &mut impl FnMut(Span, KeyMentionKind<'p>),
) {
    let members = script.environment.iter().map(|read| (&*read.name, read.span));
    let calls = script.calls.iter().filter_map(|call| Some((call.variable()?, call.span)));
    for (name, span) in members.chain(calls) {
        exposed(name, span, add);
        if !is_exposed(name) && holds_service_role(name) && file.role == Role::Production {
            add(span, KeyMentionKind::Read(name, script));
        }
    }
    if !file.path.stem().ends_with("config") || file.role != Role::Production {
        return;
    }
    for binding in &script.bindings {
        let Some((before, name)) = binding.path.rsplit_once('.') else { continue };
        let is_handed_out = before.split('.').any(|word| HANDED_OUT.contains(&word));
        if is_handed_out && holds_service_role(name) && !is_exposed(name) {
            add(binding.span, KeyMentionKind::HandedOut(name));
        }
    }
}

/// Variables that a configuration sets: as keys, and as `NAME=value`.
fn in_document<'p>(node: &'p Node, add: &mut impl FnMut(Span, KeyMentionKind<'p>)) {
    match &node.value {
        Value::Table(entries) => {
            for entry in entries {
                exposed(&entry.key, entry.key_span, add);
                in_document(&entry.node, add);
            }
        }
        Value::List(items) => items.iter().for_each(|item| in_document(item, add)),
        Value::Text(text) => {
            if let Some((name, _)) = text.split_once('=') {
                exposed(name, node.span, add);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a variable of that name holds the key of the service role.
pub fn holds_service_role(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name.contains("SERVICE_ROLE")
        || name.contains("SUPABASE")
            && ["ADMIN_KEY", "SECRET_KEY", "SERVICE_KEY", "_SECRET"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_variable_holds() {
        for (name, expected) in [
            ("SUPABASE_SERVICE_ROLE_KEY", true),
            ("VITE_SERVICE_ROLE", true),
            ("NEXT_PUBLIC_SUPABASE_SECRET_KEY", true),
            ("SUPABASE_ANON_KEY", false),
            ("STRIPE_SECRET_KEY", false),
            ("SUPABASE_JWT_SECRET_NAME", false),
        ] {
            assert_eq!(holds_service_role(name), expected, "{name}");
        }
    }
}
