//! `gonogo access`: who reaches which rows after the last migration, and what changed since a commit.

use std::process::ExitCode;

use super::arguments::AccessArguments;
use super::failure::Failure;
use super::{configuration, database, output};
use crate::engine::Since;
use crate::render::{access, access_change};
use crate::report::Comparison;
use crate::{engine, source};

/// Runs the command.
pub(super) fn run(typed: &AccessArguments) -> Result<ExitCode, Failure> {
    let (root, table) = database::subject(&typed.database);
    let (config, _) = configuration::load(&root, &typed.database.config)?;
    let base = typed.since.as_deref().map(|reference| source::merge_base(&root, reference)).transpose()?;
    let text = engine::with_threads(0, || {
        let tree = database::described(&root, &config)?;
        let since = base.map(|base| Since::read(&base, &tree));
        let sources = source::read(tree);
        let databases = engine::databases(&sources, config.settings, since.as_ref());
        let schemas = databases.schemas();
        let mut comparison = databases.comparison();
        if let Some(Err(reason)) = comparison.as_ref().map(|comparison| &comparison.access) {
            return Err(Failure::UnknownBase(reason.clone()));
        }
        if schemas.is_empty() {
            return Err(Failure::NoDatabase(root.clone()));
        }
        let mut reached: Vec<_> = schemas.iter().flat_map(|schema| schema.access()).collect();
        if let Some(name) = table {
            reached.retain(|table| is_meant(&table.table.to_string(), &name));
            let is_there = comparison.as_mut().is_some_and(|comparison| keep(comparison, &name));
            if reached.is_empty() && !is_there {
                let nearest = crate::render::database::nearest(&schemas, &name);
                return Err(Failure::UnknownTable { nearest, name });
            }
        }
        Ok(match (typed.database.json, &comparison) {
            (true, since) => access::json(&reached, since.as_ref()),
            (false, Some(since)) => access_change::text(since),
            (false, None) => access::text(&reached),
        })
    })?;
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps what is about one table; says whether there is something.
fn keep(comparison: &mut Comparison, name: &str) -> bool {
    let Ok(changes) = &mut comparison.access else { return false };
    changes.retain(|change| {
        let was = change.was.as_ref().is_some_and(|was| is_meant(&was.to_string(), name));
        was || is_meant(&change.table.to_string(), name)
    });
    !changes.is_empty()
}

/// Whether a typed name means that table: without a schema it means one of `public`.
fn is_meant(known: &str, name: &str) -> bool {
    known == name || known.strip_prefix("public.") == Some(name)
}
