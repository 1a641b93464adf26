//! Whether a function exists: made by a migration, by the platform, by an extension, or by PostgreSQL itself.

use super::catalogue::Catalogue;
use super::overload::Given;
use super::routine::Routine;
use super::service::Extension;
use crate::facts::sql::{FunctionReference, Identifier, ParameterMode, RelationName, is_built_in_type};

/// Names of PostgreSQL 15's own functions, one a line, sorted.
const BUILT_IN: &str = include_str!("functions.txt");

/// Forms of the grammar that read as calls, sorted.
const FORMS: [&str; 33] = [
    "all",
    "any",
    "array",
    "cast",
    "coalesce",
    "collation",
    "every",
    "exists",
    "extract",
    "greatest",
    "grouping",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "least",
    "nullif",
    "row",
    "some",
    "treat",
    "trim",
    "xmlelement",
    "xmlforest",
    "xmlparse",
    "xmlpi",
    "xmlroot",
];

/// What is known of a function that is called.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// A routine takes the call, or PostgreSQL or an extension has functions of that name.
    Yes,
    /// Several take it, and what it gives does not tell them apart.
    Ambiguous,
    /// Nobody can tell.
    Maybe,
    /// There is none.
    No,
}

impl Catalogue {
    /// Whether the function that a call names is there.
    pub(super) fn function(&self, call: &FunctionReference, given: &[Given]) -> Found {
        let fitting = self.fitting(call, given);
        if are_ambiguous(&fitting, call) || self.is_undecided(&fitting, call, given) {
            return Found::Ambiguous;
        }
        if !fitting.is_empty() || self.has_function_elsewhere(&call.name) {
            return Found::Yes;
        }
        if self.has_unseen_function(&call.name) { Found::Maybe } else { Found::No }
    }

    /// The routines that may take what a call gives.
    pub(super) fn fitting(&self, call: &FunctionReference, given: &[Given]) -> Vec<&Routine> {
        let takes = |routine: &&Routine| takes(routine, call) && self.may_take(routine, call, given);
        self.overloads(&call.name).into_iter().filter(takes).collect()
    }

    /// Whether PostgreSQL or an installed extension brings a function of that name.
    pub(super) fn has_function_elsewhere(&self, name: &RelationName) -> bool {
        let own = name.name.as_str();
        let is_catalogue = name.schema.as_ref().is_none_or(|schema| schema.as_str() == "pg_catalog");
        if is_catalogue && (is_built_in(own) || FORMS.contains(&own)) {
            return true;
        }
        self.extension_with(name).is_some()
    }

    /// The installed extension that brings a function of that name, unless PostgreSQL has one itself.
    pub(super) fn extension_with(&self, name: &RelationName) -> Option<&Extension> {
        let own = name.name.as_str();
        if name.schema.is_none() && is_built_in(own) {
            return None;
        }
        let schemas = self.schemas_for(name);
        let mut extensions = self.extensions.values().map(|extension| &**extension);
        extensions.find(|extension| {
            let is_reached = schemas.contains(&extension.schema)
                || name.schema.is_none() && extension.schema.as_str() == "pg_catalog";
            is_reached && extension.contents.is_some_and(|contents| contents.has_function(own))
        })
    }

    /// Whether a call is a cast to the type of that name.
    pub(super) fn is_cast(&self, name: &RelationName) -> bool {
        is_built_in_type(name.name.as_str()) || self.type_id(name).is_some()
    }

    /// Whether the platform, or an extension of which not all is known, may bring a function unseen.
    pub(super) fn has_unseen_function(&self, name: &RelationName) -> bool {
        self.unnamed.routines || self.may_bring_unseen(name.schema.as_ref())
    }
}

/// Whether two routines of one schema take what a call gives as the same types, and differ only in
/// arguments that have defaults.
fn are_ambiguous(fitting: &[&Routine], call: &FunctionReference) -> bool {
    let is_plain = !call.is_star && !call.is_variadic;
    let is_positional = is_plain && call.arguments.iter().all(|argument| argument.name.is_none());
    let given = call.arguments.len();
    let is_same = |one: &Routine, other: &Routine| {
        one.name.schema == other.name.schema
            && one.inputs().all(|input| input.mode != ParameterMode::Variadic)
            && other.inputs().all(|input| input.mode != ParameterMode::Variadic)
            && one
                .inputs()
                .zip(other.inputs())
                .take(given)
                .all(|(ours, theirs)| ours.kind.is_same(&theirs.kind))
    };
    let mut pairs =
        fitting.iter().enumerate().flat_map(|(at, one)| fitting[..at].iter().map(move |other| (one, other)));
    is_positional && pairs.any(|(one, other)| is_same(one, other))
}

/// Whether PostgreSQL itself has a function of that name.
pub(super) fn is_built_in(name: &str) -> bool {
    let (mut low, mut high) = (0, BUILT_IN.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = BUILT_IN[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = BUILT_IN[middle..].find('\n').map_or(BUILT_IN.len(), |at| middle + at);
        match BUILT_IN[start..end].cmp(name) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

/// Whether a routine takes as many arguments as a call gives, and those that it names.
pub(super) fn takes(routine: &Routine, call: &FunctionReference) -> bool {
    let inputs: Vec<_> = routine.inputs().collect();
    let is_variadic = inputs.last().is_some_and(|last| last.mode == ParameterMode::Variadic);
    let required = inputs.iter().filter(|input| input.default.is_none()).count() - usize::from(is_variadic);
    let given = if call.is_star { 0 } else { call.arguments.len() };
    let fits = given >= required.min(inputs.len()) && (given <= inputs.len() || is_variadic);
    let has = |name: &Identifier| inputs.iter().any(|input| input.name.as_ref() == Some(name));
    fits && call.arguments.iter().filter_map(|argument| argument.name.as_ref()).all(has)
}

/// A routine's name as a call writes it.
pub(super) fn written(name: &RelationName) -> String {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.name),
        None => name.name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(BUILT_IN.lines().is_sorted());
        let first = BUILT_IN.lines().next().expect("a name");
        let last = BUILT_IN.lines().last().expect("a name");
        for name in [first, last, "now", "jsonb_build_object", "format"] {
            assert!(is_built_in(name), "{name}");
        }
        for name in ["", "no_such_function", "zzz", "0", "no"] {
            assert!(!is_built_in(name), "{name}");
        }
    }
}
