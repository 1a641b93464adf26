//! Which of several routines of one name a call means: by the types of what it gives, as far as they are
//! known. A routine is passed over only where PostgreSQL certainly turns no such value into its argument.

use super::catalogue::Catalogue;
use super::function_lookup::is_built_in;
use super::object::ObjectId;
use super::routine::{Argument, Routine};
use super::user_type::{BaseType, DataType, UserTypeKind};
use crate::facts::sql::{FunctionReference, ParameterMode};

/// Numbers, each turned into any that follows.
const NUMBERS: [&str; 6] = ["smallint", "integer", "bigint", "numeric", "real", "double precision"];
/// Texts, each turned into any other.
const TEXTS: [&str; 5] = ["\"char\"", "character", "character varying", "name", "text"];
/// Types that nothing else is turned into, and that are turned into nothing else.
const ALONE: [&str; 8] = ["boolean", "bytea", "json", "jsonb", "money", "uuid", "xml", "tsvector"];
/// Moments, each turned into any that follows.
const MOMENTS: [&str; 3] = ["date", "timestamp without time zone", "timestamp with time zone"];

/// The types into which others of their family are turned first.
const PREFERRED: [&str; 3] = ["double precision", "text", "timestamp with time zone"];

/// What a call gives as one argument.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    /// A value of this type.
    Typed(DataType),
    /// A constant that takes the type that is asked for.
    Constant,
    /// Nobody can tell.
    Open,
}

/// The argument that takes what a call gives at that place.
fn argument<'r>(routine: &'r Routine, call: &FunctionReference, at: usize) -> Option<&'r Argument> {
    match &call.arguments.get(at)?.name {
        Some(name) => routine.inputs().find(|input| input.name.as_ref() == Some(name)),
        None => routine.inputs().nth(at),
    }
}

/// The one routine that a call means, where that is certain.
pub(super) fn meant<'r>(
    fitting: &[&'r Routine],
    call: &FunctionReference,
    given: &[Given],
) -> Option<&'r Routine> {
    if let [only] = fitting {
        return Some(only);
    }
    if fitting.iter().any(|routine| is_variadic(routine)) || given.contains(&Given::Open) {
        return None;
    }
    let best = best(fitting, call, given);
    if let [only] = *best {
        return Some(only);
    }
    let mut whole = best.iter().filter(|routine| routine.inputs().count() == given.len());
    match (whole.next(), whole.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Those that most of what a call gives suits as it is, then those that take the preferred type of a family.
fn best<'r>(fitting: &[&'r Routine], call: &FunctionReference, given: &[Given]) -> Vec<&'r Routine> {
    let kind_at = |routine: &'r Routine, at| argument(routine, call, at).map(|argument| &argument.kind);
    let is_exact = |routine: &'r Routine, at: usize, given: &Given| matches!((given, kind_at(routine, at)), (Given::Typed(kind), Some(wanted)) if wanted.is_same(kind));
    let most = |routines: Vec<&'r Routine>, count: &dyn Fn(&'r Routine) -> usize| {
        let most = routines.iter().map(|routine| count(routine)).max();
        routines.into_iter().filter(|routine| Some(count(routine)) == most).collect::<Vec<_>>()
    };
    let exact = |routine: &'r Routine| {
        given.iter().enumerate().filter(|(at, given)| is_exact(routine, *at, given)).count()
    };
    let preferred = |routine: &'r Routine| {
        let suits = |(at, given): &(usize, &Given)| {
            let wanted = kind_at(routine, *at).and_then(DataType::known);
            is_exact(routine, *at, given)
                || matches!(given, Given::Typed(_)) && wanted.is_some_and(|name| PREFERRED.contains(&name))
        };
        given.iter().enumerate().filter(suits).count()
    };
    let mut best = most(most(fitting.to_vec(), &exact), &preferred);
    // A constant is a text where one of them takes a text.
    for at in (0..given.len()).filter(|at| given[*at] == Given::Constant) {
        let takes_text = |routine: &&'r Routine| {
            kind_at(routine, at).and_then(DataType::known).is_some_and(|name| TEXTS.contains(&name))
        };
        if best.iter().any(takes_text) {
            best.retain(takes_text);
        }
    }
    best
}

