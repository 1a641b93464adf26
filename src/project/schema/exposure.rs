//! What clients reach through the data API: relations of served schemas that their roles may read.

use super::Schema;
use super::object::{ObjectId, QualifiedName};
use super::policy::Policy;
use super::privilege::Securable;
use super::relation::Relation;
use super::service::Queue;
use super::table::Table;
use super::view::View;
use crate::facts::sql::{Identifier, Privilege, RelationKind};

/// The roles that the data API acts as for somebody without and with a session.
const CLIENT_ROLES: [&str; 2] = ["anon", "authenticated"];

impl Schema {
    /// Views, plain and materialized, of schemas that the data API serves, sorted by name; those that
    /// extensions bring are left out.
    pub fn exposed_views(&self) -> impl Iterator<Item = &View> {
        self.views().filter(|view| self.is_served(&view.name.schema) && view.object.extension.is_none())
    }

    /// Foreign tables of schemas that the data API serves, sorted by name.
    pub fn exposed_foreign_tables(&self) -> impl Iterator<Item = &Table> {
        let is_foreign = |table: &&Table| table.kind == RelationKind::Foreign;
        self.exposed_tables().filter(is_foreign).filter(|table| table.object.extension.is_none())
    }

    /// The roles of clients that may read all of a relation.
    pub fn readers<'o>(&self, object: impl Into<Securable<'o>>) -> Vec<&'static str> {
        let object = object.into();
        let may = |role: &&str| self.has_privilege(&Identifier::exact(role), object, Privilege::Select);
        CLIENT_ROLES.into_iter().filter(may).collect()
    }

    /// Whether the data API serves a schema of that name.
    pub fn is_served(&self, schema: &Identifier) -> bool {
        self.exposed.contains(schema)
    }

    /// Policies on the files of all buckets, in creation order.
    pub fn object_policies(&self) -> impl Iterator<Item = &Policy> {
        let objects =
            QualifiedName { schema: Identifier::exact("storage"), name: Identifier::exact("objects") };
        self.table(&objects).into_iter().flat_map(|table| &table.policies)
    }

    /// The table in which a queue keeps its messages.
    pub fn queue_table(&self, queue: &Queue) -> Option<&Table> {
        let name = Identifier::exact(&format!("q_{}", queue.name.to_lowercase()));
        self.table(&QualifiedName { schema: Identifier::exact("pgmq"), name })
    }

    /// The relations that a view reads, each once, in the order in which they were made.
    pub fn relations_of(&self, view: &View) -> Vec<&Relation> {
        let mut needed: Vec<ObjectId> = view.depends_on.iter().map(|need| need.object).collect();
        needed.sort_unstable();
        needed.dedup();
        needed.into_iter().filter_map(|id| self.catalogue.relation_by_id(id)).collect()
    }

    /// The table that a view reads under that name.
    pub fn table_of<'s>(&'s self, view: &View, schema: &str, name: &str) -> Option<&'s Table> {
        let wanted = QualifiedName { schema: Identifier::exact(schema), name: Identifier::exact(name) };
        let table = self.table(&wanted)?;
        view.depends_on.iter().any(|need| need.object == table.object.id).then_some(table)
    }
}
