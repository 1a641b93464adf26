//! What only the owner of a repository can tell: the names of its guards, how its platform is set up, what
//! runs in production.

use std::collections::BTreeSet;

use crate::source::RelPath;

/// What the configuration and the command line say; see `gonogo.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Functions that make what they wrap idempotent.
    pub idempotency_wrappers: Vec<String>,
    /// Functions that find out who calls: `[wrappers] auth`.
    pub auth_wrappers: Vec<String>,
    /// Patterns of modules that are started by what nobody can see from here.
    pub entry_points: Vec<String>,
    /// What the platform gives clients on new tables, functions and sequences of `public`; `None` where nobody
    /// says: then a project's `config.toml` does, or all.
    pub default_grants: Option<DefaultGrants>,
    /// The migrations that ran in production already.
    pub applied: Applied,
}

/// What Supabase gives `anon`, `authenticated` and `service_role` on what migrations create in `public`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultGrants {
    /// Everything, as older projects do.
    All,
    /// Nothing, as newer ones can: each grant stands in a migration.
    None,
}

/// Which migrations ran in production already: what others do matters still.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Applied {
    /// Nobody said.
    #[default]
    Unknown,
    /// Those up to a version: `[migrations] applied`.
    UpTo(String),
    /// Those that the merge base has: `--since`.
    Files(BTreeSet<RelPath>),
}

impl Applied {
    /// Whether a migration of that version, at that place, is still to run; `None` when nobody said.
    pub fn leaves(&self, path: &RelPath, version: Option<&str>) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Files(files) => Some(!files.contains(path)),
            Self::UpTo(applied) => {
                // What has no version is said by its name.
                let version = version.unwrap_or_else(|| path.file_name());
                let number = |text: &str| text.parse::<u128>().ok();
                Some(match (number(version), number(applied)) {
                    (Some(version), Some(applied)) => version > applied,
                    _ => version > applied.as_str(),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let applied = Applied::UpTo("9".to_owned());
        let path = RelPath::new("migrations/10_x.sql");
        assert_eq!(applied.leaves(&path, Some("10")), Some(true));
        assert_eq!(applied.leaves(&path, Some("9")), Some(false));
        assert_eq!(Applied::Unknown.leaves(&path, Some("9")), None);
    }
}
