//! Everything a database holds, also what the platform brought: for printing it and for following
//! references.

use super::Schema;
use super::catalogue::{PLATFORM_SCHEMAS, TEMPORARY};
use super::object::{Object, ObjectId};
use super::relation::Relation;
use super::routine::Routine;
use super::sequence::Sequence;
use super::service::Publication;
use super::table::Table;
use super::user_type::{BaseType, DataType, UserType};
use super::view::View;
use crate::facts::sql::{Dialect, Identifier, RelationKind};

/// Schemas of PostgreSQL itself.
const SYSTEM_SCHEMAS: [&str; 3] = ["information_schema", "pg_catalog", "pg_toast"];

/// Whether the platform fills that schema: all it has but `public`.
pub fn is_platform_schema(name: &Identifier) -> bool {
    name.as_str() != "public" && PLATFORM_SCHEMAS.contains(&name.as_str())
}

/// Whether PostgreSQL itself keeps that schema, those of sessions included.
pub fn is_system_schema(name: &Identifier) -> bool {
    SYSTEM_SCHEMAS.contains(&name.as_str()) || name.as_str().starts_with(TEMPORARY)
}

impl Schema {
    /// Every schema, sorted by name.
    pub fn schemas(&self) -> impl Iterator<Item = (&Identifier, &Object)> {
        self.catalogue.schemas.iter().map(|(name, object)| (name, &**object))
    }

    /// Every relation, sorted by name.
    pub fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.catalogue.relations()
    }

    /// Tables of the project's own that no platform or extension fills, where PostgreSQL keeps them.
    pub fn own_tables(&self) -> impl Iterator<Item = &Table> {
        let is_other = matches!(self.dialect(), Dialect::Sqlite | Dialect::MySql);
        let has_platform = self.has_platform();
        let is_filled = move |schema: &Identifier| {
            is_system_schema(schema) || (has_platform && is_platform_schema(schema))
        };
        let tables = self.tables().filter(move |_| !is_other);
        tables.filter(move |table| table.object.extension.is_none() && !is_filled(&table.name.schema))
    }

    /// The name of a type, without its schema and what narrows it.
    pub fn type_word<'s>(&'s self, kind: &'s DataType) -> &'s str {
        match &kind.base {
            BaseType::Known(name) => name.rsplit('.').next().unwrap_or(name),
            BaseType::User(id) => self.catalogue.type_name(*id).map_or("", |name| name.name.as_str()),
        }
    }

    /// The table of that identity.
    pub fn table_by_id(&self, id: ObjectId) -> Option<&Table> {
        self.catalogue.relation_by_id(id).and_then(Relation::as_table)
    }

    /// Every view, sorted by name.
    pub fn all_views(&self) -> impl Iterator<Item = &View> {
        self.catalogue.relations().filter_map(Relation::as_view)
    }

    /// Every sequence, sorted by name.
    pub fn all_sequences(&self) -> impl Iterator<Item = &Sequence> {
        self.catalogue.relations().filter_map(|relation| match relation {
            Relation::Sequence(sequence) => Some(sequence),
            _ => None,
        })
    }

    /// Every function, procedure and aggregate, sorted by name, overloads in creation order.
    pub fn all_routines(&self) -> impl Iterator<Item = &Routine> {
        self.catalogue.routines()
    }

    /// Routines that the project made, those of extensions left out, sorted by name.
    pub fn own_routines(&self) -> impl Iterator<Item = &Routine> {
        let is_own = |routine: &&Routine| {
            routine.object.extension.is_none() && !is_platform_schema(&routine.name.schema)
        };
        self.routines().filter(is_own)
    }

    /// A type as PostgreSQL shows it for a column, its schema always said.
    pub fn shown_type(&self, kind: &DataType) -> String {
        self.catalogue.column_form(kind)
    }

    /// Every type, sorted by name.
    pub fn all_types(&self) -> impl Iterator<Item = &UserType> {
        self.catalogue.types.values().map(|kind| &**kind)
    }

    /// Every table that a publication holds, by name or with its schema or all others. Of a partitioned
    /// one, which holds no rows of its own, the partitions that do.
    pub fn published_tables(&self) -> impl Iterator<Item = (&Publication, ObjectId)> {
        self.publications().flat_map(|publication| {
            let held = self.catalogue.tables().filter(|table| self.is_published(publication, table));
            let shown = held.filter(|table| self.is_shown(publication, table));
            shown.map(move |table| (publication, table.object.id))
        })
    }

    /// Whether a table is shown as one that a publication holds: of a whole and its parts, those that have
    /// rows, or the whole alone where changes go by its name.
    fn is_shown(&self, publication: &Publication, table: &Table) -> bool {
        if !publication.is_via_root {
            return table.kind != RelationKind::Partitioned;
        }
        let whole = table.partition_of.and_then(|whole| self.catalogue.relation_by_id(whole));
        !whole.and_then(Relation::as_table).is_some_and(|whole| self.is_published(publication, whole))
    }

    fn is_published(&self, publication: &Publication, table: &Table) -> bool {
        if table.is_unlogged {
            return false;
        }
        let schema = &table.name.schema;
        let parent = table.partition_of.and_then(|parent| self.catalogue.relation_by_id(parent));
        publication.tables.contains(&table.object.id)
            || publication.schemas.contains(schema)
            || publication.has_all_tables && !is_system_schema(schema)
            || parent
                .and_then(Relation::as_table)
                .is_some_and(|parent| self.is_published(publication, parent))
    }
}
