//! The module graph: which file each import means, in the whole repository.

mod alias;
mod bundler;
mod copied;
mod deno;
mod offer;
mod origin;
mod reach;
mod resolve;
mod supply;
mod tree;
mod tsconfig;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

pub use self::offer::Offer;
pub use self::origin::Origin;
pub use self::reach::{Chain, Reach, Sides};

use self::alias::Aliases;
use self::copied::Copied;
use self::resolve::Resolver;
use self::tree::Tree;
use super::TreeFacts;
use super::functions::Functions;
use crate::facts::typescript::{Import, ImportKind, ImportedName};
use crate::facts::{Content, FileFacts};
use crate::source::RelPath;

/// Extensions of modules that a specifier may leave out.
const MODULES: [&str; 8] = ["cjs", "cts", "js", "jsx", "mjs", "mts", "ts", "tsx"];

/// What an import means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file of the repository, whether or not it was read.
    File(RelPath),
    /// A package by its name, or another name outside the repository.
    Package(Box<str>),
    /// A module of the platform, at an address, or made up by a framework or by a plugin of the build.
    Virtual,
    /// Nothing is at this path, and git ignores it: a build makes it.
    Ignored(Box<str>),
    /// Nothing is at this path.
    Missing(Box<str>),
    /// It cannot be told, and why.
    Unknown(&'static str),
}

/// Every import of the repository with what it means.
#[derive(Debug, Default)]
pub struct Modules {
    /// The targets of each script's imports, in their order; scripts sorted by path.
    targets: Vec<(Arc<FileFacts>, Vec<Target>)>,
    /// What each page in MDX imports, by its path.
    pages: Vec<(RelPath, Vec<Target>)>,
    /// Every path, sorted.
    paths: Vec<RelPath>,
    /// Folders below which a plugin imports names by itself.
    auto_imports: BTreeSet<Box<str>>,
    /// Folders below which scripts are Deno's.
    deno_folders: BTreeSet<Box<str>>,
    /// Folders whose compiler keeps imports that only types use.
    keeping_folders: BTreeSet<Box<str>>,
}

impl Modules {
    pub(super) fn assemble(files: &[Arc<FileFacts>], facts: &TreeFacts, functions: &Functions) -> Self {
        let mut aliases = Aliases::default();
        let tree = Tree::new(files, facts);
        deno::add(files, functions, &mut aliases);
        bundler::add(files, &mut aliases);
        let keeping_folders = tsconfig::add(files, &tree, &mut aliases);
        let resolver = Resolver::new(tree, aliases, facts, bundler::outputs(files), Copied::of(files));
        let is_script = |file: &&Arc<FileFacts>| matches!(file.content, Content::TypeScript(_));
        let scripts: Vec<_> = files.iter().filter(is_script).collect();
        let targets = scripts.par_iter().map(|file| {
            let read = imports(file).iter().map(|import| resolver.resolve(&file.path, &import.specifier));
            (Arc::clone(file), read.collect())
        });
        let pages = files.iter().filter_map(|file| match &file.content {
            Content::Markdown(page) if !page.imports.is_empty() => {
                let read = page.imports.iter().map(|import| resolver.resolve(&file.path, &import.specifier));
                Some((file.path.clone(), read.collect()))
            }
            _ => None,
        });
        Self {
            targets: targets.collect(),
            pages: pages.collect(),
            paths: facts.paths.clone(),
            auto_imports: supply::auto_imports(files),
            deno_folders: supply::deno_folders(files),
            keeping_folders,
        }
    }

    /// Each script with its imports and what they mean, sorted by path.
    pub fn scripts(&self) -> impl Iterator<Item = (&FileFacts, impl Iterator<Item = (&Import, &Target)>)> {
        self.targets.iter().map(|(file, targets)| (&**file, imports(file).iter().zip(targets)))
    }

    /// The imports of the script at `path` and what they mean, in source order.
    pub fn imports_of(&self, path: &RelPath) -> impl Iterator<Item = (&Import, &Target)> {
        let found = self.script(path).into_iter();
        found.flat_map(|(file, targets)| imports(file).iter().zip(targets))
    }

    /// Whether `import`, of the file at `path`, is nowhere but in types when the program runs.
    pub fn is_erased(&self, path: &RelPath, import: &Import) -> bool {
        let mut names = import.names.iter();
        import.kind == ImportKind::Type
            || (!import.names.is_empty() && names.all(|name| self.is_name_erased(path, name)))
    }

    /// Whether `name`, imported by the file at `path`, is nowhere but in types when the program runs.
    pub fn is_name_erased(&self, path: &RelPath, name: &ImportedName) -> bool {
        let keeps = || RelPath::ancestors(path.folder()).any(|folder| self.keeping_folders.contains(folder));
        name.is_type || (name.is_erasable && !keeps())
    }

    /// The index of the folder beside the file at `path` that has its bare name: `flags/index.ts` for `flags.ts`.
    pub fn index_beside(&self, path: &RelPath) -> Option<&RelPath> {
        // Bundlers do not leave out the extension of a component: the folder wins.
        if !MODULES.contains(&path.extension()) {
            return None;
        }
        let start = RelPath::join(path.folder(), &format!("{}/index.", path.stem()))?;
        let at = self.paths.partition_point(|other| *other < start);
        let mut beside =
            self.paths[at..].iter().take_while(|other| other.as_str().starts_with(start.as_str()));
        beside.find(|other| MODULES.contains(&other.extension()) && other.stem() == "index")
    }

    /// The script at `path`, and what its imports mean, in their order.
    fn script(&self, path: &RelPath) -> Option<(&FileFacts, &[Target])> {
        let at = self.targets.binary_search_by(|(file, _)| file.path.cmp(path)).ok()?;
        self.targets.get(at).map(|(file, targets)| (&**file, &**targets))
    }

    /// The file that somebody who wrote `path`, with or without its extension, may have meant.
    pub fn nearest(&self, path: &str) -> Option<&RelPath> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let bare = |name: &str| name.split('.').next().unwrap_or(name).to_lowercase();
        let name = bare(name);
        let rated = self.paths.iter().filter(|other| other.folder() == folder).map(|other| {
            let stem = bare(other.file_name());
            (strsim::damerau_levenshtein(&name, &stem), other)
        });
        rated.min().filter(|(distance, _)| *distance <= name.len() / 3).map(|(_, path)| path)
    }
}

fn imports(file: &FileFacts) -> &[Import] {
    match &file.content {
        Content::TypeScript(script) => &script.imports,
        _ => &[],
    }
}