fn is_variadic(routine: &Routine) -> bool {
    routine.inputs().any(|input| input.mode == ParameterMode::Variadic)
}

impl Catalogue {
    /// Whether a routine may take what a call gives, by its types.
    pub(super) fn may_take(&self, routine: &Routine, call: &FunctionReference, given: &[Given]) -> bool {
        // What others bring has more forms than are known here.
        if routine.object.is_platform || routine.object.extension.is_some() || is_variadic(routine) {
            return true;
        }
        given.iter().enumerate().all(|(at, given)| match (given, argument(routine, call, at)) {
            (Given::Typed(kind), Some(argument)) => self.may_become(kind, &argument.kind),
            _ => true,
        })
    }

    /// Whether several routines take values of known types alike, so that PostgreSQL asks which is meant.
    pub(super) fn is_undecided(
        &self,
        fitting: &[&Routine],
        call: &FunctionReference,
        given: &[Given],
    ) -> bool {
        let is_typed = |given: &Given| match given {
            Given::Typed(kind) => kind.known().is_some_and(is_plain),
            Given::Constant | Given::Open => false,
        };
        let takes_plain = |routine: &&Routine| {
            let mut kinds = routine.inputs().map(|input| input.kind.known());
            kinds.clone().count() == given.len() && kinds.all(|kind| kind.is_some_and(is_plain))
        };
        fitting.len() > 1
            && !self.has_own_casts
            && !is_built_in(call.name.name.as_str())
            && given.iter().all(is_typed)
            && fitting.iter().all(takes_plain)
            && fitting.iter().all(|routine| routine.object.doubt.is_none() && !routine.object.is_platform)
            && best(fitting, call, given).len() > 1
    }

    /// Whether a value of one type may be turned into another without being asked.
    fn may_become(&self, from: &DataType, to: &DataType) -> bool {
        let (from, to) = (self.below(from), self.below(to));
        if from.is_same(&to) || self.has_own_casts {
            return true;
        }
        let (BaseType::Known(wanted), true) = (&to.base, to.dimensions == 0) else {
            return self.may_become_made(&from, &to);
        };
        let wanted = &**wanted;
        if wanted.starts_with("any")
            || matches!(wanted, "record" | "unknown" | "oid")
            || wanted.starts_with("reg")
        {
            return true;
        }
        if from.dimensions > 0 {
            return !is_plain(wanted);
        }
        match &from.base {
            BaseType::Known(name) => may_become_known(name, wanted),
            // Labels and rows are no text until they are asked to be.
            BaseType::User(id) => {
                !(is_plain(wanted) && self.is_made(*id, |kind| !matches!(kind, UserTypeKind::Base)))
            }
        }
    }

    /// An array, or a type that a migration made.
    fn may_become_made(&self, from: &DataType, to: &DataType) -> bool {
        if to.dimensions > 0 {
            let element = |kind: &DataType| DataType { dimensions: 0, ..kind.clone() };
            let is_open = matches!(&from.base, BaseType::Known(name) if name.starts_with("any") || &**name == "unknown");
            return is_open || from.dimensions > 0 && self.may_become(&element(from), &element(to));
        }
        let BaseType::User(id) = to.base else { return true };
        let is_enum = self.is_made(id, |kind| matches!(kind, UserTypeKind::Enum(_)));
        let is_known = match &from.base {
            BaseType::Known(name) => is_plain(name),
            BaseType::User(other) => self.is_made(*other, |kind| matches!(kind, UserTypeKind::Enum(_))),
        };
        !(is_enum && (is_known || from.dimensions > 0))
    }

    fn is_made(&self, id: ObjectId, fits: impl Fn(&UserTypeKind) -> bool) -> bool {
        self.type_by_id(id).is_some_and(|made| made.object.extension.is_none() && fits(&made.kind))
    }

    /// The type below a domain.
    fn below(&self, kind: &DataType) -> DataType {
        let BaseType::User(id) = kind.base else { return kind.clone() };
        match self.type_by_id(id).map(|made| &made.kind) {
            Some(UserTypeKind::Domain { base, .. }) if kind.dimensions == 0 => self.below(base),
            _ => kind.clone(),
        }
    }
}

