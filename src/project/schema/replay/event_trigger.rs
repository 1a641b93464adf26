//! Statements about event triggers.

use std::sync::Arc;

use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::trigger::EventTrigger;
use super::Session;
use crate::facts::sql::{
    AlterEventTrigger, CreateEventTrigger, DropEventTrigger, EventTriggerChange, Identifier, TriggerFiring,
};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_event_trigger(&mut self, create: &CreateEventTrigger, span: Span) -> Outcome {
        if self.has_event_trigger(&create.name) {
            return Err(duplicate(&create.name));
        }
        let function = self.trigger_function(&create.function, "event_trigger")?;
        let trigger = EventTrigger {
            id: self.catalogue.next_id(),
            name: create.name.clone(),
            event: create.event.clone(),
            function,
            firing: TriggerFiring::default(),
            created: self.at(span),
        };
        Arc::make_mut(&mut self.catalogue.event_triggers).push(trigger);
        Ok(())
    }

    fn has_event_trigger(&self, name: &Identifier) -> bool {
        self.catalogue.event_triggers.iter().any(|trigger| trigger.name == *name)
    }

    pub(super) fn alter_event_trigger(&mut self, alter: &AlterEventTrigger) -> Outcome {
        if let EventTriggerChange::Rename(to) = &alter.change
            && self.has_event_trigger(to)
        {
            return Err(duplicate(to));
        }
        let triggers = Arc::make_mut(&mut self.catalogue.event_triggers);
        let trigger = triggers.iter_mut().find(|trigger| trigger.name == alter.name);
        let trigger = trigger.ok_or_else(|| undefined(&alter.name))?;
        match &alter.change {
            EventTriggerChange::Rename(to) => trigger.name = to.clone(),
            EventTriggerChange::Switch(to) => trigger.firing = *to,
        }
        Ok(())
    }

    pub(super) fn drop_event_trigger(&mut self, drop: &DropEventTrigger) -> Outcome {
        if !self.has_event_trigger(&drop.name) {
            return if drop.if_exists { Ok(()) } else { Err(undefined(&drop.name)) };
        }
        Arc::make_mut(&mut self.catalogue.event_triggers).retain(|trigger| trigger.name != drop.name);
        Ok(())
    }
}

fn duplicate(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::DuplicateObject, format!("event trigger \"{name}\" already exists"))
}

fn undefined(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::UndefinedObject, format!("event trigger \"{name}\" does not exist"))
}
