//! Rows of tables: a fresh database has none but those that migrations write, and what depends on
//! constants alone is known.

use std::sync::Arc;

use super::super::catalogue::Catalogue;
use super::super::object::{ObjectId, QualifiedName};
use super::super::persistent::Shared;
use super::super::reference::Surroundings;
use super::super::rejection::Outcome;
use super::super::relation::Relation;
use super::super::replay::undefined_relation;
use super::Run;
use super::evaluate::Scope;
use super::row::{Header, Presence, Row, Selected};
use super::select::{project, select};
use super::value::{Value, has_hole};
use crate::facts::sql::{Expression, Identifier, OnConflict, RelationName, RowChange, RowChangeKind};

/// More rows of one table than this are not kept.
const MAX_ROWS: usize = 256;

/// What is known of the rows of one table; a table without an entry is empty.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct TableRows {
    rows: Vec<Vec<(Identifier, Value)>>,
    /// Whether there may be other rows, or fewer.
    is_open: bool,
}

/// Which rows a statement changes.
struct Met<'e> {
    filter: Option<&'e Expression>,
    alias: Option<&'e Identifier>,
    has_sources: bool,
}

/// The rows of a table that a query reads; `None` for what is no table of the project.
pub(super) fn read(name: &QualifiedName, catalogue: &Catalogue) -> Option<Vec<Row>> {
    let Relation::Table(table) = catalogue.get(name)? else { return None };
    // What the platform fills itself is not known; users are none before the first has come.
    if table.object.is_platform && !matches!(name.schema.as_str(), "auth") {
        return None;
    }
    if table.object.extension.is_some() {
        return None;
    }
    let Some(known) = catalogue.rows.get(&table.object.id) else { return Some(Vec::new()) };
    if known.is_open {
        return Some(vec![Row::unknown()]);
    }
    let names: Vec<Identifier> = table.columns.iter().map(|column| column.name.clone()).collect();
    let row = |row: &Vec<(Identifier, Value)>| {
        let names =
            if names.is_empty() { row.iter().map(|(name, _)| name.clone()).collect() } else { names.clone() };
        let value = |name: &Identifier| {
            let found = row.iter().find(|(column, _)| column == name);
            found.map_or(Value::Unknown, |(_, value)| value.clone())
        };
        let values = names.iter().map(value).collect();
        Row::of(Header::Named(names.into()), values).open()
    };
    Some(known.rows.iter().map(row).collect())
}

impl Run<'_, '_> {
    /// Changes the rows of a table; gives what `RETURNING` asks for.
    pub(super) fn change_rows(&mut self, change: &RowChange) -> Outcome<Selected> {
        let unknown = || Selected { rows: vec![(Vec::new(), Presence::Maybe)] };
        if has_hole(change.table.name.as_str()) {
            return Ok(unknown());
        }
        let Some(name) = self.session.catalogue.find(&change.table) else {
            if self.session.catalogue.may_have_unseen(&change.table) {
                return Ok(unknown());
            }
            return Err(undefined_relation(&change.table));
        };
        if self.depth == 0 {
            let around = Surroundings { is_open: !self.variables.is_empty(), ..Surroundings::default() };
            self.session.catalogue.look_up(&change.references, around)?;
        }
        if self.change_service_rows(&name, change)? {
            return Ok(unknown());
        }
        let Some(relation) = self.session.catalogue.opened(&name)? else { return Ok(unknown()) };
        let is_itself = self.session.catalogue.check_writable(change, relation)?;
        if let Relation::Table(table) = relation {
            self.session.catalogue.check_written(change, table, is_itself)?;
        }
        if !is_itself {
            self.open_all_rows();
            return Ok(unknown());
        }
        Ok(self.change_own_rows(&name, change))
    }

