//! The databases that a repository's migrations end with, replayed in the order in which their tool runs them.
//!
//! A statement that PostgreSQL would reject does not happen. What cannot be decided makes the tables
//! it may touch unknown, never fine and never wrong.

mod access;
mod acl;
mod body_name;
mod called;
mod catalogue;
mod column;
mod comparison;
mod constraint;
mod dependency;
mod dependents;
mod effect;
mod embedded;
mod execute;
mod exposure;
mod extension;
mod family;
mod function_lookup;
mod grant_doubt;
mod history;
mod index;
mod job;
mod lookup;
mod merge;
mod merge_code;
mod named_call;
mod named_relation;
mod namespace;
mod object;
mod operator_class;
mod overload;
mod ownership;
mod persistent;
mod platform;
mod policy;
mod privilege;
mod reference;
mod rejection;
mod relation;
mod removal;
mod replay;
mod resolve;
mod rewrite_rule;
mod risk;
mod role;
mod root;
mod routine;
#[cfg(test)]
mod sample;
mod sequence;
mod served;
mod service;
mod shape;
mod signature;
mod table;
mod trigger;
mod unsure;
mod user_type;
mod view;
mod view_access;
mod writable;
mod written;

use std::cell::LazyCell;
use std::sync::Arc;

pub use access::{AccessCommand, Reach, TableAccess};
pub use acl::{Acl, Grant, Grantee};
pub use body_name::BodyName;
pub use column::TenantColumn;
pub use comparison::{AccessChange, AccessStep, Cause, Widening, access_steps};
pub use constraint::{Constraint, ConstraintKind, ForeignKey};
pub use effect::Effect;
pub use embedded::HasColumn;
pub use history::{Attempt, History, Undone};
pub use index::{Index, IndexKey, IndexValue};
pub use job::MissingRoutine;
pub use lookup::{is_platform_schema, is_system_schema};
pub use named_call::NamedCall;
pub use object::{ColumnId, DependencyKind, DependsOn, Object, ObjectId, QualifiedName};
pub use policy::Policy;
pub use privilege::{DefaultPrivileges, Securable};
pub use rejection::{Failure, SqlState};
pub use relation::Relation;
pub use rewrite_rule::RewriteRule;
pub use risk::{Risk, RiskKind};
pub use role::Role;
pub use root::{Tool, Version, may_describe_database};
pub use routine::{Argument, Returns, Routine, RoutineKind};
pub use sequence::Sequence;
pub use served::Served;
pub use service::{Bucket, Extension, Job, Publication, Queue};
pub use table::{Column, ReplicaIdentity, RowSecurity, Table};
pub use trigger::{EventTrigger, Trigger};
pub use user_type::{BaseType, DataType, UserType, UserTypeKind};
pub use view::View;

/// What renderers show of facts: they see none themselves.
pub use crate::facts::sql::{
    Access, Breadth, Condition, DefaultsFor, Dialect, DynamicText, Identifier, Identity, Parallel,
    ParameterMode, PolicyCommand, Privilege, Privileges, ReferentialAction, RelationKind, RoleName,
    SessionCall, TriggerFiring, Volatility, quote_identifier,
};
/// What renderers show of triggers and rules.
pub use crate::facts::sql::{RewriteEvent, TriggerEvent, TriggerTiming};

use self::catalogue::Catalogue;
use crate::facts::FileFacts;
use crate::project::DefaultGrants;
use crate::source::RelPath;

/// One database after its last migration.
#[derive(Debug)]
pub struct Schema {
    folder: Box<str>,
    tool: Tool,
    dialect: Dialect,
    migrations: Vec<RelPath>,
    seeds: Vec<RelPath>,
    is_production: bool,
    exposed: Vec<Identifier>,
    catalogue: Catalogue,
    failures: Vec<Failure>,
    risks: Vec<Risk>,
}

impl Schema {
    /// The `supabase` folder, or the folder of another tool's migrations, relative to the root of the
    /// repository.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// What runs its migrations.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// The database its migrations are written for; undecided when nothing tells, then read as PostgreSQL.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether the platform of Supabase surrounds it: its roles, its schemas, its data API.
    pub fn has_platform(&self) -> bool {
        self.tool == Tool::Supabase
    }

    /// Files that fill local databases after the last migration, in order. They are not replayed:
    /// production never sees them.
    pub fn seeds(&self) -> &[RelPath] {
        &self.seeds
    }

    /// Its migrations, in the order in which they run.
    pub fn migrations(&self) -> &[RelPath] {
        &self.migrations
    }

