//! Which database a file is written for: found in its text, never assumed.

use memchr::memmem;

use crate::source::RelPath;

/// The grammar of an SQL file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// PostgreSQL beyond doubt.
    PostgreSql,
    /// Nothing in it tells: read as PostgreSQL, and what that cannot read is no error.
    #[default]
    Undecided,
    /// SQLite.
    Sqlite,
    /// MySQL, and what descends from it.
    MySql,
}

/// Words that PostgreSQL has no use for, in lower case, and whose they are.
const FOREIGN_WORDS: [(&str, Dialect); 8] = [
    ("autoincrement", Dialect::Sqlite),
    ("insert or ignore", Dialect::Sqlite),
    ("insert or replace", Dialect::Sqlite),
    ("pragma ", Dialect::Sqlite),
    ("without rowid", Dialect::Sqlite),
    ("auto_increment", Dialect::MySql),
    ("engine=", Dialect::MySql),
    ("engine =", Dialect::MySql),
];

/// Words that only PostgreSQL uses, in lower case. Its types are used by many who borrowed its grammar.
const OWN_WORDS: [&str; 8] = [
    "row level security",
    "plpgsql",
    "create policy",
    "create extension",
    "returns trigger",
    "pg_catalog",
    "do $$",
    "tsvector",
];

impl Dialect {
    /// The dialect of a file. What only PostgreSQL says outweighs what others say, and a `supabase` folder
    /// holds PostgreSQL unless its text says otherwise.
    pub(super) fn of(path: &RelPath, text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let has = |word: &str| memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
        if OWN_WORDS.iter().any(|word| has(word)) {
            return Self::PostgreSql;
        }
        let foreign = FOREIGN_WORDS.iter().find(|(word, _)| has(word)).map(|(_, dialect)| *dialect);
        let by_folder = if path.folders().any(|folder| folder == "supabase") {
            Self::PostgreSql
        } else {
            Self::Undecided
        };
        foreign.unwrap_or(by_folder)
    }

    /// Whether PostgreSQL's grammar reads it.
    pub fn is_postgres(self) -> bool {
        matches!(self, Self::PostgreSql | Self::Undecided)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_folders_tell_the_dialect() {
        let of = |path: &str, text: &str| Dialect::of(&RelPath::new(path), text);
        assert_eq!(
            of("migrations/1.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)"),
            Dialect::Sqlite
        );
        assert_eq!(of("schema.sql", "CREATE TABLE t (id int AUTO_INCREMENT) ENGINE=InnoDB"), Dialect::MySql);
        assert_eq!(of("schema.sql", "create table t (id int)"), Dialect::Undecided);
        assert_eq!(of("supabase/migrations/1.sql", "create table t (id int)"), Dialect::PostgreSql);
        assert_eq!(of("1.sql", "-- engine=x\ncreate function f() … language plpgsql"), Dialect::PostgreSql);
    }
}
