//! A specifier → what it means.

use oxc_resolver::{ResolveOptions, ResolverGeneric};

use super::Target;
use super::alias::{Alias, Aliases, Goal, below};
use super::copied::Copied;
use super::tree::{ROOT, Tree, package_name};
use crate::project::TreeFacts;
use crate::source::{Language, RelPath, Role, role_of};

/// Extensions that may be left out, in the order to try them.
const EXTENSIONS: [&str; 26] = [
    ".ts",
    ".tsx",
    ".d.ts",
    ".mts",
    ".cts",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".json",
    ".vue",
    ".svelte",
    ".astro",
    ".native.ts",
    ".native.tsx",
    ".native.js",
    ".ios.ts",
    ".ios.tsx",
    ".ios.js",
    ".web.ts",
    ".web.tsx",
    ".web.js",
    ".d.mts",
    ".d.cts",
    ".node",
    ".mdx",
];
/// Extensions of what is built, and of what it is built from.
const SOURCES: [(&str, &[&str]); 4] = [
    (".js", &[".ts", ".tsx", ".js", ".jsx", ".d.ts", ".js.ts"]),
    (".jsx", &[".tsx", ".jsx"]),
    (".mjs", &[".mts", ".mjs", ".d.mts"]),
    (".cjs", &[".cts", ".cjs", ".d.cts"]),
];
/// Beginnings of names that a framework or plugin makes up.
const VIRTUAL: [&str; 15] = [
    "$app/",
    "$env/",
    "$service-worker",
    "$houdini",
    "#app",
    "#build",
    "#components",
    "#imports",
    "#internal",
    "#shared",
    "@generated/",
    "@theme",
    "virtual:",
    "~icons/",
    "~react-pages",
];

pub(super) struct Resolver<'p> {
    inner: ResolverGeneric<Tree>,
    tree: Tree,
    aliases: Aliases,
    facts: &'p TreeFacts,
    /// Folders that are not there until a build writes them.
    outputs: Vec<Box<str>>,
    copied: Copied,
}

/// What aliases say that lead nowhere.
#[derive(Default)]
struct Left {
    /// The first path at which nothing is.
    missing: Option<Box<str>>,
    /// Whether one is known to the running configuration only.
    is_computed: bool,
}

fn is_test(path: &RelPath) -> bool {
    role_of(path, Language::of(path), "") == Role::Test
}

impl<'p> Resolver<'p> {
    pub(super) fn new(
        tree: Tree,
        aliases: Aliases,
        facts: &'p TreeFacts,
        mut outputs: Vec<Box<str>>,
        copied: Copied,
    ) -> Self {
        outputs.retain(|folder| !tree.has_folder(folder));
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let options = ResolveOptions {
            extensions: names(&EXTENSIONS),
            extension_alias: SOURCES.iter().map(|(built, from)| ((*built).to_owned(), names(from))).collect(),
            main_fields: names(&["svelte", "source", "module", "main", "types"]),
            condition_names: names(&[
                "source",
                "development",
                "types",
                "svelte",
                "import",
                "module",
                "node",
                "browser",
                "require",
                "default",
            ]),
            symlinks: false,
            node_path: false,
            ..ResolveOptions::default()
        };
        Self {
            inner: ResolverGeneric::new_with_file_system(tree.clone(), options),
            tree,
            aliases,
            facts,
            outputs,
            copied,
        }
    }

    /// What `specifier` means in the file at `from`.
    pub(super) fn resolve(&self, from: &RelPath, specifier: &str) -> Target {
        match self.as_written(from, specifier) {
            Target::Missing(path) if self.copied.fills(&path) => {
                Target::Unknown("a build copies something there")
            }
            Target::Missing(_) if specifier.starts_with('.') && self.copied.moves(from) => {
                Target::Unknown("a build copies the file to where its imports lead")
            }
            found => found,
        }
    }

