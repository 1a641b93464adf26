//! Addresses of edge functions in text of any kind.

use memchr::memmem;

use crate::source::Span;

/// What stands before a function's name in its address.
const MARK: &str = "/functions/v1/";

/// The names of edge functions whose address `text` holds, with the place of each name. Lines that are
/// comments of a shell, of YAML or of SQL are passed over.
pub fn edge_functions(text: &str) -> impl Iterator<Item = (&str, Span)> {
    memmem::find_iter(text.as_bytes(), MARK).filter_map(move |at| {
        let start = at + MARK.len();
        let rest = &text[start..];
        let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_';
        let length = rest.find(is_end).unwrap_or(rest.len());
        let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
        // A space tells a comment of SQL from the options of a shell's command.
        let is_comment = line.trim_start().starts_with('#') || line.trim_start().starts_with("-- ");
        (length > 0 && !is_comment).then(|| (&rest[..length], Span::new(start, start + length)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_comments_are_not() {
        let text =
            "curl https://x.co/functions/v1/send-mail?x=1\n# curl /functions/v1/old \n'/functions/v1/a_b'";
        let names: Vec<_> = edge_functions(text).map(|(name, span)| (name, span.of(text))).collect();
        assert_eq!(names, [("send-mail", "send-mail"), ("a_b", "a_b")]);
    }
}