    /// Changes the rows of a table to which nothing else happens.
    fn change_own_rows(&mut self, name: &QualifiedName, change: &RowChange) -> Selected {
        let unknown = || Selected { rows: vec![(Vec::new(), Presence::Maybe)] };
        let Some(table) = self.session.catalogue.table(name) else { return unknown() };
        let id = table.object.id;
        let changed = match &change.kind {
            RowChangeKind::Insert { columns, rows, on_conflict, .. } => {
                let columns = if columns.is_empty() {
                    table.columns.iter().map(|column| column.name.clone()).collect()
                } else {
                    columns.clone()
                };
                let given = match rows {
                    Some(query) if !query.is_opaque => select(query, &self.scope()),
                    _ => unknown(),
                };
                self.insert(id, &columns, given, *on_conflict)
            }
            RowChangeKind::Update { set, filter, alias, has_sources } => {
                let met = Met { filter: filter.as_ref(), alias: alias.as_ref(), has_sources: *has_sources };
                self.update(id, &change.table.name, &met, Some(set))
            }
            RowChangeKind::Delete { filter, alias, has_sources } => {
                let met = Met { filter: filter.as_ref(), alias: alias.as_ref(), has_sources: *has_sources };
                self.update(id, &change.table.name, &met, None)
            }
            RowChangeKind::Truncate { others, cascade } => {
                self.truncate(id, others, *cascade);
                Some(Vec::new())
            }
        };
        self.open_by_triggers(name);
        let Some(rows) = changed else { return unknown() };
        let scope = self.scope();
        let returned = rows.into_iter().map(|row| {
            let (names, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
            let row =
                Row::of(Header::Named(names.into()), values).open().named(Some(&change.table.name), &[]);
            (project(&change.returning, &scope.of_row(&row), &row), Presence::Sure)
        });
        Selected { rows: returned.collect() }
    }

    /// Adds rows; gives them, or `None` when it is open which came.
    fn insert(
        &mut self,
        id: ObjectId,
        columns: &[Identifier],
        given: Selected,
        on_conflict: OnConflict,
    ) -> Option<Vec<Vec<(Identifier, Value)>>> {
        let is_sure = given.rows.iter().all(|(_, presence)| *presence == Presence::Sure);
        if given.rows.is_empty() {
            return Some(Vec::new());
        }
        let known = self.session.catalogue.rows.or_default(id);
        let known = Arc::make_mut(known);
        // Whether a row is there already, keys decide that are not compared here.
        let may_conflict = on_conflict != OnConflict::Fail && !known.rows.is_empty();
        if !is_sure || may_conflict || known.rows.len() + given.rows.len() > MAX_ROWS {
            known.is_open = true;
            known.rows.clear();
            return None;
        }
        let row = |(values, _): (super::Values, Presence)| {
            let values = values.into_iter().map(|(_, value)| value);
            columns.iter().cloned().zip(values).collect::<Vec<_>>()
        };
        let added: Vec<_> = given.rows.into_iter().map(row).collect();
        known.rows.extend(added.iter().cloned());
        Some(added)
    }

    /// Changes rows, or takes them away where nothing is set; gives those it met, or `None` when it is open
    /// which those are.
    fn update(
        &mut self,
        id: ObjectId,
        table: &Identifier,
        met_by: &Met<'_>,
        set: Option<&[(Identifier, Expression)]>,
    ) -> Option<Vec<Vec<(Identifier, Value)>>> {
        let Some(known) = self.session.catalogue.rows.get(&id).cloned() else { return Some(Vec::new()) };
        if known.is_open {
            return None;
        }
        let mut met = Vec::new();
        let mut kept = Vec::new();
        let mut is_open = met_by.has_sources;
        for row in &known.rows {
            let (names, values): (Vec<_>, Vec<_>) = row.iter().cloned().unzip();
            let name = met_by.alias.unwrap_or(table);
            let at_hand = Row::of(Header::Named(names.into()), values).open().named(Some(name), &[]);
            let scope = self.scope();
            let of_row: Scope<'_> = scope.of_row(&at_hand);
            match met_by.filter.map_or(Some(true), |filter| of_row.evaluate(filter).truth()) {
                Some(true) => {
                    let mut row = row.clone();
                    for (column, value) in set.unwrap_or_default() {
                        let value = of_row.evaluate(value);
                        match row.iter_mut().find(|(name, _)| name == column) {
                            Some((_, known)) => *known = value,
                            None => row.push((column.clone(), value)),
                        }
                    }
                    if set.is_some() {
                        kept.push(row.clone());
                    }
                    met.push(row);
                }
                Some(false) => kept.push(row.clone()),
                None => is_open = true,
            }
        }
        let changed =
            if is_open { TableRows { rows: Vec::new(), is_open } } else { TableRows { rows: kept, is_open } };
        self.session.catalogue.rows.insert(id, Arc::new(changed));
        (!is_open).then_some(met)
    }

    fn truncate(&mut self, id: ObjectId, others: &[RelationName], cascade: bool) {
        let catalogue = &mut *self.session.catalogue;
        let others: Vec<ObjectId> =
            others.iter().filter_map(|name| Some(catalogue.get(&catalogue.find(name)?)?.id())).collect();
        let rows = &mut catalogue.rows;
        if cascade {
            *rows = Shared::default();
        }
        for id in std::iter::once(id).chain(others) {
            rows.remove(&id);
        }
    }

    /// What a trigger writes is not followed: where one may write, every table may hold rows.
    fn open_by_triggers(&mut self, name: &QualifiedName) {
        let catalogue = &*self.session.catalogue;
        let Some(table) = catalogue.table(name) else { return };
        let writes = |id: ObjectId| {
            catalogue.routine_by_id(id).is_some_and(|routine| {
                let Some(body) = &routine.body else { return true };
                let body = body.text.to_ascii_lowercase();
                ["insert into", "update ", "delete from"].iter().any(|word| body.contains(word))
            })
        };
        if !table.triggers.iter().any(|trigger| writes(trigger.function)) {
            return;
        }
        self.open_all_rows();
    }

    /// From here on every table may hold rows.
    fn open_all_rows(&mut self) {
        let catalogue = &*self.session.catalogue;
        let ids: Vec<ObjectId> = catalogue.tables().map(|table| table.object.id).collect();
        let rows = &mut self.session.catalogue.rows;
        for id in ids {
            rows.insert(id, Arc::new(TableRows { rows: Vec::new(), is_open: true }));
        }
    }
}
