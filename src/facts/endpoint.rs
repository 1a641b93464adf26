//! Addresses of edge functions in text of any kind.

use memchr::memmem;

use crate::source::Span;

/// What stands before a function's name in its address.
const MARK: &str = "/functions/v1/";

/// The address of an edge function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'t> {
    /// The function's name.
    pub name: &'t str,
    /// Where the name stands.
    pub span: Span,
    /// The host, with its port, where it is written out.
    pub host: Option<&'t str>,
}

/// The addresses of edge functions that `text` holds. Lines that are comments of a shell, of YAML or of SQL
/// are passed over.
pub fn edge_functions(text: &str) -> impl Iterator<Item = Address<'_>> {
    memmem::find_iter(text.as_bytes(), MARK).filter_map(move |at| {
        let start = at + MARK.len();
        let rest = &text[start..];
        let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_';
        let length = rest.find(is_end).unwrap_or(rest.len());
        let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
        // A space tells a comment of SQL from the options of a shell's command.
        let is_comment = line.trim_start().starts_with('#') || line.trim_start().starts_with("-- ");
        let (name, span) = (&rest[..length], Span::new(start, start + length));
        (length > 0 && !is_comment).then(|| Address { name, span, host: host(line) })
    })
}

/// The host at the end of a line that breaks off before the path of an address.
fn host(line: &str) -> Option<&str> {
    let is_of_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    let host = &line[line.trim_end_matches(is_of_host).len()..];
    let is_written = !host.is_empty() && line[..line.len() - host.len()].ends_with("//");
    is_written.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_comments_are_not() {
        let text =
            "curl https://x.co/functions/v1/send-mail?x=1\n# curl /functions/v1/old \n'/functions/v1/a_b'";
        let names: Vec<_> =
            edge_functions(text).map(|address| (address.name, address.span.of(text))).collect();
        assert_eq!(names, [("send-mail", "send-mail"), ("a_b", "a_b")]);
    }

    #[test]
    fn a_host_is_known_where_it_is_written_out() {
        for (text, host) in [
            ("'https://abc.supabase.co/functions/v1/a'", Some("abc.supabase.co")),
            ("http://localhost:54321/functions/v1/a", Some("localhost:54321")),
            ("https://<REF>.supabase.co/functions/v1/a", None),
            ("$URL/functions/v1/a", None),
            ("base || '/functions/v1/a'", None),
        ] {
            let found: Vec<_> = edge_functions(text).map(|address| address.host).collect();
            assert_eq!(found, [host], "{text}");
        }
    }
}
