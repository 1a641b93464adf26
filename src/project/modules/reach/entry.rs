//! Where programs begin: what manifests, pages, configurations, platforms and frameworks start by themselves.

use std::collections::{BTreeMap, HashMap};

use super::convention;
use super::framework::Framework;
use super::manifest;
use super::side::Sides;
use crate::facts::document::{Node, Value as Written};
use crate::facts::typescript::{Call, Host, TypeScriptFacts, Value};
use crate::facts::{Content, FileFacts};
use crate::project::Project;
use crate::project::modules::{Modules, Target};
use crate::source::{RelPath, Role};

/// A folder that is a program or a package of its own.
pub(super) struct Root<'p> {
    pub(super) folder: &'p str,
    frameworks: Vec<&'static Framework>,
    /// Whether it has pages in MDX that import what cannot be found.
    has_open_pages: bool,
}

/// What is known of where programs begin.
pub(super) struct Entries<'p> {
    project: &'p Project,
    modules: &'p Modules,
    /// Sorted by folder; the root of the repository is always there.
    pub(super) roots: Vec<Root<'p>>,
    /// Which of them each script lies in.
    pub(super) root_of: Vec<usize>,
    /// What starts by itself at each script.
    pub(super) sides: Vec<Sides>,
    /// Scripts that another one names in a text it computes a path with.
    pub(super) named_by: Vec<(usize, usize)>,
    /// What packages of the repository offer, by name: part of the package, scripts.
    pub(super) offers: BTreeMap<&'p str, Vec<(String, Vec<usize>)>>,
}

impl<'p> Entries<'p> {
    pub(super) fn find(project: &'p Project) -> Self {
        let modules = project.modules();
        let roots = roots(project);
        let root_of = root_of(modules, &roots);
        let mut entries = Self {
            project,
            modules,
            roots,
            root_of,
            sides: vec![Sides::NONE; modules.targets.len()],
            named_by: Vec::new(),
            offers: BTreeMap::new(),
        };
        entries.by_place();
        for file in project.files() {
            entries.by_file(file);
        }
        let functions = project.functions().projects.iter().flat_map(|project| &project.functions);
        for function in functions.filter(|function| !function.is_shared_code()) {
            if let Some(at) = modules.position(function.entry.as_str()) {
                entries.sides[at] |= Sides::EDGE;
            }
        }
        for target in modules.pages.iter().flat_map(|(_, targets)| targets) {
            if let Target::File(path) = target
                && let Some(at) = modules.position(path.as_str())
            {
                entries.sides[at] |= Sides::SHARED;
            }
        }
        for pattern in &project.settings().entry_points {
            entries.add(
                &modules.matching(pattern.trim_start_matches("./").trim_start_matches('/')),
                Sides::LIBRARY,
            );
        }
        entries
    }

    fn add(&mut self, scripts: &[usize], sides: Sides) {
        for at in scripts {
            self.sides[*at] |= sides;
        }
    }

    /// What each script is by its role and its place.
    fn by_place(&mut self) {
        for at in 0..self.sides.len() {
            let file = self.modules.numbered(at);
            let Content::TypeScript(script) = &file.content else { continue };
            let root = &self.roots[self.root_of[at]];
            let seen = || match root.folder {
                "" => file.path.clone(),
                folder => RelPath::new(&file.path.as_str()[folder.len() + 1..]),
            };
            self.sides[at] |= match file.role {
                Role::Test => Sides::TEST,
                Role::Example => Sides::EXAMPLE,
                Role::Script | Role::Documentation => Sides::TOOLING,
                Role::Generated | Role::Vendored if !file.path.is_declaration() => Sides::NONE,
                _ if file.path.is_declaration() => Sides::TYPES,
                _ if script.host == Some(Host::Shell) => Sides::TOOLING,
                _ => convention::sides(&seen(), &root.frameworks).unwrap_or(Sides::NONE),
            };
        }
    }

    /// What a file says of others.
    fn by_file(&mut self, file: &'p FileFacts) {
        let folder = file.path.folder();
        match &file.content {
            Content::Document(root) if file.path.file_name() == "package.json" => {
                self.by_manifest(folder, root);
            }
            Content::Document(root) => {
                if let Some(sides) = manifest::sides(&file.path) {
                    self.by_document(file, root, sides);
                }
            }
            Content::Html(page) => {
                for (source, _) in &page.scripts {
                    let found = self.served(&file.path, source);
                    self.add(&found, if file.role == Role::Test { Sides::TEST } else { Sides::BROWSER });
                }
            }
            Content::TypeScript(script) => self.by_script(file, script),
            _ => {}
        }
    }

