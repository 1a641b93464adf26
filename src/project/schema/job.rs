//! What jobs of `pg_cron` call, and whether it is there after the last migration: a command is read when it
//! runs.

use std::collections::BTreeSet;

use super::Schema;
use super::execute::has_hole;
use super::function_lookup::{Found, written};
use super::service::Job;
use crate::facts::endpoint;
use crate::facts::sql::{FunctionReference, Identifier, RelationName, read_uses};
use crate::finding::Subject;

/// A function that a job calls and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingRoutine {
    /// Its name as the command writes it, folded.
    pub name: String,
    /// How many arguments it is given, where functions of that name take others.
    pub other_arguments: Option<usize>,
    /// The existing function whose name is most like it.
    pub nearest: Option<String>,
}

impl Job {
    /// What people call it: its name, else its command.
    pub fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or_else(|| self.command.trim().lines().next().unwrap_or_default())
    }

    /// Edge functions that it calls over HTTP, each with its host where that is written out.
    pub fn edge_functions(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        endpoint::edge_functions(&self.command).map(|address| (address.name, address.host))
    }
}

impl From<&Job> for Subject {
    fn from(job: &Job) -> Self {
        Self::new(job.shown(), job.created.clone())
    }
}

impl Schema {
    /// Functions that the command of a job calls and that are not there, sorted.
    ///
    /// # Errors
    /// Why the command cannot be read.
    pub fn missing_routines(&self, job: &Job) -> Result<BTreeSet<MissingRoutine>, &'static str> {
        if has_hole(&job.command) {
            return Err("its command is put together while migrations run");
        }
        let uses = read_uses(&job.command).ok_or("its command does not parse")?;
        let mut catalogue = self.catalogue.clone();
        catalogue.set_search_path(None);
        let calls = uses.iter().flat_map(|uses| &uses.references.functions);
        let is_missing = |call: &&FunctionReference| {
            matches!(catalogue.function(call, &[]), Found::No) && !catalogue.is_cast(&call.name)
        };
        let missing = |name: &RelationName, other_arguments: Option<usize>| MissingRoutine {
            name: written(name),
            other_arguments,
            nearest: self
                .nearest_routine(
                    name.schema.as_ref().map_or("public", Identifier::as_str),
                    name.name.as_str(),
                )
                .filter(|_| other_arguments.is_none())
                .map(ToString::to_string),
        };
        let functions = calls.filter(is_missing).map(|call| {
            let has_others = !catalogue.overloads(&call.name).is_empty();
            missing(&call.name, has_others.then_some(call.arguments.len()))
        });
        // What a procedure gives back stands among what it is given: only its name is looked up.
        let is_there = |name: &RelationName| {
            !catalogue.overloads(name).is_empty()
                || catalogue.has_function_elsewhere(name)
                || catalogue.has_unseen_function(name)
        };
        let procedures = uses.iter().filter_map(|uses| uses.procedure.as_ref());
        let procedures = procedures.filter(|name| !is_there(name)).map(|name| missing(name, None));
        Ok(functions.chain(procedures).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::replayed;

    fn missing(command: &str) -> String {
        let schema = replayed(&format!(
            "create schema app; create function app.tidy(days int) returns void language sql as '';
             create procedure sweep() language sql as '';
             create extension pg_cron;
             select cron.schedule('job', '* * * * *', $job${command}$job$);"
        ));
        let [job] = schema.jobs() else { panic!("one job") };
        let names = |missing: super::MissingRoutine| missing.name;
        match schema.missing_routines(job) {
            Ok(missing) => missing.into_iter().map(names).collect::<Vec<_>>().join(" "),
            Err(reason) => reason.to_owned(),
        }
    }

    #[test]
    fn what_a_command_calls_is_looked_up() {
        assert_eq!(missing("select app.tidy(30); call sweep()"), "");
        assert_eq!(missing("select * from app.tidy(days := 30), now()"), "");
        assert_eq!(missing("select app.tidy()"), "app.tidy");
        assert_eq!(missing("select tidy(1)"), "tidy");
        assert_eq!(missing("call swep()"), "swep");
        assert_eq!(missing("call swep(); select tidy(1)"), "swep tidy");
        assert_eq!(missing("select net.http_post(url := 'x', headers := jsonb_build_object('a', 1))"), "");
        assert_eq!(missing("selec 1"), "its command does not parse");
    }
}
