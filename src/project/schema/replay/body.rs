//! What PostgreSQL asks of a body when a routine is made: in SQL, that all it names is there.

use super::super::function_lookup::{Found, takes, written};
use super::super::reference::Surroundings;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::routine::Routine;
use super::Session;
use crate::facts::sql::{FunctionReference, Identifier, References};

impl Session<'_> {
    /// Checks the body of a new routine. What one in another language names is only looked up when it runs.
    pub(super) fn check_body(&mut self, routine: &Routine) -> Outcome {
        let Some(body) = &routine.body else { return Ok(()) };
        if !body.is_unquoted && !self.catalogue.checks_bodies {
            return Ok(());
        }
        if let Some(fault) = body.fault {
            return Err(Rejected::new(SqlState::SyntaxError, fault));
        }
        if &*routine.language != "sql" {
            return Ok(());
        }
        // Its own settings hold while it is checked.
        let own_path = routine.setting("search_path").map(path_entries);
        let session_path = self.catalogue.search_path().to_vec();
        if let Some(own_path) = own_path {
            self.catalogue.set_search_path(Some(&own_path));
        }
        let checked = self.check_names(routine, &body.references);
        self.catalogue.set_search_path(Some(&session_path));
        checked
    }

    fn check_names(&self, routine: &Routine, references: &References) -> Outcome {
        let parameters = routine.inputs().filter_map(|input| input.name.clone());
        let names: Vec<Identifier> = parameters.chain([routine.name.name.clone()]).collect();
        self.catalogue.look_up(references, Surroundings { names: &names, ..Surroundings::default() })?;
        references.functions.iter().try_for_each(|call| self.check_call(routine, call))
    }

    fn check_call(&self, routine: &Routine, call: &FunctionReference) -> Outcome {
        // It is there already when its body is checked.
        if call.name.name == routine.name.name && takes(routine, call) {
            return Ok(());
        }
        let name = written(&call.name);
        match self.catalogue.function(call) {
            Found::Ambiguous => {
                let message = format!("function {name} is not unique");
                Err(Rejected::new(SqlState::AmbiguousFunction, message))
            }
            Found::No if !self.catalogue.is_cast(&call.name) => {
                let message = format!("function {name} does not exist");
                Err(Rejected::new(SqlState::UndefinedFunction, message))
            }
            _ => Ok(()),
        }
    }
}

/// The entries of a search path as a setting keeps it.
fn path_entries(value: &str) -> Vec<Identifier> {
    let entries = value.split(',').map(Identifier::written);
    entries.filter(|entry| !entry.as_str().is_empty()).collect()
}
