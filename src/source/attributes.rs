//! What `.gitattributes` says of files: only the few attributes that change how a file is judged.

use super::{RelPath, SourceFile};
use crate::source::walk::Globs;

/// The name of the files that say attributes.
pub(super) const ATTRIBUTES: &str = ".gitattributes";

/// The attributes of one file that matter here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// `linguist-generated` or `gitlab-generated`: written by a program.
    pub(super) is_generated: bool,
    /// `-merge`, `merge=binary` or `binary`: git writes no conflict markers into it, so what looks
    /// like one is content.
    pub(super) is_never_merged: bool,
    /// `conflict-marker-size`: shorter and longer runs are content.
    pub(super) marker_length: Option<usize>,
}

/// Applies every `.gitattributes` among `files` (sorted by path) to those below it.
pub(super) fn apply(files: &mut [SourceFile]) {
    let mut lists: Vec<AttributeList> = files
        .iter()
        .filter(|file| file.path.file_name() == ATTRIBUTES)
        .map(|file| AttributeList::new(file.path.folder(), &file.text))
        .filter(|list| !list.is_empty())
        .collect();
    if lists.is_empty() {
        return;
    }
    // The list nearest to a file decides.
    lists.sort_by_key(|list| std::cmp::Reverse(list.depth));
    for file in files {
        let attributes = of(&lists, &file.path);
        if attributes != Attributes::default() {
            file.attribute(attributes);
        }
    }
}

fn of(lists: &[AttributeList], path: &RelPath) -> Attributes {
    let is_on = |kind: fn(&AttributeList) -> &Globs| {
        lists.iter().find_map(|list| kind(list).decide(path)).unwrap_or(false)
    };
    Attributes {
        is_generated: is_on(|list| &list.generated),
        is_never_merged: is_on(|list| &list.never_merged),
        marker_length: lists.iter().find_map(|list| list.marker_length(path)),
    }
}

/// One `.gitattributes`, a list of patterns for each attribute.
struct AttributeList {
    depth: usize,
    generated: Globs,
    never_merged: Globs,
    /// In the order of the file: the last that matches decides.
    marker_lengths: Vec<(Globs, usize)>,
}

impl AttributeList {
    fn new(folder: &str, text: &str) -> Self {
        let mut generated = Vec::new();
        let mut never_merged = Vec::new();
        let mut marker_lengths = Vec::new();
        for line in text.lines() {
            let mut words = line.split_ascii_whitespace();
            let Some(pattern) = words.next().filter(|pattern| !pattern.starts_with(['#', '[', '!'])) else {
                continue;
            };
            let pattern = pattern.trim_matches('"');
            let say = |is_on: bool| if is_on { pattern.to_owned() } else { format!("!{pattern}") };
            for word in words {
                match word {
                    "linguist-generated" | "linguist-generated=true" | "gitlab-generated" => {
                        generated.push(say(true));
                    }
                    "-linguist-generated" | "linguist-generated=false" => generated.push(say(false)),
                    "-merge" | "merge=binary" | "binary" => never_merged.push(say(true)),
                    "merge" | "merge=text" | "!merge" | "-binary" => never_merged.push(say(false)),
                    _ => {}
                }
                let length = word.strip_prefix("conflict-marker-size=").and_then(|size| size.parse().ok());
                marker_lengths.extend(length.map(|length| (Globs::new(folder, [pattern]).0, length)));
            }
        }
        let globs = |lines: &[String]| Globs::new(folder, lines.iter().map(String::as_str)).0;
        Self {
            depth: if folder.is_empty() { 0 } else { folder.split('/').count() },
            generated: globs(&generated),
            never_merged: globs(&never_merged),
            marker_lengths,
        }
    }

    fn is_empty(&self) -> bool {
        self.generated.is_empty() && self.never_merged.is_empty() && self.marker_lengths.is_empty()
    }

    fn marker_length(&self, path: &RelPath) -> Option<usize> {
        self.marker_lengths.iter().rev().find(|(globs, _)| globs.decide(path) == Some(true)).map(|(_, n)| *n)
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Role, Sources};

    const CONFLICT: &str = "<<<<<<< a\n=======\n>>>>>>> b\n";

    fn conflicts(files: &[(&str, &str)]) -> Vec<String> {
        let sources = Sources::in_memory(files.iter().copied());
        let conflicted = sources.files.iter().filter(|file| file.conflict.is_some());
        conflicted.map(|file| file.path.to_string()).collect()
    }

    #[test]
    fn a_longer_marker_size_makes_short_runs_content() {
        let attributes = "*.txt conflict-marker-size=32\nb.txt conflict-marker-size=7\n";
        let files = [(".gitattributes", attributes), ("a.txt", CONFLICT), ("b.txt", CONFLICT)];
        assert_eq!(conflicts(&files), ["b.txt"]);
    }

    #[test]
    fn the_nearest_list_decides_and_patterns_are_relative_to_it() {
        let files = [
            (".gitattributes", "*.txt -merge\n"),
            ("a.txt", CONFLICT),
            ("x/.gitattributes", "/a.txt merge\n"),
            ("x/a.txt", CONFLICT),
            ("x/y/a.txt", CONFLICT),
        ];
        assert_eq!(conflicts(&files), ["x/a.txt"]);
    }

    #[test]
    fn generated_files_get_their_role() {
        let sources = Sources::in_memory([
            (".gitattributes", "src/api/** linguist-generated=true\nsrc/api/own.ts -linguist-generated\n"),
            ("src/api/client.ts", ""),
            ("src/api/own.ts", ""),
        ]);
        let roles: Vec<Role> = sources.files.iter().map(|file| file.role).collect();
        assert_eq!(roles[1..], [Role::Generated, Role::Production]);
    }
}
