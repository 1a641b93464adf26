//! Rows that statements write: refused where their columns, keys and constants cannot be those of the table.

use super::catalogue::Catalogue;
use super::execute::has_hole;
use super::index::{Index, IndexValue};
use super::object::ObjectId;
use super::rejection::{Outcome, Rejected, SqlState};
use super::table::{Column, Table};
use super::user_type::{BaseType, DataType, UserTypeKind};
use crate::facts::sql::{
    ColumnDefault, ConflictKey, Expression, Identifier, Identity, Query, RelationKind, RowChange,
    RowChangeKind, TriggerTiming,
};

/// An `INSERT`, as far as its rows are written out.
struct Insert<'i> {
    columns: &'i [Identifier],
    rows: Option<&'i Query>,
    width: Option<(usize, usize)>,
    is_overriding: bool,
}

impl Catalogue {
    /// Refuses what cannot be written to a table, whatever rows it holds. Where its rules do something else
    /// instead, only what is refused before they are looked at.
    pub(super) fn check_written(&self, change: &RowChange, table: &Table, is_itself: bool) -> Outcome {
        self.check_fits(change, table)?;
        self.check_given(change, &change.columns(), table)?;
        match Insert::of(change).filter(|_| is_itself && self.knows_columns(table)) {
            Some(insert) => self.check_missing(&insert, table),
            None => Ok(()),
        }
    }

    /// Refuses values for columns that make their own. `columns` are those of the table for what the
    /// statement gives.
    pub(super) fn check_given(&self, change: &RowChange, columns: &[Identifier], table: &Table) -> Outcome {
        if !self.knows_columns(table) {
            return Ok(());
        }
        let refused = |message: String| Err(Rejected::new(SqlState::GeneratedAlways, message));
        match &change.kind {
            RowChangeKind::Insert { .. } => {
                let Some(insert) = Insert::of(change) else { return Ok(()) };
                let insert = Insert { columns, ..insert };
                let makes_its_own = |column: &&Column| {
                    let numbers_itself = column.identity == Some(Identity::Always) && !insert.is_overriding;
                    column.is_generated || numbers_itself
                };
                insert.given(table).find(makes_its_own).map_or(Ok(()), |column| {
                    refused(format!("cannot insert a non-DEFAULT value into column \"{}\"", column.name))
                })
            }
            RowChangeKind::Update { set, .. } => {
                let given = set.iter().zip(columns).filter(|((_, value), _)| is_given(value));
                let mut given = given.filter_map(|(_, column)| table.column(column));
                let makes_its_own =
                    |column: &&Column| column.is_generated || column.identity == Some(Identity::Always);
                given.find(makes_its_own).map_or(Ok(()), |column| {
                    refused(format!("column \"{}\" can only be updated to DEFAULT", column.name))
                })
            }
            RowChangeKind::Delete { .. } | RowChangeKind::Truncate { .. } => Ok(()),
        }
    }

    fn knows_columns(&self, table: &Table) -> bool {
        let is_sure = self.unseen.is_none() && table.columns.iter().all(|column| column.doubt.is_none());
        table.knows_columns() && is_sure
    }

    /// Refuses a statement that does not fit the columns and keys of a table, before it is run.
    pub(super) fn check_fits(&self, change: &RowChange, table: &Table) -> Outcome {
        if !self.knows_columns(table) {
            return Ok(());
        }
        match &change.kind {
            RowChangeKind::Insert { columns, conflict_key, .. } => {
                let Some(insert) = Insert::of(change) else { return Ok(()) };
                has_columns(columns.iter(), table)?;
                insert.check_width(table)?;
                for (at, value) in insert.values() {
                    insert.column(at, table).map_or(Ok(()), |column| self.check_constant(column, value))?;
                }
                conflict_key.as_ref().map_or(Ok(()), |key| check_key(key, table))
            }
            RowChangeKind::Update { set, .. } => {
                has_columns(set.iter().map(|(column, _)| column), table)?;
                let mut known = set.iter().filter_map(|(name, value)| Some((table.column(name)?, value)));
                known.try_for_each(|(column, value)| self.check_constant(column, value))
            }
            RowChangeKind::Delete { .. } | RowChangeKind::Truncate { .. } => Ok(()),
        }
    }

    fn check_constant(&self, column: &Column, value: &Expression) -> Outcome {
        match value {
            Expression::Text(text) => self.check_text(column, text),
            _ => Ok(()),
        }
    }

