//! What a text is as a credential: a provider's key by its format, a token by what it says, a value by its
//! variable's name. Of a secret no more than four characters are kept.

mod format;
mod placeholder;
mod token;
mod url;

pub use placeholder::is_placeholder;

use crate::source::Span;

/// How many characters of a secret may be shown.
const SHOWN: usize = 4;
/// The shortest value of a variable called a secret that is taken for one.
const SECRET_LENGTH: usize = 16;
/// The shortest password that is taken for one.
const PASSWORD_LENGTH: usize = 8;

/// How the newer kind of a service role key begins.
const SECRET_KEY_HEAD: &[u8] = b"sb_secret_";

/// What a value is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nature {
    /// There is none.
    Empty,
    /// It stands for a value: one that somebody puts in, a sample that a tool's documents give, or one that only
    /// whoever has the key can decrypt.
    Placeholder,
    /// Nothing about it is secret.
    Plain,
    /// A key that is made to be public.
    Publishable,
    /// A secret.
    Secret(Secret),
}

/// A secret, by as much of it as may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it opens: `Stripe secret key`.
    pub kind: &'static str,
    /// Its first characters, four at most.
    pub head: Box<str>,
    /// How it was recognised.
    pub evidence: Evidence,
}

/// How sure it is that something is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A variable that is called so has a value that nobody would type.
    Name,
    /// It has the format of a key that reaches little: a provider's key for tests, a token that may have expired.
    Limited,
    /// It has the format of a provider's key, or says itself what it is.
    Format,
}

impl Secret {
    fn new(kind: &'static str, text: &str, evidence: Evidence) -> Self {
        Self { kind, head: text.chars().take(SHOWN).collect(), evidence }
    }
}

/// What the value of the variable `name` is like.
pub fn of_variable(name: &str, value: &str) -> Nature {
    let value = value.trim();
    if value.is_empty() {
        return Nature::Empty;
    }
    if value.starts_with("encrypted:") {
        return Nature::Placeholder;
    }
    let found = find(value, name);
    if let Some((_, nature)) = found.iter().find(|(_, nature)| matches!(nature, Nature::Secret(_))) {
        return nature.clone();
    }
    if is_placeholder(value) {
        return Nature::Placeholder;
    }
    let known = found.into_iter().next().map(|(_, nature)| nature);
    known.or_else(|| by_name(name, value)).unwrap_or(Nature::Plain)
}

/// Every key in `text` that its format tells, with what it is like. `name` is what the text is given to, or
/// empty.
pub fn find(text: &str, name: &str) -> Vec<(Span, Nature)> {
    let mut found = format::find(text, name);
    found.extend(token::find(text));
    found.extend(url::find(text));
    found
}

/// Every key in `text` that opens a Supabase project whatever its row level security says, and every key that
/// clients may have instead; samples are passed over.
pub(in crate::facts) fn role_keys(text: &str) -> Box<[(Span, Nature)]> {
    let mut found = token::tokens(text);
    for start in memchr::memmem::find_iter(text.as_bytes(), SECRET_KEY_HEAD) {
        let tail = text[start..]
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let end = start + tail.count();
        let keys = format::find(&text[start..end], "");
        found.extend(keys.into_iter().map(|(_, nature)| (Span::new(start, end), nature)));
    }
    found.retain(|(_, nature)| match nature {
        Nature::Secret(secret) => secret.evidence == Evidence::Format,
        nature => *nature == Nature::Publishable,
    });
    found.sort_by_key(|(span, _)| *span);
    found.into_boxed_slice()
}

/// What only the name of a variable tells of its value.
fn by_name(name: &str, value: &str) -> Option<Nature> {
    let name = name.to_ascii_uppercase();
    let words: Vec<&str> = name.split(['_', '.', '-']).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    if has(&[
        "ANON",
        "DEMO",
        "DUMMY",
        "E2E",
        "EXAMPLE",
        "FAKE",
        "MOCK",
        "PUBLIC",
        "PUBLISHABLE",
        "SAMPLE",
        "TEST",
    ]) || words.last().is_some_and(|last| NO_SECRETS.binary_search(last).is_ok())
    {
        return None;
    }
    let is_password = has(&["PASS", "PASSWD", "PASSWORD", "PASSPHRASE", "PWD"]);
    let is_secret = has(&["CREDENTIAL", "CREDENTIALS", "SECRET", "SECRETS", "TOKEN"])
        || words.last().is_some_and(|last| matches!(*last, "APIKEY" | "SECRETKEY"))
        || [
            "_API_KEY",
            "ACCESS_KEY",
            "AUTH_KEY",
            "ENCRYPTION_KEY",
            "MASTER_KEY",
            "PRIVATE_KEY",
            "SECRET_KEY",
        ]
        .iter()
        .chain(&["SERVICE_KEY", "SERVICE_ROLE", "SERVICE_ROLE_KEY", "SIGNING_KEY", "WEBHOOK_KEY"])
        .any(|tail| name.ends_with(tail));
    // What a bundler puts into every page is no secret of the file's.
    let is_shown = crate::facts::environment::is_exposed(&name) && !is_password && !has(&["SECRET"]);
    let is_one = (is_password && reads_as_password(value))
        || ((is_secret || is_password) && !is_shown && reads_as_random(value));
    let kind = if is_password { "password" } else { "secret" };
    is_one.then(|| Nature::Secret(Secret::new(kind, value, Evidence::Name)))
}

