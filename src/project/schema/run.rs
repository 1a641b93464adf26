//! Runs blocks: constants and the catalogue decide what they can, doubt is kept where they cannot.

use super::evaluate::{Scope, Variables};
use super::rejection::{Outcome, Rejected, SqlState};
use super::replay::Session;
use super::rows::{self, Presence, Values};
use super::table::RowSecurity;
use super::value::{Value, has_hole};
use crate::facts::sql::{self, Block, Expression, Identifier, Query, Step, StepKind};
use crate::source::Span;

/// Steps that one file may take: a loop that never ends must.
pub(super) const MAX_STEPS: u32 = 100_000;
/// How deep functions may call each other.
const MAX_CALLS: u32 = 16;

/// Where a block goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Exit,
    Continue,
    Return,
}

/// One block, or one function, that runs.
pub(super) struct Run<'r, 's> {
    pub(super) session: &'r mut Session<'s>,
    pub(super) variables: Variables,
    calls: u32,
}

impl Session<'_> {
    /// Runs a block as `DO` does: all of it happens, or nothing.
    pub(super) fn run_block(&mut self, block: &Block) -> Outcome {
        self.run_in(block, Variables::new(), 0)
    }

    fn run_in(&mut self, block: &Block, variables: Variables, calls: u32) -> Outcome {
        let before = self.catalogue.clone();
        let outcome = Run { session: self, variables, calls }.block(block);
        if outcome.is_err() {
            *self.catalogue = before;
        }
        outcome.map(|_| ())
    }

    /// Runs the functions that a query calls.
    pub(super) fn run_query(&mut self, query: &Query) -> Outcome {
        Run { session: self, variables: Variables::new(), calls: 0 }.calls(query)
    }

    /// Runs the event triggers that wait for new tables.
    pub(super) fn fire(&mut self) -> Outcome {
        let functions: Vec<_> = self.catalogue.event_functions().collect();
        functions.into_iter().try_for_each(|block| self.run_in(&block, Variables::new(), 0))
    }
}

impl Run<'_, '_> {
    fn evaluate(&self, expression: &Expression) -> Value {
        Scope::new(self.session.catalogue, &self.variables).evaluate(expression)
    }

    fn block(&mut self, block: &Block) -> Outcome<Flow> {
        for declaration in &block.declarations {
            let start = match self.evaluate(&declaration.start) {
                Value::Null if declaration.is_record => Value::Record(Vec::new()),
                value => value,
            };
            self.variables.insert(declaration.name.clone(), start);
        }
        if block.handlers.is_empty() {
            return self.steps(&block.steps);
        }
        let before = self.session.catalogue.clone();
        let outcome = self.steps(&block.steps);
        let Err(rejected) = outcome else { return outcome };
        *self.session.catalogue = before;
        let handler = block
            .handlers
            .iter()
            .find(|(conditions, _)| conditions.iter().any(|condition| rejected.is_caught_by(condition)));
        match handler {
            Some((_, steps)) => self.steps(steps),
            None => Err(rejected),
        }
    }

