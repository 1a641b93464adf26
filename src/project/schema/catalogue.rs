//! The state of a database while its migrations run: what it holds, and the settings of the session.

use std::sync::Arc;

use super::dependents::Dependents;
use super::execute::TableRows;
use super::history::History;
use super::object::{Object, ObjectId, QualifiedName};
use super::persistent::Shared;
use super::privilege::DefaultPrivileges;
use super::relation::Relation;
use super::role::Role;
use super::routine::Routine;
use super::service::{Bucket, Extension, Job, Publication, Queue};
use super::table::Table;
use super::trigger::EventTrigger;
use super::user_type::UserType;
use crate::facts::sql::{DefaultsFor, Identifier, RelationName, TriggerFiring};
use crate::finding::Location;

/// Where temporary tables live until the session ends.
pub(super) const TEMPORARY: &str = "pg_temp";
/// Schemas that a Supabase database has before the first migration; those that the project may fill
/// itself come first.
pub(super) const PLATFORM_SCHEMAS: [&str; 18] = [
    "public",
    "extensions",
    "auth",
    "storage",
    "realtime",
    "_realtime",
    "graphql",
    "graphql_public",
    "vault",
    "pgsodium",
    "net",
    "cron",
    "pgbouncer",
    "pgmq",
    "supabase_functions",
    "supabase_migrations",
    "pg_catalog",
    "information_schema",
];

/// What there may be under names that nobody can tell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unnamed {
    /// Functions and procedures.
    pub(super) routines: bool,
    /// Triggers and rules, which take what is written to a relation.
    pub(super) writers: bool,
}

/// Everything that a database holds at one moment. A clone is a snapshot: cheap, and copied only where one
/// of the two changes.
#[derive(Clone, Debug)]
pub(super) struct Catalogue {
    next_object: u32,
    /// Schemas by name.
    pub(super) schemas: Shared<Identifier, Object>,
    /// Tables, views, sequences, and the names of indexes and composite types.
    pub(super) relations: Shared<QualifiedName, Relation>,
    /// Functions, procedures and aggregates: overloads in creation order.
    pub(super) routines: Shared<QualifiedName, Vec<Routine>>,
    /// Types that migrations, extensions or the platform made.
    pub(super) types: Shared<QualifiedName, UserType>,
    /// Roles by name.
    pub(super) roles: Shared<Identifier, Role>,
    /// What new objects are given.
    pub(super) default_privileges: Arc<Vec<DefaultPrivileges>>,
    /// Installed extensions by name.
    pub(super) extensions: Shared<Identifier, Extension>,
    /// Publications by name.
    pub(super) publications: Shared<Identifier, Publication>,
    /// Event triggers, in creation order.
    pub(super) event_triggers: Arc<Vec<EventTrigger>>,
    /// Storage buckets by id.
    pub(super) buckets: Shared<Box<str>, Bucket>,
    /// Jobs of `pg_cron`, in the order in which they were scheduled.
    pub(super) jobs: Arc<Vec<Job>>,
    /// The number of the next job; `None` when nobody can tell.
    next_job: Option<u32>,
    /// Queues of `pgmq`, in creation order.
    pub(super) queues: Arc<Vec<Queue>>,
    /// A place that may have made or dropped anything, when that could not be found out.
    pub(super) unseen: Option<Location>,
    /// What was made, or may have been, under names that nobody can tell.
    pub(super) unnamed: Unnamed,
    /// Whether a migration made casts of its own.
    pub(super) has_own_casts: bool,
    /// Whether bodies are checked when a routine is made: `check_function_bodies`.
    pub(super) checks_bodies: bool,
    /// What is known of rows of tables.
    pub(super) rows: Shared<ObjectId, TableRows>,
    /// The role that runs statements.
    pub(super) role: Identifier,
    /// The role that the session began with, to which `RESET ROLE` returns.
    pub(super) session_role: Identifier,
    search_path: Vec<Identifier>,
    /// What statements did that this state does not show.
    pub(super) history: History,
    /// Names that constraints have or had: one that is none of them is free.
    pub(super) constraint_names: Shared<Identifier, ()>,
    /// Tables that others inherit from, or did: no other has heirs to look for.
    pub(super) parents: Shared<ObjectId, ()>,
    /// The name under which each relation, routine and type was put last.
    last_names: Shared<ObjectId, QualifiedName>,
    /// What to look at when something is dropped.
    pub(super) dependents: Dependents,
    /// The table that was just created, while event triggers run.
    pub(super) created: Option<QualifiedName>,
}

