//! The databases of a repository: which folders hold migrations, what runs them and in which order.

mod dialect;
mod documents;
mod name;
mod supabase;
mod tool;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use name::Version;
pub use tool::Tool;

use self::documents::Documents;
use self::supabase::Config;
use crate::facts::sql::{Dialect, Identifier, SqlFacts};
use crate::facts::{Content, FileFacts};
use crate::project::DefaultGrants;
use crate::source::{Language, RelPath};

/// A file of SQL with what it says.
pub(super) type Migration<'f> = (&'f FileFacts, &'f SqlFacts);

/// One database: what creates it.
pub(super) struct Root<'f> {
    /// The `supabase` folder; for any other tool the folder of its migrations.
    pub folder: Box<str>,
    pub tool: Tool,
    pub dialect: Dialect,
    /// Migrations in the order in which they run.
    pub migrations: Vec<Migration<'f>>,
    /// Files that fill local databases after the last migration. Production never sees them.
    pub seeds: Vec<RelPath>,
    /// Schemas that the data API serves; none without one.
    pub exposed: Vec<Identifier>,
    /// What the platform gives clients by default, where its configuration says.
    pub default_grants: Option<DefaultGrants>,
}

/// Whether the file at `path`, by its name, may say what a database holds or what runs its migrations.
pub fn may_describe_database(path: &RelPath) -> bool {
    let names = ["Cargo.toml", "_journal.json", "config.toml", "migration_lock.toml", "package.json"];
    Language::of(path) == Language::Sql || names.contains(&path.file_name())
}

/// SQL files by the folder that may be a root.
#[derive(Default)]
struct Candidates<'f> {
    /// Files right in a `supabase/migrations`, by the `supabase` folder.
    supabase: BTreeMap<&'f str, Vec<Migration<'f>>>,
    /// `NAME/migration.sql`, by the folder above.
    prisma: BTreeMap<&'f str, Vec<Migration<'f>>>,
    /// `NAME/up.sql`, by the folder above.
    diesel: BTreeMap<&'f str, Vec<Migration<'f>>>,
    /// All others, by their folder.
    folders: BTreeMap<&'f str, Vec<Migration<'f>>>,
}

/// Every database among `files`, which are sorted by path; the least deep first, then sorted by folder.
pub(super) fn roots(files: &[Arc<FileFacts>]) -> Vec<Root<'_>> {
    let documents = Documents::new(files);
    let candidates = Candidates::of(files);
    let mut roots = supabase_roots(files, &candidates, documents);
    let in_folders = [(Tool::Prisma, &candidates.prisma), (Tool::Diesel, &candidates.diesel)];
    for (tool, groups) in in_folders {
        for (folder, group) in groups.iter().filter(|(folder, group)| holds_migrations(folder, group)) {
            roots.extend(root(folder, tool, group.clone(), documents));
        }
    }
    let mut plain = Vec::new();
    for (folder, group) in &candidates.folders {
        if let Some((tool, kept)) = Tool::of_folder(folder, group, &documents) {
            let found = if tool == Tool::Plain { &mut plain } else { &mut roots };
            found.extend(root(folder, tool, kept, documents));
        }
    }
    // Beside the migrations of a tool, numbered scripts are not a database of their own.
    plain.retain(|root| !roots.iter().any(|other| share_program(&root.folder, &other.folder)));
    roots.extend(plain);
    // What lies at the root is what the repository is about: copies and examples lie deeper.
    let depth = |root: &Root<'_>| root.folder.matches('/').count();
    roots.sort_by(|left, right| depth(left).cmp(&depth(right)).then_with(|| left.folder.cmp(&right.folder)));
    roots
}

impl<'f> Candidates<'f> {
    fn of(files: &'f [Arc<FileFacts>]) -> Self {
        let mut candidates = Self::default();
        for file in files {
            if let Content::Sql(sql) = &file.content {
                candidates.add((&**file, &**sql));
            }
        }
        candidates
    }

    fn add(&mut self, file: Migration<'f>) {
        let path = &file.0.path;
        let folder = path.folder();
        let above = RelPath::above(folder);
        let (groups, key) = match path.file_name() {
            _ if folder == "supabase/migrations" || folder.ends_with("/supabase/migrations") => {
                (&mut self.supabase, above)
            }
            "migration.sql" if !folder.is_empty() => (&mut self.prisma, above),
            "up.sql" if !folder.is_empty() => (&mut self.diesel, above),
            _ => (&mut self.folders, folder),
        };
        groups.entry(key).or_default().push(file);
    }
}

