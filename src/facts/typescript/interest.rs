//! Which names and values a rule can ask for. Everything else in a large application, labels, class
//! names and translations above all, is forgotten as soon as it is read.

use crate::facts::is_tenant_key;
use crate::source::RelPath;

/// Words that make a name worth keeping with whatever literal it is given.
const WORDS: [&str; 13] = [
    "tenant",
    "orgid",
    "organi",
    "workspace",
    "account",
    "csp",
    "policy",
    "header",
    "origin",
    "secret",
    "token",
    "password",
    "apikey",
];
/// How response headers begin that no rule may miss.
const HEADERS: [&str; 9] = [
    "access-control-",
    "cache-control",
    "content-",
    "cross-origin-",
    "permissions-",
    "referrer-",
    "set-cookie",
    "strict-transport-",
    "x-",
];

/// Whether every literal of a file is kept: configuration of build tools and servers, and the files
/// that set headers.
pub(super) fn keeps_all(path: &RelPath) -> bool {
    let stem = path.stem();
    stem.ends_with(".config")
        || matches!(
            stem,
            "vite"
                | "webpack"
                | "next.config"
                | "server"
                | "middleware"
                | "hooks.server"
                | "worker"
                | "_worker"
                | "entry.server"
                | "proxy"
                | "craco.config"
                | "gatsby-node"
                | "app.config"
                | "security"
        )
        || stem.starts_with("vite.config")
        || stem.starts_with("webpack.")
        || path.as_str().contains("functions/_shared/")
        || matches!(stem, "cors" | "headers" | "csp")
}

/// Whether a literal given to `name` is kept.
pub(super) fn keeps_name(name: &str) -> bool {
    is_constant_name(name) || is_header_name(name) || contains_word(name)
}

/// Whether a text is kept whatever its name: ids as databases make them.
pub(super) fn keeps_text(text: &str) -> bool {
    is_uuid(text) || is_policy_header(text)
}

/// Whether a text may be a name that a constant stands for: of a table, a function, an event.
pub(super) fn reads_as_name(text: &str) -> bool {
    (2..=63).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':'))
}

/// Whether what stands for names begins a path: `TABLES.notes`, `Events.Saved`.
pub(super) fn begins_with_capital(path: &str) -> bool {
    path.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Whether a name may be that of an event, or of a list of them: `event`, `ACTIVITY_EVENTS`, `evt`.
pub(super) fn names_event(name: &str) -> bool {
    let bytes = name.as_bytes();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|some| some.eq_ignore_ascii_case(part));
    matches!(name, "e" | "ev" | "type" | "name") || holds(b"event") || holds(b"evt")
}

/// Whether any value given to `name` is kept, also one that only the running program knows.
pub(super) fn keeps_any(name: &str) -> bool {
    is_tenant_key(name) || is_policy_header(name) || defines_variable(name)
}

/// Whether a name is what a bundler replaces wherever it stands: `define: { 'process.env.X': … }`.
fn defines_variable(name: &str) -> bool {
    name.starts_with("process.env.") || name.starts_with("import.meta.env.")
}

/// Whether a text is the name of the header that carries a Content-Security-Policy.
fn is_policy_header(text: &str) -> bool {
    const NAME: &str = "content-security-policy";
    text.get(..NAME.len()).is_some_and(|start| start.eq_ignore_ascii_case(NAME))
        && text.len() <= NAME.len() + 12
}

/// Whether a text reads as a UUID, the nil one included.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_constant_name(name: &str) -> bool {
    name.len() >= 3
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_header_name(name: &str) -> bool {
    name.contains('-')
        && (HEADERS
            .iter()
            .any(|head| name.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head)))
            || name.split('-').all(|word| word.starts_with(|first: char| first.is_ascii_uppercase())))
}

/// Whether one of [`WORDS`] stands anywhere in `name`, in whatever case.
fn contains_word(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.windows(2).enumerate().any(|(at, pair)| {
        may_begin_word([pair[0] | 0x20, pair[1] | 0x20]) && {
            let rest = &bytes[at..];
            WORDS.iter().any(|word| {
                rest.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
            })
        }
    })
}

/// Whether one of [`WORDS`] begins with these letters: hardly any other name holds such a pair.
fn may_begin_word(pair: [u8; 2]) -> bool {
    matches!(&pair, b"te" | b"or" | b"wo" | b"ac" | b"cs" | b"po" | b"he" | b"se" | b"to" | b"pa" | b"ap")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_in_any_case_and_place() {
        for word in WORDS {
            for name in [word.to_owned(), word.to_uppercase(), format!("my-{word}s"), format!("a{word}")] {
                assert!(contains_word(&name), "{name}");
            }
            assert!(!contains_word(&word[1..]), "{word}");
        }
    }
}