    fn by_manifest(&mut self, folder: &'p str, root: &'p Node) {
        let mut offers: Vec<(String, Vec<usize>)> = Vec::new();
        for (part, target) in manifest::offers(root) {
            let found = self.modules.offered(folder, target);
            self.add(&found, Sides::LIBRARY);
            offers.push((part.to_owned(), found));
        }
        if let Some(name) = root.get("name").and_then(Node::text) {
            self.offers.entry(name).or_insert(offers);
        }
        for word in manifest::words(root) {
            let found = self.modules.named(folder, word);
            self.add(&found, Sides::TOOLING);
        }
    }

    /// Every script that a text of the document names, seen from its folder or from the root.
    fn by_document(&mut self, file: &FileFacts, root: &Node, sides: Sides) {
        let mut texts = Vec::new();
        each_text(root, &mut |text| texts.push(text));
        for word in texts.into_iter().flat_map(manifest::split) {
            let mut found = self.modules.named(file.path.folder(), word);
            if found.is_empty() {
                found = self.modules.named("", word);
            }
            self.add(&found, sides);
        }
    }

    /// The script that a page or a worker loads from `address`: beside it, or from the root of what is served.
    fn served(&self, from: &RelPath, address: &str) -> Vec<usize> {
        if !address.starts_with('/') {
            return self.modules.named(from.folder(), address);
        }
        let address = address.trim_start_matches('/');
        for folder in RelPath::ancestors(from.folder()) {
            for place in ["", "public", "static", "src"] {
                let root = RelPath::resolve(folder, place).unwrap_or_default();
                let found = self.modules.named(&root, address);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }

    fn by_script(&mut self, file: &'p FileFacts, script: &'p TypeScriptFacts) {
        let Some(own) = self.modules.position(file.path.as_str()) else { return };
        if convention::reads_as_configuration(&file.path) {
            self.by_configuration(file, script);
        }
        let names_routes =
            script.imports.iter().any(|import| &*import.specifier == "@react-router/dev/routes");
        for call in &script.calls {
            if let Some(text) = started(call) {
                let found = self.served(&file.path, text);
                self.add(&found, Sides::WORKER);
            }
            if let Some(path) = beside(call) {
                let found = self.modules.named(file.path.folder(), &path);
                self.named_by.extend(found.into_iter().map(|other| (own, other)));
            }
            if names_routes {
                let texts =
                    call.links.iter().flat_map(|link| &link.arguments).filter_map(|one| one.value.text());
                let found = texts.flat_map(|text| self.modules.named(file.path.folder(), text));
                let found: Vec<usize> = found.collect();
                self.add(&found, Sides::SHARED);
            }
        }
    }

    /// What the configuration of a bundler or a test runner names.
    fn by_configuration(&mut self, file: &FileFacts, script: &TypeScriptFacts) {
        let folder = file.path.folder();
        let is_hidden = folder.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
        let home = if is_hidden { RelPath::above(folder) } else { folder };
        let own = if file.role == Role::Test { Sides::TEST } else { Sides::TOOLING };
        let mut texts: Vec<(&str, Sides)> = Vec::new();
        for binding in &script.bindings {
            let is_entry = binding.path.split('.').any(|word| matches!(word, "entry" | "input" | "main"));
            let sides = if is_entry && own == Sides::TOOLING { Sides::LIBRARY } else { own };
            each_literal(&binding.value, &mut |text| texts.push((text, sides)));
        }
        let arguments =
            script.calls.iter().flat_map(|call| call.links.iter().flat_map(|link| &link.arguments));
        for argument in arguments {
            each_literal(&argument.value, &mut |text| texts.push((text, own)));
        }
        for (text, sides) in texts {
            let is_entry = sides == Sides::LIBRARY;
            let found =
                if is_entry { self.modules.offered(home, text) } else { self.modules.named(home, text) };
            self.add(&found, sides);
        }
    }

    /// The folder of the program around a script.
    pub(super) fn root(&self, at: usize) -> &'p str {
        self.roots[self.root_of[at]].folder
    }

    /// Why a script may run although no entry point reaches it.
    pub(super) fn doubt(&self, at: usize) -> Option<&'static str> {
        let file = self.modules.numbered(at);
        let Content::TypeScript(script) = &file.content else { return None };
        let is_component = file.language.is_component() || matches!(file.path.extension(), "jsx" | "tsx");
        if is_component && self.roots[self.root_of[at]].has_open_pages {
            return Some("a page in MDX may import it");
        }
        let is_plain = !script.is_module && !script.is_common_module();
        is_plain.then_some("it is no module: what loads it is not known")
    }

