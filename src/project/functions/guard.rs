//! Whether code finds out who calls it before it does anything, as far as names and comparisons tell.

use super::reach::Reach;
use crate::facts::typescript::{Call, Link, Usage, Value, is_credential};
use crate::project::object::last;
use crate::project::words::words;

/// Methods by which a client of an identity provider learns who the caller is.
const IDENTITY: [&str; 10] = [
    "authenticateRequest",
    "exchangeCodeForSession",
    "getClaims",
    "getUser",
    "jwtVerify",
    "signInWithIdToken",
    "signInWithPassword",
    "timingSafeEqual",
    "verifyIdToken",
    "verifyOtp",
];
/// Those of them that say it in their answer alone.
const TELLING: [&str; 3] = ["getClaims", "getUser", "timingSafeEqual"];
/// First words of functions that check something.
const VERBS: [&str; 21] = [
    "assert",
    "authenticate",
    "authorise",
    "authorize",
    "can",
    "check",
    "confirm",
    "enforce",
    "ensure",
    "guard",
    "has",
    "is",
    "match",
    "must",
    "protect",
    "require",
    "required",
    "validate",
    "verify",
    "with",
    "wrap",
];
/// What they check, when it is the caller.
const NOUNS: [&str; 33] = [
    "access",
    "admin",
    "apikey",
    "auth",
    "authed",
    "authenticated",
    "authentication",
    "authorisation",
    "authorization",
    "authorized",
    "bearer",
    "caller",
    "captcha",
    "credential",
    "credentials",
    "cron",
    "guard",
    "hmac",
    "identity",
    "jwt",
    "login",
    "otp",
    "password",
    "permission",
    "permissions",
    "role",
    "secret",
    "session",
    "signature",
    "token",
    "turnstile",
    "user",
    "webhook",
];
/// Words by which it is something else that is checked.
const OTHER_NOUNS: [&str; 19] = [
    "body", "config", "count", "env", "exists", "expired", "expiry", "format", "health", "input", "limit",
    "payload", "push", "rate", "schema", "setup", "status", "tokens", "url",
];
/// Words of a whole name that say it guards.
const GUARDS: [&str; 6] =
    ["authenticate", "authguard", "authmiddleware", "authorise", "authorize", "constructevent"];
/// Columns that hold what only the right caller knows.
const SECRET_COLUMNS: [&str; 12] = [
    "access_code",
    "api_key",
    "code",
    "invite_code",
    "key_hash",
    "otp",
    "otp_code",
    "pin",
    "secret",
    "token",
    "token_hash",
    "verification_code",
];

/// How code finds out who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// It checks.
    Checks,
    /// It hands what the caller shows to the database, which checks.
    Delegates,
    /// It reads a secret that callers would have to know, and gives it to what cannot be seen.
    MayCheck,
    /// It does nothing of that.
    Nothing,
}

impl Guard {
    /// How the code that runs finds out. `wrappers` are functions of which the repository's owner says that
    /// they check.
    pub fn of(reach: &Reach<'_>, wrappers: &[String]) -> Self {
        if reach.calls().any(|call| checks(call, wrappers)) || compares(reach) {
            return Self::Checks;
        }
        let reads_header = reach.calls().any(|call| call.links.iter().any(is_authorization));
        let hands_on =
            |call: &Call| call.links.iter().any(|link| link.arguments.iter().any(|one| hands_on(&one.value)));
        if reads_header && reach.calls().any(hands_on) {
            Self::Delegates
        } else if reach.calls().filter_map(Call::variable).any(is_for_callers) {
            Self::MayCheck
        } else {
            Self::Nothing
        }
    }
}

/// Whether a variable holds what callers have to know: `WEBHOOK_SECRET`, `STRIPE_WEBHOOK_SIGNING_SECRET`.
fn is_for_callers(variable: &str) -> bool {
    ["CRON_SECRET", "HOOK_SECRET", "INTERNAL_SECRET", "SIGNING_SECRET"]
        .iter()
        .any(|end| variable.ends_with(end))
}

fn compares(reach: &Reach<'_>) -> bool {
    reach.scripts().any(|(path, script)| {
        let running = script.comparisons.iter().filter(|one| reach.runs(path, one.function));
        // `hub.verify_token` is shown once, when a webhook is set up, and not with what it then sends.
        let is_handshake = |side: &str| words(side).collect::<String>().contains("verifytoken");
        running.into_iter().any(|one| !one.sides.iter().any(|side| is_handshake(side)))
    })
}

fn checks(call: &Call, wrappers: &[String]) -> bool {
    let mut names = call.links.iter().map(|link| &*link.name).chain([call.name()]);
    if names.any(|name| wrappers.iter().any(|wrapper| wrapper == name)) {
        return true;
    }
    // What only tells who calls, and is not looked at, keeps nobody out.
    let last = call.links.last().map_or("", |link| &link.name);
    if call.usage == Usage::Dropped && TELLING.contains(&last) {
        return false;
    }
    call.links.iter().any(|link| says_check(&link.name))
        || (call.callee.starts_with("new ") && says_check(call.name()))
        || call.links.iter().any(|link| is_lookup(link, &call.callee))
        || call.links.iter().any(link_shows_code)
}

