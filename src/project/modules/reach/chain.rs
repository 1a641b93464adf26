//! Why a module runs: the ways that lead to it from where programs begin.

use super::entry::Entries;
use super::side::Sides;
use super::{pass, ways};
use crate::project::Project;
use crate::project::modules::{Modules, Target};
use crate::source::RelPath;

/// More chains than this tell nothing new.
const MAX_CHAINS: usize = 6;

/// The shortest way to a module from one place at which a program begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Where what begins there runs.
    pub sides: Sides,
    /// The modules, the first first; the one that was asked for last.
    pub modules: Vec<RelPath>,
}

impl Chain {
    /// One for each side on which the module at `path` runs, the shortest first.
    pub fn all(project: &Project, path: &RelPath) -> Vec<Self> {
        let modules = project.modules();
        let Some(wanted) = modules.position(path.as_str()) else { return Vec::new() };
        let entries = Entries::find(project);
        let ways = ways(modules, &entries);
        let mut users: Vec<Vec<(usize, usize)>> = vec![Vec::new(); ways.len()];
        for (from, own) in ways.iter().enumerate() {
            for (at, (to, _)) in own.iter().enumerate() {
                users[*to].push((from, at));
            }
        }
        // From the module back to those who take it, the nearest first; each with what it takes on the way.
        let mut next: Vec<Option<usize>> = vec![None; ways.len()];
        let mut seen = vec![false; ways.len()];
        let mut queue = std::collections::VecDeque::from([wanted]);
        seen[wanted] = true;
        let mut told = Sides::NONE;
        let mut found = Vec::new();
        while let Some(at) = queue.pop_front() {
            let sides = entries.sides[at];
            if !sides.is_empty() && !told.contains(sides) && found.len() < MAX_CHAINS {
                told |= sides;
                let chain = std::iter::successors(Some(at), |at| next[*at]);
                let modules = chain.map(|at| modules.numbered(at).path.clone()).collect();
                found.push(Self { sides, modules });
            }
            for (user, way) in &users[at] {
                let (to, way) = ways[*user][*way];
                let passes =
                    !pass(modules.numbered(*user), Sides::SERVER | Sides::BROWSER, way, modules.numbered(to))
                        .is_empty();
                if passes && !std::mem::replace(&mut seen[*user], true) {
                    next[*user] = Some(at);
                    queue.push_back(*user);
                }
            }
        }
        found
    }
}

impl Modules {
    /// The scripts that import the file at `path`, sorted.
    pub fn importers(&self, path: &RelPath) -> Vec<&RelPath> {
        let takes = |targets: &[Target]| {
            targets.iter().any(|target| matches!(target, Target::File(file) if file == path))
        };
        self.targets.iter().filter(|(_, targets)| takes(targets)).map(|(file, _)| &file.path).collect()
    }
}
