//! Which database a root is for: what its tool says, what its files say, what the program links.

use super::{Documents, Migration};
use crate::facts::document::Node;
use crate::facts::sql::Dialect;

/// Packages that connect to one database only, and which.
const DRIVERS: [(&str, Dialect); 16] = [
    ("@libsql/client", Dialect::Sqlite),
    ("@neondatabase/serverless", Dialect::PostgreSql),
    ("@planetscale/database", Dialect::MySql),
    ("@vercel/postgres", Dialect::PostgreSql),
    ("better-sqlite3", Dialect::Sqlite),
    ("diesel_ltree", Dialect::PostgreSql),
    ("mysql", Dialect::MySql),
    ("mysql2", Dialect::MySql),
    ("mysql_async", Dialect::MySql),
    ("pg", Dialect::PostgreSql),
    ("postgres", Dialect::PostgreSql),
    ("rusqlite", Dialect::Sqlite),
    ("sqlite", Dialect::Sqlite),
    ("sqlite3", Dialect::Sqlite),
    ("tokio-postgres", Dialect::PostgreSql),
    ("wrangler", Dialect::Sqlite),
];

/// Packages that connect to what their features name.
const FEATURED: [&str; 6] = ["diesel", "diesel-async", "refinery", "sea-orm", "sqlx", "toasty"];

/// The dialect of the migrations in `folder`; undecided when nothing tells.
pub(super) fn of(folder: &str, files: &[Migration<'_>], documents: &Documents<'_>) -> Dialect {
    let written = [format!("{folder}/migration_lock.toml"), format!("{folder}/meta/_journal.json")];
    let provider = written.iter().find_map(|path| {
        let document = documents.at(path)?;
        document.get("provider").or_else(|| document.get("dialect"))?.text()
    });
    provider
        .and_then(named)
        .or_else(|| of_files(files))
        .or_else(|| of_program(folder, documents))
        .unwrap_or_default()
}

/// The database that goes by `name`.
fn named(name: &str) -> Option<Dialect> {
    Some(match name {
        "postgresql" | "postgres" | "pg" | "cockroachdb" => Dialect::PostgreSql,
        "sqlite" | "sqlite-bundled" | "rusqlite" | "rusqlite-bundled" | "turso" => Dialect::Sqlite,
        "mysql" | "mariadb" | "singlestore" | "mysql_async" => Dialect::MySql,
        _ => return None,
    })
}

/// What most of the files that tell are written for.
fn of_files(files: &[Migration<'_>]) -> Option<Dialect> {
    let count = |dialect| files.iter().filter(|(_, sql)| sql.dialect == dialect).count();
    let counted =
        [Dialect::PostgreSql, Dialect::Sqlite, Dialect::MySql].map(|dialect| (count(dialect), dialect));
    let (most, dialect) =
        counted.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (most > 0).then_some(dialect)
}

/// What the nearest manifest above `folder` that names a driver connects to; one that names several
/// tells nothing.
fn of_program(folder: &str, documents: &Documents<'_>) -> Option<Dialect> {
    documents.manifests(folder).find_map(|manifest| {
        let mut found: Vec<Dialect> = Vec::new();
        for table in tables(manifest) {
            for entry in table.entries() {
                let driver =
                    DRIVERS.iter().find(|(name, _)| *name == &*entry.key).map(|(_, dialect)| *dialect);
                found.extend(driver);
                if FEATURED.contains(&&*entry.key) {
                    let features = entry.node.get("features").map(Node::items).unwrap_or_default();
                    found.extend(features.iter().filter_map(|feature| named(feature.text()?)));
                }
            }
        }
        found.dedup();
        match found.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    })
}

/// The lists of packages of a manifest.
fn tables(manifest: &Node) -> impl Iterator<Item = &Node> {
    let paths: [&[&str]; 4] =
        [&["dependencies"], &["devDependencies"], &["dev-dependencies"], &["workspace", "dependencies"]];
    paths.into_iter().filter_map(|path| manifest.at(path))
}