    pub(super) fn steps(&mut self, steps: &[Step]) -> Outcome<Flow> {
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

    /// A block that does not come to an end may yet have protected any table.
    fn give_up(&mut self, span: Span) {
        let at = self.session.at(span);
        self.session.catalogue.doubt_row_security(None, &RowSecurity::On, &at);
        self.session.catalogue.unseen.get_or_insert(at);
    }

    fn step(&mut self, step: &Step) -> Outcome<Flow> {
        match &step.kind {
            StepKind::Run(statement) => self.session.apply(statement)?,
            StepKind::Execute(text, targets) => self.execute(text, targets, step.span)?,
            StepKind::Assign(target, value) => {
                let value = self.evaluate(value);
                self.variables.insert(target.clone(), value);
            }
            StepKind::Read(query, targets) => self.read(query, targets)?,
            StepKind::If(arms, otherwise) => return self.branch(arms, otherwise, step.span),
            StepKind::ForRows(variables, query, body) => {
                let rows = rows::select(query, &Scope::new(self.session.catalogue, &self.variables)).rows;
                return self.for_rows(variables, rows, body, step.span);
            }
            StepKind::ForEach(variable, list, body) => {
                let rows = match self.evaluate(list) {
                    Value::List(items) => {
                        items.into_iter().map(|item| (vec![(None, item)], Presence::Sure)).collect()
                    }
                    _ => vec![(vec![(None, Value::Unknown)], Presence::Maybe)],
                };
                return self.for_rows(std::slice::from_ref(variable), rows, body, step.span);
            }
            StepKind::ForRange(variable, ends, body) => {
                let rows = match (self.evaluate(&ends[0]), self.evaluate(&ends[1])) {
                    (Value::Number(from), Value::Number(to)) => {
                        let numbers = (from..=to).take(MAX_STEPS as usize);
                        numbers.map(|number| (vec![(None, Value::Number(number))], Presence::Sure)).collect()
                    }
                    _ => vec![(vec![(None, Value::Unknown)], Presence::Maybe)],
                };
                return self.for_rows(std::slice::from_ref(variable), rows, body, step.span);
            }
            StepKind::Loop(condition, body) => return self.repeat(condition.as_ref(), body, step.span),
            StepKind::Block(block) => return self.block(block),
            StepKind::Exit(condition) => return Ok(self.leave(condition.as_ref(), Flow::Exit)),
            StepKind::Continue(condition) => return Ok(self.leave(condition.as_ref(), Flow::Continue)),
            StepKind::Return => return Ok(Flow::Return),
            StepKind::Raise => return Err(Rejected::new(SqlState::Raised, "raised by the migration")),
        }
        Ok(Flow::Next)
    }

    /// A condition that nobody can tell ends a loop: staying might never end.
    fn leave(&self, condition: Option<&Expression>, flow: Flow) -> Flow {
        let stays = condition.is_some_and(|condition| self.evaluate(condition).truth() == Some(false));
        if stays { Flow::Next } else { flow }
    }

    fn execute(&mut self, text: &Expression, targets: &[Identifier], span: Span) -> Outcome {
        for target in targets {
            self.variables.insert(target.clone(), Value::Unknown);
        }
        let text = match self.evaluate(text) {
            Value::Text(text) => text,
            Value::Null => {
                let message = "query string argument of EXECUTE is null";
                return Err(Rejected::new(SqlState::Other, message));
            }
            _ => {
                self.give_up(span);
                return Ok(());
            }
        };
        match sql::read_composed(&text, span) {
            Some(statements) => statements.iter().try_for_each(|statement| self.session.apply(statement)),
            None if has_hole(&text) => {
                self.give_up(span);
                Ok(())
            }
            None => Err(Rejected::new(SqlState::SyntaxError, "syntax error")),
        }
    }

    fn read(&mut self, query: &Query, targets: &[Identifier]) -> Outcome {
        self.calls(query)?;
        let selected = rows::select(query, &Scope::new(self.session.catalogue, &self.variables));
        self.variables.insert(Identifier::exact("found"), Value::from_truth(selected.has_rows()));
        match selected.rows.into_iter().next() {
            None => {
                for target in targets {
                    self.variables.insert(target.clone(), Value::Null);
                }
            }
            Some((values, presence)) => {
                let known = if presence == Presence::Sure { values } else { Vec::new() };
                self.assign(targets, known);
            }
        }
        Ok(())
    }

    /// Gives a row to variables: one each, or all to a record. What it does not hold is unknown.
    fn assign(&mut self, targets: &[Identifier], values: Values) {
        if let [target] = targets
            && (values.len() > 1 || matches!(self.variables.get(target), Some(Value::Record(_))))
        {
            self.variables.insert(target.clone(), Value::Record(values));
            return;
        }
        let mut values = values.into_iter().map(|(_, value)| value);
        for target in targets {
            let value = values.next().unwrap_or(Value::Unknown);
            self.variables.insert(target.clone(), value);
        }
    }

    fn branch(&mut self, arms: &[(Expression, Vec<Step>)], otherwise: &[Step], span: Span) -> Outcome<Flow> {
        let mut possible: Vec<&[Step]> = Vec::new();
        let mut is_decided = false;
        for (condition, steps) in arms {
            match self.evaluate(condition).truth() {
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

    fn for_rows(
        &mut self,
        targets: &[Identifier],
        rows: Vec<(Values, Presence)>,
        body: &[Step],
        span: Span,
    ) -> Outcome<Flow> {
        let found = rows.iter().any(|(_, presence)| *presence == Presence::Sure);
        let may_be_found = !rows.is_empty();
        for (values, presence) in rows {
            // Whether the row is there may be open; what it holds if it is, is not.
            self.assign(targets, values);
            let flow = match presence {
                // What is done to an object that may exist comes to the same where it does not.
                Presence::Sure | Presence::WithObject => self.steps(body)?,
                Presence::Maybe => self.fork(&[body, &[]], span)?,
            };
            match flow {
                Flow::Next | Flow::Continue => {}
                Flow::Exit => break,
                Flow::Return => return Ok(Flow::Return),
            }
        }
        let found = if found || !may_be_found { Some(found) } else { None };
        self.variables.insert(Identifier::exact("found"), Value::from_truth(found));
        Ok(Flow::Next)
    }

    fn repeat(&mut self, condition: Option<&Expression>, body: &[Step], span: Span) -> Outcome<Flow> {
        loop {
            if self.session.steps_left == 0 {
                self.give_up(span);
                return Ok(Flow::Next);
            }
            self.session.steps_left -= 1;
            match condition.map_or(Some(true), |condition| self.evaluate(condition).truth()) {
                Some(false) => return Ok(Flow::Next),
                None => {
                    self.fork(&[body, &[]], span)?;
                    return Ok(Flow::Next);
                }
                Some(true) => match self.steps(body)? {
                    Flow::Next | Flow::Continue => {}
                    Flow::Exit => return Ok(Flow::Next),
                    Flow::Return => return Ok(Flow::Return),
                },
            }
        }
    }

    /// Runs the project's own functions among the targets of a query, once for each row.
    fn calls(&mut self, query: &Query) -> Outcome {
        let called = query.targets.iter().filter_map(|target| match &target.value {
            Expression::Call(call) => {
                Some((call, self.session.catalogue.effective_routine(&call.name)?.clone()))
            }
            _ => None,
        });
        let called: Vec<_> = called.collect();
        if called.is_empty() || self.calls >= MAX_CALLS {
            return Ok(());
        }
        for (call, routine) in called {
            let given = Query {
                targets: call
                    .arguments
                    .iter()
                    .map(|value| sql::Target { value: value.clone(), name: None })
                    .collect(),
                ..query.clone()
            };
            let rows = rows::select(&given, &Scope::new(self.session.catalogue, &self.variables)).rows;
            for (values, _) in rows {
                let mut values = values.into_iter().map(|(_, value)| value);
                let names = routine.arguments.iter().map(|argument| argument.name.clone());
                let variables = names.filter_map(|name| {
                    let value = values.next().unwrap_or(Value::Unknown);
                    Some((name?, value))
                });
                let variables = variables.collect();
                if let Some(block) = routine.block() {
                    self.session.run_in(block, variables, self.calls + 1)?;
                }
            }
        }
        Ok(())
    }
}

impl Rejected {
    /// Whether an exception handler for `condition` catches it.
    fn is_caught_by(&self, condition: &str) -> bool {
        condition == "others" || condition == self.state.code_and_condition().1
    }
}
