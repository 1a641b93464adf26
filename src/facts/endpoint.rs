//! Addresses of edge functions, and of an application's own routes, in text of any kind.

use memchr::memmem;

use crate::source::Span;

/// What stands before a function's name in its address.
const MARK: &str = "/functions/v1/";
/// What a route of an application begins with.
const ROUTE_MARK: &str = "/api/";
/// Words in the names of variables that hold the address of others.
const OTHERS: [&str; 8] = ["api_url", "discord", "gitea", "github", "gitlab", "sentry", "slack", "telegram"];

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
        let line = line_before(text, at);
        // A space tells a comment of SQL from the options of a shell's command.
        let is_comment = line.trim_start().starts_with('#') || line.trim_start().starts_with("-- ");
        let (name, span) = (&rest[..length], Span::new(start, start + length));
        (length > 0 && !is_comment).then(|| Address { name, span, host: host(line) })
    })
}

/// The routes that `text` names behind a variable for the application's address: `$APP_URL/api/tick`,
/// `${{ secrets.SITE_URL }}/api/tick`. Whose a host is that is written out, nobody can tell.
pub fn own_routes(text: &str) -> impl Iterator<Item = &str> {
    memmem::find_iter(text.as_bytes(), ROUTE_MARK).filter_map(move |at| {
        let line = line_before(text, at);
        let is_end = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '/' | '.');
        let rest = &text[at..];
        let path = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let is_whole = !rest[path.len()..].starts_with(['$', '{', '<', '*']) && path.len() > ROUTE_MARK.len();
        let is_comment = line.trim_start().starts_with('#');
        (is_whole && !is_comment && ends_in_variable(line)).then_some(path)
    })
}

/// What stands before `at` on its line.
fn line_before(text: &str, at: usize) -> &str {
    &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at]
}

/// Whether a line breaks off behind a variable of a shell or a workflow that may hold one's own address.
fn ends_in_variable(line: &str) -> bool {
    let inner = line.trim_end_matches(['}', ' ']);
    let name = &inner[inner.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len()..];
    let before = &inner[..inner.len() - name.len()];
    let lower = name.to_ascii_lowercase();
    !name.is_empty()
        && before.ends_with(['$', '{', '.'])
        && before.contains('$')
        && !OTHERS.iter().any(|other| lower.contains(other))
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
    fn routes_stand_behind_a_variable() {
        for (text, expected) in [
            ("curl -X POST \"$APP_URL/api/cron/tick?x=1\"", Some("/api/cron/tick")),
            ("curl ${{ secrets.SITE_URL }}/api/tick", Some("/api/tick")),
            ("curl \"${URL}/api/tick\"", Some("/api/tick")),
            ("curl https://partner.com/api/tick", None),
            ("curl $GITHUB_API_URL/api/tick", None),
            ("curl $URL/api/$NAME", None),
            ("# curl $URL/api/tick", None),
        ] {
            assert_eq!(own_routes(text).next(), expected, "{text}");
        }
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
