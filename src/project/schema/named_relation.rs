//! Relations by the names that statements give them: whether one may be there unseen, and whether it has
//! rows.

use super::catalogue::Catalogue;
use super::object::QualifiedName;
use super::rejection::{Outcome, Rejected, SqlState};
use super::relation::Relation;
use crate::facts::sql::{Identifier, RelationName};

/// Tables that tools which run migrations make for themselves.
const BOOKKEEPING: [&str; 9] = [
    "__diesel_schema_migrations",
    "__drizzle_migrations",
    "_prisma_migrations",
    "_sqlx_migrations",
    "flyway_schema_history",
    "goose_db_version",
    "gorp_migrations",
    "refinery_schema_history",
    "schema_migrations",
];

impl Catalogue {
    /// The relation of that name. Indexes and composite types have names among relations, and no rows.
    pub(super) fn opened(&self, name: &QualifiedName) -> Outcome<Option<&Relation>> {
        match self.get(name) {
            Some(Relation::Composite { .. } | Relation::Index { .. }) => {
                let message = format!("cannot open relation \"{}\"", name.name);
                Err(Rejected::new(SqlState::WrongObjectType, message))
            }
            found => Ok(found),
        }
    }

    /// Whether a relation may be there although no statement was seen to make it.
    pub(super) fn may_have_unseen(&self, name: &RelationName) -> bool {
        let is_system = |schema: &Identifier| matches!(schema.as_str(), "pg_catalog" | "information_schema");
        self.unseen.is_some()
            || BOOKKEEPING.contains(&name.name.as_str())
            || Self::is_platform_name(name)
            || name.schema.as_ref().is_some_and(is_system)
            || (name.schema.is_none() && name.name.as_str().starts_with("pg_"))
            || self.may_bring_unseen(name.schema.as_ref())
    }
}