    fn as_written(&self, from: &RelPath, specifier: &str) -> Target {
        let name = specifier.rsplit('!').next().unwrap_or(specifier);
        let name = name.split_once('?').map_or(name, |(name, _)| name);
        if name.is_empty() {
            return Target::Virtual;
        }
        if name.starts_with("./") || name.starts_with("../") || name == "." || name == ".." {
            return self.relative(from, name);
        }
        if name.starts_with('/') {
            return self.rooted(from, name);
        }
        if let Some(target) = self.aliased(from, name) {
            return target;
        }
        // `#app` is Nuxt's, unless the package itself says what it is.
        let own = name.starts_with('#').then(|| self.own_import(from, name));
        if let Some(found @ Target::File(_)) = own {
            return found;
        }
        if has_scheme(name) || VIRTUAL.iter().any(|start| name.starts_with(start)) {
            return Target::Virtual;
        }
        if let Some(other) = own {
            return other;
        }
        if ["@/", "~/", "@@/", "~~/"].iter().any(|start| name.starts_with(start)) {
            return Target::Unknown("no configuration says what its beginning stands for");
        }
        self.bare(from, name)
    }

    fn relative(&self, from: &RelPath, name: &str) -> Target {
        let Some(path) = below(from.folder(), name) else {
            return Target::Unknown("it leads out of the repository");
        };
        let is_folder = name.ends_with('/') || name.ends_with("..") || name == ".";
        if let Some(found) = self.find(&path, is_folder) {
            return found;
        }
        if name.ends_with("/$types") || name.contains("/$types.") || name.contains("+types/") {
            return Target::Virtual;
        }
        // A test runner's regular expression may rewrite relative imports too.
        match self.aliased(from, name) {
            Some(found @ (Target::File(_) | Target::Unknown(_))) => found,
            _ => self.missing(&path),
        }
    }

    /// `/x`: the root of an application, or what it serves as it is.
    fn rooted(&self, from: &RelPath, name: &str) -> Target {
        for folder in RelPath::ancestors(from.folder()) {
            for place in ["", "public", "static"] {
                let path = below(folder, place).and_then(|root| below(&root, name));
                if let Some(found) = path.and_then(|path| self.find(&path, false)) {
                    return found;
                }
            }
        }
        self.aliased(from, name).unwrap_or(Target::Virtual)
    }

    /// What the aliases around the file make of it; `None` when none says anything, or when it may be a
    /// package after all.
    fn aliased(&self, from: &RelPath, name: &str) -> Option<Target> {
        let mut left = Left::default();
        for scope in self.aliases.of(from) {
            for alias in &scope.aliases {
                let found = self.applied(alias, from, name, &mut left);
                if found.is_some() {
                    return found;
                }
            }
            let mut bases = scope.bases.iter();
            let found = bases.find_map(|base| below(base, name).and_then(|path| self.find(&path, false)));
            if found.is_some() {
                return found;
            }
        }
        if left.is_computed {
            return Some(Target::Unknown("its alias is computed by the configuration"));
        }
        left.missing.map(|path| self.missing(&path)).or_else(|| self.made_at_base(from, name))
    }

    /// `src/generated/client` from a base folder, which has a folder `src`: a build makes it where git ignores it.
    fn made_at_base(&self, from: &RelPath, name: &str) -> Option<Target> {
        let (first, _) = name.split_once('/')?;
        let bases = self.aliases.of(from).into_iter().flat_map(|scope| &scope.bases);
        let mut local =
            bases.filter(|base| below(base, first).is_some_and(|path| self.tree.has_folder(&path)));
        local.find_map(|base| match self.missing(&below(base, name)?) {
            made @ Target::Ignored(_) => Some(made),
            _ => None,
        })
    }

