//! What takes values: variables, fields of records, items of lists.

use super::super::rejection::Outcome;
use super::Run;
use super::row::{Presence, Selected, Values};
use super::value::Value;
use crate::facts::sql::{Place, Query};

/// Where the number of rows of the last statement is kept: no variable has such a name.
pub(super) const ROW_COUNT: &str = "row count";

impl Run<'_, '_> {
    /// Reads the first row of a query into places.
    pub(super) fn read(&mut self, query: &Query, places: &[Place]) -> Outcome {
        let selected = self.select(query)?;
        self.give(places, selected)
    }

    /// Gives the first of some rows to places, and says whether there is one.
    pub(super) fn give(&mut self, places: &[Place], selected: Selected) -> Outcome {
        self.set("found", Value::from_truth(selected.has_rows()));
        self.set(ROW_COUNT, selected.count());
        match selected.rows.into_iter().next() {
            None => {
                for place in places {
                    let is_record = matches!(self.variables.get(&place.name), Some(Value::Record(_)));
                    let none = if is_record && place.field.is_none() {
                        Value::Record(Vec::new())
                    } else {
                        Value::Null
                    };
                    self.assign(place, none)?;
                }
                Ok(())
            }
            Some((values, presence)) => {
                let known = if presence == Presence::Sure { values } else { Vec::new() };
                self.assign_row(places, known)
            }
        }
    }

    /// Gives a row to places: one value each, or all to a record. What it does not hold is unknown.
    pub(super) fn assign_row(&mut self, places: &[Place], values: Values) -> Outcome {
        if let [place] = places
            && place.field.is_none()
            && (values.len() > 1 || matches!(self.variables.get(&place.name), Some(Value::Record(_))))
        {
            self.variables.insert(place.name.clone(), Value::Record(values));
            return Ok(());
        }
        let mut values = values.into_iter().map(|(_, value)| value);
        for place in places {
            let value = values.next().unwrap_or(Value::Unknown);
            self.assign(place, value)?;
        }
        Ok(())
    }

    pub(super) fn assign(&mut self, place: &Place, value: Value) -> Outcome {
        let at = match &place.index {
            Some(index) => Some(self.evaluate(index)?),
            None => None,
        };
        if place.field.is_none() && at.is_none() {
            self.variables.insert(place.name.clone(), value);
            return Ok(());
        }
        let whole = self.variables.entry(place.name.clone()).or_insert(Value::Unknown);
        if let Some(field) = &place.field {
            if let Value::Record(fields) = whole {
                match fields.iter_mut().find(|(name, _)| name.as_ref() == Some(field)) {
                    Some((_, known)) => *known = value,
                    None => fields.push((Some(field.clone()), value)),
                }
            }
            return Ok(());
        }
        let at = match at {
            Some(Value::Number(at)) => usize::try_from(at).ok().and_then(|at| at.checked_sub(1)),
            _ => None,
        };
        match (whole, at) {
            (Value::List(items), Some(at)) if at < items.len() => items[at] = value,
            (Value::List(items), Some(at)) if at == items.len() => items.push(value),
            (whole, _) => *whole = Value::Unknown,
        }
        Ok(())
    }
}
