//! Loops.

use super::super::rejection::Outcome;
use super::row::{Presence, Values};
use super::value::Value;
use super::{Flow, MAX_STEPS, Run};
use crate::facts::sql::{Expression, Identifier, Place, Range, Step};
use crate::source::Span;

/// What a loop does once its body has run.
enum After {
    Again,
    Stop,
    Leave(Flow),
}

impl Run<'_, '_> {
    /// A condition that nobody can tell ends a loop: staying might never end.
    pub(super) fn leave(&mut self, condition: Option<&Expression>, flow: Flow) -> Outcome<Flow> {
        let stays = match condition {
            Some(condition) => self.evaluate(condition)?.truth() == Some(false),
            None => false,
        };
        Ok(if stays { Flow::Next } else { flow })
    }

    /// What becomes of the loop called `label` when its body ends in `flow`.
    fn after(flow: Flow, label: Option<&Identifier>) -> After {
        let is_own = |left: &Option<Identifier>| left.is_none() || left.as_ref() == label;
        match flow {
            Flow::Next => After::Again,
            Flow::Continue(left) if is_own(&left) => After::Again,
            Flow::Exit(left) if is_own(&left) => After::Stop,
            flow => After::Leave(flow),
        }
    }

    pub(super) fn for_each(
        &mut self,
        place: &Place,
        list: &Expression,
        body: &[Step],
        span: Span,
        label: Option<&Identifier>,
    ) -> Outcome<Flow> {
        let rows = match self.evaluate(list)? {
            Value::List(items) => {
                items.into_iter().map(|item| (vec![(None, item)], Presence::Sure)).collect()
            }
            _ => vec![(vec![(None, Value::Unknown)], Presence::Maybe)],
        };
        self.for_rows(std::slice::from_ref(place), rows, body, span, label)
    }

    pub(super) fn for_range(
        &mut self,
        variable: &Identifier,
        range: &Range,
        body: &[Step],
        span: Span,
        label: Option<&Identifier>,
    ) -> Outcome<Flow> {
        let (from, to, by) =
            (self.evaluate(&range.from)?, self.evaluate(&range.to)?, self.evaluate(&range.by)?);
        let rows = match (from, to, by) {
            (Value::Number(from), Value::Number(to), Value::Number(by)) if by > 0 => {
                let step = usize::try_from(by).unwrap_or(1);
                let (low, high) = if range.is_reversed { (0, from - to) } else { (0, to - from) };
                let place = |steps: i64| if range.is_reversed { from - steps } else { from + steps };
                let numbers = (low..=high).step_by(step).take(MAX_STEPS as usize).map(place);
                numbers.map(|number| (vec![(None, Value::Number(number))], Presence::Sure)).collect()
            }
            _ => vec![(vec![(None, Value::Unknown)], Presence::Maybe)],
        };
        self.for_rows(&[Place::of(variable.clone())], rows, body, span, label)
    }

    pub(super) fn for_rows(
        &mut self,
        places: &[Place],
        rows: Vec<(Values, Presence)>,
        body: &[Step],
        span: Span,
        label: Option<&Identifier>,
    ) -> Outcome<Flow> {
        let found = rows.iter().any(|(_, presence)| *presence == Presence::Sure);
        let may_be_found = !rows.is_empty();
        for (values, presence) in rows {
            // Whether the row is there may be open; what it holds if it is, is not.
            self.assign_row(places, values)?;
            let flow = match presence {
                // What is done to an object that may exist comes to the same where it does not.
                Presence::Sure | Presence::WithObject => self.steps(body)?,
                Presence::Maybe => self.fork(&[body, &[]], span)?,
            };
            match Self::after(flow, label) {
                After::Again => {}
                After::Stop => break,
                After::Leave(flow) => return Ok(flow),
            }
        }
        let found = if found || !may_be_found { Some(found) } else { None };
        self.set("found", Value::from_truth(found));
        Ok(Flow::Next)
    }

    pub(super) fn repeat(
        &mut self,
        condition: Option<&Expression>,
        body: &[Step],
        span: Span,
        label: Option<&Identifier>,
    ) -> Outcome<Flow> {
        loop {
            if self.session.steps_left == 0 {
                self.give_up(span);
                return Ok(Flow::Next);
            }
            self.session.steps_left -= 1;
            let goes_on = match condition {
                Some(condition) => self.evaluate(condition)?.truth(),
                None => Some(true),
            };
            match goes_on {
                Some(false) => return Ok(Flow::Next),
                None => {
                    self.fork(&[body, &[]], span)?;
                    return Ok(Flow::Next);
                }
                Some(true) => {
                    let flow = self.steps(body)?;
                    match Self::after(flow, label) {
                        After::Again => {}
                        After::Stop => return Ok(Flow::Next),
                        After::Leave(flow) => return Ok(flow),
                    }
                }
            }
        }
    }
}
