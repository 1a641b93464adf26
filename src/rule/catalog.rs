//! Every rule with its words, sorted by id.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Category, Reporter, Rule, RuleData};
use crate::finding::Severity;
use crate::project::Project;

/// A rule and its words.
#[derive(Clone, Debug)]
pub struct CatalogRule {
    /// The file's stem in kebab case: `rls-disabled`.
    pub id: String,
    /// The folder's name.
    pub category: Category,
    /// Its TOML.
    pub data: RuleData,
    /// Examines every subject in the project.
    pub check: fn(&Project, &mut Reporter<'_>),
}

/// Every rule, sorted by id.
#[derive(Clone, Debug)]
pub struct Catalog {
    rules: Vec<CatalogRule>,
    digest: String,
}

/// A rule file that is no rule.
#[derive(Debug, thiserror::Error)]
#[error("rule `{id}`: {message}")]
pub struct CatalogError {
    /// The rule's id.
    pub id: String,
    /// What is wrong, with its place.
    pub message: String,
}

impl Catalog {
    /// Reads the words of `rules`.
    ///
    /// # Errors
    /// The first rule whose TOML is malformed, has an unknown field or lives in no category.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Result<Self, CatalogError> {
        let mut digest = Sha256::new();
        let mut read = Vec::new();
        let mut rules: Vec<Rule> = rules.into_iter().collect();
        rules.sort_by_key(|rule| rule.stem);
        for rule in rules {
            digest.update(rule.stem);
            digest.update(rule.toml);
            read.push(entry(rule)?);
        }
        let digest = hexadecimal(&digest.finalize());
        Ok(Self { rules: read, digest })
    }

    /// The same rules where those named weigh more or less. The digest tells the difference.
    #[must_use]
    pub fn reweighed(mut self, severities: &BTreeMap<String, Severity>) -> Self {
        let mut digest = Sha256::new_with_prefix(&self.digest);
        for rule in &mut self.rules {
            if let Some(severity) = severities.get(&rule.id) {
                rule.data.severity = *severity;
                digest.update(&rule.id);
                digest.update(severity.name());
            }
        }
        if !severities.is_empty() {
            self.digest = hexadecimal(&digest.finalize());
        }
        self
    }

    /// Every rule, sorted by id.
    pub fn rules(&self) -> &[CatalogRule] {
        &self.rules
    }

    /// The rule of that id.
    pub fn get(&self, id: &str) -> Option<&CatalogRule> {
        let at = self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok()?;
        self.rules.get(at)
    }

    /// The known rule or category name nearest to `name`, when one is near.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let categories = Category::ALL.iter().map(|category| category.name());
        let known = self.rules.iter().map(|rule| rule.id.as_str()).chain(categories);
        let rated = known.map(|known| (strsim::damerau_levenshtein(name, known), known));
        rated.min().filter(|(distance, _)| *distance <= name.len().max(3) / 2).map(|(_, known)| known)
    }

    /// Digest over the words of all rules, 16 hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// The first 16 hexadecimal digits of a digest.
pub fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().take(8).fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

fn entry(rule: Rule) -> Result<CatalogRule, CatalogError> {
    let id = rule.stem.replace('_', "-");
    let error = |message: String| CatalogError { id: id.clone(), message };
    let category = Category::from_name(rule.category)
        .ok_or_else(|| error(format!("`{}` is no category", rule.category)))?;
    let data: RuleData = toml::from_str(rule.toml).map_err(|source| error(source.to_string()))?;
    Ok(CatalogRule { id, category, data, check: rule.check })
}
