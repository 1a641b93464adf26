//! Programs for a shell: the files that they copy. Nothing else of them is read.

/// One file or folder that a command copies or moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedPath {
    /// What is copied, as written, quotes left out.
    pub from: Box<str>,
    /// Where to.
    pub to: Box<str>,
}

/// What the commands of `text` copy, in order.
pub fn copied(text: &str) -> Vec<CopiedPath> {
    let commands = text.split(['\n', ';', '|', '&']).map(str::trim_start);
    commands.flat_map(of_command).collect()
}

fn of_command(command: &str) -> Vec<CopiedPath> {
    let mut words = command.split_ascii_whitespace();
    if !matches!(words.next(), Some("cp" | "mv" | "rsync")) {
        return Vec::new();
    }
    let mut paths: Vec<&str> = words
        .take_while(|word| !word.starts_with('#'))
        .filter(|word| !word.starts_with('-'))
        .map(|word| word.trim_matches(['"', '\'']))
        .collect();
    let Some(to) = paths.pop() else { return Vec::new() };
    paths.into_iter().map(|from| CopiedPath { from: from.into(), to: to.into() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_read_and_nothing_else() {
        let text = "set -e\ncp -r a \"b/c.js\" build/ # both\nnpm run x && mv d e\n# cp f g\necho cp h i\n";
        let read: Vec<_> = copied(text).iter().map(|one| format!("{} {}", one.from, one.to)).collect();
        assert_eq!(read, ["a build/", "b/c.js build/", "d e"]);
    }
}
