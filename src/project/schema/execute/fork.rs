//! Steps of which nobody can tell whether they run: each way is gone, and what they leave is merged.

use super::super::catalogue::Catalogue;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::evaluate::Variables;
use super::value::Value;
use super::{Flow, Run};
use crate::facts::sql::Step;
use crate::finding::Location;
use crate::source::Span;

/// What one way leaves, or several ways merged.
struct Possible {
    flow: Flow,
    catalogue: Catalogue,
    variables: Variables,
}

impl Possible {
    fn merge(&mut self, other: &Self, at: &Location) {
        if self.flow != other.flow {
            self.flow = Flow::Next;
        }
        self.catalogue.merge(&other.catalogue, at);
        for (name, value) in &other.variables {
            let known = self.variables.entry(name.clone()).or_insert(Value::Unknown);
            if known != value {
                let are_records = matches!((&*known, value), (Value::Record(_), Value::Record(_)));
                *known = if are_records { Value::Record(Vec::new()) } else { Value::Unknown };
            }
        }
    }
}

impl Run<'_, '_> {
    /// Runs each alternative on a state of its own and merges what they leave. One that is rejected is
    /// taken not to be the one that ran.
    pub(super) fn fork(&mut self, alternatives: &[&[Step]], span: Span) -> Outcome<Flow> {
        let at = self.session.at(span);
        let before = (self.session.catalogue.clone(), self.variables.clone());
        let mut merged: Option<Possible> = None;
        let mut rejection = Rejected::new(SqlState::Other, "no alternative can happen");
        for steps in alternatives {
            *self.session.catalogue = before.0.clone();
            self.variables = before.1.clone();
            if let Some(merged) = &merged {
                self.session.catalogue.skip_ids_of(&merged.catalogue);
            }
            let flow = match self.steps(steps) {
                Ok(flow) => flow,
                Err(rejected) => {
                    rejection = rejected;
                    continue;
                }
            };
            let catalogue = self.session.catalogue.clone();
            let possible = Possible { flow, catalogue, variables: self.variables.clone() };
            match &mut merged {
                None => merged = Some(possible),
                Some(merged) => merged.merge(&possible, &at),
            }
        }
        let Some(Possible { flow, catalogue, variables }) = merged else { return Err(rejection) };
        *self.session.catalogue = catalogue;
        self.variables = variables;
        Ok(flow)
    }
}