impl Default for Catalogue {
    fn default() -> Self {
        let mut catalogue = Self {
            next_object: 1,
            schemas: Shared::default(),
            relations: Shared::default(),
            routines: Shared::default(),
            types: Shared::default(),
            roles: Role::of_server().map(|role| (role.name.clone(), Arc::new(role))).collect(),
            default_privileges: Arc::default(),
            extensions: Shared::default(),
            publications: Shared::default(),
            event_triggers: Arc::default(),
            buckets: Shared::default(),
            jobs: Arc::default(),
            next_job: Some(1),
            queues: Arc::default(),
            unseen: None,
            unnamed: Unnamed::default(),
            has_own_casts: false,
            checks_bodies: true,
            rows: Shared::default(),
            role: Identifier::exact("postgres"),
            session_role: Identifier::exact("postgres"),
            search_path: Vec::new(),
            history: History::default(),
            constraint_names: Shared::default(),
            parents: Shared::default(),
            last_names: Shared::default(),
            dependents: Dependents::default(),
            created: None,
        };
        catalogue.set_search_path(None);
        catalogue
    }
}

/// Names and identities.
impl Catalogue {
    /// Leaves out the identities that `other` gave, so that both can become one.
    pub(super) fn skip_ids_of(&mut self, other: &Self) {
        self.next_object = self.next_object.max(other.next_object);
    }

    /// An identity that no object has had.
    pub(super) fn next_id(&mut self) -> ObjectId {
        let id = ObjectId(self.next_object);
        self.next_object += 1;
        id
    }

    /// A number that no job has had.
    pub(super) fn next_job(&mut self) -> Option<u32> {
        let number = self.next_job?;
        self.next_job = Some(number + 1);
        Some(number)
    }

    /// Jobs have other numbers in `other`: what the next one gets is open.
    pub(super) fn merge_next_job(&mut self, other: &Self) {
        self.next_job = self.next_job.filter(|_| self.next_job == other.next_job);
    }

    /// Takes back what was done since `before`. Numbers of jobs are never given again.
    pub(super) fn go_back(&mut self, before: Self) {
        let next_job = self.next_job;
        *self = before;
        self.next_job = next_job;
    }

    /// Schemas that are searched for what has none, in order; PostgreSQL's own come before.
    pub(super) fn search_path(&self) -> &[Identifier] {
        &self.search_path
    }

    /// Sets the search path; `None` puts the platform's default back.
    pub(super) fn set_search_path(&mut self, path: Option<&[Identifier]>) {
        self.search_path = match path {
            Some(path) => path.to_vec(),
            None => ["public", "extensions"].into_iter().map(Identifier::exact).collect(),
        };
    }

    /// The schema into which a statement creates an object without one; `None` when the path leads to
    /// none that exists.
    pub(super) fn creation_name(&self, name: &RelationName) -> Option<QualifiedName> {
        let schema = match &name.schema {
            Some(schema) => Some(schema),
            None => self.search_path.iter().find(|schema| self.has_schema(schema)),
        }?;
        self.has_schema(schema).then(|| QualifiedName { schema: schema.clone(), name: name.name.clone() })
    }

    /// The first candidate that exists, as an unqualified or qualified name is looked up.
    pub(super) fn resolve(
        &self,
        name: &RelationName,
        exists: impl Fn(&QualifiedName) -> bool,
    ) -> Option<QualifiedName> {
        let named = |schema: &Identifier| QualifiedName { schema: schema.clone(), name: name.name.clone() };
        if let Some(schema) = &name.schema {
            return Some(named(schema)).filter(exists);
        }
        let temporary = named(&Identifier::exact(TEMPORARY));
        let on_path = self.search_path.iter().map(named);
        std::iter::once(temporary).chain(on_path).find(exists)
    }

    /// The existing relation that a statement means.
    pub(super) fn find(&self, name: &RelationName) -> Option<QualifiedName> {
        self.resolve(name, |candidate| self.relations.contains_key(candidate))
    }

    /// Whether a name lies in a schema that the platform fills, so that it may exist unseen.
    pub(super) fn is_platform_name(name: &RelationName) -> bool {
        let platform = &PLATFORM_SCHEMAS[1..];
        name.schema.as_ref().is_some_and(|schema| platform.contains(&schema.as_str()))
    }

    /// Ends the session: temporary objects go, settings return to their default.
    pub(super) fn end_session(&mut self) {
        remove_temporary(&mut self.relations);
        remove_temporary(&mut self.routines);
        self.role = Identifier::exact("postgres");
        self.session_role = self.role.clone();
        self.checks_bodies = true;
        self.set_search_path(None);
    }
}

/// Takes away what lies in the schema of temporary objects.
fn remove_temporary<V>(objects: &mut Shared<QualifiedName, V>) {
    let first = QualifiedName { schema: Identifier::exact(TEMPORARY), name: Identifier::exact("") };
    let temporary = objects.from(&first).map(|(name, _)| name);
    let temporary: Vec<_> = temporary.take_while(|name| name.schema == first.schema).cloned().collect();
    for name in temporary {
        objects.remove(&name);
    }
}

/// Relations.
impl Catalogue {
    /// Remembers under which name an object is put: it is new, or has a new name.
    pub(super) fn name(&mut self, id: ObjectId, name: &QualifiedName) {
        self.note_needs(id);
        self.last_names.insert(id, Arc::new(name.clone()));
    }