/// Whether all that becomes a type of PostgreSQL is known here.
fn is_plain(name: &str) -> bool {
    [&NUMBERS[..], &TEXTS, &ALONE, &MOMENTS].iter().any(|family| family.contains(&name))
}

fn may_become_known(from: &str, to: &str) -> bool {
    if !is_plain(from) || !is_plain(to) {
        return true;
    }
    let rises = |family: &[&str]| {
        let place = |name| family.iter().position(|known| *known == name);
        matches!((place(from), place(to)), (Some(from), Some(to)) if from <= to)
    };
    from == to || rises(&NUMBERS) || rises(&MOMENTS) || TEXTS.contains(&from) && TEXTS.contains(&to)
}

#[cfg(test)]
mod tests {
    use super::super::sample::replayed;

    /// The class of each refusal.
    fn failures(sql: &str) -> Vec<&'static str> {
        replayed(sql).failures().iter().map(|failure| failure.state.code_and_condition().0).collect()
    }

    const FUNCTIONS: &str = "create type mood as enum ('sad', 'ok'); \
        create table t (id uuid, n int, b bigint, name text, m mood, at timestamptz, tags text[], d jsonb); \
        create function f(a int) returns int language sql immutable as 'select 1'; \
        create function f(a text) returns int language sql immutable as 'select 1'; \
        create function g(a mood, b uuid default null) returns int language sql immutable as 'select 1'; \
        create function h(a double precision, tags text[]) returns int language sql immutable as 'select 1';";

    #[test]
    fn what_no_overload_takes_is_refused() {
        for call in [
            "f(id)",
            "f(b)",
            "f(m)",
            "f(d)",
            "f(true)",
            "f(at)",
            "g(name)",
            "g(n)",
            "g('ok', name)",
            "g(b => id, a => name)",
            "h(name, tags)",
            "h(1, name)",
            "h(1)",
            "f()",
        ] {
            assert_eq!(
                failures(&format!("{FUNCTIONS} create view v as select {call} as x from t;")),
                ["42883"],
                "{call}"
            );
        }
        for call in [
            "f(n)",
            "f(name)",
            "f('x')",
            "f(1)",
            "f(null)",
            "f(name::varchar)",
            "g('ok')",
            "g(m, id)",
            "g(b => id, a => m)",
            "h(n, tags)",
            "h(1, array['x'])",
            "h(1.5, '{a}')",
            "f(n::smallint)",
            "f((select n from t limit 1))",
        ] {
            assert_eq!(
                failures(&format!("{FUNCTIONS} create view v as select {call} as x from t;")),
                [""; 0],
                "{call}"
            );
        }
    }

    #[test]
    fn what_several_take_alike_is_refused() {
        let sql = "create function p(a bigint) returns int language sql as 'select 1'; \
            create function p(a numeric) returns int language sql as 'select 1'; \
            create function o(a bigint) returns int language sql as 'select 1'; \
            create function o(a double precision) returns int language sql as 'select 1';";
        assert_eq!(failures(&format!("{sql} select p(1);")), ["42725"]);
        for call in ["p(1::bigint)", "p(1.5)", "p('1')", "p(null)", "o(1)"] {
            assert_eq!(failures(&format!("{sql} select {call};")), [""; 0], "{call}");
        }
    }

    #[test]
    fn only_the_one_that_is_meant_is_held() {
        let kept = |call: &str, drop: &str| {
            let sql =
                format!("{FUNCTIONS} create view v as select {call} as x from t; drop function {drop};");
            failures(&sql)
        };
        for (call, held, free) in [
            ("f(n)", "f(int)", "f(text)"),
            ("f('x')", "f(text)", "f(int)"),
            ("f(name)", "f(text)", "f(integer)"),
            ("f(1)", "f(int)", "f(text)"),
        ] {
            assert_eq!(kept(call, held), ["2BP01"], "{call}");
            assert_eq!(kept(call, free), [""; 0], "{call}");
        }
    }
}
