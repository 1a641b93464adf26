//! What PostgreSQL asks of a body when a routine is made: in SQL, that all it names is there.

use super::super::catalogue::Catalogue;
use super::super::function_lookup::{Found, takes, written};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::routine::Routine;
use super::{Session, undefined_relation};
use crate::facts::sql::{FunctionReference, Identifier, References, RelationName, is_built_in_type};

impl Session<'_> {
    /// Checks the body of a new routine. One in another language is only read when it runs.
    pub(super) fn check_body(&mut self, routine: &Routine) -> Outcome {
        let Some(body) = routine.body.as_ref().filter(|_| &*routine.language == "sql") else { return Ok(()) };
        if !body.is_unquoted && !self.catalogue.checks_bodies {
            return Ok(());
        }
        if body.is_broken {
            return Err(Rejected::new(SqlState::SyntaxError, "syntax error in the body"));
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
        let makes = |name: &RelationName| references.makes.iter().any(|made| made.name == name.name);
        for relation in &references.relations {
            if !makes(&relation.name) && !self.may_be_there(&relation.name) {
                return Err(undefined_relation(&relation.name));
            }
        }
        for call in &references.functions {
            if !self.may_be_called(routine, call) {
                let message = format!("function {} does not exist", written(&call.name));
                return Err(Rejected::new(SqlState::UndefinedFunction, message));
            }
        }
        Ok(())
    }

    fn may_be_there(&self, name: &RelationName) -> bool {
        let is_system = name.schema.is_none() && name.name.as_str().starts_with("pg_");
        is_system
            || Catalogue::is_platform_name(name)
            || self.catalogue.find(name).is_some()
            || self.catalogue.may_bring_unseen(name.schema.as_ref())
    }

    fn may_be_called(&self, routine: &Routine, call: &FunctionReference) -> bool {
        // It is there already when its body is checked.
        let is_itself = call.name.name == routine.name.name && takes(routine, call);
        is_itself
            || !matches!(self.catalogue.function(call), Found::No)
            || is_built_in_type(call.name.name.as_str())
            || self.catalogue.type_id(&call.name).is_some()
    }
}

/// The entries of a search path as a setting keeps it.
fn path_entries(value: &str) -> Vec<Identifier> {
    let entries = value.split(',').map(Identifier::written);
    entries.filter(|entry| !entry.as_str().is_empty()).collect()
}
