//! Names that stand for folders, wherever they are written down: one list, applied by folder.

use std::collections::BTreeMap;

use regex::Regex;

use crate::source::RelPath;

/// Which specifiers an alias rewrites.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// The specifier itself.
    Exact(Box<str>),
    /// A name before a `/`, or with one at its end: what follows goes on behind the target.
    Prefix(Box<str>),
    /// What stands before and behind a `*`.
    Star(Box<str>, Box<str>),
    /// In JavaScript's syntax, as far as ours is the same.
    Regex(Box<Regex>),
}

/// What stands in the specifier's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// A path below the root, with `*` or `$1` for what the pattern left open.
    Path(Box<str>),
    /// Something outside the repository: a package, an address.
    Outside,
    /// What only the running configuration knows.
    Unknown,
}

/// One alias of a configuration.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    pub(super) pattern: Pattern,
    pub(super) goals: Vec<Goal>,
    /// Whether the name can also be a package's: then what it does not lead to is no fault of the import.
    pub(super) may_be_package: bool,
    /// Whether a test runner alone knows it: what a test puts in a module's place, the program does not get.
    pub(super) is_of_tests: bool,
}

impl Alias {
    /// What the specifier becomes; `None` when the alias says nothing of it.
    pub(super) fn apply(&self, specifier: &str) -> Option<Vec<Goal>> {
        let rest: &str = match &self.pattern {
            Pattern::Exact(name) => (**name == *specifier).then_some("")?,
            Pattern::Prefix(name) => {
                let rest = specifier.strip_prefix(&**name)?;
                if !name.ends_with('/') && !rest.is_empty() && !rest.starts_with('/') {
                    return None;
                }
                rest
            }
            Pattern::Star(before, after) => {
                let rest = specifier.strip_prefix(&**before)?.strip_suffix(&**after)?;
                if specifier.len() < before.len() + after.len() {
                    return None;
                }
                rest
            }
            Pattern::Regex(regex) => {
                let found = regex.captures(specifier)?;
                let whole = found.get(0)?;
                let goals = self.goals.iter().map(|goal| match goal {
                    Goal::Path(path) => {
                        let mut text = specifier[..whole.start()].to_owned();
                        found.expand(&braced(path), &mut text);
                        text.push_str(&specifier[whole.end()..]);
                        Goal::Path(text.into())
                    }
                    other => other.clone(),
                });
                return Some(goals.collect());
            }
        };
        let goals = self.goals.iter().map(|goal| match (goal, &self.pattern) {
            (Goal::Path(path), Pattern::Prefix(_)) => Goal::Path(format!("{path}/{rest}").into()),
            (Goal::Path(path), Pattern::Star(..)) => Goal::Path(path.replacen('*', rest, 1).into()),
            (other, _) => other.clone(),
        });
        Some(goals.collect())
    }
}

/// `$1` with braces: letters may follow it.
fn braced(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            out.extend(["${", &after[..digits], "}"]);
        } else {
            out.push_str("$$");
        }
        rest = &after[digits..];
    }
    out.push_str(rest);
    out
}

/// Every alias of a repository, by the folder below which it holds.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    by_folder: BTreeMap<Box<str>, Scope>,
}

/// What holds below one folder.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// In the order to try them.
    pub(super) aliases: Vec<Alias>,
    /// Folders in which bare names are looked for first.
    pub(super) bases: Vec<Box<str>>,
}

impl Aliases {
    pub(super) fn add(&mut self, folder: &str, alias: Alias) {
        self.by_folder.entry(folder.into()).or_default().aliases.push(alias);
    }

    pub(super) fn add_base(&mut self, folder: &str, base: &str) {
        let bases = &mut self.by_folder.entry(folder.into()).or_default().bases;
        if !bases.iter().any(|known| **known == *base) {
            bases.push(base.into());
        }
    }

    /// The scopes a file lies in, the nearest first.
    pub(super) fn of(&self, path: &RelPath) -> Vec<&Scope> {
        RelPath::ancestors(path.folder()).filter_map(|folder| self.by_folder.get(folder)).collect()
    }
}

/// The path of `name` seen from `folder`, dots resolved; the empty path is the root.
pub(super) fn below(folder: &str, name: &str) -> Option<Box<str>> {
    RelPath::resolve(folder, name).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(pattern: Pattern, target: &str, specifier: &str) -> Option<String> {
        let alias = Alias {
            pattern,
            goals: vec![Goal::Path(target.into())],
            may_be_package: false,
            is_of_tests: false,
        };
        alias.apply(specifier).map(|goals| match &goals[0] {
            Goal::Path(path) => path.to_string(),
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn patterns_of_every_kind_rewrite() {
        let star = || Pattern::Star("@/".into(), "".into());
        assert_eq!(applied(star(), "src/*", "@/a/b").as_deref(), Some("src/a/b"));
        assert_eq!(applied(star(), "src/*", "@x/a"), None);
        let name = || Pattern::Prefix("~".into());
        assert_eq!(applied(name(), "src", "~/a").as_deref(), Some("src//a"));
        assert_eq!(applied(name(), "src", "~a"), None);
        let regex = Pattern::Regex(Box::new(Regex::new("^@app/(.*)$").expect("a pattern")));
        assert_eq!(applied(regex, "packages/$1x", "@app/a").as_deref(), Some("packages/ax"));
    }
}
