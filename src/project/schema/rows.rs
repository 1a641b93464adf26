//! The rows of a query, some of which may not be there.

use super::evaluate::Scope;
use super::object::QualifiedName;
use super::system;
use super::value::Value;
use crate::facts::sql::{Expression, Identifier, Query, Source, SourceRows, Target, quote_identifier};

/// More rows than this are not worked out: joins of catalogues multiply.
const MAX_ROWS: usize = 20_000;

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

/// One row: its columns with the name they go by.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    columns: Vec<Column>,
    /// Sources whose columns are not known by name.
    is_open: bool,
    /// Whether the row is there.
    pub presence: Presence,
}

#[derive(Clone, Debug)]
struct Column {
    table: Option<Identifier>,
    name: Identifier,
    value: Value,
}

impl Row {
    pub(super) fn certain() -> Self {
        Self { presence: Presence::Sure, ..Self::default() }
    }

    /// A row of which nothing is known, not even whether it is there.
    pub(super) fn unknown() -> Self {
        Self { is_open: true, ..Self::default() }
    }

    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.columns.push(Column { table: None, name: Identifier::exact(name), value });
        self
    }

    /// A row whose further columns exist and are not known.
    pub(super) fn open(mut self) -> Self {
        self.is_open = true;
        self
    }

    /// The row, no surer than `presence`.
    pub(super) fn at_most(mut self, presence: Presence) -> Self {
        self.presence = self.presence.max(presence);
        self
    }

    /// The value of a column; `None` when the row has no such column.
    pub(super) fn get(&self, table: Option<&Identifier>, name: &Identifier) -> Option<Value> {
        let found = self.columns.iter().find(|column| {
            column.name == *name && table.is_none_or(|table| column.table.as_ref() == Some(table))
        });
        match found {
            Some(column) => Some(column.value.clone()),
            None if table.is_some() && !self.columns.iter().any(|column| column.table.as_ref() == table) => {
                None
            }
            None => (self.is_open && table.is_some()).then_some(Value::Unknown),
        }
    }

    fn named(mut self, table: Option<&Identifier>, columns: &[Identifier]) -> Self {
        for column in &mut self.columns {
            column.table = table.cloned();
        }
        for (column, name) in self.columns.iter_mut().zip(columns) {
            column.name = name.clone();
        }
        if self.columns.is_empty() {
            let unknown = |name: &Identifier| Column {
                table: table.cloned(),
                name: name.clone(),
                value: Value::Unknown,
            };
            self.columns.extend(columns.iter().map(unknown));
        }
        self
    }

    fn joined(&self, other: &Self) -> Self {
        Self {
            columns: [self.columns.as_slice(), &other.columns].concat(),
            is_open: self.is_open || other.is_open,
            presence: self.presence.max(other.presence),
        }
    }
}

/// The rows of a query, each a list of values.
pub(super) struct Selected {
    pub rows: Vec<(Values, Presence)>,
}

