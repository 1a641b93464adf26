//! What only stands in for the real thing, by its name or by what a comment says.

use super::words::words;

/// Words of names of test doubles and of what is left empty on purpose.
const DOUBLES: [&str; 14] = [
    "abstract", "base", "demo", "dummy", "example", "fake", "fixture", "mock", "mocks", "noop", "null",
    "stub", "stubs", "test",
];
/// What comments say of an answer that is made up.
const PRETENCES: [&str; 7] =
    ["dummy data", "fake data", "mock", "not implemented", "placeholder", "simulated", "stub"];
/// Words by which a comment says something else.
const OTHERS: [&str; 8] = [
    "instead of",
    "mockup",
    "never",
    "no mock",
    "not a",
    "placeholder color",
    "placeholder image",
    "placeholder text",
];

/// Whether a name is that of a test double, of a class to be extended, or of what does nothing on purpose.
pub fn reads_as_double(name: &str) -> bool {
    words(name).any(|word| DOUBLES.contains(&&*word))
}

/// The line of a comment that says that what follows is made up, its marks left out.
pub fn says_pretence(comment: &str) -> Option<&str> {
    let lines = comment.lines().map(|line| line.trim_matches(['/', '*', ' ', '\t', '{', '}']));
    lines.into_iter().find(|line| {
        let lower = line.to_lowercase();
        let is_said = |word: &str| {
            let found = lower.find(word);
            found.is_some_and(|at| {
                !lower[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '`')
            })
        };
        PRETENCES.iter().any(|word| is_said(word)) && !OTHERS.iter().any(|other| lower.contains(other))
    })
}
