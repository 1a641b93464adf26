//! Rows that mean something to the platform: storage buckets and scheduled jobs.

use std::sync::Arc;

use super::super::object::QualifiedName;
use super::super::persistent::Shared;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::service::{Bucket, Job};
use super::Run;
use super::evaluate::Scope;
use super::row::{Header, Presence, Row};
use super::select::select;
use super::value::Value;
use crate::facts::sql::{Expression, Identifier, OnConflict, Query, RowChange, RowChangeKind};

impl Run<'_, '_> {
    /// Changes buckets and jobs; false for the rows of every other table.
    pub(super) fn change_service_rows(&mut self, name: &QualifiedName, change: &RowChange) -> Outcome<bool> {
        match (name.schema.as_str(), name.name.as_str()) {
            ("storage", "buckets") => {
                let table = self.session.catalogue.table(name);
                let columns = table.iter().flat_map(|table| &table.columns);
                let all: Vec<_> = columns.map(|column| column.name.clone()).collect();
                self.change_buckets(change, &all)?;
            }
            ("cron", "job") => self.change_jobs(change),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn change_buckets(&mut self, change: &RowChange, all: &[Identifier]) -> Outcome {
        match &change.kind {
            RowChangeKind::Insert { columns, rows, on_conflict, conflict_set, .. } => {
                let Some(query) = rows else { return Ok(()) };
                let columns = if columns.is_empty() { all } else { columns };
                self.insert_buckets(columns, query, *on_conflict, conflict_set)
            }
            RowChangeKind::Update { set, filter, alias, has_sources } => {
                let table = alias.as_ref().unwrap_or(&change.table.name);
                self.update_buckets(set, filter.as_ref(), table, *has_sources);
                Ok(())
            }
            RowChangeKind::Delete { filter, alias, .. } => {
                let table = alias.as_ref().unwrap_or(&change.table.name);
                let buckets = self.session.catalogue.buckets.clone();
                for bucket in buckets.values() {
                    match self.meets(filter.as_ref(), table, &bucket_row(bucket)) {
                        Some(true) => drop(self.buckets().remove(&bucket.id)),
                        Some(false) => {}
                        None => self.set_public(&bucket.id, None),
                    }
                }
                Ok(())
            }
            RowChangeKind::Truncate { .. } => {
                *self.buckets() = Shared::default();
                Ok(())
            }
        }
    }

    fn insert_buckets(
        &mut self,
        columns: &[Identifier],
        query: &Query,
        on_conflict: OnConflict,
        conflict_set: &[(Identifier, Expression)],
    ) -> Outcome {
        let selected = select(query, &self.scope());
        let rows = self.checked(selected)?.rows;
        let created = self.session.at(self.session.here);
        for (values, presence) in rows {
            let given = |column: &str| {
                let place = columns.iter().position(|name| name.as_str() == column)?;
                values.get(place).map(|(_, value)| value)
            };
            let Some(id) = given("id").and_then(Value::to_text) else { continue };
            let is_public = match given("public") {
                Some(Value::Null) | None => Some(false),
                Some(value) => value.clone().cast("boolean").truth(),
            };
            let is_public = if presence == Presence::Maybe { None } else { is_public };
            if let Some(known) = self.session.catalogue.buckets.get(id.as_str()) {
                match on_conflict {
                    OnConflict::Fail if presence == Presence::Sure => {
                        let message = "duplicate key value violates unique constraint \"buckets_pkey\"";
                        return Err(Rejected::new(SqlState::UniqueViolation, message));
                    }
                    OnConflict::Fail | OnConflict::Nothing => {}
                    OnConflict::Update => {
                        let set = conflict_set.iter().find(|(column, _)| column.as_str() == "public");
                        let Some((_, value)) = set else { continue };
                        let row = bucket_row(known);
                        let is_public = if is_excluded(value) { is_public } else { self.truth(value, &row) };
                        self.set_public(&id, is_public);
                    }
                }
                continue;
            }
            let name = given("name").and_then(Value::to_text).unwrap_or_else(|| id.clone());
            let id: Box<str> = id.into();
            let bucket = Bucket { id: id.clone(), name: name.into(), is_public, created: created.clone() };
            self.buckets().insert(id, Arc::new(bucket));
        }
        Ok(())
    }

    fn update_buckets(
        &mut self,
        set: &[(Identifier, Expression)],
        filter: Option<&Expression>,
        table: &Identifier,
        has_sources: bool,
    ) {
        let Some((_, value)) = set.iter().find(|(column, _)| column.as_str() == "public") else { return };
        let buckets = self.session.catalogue.buckets.clone();
        for bucket in buckets.values() {
            let row = bucket_row(bucket);
            match self.meets(filter, table, &row) {
                Some(true) if !has_sources => {
                    let is_public = self.truth(value, &row);
                    self.set_public(&bucket.id, is_public);
                }
                Some(false) => {}
                _ => self.set_public(&bucket.id, None),
            }
        }
    }

    fn change_jobs(&mut self, change: &RowChange) {
        let (filter, alias) = match &change.kind {
            RowChangeKind::Delete { filter, alias, .. } => (filter.as_ref(), alias),
            RowChangeKind::Truncate { .. } => (None, &None),
            RowChangeKind::Insert { .. } | RowChangeKind::Update { .. } => return,
        };
        let table = alias.as_ref().unwrap_or(&change.table.name);
        let jobs = self.session.catalogue.jobs.clone();
        let kept = jobs.iter().filter(|job| self.meets(filter, table, &job_row(job)) != Some(true));
        let kept = kept.cloned().collect();
        self.session.catalogue.jobs = Arc::new(kept);
    }

    fn buckets(&mut self) -> &mut Shared<Box<str>, Bucket> {
        &mut self.session.catalogue.buckets
    }

    fn set_public(&mut self, id: &str, is_public: Option<bool>) {
        if let Some(bucket) = self.buckets().get_mut(id) {
            Arc::make_mut(bucket).is_public = is_public;
        }
    }

    /// Whether a row meets a condition; all do where there is none.
    fn meets(&self, filter: Option<&Expression>, table: &Identifier, row: &[(&str, Value)]) -> Option<bool> {
        let Some(filter) = filter else { return Some(true) };
        let row = at_hand(row).named(Some(table), &[]);
        let scope = self.scope();
        let of_row: Scope<'_> = scope.of_row(&row);
        of_row.evaluate(filter).truth()
    }

    fn truth(&self, value: &Expression, row: &[(&str, Value)]) -> Option<bool> {
        let row = at_hand(row);
        let scope = self.scope();
        let of_row: Scope<'_> = scope.of_row(&row);
        of_row.evaluate(value).truth()
    }
}

fn at_hand(row: &[(&str, Value)]) -> Row {
    let names: Vec<_> = row.iter().map(|(name, _)| Identifier::exact(name)).collect();
    let values = row.iter().map(|(_, value)| value.clone()).collect();
    Row::of(Header::Named(names.into()), values).open()
}

fn bucket_row(bucket: &Bucket) -> Vec<(&'static str, Value)> {
    vec![
        ("id", Value::text(&bucket.id)),
        ("name", Value::text(&bucket.name)),
        ("public", Value::from_truth(bucket.is_public)),
    ]
}

/// The number of a job, as a row shows it.
pub(super) fn job_number(job: &Job) -> Value {
    job.number.map_or(Value::Unknown, |number| Value::Number(number.into()))
}

fn job_row(job: &Job) -> Vec<(&'static str, Value)> {
    vec![
        ("jobid", job_number(job)),
        ("jobname", Value::some_text(job.name.as_deref())),
        ("schedule", Value::text(&job.schedule)),
        ("command", Value::text(&job.command)),
    ]
}

/// `excluded.public`: what the row that did not come in has.
fn is_excluded(value: &Expression) -> bool {
    matches!(value, Expression::Name(names) if names.first().is_some_and(|name| name.as_str() == "excluded"))
}
