//! What the configuration of a `supabase` folder says about its database.

use super::Documents;
use crate::facts::document::Node;
use crate::facts::sql::Identifier;
use crate::project::DefaultGrants;
use crate::source::RelPath;

/// The settings of a `config.toml` that decide what a database holds and who reaches it.
pub(super) struct Config<'d> {
    folder: &'d str,
    root: Option<&'d Node>,
}

impl<'d> Config<'d> {
    pub(super) fn of(folder: &'d str, documents: &Documents<'d>) -> Self {
        Self { folder, root: documents.at(&format!("{folder}/config.toml")) }
    }

    fn list(&self, path: &[&str]) -> Option<Vec<&'d str>> {
        let list = self.root?.at(path)?;
        Some(list.items().iter().filter_map(Node::text).collect())
    }

    /// Schemas that the data API serves: what `[api].schemas` lists, else those of every new project.
    pub(super) fn exposed(&self) -> Vec<Identifier> {
        let listed = self.list(&["api", "schemas"]).filter(|listed| !listed.is_empty());
        let names = listed.unwrap_or_else(|| vec!["public", "graphql_public"]);
        names.into_iter().map(Identifier::exact).collect()
    }

    /// What `[api].auto_expose_new_tables` says of what migrations create in `public`; `None` where it is left
    /// to the platform.
    pub(super) fn default_grants(&self) -> Option<DefaultGrants> {
        let exposes = self.root?.at(&["api", "auto_expose_new_tables"])?.bool()?;
        Some(if exposes { DefaultGrants::All } else { DefaultGrants::None })
    }

    /// Whether the command line runs migrations at all.
    pub(super) fn runs_migrations(&self) -> bool {
        let enabled = self.root.and_then(|root| root.at(&["db", "migrations", "enabled"])?.bool());
        enabled.unwrap_or(true)
    }

    /// Files that describe the database as a whole, in order.
    pub(super) fn schema_files(&self, files: &[&RelPath]) -> Vec<RelPath> {
        let patterns = self.list(&["db", "migrations", "schema_paths"]).unwrap_or_default();
        self.matching(&patterns, files)
    }

    /// Files that fill a local database after its migrations, in order.
    pub(super) fn seeds(&self, files: &[&RelPath]) -> Vec<RelPath> {
        let is_on = self.root.and_then(|root| root.at(&["db", "seed", "enabled"])?.bool()).unwrap_or(true);
        let patterns = self.list(&["db", "seed", "sql_paths"]).unwrap_or_else(|| vec!["seed.sql"]);
        if is_on { self.matching(&patterns, files) } else { Vec::new() }
    }

    /// The files that each pattern takes, those of one pattern sorted, none twice.
    fn matching(&self, patterns: &[&str], files: &[&RelPath]) -> Vec<RelPath> {
        let mut found: Vec<RelPath> = Vec::new();
        for pattern in patterns {
            let Some(pattern) = RelPath::join(self.folder, pattern) else { continue };
            for file in files {
                if takes(pattern.as_str(), file.as_str()) && !found.contains(file) {
                    found.push((*file).clone());
                }
            }
        }
        found
    }
}

/// Whether a pattern takes a path: `*` and `?` within a segment, `**` any folders, a folder all below it.
fn takes(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    takes_segments(&pattern, &path)
}

fn takes_segments(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, _) => true,
        (Some((&"**", rest)), Some((_, below))) => {
            takes_segments(rest, path) || takes_segments(pattern, below)
        }
        (Some((first, rest)), Some((segment, below))) => {
            takes_segment(first.as_bytes(), segment.as_bytes()) && takes_segments(rest, below)
        }
        (Some(_), None) => false,
    }
}

fn takes_segment(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => (0..=text.len()).any(|from| takes_segment(rest, &text[from..])),
        (Some((b'?', rest)), Some((_, text))) => takes_segment(rest, text),
        (Some((wanted, rest)), Some((found, text))) => wanted == found && takes_segment(rest, text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_take_files_and_folders() {
        assert!(takes("supabase/schemas/*.sql", "supabase/schemas/a.sql"));
        assert!(!takes("supabase/schemas/*.sql", "supabase/schemas/b/a.sql"));
        assert!(takes("supabase/**/*.sql", "supabase/schemas/b/a.sql"));
        assert!(takes("supabase/schemas", "supabase/schemas/a.sql"));
        assert!(!takes("supabase/seed.sql", "supabase/seed2.sql"));
    }
}
