//! Functions that are meant to run by the clock, by what they say of themselves.

use super::{ConfigFunction, EdgeFunction};
use crate::facts::{Content, FileFacts};

/// Words of a name that say so.
const NAME_WORDS: [&str; 8] =
    ["cron", "daily", "hourly", "monthly", "nightly", "scheduled", "tick", "weekly"];
/// Words that name what is there to be asked for, not what is done by the clock: `get-daily-quote`.
const ASKING_WORDS: [&str; 6] = ["claim", "create", "fetch", "get", "join", "list"];
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
        let mut words = function.name.split(['-', '_']);
        let is_asked = ASKING_WORDS.contains(&words.clone().next().unwrap_or_default());
        (!is_asked && words.any(|word| NAME_WORDS.contains(&&*word.to_ascii_lowercase())))
            .then_some(Self::Name)
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
