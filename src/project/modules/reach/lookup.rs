//! Modules by what a manifest, a configuration or a page calls them.

use crate::facts::FileFacts;
use crate::project::modules::{MODULES, Modules};
use crate::source::{Globs, RelPath};

/// Folders that a build writes.
const OUTPUT: [&str; 12] =
    ["build", "bundle", "cjs", "dist", "dist-es", "dist-types", "es", "esm", "lib", "out", "output", "types"];
/// Folders that a build reads.
const SOURCES: [&str; 6] = ["src", "", "src/lib", "lib", "source", "app"];
/// Longer texts are no paths.
const MAX_PATH: usize = 200;

impl Modules {
    /// The number of the script at `path`.
    pub(super) fn position(&self, path: &str) -> Option<usize> {
        self.targets.binary_search_by(|(file, _)| file.path.as_str().cmp(path)).ok()
    }

    /// The facts of the script of that number.
    pub(super) fn numbered(&self, at: usize) -> &FileFacts {
        &self.targets[at].0
    }

    /// The same as [`Self::offered`], but patterns name nothing: they say what a tool looks at, not what runs.
    pub(super) fn named(&self, folder: &str, text: &str) -> Vec<usize> {
        if text.contains('*') { Vec::new() } else { self.offered(folder, text) }
    }

    /// The scripts that `text`, seen from `folder`, names: a path with or without its extension, a pattern,
    /// or what a build makes of a script.
    pub(super) fn offered(&self, folder: &str, text: &str) -> Vec<usize> {
        let text = text.trim_start_matches("<rootDir>/").trim_start_matches("file:");
        let text = text.split(['?', '#']).next().unwrap_or(text);
        let is_path = !text.is_empty()
            && text.len() < MAX_PATH
            && !text.starts_with(['@', '-', '!', '$'])
            && !text
                .contains(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '<' | '=' | '('));
        if !is_path {
            return Vec::new();
        }
        let Some(path) = RelPath::resolve(folder, text) else { return Vec::new() };
        if path.contains('*') {
            let found = self.matching(&path);
            return if found.is_empty() { self.sources(folder, &path) } else { found };
        }
        match self.spelt(&path) {
            Some(found) => vec![found],
            None => self.sources(folder, &path),
        }
    }

    /// The script at `path`, which may leave out its extension or be a folder with an index.
    fn spelt(&self, path: &str) -> Option<usize> {
        let with = |path: &str| MODULES.iter().find_map(|end| self.position(&format!("{path}.{end}")));
        self.position(path).or_else(|| with(path)).or_else(|| {
            let is_folder = self.targets.partition_point(|(file, _)| file.path.as_str() < path);
            let next = self.targets.get(is_folder)?;
            next.0.path.is_under(path).then(|| with(&format!("{path}/index"))).flatten()
        })
    }

    /// The scripts that a pattern of paths below the root means.
    pub(super) fn matching(&self, pattern: &str) -> Vec<usize> {
        let start = &pattern[..pattern.find(['*', '{', '[']).unwrap_or(pattern.len())];
        let first = self.targets.partition_point(|(file, _)| file.path.as_str() < start);
        let (globs, _) = Globs::new("", [format!("/{pattern}").as_str()]);
        let below = self.targets[first..].iter().enumerate();
        let below = below.take_while(|(_, (file, _))| file.path.as_str().starts_with(start));
        let found = below.filter(|(_, (file, _))| globs.decide_with_folders(&file.path) == Some(true));
        found.map(|(at, _)| first + at).collect()
    }

    /// The scripts of which a build makes what lies at `path`.
    fn sources(&self, folder: &str, path: &str) -> Vec<usize> {
        let Some(mut rest) = path.strip_prefix(folder) else { return Vec::new() };
        rest = rest.trim_start_matches('/');
        let mut found = Vec::new();
        for _ in 0..3 {
            let Some((first, deeper)) = rest.split_once('/') else { break };
            if !OUTPUT.contains(&first) {
                break;
            }
            rest = deeper;
            let bare = bare(rest);
            for place in SOURCES {
                let Some(source) = RelPath::resolve(folder, &format!("{place}/{bare}")) else { continue };
                if source.contains('*') {
                    found = self.matching(&source);
                    if found.is_empty() {
                        found = self.matching(&format!("{source}.*"));
                    }
                } else {
                    found.extend(self.spelt(&source));
                }
                if !found.is_empty() {
                    return found;
                }
            }
        }
        found
    }
}

/// A name without the extensions that builds give: `index` of `index.d.ts`.
fn bare(name: &str) -> &str {
    let ends = [".d.ts", ".d.mts", ".d.cts", ".min.js", ".umd.js", ".esm.js", ".cjs.js", ".es.js"];
    let bare = ends.iter().find_map(|end| name.strip_suffix(end));
    bare.unwrap_or_else(|| {
        MODULES.iter().find_map(|end| name.strip_suffix(end)?.strip_suffix('.')).unwrap_or(name)
    })
}
