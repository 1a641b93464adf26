//! What queries and their sources give: columns with names and, where they can be told, types.

use super::reference::{Hit, Lookup, columns_of};
use super::rejection::{Outcome, Rejected, SqlState};
use super::relation::Relation;
use super::table::Column;
use super::user_type::{BaseType, DataType};
use super::writable::{ColumnOrigin, RowOrigin};
use crate::facts::sql::{ColumnRole, FromRows, FromSource, Identifier, Value};

/// Functions of PostgreSQL that give one type, whatever they are given.
const RETURNED: [(&str, &str); 14] = [
    ("clock_timestamp", "timestamp with time zone"),
    ("concat", "text"),
    ("concat_ws", "text"),
    ("count", "bigint"),
    ("format", "text"),
    ("gen_random_uuid", "uuid"),
    ("json_build_object", "json"),
    ("jsonb_agg", "jsonb"),
    ("jsonb_build_array", "jsonb"),
    ("jsonb_build_object", "jsonb"),
    ("md5", "text"),
    ("now", "timestamp with time zone"),
    ("random", "double precision"),
    ("to_jsonb", "jsonb"),
];

/// One column of what a query gives.
#[derive(Clone, Debug)]
pub(super) struct OutputColumn {
    /// Its name; `?column?` where it has none of its own.
    pub(super) name: Identifier,
    /// Its type, where it is known.
    pub(super) kind: Option<DataType>,
    /// Where its values come from.
    pub(super) origin: ColumnOrigin,
}

/// The columns of a source or a query.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) columns: Vec<OutputColumn>,
    /// Whether there may be more.
    pub(super) is_open: bool,
}

impl Shape {
    fn open() -> Self {
        Self { columns: Vec::new(), is_open: true }
    }

    fn of_relation(relation: &Relation) -> Self {
        let Some(columns) = columns_of(relation) else { return Self::open() };
        let column = |column: &Column| OutputColumn {
            name: column.name.clone(),
            kind: Some(column.kind.clone()),
            origin: ColumnOrigin::Column(relation.id(), column.id),
        };
        Self { columns: columns.iter().map(column).collect(), is_open: false }
    }
}

