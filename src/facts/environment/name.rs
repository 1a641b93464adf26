//! Names of variables in text of any kind: words in capitals that can hardly be anything else.

use std::collections::BTreeSet;

/// Whether a word is written as variables of the environment are: capitals, digits and `_`.
pub fn is_variable_name(word: &str) -> bool {
    word.len() >= 2
        && word.starts_with(|first: char| first.is_ascii_uppercase() || first == '_')
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// What bundlers put into the code that browsers load, by how its name begins.
const EXPOSED: [&str; 8] = [
    "EXPO_PUBLIC_",
    "GATSBY_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
    "REACT_APP_",
    "STORYBOOK_",
    "VITE_",
];

/// Whether a bundler puts the variable into what browsers load.
pub fn is_exposed(name: &str) -> bool {
    EXPOSED.iter().any(|prefix| name.starts_with(prefix))
}

/// The variables that a text names, sorted, each once. A word without `_` counts where something is set to it
/// or it stands in code quotes: `PORT=80`, `` `PORT` ``, `$PORT`, not the words of a heading.
pub(in crate::facts) fn named_variables(text: &str) -> Box<[Box<str>]> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| is_of_name(*byte)) {
        let start = at + found;
        let length = bytes[start..].iter().position(|byte| !is_of_name(*byte)).unwrap_or(bytes.len() - start);
        at = start + length;
        let word = &text[start..at];
        if is_variable_name(word) && (word.contains('_') || is_marked(bytes, start, at)) {
            names.insert(word);
        }
    }
    names.into_iter().map(Box::from).collect()
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether what stands around a word says that it is a variable.
fn is_marked(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|before| bytes[before]);
    matches!(before, Some(b'`' | b'$' | b'{' | b'"')) || matches!(bytes.get(end), Some(b'=' | b':' | b'`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_capitals_are_variables_where_something_says_so() {
        let text = "# API keys\nSet `PORT` and VITE_URL (not MY_Var); HOST=x, READ the JSON. ${REGION}";
        let names = named_variables(text);
        assert_eq!(
            names.iter().map(|name| &**name).collect::<Vec<_>>(),
            ["HOST", "PORT", "REGION", "VITE_URL"]
        );
    }
}
