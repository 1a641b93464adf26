//! Functions that are meant to run by the clock, by what they say of themselves.

use super::{ConfigFunction, EdgeFunction, Route};
use crate::facts::{Content, FileFacts};
use crate::project::words::words;

/// Words of a name that say so.
const NAME_WORDS: [&str; 8] =
    ["cron", "daily", "hourly", "monthly", "nightly", "scheduled", "tick", "weekly"];
/// Words that name what is there to be asked for, not what is done by the clock: `get-daily-quote`.
const ASKING_WORDS: [&str; 6] = ["claim", "create", "fetch", "get", "join", "list"];
/// Words of an address that say so: others are as often what is asked for, `/api/reports/daily`.
const ROUTE_WORDS: [&str; 4] = ["cron", "crons", "nightly", "scheduled"];
/// Words at the end of an address by which it shows jobs, or how they fare.
const SHOWING_WORDS: [&str; 9] =
    ["config", "health", "history", "jobs", "list", "logs", "runs", "settings", "status"];
/// What a comment at the head of a file says.
const PHRASES: [&str; 12] = [
    "cron",
    "every day at",
    "every hour",
    "every minute",
    "every night",
    "on a schedule",
    "run daily",
    "runs daily",
    "runs hourly",
    "scheduled function",
    "scheduled job",
    "scheduled task",
];
/// What takes it back: somebody starts it.
const BY_HAND: [&str; 4] = ["by hand", "manual", "not a cron", "on demand"];

/// What says that a function runs by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimedBy {
    /// A key of the configuration, which nothing reads.
    Configuration,
    /// The comment at the head of its code.
    Comment,
    /// A word of its name.
    Name,
}

impl TimedBy {
    /// What says that `function` runs by the clock; the surest that does.
    pub fn of(
        function: &EdgeFunction,
        entry: Option<&ConfigFunction>,
        code: Option<&FileFacts>,
    ) -> Option<Self> {
        if entry.is_some_and(|entry| !entry.schedules.is_empty()) {
            return Some(Self::Configuration);
        }
        if code.is_some_and(says_so) {
            return Some(Self::Comment);
        }
        let words: Vec<String> = words(&function.name).collect();
        let is_asked = words.first().is_some_and(|first| ASKING_WORDS.contains(&&**first));
        (!is_asked && words.iter().any(|word| NAME_WORDS.contains(&&**word))).then_some(Self::Name)
    }
}

impl Route {
    /// Whether a clock is meant to ask for it, by its address: `/api/cron/sweep`. What is asked for one of many,
    /// or for a list of them, shows jobs and is none.
    pub fn is_timed(&self) -> bool {
        let shows = |last: &str| words(last).any(|word| SHOWING_WORDS.contains(&&*word));
        self.is_exact()
            && !self.words().last().is_some_and(shows)
            && self.words().flat_map(words).any(|word| ROUTE_WORDS.contains(&&*word))
    }
}

/// Whether the comments before the first line of code say so.
fn says_so(code: &FileFacts) -> bool {
    let Content::TypeScript(script) = &code.content else { return false };
    let first_call = script.calls.first().map(|call| call.span.start);
    let first_function = script.functions.first().map(|function| function.span.start);
    let Some(start) = first_call.into_iter().chain(first_function).min() else { return false };
    let head = code.comments.iter().take_while(|comment| comment.span.start < start);
    let head: String = head.map(|comment| comment.text.to_lowercase() + "\n").collect();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| head.contains(phrase));
    says(&PHRASES) && !says(&BY_HAND)
}
