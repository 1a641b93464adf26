//! What the server says an object is, as far as patterns ask: it prints names and constants as they were
//! written, and operators, types and parentheses in a way of its own.

use super::super::constraint::{Constraint, ConstraintKind};
use super::super::object::ObjectId;
use super::evaluate::Scope;
use super::function::hole;
use super::text::like;
use super::value::Value;

/// Words that the server may add by itself.
const OWN_WORDS: [&str; 12] =
    ["all", "and", "any", "array", "bpchar", "character", "check", "in", "integer", "not", "text", "varying"];

/// A definition of which the parts are known and the form is not.
pub(super) fn of_constraint(id: ObjectId, scope: &Scope<'_>) -> Value {
    let mut constraints = scope.catalogue.tables().flat_map(|table| &table.constraints);
    let found = constraints.find(|constraint| constraint.id == id);
    found.map_or_else(hole, value)
}

/// The condition of a check, and `CHECK` before it.
pub(super) fn value(constraint: &Constraint) -> Value {
    match &constraint.kind {
        ConstraintKind::Check { expression, .. } => {
            Value::Definition(format!("CHECK (({expression}))").into())
        }
        _ => hole(),
    }
}

/// Whether a definition is like a pattern; `None` where its form decides.
pub(super) fn is_like(definition: &str, pattern: &str) -> Option<bool> {
    let definition = definition.to_lowercase();
    let pattern = pattern.to_lowercase();
    if has_only_words(&pattern) && like(&definition, &pattern) {
        return Some(true);
    }
    // What the server adds holds none of the author's names and constants.
    let mut words = pattern.split(|character: char| !character.is_alphanumeric());
    let is_missing = |word: &str| !OWN_WORDS.contains(&word) && !definition.contains(word);
    words.any(is_missing).then_some(false)
}

/// Whether a pattern asks for words and quotes alone, in whatever form they stand.
fn has_only_words(pattern: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '_' | '%' | '\'');
    let mut words = pattern.split(|character: char| !character.is_alphanumeric());
    let is_within = pattern.starts_with('%') && pattern.ends_with('%');
    is_within && pattern.chars().all(is_plain) && !words.any(|word| OWN_WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_decide_and_forms_do_not() {
        let check = "CHECK ((status IN ('pending', 'failed')))";
        for (pattern, expected) in [
            ("%status%failed%", Some(true)),
            ("%status%", Some(true)),
            ("%'failed'%", Some(true)),
            ("%kind%", Some(false)),
            ("%status%sent%", Some(false)),
            ("%status = ANY%", None),
            ("%IN (%", None),
            ("CHECK ((status = ANY (ARRAY['pending'::text, 'failed'::text])))", None),
        ] {
            assert_eq!(is_like(check, pattern), expected, "{pattern}");
        }
    }
}
