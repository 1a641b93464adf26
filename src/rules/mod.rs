//! The checks, one file each, mirroring `rules/`.

mod completeness;
mod delivery;
mod hygiene;
mod observability;
mod performance;
mod reliability;
mod security;

use crate::rule::{Catalog, CatalogError, Rule};

/// Registers the rules of one category, sorted: for each name the words in `rules/`, the check in the
/// module of that name, and a test of that name which runs its examples.
macro_rules! rules {
    ($category:ident: $($name:ident),* $(,)?) => {
        pub(super) const RULES: &[crate::rule::Rule] = &[$(crate::rule::Rule {
            category: stringify!($category),
            stem: stringify!($name),
            toml: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", stringify!($category), "/", stringify!($name), ".toml")),
            check: $name::check,
        }),*];

        #[cfg(test)]
        mod examples {
            $(#[test]
            fn $name() {
                crate::engine::assert_examples(stringify!($name));
            })*
        }
    };
}
use rules;

/// Every built-in rule.
pub fn all() -> impl Iterator<Item = Rule> {
    [
        completeness::RULES,
        delivery::RULES,
        hygiene::RULES,
        observability::RULES,
        performance::RULES,
        reliability::RULES,
        security::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Every built-in rule with its words.
///
/// # Errors
/// A malformed rule file, which the tests would have shown.
pub fn catalog() -> Result<Catalog, CatalogError> {
    Catalog::new(all())
}
