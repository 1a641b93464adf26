//! `--only` and `--skip`: which rules run.

use super::failure::Failure;
use crate::rule::{Catalog, CatalogRule, Category};

/// The rules that `only` names (all, when it names none) less those that `skip` names.
pub(super) fn select<'c>(
    catalog: &'c Catalog,
    only: &[String],
    skip: &[String],
) -> Result<Vec<&'c CatalogRule>, Failure> {
    let only = names(catalog, only)?;
    let skip = names(catalog, skip)?;
    let is_chosen = |rule: &&CatalogRule| {
        (only.is_empty() || only.iter().any(|name| name.covers(rule)))
            && !skip.iter().any(|name| name.covers(rule))
    };
    let chosen: Vec<&CatalogRule> = catalog.rules().iter().filter(is_chosen).collect();
    if chosen.is_empty() && !catalog.rules().is_empty() { Err(Failure::NoRules) } else { Ok(chosen) }
}

enum Name<'t> {
    Category(Category),
    Rule(&'t str),
}

impl Name<'_> {
    fn covers(&self, rule: &CatalogRule) -> bool {
        match self {
            Self::Category(category) => rule.category == *category,
            Self::Rule(id) => rule.id == *id,
        }
    }
}

fn names<'t>(catalog: &Catalog, typed: &'t [String]) -> Result<Vec<Name<'t>>, Failure> {
    typed.iter().map(|name| named(catalog, name.trim())).collect()
}

fn named<'t>(catalog: &Catalog, name: &'t str) -> Result<Name<'t>, Failure> {
    if let Some(category) = Category::from_name(name) {
        return Ok(Name::Category(category));
    }
    if catalog.get(name).is_some() {
        return Ok(Name::Rule(name));
    }
    let nearest = catalog.nearest(name).map(str::to_owned);
    Err(Failure::UnknownRule { name: name.to_owned(), nearest })
}
