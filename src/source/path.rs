//! Paths relative to the audited root, `/`-separated on every system.

use std::fmt;
use std::sync::Arc;

/// A path below the audited root: relative, `/`-separated, never empty, cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelPath(Arc<str>);

impl RelPath {
    /// Takes a path that is relative and `/`-separated already.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole path, for another owner.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        split_behind(&self.0, b'/').map_or(&*self.0, |(_, name)| name)
    }

    /// Everything before the last segment; empty at the root.
    pub fn folder(&self) -> &str {
        split_behind(&self.0, b'/').map_or("", |(folder, _)| folder)
    }

    /// The file name without its last extension: `index.test` for `index.test.ts`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match split_behind(name, b'.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// The last extension as written, without its dot; empty when there is none.
    pub fn extension(&self) -> &str {
        match split_behind(self.file_name(), b'.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        }
    }

    /// Whether it holds declarations only: `x.d.ts`.
    pub fn is_declaration(&self) -> bool {
        matches!(self.extension(), "ts" | "mts" | "cts") && self.file_name().contains(".d.")
    }

    /// Whether it is JavaScript by its name.
    pub fn is_javascript(&self) -> bool {
        matches!(self.extension(), "js" | "jsx" | "mjs" | "cjs")
    }

    /// The segments, folders first.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// The segments that are folders.
    pub fn folders(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.folder().split('/').filter(|segment| !segment.is_empty())
    }

    /// The folder around a folder; the root is around itself.
    pub fn above(folder: &str) -> &str {
        split_behind(folder, b'/').map_or("", |(above, _)| above)
    }

    /// A folder and those around it, the innermost first, the root last.
    pub fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(folder), |&folder| (!folder.is_empty()).then(|| Self::above(folder)))
    }

    /// Whether this lies anywhere below `folder`; the empty folder is the root.
    pub fn is_under(&self, folder: &str) -> bool {
        folder.is_empty() || self.0.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The path of `name` in `folder`, `.` and `..` resolved; `None` when it leaves the root.
    pub fn join(folder: &str, name: &str) -> Option<Self> {
        Self::resolve(folder, name).filter(|path| !path.is_empty()).map(Self::new)
    }

    /// The same of a folder, which may be the root: an empty path.
    pub fn resolve(folder: &str, name: &str) -> Option<String> {
        let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
        for segment in name.split('/') {
            match segment {
                "" | "." => {}
                ".." => {
                    segments.pop()?;
                }
                other => segments.push(other),
            }
        }
        Some(segments.join("/"))
    }
}

/// What stands before the last `separator`, and behind it. Names are short, and asked for often: a plain
/// loop is quicker than a search.
fn split_behind(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == separator)?;
    Some((&text[..at], &text[at + 1..]))
}

impl fmt::Display for RelPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", &*self.0)
    }
}

impl std::borrow::Borrow<str> for RelPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path_are_found() {
        let path = RelPath::new("src/app/index.test.ts");
        assert_eq!(path.file_name(), "index.test.ts");
        assert_eq!(path.folder(), "src/app");
        assert_eq!(path.stem(), "index.test");
        assert_eq!(path.extension(), "ts");
        assert!(path.is_under("src") && path.is_under("") && !path.is_under("sr"));
    }

    #[test]
    fn a_leading_dot_is_no_extension() {
        assert_eq!(RelPath::new(".env").extension(), "");
        assert_eq!(RelPath::new(".env").stem(), ".env");
    }

    #[test]
    fn join_resolves_dots_and_refuses_to_leave_the_root() {
        let joined = RelPath::join("a/b", "../c.ts").expect("inside");
        assert_eq!(joined.as_str(), "a/c.ts");
        assert_eq!(RelPath::join("a", "../../c.ts"), None);
    }

    #[test]
    fn folders_around_one_end_at_the_root() {
        assert_eq!(RelPath::ancestors("a/b/c").collect::<Vec<_>>(), ["a/b/c", "a/b", "a", ""]);
        assert_eq!(RelPath::ancestors("").collect::<Vec<_>>(), [""]);
        assert_eq!((RelPath::above("a/b"), RelPath::above("a"), RelPath::above("")), ("a", "", ""));
    }
}
