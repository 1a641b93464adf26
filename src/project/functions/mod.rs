//! Where a repository's servers begin: Supabase's edge functions, what their configuration promises, what lies
//! in the folders; the routes that frameworks make from files; what a clock calls.

mod caller;
mod config;
mod deployed;
mod entry;
mod folder;
mod guard;
mod host;
mod power;
mod reach;
mod rewrite;
mod route;
mod scheduler;
mod spelling;
mod target;
mod timed;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use caller::{Caller, CallerKind, Callers};
pub use config::{ConfigFunction, Entrypoint, Schedule};
pub use deployed::OpenDeploy;
pub use entry::{EntryKind, EntryPoint};
pub use folder::EdgeFunction;
pub use guard::Guard;
pub use host::{is_local, reads_as_reference};
pub use power::{Power, is_health_check};
pub use reach::Reach;
pub use route::Route;
pub use scheduler::{Callee, Scheduler, SchedulerKind};
pub use spelling::{NamedAt, plain_name};
pub use target::Target;
pub use timed::TimedBy;

use self::folder::Tree;
use super::TreeFacts;
use crate::facts::document::Node;
use crate::facts::{Content, FileFacts};
use crate::finding::ProblemKind;
use crate::source::{RelPath, Role};

/// Every Supabase project of the repository, every route, and every scheduler that calls one of them.
#[derive(Debug, Default)]
pub struct Functions {
    /// Sorted by folder.
    pub projects: Vec<SupabaseProject>,
    /// Sorted by path.
    pub schedulers: Vec<Scheduler>,
    /// Routes that frameworks make from the places of files, sorted by file.
    pub routes: Vec<Route>,
    /// Folders of applications in which code or configuration answers requests too, whatever their path.
    open_applications: BTreeSet<Box<str>>,
}

/// A folder that the Supabase command line works in: it has a `config.toml`, functions, or both.
#[derive(Debug)]
pub struct SupabaseProject {
    /// The folder; empty at the root.
    pub folder: Box<str>,
    /// Its `config.toml`.
    pub config: Option<RelPath>,
    /// The hosted project that it is: `abcd` of `https://abcd.supabase.co`, where the configuration says so.
    pub reference: Option<Box<str>>,
    /// Role of that file; [`Role::Production`] without one.
    pub role: Role,
    /// Whether that file does not parse, so that its entries are not known.
    pub is_unreadable: bool,
    /// `[functions.NAME]` entries, in source order.
    pub configured: Vec<ConfigFunction>,
    /// Functions that have an entry point, sorted by name.
    pub functions: Vec<EdgeFunction>,
    /// Storage buckets that the configuration makes: `[storage.buckets.NAME]`, in source order.
    pub buckets: Vec<Box<str>>,
    /// Names of all folders under `functions`, sorted.
    pub folders: Vec<Box<str>>,
}

impl Functions {
    pub(super) fn assemble(files: &[Arc<FileFacts>], tree: &TreeFacts) -> Self {
        let paths = Tree::new(&tree.paths);
        let configs = files.iter().filter(|file| file.path.file_name() == "config.toml");
        let mut projects: Vec<SupabaseProject> =
            configs.filter_map(|file| SupabaseProject::configured(file, &paths)).collect();
        for folder in folder::roots(&tree.paths) {
            if !projects.iter().any(|project| &*project.folder == folder) {
                projects.push(SupabaseProject::unconfigured(folder, &paths));
            }
        }
        projects.sort_by(|a, b| a.folder.cmp(&b.folder));
        Self {
            projects,
            schedulers: scheduler::schedulers(files),
            routes: route::routes(&tree.paths),
            open_applications: rewrite::open_applications(files),
        }
    }

    /// The scheduler that calls this function, the first by path.
    pub fn scheduler_of(&self, function: &str) -> Option<&Scheduler> {
        let is_called = |scheduler: &&Scheduler| matches!(&scheduler.callee, Callee::Function(name) if **name == *function);
        self.schedulers.iter().find(is_called)
    }
}

impl SupabaseProject {
    fn configured(file: &FileFacts, paths: &Tree<'_>) -> Option<Self> {
        if !file.role.is_authored() {
            return None;
        }
        let folder = file.path.folder();
        let root = match &file.content {
            Content::Document(root) if config::is_supabase(root, folder) => Some(root),
            Content::None if is_named_supabase(folder) && is_broken(file) => None,
            _ => return None,
        };
        let configured = root.map_or_else(Vec::new, |root| configured(file, root, paths));
        Some(Self {
            functions: paths.functions(folder, &configured),
            folders: paths.function_folders(folder),
            folder: folder.into(),
            config: Some(file.path.clone()),
            reference: root.and_then(config::reference).map(Into::into),
            role: file.role,
            is_unreadable: root.is_none(),
            buckets: root.map_or_else(Vec::new, config::buckets),
            configured,
        })
    }

