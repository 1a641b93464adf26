//! Statements about functions, procedures and event triggers.

use std::sync::Arc;

use super::super::rejection::Outcome;
use super::super::routine::{Argument, ArgumentMode, Routine, RoutineKind, Volatility};
use super::super::trigger::EventTrigger;
use super::super::user_type::{BaseType, DataType};
use super::Session;
use crate::facts::sql::{CreateEventTrigger, CreateRoutine, Identifier};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_routine(&mut self, create: &CreateRoutine, span: Span) -> Outcome {
        let name = self.creation_name(&create.name, false)?;
        let argument = |name: &Identifier| Argument {
            mode: ArgumentMode::In,
            name: (!name.as_str().is_empty()).then(|| name.clone()),
            kind: DataType { base: BaseType::Known("unknown".into()), modifiers: "".into(), dimensions: 0 },
            default: None,
        };
        let routine = Routine {
            object: self.object(span),
            name: name.clone(),
            kind: RoutineKind::Function,
            arguments: create.parameters.iter().map(argument).collect(),
            returns: None,
            language: "plpgsql".into(),
            volatility: Volatility::default(),
            is_security_definer: false,
            is_strict: false,
            parallel: 'u',
            config: Vec::new(),
            body: Arc::from(""),
            block: create.block.clone(),
            depends_on: Vec::new(),
        };
        Arc::make_mut(&mut self.catalogue.routines).insert(name, Arc::new(vec![routine]));
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "a statement like any other")]
    pub(super) fn create_event_trigger(&mut self, create: &CreateEventTrigger) -> Outcome {
        Arc::make_mut(&mut self.catalogue.event_triggers).push(EventTrigger {
            name: create.name.clone(),
            event: create.event.clone(),
            function: create.function.clone(),
        });
        Ok(())
    }
}
