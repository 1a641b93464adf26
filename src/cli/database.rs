//! `gonogo database`: the database as the migrations leave it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::DatabaseArguments;
use super::failure::Failure;
use super::{configuration, output};
use crate::config::Config;
use crate::project::schema::may_describe_database;
use crate::render::database;
use crate::source::Tree;
use crate::{engine, source};

/// Runs the command.
pub(super) fn run(typed: &DatabaseArguments) -> Result<ExitCode, Failure> {
    let (root, table) = subject(typed);
    let (config, _) = configuration::load(&root, &typed.config)?;
    let text = engine::with_threads(0, || {
        let sources = source::read(described(&root, &config)?);
        let databases = engine::databases(&sources, config.settings, None);
        let schemas = databases.schemas();
        if schemas.is_empty() {
            return Err(Failure::NoDatabase(root.clone()));
        }
        let places = |at: &_| databases.place(at);
        let Some(table) = table else {
            let shown = if typed.json {
                database::json(&schemas, &places)
            } else {
                database::text(&schemas, &places)
            };
            return Ok(shown);
        };
        let shown = database::table(&schemas, &table, typed.json, &places);
        shown.ok_or_else(|| Failure::UnknownTable {
            nearest: database::nearest(&schemas, &table),
            name: table,
        })
    })?;
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The files below `root` that say what its databases are: no other is read.
pub(super) fn described(root: &Path, config: &Config) -> Result<Tree, Failure> {
    let mut tree = source::walk(root, &config.exclude)?;
    tree.files.retain(may_describe_database);
    Ok(tree)
}

/// The folder and the table that are meant: a lone argument that is no folder is a table of this one.
pub(super) fn subject(typed: &DatabaseArguments) -> (PathBuf, Option<String>) {
    let here = || Path::new(".").to_path_buf();
    match (&typed.path, &typed.table) {
        (None, table) => (here(), table.clone()),
        (Some(path), None) if !path.exists() && is_name(path) => {
            (here(), Some(path.to_string_lossy().into_owned()))
        }
        (Some(path), table) => (path.clone(), table.clone()),
    }
}

/// Whether it can only be the name of a table: no folder's path has neither a slash nor exists.
fn is_name(path: &Path) -> bool {
    !path.to_string_lossy().contains(['/', '\\'])
}
