//! `gonogo access`: who reaches which rows after the last migration.

use std::process::ExitCode;

use super::arguments::DatabaseArguments;
use super::failure::Failure;
use super::{configuration, database, output};
use crate::render::access;
use crate::{engine, source};

/// Runs the command.
pub(super) fn run(typed: &DatabaseArguments) -> Result<ExitCode, Failure> {
    let (root, table) = database::subject(typed);
    let (config, _) = configuration::load(&root, &typed.config)?;
    let text = engine::with_threads(0, || {
        let sources = source::read(source::walk(&root, &config.exclude)?);
        let databases = engine::databases(&sources, config.settings);
        let schemas = databases.schemas();
        if schemas.is_empty() {
            return Err(Failure::NoDatabase(root.clone()));
        }
        let mut reached: Vec<_> = schemas.iter().flat_map(|schema| schema.access()).collect();
        if let Some(name) = table {
            let nearest = crate::render::database::nearest(&schemas, &name);
            reached.retain(|table| is_meant(&table.table.to_string(), &name));
            if reached.is_empty() {
                return Err(Failure::UnknownTable { nearest, name });
            }
        }
        Ok(if typed.json { access::json(&reached) } else { access::text(&reached) })
    })?;
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Whether a typed name means that table: without a schema it means one of `public`.
fn is_meant(known: &str, name: &str) -> bool {
    known == name || known.strip_prefix("public.") == Some(name)
}
