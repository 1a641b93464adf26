//! Modules that a framework finds by where they lie and what they are called.

use super::framework::{ANY, Depth, FRAMEWORKS, Framework, Place};
use super::side::Sides;
use crate::source::RelPath;

/// The frameworks that a root is built with: by the packages it depends on and the configuration it has.
pub(super) fn frameworks(
    depends_on: impl Fn(&str) -> bool,
    depends_on_scope: impl Fn(&str) -> bool,
    configurations: &[&str],
) -> Vec<&'static Framework> {
    let is_used = |framework: &&Framework| {
        let mut packages = framework.packages.iter();
        packages.any(|name| if name.ends_with('/') { depends_on_scope(name) } else { depends_on(name) })
            || configurations.contains(&framework.configuration)
    };
    FRAMEWORKS.iter().filter(is_used).collect()
}

/// Whether a framework's configuration is called so.
pub(super) fn is_configuration(stem: &str) -> bool {
    FRAMEWORKS.iter().any(|framework| framework.configuration == stem)
}

/// Where the module at `path`, seen from its root, runs by its place; `None` when its place says nothing.
pub(super) fn sides(path: &RelPath, frameworks: &[&Framework]) -> Option<Sides> {
    let places = frameworks.iter().flat_map(|framework| framework.places);
    if let Some(place) = places.chain(&ANY).find(|place| is_at(path, place)) {
        return Some(place.3);
    }
    // A tool runs each file of such a folder once.
    if path.folders().any(|folder| matches!(folder, "migration" | "migrations" | "seeders")) {
        return Some(Sides::SERVER);
    }
    // Platforms start what lies there; a folder of a page's own modules lies deeper.
    if path.as_str().starts_with("api/") && frameworks.is_empty() {
        return Some(Sides::SERVER);
    }
    reads_as_configuration(path).then_some(Sides::TOOLING)
}

fn is_at(path: &RelPath, (depth, folder, names, _): &Place) -> bool {
    let stem = path.stem();
    if !names.is_empty() && !names.contains(&stem) {
        return false;
    }
    let own = path.folder();
    let below = if own == "src" { "" } else { own.strip_prefix("src/").unwrap_or(own) };
    [own, below].into_iter().any(|own| match depth {
        Depth::Flat => own == *folder,
        Depth::Deep => own.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    })
}

/// Whether a tool looks for a file of that name: `vite.config.ts`, `.eslintrc.cjs`, `karma.conf.js`.
pub(super) fn reads_as_configuration(path: &RelPath) -> bool {
    let stem = path.stem();
    stem.starts_with('.')
        || [".conf", ".config", ".eval", ".setup", ".workspace", "rc"].iter().any(|end| stem.ends_with(end))
        || stem.contains(".config.")
        || matches!(
            stem,
            "Gruntfile" | "dangerfile" | "data-source" | "gulpfile" | "knexfile" | "ormconfig" | "plopfile"
        )
        || path.folders().any(|folder| folder.starts_with('.') && folder.len() > 1)
}