/// The `supabase` folders with migrations, and those that only describe their database as a whole.
fn supabase_roots<'f>(
    files: &'f [Arc<FileFacts>],
    candidates: &Candidates<'f>,
    documents: Documents<'f>,
) -> Vec<Root<'f>> {
    let mut folders: Vec<&str> = candidates.supabase.keys().copied().collect();
    folders.extend(files.iter().filter_map(|file| {
        let is_config = file.path.file_name() == "config.toml";
        let folder = file.path.folder();
        (is_config && (folder == "supabase" || folder.ends_with("/supabase"))).then_some(folder)
    }));
    folders.sort_unstable();
    folders.dedup();
    let root = |folder: &'f str| {
        let config = Config::of(folder, &documents);
        let below: Vec<&Arc<FileFacts>> =
            below(files, folder).iter().filter(|file| matches!(file.content, Content::Sql(_))).collect();
        let paths: Vec<&RelPath> = below.iter().map(|file| &file.path).collect();
        let mut migrations: Vec<Migration<'f>> = candidates.supabase.get(folder).cloned().unwrap_or_default();
        migrations.retain(|(file, sql)| sql.dialect.is_postgres() && is_supabase_name(file.path.file_name()));
        migrations.sort_by(|(left, _), (right, _)| Tool::Supabase.compare(&left.path, &right.path));
        if !config.runs_migrations() {
            migrations.clear();
        }
        if migrations.is_empty() {
            let described = config.schema_files(&paths);
            let file = |path: &RelPath| below.iter().find(|file| file.path == *path);
            migrations.extend(described.iter().filter_map(|path| sql_of(file(path)?)));
        }
        let seeds = config.seeds(&paths);
        (!migrations.is_empty()).then(|| Root {
            folder: folder.into(),
            tool: Tool::Supabase,
            dialect: Dialect::PostgreSql,
            migrations,
            seeds,
            exposed: config.exposed(),
            default_grants: config.default_grants(),
        })
    };
    folders.into_iter().filter_map(root).collect()
}

/// The files below a folder.
fn below<'f>(files: &'f [Arc<FileFacts>], folder: &str) -> &'f [Arc<FileFacts>] {
    let prefix = format!("{folder}/");
    let start = files.partition_point(|file| file.path.as_str() < prefix.as_str());
    let rest = &files[start..];
    &rest[..rest.partition_point(|file| file.path.as_str().starts_with(&prefix))]
}

fn sql_of(file: &FileFacts) -> Option<Migration<'_>> {
    match &file.content {
        Content::Sql(sql) => Some((file, sql)),
        _ => None,
    }
}

/// The command line passes over files whose name begins with no version.
fn is_supabase_name(name: &str) -> bool {
    let rest = name.trim_start_matches(|character: char| character.is_ascii_digit());
    rest.len() < name.len() && rest.starts_with(['_', '-'])
}

/// Whether folders with one file each are migrations: their folder says so, or all begin with a number.
fn holds_migrations(folder: &str, group: &[Migration<'_>]) -> bool {
    let last = folder.rsplit('/').next().unwrap_or_default();
    let is_numbered = |(file, _): &Migration<'_>| {
        let own = file.path.folder().rsplit('/').next().unwrap_or_default();
        own.starts_with(|first: char| first.is_ascii_digit())
    };
    last.contains("migration") || group.iter().all(is_numbered)
}

fn root<'f>(
    folder: &str,
    tool: Tool,
    mut migrations: Vec<Migration<'f>>,
    documents: Documents<'_>,
) -> Option<Root<'f>> {
    let dialect = dialect::of(folder, &migrations, &documents);
    migrations.retain(|(_, sql)| sql.dialect.is_postgres() || !dialect.is_postgres());
    if tool != Tool::Drizzle {
        migrations.sort_by(|(left, _), (right, _)| tool.compare(&left.path, &right.path));
    }
    (!migrations.is_empty()).then(|| Root {
        folder: folder.into(),
        tool,
        dialect,
        migrations,
        seeds: Vec::new(),
        exposed: Vec::new(),
        default_grants: None,
    })
}

/// Whether two roots may belong to one program: the folder around one holds the other.
fn share_program(left: &str, right: &str) -> bool {
    let around = |folder: &str| RelPath::above(folder).to_owned();
    let holds = |above: &str, folder: &str| {
        above.is_empty() || folder.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
    };
    holds(&around(left), right) || holds(&around(right), left)
}

#[cfg(test)]
mod tests;
