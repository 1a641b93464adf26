//! Calls that give arguments by name, as the data API does.

use super::routine::Routine;

/// Types of an only argument without a name, to which the data API gives the whole body.
const WHOLE_BODY: [&str; 5] = ["bytea", "json", "jsonb", "text", "xml"];

/// What a call gives.
#[derive(Clone, Copy, Debug)]
pub struct NamedCall<'c> {
    /// Names of arguments.
    pub names: &'c [&'c str],
    /// Whether it gives no others.
    pub is_whole: bool,
}

impl NamedCall<'_> {
    /// Whether a routine takes arguments of these names, and none that it needs is missing.
    pub fn fits(&self, routine: &Routine) -> bool {
        let mut needed = routine.inputs().filter(|input| input.default.is_none());
        takes_whole_body(routine)
            || (self.names.iter().all(|name| has_input(routine, name))
                && (!self.is_whole
                    || needed.all(|input| {
                        input.name.as_ref().is_none_or(|needed| self.names.contains(&needed.as_str()))
                    })))
    }

    /// The first name that no overload has.
    pub fn stranger(&self, overloads: &[Routine]) -> Option<&str> {
        let is_known = |name: &str| overloads.iter().any(|routine| has_input(routine, name));
        self.names.iter().find(|name| !is_known(name)).copied()
    }
}

impl Routine {
    /// Names of what a call gives, those with a default marked: `(query, max_rows?)`.
    pub fn shown_inputs(&self) -> String {
        let inputs = self.inputs().map(|input| {
            let name = input.name.as_ref().map_or("?", |name| name.as_str());
            if input.default.is_some() { format!("{name}?") } else { name.to_owned() }
        });
        format!("({})", inputs.collect::<Vec<_>>().join(", "))
    }
}

fn takes_whole_body(routine: &Routine) -> bool {
    let mut inputs = routine.inputs();
    let (Some(only), None) = (inputs.next(), inputs.next()) else { return false };
    only.name.is_none() && only.kind.known().is_some_and(|kind| WHOLE_BODY.contains(&kind))
}

fn has_input(routine: &Routine, name: &str) -> bool {
    routine.inputs().any(|input| input.name.as_ref().is_some_and(|known| known.as_str() == name))
}
