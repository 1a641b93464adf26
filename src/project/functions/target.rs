//! Whether the address of an edge function leads to one of this repository.

use super::{Functions, is_local};

/// What the address of an edge function leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A function of this repository.
    Here,
    /// Another project.
    Elsewhere,
    /// Nothing, unless the host is another project's.
    Missing {
        /// Whether the host is the project's own, or put together when it is called.
        is_ours: bool,
        /// The existing function whose name is most like it.
        nearest: Option<Box<str>>,
    },
    /// Nobody can tell: the repository has no edge function at all.
    Unseen,
}

impl Functions {
    /// What the function of that name is, at that host where it is written out.
    pub fn target(&self, name: &str, host: Option<&str>) -> Target {
        let all = || self.projects.iter().flat_map(|project| &project.functions);
        if all().any(|function| *function.name == *name) {
            return Target::Here;
        }
        let own = || self.references();
        let hosted = host.and_then(|host| host.strip_suffix(".supabase.co"));
        if let Some(hosted) = hosted
            && own().next().is_some()
            && !own().any(|reference| reference == hosted)
        {
            return Target::Elsewhere;
        }
        if all().next().is_none() {
            return Target::Unseen;
        }
        let is_ours =
            host.is_none_or(is_local) || hosted.is_some_and(|hosted| own().any(|own| own == hosted));
        let rated = all().map(|function| (strsim::damerau_levenshtein(&function.name, name), &function.name));
        let nearest = rated.min().filter(|(distance, _)| distance * 3 <= name.len());
        Target::Missing { is_ours, nearest: nearest.map(|(_, name)| name.clone()) }
    }
}