    /// A default that is a text and nothing more must be a value of its column's type.
    pub(super) fn check_default(&self, column: &Column, default: &ColumnDefault) -> Outcome {
        let written = default.formula.text();
        let is_text = written.len() > 1 && written.starts_with('\'') && written.ends_with('\'');
        let literal = default.literal.as_ref().filter(|literal| is_text && !literal.is_fallback);
        literal.map_or(Ok(()), |literal| self.check_text(column, &literal.text))
    }

    fn check_text(&self, column: &Column, text: &str) -> Outcome {
        if has_hole(text) || self.may_be(&column.kind, text) {
            return Ok(());
        }
        let kind = self.parameter_form(&column.kind);
        let own = kind.rsplit('.').next().unwrap_or(&kind);
        let message = match &column.kind {
            kind if kind.dimensions > 0 => format!("malformed array literal: \"{text}\""),
            DataType { base: BaseType::User(id), .. } if self.has_enum(*id) => {
                format!("invalid input value for enum {own}: \"{text}\"")
            }
            DataType { base: BaseType::User(_), .. } => format!("malformed record literal: \"{text}\""),
            _ => format!("invalid input syntax for type {kind}: \"{text}\""),
        };
        Err(Rejected::new(SqlState::InvalidText, message))
    }

    /// Whether a text may be read as a value of a type.
    pub(super) fn may_be(&self, kind: &DataType, text: &str) -> bool {
        let trimmed = text.trim();
        if kind.dimensions > 0 {
            return trimmed.starts_with('{') || trimmed.starts_with('[') && trimmed.contains("]={");
        }
        match &kind.base {
            BaseType::Known(name) => match &**name {
                "uuid" => is_uuid(trimmed),
                "smallint" | "integer" | "bigint" => trimmed.contains(|one: char| one.is_ascii_digit()),
                "boolean" => is_boolean(trimmed),
                "json" | "jsonb" => trimmed.starts_with(|one: char| "{[\"-tfn0123456789".contains(one)),
                _ => true,
            },
            BaseType::User(id) => {
                let is_record = || trimmed.starts_with('(');
                let Some(made) = self.type_by_id(*id) else {
                    return self.relation_by_id(*id).is_none() || is_record();
                };
                match &made.kind {
                    _ if made.object.doubt.is_some() => true,
                    UserTypeKind::Enum(labels) => labels.iter().any(|label| **label == *text),
                    UserTypeKind::Composite(_) => is_record(),
                    _ => true,
                }
            }
        }
    }

    fn has_enum(&self, id: ObjectId) -> bool {
        self.type_by_id(id).is_some_and(|made| matches!(made.kind, UserTypeKind::Enum(_)))
    }

    /// Columns that must hold something, and are given nothing.
    fn check_missing(&self, insert: &Insert<'_>, table: &Table) -> Outcome {
        let comes_in = insert.width.is_some() && insert.rows.is_none_or(|rows| rows.targets.is_empty())
            || insert.rows.is_none();
        // A trigger may fill what the statement leaves out; so may the type of a column.
        let may_fill = table.triggers.iter().any(|trigger| trigger.timing != TriggerTiming::After)
            || table.kind != RelationKind::Table
            || table.object.is_platform;
        if !comes_in || may_fill {
            return Ok(());
        }
        let is_plain = |column: &Column| match &column.kind.base {
            BaseType::Known(_) => true,
            BaseType::User(id) => self.has_enum(*id),
        };
        for column in table.columns.iter().filter(|column| column.is_not_null && is_plain(column)) {
            if insert.leaves_out(column, table) {
                let message = format!(
                    "null value in column \"{}\" of relation \"{}\" violates not-null constraint",
                    column.name, table.name.name
                );
                return Err(Rejected::new(SqlState::NotNullViolation, message));
            }
        }
        Ok(())
    }
}

impl<'i> Insert<'i> {
    fn of(change: &'i RowChange) -> Option<Self> {
        let RowChangeKind::Insert { columns, rows, width, is_overriding, .. } = &change.kind else {
            return None;
        };
        Some(Self { columns, rows: rows.as_deref(), width: *width, is_overriding: *is_overriding })
    }

    /// Values that are written out, each with its place in its row.
    fn values(&self) -> impl Iterator<Item = (usize, &'i Expression)> {
        let rows = self.rows.map(|query| query.values.as_slice()).unwrap_or_default();
        rows.iter().flat_map(|row| row.iter().enumerate())
    }

