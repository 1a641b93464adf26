//! Which functions the calls of a piece of SQL run.

use super::function_lookup::Found;
use super::object::{DependencyKind, DependsOn};
use super::overload::{Given, meant};
use super::reference::Lookup;
use super::rejection::{Outcome, Rejected, SqlState};
use super::routine::Routine;
use crate::facts::sql::{Argument, FunctionReference, Value};

impl Lookup<'_> {
    /// Every function that is called.
    pub(super) fn calls(&self, needs: &mut Vec<DependsOn>) -> Outcome {
        for call in &self.references.functions {
            self.check(call)?;
            let extension = || self.catalogue.extension_with(&call.name).map(|extension| extension.object.id);
            let object = self.called(call).map(|routine| routine.object.id).or_else(extension);
            needs.extend(object.map(|object| DependsOn {
                object,
                column: None,
                kind: DependencyKind::Normal,
            }));
        }
        Ok(())
    }

    fn check(&self, call: &FunctionReference) -> Outcome {
        // A function may call itself, and what its parameters hold.
        if self.around.names.contains(&call.name.name) {
            return Ok(());
        }
        match self.catalogue.function(call, &self.given(call)) {
            Found::Ambiguous => {
                let message = format!("function {} is not unique", self.shown(call));
                Err(Rejected::new(SqlState::AmbiguousFunction, message))
            }
            Found::No if !self.catalogue.is_cast(&call.name) => {
                let message = format!("function {} does not exist", self.shown(call));
                Err(Rejected::new(SqlState::UndefinedFunction, message))
            }
            _ => Ok(()),
        }
    }

    /// The routine that a call runs, where it is certain which one is meant.
    pub(super) fn called(&self, call: &FunctionReference) -> Option<&Routine> {
        let given = self.given(call);
        let fitting = self.catalogue.fitting(call, &given);
        meant(&fitting, call, &given)
    }

    fn given(&self, call: &FunctionReference) -> Vec<Given> {
        let given = |argument: &Argument| match &argument.value {
            Value::Text | Value::Null => Given::Constant,
            value => self.type_of(value).map_or(Given::Open, Given::Typed),
        };
        call.arguments.iter().map(given).collect()
    }

    /// As messages name a call: `public.f(uuid, unknown)`; without arguments where their types are not known.
    fn shown(&self, call: &FunctionReference) -> String {
        let name = match &call.name.schema {
            Some(schema) => format!("{schema}.{}", call.name.name),
            None => call.name.name.to_string(),
        };
        let given: Option<Vec<String>> =
            call.arguments.iter().map(|given| self.type_shown(&given.value)).collect();
        match given {
            Some(given) => format!("{name}({})", given.join(", ")),
            None => name,
        }
    }

    fn type_shown(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text | Value::Null => Some("unknown".to_owned()),
            value => self.type_of(value).map(|kind| self.catalogue.parameter_form(&kind)),
        }
    }
}
