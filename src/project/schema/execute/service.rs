//! Functions of the platform that set something up: scheduled jobs and queues.

use std::sync::Arc;

use super::super::object::{Object, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::service::{Job, Queue};
use super::super::table::Table;
use super::Run;
use super::service_rows::job_number;
use super::value::{Value, has_hole};
use crate::facts::sql::{Call, Identifier, RelationKind};

/// What a call gives, with the parameters it names.
type Given = [(Option<Identifier>, Value)];

/// Whether a call is one of those that set something up.
pub(super) fn is_service(call: &Call) -> bool {
    let schema = call.schema.as_ref().map(Identifier::as_str);
    match schema {
        Some("cron") => {
            matches!(&*call.name, "alter_job" | "schedule" | "schedule_in_database" | "unschedule")
        }
        Some("pgmq") => matches!(
            &*call.name,
            "create" | "create_non_partitioned" | "create_partitioned" | "create_unlogged" | "drop_queue"
        ),
        _ => false,
    }
}

impl Run<'_, '_> {
    /// Does what a function of the platform does; `None` for all others.
    pub(super) fn call_service(&mut self, call: &Call, given: &Given) -> Outcome<Option<Value>> {
        if !is_service(call) {
            return Ok(None);
        }
        let value = match &*call.name {
            "schedule" if given.len() < 3 => self.schedule(&["schedule", "command"], given),
            "schedule" | "schedule_in_database" => self.schedule(&["job_name", "schedule", "command"], given),
            "unschedule" => self.unschedule(given)?,
            "alter_job" => self.alter_job(given),
            "drop_queue" => self.drop_queue(given),
            _ => self.create_queue(given),
        };
        Ok(Some(value))
    }

    /// A job of the same name is changed.
    fn schedule(&mut self, parameters: &[&str], given: &Given) -> Value {
        let value = |parameter: &str| argument(parameters, given, parameter);
        let text = |parameter: &str| value(parameter).and_then(Value::to_text).unwrap_or_default();
        let name = value("job_name").and_then(Value::to_text).map(Box::<str>::from);
        let number = self.session.catalogue.next_job();
        let created = self.session.at(self.session.here);
        let job =
            Job { number, name, schedule: text("schedule").into(), command: text("command").into(), created };
        let jobs = Arc::make_mut(&mut self.session.catalogue.jobs);
        let is_same = |known: &&mut Job| known.name.is_some() && known.name == job.name;
        if let Some(known) = jobs.iter_mut().find(is_same) {
            *known = Job { number: known.number, ..job };
            return job_number(known);
        }
        let number = job_number(&job);
        jobs.push(job);
        number
    }

    fn unschedule(&mut self, given: &Given) -> Outcome<Value> {
        let Some((_, job)) = given.first() else { return Ok(Value::Unknown) };
        let is_meant = |known: &Job| match job {
            Value::Number(number) => known.number.is_some_and(|known| *number == i64::from(known)),
            other => other.to_text().as_deref() == known.name.as_deref() && known.name.is_some(),
        };
        // Which job a number means is open where the number of some job is.
        let has_number = |known: &Job| known.number.is_some();
        let is_number = matches!(job, Value::Number(_));
        let is_open = is_number && !self.session.catalogue.jobs.iter().all(has_number);
        let is_known = !is_open && job.to_text().is_some_and(|text| !has_hole(&text));
        let jobs = Arc::make_mut(&mut self.session.catalogue.jobs);
        let before = jobs.len();
        jobs.retain(|known| !is_meant(known));
        if jobs.len() == before && is_known {
            let name = job.to_text().unwrap_or_default();
            let message = format!("could not find valid entry for job '{name}'");
            return Err(Rejected::new(SqlState::Other, message));
        }
        Ok(Value::Bool(true))
    }

    fn alter_job(&mut self, given: &Given) -> Value {
        let parameters = ["job_id", "schedule", "command", "database", "username", "active"];
        let value = |parameter: &str| argument(&parameters, given, parameter);
        let Some(Value::Number(id)) = value("job_id") else { return Value::Null };
        let text = |parameter: &str| value(parameter).and_then(Value::to_text);
        let jobs = Arc::make_mut(&mut self.session.catalogue.jobs);
        let is_meant = |job: &&mut Job| job.number.is_some_and(|number| i64::from(number) == *id);
        if let Some(job) = jobs.iter_mut().find(is_meant) {
            if let Some(schedule) = text("schedule") {
                job.schedule = schedule.into();
            }
            if let Some(command) = text("command") {
                job.command = command.into();
            }
        }
        Value::Null
    }

    /// A queue is a table of messages and one of those that were archived.
    fn create_queue(&mut self, given: &Given) -> Value {
        let name = argument(&["queue_name"], given, "queue_name").and_then(Value::to_text);
        let Some(name) = name.filter(|name| !has_hole(name)) else { return Value::Unknown };
        let created = self.session.at(self.session.here);
        let queues = Arc::make_mut(&mut self.session.catalogue.queues);
        if !queues.iter().any(|queue| *queue.name == *name) {
            queues.push(Queue { name: name.as_str().into(), created });
        }
        for table in tables(&name) {
            if self.session.catalogue.get(&table).is_none() {
                let object = self.session.object(self.session.here);
                let object = Object { is_platform: true, ..object };
                let mut table = Table::new(object, table, RelationKind::Table);
                table.has_foreign_columns = true;
                self.session.catalogue.insert(Relation::Table(table));
            }
        }
        Value::Null
    }

    fn drop_queue(&mut self, given: &Given) -> Value {
        let name = argument(&["queue_name"], given, "queue_name").and_then(Value::to_text);
        let Some(name) = name else { return Value::Unknown };
        Arc::make_mut(&mut self.session.catalogue.queues).retain(|queue| *queue.name != *name);
        for table in tables(&name) {
            self.session.catalogue.remove(&table);
        }
        Value::Bool(true)
    }
}

/// Where a queue keeps its messages, and those that were archived.
fn tables(queue: &str) -> [QualifiedName; 2] {
    ["q", "a"].map(|kind| QualifiedName {
        schema: Identifier::exact("pgmq"),
        name: Identifier::exact(&format!("{kind}_{}", queue.to_lowercase())),
    })
}

/// What a call gives for a parameter, by its name or its place.
fn argument<'g>(parameters: &[&str], given: &'g Given, wanted: &str) -> Option<&'g Value> {
    let named = given.iter().find(|(name, _)| name.as_ref().is_some_and(|name| name.as_str() == wanted));
    let place = parameters.iter().position(|parameter| *parameter == wanted);
    let placed = place.and_then(|place| given.get(place)).filter(|(name, _)| name.is_none());
    named.or(placed).map(|(_, value)| value)
}
