//! Names that some system cannot hold: a checkout there fails, or loses files.

use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::source::RelPath;

/// A path that some system cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnportablePath<'p> {
    /// The path, or the first one in the folder that is at fault.
    pub path: &'p RelPath,
    /// The folder or file at fault, as it should be shown.
    pub name: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It holds a control character.
    Control(char),
    /// It holds a character that Windows forbids.
    Forbidden(char),
    /// It ends in a dot or a space, which Windows cuts.
    Trailing(char),
    /// Windows keeps the name for a device.
    Reserved(String),
    /// It is not valid UTF-8.
    NotUtf8,
    /// It differs only in case, or in how its letters are composed, from this other one.
    Twin(String),
}

/// Each name among `paths` (sorted) that some system cannot hold. A folder is named once.
pub fn unportable_paths<'p>(paths: impl IntoIterator<Item = &'p RelPath>) -> Vec<UnportablePath<'p>> {
    let mut found = Vec::new();
    let mut twins: HashMap<String, &'p str> = HashMap::new();
    let mut last = "";
    for path in paths {
        // Folders shared with the path before were judged with it.
        let shared = shared_folders(last, path.as_str());
        last = path.as_str();
        if let Some(unportable) = judge(path, shared, &mut twins) {
            found.push(unportable);
        }
    }
    found
}

/// Length of the folders that two paths have in common, final slash included.
fn shared_folders(one: &str, other: &str) -> usize {
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1)
}

fn judge<'p>(
    path: &'p RelPath,
    shared: usize,
    twins: &mut HashMap<String, &'p str>,
) -> Option<UnportablePath<'p>> {
    let whole = path.as_str();
    let mut start = shared;
    for segment in whole[shared..].split('/') {
        let end = start + segment.len();
        let prefix = &whole[..end];
        let fault = fault_of(segment).or_else(|| twin_of(prefix, twins));
        if let Some(fault) = fault {
            return Some(UnportablePath { path, name: prefix.escape_debug().to_string(), fault });
        }
        start = end + 1;
    }
    None
}

fn fault_of(segment: &str) -> Option<Fault> {
    let last = segment.chars().next_back()?;
    if matches!(last, '.' | ' ') {
        return Some(Fault::Trailing(last));
    }
    let at_fault = segment.chars().find(|letter| is_control(*letter) || is_forbidden(*letter));
    match at_fault {
        Some(letter) if is_control(letter) => return Some(Fault::Control(letter)),
        Some(char::REPLACEMENT_CHARACTER) => return Some(Fault::NotUtf8),
        Some(letter) => return Some(Fault::Forbidden(letter)),
        None => {}
    }
    let stem = segment.split('.').next().unwrap_or(segment).trim_end();
    is_reserved(stem).then(|| Fault::Reserved(stem.to_owned()))
}

fn is_control(letter: char) -> bool {
    letter.is_control()
}

fn is_forbidden(letter: char) -> bool {
    matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | char::REPLACEMENT_CHARACTER)
}

/// Names of devices, which Windows takes whatever extension follows.
fn is_reserved(stem: &str) -> bool {
    if !(3..=7).contains(&stem.len()) {
        return false;
    }
    let stem = stem.to_ascii_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
}

/// The name met before that a system which folds case takes for the same.
fn twin_of<'p>(prefix: &'p str, twins: &mut HashMap<String, &'p str>) -> Option<Fault> {
    let other = *twins.entry(folded(prefix)).or_insert(prefix);
    (other != prefix).then(|| Fault::Twin(other.to_owned()))
}

fn folded(name: &str) -> String {
    if name.is_ascii() {
        name.to_ascii_lowercase()
    } else if is_nfc(name) {
        name.to_lowercase()
    } else {
        name.nfc().collect::<String>().to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(paths: &[&str]) -> Vec<(String, Fault)> {
        let paths: Vec<RelPath> = paths.iter().map(RelPath::new).collect();
        unportable_paths(&paths).into_iter().map(|one| (one.name, one.fault)).collect()
    }

    #[test]
    fn names_that_windows_refuses_are_found() {
        let found = faults(&["a/aux.ts", "b:c", "com1", "d /e", "d /f", "g.", "h\ni", "j\\k"]);
        let expected = [
            ("a/aux.ts", Fault::Reserved("aux".to_owned())),
            ("b:c", Fault::Forbidden(':')),
            ("com1", Fault::Reserved("com1".to_owned())),
            ("d ", Fault::Trailing(' ')),
            ("g.", Fault::Trailing('.')),
            ("h\\ni", Fault::Control('\n')),
            ("j\\\\k", Fault::Forbidden('\\')),
        ];
        assert_eq!(found, expected.map(|(name, fault)| (name.to_owned(), fault)));
    }

    #[test]
    fn names_that_differ_only_in_case_or_composition_are_twins() {
        let found = faults(&["README.md", "Src/a.ts", "e\u{301}.ts", "readme.md", "src/b.ts", "é.ts"]);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["readme.md", "src", "é.ts"]);
        assert_eq!(found[1].1, Fault::Twin("Src".to_owned()));
    }

    #[test]
    fn names_of_every_script_and_framework_are_fine() {
        let fine = [".env", "(group)/[slug]/$id.tsx", "console.ts", "nullable.ts", "приёмник.ts", "é/è.ts"];
        assert_eq!(faults(&fine), []);
    }
}
