//! The `supabase` folders of a repository: their migrations and what their configuration exposes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::sql::{Identifier, SqlFacts};
use crate::facts::{Content, FileFacts};

type Migrations<'f> = Vec<(&'f FileFacts, &'f SqlFacts)>;

/// What one `supabase` folder brings.
pub(super) struct Root<'f> {
    pub folder: Box<str>,
    /// Migrations in the order in which they run: by name.
    pub migrations: Migrations<'f>,
    /// Schemas that the data API serves.
    pub exposed: Vec<Identifier>,
}

/// Every folder named `supabase` that holds migrations, sorted.
pub(super) fn roots<'f>(files: &'f [Arc<FileFacts>]) -> Vec<Root<'f>> {
    let mut found: BTreeMap<&str, Migrations<'f>> = BTreeMap::new();
    for file in files {
        if let Content::Sql(sql) = &file.content
            && sql.dialect.is_postgres()
            && let Some(folder) = migration_folder(file)
        {
            found.entry(folder).or_default().push((file, sql));
        }
    }
    let root = |(folder, mut migrations): (&'f str, Migrations<'f>)| {
        migrations.sort_by_key(|(file, _)| file.path.file_name());
        Root { exposed: exposed(files, folder), migrations, folder: folder.into() }
    };
    found.into_iter().map(root).collect()
}

/// The `supabase` folder whose migration this is. Files that the command line tool passes over, because
/// their name begins with no version, are none.
fn migration_folder(file: &FileFacts) -> Option<&str> {
    let folder = file.path.folder().strip_suffix("/migrations")?;
    let is_supabase = folder == "supabase" || folder.ends_with("/supabase");
    let name = file.path.file_name();
    let version = name.trim_start_matches(|character: char| character.is_ascii_digit());
    let has_version = version.len() < name.len() && version.starts_with(['_', '-']);
    (is_supabase && has_version).then_some(folder)
}

/// `public`, and what `[api].schemas` of the folder's `config.toml` adds.
fn exposed(files: &[Arc<FileFacts>], folder: &str) -> Vec<Identifier> {
    let path = format!("{folder}/config.toml");
    let at = files.binary_search_by(|file| file.path.as_str().cmp(&path));
    let config = at.ok().and_then(|at| files.get(at)).map(|file| &file.content);
    let mut exposed = vec![Identifier::exact("public"), Identifier::exact("graphql_public")];
    if let Some(Content::Document(config)) = config
        && let Some(schemas) = config.at(&["api", "schemas"])
    {
        exposed.extend(schemas.items().iter().filter_map(|schema| schema.text()).map(Identifier::exact));
    }
    exposed
}
