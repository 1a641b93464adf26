//! Finds and reads `gonogo.toml`, and applies it to the rules.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::arguments::ConfigArguments;
use super::failure::Failure;
use crate::config::{Config, PLACES};
use crate::rule::Catalog;

/// The configuration that counts for `root`, and every rule with the severity it has there.
pub(super) fn load(root: &Path, typed: &ConfigArguments) -> Result<(Config, Catalog), Failure> {
    let catalog = crate::rules::catalog()?;
    let Some((path, text)) = find(root, typed)? else { return Ok((Config::default(), catalog)) };
    let config = Config::read(&text, &path.display().to_string(), &catalog)?;
    let catalog = catalog.reweighed(&config.severities);
    Ok((config, catalog))
}

fn find(root: &Path, typed: &ConfigArguments) -> Result<Option<(PathBuf, String)>, Failure> {
    if typed.no_config {
        return Ok(None);
    }
    if let Some(path) = &typed.config {
        let text = fs::read_to_string(path);
        return match text {
            Ok(text) => Ok(Some((path.clone(), text))),
            Err(error) => Err(Failure::Read { path: path.clone(), error }),
        };
    }
    for place in PLACES {
        let path = root.join(place);
        match fs::read_to_string(&path) {
            Ok(text) => return Ok(Some((path, text))),
            // A root that is no folder is the walker's to report.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => return Err(Failure::Read { path, error }),
        }
    }
    Ok(None)
}
