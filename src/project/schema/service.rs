//! What a project sets up inside its database beside schemas: extensions, publications, storage buckets,
//! scheduled jobs, queues.

use super::extension::Contents;
use super::object::{Object, ObjectId};
use crate::facts::sql::{Identifier, RewriteEvent};
use crate::finding::{Location, Subject};

/// An installed extension.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Identity, owner, history.
    pub object: Object,
    /// Its name.
    pub name: Identifier,
    /// The schema in which its objects lie.
    pub schema: Identifier,
    /// Whether all that it brings is known.
    pub is_known: bool,
    /// What it brings, as far as that is known.
    pub(super) contents: Option<Contents>,
}

/// A publication for logical replication; Supabase's realtime reads `supabase_realtime`.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Identity, owner, history.
    pub object: Object,
    /// Its name.
    pub name: Identifier,
    /// Whether it holds every table.
    pub has_all_tables: bool,
    /// The tables it holds, in the order in which they came.
    pub tables: Vec<ObjectId>,
    /// The schemas all of whose tables it holds.
    pub schemas: Vec<Identifier>,
    /// What it hands on beside new rows: changed ones, removed ones.
    pub(super) events: Vec<RewriteEvent>,
    /// Whether partitions go by the name of their whole: `publish_via_partition_root`.
    pub is_via_root: bool,
}

/// A storage bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Its id, by which clients name it.
    pub id: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// Whether its files can be read without a token; `None` when nobody can tell.
    pub is_public: Option<bool>,
    /// Where it was made.
    pub created: Location,
}

/// A job of `pg_cron`.
#[derive(Clone, Debug)]
pub struct Job {
    /// The number by which `cron.unschedule` knows it; `None` when nobody can tell.
    pub number: Option<u32>,
    /// Its name, where it has one.
    pub name: Option<Box<str>>,
    /// When it runs, as written.
    pub schedule: Box<str>,
    /// What it runs.
    pub command: Box<str>,
    /// Where it was scheduled.
    pub created: Location,
}

/// A queue of `pgmq`.
#[derive(Clone, Debug)]
pub struct Queue {
    /// Its name.
    pub name: Box<str>,
    /// Where it was made.
    pub created: Location,
}

impl From<&Extension> for Subject {
    fn from(extension: &Extension) -> Self {
        Self::new(extension.name.to_string(), extension.object.created.clone())
    }
}
