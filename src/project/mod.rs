//! All facts together: the questions rules ask, answered once.

mod before;
pub mod client;
mod constant;
mod crates;
pub mod deploy;
pub mod docs;
pub mod env;
pub mod events;
pub mod functions;
pub mod guard;
mod idempotency;
mod ids;
pub mod modules;
mod object;
mod packages;
mod pending;
pub mod portable;
mod pretence;
pub mod schema;
mod service_role;
mod settings;
mod side;
mod test_call;
pub mod tracked;
mod words;
mod writes;

use std::sync::{Arc, OnceLock};

pub use before::Before;
pub use crates::Crates;
pub use idempotency::IdempotencyWrappers;
pub use ids::{WrittenId, reads_as_id, tenant_values, written_id};
pub use packages::{Package, Packages};
pub use pending::PendingMigration;
pub use pretence::{reads_as_double, says_pretence};
pub use service_role::{KeyMention, KeyMentionKind, holds_service_role};
pub use settings::{Applied, DefaultGrants, Settings};
pub use side::is_server_side;
pub use test_call::{TestCall, TestMode};
pub use writes::{DatabaseWrite, WriteVerb, database_writes};

use self::client::ClientCalls;
use self::deploy::Deployment;
use self::functions::{EntryPoint, Functions};
use self::modules::{Modules, Reach};
use self::schema::Schema;
use crate::facts::typescript::TypeScriptFacts;
use crate::facts::{Content, FileFacts};
use crate::source::{GitFacts, IgnoreRules, RelPath};

/// A repository as rules see it: one reading of every file, and the models built from them.
#[derive(Debug)]
pub struct Project {
    files: Vec<Arc<FileFacts>>,
    tree: Arc<TreeFacts>,
    settings: Arc<Settings>,
    schemas: Vec<Schema>,
    crates: Crates,
    functions: Functions,
    modules: Modules,
    packages: Packages,
    deployment: Deployment,
    client_calls: OnceLock<ClientCalls>,
    reach: OnceLock<Reach>,
    entry_points: OnceLock<Vec<EntryPoint>>,
    before: Option<Arc<Before>>,
}

/// What is known of the tree apart from the content of files.
#[derive(Debug, Default)]
pub struct TreeFacts {
    /// Every path seen, also of files that were not read, sorted.
    pub paths: Vec<RelPath>,
    /// What git says, in a work tree.
    pub git: Option<GitFacts>,
    /// What git ignores, also where nothing is.
    pub ignored: IgnoreRules,
}

impl Project {
    /// Puts the facts of one reading together. `files` holds each path once, sorted.
    pub fn assemble(files: Vec<Arc<FileFacts>>, tree: Arc<TreeFacts>, settings: Arc<Settings>) -> Self {
        // The schemas alone take as long as all the rest.
        let (schemas, (crates, functions, modules, packages, deployment)) = rayon::join(
            || schema::schemas(&files, settings.default_grants),
            || {
                let functions = Functions::assemble(&files, &tree);
                let modules = Modules::assemble(&files, &tree, &functions);
                (
                    Crates::assemble(&files),
                    functions,
                    modules,
                    Packages::assemble(&files),
                    Deployment::assemble(&files, &tree),
                )
            },
        );
        Self {
            files,
            tree,
            settings,
            schemas,
            crates,
            functions,
            modules,
            packages,
            deployment,
            client_calls: OnceLock::new(),
            reach: OnceLock::new(),
            entry_points: OnceLock::new(),
            before: None,
        }
    }

    /// The same, to be compared with what there was.
    #[must_use]
    pub fn since(self, before: Option<Arc<Before>>) -> Self {
        Self { before, ..self }
    }

    /// What there was at the merge base; `None` when nobody asked for a comparison.
    pub fn before(&self) -> Option<&Before> {
        self.before.as_deref()
    }

    /// Facts of every file that was read, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = &FileFacts> {
        self.files.iter().map(|file| &**file)
    }

    /// Facts of the file at `path`.
    pub fn file(&self, path: &str) -> Option<&FileFacts> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at).map(|file| &**file)
    }

    /// Every file with scripts, components included, sorted by path.
    pub fn scripts(&self) -> impl Iterator<Item = (&FileFacts, &TypeScriptFacts)> {
        self.files().filter_map(|file| match &file.content {
            Content::TypeScript(script) => Some((file, &**script)),
            _ => None,
        })
    }

    /// What scripts ask of Supabase through its client, by path and place. Found when first asked for.
    pub fn client_calls(&self) -> &ClientCalls {
        self.client_calls.get_or_init(|| ClientCalls::find(self))
    }

    /// Which module each import means.
    pub fn modules(&self) -> &Modules {
        &self.modules
    }

    /// Where each module runs. Found when first asked for.
    pub fn reach(&self) -> &Reach {
        self.reach.get_or_init(|| Reach::find(self))
    }

    /// Every place at which a server is entered, by place. Found when first asked for.
    pub fn entry_points(&self) -> &[EntryPoint] {
        self.entry_points.get_or_init(|| EntryPoint::all(self))
    }

    /// npm packages.
    pub fn packages(&self) -> &Packages {
        &self.packages
    }

    /// Rust's crates.
    pub fn crates(&self) -> &Crates {
        &self.crates
    }

    /// The web applications, and what production serves them with.
    pub fn deployment(&self) -> &Deployment {
        &self.deployment
    }

    /// Supabase's edge functions, and what schedules them.
    pub fn functions(&self) -> &Functions {
        &self.functions
    }

    /// Paths and git's view of them.
    pub fn tree(&self) -> &TreeFacts {
        &self.tree
    }

    /// Each database of the repository after its last migration, the least deep first, then sorted by folder.
    pub fn schemas(&self) -> &[Schema] {
        &self.schemas
    }

    /// What the repository's owner told us.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}
