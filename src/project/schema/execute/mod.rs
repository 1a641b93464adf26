//! Runs blocks: constants and the catalogue decide what they can, doubt is kept where they cannot.

mod aggregate;
mod call;
mod condition;
mod definition;
mod dynamic;
mod evaluate;
mod fork;
mod function;
mod join;
mod missing;
mod moment;
mod object;
mod place;
mod repeat;
mod row;
mod select;
mod series;
mod service;
mod service_rows;
#[cfg(test)]
mod service_tests;
mod system;
mod table_rows;
mod text;
mod value;
mod wanted;

use std::cell::RefCell;

pub(super) use self::moment::Moment;
pub(super) use self::table_rows::TableRows;
pub(super) use self::value::{has_hole, may_match};

use self::evaluate::{Scope, Variables};
use self::place::ROW_COUNT;
use self::row::{Presence, Selected, Values};
use self::value::Value;
use super::reference::Surroundings;
use super::rejection::{Outcome, Rejected, SqlState};
use super::replay::Session;
use crate::facts::sql::{
    Block, Declaration, Expression, Handler, Identifier, Place, Query, Raise, RowChange, Step, StepKind,
};
use crate::source::Span;

/// Steps that one file may take: a loop that never ends must.
pub(super) const MAX_STEPS: u32 = 100_000;

/// Where a block goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Flow {
    Next,
    /// `EXIT`, with its label.
    Exit(Option<Identifier>),
    /// `CONTINUE`, with its label.
    Continue(Option<Identifier>),
    Return,
}

/// One block, or one function, that runs.
struct Run<'r, 's> {
    session: &'r mut Session<'s>,
    variables: Variables,
    /// What `$1`, `$2` … stand for.
    parameters: Vec<Value>,
    /// The error with which an expression ended.
    failed: RefCell<Option<Rejected>>,
    /// How deep in calls it is.
    depth: u32,
    /// What `RETURN` gave.
    returned: Value,
    /// What `RETURN NEXT` and `RETURN QUERY` gave.
    emitted: Vec<(Values, Presence)>,
    /// The error that a handler deals with.
    handled: Option<Rejected>,
}

impl Session<'_> {
    /// Runs a block as `DO` does: all of it happens, or nothing.
    pub(super) fn run_block(&mut self, block: &Block) -> Outcome {
        if let Some(fault) = block.fault {
            return Err(Rejected::of_body(fault));
        }
        let before = self.catalogue.clone();
        let outcome = Run::new(self).block(block);
        if outcome.is_err() {
            self.catalogue.go_back(before);
        }
        outcome.map(|_| ())
    }

    /// Changes the rows of a table.
    pub(super) fn run_row_change(&mut self, change: &RowChange) -> Outcome {
        Run::new(self).change_rows(change).map(|_| ())
    }

    /// Runs the functions that a query calls.
    pub(super) fn run_query(&mut self, query: &Query) -> Outcome {
        if let Some(references) = &query.references {
            self.catalogue.look_up(references, Surroundings::default())?;
        }
        let before = self.catalogue.clone();
        let outcome = Run::new(self).select(query);
        if outcome.is_err() {
            self.catalogue.go_back(before);
        }
        outcome.map(|_| ())
    }

    /// Runs the event triggers that wait for new tables.
    pub(super) fn fire(&mut self) -> Outcome {
        let waiting: Vec<_> = self.catalogue.event_functions().cloned().collect();
        waiting.into_iter().try_for_each(|routine| Run::new(self).run_routine(&routine, &[]).map(|_| ()))
    }
}