impl Lookup<'_> {
    /// The columns that the query of a scope gives.
    pub(super) fn shape(&self, scope: usize) -> Shape {
        if let Some(known) = &self.shapes.borrow()[scope] {
            return known.clone();
        }
        // A query that names itself sees what is known of it so far.
        self.shapes.borrow_mut()[scope] = Some(Shape { columns: Vec::new(), is_open: true });
        let mut shape = Shape::default();
        for output in &self.references.scopes[scope].outputs {
            match &output.value {
                Value::Star(qualifier) => self.expand(scope, qualifier.as_ref(), &mut shape),
                value => {
                    let name = output.name.clone().unwrap_or_else(|| Identifier::exact("?column?"));
                    let origin = self.origin_of(value);
                    shape.columns.push(OutputColumn { name, kind: self.type_of(value), origin });
                }
            }
        }
        self.shapes.borrow_mut()[scope] = Some(shape.clone());
        shape
    }

    fn expand(&self, scope: usize, qualifier: Option<&Identifier>, into: &mut Shape) {
        let found = &self.references.scopes[scope];
        if let Some(qualifier) = qualifier {
            match found.sources.iter().find(|source| source.name.as_ref() == Some(qualifier)) {
                Some(source) => self.add_source(source, into),
                None => into.is_open = true,
            }
            return;
        }
        into.is_open |= found.is_natural;
        let shared: Vec<_> = self.shared_columns(scope).collect();
        let mut whole = Shape::default();
        for source in &found.sources {
            self.add_source(source, &mut whole);
        }
        into.is_open |= whole.is_open;
        for name in &shared {
            let column = whole.columns.iter().find(|column| column.name == **name);
            into.columns.extend(column.cloned());
        }
        let rest = whole.columns.into_iter().filter(|column| !shared.contains(&&column.name));
        into.columns.extend(rest);
    }

    fn shared_columns(&self, scope: usize) -> impl Iterator<Item = &Identifier> {
        let shared = self.references.columns.iter();
        let shared = shared.filter(move |column| column.role == ColumnRole::Shared && column.scope == scope);
        shared.filter_map(|column| column.name.as_ref())
    }

    fn add_source(&self, source: &FromSource, into: &mut Shape) {
        let mut shape = match source.rows {
            FromRows::Relation(at) => self.relations[at].map_or_else(Shape::open, Shape::of_relation),
            FromRows::Query(scope) => self.shape(scope),
            FromRows::Function(_) | FromRows::Opaque => Shape::open(),
        };
        for (column, name) in shape.columns.iter_mut().zip(&source.columns) {
            column.name = name.clone();
        }
        into.is_open |= shape.is_open;
        into.columns.append(&mut shape.columns);
    }

    /// What the project's own function gives; a set of rows is no value of a type.
    fn returned(&self, at: usize) -> Option<DataType> {
        let call = self.references.functions.get(at)?;
        let own = call.name.name.as_str();
        if call.name.schema.is_none()
            && let Some((_, kind)) = RETURNED.iter().find(|(name, _)| *name == own)
        {
            return Some(DataType::built_in(kind));
        }
        let routine = self.called(call)?;
        let returns = routine.returns.as_ref().filter(|returns| !returns.is_set && !returns.is_table)?;
        let is_open = returns.kind.known().is_none_or(|name| name.starts_with("any") || name == "record");
        (!is_open).then(|| returns.kind.clone())
    }

    /// Refuses conditions that are certainly no truth values.
    pub(super) fn conditions(&self) -> Outcome {
        // A cast of the project's own may make one of anything.
        if self.catalogue.has_own_casts || self.catalogue.unseen.is_some() {
            return Ok(());
        }
        for (place, value) in &self.references.conditions {
            let Some(kind) = self.type_of(value).filter(|kind| !self.catalogue.may_be_boolean(kind)) else {
                continue;
            };
            let form = self.catalogue.column_form(&kind);
            let message = format!("argument of {place} must be type boolean, not type {form}");
            return Err(Rejected::new(SqlState::DatatypeMismatch, message));
        }
        Ok(())
    }

    /// Where the values of an output come from. A cast to the type that a value has already is no value of
    /// its own.
    fn origin_of(&self, value: &Value) -> ColumnOrigin {
        match value {
            Value::Column(at) => {
                let column = &self.references.columns[*at];
                let found = column.name.as_ref().and_then(|name| self.find(column, name).ok());
                match found.and_then(|found| found.into_iter().next()) {
                    Some(Hit::Column(object, column, _)) => ColumnOrigin::Column(object, column),
                    Some(Hit::Whole(_)) => ColumnOrigin::Computed,
                    Some(Hit::Known(_) | Hit::Open) | None => ColumnOrigin::Unknown,
                }
            }
            Value::Call(_)
            | Value::Text
            | Value::Integer
            | Value::Decimal
            | Value::Boolean
            | Value::Operation
            | Value::Null => ColumnOrigin::Computed,
            Value::Cast(_) | Value::Star(_) | Value::Other => ColumnOrigin::Unknown,
        }
    }

    /// Whose rows the query is that a piece is.
    pub(super) fn rows(&self) -> RowOrigin {
        let Some(query) = self.references.query() else { return RowOrigin::Unknown };
        match query.sources.as_slice() {
            [source] => match source.rows {
                FromRows::Relation(at) => self.relations[at]
                    .map_or(RowOrigin::Unknown, |relation| RowOrigin::Relation(relation.id())),
                FromRows::Query(_) | FromRows::Function(_) => RowOrigin::None,
                FromRows::Opaque => RowOrigin::Unknown,
            },
            _ => RowOrigin::None,
        }
    }

    pub(super) fn type_of(&self, value: &Value) -> Option<DataType> {
        let built_in =
            |name: &str| DataType { base: BaseType::Known(name.into()), modifiers: "".into(), dimensions: 0 };
        Some(match value {
            Value::Column(at) => {
                let column = &self.references.columns[*at];
                match self.find(column, column.name.as_ref()?).ok()?.into_iter().next()? {
                    Hit::Column(_, _, kind) => kind,
                    Hit::Known(kind) => kind?,
                    Hit::Whole(id) => {
                        DataType { base: BaseType::User(id), modifiers: "".into(), dimensions: 0 }
                    }
                    Hit::Open => return None,
                }
            }
            Value::Cast(kind) => self.catalogue.data_type(kind).ok()?,
            Value::Text => built_in("text"),
            Value::Integer => built_in("integer"),
            Value::Decimal => built_in("numeric"),
            Value::Boolean => built_in("boolean"),
            Value::Call(at) => return self.returned(*at),
            Value::Operation | Value::Null | Value::Star(_) | Value::Other => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::replayed;

    fn is_refused(condition: &str) -> bool {
        let sql = format!(
            "create table t (id int, name text, f boolean);\n\
             create function own(int) returns int language sql as 'select 1';\n\
             create policy p on t using ({condition})"
        );
        let schema = replayed(&sql);
        schema.failures().iter().any(|failure| failure.state.code_and_condition().0 == "42804")
    }

    #[test]
    fn a_condition_that_is_certainly_no_truth_value_is_refused() {
        for condition in
            ["name", "id", "auth.uid()", "own(id)", "f and name", "not id", "1", "(select name from t)"]
        {
            assert!(is_refused(condition), "{condition}");
        }
        for condition in
            ["f", "name = 'x'", "'true'", "null", "f or not f", "name::boolean", "coalesce(f, true)"]
        {
            assert!(!is_refused(condition), "{condition}");
        }
    }
}