    /// Columns that are given something that is no default.
    fn given<'t>(&self, table: &'t Table) -> impl Iterator<Item = &'t Column> {
        // A query gives a value for each column that the statement names.
        let is_query = self.rows.is_some_and(|rows| rows.values.is_empty());
        let named = if is_query { self.columns } else { &[] };
        let written = self.values().filter(|(_, value)| is_given(value));
        let written: Vec<_> = written.filter_map(|(at, _)| self.column(at, table)).collect();
        written.into_iter().chain(named.iter().filter_map(|name| table.column(name)))
    }

    /// The column that takes the value at that place of a row.
    fn column<'t>(&self, at: usize, table: &'t Table) -> Option<&'t Column> {
        if self.columns.is_empty() {
            return table.columns.get(at);
        }
        table.column(self.columns.get(at)?)
    }

    fn check_width(&self, table: &Table) -> Outcome {
        let Some((least, most)) = self.width else { return Ok(()) };
        let places = if self.columns.is_empty() { table.columns.len() } else { self.columns.len() };
        let message = if least != most {
            "VALUES lists must all be the same length"
        } else if most > places {
            "INSERT has more expressions than target columns"
        } else if most < self.columns.len() {
            "INSERT has more target columns than expressions"
        } else {
            return Ok(());
        };
        Err(Rejected::new(SqlState::SyntaxError, message))
    }

    /// Whether some row leaves a column without a value.
    fn leaves_out(&self, column: &Column, table: &Table) -> bool {
        let makes_its_own = column.default.is_some() || column.identity.is_some() || column.is_generated;
        let places = self.width.map_or(0, |(width, _)| width);
        let place = (0..places).find(|at| self.column(*at, table).is_some_and(|known| known.id == column.id));
        let Some(place) = place else { return !makes_its_own };
        let rows = self.rows.map(|query| query.values.as_slice()).unwrap_or_default();
        rows.iter().filter_map(|row| row.get(place)).any(|value| match value {
            Expression::Null => true,
            value => !is_given(value) && is_default(value) && !makes_its_own,
        })
    }
}

/// Refuses columns that the table has not.
fn has_columns<'c>(mut columns: impl Iterator<Item = &'c Identifier>, table: &Table) -> Outcome {
    let missing = columns.find(|column| !has_hole(column.as_str()) && table.column(column).is_none());
    let Some(column) = missing else { return Ok(()) };
    let message = format!("column \"{column}\" of relation \"{}\" does not exist", table.name.name);
    Err(Rejected::new(SqlState::UndefinedColumn, message))
}

/// Refuses a key that no unique index has.
fn check_key(key: &ConflictKey, table: &Table) -> Outcome {
    if table.object.is_platform || table.partition_of.is_some() {
        return Ok(());
    }
    match key {
        ConflictKey::Constraint(name) => {
            if has_hole(name.as_str()) || table.constraints.iter().any(|constraint| constraint.name == *name)
            {
                return Ok(());
            }
            let message = format!("constraint \"{name}\" for table \"{}\" does not exist", table.name.name);
            Err(Rejected::new(SqlState::UndefinedObject, message))
        }
        ConflictKey::Index { columns, has_expressions, has_predicate } => {
            let fits = |index: &Index| {
                let is_plain = index.keys.iter().all(|key| matches!(key.value, IndexValue::Column(_)));
                let ids = index.key_columns();
                let names: Vec<_> = ids.filter_map(|id| Some(&table.column_by_id(id)?.name)).collect();
                index.is_unique
                    && (*has_predicate || index.predicate.is_none())
                    && is_plain != *has_expressions
                    && names.iter().all(|name| columns.contains(name))
                    && columns.iter().all(|column| names.contains(&column))
            };
            let is_open = columns.iter().any(|column| has_hole(column.as_str()));
            if is_open || table.indexes.iter().any(fits) {
                return Ok(());
            }
            let message = "there is no unique or exclusion constraint matching the ON CONFLICT specification";
            Err(Rejected::new(SqlState::InvalidColumnReference, message))
        }
    }
}

/// Whether a value is one: neither `DEFAULT` nor anything that may be it.
fn is_given(value: &Expression) -> bool {
    !matches!(value, Expression::Opaque) && !is_default(value)
}

fn is_default(value: &Expression) -> bool {
    matches!(value, Expression::Name(names) if matches!(&**names, [only] if only.as_str() == "default"))
}

/// Any beginning of a word that says so.
fn is_boolean(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let is_beginning = |word: &&str| !text.is_empty() && word.starts_with(&text);
    ["true", "false", "yes", "no", "on", "off", "1", "0"].iter().any(is_beginning) && text != "o"
}

