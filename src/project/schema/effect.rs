//! What running a routine changes, itself or through others.

use std::collections::BTreeSet;

use super::Schema;
use super::function_lookup::takes;
use super::object::ObjectId;
use super::routine::Routine;
use crate::facts::sql::{Access, RelationName};
use crate::source::Span;

/// Functions of PostgreSQL that change what others see, sorted.
const WRITERS: [&str; 4] = ["lo_unlink", "nextval", "pg_notify", "setval"];
/// Functions of the platform that do, by their schema, with what their names begin with.
const PLATFORM_WRITERS: [(&str, &[&str]); 3] = [
    ("cron", &["schedule", "unschedule", "alter_job"]),
    ("net", &["http_"]),
    ("pgmq", &["send", "archive", "delete", "pop", "read"]),
];

/// Something that a routine does beside giving back a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Where it stands in the file that defines the routine.
    pub span: Span,
    /// What it is: "inserts into `public.notes`".
    pub what: String,
    /// Whether another routine does it.
    pub is_indirect: bool,
}

impl Schema {
    /// Names of the relations whose rows some routine of the project's own changes.
    pub fn updated_names(&self) -> BTreeSet<&str> {
        let bodies = self.routines().filter_map(|routine| routine.body.as_ref());
        let used = bodies.flat_map(|body| &body.references.relations);
        let updated = used.filter(|used| matches!(used.access, Access::Update | Access::Merge));
        updated.map(|used| used.name.name.as_str()).collect()
    }

    /// The first thing that running a routine changes; `None` where nothing was found.
    pub fn effect_of(&self, routine: &Routine) -> Option<Effect> {
        self.effect(routine, &mut BTreeSet::new())
    }

    fn effect(&self, routine: &Routine, seen: &mut BTreeSet<ObjectId>) -> Option<Effect> {
        if !seen.insert(routine.object.id) {
            return None;
        }
        let body = routine.body.as_ref()?;
        let write = body.references.relations.iter().find_map(|used| {
            let what = format!("{} `{}`", verb(used.access)?, written(&used.name));
            Some(Effect { span: used.name.span, what, is_indirect: false })
        });
        let lock = || {
            let lock = body.locks.first()?;
            Some(Effect { span: lock.span, what: "locks the rows it reads".to_owned(), is_indirect: false })
        };
        write.or_else(lock).or_else(|| self.effect_of_calls(routine, seen))
    }

    fn effect_of_calls(&self, routine: &Routine, seen: &mut BTreeSet<ObjectId>) -> Option<Effect> {
        let body = routine.body.as_ref()?;
        body.references.functions.iter().find_map(|call| {
            let named = || format!("calls `{}`", written(&call.name));
            let effect = |what| Some(Effect { span: call.name.span, what, is_indirect: true });
            if writes_by_name(&call.name) {
                return effect(named());
            }
            let mut fitting = self.catalogue.overloads(&call.name).into_iter().filter(|one| takes(one, call));
            let called = fitting.next()?;
            // Which of several is meant, only their types tell.
            if fitting.next().is_some() {
                return None;
            }
            let inner = self.effect(called, seen)?;
            effect(format!("{}, which {}", named(), inner.what))
        })
    }
}

fn writes_by_name(name: &RelationName) -> bool {
    let own = name.name.as_str();
    match &name.schema {
        None => WRITERS.binary_search(&own).is_ok(),
        Some(schema) if schema.as_str() == "pg_catalog" => WRITERS.binary_search(&own).is_ok(),
        Some(schema) => {
            let known = PLATFORM_WRITERS.iter().find(|(platform, _)| *platform == schema.as_str());
            known.is_some_and(|(_, starts)| starts.iter().any(|start| own.starts_with(start)))
        }
    }
}

fn verb(access: Access) -> Option<&'static str> {
    match access {
        Access::Read | Access::Manage => None,
        Access::Insert => Some("inserts into"),
        Access::Update => Some("updates"),
        Access::Delete => Some("deletes from"),
        Access::Merge => Some("merges into"),
        Access::Truncate => Some("truncates"),
    }
}

fn written(name: &RelationName) -> String {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.name),
        None => name.name.to_string(),
    }
}
