//! Lists that people keep sorted and complete, and names that say nothing.

use std::collections::BTreeSet;

use super::code::Code;

/// Names under which anything can be put.
const EMPTY_NAMES: [&str; 8] = ["common", "helper", "helpers", "misc", "shared", "types", "util", "utils"];

/// `mod` lines that stand together unsorted. A blank line or a comment starts a new group.
pub(crate) fn unsorted_mods(code: &Code) -> Vec<String> {
    let lines = code.mod_lines();
    let pairs = lines.windows(2).filter(|pair| pair[0].line + 1 == pair[1].line);
    let unsorted = pairs.filter(|pair| pair[0].name > pair[1].name);
    unsorted
        .map(|pair| {
            format!("{}:{}: `mod {}` before `mod {}`", code.path, pair[1].line, pair[1].name, pair[0].name)
        })
        .collect()
}

/// Names in the file's `rules!` list, in order; `None` without a list.
pub(crate) fn rules_list(code: &Code) -> Option<Vec<String>> {
    let starts = |at: usize, words: &[&str]| {
        words
            .iter()
            .enumerate()
            .all(|(offset, word)| code.tokens.get(at + offset).is_some_and(|token| token.text == *word))
    };
    let at = (0..code.tokens.len()).find(|at| starts(*at, &["rules", "!", "{"]))?;
    let names = code.tokens[at + 5..].iter().take_while(|token| token.text != "}");
    Some(names.map(|token| token.text.clone()).filter(|text| text != ",").collect())
}

/// What the three places of a category's rules disagree on: its `mod` lines, its `rules!` list, its
/// TOML files.
pub(crate) fn registration_complaints(code: &Code, toml_stems: &BTreeSet<String>) -> Vec<String> {
    let path = &code.path;
    let Some(listed) = rules_list(code) else { return vec![format!("{path}: no `rules!` list")] };
    let mut complaints = Vec::new();
    if !listed.is_sorted() {
        complaints.push(format!("{path}: the `rules!` list is not sorted: {listed:?}"));
    }
    let listed: BTreeSet<String> = listed.into_iter().collect();
    let declared: BTreeSet<String> = code.mod_lines().into_iter().map(|line| line.name).collect();
    for (one, other, what) in [
        (&declared, &listed, "is a module and not in the `rules!` list"),
        (toml_stems, &listed, "has words in rules/ and is not in the `rules!` list"),
        (&listed, toml_stems, "is in the `rules!` list and has no words in rules/"),
    ] {
        complaints.extend(one.difference(other).map(|name| format!("{path}: `{name}` {what}")));
    }
    complaints
}

/// Dependencies out of order, and those that nobody says the reason of. One comment serves a run of
/// crates with one beginning (`oxc_ast`, `oxc_span`).
pub(crate) fn dependency_complaints(manifest: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut in_list = false;
    let mut previous: Option<&str> = None;
    let mut reason_for: Option<&str> = None;
    let mut above = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_list = line.ends_with("dependencies]");
            (previous, reason_for) = (None, None);
        } else if in_list && let Some((name, _)) = line.split_once(" = ") {
            if previous.is_some_and(|previous| previous > name) {
                complaints.push(format!("Cargo.toml: `{name}` is out of order"));
            }
            let family = name.split(['-', '_']).next();
            if above.starts_with("# ") {
                reason_for = family;
            } else if reason_for != family {
                complaints.push(format!("Cargo.toml: no comment says why `{name}` is needed"));
            }
            previous = Some(name);
        }
        above = line;
    }
    complaints
}

/// Parts of a path that name no idea.
pub(crate) fn empty_names(path: &str) -> Vec<String> {
    let parts = path.trim_end_matches(".rs").split('/');
    let empty = parts.filter(|part| EMPTY_NAMES.contains(part));
    empty.map(|part| format!("{path}: `{part}` says nothing; name the idea")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mods_are_sorted_within_a_group() {
        let found = |text: &str| unsorted_mods(&Code::new("src/a.rs", text)).len();
        assert_eq!(found("mod a;\nmod b;\n"), 0);
        assert_eq!(found("mod b;\nmod a;\n"), 1);
        assert_eq!(found("pub mod b;\n\npub mod a;\n"), 0);
    }

    #[test]
    fn a_rule_stands_in_three_places() {
        let stems = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let code = |text: &str| Code::new("src/rules/security/mod.rs", text);
        let whole = code("mod a;\nmod b;\nrules! { security: a, b }");
        assert_eq!(rules_list(&whole), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(registration_complaints(&whole, &stems(&["a", "b"])), [""; 0]);
        assert_eq!(registration_complaints(&whole, &stems(&["a", "b", "c"])).len(), 1);
        assert_eq!(registration_complaints(&whole, &stems(&["a"])).len(), 1);
        let unlisted = code("mod a;\nmod b;\nrules! { security: a }");
        assert_eq!(registration_complaints(&unlisted, &stems(&["a"])).len(), 1);
        let unsorted = code("mod a;\nmod b;\nrules! { security: b, a, }");
        assert_eq!(registration_complaints(&unsorted, &stems(&["a", "b"])).len(), 1);
        assert_eq!(registration_complaints(&code("mod a;"), &stems(&["a"])).len(), 1);
    }

    #[test]
    fn each_dependency_has_its_reason_and_its_place() {
        let found = |list: &str| dependency_complaints(&format!("[dependencies]\n{list}")).len();
        assert_eq!(found("# Why.\na = \"1\"\n# Why.\nb = \"1\"\n"), 0);
        assert_eq!(found("# Why.\nb = \"1\"\n# Why.\na = \"1\"\n"), 1);
        assert_eq!(found("# Why.\na = \"1\"\nb = \"1\"\n"), 1);
        assert_eq!(found("# Why.\noxc_a = \"1\"\noxc_b = \"1\"\n"), 0);
        assert_eq!(found("# Why.\noxc_a = \"1\"\n\n[dev-dependencies]\noxc_b = \"1\"\n"), 1);
    }

    #[test]
    fn a_name_names_an_idea() {
        assert_eq!(empty_names("src/facts/utils.rs").len(), 1);
        assert_eq!(empty_names("src/helpers/span.rs").len(), 1);
        assert_eq!(empty_names("src/facts/span.rs"), [""; 0]);
    }
}
