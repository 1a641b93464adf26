//! Rows, some of which may not be there.

use std::rc::Rc;
use std::sync::Arc;

use super::value::Value;
use crate::facts::sql::Identifier;

/// Whether a row is there, surest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Presence {
    /// Beyond doubt.
    Sure,
    /// If the object exists that it speaks of.
    WithObject,
    /// Nobody can tell.
    #[default]
    Maybe,
}

/// The values of a row, with the names they go by.
pub(super) type Values = Vec<(Option<Identifier>, Value)>;

/// The names of columns, shared by the rows of a source.
#[derive(Clone, Debug)]
pub(super) enum Header {
    /// A view of PostgreSQL's own.
    Fixed(&'static [&'static str]),
    /// Anything else.
    Named(Arc<[Identifier]>),
}

impl Header {
    fn position(&self, name: &str) -> Option<usize> {
        match self {
            Self::Fixed(names) => names.iter().position(|column| *column == name),
            Self::Named(names) => names.iter().position(|column| column.as_str() == name),
        }
    }

    fn name(&self, at: usize) -> Option<Identifier> {
        match self {
            Self::Fixed(names) => names.get(at).map(|name| Identifier::exact(name)),
            Self::Named(names) => names.get(at).cloned(),
        }
    }
}

/// What one source gives to a row.
#[derive(Clone, Debug)]
struct Part {
    /// The name that the source goes by.
    alias: Option<Identifier>,
    header: Header,
    values: Rc<[Value]>,
    /// Whether it has columns that are not known by name.
    is_open: bool,
}

/// One row: what each source gives to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    parts: Vec<Part>,
    /// Whether the row is there.
    pub(super) presence: Presence,
}

impl Row {
    /// A row without columns, that is there.
    pub(super) fn certain() -> Self {
        Self { parts: Vec::new(), presence: Presence::Sure }
    }

    /// A row of which nothing is known, not even whether it is there.
    pub(super) fn unknown() -> Self {
        Self::of(Header::Fixed(&[]), Vec::new()).open().at_most(Presence::Maybe)
    }

    /// A row that is there.
    pub(super) fn of(header: Header, values: Vec<Value>) -> Self {
        let part = Part { alias: None, header, values: values.into(), is_open: false };
        Self { parts: vec![part], presence: Presence::Sure }
    }

    /// A row whose further columns exist and are not known.
    pub(super) fn open(mut self) -> Self {
        if let Some(part) = self.parts.last_mut() {
            part.is_open = true;
        }
        self
    }

    /// The row, no surer than `presence`.
    pub(super) fn at_most(mut self, presence: Presence) -> Self {
        self.presence = self.presence.max(presence);
        self
    }

    /// The value of a column; `None` when the row has no such column.
    pub(super) fn get(&self, table: Option<&Identifier>, name: &str) -> Option<Value> {
        let parts =
            || self.parts.iter().filter(|part| table.is_none_or(|table| part.alias.as_ref() == Some(table)));
        let found = parts().find_map(|part| Some(part.values.get(part.header.position(name)?)?.clone()));
        found.or_else(|| {
            // A bare name may also be a variable: only a qualified one is surely a column.
            (table.is_some() && parts().any(|part| part.is_open)).then_some(Value::Unknown)
        })
    }

    /// Whether it may have columns that are not known by name.
    pub(super) fn is_open(&self) -> bool {
        self.parts.iter().any(|part| part.is_open)
    }

    /// The whole row of one source, as a value; `None` when no source goes by that name.
    pub(super) fn record(&self, table: &Identifier) -> Option<Value> {
        let part = self.parts.iter().find(|part| part.alias.as_ref() == Some(table))?;
        // A function's only column goes by the function's name.
        if let ([value], false) = (&*part.values, part.is_open) {
            return Some(value.clone());
        }
        Some(Value::Record(part.named().collect()))
    }

    /// Every value that is known by name, in order.
    pub(super) fn values(&self) -> Values {
        self.parts.iter().flat_map(Part::named).collect()
    }

    /// The row under the name of its source, with the names that the query gives to its columns.
    pub(super) fn named(mut self, alias: Option<&Identifier>, columns: &[Identifier]) -> Self {
        for part in &mut self.parts {
            part.alias = alias.cloned();
            if columns.is_empty() {
                continue;
            }
            let count = part.values.len().max(columns.len());
            let name = |at: usize| columns.get(at).cloned().or_else(|| part.header.name(at));
            part.header = Header::Named((0..count).filter_map(name).collect());
            if part.values.len() < count {
                let known = part.values.iter().cloned();
                part.values = known.chain(std::iter::repeat(Value::Unknown)).take(count).collect();
            }
        }
        self
    }

    pub(super) fn joined(&self, other: &Self) -> Self {
        Self {
            parts: [self.parts.as_slice(), &other.parts].concat(),
            presence: self.presence.max(other.presence),
        }
    }
}

impl Part {
    fn named(&self) -> impl Iterator<Item = (Option<Identifier>, Value)> {
        self.values.iter().enumerate().map(|(at, value)| (self.header.name(at), value.clone()))
    }
}

/// The rows of a query, each a list of values.
pub(super) struct Selected {
    pub(super) rows: Vec<(Values, Presence)>,
}

impl Selected {
    /// Whether there is a row; `None` when nobody can tell.
    pub(super) fn has_rows(&self) -> Option<bool> {
        if self.rows.iter().any(|(_, presence)| *presence == Presence::Sure) {
            return Some(true);
        }
        self.rows.is_empty().then_some(false)
    }

    /// How many rows there are; unknown when that is open.
    pub(super) fn count(&self) -> Value {
        let is_sure = self.rows.iter().all(|(_, presence)| *presence == Presence::Sure);
        if is_sure { Value::count(self.rows.len()) } else { Value::Unknown }
    }

    /// The one value that the query stands for where a value is asked.
    pub(super) fn single(&self) -> Value {
        match self.rows.as_slice() {
            [] => Value::Null,
            [(values, Presence::Sure), ..] => {
                values.first().map_or(Value::Unknown, |(_, value)| value.clone())
            }
            _ => Value::Unknown,
        }
    }

    /// The first value of each row; unknown when it is open which rows there are.
    pub(super) fn column(&self) -> Value {
        let mut items = Vec::with_capacity(self.rows.len());
        for (values, presence) in &self.rows {
            if *presence == Presence::Maybe {
                items.push(Value::Unknown);
            } else {
                items.push(values.first().map_or(Value::Unknown, |(_, value)| value.clone()));
            }
        }
        Value::List(items)
    }
}