impl Selected {
    /// Whether there is a row; `None` when nobody can tell.
    pub(super) fn has_rows(&self) -> Option<bool> {
        if self.rows.iter().any(|(_, presence)| *presence == Presence::Sure) {
            return Some(true);
        }
        self.rows.is_empty().then_some(false)
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

    /// The first value of each row.
    pub(super) fn column(&self) -> Value {
        let first = |(values, presence): &(Values, Presence)| {
            if *presence != Presence::Sure {
                return Value::Unknown;
            }
            values.first().map_or(Value::Unknown, |(_, value)| value.clone())
        };
        Value::List(self.rows.iter().map(first).collect())
    }
}

/// The identity of a relation, as other rows refer to it.
pub(super) fn object_id(name: &QualifiedName) -> Value {
    let schema = quote_identifier(name.schema.as_str());
    Value::text(&format!("{schema}.{}", quote_identifier(name.name.as_str())))
}

/// The rows of a query.
pub(super) fn select(query: &Query, scope: &Scope<'_>) -> Selected {
    let with = [query.with.as_slice(), scope.with].concat();
    let scope = Scope { with: &with, ..*scope };
    let mut rows = Vec::new();
    if query.values.is_empty() {
        let found = filtered(query, &scope);
        if query.targets.iter().any(|target| is_aggregate(&target.value)) {
            let group = Scope { outer: Some(&scope), group: Some(&found), row: None, ..scope };
            rows.push((project(&query.targets, &group, &Row::certain()), Presence::Sure));
        } else {
            for row in &found {
                let of_row = Scope { row: Some(row), outer: Some(&scope), group: None, ..scope };
                expand(project(&query.targets, &of_row, row), row.presence, &query.targets, &mut rows);
            }
        }
    } else {
        let value = |value| (None, scope.evaluate(value));
        rows.extend(query.values.iter().map(|row| (row.iter().map(value).collect(), Presence::Sure)));
    }
    for other in &query.union {
        rows.extend(select(other, &scope).rows);
    }
    if let Some(limit) = &query.limit {
        match scope.evaluate(limit) {
            Value::Number(limit) if rows.iter().all(|(_, presence)| *presence == Presence::Sure) => {
                rows.truncate(usize::try_from(limit).unwrap_or(0));
            }
            _ => {}
        }
    }
    if query.is_opaque {
        for (_, presence) in &mut rows {
            *presence = Presence::Maybe;
        }
        if rows.is_empty() {
            rows.push((Vec::new(), Presence::Maybe));
        }
    }
    Selected { rows }
}

fn is_aggregate(value: &Expression) -> bool {
    match value {
        Expression::Call(call) => {
            matches!(
                &*call.name,
                "count" | "string_agg" | "array_agg" | "bool_or" | "bool_and" | "min" | "max" | "sum"
            ) || (matches!(&*call.name, "coalesce" | "format") && call.arguments.iter().any(is_aggregate))
        }
        Expression::Binary(_, sides) => sides.iter().any(is_aggregate),
        Expression::Cast(inner, _) | Expression::Not(inner) => is_aggregate(inner),
        _ => false,
    }
}

/// The values of one row; `*` brings every column.
fn project(targets: &[Target], scope: &Scope<'_>, row: &Row) -> Values {
    let mut values = Vec::with_capacity(targets.len());
    for target in targets {
        if target.value == Expression::Star {
            values.extend(row.columns.iter().map(|column| (Some(column.name.clone()), column.value.clone())));
        } else {
            values.push((target.name.clone(), scope.evaluate(&target.value)));
        }
    }
    values
}

/// A row, or one for each item where a target is `unnest(…)`.
fn expand(values: Values, presence: Presence, targets: &[Target], rows: &mut Vec<(Values, Presence)>) {
    let is_set = |target: &Target| matches!(&target.value, Expression::Call(call) if &*call.name == "unnest");
    let Some(at) = targets.iter().position(is_set) else {
        rows.push((values, presence));
        return;
    };
    match values.get(at).map(|(_, value)| value.clone()) {
        Some(Value::List(items)) => {
            for item in items {
                let mut row = values.clone();
                row[at].1 = item;
                rows.push((row, presence));
            }
        }
        _ => rows.push((values, Presence::Maybe)),
    }
}

/// The joined rows that the condition keeps; one that it may keep is no longer certain.
fn filtered(query: &Query, scope: &Scope<'_>) -> Vec<Row> {
    let mut rows = vec![Row::certain()];
    for source in &query.sources {
        rows = join(&rows, source, scope);
        if rows.len() > MAX_ROWS {
            return vec![Row::unknown()];
        }
    }
    match &query.filter {
        Some(filter) => keep(rows, filter, scope),
        None => rows,
    }
}

fn keep(rows: Vec<Row>, filter: &Expression, scope: &Scope<'_>) -> Vec<Row> {
    let decide = |mut row: Row| {
        let truth =
            Scope { row: Some(&row), outer: Some(scope), group: None, ..*scope }.evaluate(filter).truth();
        if truth.is_none() {
            row.presence = Presence::Maybe;
        }
        (truth != Some(false)).then_some(row)
    };
    rows.into_iter().filter_map(decide).collect()
}

fn join(rows: &[Row], source: &Source, scope: &Scope<'_>) -> Vec<Row> {
    let mut joined = Vec::new();
    for row in rows {
        let of_row = Scope { row: Some(row), outer: Some(scope), group: None, ..*scope };
        let found = of_source(source, &of_row);
        let mut found: Vec<Row> = found.iter().map(|other| row.joined(other)).collect();
        if let Some(on) = &source.on {
            found = keep(found, on, scope);
        }
        if source.is_outer && !found.iter().any(|row| row.presence == Presence::Sure) {
            let mut alone = row.clone().open();
            if !found.is_empty() {
                alone.presence = Presence::Maybe;
            }
            found.push(alone);
        }
        joined.extend(found);
    }
    joined
}

fn of_source(source: &Source, scope: &Scope<'_>) -> Vec<Row> {
    let (rows, name) = match &source.rows {
        SourceRows::Relation(relation) => {
            let named =
                scope.with.iter().find(|(name, _)| relation.schema.is_none() && *name == relation.name);
            let rows = match named {
                Some((_, query)) => of_query(query, scope),
                None => system::rows(relation, scope.catalogue),
            };
            (rows, Some(&relation.name))
        }
        SourceRows::Query(query) => (of_query(query, scope), None),
        SourceRows::Call(call) => {
            let name = Identifier::exact(&call.name);
            let rows = match (&*call.name, call.arguments.as_slice()) {
                ("unnest", [list]) => of_list(scope.evaluate(list), source.alias.as_ref().unwrap_or(&name)),
                ("pg_event_trigger_ddl_commands", []) => system::commands(scope.catalogue),
                _ => vec![Row::unknown()],
            };
            let alias = source.alias.as_ref().unwrap_or(&name);
            return rows.into_iter().map(|row| row.named(Some(alias), &source.columns)).collect();
        }
        SourceRows::Opaque => (vec![Row::unknown()], None),
    };
    let alias = source.alias.as_ref().or(name);
    rows.into_iter().map(|row| row.named(alias, &source.columns)).collect()
}

fn of_list(list: Value, name: &Identifier) -> Vec<Row> {
    let Value::List(items) = list else {
        return vec![Row::unknown().with(name.as_str(), Value::Unknown)];
    };
    items.into_iter().map(|item| Row::certain().with(name.as_str(), item)).collect()
}

fn of_query(query: &Query, scope: &Scope<'_>) -> Vec<Row> {
    let row = |(values, presence): (Values, Presence)| {
        let mut row = if values.is_empty() { Row::unknown() } else { Row::certain() };
        for (at, (name, value)) in values.into_iter().enumerate() {
            let name = name.unwrap_or_else(|| Identifier::exact(&format!("column{}", at + 1)));
            row.columns.push(Column { table: None, name, value });
        }
        row.presence = presence;
        row
    };
    select(query, scope).rows.into_iter().map(row).collect()
}
