//! A rule's page, from the same words as every report.

use crate::rule::{CatalogRule, Example};

/// The page.
pub(super) fn page(rule: &CatalogRule) -> String {
    let data = &rule.data;
    let mut page = format!("{}: {}\n\n", rule.id, data.title);
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            page.extend([&format!("{label:<11}"), value, "\n"]);
        }
    };
    line("category", rule.category.name());
    line("severity", data.severity.name());
    line("confidence", data.confidence.name());
    line("effort", &format!("{} a finding", data.effort));
    line("scoring", data.scoring.name());
    line("examines", &data.examines);
    line("aliases", &data.aliases.join(", "));
    line("tags", &data.tags.join(", "));
    line("read on", &data.references.join("\n           "));
    page.extend(["\nWhy\n", data.why.trim(), "\n\nFix\n", data.fix.trim(), "\n"]);
    let examples = data.bad.first().map(|bad| ("Bad", bad)).into_iter();
    for (label, example) in examples.chain(data.good.first().map(|good| ("Good", good))) {
        page.push_str(&shown(label, example));
    }
    page
}

/// An example without its markers; where it fails stands behind each file.
fn shown(label: &str, example: &Example) -> String {
    let (files, expected) = example.split();
    let mut text = format!("\n{label}: {}\n", example.name);
    for (path, content) in files {
        text.extend(["\n  ", &path, "\n"]);
        for (at, line) in content.trim_end().lines().enumerate() {
            text.push_str(format!("  {:>4} │ {line}", at + 1).trim_end());
            text.push('\n');
        }
        for one in expected.iter().filter(|one| one.path == path) {
            let outcome = if one.is_unknown { "unknown" } else { "fails" };
            text.push_str(
                &["       line ", &one.line.to_string(), " ", outcome, ": ", &one.words, "\n"].concat(),
            );
        }
    }
    text
}
