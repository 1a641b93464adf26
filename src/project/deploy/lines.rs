//! Policies in files of lines: `_headers`, nginx, Caddy, Apache.

use super::policy::{Found, PolicyKind, Source, header};
use crate::source::{RelPath, Span};

/// Words before a header's name that take it away or only look at it.
const NEGATIONS: [&str; 5] = ["proxy_hide_header", "unset", "remove", "header_down -", "header -"];

/// Every line that gives the header.
pub(super) fn policies(path: &RelPath, text: &str) -> Vec<Found> {
    let kind = if is_for_development(path) { PolicyKind::Development } else { PolicyKind::Production };
    if is_program(path) {
        return in_program(text);
    }
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some((at, name)) = header_name(line) {
            let span = Span::new(start + at, start + line.trim_end().len());
            let is_report_only = header(name) == Some(true);
            found.push(Found { kind, source: Source::Infrastructure, span, is_report_only });
        }
        start += line.len();
    }
    found
}

/// What a program in a language that is not read does with the header cannot be told.
fn in_program(text: &str) -> Vec<Found> {
    let kind = PolicyKind::Uncertain;
    let found = Found { kind, source: Source::Infrastructure, span: Span::default(), is_report_only: false };
    let at =
        text.lines().find(|line| line.to_ascii_lowercase().replace('_', "-").contains("security-policy"));
    let start = at.map_or(0, |line| line.as_ptr() as usize - text.as_ptr() as usize);
    vec![Found { span: Span::new(start, start + at.map_or(0, str::len)), ..found }]
}

fn is_program(path: &RelPath) -> bool {
    !matches!(path.extension(), "" | "conf" | "caddy" | "htaccess" | "template" | "service" | "timer")
        && !path.file_name().contains("nginx")
        && !path.file_name().starts_with("Caddyfile")
        && !path.file_name().contains(".conf")
}

/// Where on a line the header's name stands, and the name.
fn header_name(line: &str) -> Option<(usize, &str)> {
    const NAME: &str = "content-security-policy";
    let trimmed = line.trim_start();
    if trimmed.starts_with(['#', '-', '!']) {
        return None;
    }
    let at = line.to_ascii_lowercase().find(NAME)?;
    let rest = &line[at..];
    let length = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(rest.len());
    let before = line[..at].to_ascii_lowercase();
    let is_negated = NEGATIONS.iter().any(|word| before.contains(word));
    // `connect-src` of another header may name it; the name stands first or after its directive.
    let is_given =
        rest[length..].trim_start_matches(['"', '\'', ':']).starts_with([' ', '\t', '"', '\'', '`'])
            || rest[length..].starts_with(':');
    (!is_negated && is_given).then_some((at, &rest[..length]))
}

fn is_for_development(path: &RelPath) -> bool {
    let name = path.file_name();
    name.contains(".dev.") || name.contains("-dev.") || name.contains(".local.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, bool)> {
        let policies = policies(&RelPath::new("nginx.conf"), text);
        policies.into_iter().map(|policy| (policy.span.of(text), policy.is_report_only)).collect()
    }

    #[test]
    fn lines_that_give_the_header_are_found() {
        for text in [
            "  add_header Content-Security-Policy \"default-src 'self'\" always;\n",
            "/*\n  content-security-policy: default-src 'self'\n",
            "header {\n  Content-Security-Policy \"default-src 'self'\"\n}\n",
            "Header always set Content-Security-Policy \"default-src 'self'\"\n",
            "more_set_headers \"Content-Security-Policy: default-src 'self'\";\n",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
        assert!(found("add_header Content-Security-Policy-Report-Only \"x\";")[0].1);
    }

    #[test]
    fn comments_and_removals_are_none() {
        for text in [
            "# add_header Content-Security-Policy \"x\";\n",
            "proxy_hide_header Content-Security-Policy;\n",
            "header -Content-Security-Policy\n",
            "! Content-Security-Policy\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