impl<'r, 's> Run<'r, 's> {
    fn new(session: &'r mut Session<'s>) -> Self {
        Self {
            session,
            variables: Variables::new(),
            parameters: Vec::new(),
            failed: RefCell::new(None),
            depth: 0,
            returned: Value::Null,
            emitted: Vec::new(),
            handled: None,
        }
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            catalogue: self.session.catalogue,
            variables: &self.variables,
            parameters: &self.parameters,
            now: self.session.now,
            failed: &self.failed,
            row: None,
            outer: None,
            group: None,
            with: &[],
        }
    }

    /// The value of an expression; the project's own functions in it are run.
    fn evaluate(&mut self, expression: &Expression) -> Outcome<Value> {
        missing::in_expression(expression, self.session.catalogue)?;
        let called = self.with_calls(expression)?;
        let value = self.scope().evaluate(called.as_ref().unwrap_or(expression));
        self.checked(value)
    }

    /// The rows of a query; the project's own functions among its targets and sources are run.
    fn select(&mut self, query: &Query) -> Outcome<Selected> {
        missing::in_query(query, self.session.catalogue)?;
        let called = self.query_with_calls(query)?;
        let selected = select::select(called.as_ref().unwrap_or(query), &self.scope());
        self.checked(selected)
    }

    fn checked<T>(&self, result: T) -> Outcome<T> {
        match self.failed.take() {
            Some(rejected) => Err(rejected),
            None => Ok(result),
        }
    }

    fn set(&mut self, name: &str, value: Value) {
        self.variables.insert(Identifier::exact(name), value);
    }

    fn block(&mut self, block: &Block) -> Outcome<Flow> {
        for declaration in &block.declarations {
            self.declare(declaration)?;
        }
        if block.handlers.is_empty() {
            return self.steps(&block.steps);
        }
        let before = self.session.catalogue.clone();
        match self.steps(&block.steps) {
            Err(rejected) => {
                self.session.catalogue.go_back(before);
                self.handle(&block.handlers, rejected)
            }
            flow => flow,
        }
    }

    fn declare(&mut self, declaration: &Declaration) -> Outcome {
        let start = match self.evaluate(&declaration.start)? {
            Value::Null if declaration.is_record() => Value::Record(Vec::new()),
            value => value.cast(&declaration.kind),
        };
        self.variables.insert(declaration.name.clone(), start);
        Ok(())
    }

    fn handle(&mut self, handlers: &[Handler], rejected: Rejected) -> Outcome<Flow> {
        let catches =
            |handler: &&Handler| handler.conditions.iter().any(|condition| rejected.is_caught_by(condition));
        let Some(handler) = handlers.iter().find(catches) else { return Err(rejected) };
        let (code, _) = rejected.state.code_and_condition();
        self.set("sqlstate", Value::text(code));
        self.set("sqlerrm", Value::text(&rejected.message));
        let around = self.handled.replace(rejected);
        let flow = self.steps(&handler.steps);
        self.handled = around;
        flow
    }

    fn steps(&mut self, steps: &[Step]) -> Outcome<Flow> {
        for step in steps {
            let Some(left) = self.session.steps_left.checked_sub(1) else {
                self.give_up(step.span);
                return Ok(Flow::Return);
            };
            self.session.steps_left = left;
            match self.step(step)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    fn step(&mut self, step: &Step) -> Outcome<Flow> {
        let label = step.label.as_ref();
        match &step.kind {
            StepKind::Run(statement) => self.run_statement(statement)?,
            StepKind::Execute(execute) => self.execute(execute, step.span)?,
            StepKind::Assign(place, value) => {
                let value = self.evaluate(value)?;
                self.assign(place, value)?;
            }
            StepKind::Read(query, places) => self.read(query, places)?,
            StepKind::Write(change, places) => {
                let rows = self.change_rows(change)?;
                self.give(places, rows)?;
            }
            StepKind::If(arms, otherwise) => return self.branch(arms, otherwise, step.span),
            StepKind::Block(block) => {
                let flow = self.block(block)?;
                // `EXIT label` may leave a block as it leaves a loop.
                return Ok(if label.is_some() && flow == Flow::Exit(label.cloned()) {
                    Flow::Next
                } else {
                    flow
                });
            }
            StepKind::Exit(label, condition) => {
                return self.leave(condition.as_ref(), Flow::Exit(label.clone()));
            }
            StepKind::Continue(label, condition) => {
                return self.leave(condition.as_ref(), Flow::Continue(label.clone()));
            }
            StepKind::Return(value) => {
                if let Some(value) = value {
                    self.returned = self.evaluate(value)?;
                }
                return Ok(Flow::Return);
            }
            StepKind::Raise(raise) => return Err(self.raised(raise)),
            StepKind::Diagnose(items) => self.diagnose(items)?,
            _ => return self.repeated_or_emitted(step),
        }
        Ok(Flow::Next)
    }

    /// Loops, and what gives rows.
    fn repeated_or_emitted(&mut self, step: &Step) -> Outcome<Flow> {
        let label = step.label.as_ref();
        match &step.kind {
            StepKind::ForRows(places, query, body) => {
                let rows = self.select(query)?.rows;
                return self.for_rows(places, rows, body, step.span, label);
            }
            StepKind::ForExecuted(places, execute, body) => {
                let rows = self.executed_rows(execute, step.span)?;
                return self.for_rows(places, rows, body, step.span, label);
            }
            StepKind::ForEach(place, list, body) => {
                return self.for_each(place, list, body, step.span, label);
            }
            StepKind::ForRange(variable, range, body) => {
                return self.for_range(variable, range, body, step.span, label);
            }
            StepKind::Loop(condition, body) => {
                return self.repeat(condition.as_ref(), body, step.span, label);
            }
            StepKind::Emit(value) => {
                let value = self.evaluate(value)?;
                let values = match value {
                    Value::Record(fields) => fields,
                    value => vec![(None, value)],
                };
                self.emitted.push((values, Presence::Sure));
            }
            StepKind::EmitRows(query) => {
                let rows = self.select(query)?.rows;
                self.emitted.extend(rows);
            }
            StepKind::EmitExecuted(execute) => {
                let rows = self.executed_rows(execute, step.span)?;
                self.emitted.extend(rows);
            }
            _ => {}
        }
        Ok(Flow::Next)
    }

    /// The error that `RAISE` ends with.
    fn raised(&self, raise: &Raise) -> Rejected {
        if raise.is_again
            && let Some(handled) = &self.handled
        {
            return handled.clone();
        }
        let state = match raise.condition.as_deref() {
            None => SqlState::Raised,
            Some(condition) => SqlState::of_condition(condition).unwrap_or(SqlState::Other),
        };
        let message =
            raise.message.as_deref().or(raise.condition.as_deref()).unwrap_or("raised by the migration");
        Rejected::new(state, message)
    }

    fn diagnose(&mut self, items: &[(Place, Box<str>)]) -> Outcome {
        for (place, item) in items {
            let handled = self.handled.as_ref();
            let value = match &**item {
                "row_count" => self.variables.get(&Identifier::exact(ROW_COUNT)).cloned(),
                "message_text" => handled.map(|handled| Value::text(&handled.message)),
                "returned_sqlstate" => {
                    handled.map(|handled| Value::text(handled.state.code_and_condition().0))
                }
                _ => None,
            };
            self.assign(place, value.unwrap_or(Value::Unknown))?;
        }
        Ok(())
    }

    fn branch(&mut self, arms: &[(Expression, Vec<Step>)], otherwise: &[Step], span: Span) -> Outcome<Flow> {
        let mut possible: Vec<&[Step]> = Vec::new();
        let mut is_decided = false;
        for (condition, steps) in arms {
            match self.evaluate(condition)?.truth() {
                Some(false) => continue,
                Some(true) => is_decided = true,
                None => {}
            }
            possible.push(steps);
            if is_decided {
                break;
            }
        }
        if !is_decided {
            possible.push(otherwise);
        }
        match possible.as_slice() {
            [steps] => self.steps(steps),
            _ => self.fork(&possible, span),
        }
    }
}

#[cfg(test)]
mod tests;
