//! The TOML of a rule: its words and its examples. Unknown fields are refused.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Effort;
use crate::finding::{Confidence, Severity};

/// Everything a rule says; see `rules/README.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleData {
    /// One line, no full stop.
    pub title: String,
    /// Harm when it fails, unless the check says otherwise.
    pub severity: Severity,
    /// Certainty, unless the check says otherwise.
    pub confidence: Confidence,
    /// Time to repair one finding.
    pub effort: Effort,
    /// How its subjects enter the grade.
    #[serde(default)]
    pub scoring: Scoring,
    /// What it examines, one by one.
    pub examines: String,
    /// Names other tools give it: `splinter:0013_rls_disabled_in_public`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Weakness ids and topics: `CWE-862`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Addresses to read on.
    #[serde(default)]
    pub references: Vec<String>,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Small repositories in which it fails.
    #[serde(default)]
    pub bad: Vec<Example>,
    /// Small repositories in which it is silent.
    #[serde(default)]
    pub good: Vec<Example>,
}

/// How a rule's subjects enter the grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scoring {
    /// It has a natural population: passes over all.
    #[default]
    Coverage,
    /// It has none: each fail weighs less than the one before.
    Count,
}

impl Scoring {
    /// The word used in rule files and in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Count => "count",
        }
    }
}

/// A small repository and what the rule says of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// Path → text. `//~ words` marks a line that must fail, `//? words` one that must be unknown.
    pub files: BTreeMap<String, String>,
    /// Paths that git does not track; all others are tracked.
    #[serde(default)]
    pub untracked: Vec<String>,
    /// What the merge base held: path → text of every file. Without it nobody asks what changed.
    #[serde(default)]
    pub before: Option<BTreeMap<String, String>>,
    /// The version up to which its migrations ran in production already.
    #[serde(default)]
    pub applied: Option<String>,
    /// Other rules that may fire on this example.
    #[serde(default)]
    pub also: Vec<String>,
}

/// What a marker in an example demands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expectation {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// Whether the subject is to be unknown instead of failing.
    pub is_unknown: bool,
    /// Words the message must hold.
    pub words: String,
}

impl Example {
    /// The files without markers, and what the markers demand, sorted.
    pub fn split(&self) -> (Vec<(String, String)>, Vec<Expectation>) {
        let mut expectations = Vec::new();
        let mut files = Vec::new();
        for (path, text) in &self.files {
            let mut clean = String::with_capacity(text.len());
            for (number, line) in text.split_inclusive('\n').enumerate() {
                let (kept, markers) = cut_markers(line);
                clean.push_str(kept);
                if kept.len() < line.len() && line.ends_with('\n') {
                    clean.push('\n');
                }
                expectations.extend(markers.into_iter().map(|(is_unknown, words)| Expectation {
                    path: path.clone(),
                    line: number as u32 + 1,
                    is_unknown,
                    words,
                }));
            }
            files.push((path.clone(), clean));
        }
        expectations.sort();
        (files, expectations)
    }
}

/// The line before its first marker, and each marker: whether it says unknown, and its words.
fn cut_markers(line: &str) -> (&str, Vec<(bool, String)>) {
    let first = [line.find("//~ "), line.find("//? ")].into_iter().flatten().min();
    let Some(first) = first else { return (line, Vec::new()) };
    let kept = line[..first].trim_end_matches(' ');
    let mut markers = Vec::new();
    let mut rest = &line[first..];
    while !rest.is_empty() {
        let is_unknown = rest.starts_with("//?");
        let body = &rest[4..];
        let next = [body.find("//~ "), body.find("//? ")].into_iter().flatten().min().unwrap_or(body.len());
        markers.push((is_unknown, body[..next].trim().to_owned()));
        rest = &body[next..];
    }
    (kept, markers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_cut_and_lines_stay() {
        let text = "one  //~ a b //? c\ntwo\n".to_owned();
        let files = BTreeMap::from([("x".to_owned(), text)]);
        let example = Example {
            name: String::new(),
            files,
            untracked: Vec::new(),
            before: None,
            applied: None,
            also: Vec::new(),
        };
        let (files, expectations) = example.split();
        assert_eq!(files, [("x".to_owned(), "one\ntwo\n".to_owned())]);
        let found: Vec<_> = expectations.iter().map(|e| (e.line, e.is_unknown, e.words.as_str())).collect();
        assert_eq!(found, [(1, false, "a b"), (1, true, "c")]);
    }
}
