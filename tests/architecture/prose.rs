//! What the documents say of the repository.

/// Folders whose paths, written in backticks, must exist.
const FOLDERS: [&str; 8] = [".ci/", ".github/", "benches/", "fixtures/", "rules/", "src/", "tests/", "../"];

/// Paths of this repository that `text` names in backticks; one with a placeholder is none.
pub(crate) fn named_paths(text: &str) -> Vec<&str> {
    let spans = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths = spans.filter(|span| FOLDERS.iter().any(|folder| span.starts_with(folder)));
    paths
        .filter(|path| path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)))
        .map(|path| path.trim_end_matches('/'))
        .collect()
}

/// The module documentation at the top of a source file.
pub(crate) fn module_doc(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.starts_with("//!"));
    lines.flat_map(|line| [line.trim_start_matches("//!"), "\n"]).collect()
}

/// Lines of the fenced `sh` blocks, comments cut.
pub(crate) fn commands(document: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut in_block = false;
    for line in document.lines() {
        match line.trim() {
            "```sh" => in_block = true,
            "```" => in_block = false,
            line if in_block => {
                let command = line.split(" #").next().unwrap_or(line).trim();
                commands.push(command.to_owned());
            }
            _ => {}
        }
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_backticks_are_read() {
        let text = "See `src/lib.rs` and `rules/` but not `src/*.rs`, `rules/<category>` or src/other.rs.";
        assert_eq!(named_paths(text), ["src/lib.rs", "rules"]);
    }

    #[test]
    fn commands_stand_in_shell_blocks() {
        let text = "```text\nno\n```\n```sh\ncargo test   # all\n```\ncargo no\n";
        assert_eq!(commands(text), ["cargo test"]);
    }

    #[test]
    fn only_the_module_doc_is_taken() {
        assert_eq!(module_doc("//! A.\n//! B.\n\n/// C.\nfn f() {}\n"), " A.\n B.\n");
    }
}
