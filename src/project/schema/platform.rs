//! What a database holds before the first migration.

use std::sync::LazyLock;

use super::acl::{Acl, Grant, Grantee};
use super::catalogue::Catalogue;
use super::object::Object;
use super::rejection::Failure;
use super::replay::Session;
use crate::facts::sql::{DefaultsFor, Identifier, Privilege, Privileges, read_composed};
use crate::finding::Location;
use crate::source::{RelPath, Span};

/// The statements that make Supabase's: plain SQL, which a real server takes as well.
const STATEMENTS: &str = include_str!("platform.sql");
/// Schemas of every new database, and who owns each.
const SERVER_SCHEMAS: [(&str, &str); 3] =
    [("public", "pg_database_owner"), ("pg_catalog", "postgres"), ("information_schema", "postgres")];

impl Catalogue {
    /// The state of a new Supabase project.
    pub(super) fn of_platform() -> Self {
        // The same for every project: a clone shares all of it.
        static PLATFORM: LazyLock<Catalogue> = LazyLock::new(|| replayed().0);
        PLATFORM.clone()
    }

    /// The state of a new database on a server of one's own.
    pub(super) fn of_server() -> Self {
        let mut catalogue = Self::default();
        for (schema, owner) in SERVER_SCHEMAS {
            catalogue.add_built_in_schema(schema, &Identifier::exact(owner));
        }
        catalogue
    }

    fn add_built_in_schema(&mut self, name: &str, owner: &Identifier) {
        let mut acl = Acl::built_in(DefaultsFor::Schemas, owner);
        acl.grants.push(Grant {
            grantee: Grantee::Public,
            grantor: owner.clone(),
            privileges: Privileges::of(&[Privilege::Usage]),
            grantable: Privileges::NONE,
            given: Vec::new(),
        });
        let object = Object {
            id: self.next_id(),
            owner: owner.clone(),
            acl: Some(acl),
            acl_doubt: None,
            created: Location::file(&place()),
            changed: Vec::new(),
            doubt: None,
            is_platform: true,
            extension: None,
        };
        self.add_schema(Identifier::exact(name), object);
    }
}

/// Where what no migration makes is said to be made.
fn place() -> RelPath {
    RelPath::new("supabase")
}

fn replayed() -> (Catalogue, Vec<Failure>) {
    let mut catalogue = Catalogue::of_server();
    let path = place();
    let mut failures = Vec::new();
    let statements = read_composed(STATEMENTS, Span::default()).expect("the platform's statements parse");
    Session::of_platform(&mut catalogue, &path, &mut failures).run(&statements);
    catalogue.end_session();
    (catalogue, failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_of_the_platform_happens() {
        let (catalogue, failures) = replayed();
        assert!(failures.is_empty(), "{failures:?}");
        assert!(catalogue.tables().any(|table| table.name.to_string() == "auth.users"));
        assert!(catalogue.tables().all(|table| table.object.is_platform));
    }
}
