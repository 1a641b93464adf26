//! What a rule is: words as data, one function, and what the function leaves behind.

mod assessment;
mod catalog;
mod category;
mod data;
mod effort;

pub use assessment::{Assessment, Reporter, Unknown};
pub use catalog::{Catalog, CatalogError, CatalogRule, hexadecimal};
pub use category::Category;
pub use data::{Example, Expectation, RuleData, Scoring};
pub use effort::{Effort, EffortError};

use crate::project::Project;

/// A rule as `rules!` registers it: where its words stand and what examines its subjects.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The folder its words and its check stand in.
    pub category: &'static str,
    /// The file's stem, in snake case.
    pub stem: &'static str,
    /// The text of its TOML file.
    pub toml: &'static str,
    /// Examines every subject in the project.
    pub check: fn(&Project, &mut Reporter<'_>),
}
