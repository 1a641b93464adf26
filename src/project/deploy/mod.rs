//! What production serves: web applications and the Content-Security-Policy each is served with.

mod application;
mod document;
mod lines;
mod policy;
mod script;

use std::sync::Arc;

pub use application::WebApplication;
pub use policy::{Policy, PolicyKind};

use self::policy::{Found, Source};
use super::TreeFacts;
use crate::facts::{Content, FileFacts};
use crate::finding::Location;
use crate::source::{RelPath, Role};

/// Every web application of the repository, sorted by folder.
#[derive(Debug, Default)]
pub struct Deployment {
    /// The applications.
    pub applications: Vec<WebApplication>,
}

impl Deployment {
    pub(super) fn assemble(files: &[Arc<FileFacts>], tree: &TreeFacts) -> Self {
        let mut applications = application::applications(files, &tree.paths);
        if applications.is_empty() {
            return Self::default();
        }
        for file in files.iter().filter(|file| file.role == Role::Production) {
            let found = policies(file);
            if !found.is_empty() {
                attach(file, &found, files, &mut applications);
            }
        }
        for application in &mut applications {
            application.policies.sort();
            application.policies.dedup();
        }
        Self { applications }
    }
}

/// Every policy that one file gives to what it serves.
fn policies(file: &FileFacts) -> Vec<Found> {
    match &file.content {
        Content::Html(page) => policy::in_page(page),
        Content::Lines(text) => lines::policies(&file.path, text),
        Content::Document(root) => document::policies(&file.path, root),
        Content::TypeScript(facts) => script::policies(&file.path, facts),
        Content::Rust(facts) => facts.policies.iter().map(policy::in_program).collect(),
        Content::Environment(_)
        | Content::Markdown(_)
        | Content::Sql(_)
        | Content::Shell(_)
        | Content::None => Vec::new(),
    }
}

/// Gives the policies of a file to the applications that are served with them.
fn attach(file: &FileFacts, found: &[Found], files: &[Arc<FileFacts>], applications: &mut [WebApplication]) {
    let owner = owner(&file.path, applications).map(|owner| applications[owner].root.clone());
    for application in applications {
        let is_own = owner.as_ref() == Some(&application.root);
        let is_above = owner.as_ref().is_none_or(|owner| application.is_under(owner));
        for found in found {
            let reaches = match found.source {
                Source::Page => is_own && application.serves_page(&file.path),
                Source::Script => is_own || (owner.is_none() && script::serves_pages(&file.path, files)),
                // A server in front of everything, or the platform's file at the root.
                Source::Infrastructure => is_own || is_above,
            };
            if reaches {
                application.policies.push(Policy {
                    kind: found.kind,
                    at: Location::new(&file.path, found.span),
                    is_report_only: found.is_report_only,
                });
            }
        }
    }
}

/// The application in whose folder a file lies, the innermost.
fn owner(path: &RelPath, applications: &[WebApplication]) -> Option<usize> {
    let around = applications.iter().enumerate().filter(|(_, application)| path.is_under(&application.root));
    around.max_by_key(|(_, application)| application.root.len()).map(|(index, _)| index)
}
