//! Whether the address of an edge function or a route leads to one of this repository.

use super::{Callee, Functions, Route, Scheduler, SchedulerKind, is_local};
use crate::project::Project;
use crate::source::RelPath;

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Something of this repository, or another project's.
    There,
    /// Nothing, unless it is another's.
    Missing {
        /// Whether the address is the project's own, or put together when it is called.
        is_ours: bool,
        /// The existing name or route that is most like it.
        nearest: Option<String>,
    },
    /// Nobody can tell, and why.
    Unseen(&'static str),
}

impl Project {
    /// What a scheduler calls.
    pub fn scheduled_target(&self, scheduler: &Scheduler) -> Target {
        match &scheduler.callee {
            Callee::Function(name) => self.functions().target(name, scheduler.host.as_deref()),
            Callee::Route(path) if scheduler.kind == SchedulerKind::Deployment => {
                self.route_target(path, scheduler.at.path.folder())
            }
            // A workflow may call any application, also one that is not here.
            Callee::Route(path) => match self.route_target(path, "") {
                Target::Missing { nearest, .. } => Target::Missing { is_ours: false, nearest },
                other => other,
            },
        }
    }

    /// What answers `path` in the applications below `folder`.
    fn route_target(&self, path: &str, folder: &str) -> Target {
        let is_near = |application: &str| {
            folder.is_empty() || application == folder || RelPath::new(application).is_under(folder)
        };
        let functions = self.functions();
        let by_code = self.entry_points().iter().filter_map(|entry| entry.route.as_ref());
        let near = || {
            let all = functions.routes.iter().chain(by_code.clone());
            all.filter(|route| is_near(&route.application))
        };
        if near().any(|route| route.answers(path)) {
            return Target::There;
        }
        if !path.starts_with("/api/") {
            return Target::Unseen("a page may answer it");
        }
        if near().next().is_none() {
            return Target::Unseen("no application whose routes can be seen answers it");
        }
        if functions.open_applications.iter().any(|open| is_near(open)) {
            return Target::Unseen("code or rewrites may answer it");
        }
        Target::Missing { is_ours: true, nearest: nearest(path, near().map(Route::shown)) }
    }
}

impl Functions {
    /// What the function of that name is, at that host where it is written out.
    pub fn target(&self, name: &str, host: Option<&str>) -> Target {
        let all = || self.projects.iter().flat_map(|project| &project.functions);
        if all().any(|function| *function.name == *name) {
            return Target::There;
        }
        let own = || self.references();
        let hosted = host.and_then(|host| host.strip_suffix(".supabase.co"));
        if let Some(hosted) = hosted
            && own().next().is_some()
            && !own().any(|reference| reference == hosted)
        {
            return Target::There;
        }
        if all().next().is_none() {
            return Target::Unseen("it calls an edge function, and the repository has none");
        }
        let is_ours =
            host.is_none_or(is_local) || hosted.is_some_and(|hosted| own().any(|own| own == hosted));
        Target::Missing { is_ours, nearest: nearest(name, all().map(|function| function.name.to_string())) }
    }
}

/// The name most like `wanted`, where one is near.
fn nearest(wanted: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let rated = known.map(|known| (strsim::damerau_levenshtein(&known, wanted), known));
    rated.min().filter(|(distance, _)| distance * 3 <= wanted.len()).map(|(_, nearest)| nearest)
}