    /// What one alias leads to; what it leads to in vain is taken down in `left`.
    fn applied(&self, alias: &Alias, from: &RelPath, name: &str, left: &mut Left) -> Option<Target> {
        for goal in alias.apply(name)? {
            match goal {
                Goal::Outside => return Some(Target::Package(package_name(name).0.into())),
                // Another configuration may say more.
                Goal::Unknown => left.is_computed |= !alias.may_be_package,
                Goal::Path(path) => {
                    let Some(path) = below("", &path) else { continue };
                    match self.find(&path, false) {
                        Some(Target::File(path)) if alias.is_of_tests && !is_test(from) && is_test(&path) => {
                            continue;
                        }
                        None => {}
                        found => return found,
                    }
                    if !alias.may_be_package {
                        left.missing.get_or_insert(path);
                    }
                }
            }
        }
        None
    }

    /// The file or folder with an index at `path`.
    fn find(&self, path: &str, is_folder: bool) -> Option<Target> {
        if !is_folder && self.tree.has_file(path) {
            return Some(Target::File(RelPath::new(path)));
        }
        let specifier = format!("./{path}{}", if is_folder { "/" } else { "" });
        let found = self.inner.resolve(ROOT, &specifier).ok()?;
        let path = self.tree.relative(found.path())?;
        Some(Target::File(RelPath::new(path)))
    }

    /// `#x`, which the nearest `package.json` explains.
    fn own_import(&self, from: &RelPath, name: &str) -> Target {
        let folder = format!("{ROOT}{}", from.folder());
        match self.inner.resolve(&folder, name) {
            Ok(found) => self
                .tree
                .relative(found.path())
                .map_or(Target::Virtual, |path| Target::File(RelPath::new(path))),
            Err(oxc_resolver::ResolveError::NotFound(_)) => {
                Target::Unknown("its package maps it to what a build makes")
            }
            Err(_) => Target::Unknown("no configuration says what its beginning stands for"),
        }
    }

    fn bare(&self, from: &RelPath, name: &str) -> Target {
        let (package, _) = package_name(name);
        if self.tree.package(package).is_some() {
            let folder = format!("{ROOT}{}", from.folder());
            let found = self.inner.resolve(&folder, name).ok();
            if let Some(path) = found.and_then(|found| self.tree.relative(found.path())) {
                return Target::File(RelPath::new(path));
            }
        }
        Target::Package(package.into())
    }

    /// Why there is nothing at `path`.
    fn missing(&self, path: &str) -> Target {
        let is_ignored = |path: String| self.facts.ignored.ignores(&RelPath::new(path));
        let name = path.rsplit('/').next().unwrap_or(path);
        if [".gen", ".generated"]
            .iter()
            .any(|mark| name.ends_with(mark) || name.contains(&format!("{mark}.")))
        {
            return Target::Unknown("its name says that a build makes it");
        }
        let mut shapes = ["", ".ts", ".tsx", ".js", ".json", ".d.ts", "/index.ts", "/index.js"].iter();
        if path.is_empty() {
            return Target::Unknown("it leads to the root of the repository");
        }
        // A plugin writes there with every build.
        let file = RelPath::new(path);
        if self.outputs.iter().any(|folder| **folder == *path || file.is_under(folder)) {
            return Target::Virtual;
        }
        // `./x.js` may be written for an `x.ts` that a build makes.
        let mut sources = SOURCES.iter().filter_map(|(built, from)| Some((path.strip_suffix(built)?, *from)));
        if shapes.any(|ending| is_ignored(format!("{path}{ending}")))
            || sources.any(|(bare, from)| from.iter().any(|ending| is_ignored(format!("{bare}{ending}"))))
        {
            return Target::Ignored(path.into());
        }
        // A submodule, a nested repository, a link: what lies there was not read.
        let is_closed = |place: &str| {
            let submodules = self.facts.git.iter().flat_map(|git| &git.submodules);
            submodules.chain(&self.facts.paths).any(|other| other.as_str() == place)
        };
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            if self.tree.has_folder(folder) {
                break;
            }
            if is_closed(folder) {
                return Target::Unknown("it lies behind a link or in another repository");
            }
        }
        Target::Missing(path.into())
    }
}

/// `node:fs`, `https://…`, `npm:x`, `virtual:x`; not `C:\x`, not `@a/b:c`.
fn has_scheme(name: &str) -> bool {
    name.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}
