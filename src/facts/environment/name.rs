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
    let all = spans(text);
    let marked = all
        .filter(|(start, end)| text[*start..*end].contains('_') || is_marked(text.as_bytes(), *start, *end));
    let names: BTreeSet<&str> = marked.map(|(start, end)| &text[start..end]).collect();
    names.into_iter().map(Box::from).collect()
}

/// Every word of a text that is written as variables are.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    spans(text).map(|(start, end)| &text[start..end])
}

/// Where they begin and end.
fn spans(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let next = move || {
        let start = at + bytes[at..].iter().position(|byte| is_of_name(*byte))?;
        let length = bytes[start..].iter().position(|byte| !is_of_name(*byte));
        at = length.map_or(bytes.len(), |length| start + length);
        Some((start, at))
    };
    std::iter::from_fn(next).filter(|(start, end)| is_variable_name(&text[*start..*end]))
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
