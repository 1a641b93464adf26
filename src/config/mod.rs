//! `gonogo.toml`: what was written → what is meant. Takes the text; who calls it finds the file.
//!
//! What is not understood is an error that points at the place, never passed over: a misspelt key
//! that does nothing is worse than none.

mod date;
mod error;
mod reader;

#[cfg(test)]
mod tests;

pub use date::Date;
pub use error::ConfigError;

use std::collections::BTreeMap;

use crate::finding::Severity;
use crate::grade::Letter;
use crate::project::Settings;
use crate::rule::Catalog;
use crate::source::{Globs, RelPath};

/// Where a repository keeps its configuration, relative to its root; the first that exists counts.
pub const PLACES: [&str; 2] = ["gonogo.toml", ".config/gonogo.toml"];

/// What the owner of a repository decided.
#[derive(Debug, Default)]
pub struct Config {
    /// `fail-on`: findings from this severity on fail the gate.
    pub fail_on: Option<Severity>,
    /// `min-grade`: lower letters fail the gate.
    pub min_grade: Option<Letter>,
    /// `exclude`: patterns of files to leave out, in the syntax of `.gitignore`.
    pub exclude: Vec<String>,
    /// `[wrappers]`, `[database]`: what this repository calls its guards, how its platform is set up.
    pub settings: Settings,
    /// `[rule.ID] severity`: rules that weigh more or less here.
    pub severities: BTreeMap<String, Severity>,
    /// `[[override]]`: rules that do not apply everywhere, in the order written.
    pub overrides: Vec<Override>,
    /// `[[accept]]`: risks that somebody owns, in the order written.
    pub accepted: Vec<AcceptedRisk>,
}

/// Rules that do not apply to some paths.
#[derive(Clone, Debug)]
pub struct Override {
    paths: Globs,
    skip: Vec<String>,
}

impl Override {
    /// Whether the rule of that id does not apply to the file at `path`.
    pub fn skips(&self, rule: &str, path: &RelPath) -> bool {
        self.skip.iter().any(|skipped| skipped == rule) && self.paths.decide_with_folders(path) == Some(true)
    }
}

/// A risk that somebody owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedRisk {
    /// The rule's id.
    pub rule: String,
    /// The subject's name.
    pub subject: String,
    /// Why it is taken.
    pub reason: String,
    /// Who takes it.
    pub owner: String,
    /// The last day on which it is taken.
    pub expires: Option<Date>,
}

impl AcceptedRisk {
    /// Whether it covers that subject of that rule on that day. Without a day nothing expires.
    pub fn covers(&self, rule: &str, subject: &str, today: Option<Date>) -> bool {
        let is_expired = self.expires.zip(today).is_some_and(|(expires, today)| expires < today);
        self.rule == rule && self.subject == subject && !is_expired
    }
}

impl Config {
    /// Reads the text of a configuration; `name` is shown in errors, `catalog` knows the rules.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn read(text: &str, name: &str, catalog: &Catalog) -> Result<Self, Box<ConfigError>> {
        reader::Reader { text, name, catalog }.read()
    }
}
