//! What the documents say of the repository.

use std::fmt::Write as _;

use gonogo::finding::Severity;
use gonogo::rule::{Catalog, Category};

/// Folders whose paths, written in backticks, must exist.
const FOLDERS: [&str; 8] = [".ci/", ".github/", "benches/", "fixtures/", "rules/", "src/", "tests/", "../"];
/// What surrounds the generated table in README.md.
const TABLE_START: &str = "<!-- rules: written by `UPDATE=1 cargo test --test architecture` -->\n";
const TABLE_END: &str = "<!-- end of rules -->\n";

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

/// The rules of the catalogue as a Markdown table, worst first within a category.
pub(crate) fn rule_table(catalog: &Catalog) -> String {
    let mut table = String::from("| rule | severity | examines |\n|---|---|---|\n");
    for category in Category::ALL {
        let mut rules: Vec<_> = catalog.rules().iter().filter(|rule| rule.category == category).collect();
        if rules.is_empty() {
            continue;
        }
        rules.sort_by_key(|rule| (std::cmp::Reverse(rule.data.severity), rule.id.clone()));
        writeln!(table, "| **{}** | | |", category.name()).expect("a string takes every write");
        for rule in rules {
            let examines = rule.data.examines.replace('|', "\\|");
            let severity: Severity = rule.data.severity;
            writeln!(table, "| `{}` | {} | {examines} |", rule.id, severity.name())
                .expect("a string takes every write");
        }
    }
    table
}

/// `readme` with `table` in its place; `None` when the place is missing.
pub(crate) fn with_table(readme: &str, table: &str) -> Option<String> {
    let (before, rest) = readme.split_once(TABLE_START)?;
    let (_, after) = rest.split_once(TABLE_END)?;
    Some(format!("{before}{TABLE_START}{table}{TABLE_END}{after}"))
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
    fn the_table_is_replaced_between_its_marks() {
        let readme = format!("a\n{TABLE_START}old\n{TABLE_END}b\n");
        assert_eq!(with_table(&readme, "new\n"), Some(format!("a\n{TABLE_START}new\n{TABLE_END}b\n")));
        assert_eq!(with_table("a\n", "new\n"), None);
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