    fn unconfigured(folder: &str, paths: &Tree<'_>) -> Self {
        Self {
            functions: paths.functions(folder, &[]),
            folders: paths.function_folders(folder),
            folder: folder.into(),
            config: None,
            reference: None,
            role: Role::Production,
            is_unreadable: false,
            buckets: Vec::new(),
            configured: Vec::new(),
        }
    }

    /// The entry of that name.
    pub fn entry(&self, name: &str) -> Option<&ConfigFunction> {
        self.configured.iter().find(|entry| &*entry.name == name)
    }
}

fn configured(file: &FileFacts, root: &Node, paths: &Tree<'_>) -> Vec<ConfigFunction> {
    let entries = root.get("functions").map_or(&[][..], Node::entries);
    let tables = entries.iter().filter(|entry| config::is_table(entry));
    tables.map(|entry| ConfigFunction::new(file, entry, paths)).collect()
}

fn is_named_supabase(folder: &str) -> bool {
    folder == "supabase" || folder.ends_with("/supabase")
}

fn is_broken(file: &FileFacts) -> bool {
    file.problems.iter().any(|problem| problem.kind == ProblemKind::SyntaxError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::extract;
    use crate::source::Sources;

    fn functions(files: &[(&str, &str)]) -> Functions {
        let sources = Sources::in_memory(files.iter().copied());
        let mut tree = TreeFacts { paths: sources.paths().collect(), ..TreeFacts::default() };
        tree.paths.sort();
        let facts: Vec<_> = sources.files.iter().flat_map(extract).map(Arc::new).collect();
        Functions::assemble(&facts, &tree)
    }

    fn names(project: &SupabaseProject) -> Vec<&str> {
        project.functions.iter().map(|function| &*function.name).collect()
    }

    #[test]
    fn each_folder_with_a_config_is_a_project_of_its_own() {
        let found = functions(&[
            ("supabase/config.toml", "project_id = \"a\"\n[functions.one]\n"),
            ("supabase/functions/one/index.ts", ""),
            ("src/config.toml", "[functions.two]\nverify_jwt = false\n"),
            ("src/functions/two/index.js", ""),
            ("config.toml", "title = 'a site'\n[functions]\nmax = 3\n"),
            ("apps/b/supabase/functions/three/index.ts", ""),
        ]);
        let folders: Vec<_> = found.projects.iter().map(|project| &*project.folder).collect();
        assert_eq!(folders, ["apps/b/supabase", "src", "supabase"]);
        assert_eq!(names(&found.projects[1]), ["two"]);
    }

    #[test]
    fn entry_points_lie_beside_the_config_that_names_them() {
        let found = functions(&[
            (
                "a/supabase/config.toml",
                "[functions.x]\nentrypoint = './functions/y/main.ts'\n[functions.z]\nentrypoint = '../z.ts'\n",
            ),
            ("a/supabase/functions/y/main.ts", ""),
            ("a/z.ts", ""),
            ("a/supabase/functions/_shared/index.ts", ""),
        ]);
        let project = &found.projects[0];
        assert_eq!(names(project), ["_shared", "x", "z"]);
        assert_eq!(project.functions[1].entry.as_str(), "a/supabase/functions/y/main.ts");
    }

    #[test]
    fn a_broken_config_is_known_to_be_unknown() {
        let found = functions(&[("supabase/config.toml", "[functions.x\n")]);
        assert!(found.projects[0].is_unreadable);
    }

    #[test]
    fn workflows_and_units_with_a_clock_are_schedulers() {
        let found = functions(&[
            (
                ".github/workflows/tick.yml",
                "on:\n  schedule: [{ cron: '* * * * *' }]\njobs:\n  a:\n    steps:\n      - run: |\n          curl $URL/functions/v1/tick\n",
            ),
            (
                ".github/workflows/deploy.yml",
                "on: push\njobs:\n  a:\n    steps:\n      - run: curl $URL/functions/v1/once\n",
            ),
            ("ops/mail.service", "[Service]\nExecStart=curl https://x/functions/v1/mail\n"),
            ("ops/mail.timer", "[Timer]\nOnCalendar=daily\n"),
        ]);
        let called: Vec<_> = found.schedulers.iter().map(|scheduler| scheduler.callee.name()).collect();
        assert_eq!(called, ["tick", "mail"]);
    }
}
