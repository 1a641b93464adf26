//! What the name of a migration file tells: its version, and whether it is the way back.

use std::cmp::Ordering;

use crate::source::RelPath;

/// A version as the tool compares it: numbers where it has any, the text otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(Box<str>);

impl Version {
    fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.into()))
    }

    /// The version as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The digits with which a name begins, where something other than a letter ends them.
pub(super) fn digits(name: &str) -> Option<&str> {
    let length = name.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = name.split_at(length);
    let is_version = !digits.is_empty() && rest.starts_with(['_', '-', '.', ' ']);
    is_version.then_some(digits)
}

/// The version of a file named by a number in front: `20250101120000_notes.sql`, `001.sql`.
pub(super) fn numbered(name: &str) -> Option<Version> {
    Version::new(digits(name)?)
}

/// The version of a folder as diesel takes it: up to the first underscore, hyphens left out.
pub(super) fn diesel(folder: &str) -> Option<Version> {
    let version = folder.split_once('_').map_or(folder, |(version, _)| version);
    let is_version = version.starts_with(|first: char| first.is_ascii_digit());
    is_version.then(|| Version::new(&version.replace('-', ""))).flatten()
}

/// The way that a file of Flyway or refinery goes, by its name: `V2_1__notes.sql`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flyway<'n> {
    Versioned(&'n str),
    /// `U1__x.sql`: Flyway's way back, for refinery a migration out of line.
    Unversioned(&'n str),
    /// `R__x.sql`: runs after all others.
    Repeatable,
}

impl<'n> Flyway<'n> {
    pub(super) fn of(name: &'n str) -> Option<Self> {
        let (head, _) = name.split_once("__")?;
        let version = head.get(1..)?;
        let is_version = version.starts_with(|first: char| first.is_ascii_digit())
            && version.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'_'));
        match head.as_bytes().first()? {
            b'V' if is_version => Some(Self::Versioned(version)),
            b'U' if is_version => Some(Self::Unversioned(version)),
            b'R' if version.is_empty() => Some(Self::Repeatable),
            _ => None,
        }
    }

    pub(super) fn version(self) -> Option<Version> {
        match self {
            Self::Versioned(version) | Self::Unversioned(version) => Version::new(&version.replace('_', ".")),
            Self::Repeatable => None,
        }
    }
}

/// Whether `name` only undoes what a file beside it does.
pub(super) fn is_way_back(name: &str, has: impl Fn(&str) -> bool) -> bool {
    let pair = |down: &str, up: &str| {
        name.strip_suffix(".sql")
            .and_then(|stem| stem.strip_suffix(down))
            .is_some_and(|stem| has(&format!("{stem}{up}.sql")))
    };
    name.ends_with(".down.sql")
        || name.contains(".undo.")
        || pair("-down", "-up")
        || pair("_down", "_up")
        || pair("_rollback", "")
        || pair(".rollback", "")
}

/// Compares versions number by number, so that 2 comes before 10; equal ones by name.
pub(super) fn compare(
    left: &RelPath,
    right: &RelPath,
    version: impl Fn(&RelPath) -> Option<Version>,
) -> Ordering {
    let numbers = |path: &RelPath| {
        let version = version(path)?;
        let number = |part: &str| part.parse::<u128>().unwrap_or(u128::MAX);
        Some(version.as_str().split('.').map(number).collect::<Vec<_>>())
    };
    // What has no version runs after all that have.
    let key = |path: &RelPath| numbers(path).map_or((true, Vec::new()), |numbers| (false, numbers));
    key(left)
        .cmp(&key(right))
        .then_with(|| left.file_name().cmp(right.file_name()))
        .then_with(|| left.cmp(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_what_each_tool_reads() {
        let text = |version: Option<Version>| version.map(|version| version.as_str().to_owned());
        assert_eq!(text(numbered("20250101_x.sql")).as_deref(), Some("20250101"));
        assert_eq!(text(numbered("001.sql")).as_deref(), Some("001"));
        assert_eq!(text(numbered("3d_models.sql")), None);
        assert_eq!(text(diesel("2019-02-26-002946_create_user")).as_deref(), Some("20190226002946"));
        assert_eq!(text(Flyway::of("V1_2__x.sql").and_then(Flyway::version)).as_deref(), Some("1.2"));
        assert_eq!(Flyway::of("V__x.sql"), None);
    }

    #[test]
    fn the_way_back_needs_a_way_forward_beside_it() {
        let has = |name: &str| name == "1-users-up.sql";
        assert!(is_way_back("1-users-down.sql", has) && is_way_back("1_x.down.sql", has));
        assert!(!is_way_back("1_break_down.sql", has) && !is_way_back("1-users-up.sql", has));
    }
}