fn is_uuid(text: &str) -> bool {
    let bare = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    let digits = bare.chars().filter(char::is_ascii_hexdigit).count();
    digits == 32 && bare.chars().all(|character| character.is_ascii_hexdigit() || character == '-')
}

#[cfg(test)]
mod tests {
    use super::super::sample::replayed;

    fn failures(sql: &str) -> Vec<&'static str> {
        replayed(sql).failures().iter().map(|failure| failure.state.code_and_condition().0).collect()
    }

    const TABLES: &str = "create type mood as enum ('sad', 'ok'); \
        create table t (id uuid primary key, n int not null, name text not null default 'x', m mood, \
        tags text[], twice int generated always as (n * 2) stored, unique (n, name)); \
        create unique index on t (lower(name)); create unique index part on t (m) where n > 0; \
        create view v as select id, n from t;";

    #[test]
    fn what_cannot_be_written_is_refused() {
        for (change, code) in [
            ("insert into nowhere (a) values (1)", "42P01"),
            ("insert into t (missing) values (1)", "42703"),
            ("update t set n = missing", "42703"),
            ("update t set n = 1 where t.missing = 1", "42703"),
            ("delete from t where missing = 1", "42703"),
            ("delete from t using nowhere where true", "42P01"),
            ("insert into t (id, n) select id, missing from v", "42703"),
            ("insert into t (id, n) values (gen_random_uuid(), 1, 2)", "42601"),
            ("insert into t (id, n) values (gen_random_uuid())", "42601"),
            ("insert into t (id, n) values (gen_random_uuid(), 1), (gen_random_uuid())", "42601"),
            ("insert into t (id) values (gen_random_uuid())", "23502"),
            ("insert into t (id, n) values (gen_random_uuid(), null)", "23502"),
            ("insert into t default values", "23502"),
            ("insert into t (id, n, m) values (gen_random_uuid(), 1, 'glad')", "22P02"),
            ("insert into t (id, n) values ('not-a-uuid', 1)", "22P02"),
            ("insert into t (id, n, tags) values (gen_random_uuid(), 1, '[\"a\"]')", "22P02"),
            ("update t set m = 'glad'", "22P02"),
            ("insert into t (id, n, twice) values (gen_random_uuid(), 1, 2)", "428C9"),
            ("update t set twice = 1", "428C9"),
            ("insert into t (id, n) values (gen_random_uuid(), 1) on conflict (n) do nothing", "42P10"),
            ("insert into t (id, n) values (gen_random_uuid(), 1) on conflict (m) do nothing", "42P10"),
            (
                "insert into t (id, n) values (gen_random_uuid(), 1) on conflict on constraint nope do nothing",
                "42704",
            ),
            ("select gen_random_uuid(), missing from t", "42703"),
            ("select missing_function(n) from t", "42883"),
        ] {
            assert_eq!(failures(&format!("{TABLES} {change};")), [code], "{change}");
        }
    }

    #[test]
    fn what_may_be_written_is_taken() {
        for change in [
            "insert into t (id, n) values (gen_random_uuid(), 1) on conflict (id) do nothing",
            "insert into t (id, n) values (gen_random_uuid(), 1) on conflict (name, n) do update set n = excluded.n",
            "insert into t (id, n) values (gen_random_uuid(), 1) on conflict (lower(name)) do nothing",
            "insert into t (id, n) values (gen_random_uuid(), 1) on conflict (m) where n > 0 do nothing",
            "insert into t as x (id, n) values (default, 1), ('{00000000-0000-0000-0000-000000000000}', 2)",
            "insert into t values (gen_random_uuid(), 1, 'a', 'sad', '{a,b}', default)",
            "insert into t (id, n) select id, n from v",
            "update t set (n, name) = (select 1, 'x') where exists (select 1 from v where v.id = t.id)",
            "with x as (select 1 as k) update t set n = x.k from x where x.k = t.n returning t.*",
            "do $$ declare k int := 1; begin insert into t (id, n) values (gen_random_uuid(), k); \
             update t set n = k where name = k::text; end $$",
            "create function f(p int) returns void language sql as $$ insert into t (id, n) values (gen_random_uuid(), p) $$; \
             select f(1)",
        ] {
            let sql = change.replace("values (default, 1), (", "values (gen_random_uuid(), 1), (");
            assert_eq!(failures(&format!("{TABLES} {sql};")), [""; 0], "{change}");
        }
    }
}
