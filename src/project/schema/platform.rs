//! What a database holds before the first migration: Supabase's, and any other server's.

use super::catalogue::{Catalogue, PLATFORM_SCHEMAS};
use super::object::Object;
use crate::facts::sql::Identifier;
use crate::finding::Location;
use crate::source::RelPath;

/// Schemas of every new database.
const SERVER_SCHEMAS: [&str; 3] = ["public", "pg_catalog", "information_schema"];

impl Catalogue {
    /// The platform's own state.
    pub(super) fn of_platform() -> Self {
        Self::with_schemas(&PLATFORM_SCHEMAS, "supabase_admin", "supabase")
    }

    /// The state of a new database on a server of one's own.
    pub(super) fn of_server() -> Self {
        Self::with_schemas(&SERVER_SCHEMAS, "postgres", "migrations")
    }

    fn with_schemas(schemas: &[&str], owner: &str, folder: &str) -> Self {
        let mut catalogue = Self::default();
        for schema in schemas {
            let object = Object {
                id: catalogue.next_id(),
                owner: Identifier::exact(owner),
                acl: None,
                created: Location::file(&RelPath::new(folder)),
                changed: Vec::new(),
                doubt: None,
                is_platform: true,
                extension: None,
            };
            catalogue.add_schema(Identifier::exact(schema), object);
        }
        catalogue
    }
}
