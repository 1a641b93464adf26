//! Addresses that hold a password, and those that are a secret as a whole: web hooks.

use memchr::memmem;

use super::placeholder::is_placeholder;
use super::{Evidence, Nature, Secret};
use crate::source::Span;

/// Addresses that let whoever knows them write: their beginning, what they are, and the least length behind.
const HOOKS: [(&str, &str, usize); 4] = [
    ("hooks.slack.com/services/T", "Slack web hook", 30),
    ("discord.com/api/webhooks/", "Discord web hook", 60),
    ("discordapp.com/api/webhooks/", "Discord web hook", 60),
    ("api.telegram.org/bot", "Telegram bot token", 40),
];

/// The addresses in `text` that are a secret, or hold one.
pub(super) fn find(text: &str) -> Vec<(Span, Nature)> {
    memmem::find_iter(text.as_bytes(), b"://").filter_map(|at| address(text, at)).collect()
}

fn address(text: &str, at: usize) -> Option<(Span, Nature)> {
    let scheme =
        text[..at].bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'+').count();
    let rest = &text[at + 3..];
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ')' | ',' | ';');
    let rest = &rest[..rest.find(is_end).unwrap_or(rest.len())];
    let span = Span::new(at - scheme, at + 3 + rest.len());
    if let Some((head, kind, least)) = HOOKS.iter().find(|(head, ..)| rest.starts_with(head)) {
        let tail = &rest[head.len()..];
        let is_real = tail.len() >= *least && !is_placeholder(tail);
        return is_real.then(|| (span, Nature::Secret(Secret::new(kind, tail, Evidence::Format))));
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    // A password may hold an `@`.
    let (user, host) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let nature =
        if password.is_empty() || is_placeholder(password) || is_own_machine(host) || is_word(password) {
            Nature::Placeholder
        } else {
            Nature::Secret(Secret::new("password in an address", password, Evidence::Format))
        };
    Some((span, nature))
}

/// What people write where a password goes.
fn is_word(password: &str) -> bool {
    let lower = password.trim_matches(['[', ']', '<', '>', '{', '}', '*', '%']).to_ascii_lowercase();
    let is_hole = password.starts_with(['[', '<', '{', '$', '%', '*']);
    is_hole
        || matches!(
            &*lower,
            "admin"
                | "guest"
                | "pass"
                | "passwd"
                | "password"
                | "postgres"
                | "pw"
                | "pwd"
                | "root"
                | "secret"
                | "user"
        )
        || lower.contains("password")
}

/// Whether a host can only be reached from the developer's own machine: `localhost`, a container's name.
fn is_own_machine(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or(host);
    !name.contains('.')
        || matches!(name, "127.0.0.1" | "0.0.0.0" | "host.docker.internal")
        || ["example.com", "example.org", ".local", ".localhost", ".internal"]
            .iter()
            .any(|tail| name.ends_with(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_for_another_machine_is_a_secret() {
        for (text, expected) in [
            ("postgresql://app:Zk93hQpw@db.abc.supabase.co:5432/postgres", true),
            ("redis://default:aX9@kq3Zr@eu1.upstash.io:6379", true),
            ("postgres://postgres:Zk93hQpw@localhost:5432/x", false),
            ("postgres://postgres:Zk93hQpw@db:5432/x", false),
            ("postgresql://postgres:[YOUR-PASSWORD]@db.abc.supabase.co/postgres", false),
            ("postgresql://postgres:${PASSWORD}@db.abc.supabase.co/postgres", false),
            ("https://user@host.io/path", false),
            ("https://a.io/x?mail=a:b@c.io", false),
        ] {
            let found = find(text);
            let is_secret = found.iter().any(|(_, nature)| matches!(nature, Nature::Secret(_)));
            assert_eq!(is_secret, expected, "{text}");
        }
    }
}