    /// Whether its migrations are run for users, not for tests or as an example.
    pub fn is_production(&self) -> bool {
        self.is_production
    }

    /// Every table of the project's own schemas, sorted by name. Temporary tables are gone, those that
    /// the platform brings are left out.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.all_tables().filter(|table| !table.object.is_platform)
    }

    /// Every table, also of the platform's schemas where a statement of the project touched one.
    pub fn all_tables(&self) -> impl Iterator<Item = &Table> {
        self.catalogue.tables()
    }

    /// Tables that clients reach through the data API, sorted by name.
    pub fn exposed_tables(&self) -> impl Iterator<Item = &Table> {
        self.tables().filter(|table| self.exposed.contains(&table.name.schema))
    }

    /// Whether the data API serves a schema.
    pub fn is_exposed(&self, schema: &Identifier) -> bool {
        self.exposed.contains(schema)
    }

    /// The table of that name.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.catalogue.table(name)
    }

    /// Every view of the project's own schemas, sorted by name.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        self.catalogue.relations().filter_map(Relation::as_view).filter(|view| !view.object.is_platform)
    }

    /// Every function, procedure and aggregate of the project's own, sorted by name, overloads in creation
    /// order.
    pub fn routines(&self) -> impl Iterator<Item = &Routine> {
        self.catalogue.routines().filter(|routine| !routine.object.is_platform)
    }

    /// Sequences of the project's own, sorted by name.
    pub fn sequences(&self) -> impl Iterator<Item = &Sequence> {
        let sequences = self.catalogue.relations().filter_map(|relation| match relation {
            Relation::Sequence(sequence) => Some(sequence),
            _ => None,
        });
        sequences.filter(|sequence| !sequence.object.is_platform)
    }

    /// Types of the project's own, sorted by name.
    pub fn types(&self) -> impl Iterator<Item = &UserType> {
        self.catalogue.types.values().map(|kind| &**kind).filter(|kind| !kind.object.is_platform)
    }

    /// Every role, sorted by name.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.catalogue.roles.values().map(|role| &**role)
    }

    /// The role of that name.
    pub fn role(&self, name: &Identifier) -> Option<&Role> {
        self.catalogue.roles.get(name).map(|role| &**role)
    }

    /// What new objects are given.
    pub fn default_privileges(&self) -> &[DefaultPrivileges] {
        &self.catalogue.default_privileges
    }

    /// Installed extensions, sorted by name.
    pub fn extensions(&self) -> impl Iterator<Item = &Extension> {
        self.catalogue.extensions.values().map(|extension| &**extension)
    }

    /// Publications, sorted by name.
    pub fn publications(&self) -> impl Iterator<Item = &Publication> {
        self.catalogue.publications.values().map(|publication| &**publication)
    }

    /// Event triggers, in creation order.
    pub fn event_triggers(&self) -> &[EventTrigger] {
        &self.catalogue.event_triggers
    }

    /// Storage buckets, sorted by id.
    pub fn buckets(&self) -> impl Iterator<Item = &Bucket> {
        self.catalogue.buckets.values().map(|bucket| &**bucket)
    }

    /// Jobs of `pg_cron`, in the order in which they were scheduled.
    pub fn jobs(&self) -> &[Job] {
        &self.catalogue.jobs
    }

    /// Queues of `pgmq`, in creation order.
    pub fn queues(&self) -> &[Queue] {
        &self.catalogue.queues
    }

    /// What statements risk that change what an earlier migration made, in the order in which they ran.
    pub fn risks(&self) -> &[Risk] {
        &self.risks
    }

    /// What statements about tables came to, in the order in which they ran.
    pub fn history(&self) -> &History {
        &self.catalogue.history
    }

    /// Statements that PostgreSQL rejects, in the order in which they ran.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }
}

/// Replays the migrations of every database among `files`, the least deep first, then sorted by folder.
/// What the platform gives clients by default is what `grants` says, else what a project's own
/// configuration does.
pub fn schemas(files: &[Arc<FileFacts>], grants: Option<DefaultGrants>) -> Vec<Schema> {
    let platform = LazyCell::new(Catalogue::of_platform);
    let replayed = root::roots(files).into_iter().map(|root| {
        let before = match root.tool {
            Tool::Supabase => {
                let mut platform = Catalogue::clone(&platform);
                if grants.or(root.default_grants) == Some(DefaultGrants::None) {
                    platform.give_clients_nothing();
                }
                platform
            }
            _ => Catalogue::of_server(),
        };
        replay::replay(root, before)
    });
    replayed.collect()
}
