//! What code may do for whoever calls it.

use super::reach::Reach;
use crate::facts::typescript::Call;
use crate::project::database_writes;
use crate::project::words::words;

/// What holds in the names of variables whose value goes around row level security.
const FULL_ACCESS: [&str; 6] =
    ["DATABASE_URL", "DB_URL", "POSTGRES", "SERVICE_KEY", "SERVICE_ROLE", "SUPABASE_SECRET"];
/// Endings and words of variables that say nothing of worth.
const PLAIN: [&str; 8] =
    ["DEPLOYMENT_ID", "ENVIRONMENT", "LOG_LEVEL", "NODE_ENV", "ORIGIN", "ORIGINS", "REGION", "VERSION"];
/// Calls that reach out of the function.
const REACHING: [&str; 6] = ["createClient", "fetch", "from", "invoke", "query", "rpc"];
/// Methods that read what a request brings.
const READING: [&str; 5] = ["arrayBuffer", "blob", "formData", "json", "text"];
/// Names of functions that only say whether something runs.
const HEALTH: [&str; 9] =
    ["alive", "health", "healthcheck", "healthz", "heartbeat", "liveness", "ping", "readiness", "uptime"];

/// More tables than this are not named.
const MAX_NAMED: usize = 4;

/// What the code that runs may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Power {
    /// Whether it holds a key or address that goes around row level security.
    pub has_full_access: bool,
    /// Tables and functions of the database that it writes to, sorted, those without a literal name left out.
    pub written: Vec<Box<str>>,
    /// Whether it writes at all.
    pub writes: bool,
    /// Whether it does or tells anything: asks the database or other servers, reads variables that may be worth
    /// something, works with what a request brings.
    pub reaches: bool,
}

impl Power {
    /// That of the code that runs.
    pub fn of(reach: &Reach<'_>) -> Self {
        let mut power = Self::default();
        for call in reach.calls() {
            let variable = call.variable();
            power.has_full_access |=
                variable.is_some_and(|name| FULL_ACCESS.iter().any(|part| name.contains(part)));
            power.reaches |= variable.is_some_and(|name| !PLAIN.iter().any(|plain| name.ends_with(plain)))
                || reaches(call);
            power.writes |= call.callee.contains(".auth.admin.")
                && !call.name().starts_with("get")
                && !call.name().starts_with("list");
        }
        for (path, script) in reach.scripts() {
            for write in database_writes(script) {
                if reach.runs(path, write.call.function) {
                    power.writes = true;
                    power.written.extend(write.target.map(Into::into));
                }
            }
        }
        power.written.sort();
        power.written.dedup();
        power
    }

    /// What a caller gets, in words.
    pub fn shown(&self) -> String {
        let named: Vec<_> = self.written.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
        let more = if self.written.len() > MAX_NAMED { " and more" } else { "" };
        let written = match &*named {
            [] => "to the database".to_owned(),
            named => format!("to {}{more}", named.join(", ")),
        };
        match (self.has_full_access, self.writes) {
            (true, true) => format!("it goes around row level security, and writes {written}"),
            (true, false) => "it goes around row level security".to_owned(),
            (false, true) => format!("it writes {written}"),
            (false, false) => "whatever it does or costs is anybody's".to_owned(),
        }
    }
}

fn reaches(call: &Call) -> bool {
    let reads =
        call.links.last().is_some_and(|link| READING.contains(&&*link.name) && link.arguments.is_empty());
    reads
        || call.links.iter().any(|link| REACHING.contains(&&*link.name) && !link.arguments.is_empty())
            && !matches!(
                &*call.callee,
                "Array.from" | "Object.fromEntries" | "Uint8Array.from" | "Buffer.from"
            )
}

impl Reach<'_> {
    /// Whether it stops those who ask too often: then it is meant for everyone.
    pub fn is_limited(&self) -> bool {
        self.calls().any(|call| call.links.iter().any(|link| limits(&link.name)))
    }
}

/// Whether a name says that it stops who calls too often: `checkRateLimit`, `isLimited`, `limiter`.
fn limits(name: &str) -> bool {
    let has = |wanted: &[&str]| words(name).any(|word| wanted.contains(&&*word));
    has(&["limited", "limiter", "ratelimit", "throttle"]) || (has(&["rate"]) && has(&["limit", "limits"]))
}

/// Whether a function only says whether something runs, by its name.
pub fn is_health_check(name: &str) -> bool {
    words(name).any(|word| HEALTH.contains(&&*word))
}
