//! What a Supabase database holds before the first migration.

use super::catalogue::{Catalogue, PLATFORM_SCHEMAS};
use super::object::Object;
use crate::facts::sql::Identifier;
use crate::finding::Location;
use crate::source::RelPath;

impl Catalogue {
    /// The platform's own state.
    pub(super) fn of_platform() -> Self {
        let mut catalogue = Self::default();
        for schema in PLATFORM_SCHEMAS {
            let object = Object {
                id: catalogue.next_id(),
                owner: Identifier::exact("supabase_admin"),
                acl: None,
                created: Location::file(&RelPath::new("supabase")),
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