/// Whether a name says that it finds out who calls: `verifySignature`, `requireAdmin`, `withAuth`, `getUser`.
fn says_check(name: &str) -> bool {
    if IDENTITY.contains(&name) || name == "verify" {
        return true;
    }
    let parts: Vec<String> = words(name).collect();
    let whole = parts.concat();
    let is = |list: &[&str]| parts.iter().any(|part| list.contains(&&**part));
    if GUARDS.iter().any(|guard| whole.starts_with(guard)) {
        return true;
    }
    let is_equality = is(&["constant", "safe", "secure", "timing"]) && is(&["compare", "equal", "equals"]);
    let is_middleware = is(&["guard", "middleware"]) && is(&["auth", "jwt", "key", "secret", "token"]);
    let has_key = whole.contains("apikey") || whole.contains("servicerole") || whole.contains("initdata");
    let is_check = is(&VERBS) && (is(&NOUNS) || has_key) && !is(&OTHER_NOUNS);
    // `verifyKey`, `verifyDiscordRequest`: what is verified of a request is who sent it.
    let is_verified = is(&["verify"]) && is(&["key", "request", "sender"]);
    is_equality || is_middleware || is_check || is_verified
}

/// Whether a link looks up what only the right caller knows: `.eq('token', token)`, `keys.includes(apiKey)`;
/// or asks the identity provider who that is: `fetch(`${url}/auth/v1/user`)`.
fn is_lookup(link: &Link, callee: &str) -> bool {
    let first = link.arguments.first().map(|argument| &argument.value);
    match &*link.name {
        "eq" | "filter" => {
            // `eq(keys.keyHash, hash)` of a query builder names its column by a path.
            let path = first.and_then(Value::path).filter(|_| callee == "eq");
            let column = link.text(0).map(str::to_owned).or_else(|| path.map(|path| snake_case(last(path))));
            column.is_some_and(|column| is_secret_column(&column))
                && link.arguments.get(1).is_some_and(|value| !value.value.is_literal())
        }
        "has" | "includes" => first.and_then(Value::path).is_some_and(is_credential),
        "rpc" => link.text(0).is_some_and(says_check),
        "findFirst" | "findUnique" => {
            let asked = first.and_then(|options| options.get("where")).map_or(&[][..], Value::properties);
            asked.iter().any(|one| is_secret_column(&snake_case(&one.key)) && !one.value.is_literal())
        }
        "execute" | "query" | "queryArray" | "queryObject" => {
            first.and_then(Value::text).is_some_and(asks_for_secret)
        }
        "fetch" if callee == "fetch" => first
            .and_then(Value::text)
            .is_some_and(|url| url.contains("/auth/v1/user") || url.contains("tokeninfo")),
        _ => false,
    }
}

fn is_secret_column(column: &str) -> bool {
    SECRET_COLUMNS.contains(&column) || ends_in_token(column)
}

/// `key_hash` of `keyHash`.
fn snake_case(name: &str) -> String {
    words(name).collect::<Vec<_>>().join("_")
}

/// Whether a statement looks for a row by what only the right caller knows: `where key_hash = $1`.
fn asks_for_secret(statement: &str) -> bool {
    let lower = statement.to_lowercase();
    let Some((_, condition)) = lower.split_once("where") else { return false };
    let mut compared = condition.match_indices('=').map(|(at, _)| (&condition[..at], &condition[at + 1..]));
    compared.any(|(before, after)| {
        let is_bound = after.trim_start().starts_with(['$', '?', ':', '@']);
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let before = before.trim_end().trim_end_matches('"');
        is_bound && is_secret_column(&before[before.trim_end_matches(is_name).len()..])
    })
}

fn ends_in_token(column: &str) -> bool {
    let is_other = ["device", "fcm", "next", "push", "refresh"].iter().any(|word| column.contains(word));
    (column.ends_with("_token") || column.ends_with("_secret") || column.ends_with("_key_hash")) && !is_other
}

/// Whether a call shows a provider the code with which somebody came back from signing in.
fn link_shows_code(link: &Link) -> bool {
    let is_grant =
        |value: &Value| value.get("grant_type").and_then(Value::text) == Some("authorization_code");
    link.arguments.iter().any(|argument| is_grant(&argument.value))
        || (matches!(&*link.name, "append" | "set")
            && link.text(0) == Some("grant_type")
            && link.text(1) == Some("authorization_code"))
}

/// `headers.get('Authorization')`.
fn is_authorization(link: &Link) -> bool {
    matches!(&*link.name, "get" | "header")
        && link.text(0).is_some_and(|name| name.eq_ignore_ascii_case("authorization"))
}

/// Whether the options of a client set headers of its own: `{ global: { headers } }`.
fn hands_on(options: &Value) -> bool {
    options.get("global").is_some_and(|global| {
        let headers = global.get("headers");
        let written =
            headers.and_then(|headers| headers.get("Authorization").or(headers.get("authorization")));
        // A token that is put together is one's own.
        headers.is_some() && !matches!(written, Some(Value::Template(_) | Value::Text(_)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_look_for_what_only_callers_know() {
        assert!(asks_for_secret("select id from keys where active and key_hash = $1"));
        assert!(asks_for_secret("SELECT 1 FROM hooks WHERE \"secret\"=${} limit 1"));
        assert!(!asks_for_secret("select token from keys where owner = $1"));
        assert!(!asks_for_secret("update hooks set secret = $1"));
    }

    #[test]
    fn names_say_whether_they_check_the_caller() {
        for name in [
            "verifyStripeSignature",
            "requireAdmin",
            "withAuth",
            "isServiceRoleToken",
            "validateApiKey",
            "authenticateUser",
            "constructEventAsync",
            "timingSafeEqual",
            "authMiddleware",
            "checkUserPermissions",
            "verify",
            "validateTelegramInitData",
            "verifyDiscordRequest",
            "verifyKey",
        ] {
            assert!(says_check(name), "{name}");
        }
        for name in [
            "validateInput",
            "createClient",
            "checkTokenCount",
            "checkRateLimit",
            "getAuthUrl",
            "isHealthy",
            "withRetry",
        ] {
            assert!(!says_check(name), "{name}");
        }
    }
}
