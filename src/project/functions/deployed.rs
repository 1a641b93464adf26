//! How command lines deploy edge functions: `supabase functions deploy NAME --no-verify-jwt`.

use super::scheduler::texts;
use super::{EdgeFunction, SupabaseProject};
use crate::facts::Content;
use crate::finding::Location;
use crate::project::Project;
use crate::source::Role;

/// What lets every caller through, whatever the configuration says.
const FLAG: &str = "--no-verify-jwt";

/// A command that deploys functions without their check of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDeploy {
    /// The functions it names; empty for all.
    names: Vec<Box<str>>,
    /// Where the command stands.
    pub at: Location,
}

impl OpenDeploy {
    /// Those of workflows, manifests and other configuration, by path.
    pub fn all(project: &Project) -> Vec<Self> {
        let mut found = Vec::new();
        for file in project.files().filter(|file| matches!(file.role, Role::Production | Role::Script)) {
            let Content::Document(root) = &file.content else { continue };
            texts(root, &mut |text, span| {
                let commands = text.split(['\n', ';', '|', '&']).filter(|line| line.contains(FLAG));
                found.extend(
                    commands
                        .filter_map(names)
                        .map(|names| Self { names, at: Location::new(&file.path, span) }),
                );
            });
        }
        found
    }

    /// Whether it deploys a function.
    pub fn deploys(&self, function: &EdgeFunction) -> bool {
        self.names.is_empty() || self.names.contains(&function.name)
    }
}

impl SupabaseProject {
    /// Functions that no entry of the configuration opens and a command does, each with the first such command.
    pub fn opened_by<'p>(
        &'p self,
        deploys: &'p [OpenDeploy],
    ) -> impl Iterator<Item = (&'p EdgeFunction, &'p OpenDeploy)> {
        let functions = self.functions.iter().filter(|function| !function.is_shared_code());
        let closed = functions.filter(|function| {
            let entry = self.entry(&function.name);
            entry.is_none_or(|entry| entry.is_enabled && entry.verify_jwt != Some(false))
        });
        closed.filter_map(|function| {
            let deploy = deploys.iter().find(|deploy| deploy.deploys(function))?;
            Some((function, deploy))
        })
    }
}

/// The functions that a command names; `None` for what deploys none, and where only the shell knows which.
fn names(command: &str) -> Option<Vec<Box<str>>> {
    let (_, rest) = command.split_once("functions deploy")?;
    let mut names = Vec::new();
    let mut is_value = false;
    for word in rest.split_whitespace() {
        let is_option = word.starts_with('-');
        if !is_option && !is_value && !word.starts_with('#') {
            if word.contains('$') {
                return None;
            }
            names.push(word.trim_matches(['"', '\'']).into());
        }
        is_value = matches!(word, "--project-ref" | "--import-map" | "--workdir");
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_name_functions_or_mean_all() {
        let shown = |command| names(command).map(|names| names.join(" "));
        assert_eq!(
            shown("npx supabase functions deploy hook pay --no-verify-jwt"),
            Some("hook pay".to_owned())
        );
        assert_eq!(shown("supabase functions deploy --no-verify-jwt --project-ref abc"), Some(String::new()));
        assert_eq!(shown("supabase functions deploy \"$NAME\" --no-verify-jwt"), None);
        assert_eq!(shown("supabase functions serve --no-verify-jwt"), None);
    }
}
