//! Which database a file is written for: found in its text, never assumed.

use memchr::memmem;

/// The grammar of an SQL file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// PostgreSQL; also what says nothing else.
    #[default]
    PostgreSql,
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

/// Words that only PostgreSQL uses, in lower case.
const OWN_WORDS: [&str; 8] = [
    "row level security",
    "language plpgsql",
    "timestamptz",
    "jsonb",
    "create policy",
    "create extension",
    "gen_random_uuid()",
    "$$",
];

impl Dialect {
    /// The dialect of a file. What only PostgreSQL says outweighs what others say.
    pub(super) fn of(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let has = |word: &str| memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
        let foreign = FOREIGN_WORDS.iter().find(|(word, _)| has(word)).map(|(_, dialect)| *dialect);
        match foreign {
            Some(dialect) if !OWN_WORDS.iter().any(|word| has(word)) => dialect,
            _ => Self::PostgreSql,
        }
    }
}
