//! Statements about routines that exist.

use super::super::dependency::Item;
use super::super::object::{ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::routine::Routine;
use super::super::signature::{has_same_inputs, word};
use super::Session;
use super::drop::SEVERAL;
use crate::facts::sql::{AlterRoutine, DropRoutines, RoutineChange, RoutineOptions};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn alter_routine(&mut self, alter: &AlterRoutine, span: Span) -> Outcome {
        let found = self.catalogue.routine_of(&alter.signature, alter.kind)?;
        let (name, id) = (found.name.clone(), found.object.id);
        match &alter.change {
            RoutineChange::Rename(to) => {
                let to = QualifiedName { schema: name.schema.clone(), name: to.clone() };
                self.move_routine(&name, id, to)?;
                self.touch(span, id);
            }
            RoutineChange::SetSchema(schema) => {
                if !self.catalogue.has_schema(schema) {
                    let message = format!("schema \"{schema}\" does not exist");
                    return Err(Rejected::new(SqlState::UndefinedSchema, message));
                }
                let to = QualifiedName { schema: schema.clone(), name: name.name.clone() };
                if to != name {
                    self.move_routine(&name, id, to)?;
                    self.touch(span, id);
                }
            }
            RoutineChange::Options(options) => {
                let mut routine = found.clone();
                self.set_routine_options(&mut routine, options);
                routine.object.changed.push(self.at(span));
                if let Some(known) = self.catalogue.routine_mut(&name, id) {
                    *known = routine;
                }
            }
        }
        Ok(())
    }

    fn set_routine_options(&self, routine: &mut Routine, options: &RoutineOptions) {
        routine.volatility = options.volatility.unwrap_or(routine.volatility);
        routine.is_security_definer = options.is_security_definer.unwrap_or(routine.is_security_definer);
        routine.is_strict = options.is_strict.unwrap_or(routine.is_strict);
        routine.parallel = options.parallel.unwrap_or(routine.parallel);
        self.configure(&mut routine.config, &options.settings);
    }

    fn touch(&mut self, span: Span, id: ObjectId) {
        let at = self.at(span);
        let Some(name) = self.catalogue.routine_by_id(id).map(|routine| routine.name.clone()) else { return };
        if let Some(routine) = self.catalogue.routine_mut(&name, id) {
            routine.object.changed.push(at);
        }
    }

    fn move_routine(&mut self, name: &QualifiedName, id: ObjectId, to: QualifiedName) -> Outcome {
        let Some(routine) = self.catalogue.routine_by_id(id) else { return Ok(()) };
        let there = self.catalogue.routines.get(&to);
        if there.is_some_and(|overloads| overloads.iter().any(|known| has_same_inputs(known, routine))) {
            let shown = Routine { name: to.clone(), ..routine.clone() };
            let shown = self.catalogue.shown_signature(&shown);
            let message = format!("function {shown} already exists in schema \"{}\"", to.schema);
            return Err(Rejected::new(SqlState::DuplicateFunction, message));
        }
        if let Some(moved) = self.catalogue.take_routine(name, id) {
            self.catalogue.add_routine(Routine { name: to, ..moved });
        }
        Ok(())
    }

    pub(super) fn drop_routines(&mut self, drop: &DropRoutines) -> Outcome {
        let mut found = Vec::new();
        for signature in &drop.signatures {
            match self.catalogue.routine_of(signature, drop.kind) {
                Ok(routine) => found.push(routine.object.id),
                Err(rejected) if drop.if_exists && is_missing(&rejected) => {}
                Err(rejected) => return Err(rejected),
            }
        }
        let what = match &*found {
            [] => return Ok(()),
            [one] => self.catalogue.routine_by_id(*one).map(|one| self.catalogue.shown_signature(one)),
            _ => None,
        };
        let what = what.map_or_else(|| SEVERAL.to_owned(), |one| format!("{} {one}", word(drop.kind)));
        self.drop_items(found.into_iter().map(Item::Routine), drop.cascade, &what)
    }
}

/// Whether a rejection says that something is not there, which `IF EXISTS` passes over.
pub(super) fn is_missing(rejected: &Rejected) -> bool {
    matches!(
        rejected.state,
        SqlState::UndefinedFunction
            | SqlState::UndefinedObject
            | SqlState::UndefinedSchema
            | SqlState::UndefinedTable
    )
}
