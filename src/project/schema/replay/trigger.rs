//! Statements about triggers.

use super::super::object::{DependencyKind, DependsOn, ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::trigger::Trigger;
use super::{Session, undefined_relation};
use crate::facts::sql::{
    CreateTrigger, DropTrigger, Identifier, RelationKind, RelationName, RenameTrigger, SwitchTrigger,
    TriggerEvent, TriggerFiring, TriggerSelection, TriggerTiming,
};

impl Session<'_> {
    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) -> Outcome {
        let Some(name) = self.catalogue.find(&create.table) else {
            let is_open = self.catalogue.may_have_unseen(&create.table);
            return if is_open { Ok(()) } else { Err(undefined_relation(&create.table)) };
        };
        self.check_timing(&name, create)?;
        let function = self.trigger_function(&create.function, "trigger")?;
        let existing = self.trigger(&name, &create.name);
        if let Some(existing) = existing
            && (!create.or_replace || existing.is_constraint || create.is_constraint)
        {
            let message =
                format!("trigger \"{}\" for relation \"{}\" already exists", create.name, name.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        self.check_columns(&name, create)?;
        let trigger = Trigger {
            id: existing.map_or_else(ObjectId::default, |existing| existing.id),
            name: create.name.clone(),
            function,
            timing: create.timing,
            events: create.events.clone(),
            for_each_row: create.for_each_row,
            is_constraint: create.is_constraint,
            firing: TriggerFiring::default(),
            copy_of: None,
            depends_on: Vec::new(),
            created: self.at(create.span),
            doubt: None,
        };
        let id = self.put_trigger(&name, trigger.clone());
        if trigger.for_each_row
            && let Some(table) = self.catalogue.get(&name).map(Relation::id)
        {
            let partitions = self.catalogue.partitions(table);
            for partition in partitions {
                self.put_trigger(&partition, Trigger { copy_of: Some(id), ..trigger.clone() });
            }
        }
        Ok(())
    }

    /// Adds a trigger to a relation, in the place of one of its name.
    fn put_trigger(&mut self, name: &QualifiedName, trigger: Trigger) -> ObjectId {
        let fresh = self.catalogue.next_id();
        let depends_on = self.needs_of_events(name, &trigger.events);
        let trigger = Trigger { depends_on, ..trigger };
        let Some(triggers) = self.catalogue.get_mut(name).and_then(Relation::triggers_mut) else {
            return fresh;
        };
        if let Some(known) = triggers.iter_mut().find(|known| known.name == trigger.name) {
            let id = known.id;
            *known = Trigger { id, ..trigger };
            return id;
        }
        triggers.push(Trigger { id: fresh, ..trigger });
        fresh
    }

    /// The columns whose change makes a trigger run.
    fn needs_of_events(&self, name: &QualifiedName, events: &[TriggerEvent]) -> Vec<DependsOn> {
        let Some(table) = self.catalogue.table(name) else { return Vec::new() };
        let named = updated_columns(events).filter_map(|column| table.column(column));
        let kind = DependencyKind::Normal;
        named.map(|column| DependsOn { object: table.object.id, column: Some(column.id), kind }).collect()
    }

    /// Gives a new partition the row triggers of its parent.
    pub(super) fn copy_triggers(&mut self, parent: &QualifiedName, partition: &QualifiedName) {
        let Some(parent) = self.catalogue.get(parent) else { return };
        let copied: Vec<_> =
            parent.triggers().iter().filter(|trigger| trigger.for_each_row).cloned().collect();
        for trigger in copied {
            let copy_of = Some(trigger.id);
            self.put_trigger(partition, Trigger { copy_of, ..trigger });
        }
    }

    fn trigger(&self, table: &QualifiedName, name: &Identifier) -> Option<&Trigger> {
        self.catalogue.get(table)?.triggers().iter().find(|trigger| trigger.name == *name)
    }

    fn check_timing(&self, name: &QualifiedName, create: &CreateTrigger) -> Outcome {
        let wrong = |message: String| Err(Rejected::new(SqlState::WrongObjectType, message));
        let is_instead = create.timing == TriggerTiming::InsteadOf;
        match self.catalogue.get(name).and_then(Relation::kind) {
            Some(RelationKind::Table | RelationKind::Partitioned) if is_instead => {
                wrong(format!("\"{}\" is a table", name.name))
            }
            Some(RelationKind::Foreign) if is_instead => {
                wrong(format!("\"{}\" is a foreign table", name.name))
            }
            Some(RelationKind::View) if !is_instead && create.for_each_row => {
                wrong(format!("\"{}\" is a view", name.name))
            }
            Some(RelationKind::View) if create.events.contains(&TriggerEvent::Truncate) => {
                wrong(format!("\"{}\" is a view", name.name))
            }
            Some(RelationKind::MaterializedView) | None => {
                wrong(format!("relation \"{}\" cannot have triggers", name.name))
            }
            _ => Ok(()),
        }
    }

    fn check_columns(&self, name: &QualifiedName, create: &CreateTrigger) -> Outcome {
        let Some(Relation::Table(table)) = self.catalogue.get(name) else { return Ok(()) };
        // Where not every column is known, one that is not found is not one that is not there.
        if !table.knows_columns() || table.object.is_platform {
            return Ok(());
        }
        match updated_columns(&create.events).find(|column| table.column(column).is_none()) {
            None => Ok(()),
            Some(missing) => {
                let message = format!("column \"{missing}\" of relation \"{}\" does not exist", name.name);
                Err(Rejected::new(SqlState::UndefinedColumn, message))
            }
        }
    }

    /// The function that a trigger names: one without arguments that returns `result`.
    pub(super) fn trigger_function(&self, name: &RelationName, result: &str) -> Outcome<ObjectId> {
        let schema = name.schema.as_ref().map(|schema| format!("{schema}.")).unwrap_or_default();
        if let Some(schema) = &name.schema
            && !self.catalogue.has_schema(schema)
        {
            let message = format!("schema \"{schema}\" does not exist");
            return Err(Rejected::new(SqlState::UndefinedSchema, message));
        }
        let overloads = self.catalogue.overloads(name);
        let Some(found) = overloads.iter().find(|routine| routine.inputs().next().is_none()) else {
            if self.catalogue.has_function_elsewhere(name) || self.catalogue.has_unseen_function(name) {
                return Ok(ObjectId::default());
            }
            let message = format!("function {schema}{}() does not exist", name.name);
            return Err(Rejected::new(SqlState::UndefinedFunction, message));
        };
        if found.returns.as_ref().and_then(|returns| returns.kind.known()) != Some(result) {
            let message = format!("function {} must return type {result}", name.name);
            return Err(Rejected::new(SqlState::InvalidObjectDefinition, message));
        }
        Ok(found.object.id)
    }

    pub(super) fn rename_trigger(&mut self, rename: &RenameTrigger) -> Outcome {
        let table = self.catalogue.find(&rename.table).ok_or_else(|| undefined_relation(&rename.table))?;
        if rename.to != rename.from && self.trigger(&table, &rename.to).is_some() {
            let message = format!("trigger \"{}\" for relation \"{}\" already exists", rename.to, table.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        let Some(id) = self.trigger(&table, &rename.from).map(|trigger| trigger.id) else {
            return Err(undefined_trigger(&rename.from, &table));
        };
        self.each_copy(&table, id, |trigger| trigger.name = rename.to.clone());
        Ok(())
    }

    /// Changes a trigger and its copies on partitions.
    fn each_copy(&mut self, table: &QualifiedName, id: ObjectId, mut change: impl FnMut(&mut Trigger)) {
        let mut names = vec![table.clone()];
        if let Some(table) = self.catalogue.get(table).map(Relation::id) {
            names.extend(self.catalogue.partitions(table));
        }
        for name in names {
            let triggers = self.catalogue.get_mut(&name).and_then(Relation::triggers_mut);
            let triggers = triggers.into_iter().flatten();
            triggers.filter(|trigger| trigger.id == id || trigger.copy_of == Some(id)).for_each(&mut change);
        }
    }

    pub(super) fn drop_trigger(&mut self, drop: &DropTrigger) -> Outcome {
        let Some(table) = self.catalogue.find(&drop.table) else {
            return if drop.if_exists { Ok(()) } else { Err(undefined_relation(&drop.table)) };
        };
        self.catalogue.opened(&table)?;
        let Some(trigger) = self.trigger(&table, &drop.name) else {
            return if drop.if_exists { Ok(()) } else { Err(undefined_trigger(&drop.name, &table)) };
        };
        if trigger.copy_of.is_some() {
            let message = format!(
                "cannot drop trigger {} on table {} because its partitioned table requires it",
                drop.name, table.name
            );
            return Err(Rejected::new(SqlState::DependentObjects, message));
        }
        let id = trigger.id;
        let mut names = vec![table.clone()];
        if let Some(table) = self.catalogue.get(&table).map(Relation::id) {
            names.extend(self.catalogue.partitions(table));
        }
        for name in names {
            if let Some(triggers) = self.catalogue.get_mut(&name).and_then(Relation::triggers_mut) {
                triggers.retain(|trigger| trigger.id != id && trigger.copy_of != Some(id));
            }
        }
        Ok(())
    }

    /// `ENABLE TRIGGER` and its kin.
    pub(super) fn switch_trigger(&mut self, table: &QualifiedName, switch: &SwitchTrigger) -> Outcome {
        let ids: Vec<_> = match &switch.triggers {
            TriggerSelection::Named(name) => {
                let trigger = self.trigger(table, name).ok_or_else(|| undefined_trigger(name, table))?;
                vec![trigger.id]
            }
            TriggerSelection::All => {
                let triggers = self.catalogue.get(table).map(Relation::triggers).unwrap_or_default();
                triggers.iter().map(|trigger| trigger.id).collect()
            }
        };
        for id in ids {
            self.each_copy(table, id, |trigger| trigger.firing = switch.to);
        }
        Ok(())
    }
}

fn undefined_trigger(name: &Identifier, table: &QualifiedName) -> Rejected {
    let message = format!("trigger \"{name}\" for table \"{}\" does not exist", table.name);
    Rejected::new(SqlState::UndefinedObject, message)
}

/// Columns behind `UPDATE OF`.
fn updated_columns(events: &[TriggerEvent]) -> impl Iterator<Item = &Identifier> {
    let named = events.iter().filter_map(|event| match event {
        TriggerEvent::Update(columns) => Some(columns),
        _ => None,
    });
    named.flatten()
}
