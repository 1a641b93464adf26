//! Which tool runs the SQL files of a folder, and in which order.

use std::cmp::Ordering;

use super::super::execute::Moment;
use super::name::{self, Flyway, Version};
use super::{Documents, Migration};
use crate::facts::sql::SectionTool;
use crate::source::{RelPath, Role};

/// Folders whose numbered files are taken for migrations although nothing names a tool.
const PLAIN_FOLDERS: [&str; 9] = [
    "database",
    "db",
    "ddl",
    "docker-entrypoint-initdb.d",
    "initdb.d",
    "schema",
    "schemas",
    "sql",
    "versions",
];

/// What runs the migrations of a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// The Supabase command line.
    Supabase,
    /// Prisma: a folder each, with `migration.sql`.
    Prisma,
    /// Drizzle: the order is that of `meta/_journal.json`.
    Drizzle,
    /// Diesel: a folder each, with `up.sql`.
    Diesel,
    /// Flyway, or refinery: `V1__x.sql`.
    Flyway,
    /// goose: `-- +goose Up`.
    Goose,
    /// dbmate: `-- migrate:up`.
    Dbmate,
    /// sqlx, golang-migrate and others that number files and keep the way back in files of its own.
    Numbered,
    /// Numbered files; nothing says what runs them.
    Plain,
}

impl Tool {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supabase => "Supabase",
            Self::Prisma => "Prisma",
            Self::Drizzle => "Drizzle",
            Self::Diesel => "diesel",
            Self::Flyway => "Flyway or refinery",
            Self::Goose => "goose",
            Self::Dbmate => "dbmate",
            Self::Numbered => "a tool that runs numbered files",
            Self::Plain => "nothing that says so itself",
        }
    }

    /// The version that the tool keeps of a migration that it ran; `None` where it keeps the whole name.
    pub fn version(self, path: &RelPath) -> Option<Version> {
        match self {
            Self::Prisma | Self::Drizzle => None,
            Self::Diesel => name::diesel(path.folder().rsplit('/').next()?),
            Self::Flyway => Flyway::of(path.file_name())?.version(),
            Self::Supabase | Self::Goose | Self::Dbmate | Self::Numbered | Self::Plain => {
                name::numbered(path.file_name())
            }
        }
    }

    /// The version as the tool compares it: leading zeros count only where it compares texts.
    pub fn version_key(self, path: &RelPath) -> Option<String> {
        let version = self.version(path)?;
        let written = version.as_str();
        Some(match self {
            Self::Supabase | Self::Dbmate | Self::Diesel => written.to_owned(),
            _ => match written.trim_start_matches('0') {
                "" => "0".to_owned(),
                number => number.to_owned(),
            },
        })
    }

    /// When a migration was written, as far as its version tells.
    pub(in crate::project::schema) fn moment(self, path: &RelPath) -> Option<Moment> {
        let version = match self {
            Self::Prisma => name::numbered(path.folder().rsplit('/').next()?),
            _ => self.version(path),
        };
        Moment::of_version(version?.as_str())
    }

    /// The order in which two migrations run.
    pub(super) fn compare(self, left: &RelPath, right: &RelPath) -> Ordering {
        let by_name = || left.file_name().cmp(right.file_name());
        match self {
            Self::Supabase | Self::Dbmate => by_name(),
            Self::Prisma | Self::Drizzle => left.cmp(right),
            Self::Diesel => self.version(left).cmp(&self.version(right)).then_with(|| left.cmp(right)),
            Self::Flyway | Self::Goose | Self::Numbered | Self::Plain => {
                name::compare(left, right, |path| self.version(path))
            }
        }
    }

    /// The tool of a folder by the files that lie right in it; keeps those that it runs. `None` when the
    /// files are no migrations.
    pub(super) fn of_folder<'f>(
        folder: &str,
        files: &[Migration<'f>],
        documents: &Documents<'_>,
    ) -> Option<(Self, Vec<Migration<'f>>)> {
        if let Some(order) = journal(folder, files, documents) {
            return Some((Self::Drizzle, order));
        }
        let names: Vec<&str> = files.iter().map(|(file, _)| file.path.file_name()).collect();
        let has = |name: &str| names.contains(&name);
        let mut kept: Vec<Migration<'f>> = files.to_vec();
        let tool = if files.iter().any(|(_, sql)| sql.sections.is_some()) {
            kept.retain(|(_, sql)| sql.sections.is_some());
            let is_goose = |section: SectionTool| section == SectionTool::Goose;
            let is_goose =
                kept.iter().any(|(_, sql)| sql.sections.as_ref().is_some_and(|s| is_goose(s.tool)));
            if is_goose { Self::Goose } else { Self::Dbmate }
        } else if names.iter().any(|name| Flyway::of(name).is_some_and(|way| way.version().is_some())) {
            kept.retain(|(file, _)| is_forward(file.path.file_name(), &names));
            Self::Flyway
        } else {
            kept.retain(|(file, _)| !name::is_way_back(file.path.file_name(), has));
            let has_way_back = kept.len() < files.len();
            kept.retain(|(file, _)| name::digits(file.path.file_name()).is_some());
            let is_known = has_way_back || (is_named(folder) && documents.names_migrator(folder));
            if is_known { Self::Numbered } else { Self::Plain }
        };
        let is_migrations = tool != Self::Plain || is_plain(folder, files.len(), &kept);
        (is_migrations && !kept.is_empty()).then_some((tool, kept))
    }
}

/// Whether Flyway or refinery runs the file forward. A `U` beside a `V` of the same version is the way
/// back; alone it is refinery's migration out of line.
fn is_forward(name: &str, names: &[&str]) -> bool {
    match Flyway::of(name) {
        None => false,
        Some(Flyway::Versioned(_) | Flyway::Repeatable) => true,
        Some(Flyway::Unversioned(version)) => {
            !names.iter().any(|other| Flyway::of(other) == Some(Flyway::Versioned(version)))
        }
    }
}

/// Whether numbered files are the whole of a folder whose name says that it holds a database.
fn is_plain(folder: &str, files: usize, kept: &[Migration<'_>]) -> bool {
    let is_likely = PLAIN_FOLDERS.contains(&&*last_of(folder)) && kept.len() > 1 && kept.len() == files;
    let is_production = kept.iter().all(|(file, _)| file.role == Role::Production);
    // A folder of loose scripts has files without a number.
    is_production && ((is_named(folder) && kept.len() * 2 > files) || is_likely)
}

fn is_named(folder: &str) -> bool {
    let last = last_of(folder);
    last.contains("migration") || last == "migrate"
}

fn last_of(folder: &str) -> String {
    folder.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
}

/// The migrations that Drizzle's journal lists, in its order.
fn journal<'f>(
    folder: &str,
    files: &[Migration<'f>],
    documents: &Documents<'_>,
) -> Option<Vec<Migration<'f>>> {
    let journal = documents.at(&format!("{folder}/meta/_journal.json"))?;
    let tags = journal.get("entries")?.items().iter().filter_map(|entry| entry.get("tag")?.text());
    let file = |tag: &str| files.iter().find(|(file, _)| file.path.stem() == tag).copied();
    Some(tags.filter_map(file).collect())
}