    /// Whether some manifest says what a script's root is.
    pub(super) fn is_program(&self, at: usize) -> bool {
        !self.root(at).is_empty() || self.project.packages().is_above(&self.modules.numbered(at).path)
    }
}

/// What a call starts as a thread or a service of its own, by its address.
fn started(call: &Call) -> Option<&str> {
    let is_start = match &*call.callee {
        "new Worker" | "new SharedWorker" | "importScripts" | "fork" => true,
        callee => ["serviceWorker.register", "audioWorklet.addModule", ".fork"]
            .iter()
            .any(|end| callee.ends_with(end)),
    };
    if is_start { call.links.first()?.text(0) } else { None }
}

/// The path of a file beside the script that a call puts together: `path.join(__dirname, 'x.js')`.
fn beside(call: &Call) -> Option<String> {
    let is_join = matches!(&*call.callee, "path.join" | "path.resolve" | "join" | "resolve");
    let arguments = &call.links.first().filter(|_| is_join)?.arguments;
    let (first, rest) = arguments.split_first()?;
    let is_own = matches!(first.value.path(), Some("__dirname" | "import.meta.dirname"));
    let texts: Option<Vec<&str>> = rest.iter().map(|argument| argument.value.text()).collect();
    texts.filter(|texts| is_own && !texts.is_empty()).map(|texts| texts.join("/"))
}

fn each_text<'n>(node: &'n Node, then: &mut impl FnMut(&'n str)) {
    match &node.value {
        Written::Text(text) => then(text),
        Written::List(items) => items.iter().for_each(|item| each_text(item, then)),
        Written::Table(entries) => entries.iter().for_each(|entry| each_text(&entry.node, then)),
        Written::Null | Written::Bool(_) | Written::Number(_) => {}
    }
}

fn each_literal<'v>(value: &'v Value, then: &mut impl FnMut(&'v str)) {
    match value {
        Value::Text(text) => then(text),
        Value::List(items) => items.iter().for_each(|item| each_literal(item, then)),
        Value::Object(properties) => properties.iter().for_each(|one| each_literal(&one.value, then)),
        _ => {}
    }
}

/// Folders with a manifest or with the configuration of a framework, and the repository itself.
fn roots(project: &Project) -> Vec<Root<'_>> {
    let mut stems: BTreeMap<&str, Vec<&str>> = BTreeMap::from([("", Vec::new())]);
    for file in project.files().filter(|file| file.role.is_authored()) {
        let (folder, stem) = (file.path.folder(), file.path.stem());
        if matches!(file.path.file_name(), "package.json" | "deno.json" | "deno.jsonc" | "project.json") {
            stems.entry(folder).or_default();
        } else if convention::is_configuration(stem) {
            stems.entry(folder).or_default().push(stem);
        }
    }
    let is_open = |target: &Target| !matches!(target, Target::File(_) | Target::Package(_) | Target::Virtual);
    let pages = project.modules().pages.iter().filter(|(_, targets)| targets.iter().any(is_open));
    let pages: Vec<&RelPath> = pages.map(|(page, _)| page).collect();
    let mut roots = Vec::with_capacity(stems.len());
    for (folder, stems) in stems {
        let anchor = RelPath::join(folder, "package.json").expect("a name in a folder is a path");
        let package = project.packages().of(&anchor);
        let depends = |name: &str| package.is_some_and(|package| package.dependencies.contains(name));
        let depends_on_scope = |scope: &str| {
            let mut all = package.into_iter().flat_map(|package| &package.dependencies);
            all.any(|name| name.starts_with(scope))
        };
        let frameworks = convention::frameworks(depends, depends_on_scope, &stems);
        let has_open_pages = pages.iter().any(|page| page.is_under(folder));
        roots.push(Root { folder, frameworks, has_open_pages });
    }
    roots
}

/// The innermost root around each script.
fn root_of(modules: &Modules, roots: &[Root<'_>]) -> Vec<usize> {
    let by_folder: HashMap<&str, usize> =
        roots.iter().enumerate().map(|(at, root)| (root.folder, at)).collect();
    let of = |path: &RelPath| {
        let mut around = RelPath::ancestors(path.folder());
        around.find_map(|folder| by_folder.get(folder).copied()).expect("the root of the repository is one")
    };
    modules.targets.iter().map(|(file, _)| of(&file.path)).collect()
}