    /// The name under which an object was put last.
    pub(super) fn last_name(&self, id: ObjectId) -> Option<&QualifiedName> {
        self.last_names.get(&id).map(|name| &**name)
    }

    /// Every relation, sorted by name.
    pub(super) fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.values().map(|relation| &**relation)
    }

    /// Every table, sorted by name.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.relations().filter_map(Relation::as_table)
    }

    pub(super) fn get(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relations.get(name).map(|relation| &**relation)
    }

    pub(super) fn get_mut(&mut self, name: &QualifiedName) -> Option<&mut Relation> {
        let id = self.get(name)?.id();
        self.note_needs(id);
        self.relations.get_mut(name).map(Arc::make_mut)
    }

    pub(super) fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.get(name)?.as_table()
    }

    pub(super) fn table_mut(&mut self, name: &QualifiedName) -> Option<&mut Table> {
        match self.get_mut(name)? {
            Relation::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The relation of that identity.
    pub(super) fn relation_by_id(&self, id: ObjectId) -> Option<&Relation> {
        let relation = self.get(self.last_name(id)?)?;
        (relation.id() == id).then_some(relation)
    }

    /// Puts a relation under its name. A new one starts with the privileges that its owner's new objects
    /// are given.
    pub(super) fn insert(&mut self, mut relation: Relation) {
        let is_new = self.get(relation.name()).is_none_or(|before| before.id() != relation.id());
        let kind = if matches!(relation, Relation::Sequence(_)) {
            DefaultsFor::Sequences
        } else {
            DefaultsFor::Tables
        };
        let schema = relation.name().schema.clone();
        if let Some(object) = relation.object_mut().filter(|object| is_new && object.acl.is_none()) {
            object.acl = self.default_acl(kind, &object.owner, Some(&schema));
        }
        self.name(relation.id(), relation.name());
        self.relations.insert(relation.name().clone(), Arc::new(relation));
    }

    /// Takes a relation away, with the names of its indexes; what depends on it is the caller's.
    pub(super) fn remove(&mut self, name: &QualifiedName) {
        let Some(removed) = self.relations.remove(name) else { return };
        for index in removed.indexes() {
            if let Some(name) = self.relation_by_id(index.id).map(|found| found.name().clone()) {
                self.relations.remove(&name);
            }
        }
    }

    /// Gives a relation another name. References are by identity: none changes. Its indexes and the
    /// sequences of its columns stay in its schema.
    pub(super) fn rename(&mut self, from: &QualifiedName, to: &QualifiedName) {
        let Some(mut relation) = self.relations.remove(from) else { return };
        *Arc::make_mut(&mut relation).name_mut() = to.clone();
        let id = relation.id();
        self.relations.insert(to.clone(), relation);
        self.name(id, to);
        if from.schema == to.schema {
            return;
        }
        let indexes = self.get(to).map(Relation::indexes).unwrap_or_default().iter();
        let indexes = indexes.filter_map(|index| self.last_name(index.id).cloned());
        let mut parts: Vec<_> = indexes.collect();
        parts.extend(self.sequences_of(id).into_iter().map(|(name, _)| name));
        for name in parts {
            self.rename(&name, &QualifiedName { schema: to.schema.clone(), name: name.name.clone() });
        }
    }
}

/// Routines and types.
impl Catalogue {
    /// Every function, procedure and aggregate, sorted by name, overloads in creation order.
    pub(super) fn routines(&self) -> impl Iterator<Item = &Routine> {
        self.routines.values().flat_map(|overloads| overloads.iter())
    }

    pub(super) fn rename_routines(&mut self, from: &QualifiedName, to: &QualifiedName) {
        let routines = &mut self.routines;
        let Some(moved) = routines.remove(from) else { return };
        for mut routine in Arc::unwrap_or_clone(moved) {
            routine.name = to.clone();
            self.add_routine(routine);
        }
    }

    pub(super) fn rename_type(&mut self, from: &QualifiedName, to: QualifiedName) {
        let types = &mut self.types;
        let Some(mut moved) = types.remove(from).map(Arc::unwrap_or_clone) else { return };
        moved.name = to;
        self.add_type(moved);
    }

    pub(super) fn add_type(&mut self, kind: UserType) {
        self.name(kind.object.id, &kind.name);
        self.types.insert(kind.name.clone(), Arc::new(kind));
    }

    /// The type of that identity.
    pub(super) fn type_by_id(&self, id: ObjectId) -> Option<&UserType> {
        self.types.get(self.last_name(id)?).map(|kind| &**kind).filter(|kind| kind.object.id == id)
    }

    /// Functions that event triggers run after a table was created.
    pub(super) fn event_functions(&self) -> impl Iterator<Item = &Routine> {
        let waiting = self.event_triggers.iter().filter(|trigger| {
            &*trigger.event == "ddl_command_end"
                && matches!(trigger.firing, TriggerFiring::Origin | TriggerFiring::Always)
        });
        waiting.filter_map(|trigger| self.routine_by_id(trigger.function))
    }
}
