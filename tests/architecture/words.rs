//! How rules speak.

use gonogo::rule::{CatalogRule, RuleData};

/// Longest first line of a message and longest title: they stand in lists.
const MAX_LINE_CHARS: usize = 120;

/// What is wrong with a finding's message.
pub(crate) fn message_complaints(message: &str) -> Vec<&'static str> {
    let first = message.lines().next().unwrap_or_default();
    let checks = [
        (first.trim().is_empty(), "is empty"),
        (first.chars().count() > MAX_LINE_CHARS, "has a first line of over 120 characters"),
        (first.ends_with(['.', ':', ';', ',']), "ends with a stop"),
        (message.contains("  "), "holds two spaces in a row"),
        (message.trim() != message, "begins or ends with space"),
        (starts_with_capital_word(first), "starts with a capital and no name"),
    ];
    checks.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, what)| what).collect()
}

/// A capitalised word of plain prose: `The table`, but not `SELECT`, `PostgreSQL` or `A`.
fn starts_with_capital_word(line: &str) -> bool {
    let word: String = line.chars().take_while(|c| c.is_alphabetic()).collect();
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && word.len() > 1 && letters.all(char::is_lowercase)
}

/// What is wrong with the words of a rule.
pub(crate) fn rule_complaints(rule: &CatalogRule) -> Vec<String> {
    let RuleData { title, examines, why, fix, bad, good, aliases, references, .. } = &rule.data;
    let mut complaints = Vec::new();
    let mut complain = |is_wrong: bool, what: String| {
        if is_wrong {
            complaints.push(format!("{}: {what}", rule.id));
        }
    };
    for (name, text) in [("title", title), ("examines", examines), ("why", why), ("fix", fix)] {
        complain(text.trim().is_empty(), format!("`{name}` is empty"));
    }
    for (name, text) in [("title", title), ("examines", examines)] {
        complain(
            text.lines().count() > 1 || text.ends_with('.'),
            format!("`{name}` is one line, no full stop"),
        );
    }
    complain(title.chars().count() > MAX_LINE_CHARS, "`title` is over 120 characters".to_owned());
    for (name, text) in [("why", why), ("fix", fix)] {
        complain(!text.trim_end().ends_with(['.', '`', '?']), format!("`{name}` is whole sentences"));
    }
    complain(bad.is_empty(), "no [[bad]] example".to_owned());
    complain(good.is_empty(), "no [[good]] example".to_owned());
    let mut names: Vec<&str> = bad.iter().chain(good).map(|example| example.name.as_str()).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    complain(names.len() < count, "two examples have one name".to_owned());
    for alias in aliases {
        complain(!alias.contains(':'), format!("alias `{alias}` does not say whose it is: `tool:name`"));
    }
    for reference in references {
        complain(!reference.starts_with("https://"), format!("reference `{reference}` is no https address"));
    }
    complaints
}

#[cfg(test)]
mod tests {
    use gonogo::rule::{Catalog, Rule};

    use super::*;

    #[test]
    fn messages_have_a_grammar() {
        for good in ["`public.notes` is open", "2 lines of ours", "SELECT is open to anon", "a\nMore. Yes."] {
            assert_eq!(message_complaints(good), [""; 0], "{good}");
        }
        for bad in ["", "The table is open", "table is open.", "two  spaces", " a", "a:", &"x".repeat(121)] {
            assert!(!message_complaints(bad).is_empty(), "{bad}");
        }
    }

    fn complaints_of(toml: &'static str) -> Vec<String> {
        let rule = Rule { category: "security", stem: "a_rule", toml, check: |_, _| {} };
        let catalog = Catalog::new([rule]).expect("a readable rule");
        rule_complaints(&catalog.rules()[0])
    }

    #[test]
    fn a_whole_rule_is_fine_and_an_empty_one_is_not() {
        let whole = r#"
            title = "A table"
            severity = "minor"
            confidence = "firm"
            effort = "15m"
            examines = "each table"
            why = "It matters."
            fix = "Do it."
            bad = [{ name = "one", files = { a = "x" } }]
            good = [{ name = "two", files = { a = "x" } }]
        "#;
        assert_eq!(complaints_of(whole), [""; 0]);
        let empty = r#"
            title = ""
            severity = "minor"
            confidence = "firm"
            effort = "15m"
            examines = "each table."
            aliases = ["0013"]
            references = ["http://example.com"]
            why = "it matters"
            fix = " "
            bad = [{ name = "one", files = { a = "x" } }, { name = "one", files = { a = "x" } }]
        "#;
        // Empty title, empty fix, a stop, two fragments, no good, one name, alias, reference.
        assert_eq!(complaints_of(empty).len(), 9, "{:#?}", complaints_of(empty));
    }
}