/// Last words of names that hold something about a secret and not the secret, sorted.
const NO_SECRETS: [&str; 37] = [
    "ADDRESS",
    "ALGORITHM",
    "AUDIENCE",
    "BASE",
    "COST",
    "COUNT",
    "DAYS",
    "DIR",
    "DOMAIN",
    "ENABLED",
    "ENDPOINT",
    "EXPIRATION",
    "EXPIRES",
    "EXPIRY",
    "FILE",
    "HASH",
    "HEADER",
    "HOST",
    "HOURS",
    "ID",
    "ISSUER",
    "LENGTH",
    "LIFETIME",
    "LIMIT",
    "MIN",
    "MINUTES",
    "NAME",
    "PATH",
    "PERIOD",
    "PORT",
    "REGION",
    "SECONDS",
    "SIZE",
    "TTL",
    "TYPE",
    "URI",
    "URL",
];

/// Whether nobody would type a value: long, letters and digits mixed, no words.
fn reads_as_random(value: &str) -> bool {
    let is_token =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'{' | b'}' | b'$' | b'(' | b')');
    value.len() >= SECRET_LENGTH
        && value.bytes().all(is_token)
        && !value.contains("://")
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && entropy(value) >= 3.2
}

/// Whether a value is a password that somebody chose, three kinds of characters at least.
fn reads_as_password(value: &str) -> bool {
    let kinds: [fn(u8) -> bool; 4] = [
        |byte| byte.is_ascii_lowercase(),
        |byte| byte.is_ascii_uppercase(),
        |byte| byte.is_ascii_digit(),
        |byte| byte.is_ascii_punctuation(),
    ];
    value.len() >= PASSWORD_LENGTH
        && !value.contains([' ', '/', '<', '>', '{', '}'])
        && kinds.iter().filter(|is_kind| value.bytes().any(**is_kind)).count() >= 3
}

/// Bits a character that a text holds, by how often each occurs in it.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / length);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_searched_are_sorted() {
        assert!(NO_SECRETS.is_sorted());
    }

    #[test]
    fn values_are_what_their_name_and_form_say() {
        let kind = |name: &str, value: &str| match of_variable(name, value) {
            Nature::Secret(secret) => secret.kind,
            Nature::Publishable => "publishable",
            Nature::Placeholder => "placeholder",
            Nature::Plain => "plain",
            Nature::Empty => "empty",
        };
        for (name, value, expected) in [
            ("JWT_SECRET", "9f8Gq27XbL0pWz4KtY6vR3", "secret"),
            ("JWT_SECRET", "change-me-in-production-1", "placeholder"),
            ("JWT_SECRET", "testsecret", "placeholder"),
            ("SESSION_SECRET_ID", "9f8Gq27XbL0pWz4KtY6vR3", "plain"),
            ("TOKEN_TTL", "86400", "plain"),
            ("DB_PASSWORD", "Tr0ub4dor&3", "password"),
            ("DB_PASSWORD", "postgres", "plain"),
            ("TEST_USER_PASSWORD", "Correct-h0rse", "plain"),
            ("VITE_MAPS_API_KEY", "9f8Gq27XbL0pWz4KtY6vR3", "plain"),
            ("VITE_API_SECRET", "9f8Gq27XbL0pWz4KtY6vR3", "secret"),
            ("API_KEY", "your-api-key-here", "placeholder"),
            ("API_KEY", "", "empty"),
            ("API_KEY", "encrypted:BE9f8Gq27XbL0pWz4KtY6vR3", "placeholder"),
            ("API_KEY", "${OTHER_KEY}", "placeholder"),
        ] {
            assert_eq!(kind(name, value), expected, "{name}={value}");
        }
    }

    #[test]
    fn no_more_than_four_characters_are_kept() {
        let Nature::Secret(secret) = of_variable("DB_PASSWORD", "Tr0ub4dor&3") else { panic!("a password") };
        assert_eq!(&*secret.head, "Tr0u");
    }
}
