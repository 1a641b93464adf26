//! Programs within texts: what a page is given to run as it is.

use memchr::memmem;

/// Shorter texts hold no program.
const MIN_BYTES: usize = 40;

/// Adds the names of the events that a program within `text` fires or listens to.
pub(super) fn events(text: &str, names: &mut Vec<Box<str>>) {
    if text.len() < MIN_BYTES || memmem::find(text.as_bytes(), b"Event").is_none() {
        return;
    }
    for mark in ["addEventListener(", "CustomEvent(", "new Event("] {
        for at in memmem::find_iter(text.as_bytes(), mark) {
            let rest = text[at + mark.len()..].trim_start();
            let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'' | '`')) else {
                continue;
            };
            if let Some((name, _)) = rest[1..].split_once(quote) {
                names.push(name.into());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_in_texts_name_events() {
        let mut names = Vec::new();
        events(
            "(function() { window.addEventListener('theme-change', f); dispatchEvent(new Event( \"a-b\")); })()",
            &mut names,
        );
        events("Event", &mut names);
        assert_eq!(names, ["theme-change".into(), Box::from("a-b")]);
    }
}
