//! Where a program names the header that carries a Content-Security-Policy.
//!
//! For Rust, and for languages whose grammar is not read at all: a byte search, no more.

use memchr::memmem;

use super::Comment;
use crate::source::Span;

/// The ways to write the name: as a header, as a constant, and as the setting of a framework.
const NAMES: [&str; 6] = [
    "Content-Security-Policy",
    "content-security-policy",
    "CONTENT_SECURITY_POLICY",
    "content_security_policy",
    "contentSecurityPolicy",
    "CSP_DEFAULT_SRC",
];

/// A mention of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderMention {
    /// Where the name stands.
    pub span: Span,
    /// Whether it is the header that only reports.
    pub is_report_only: bool,
}

/// Every mention outside `comments`, in order of the names' spelling.
pub(super) fn mentions(text: &str, comments: &[Comment]) -> Vec<HeaderMention> {
    let mut found = Vec::new();
    for name in NAMES {
        for at in memmem::find_iter(text.as_bytes(), name) {
            let span = Span::new(at, at + name.len());
            if !comments.iter().any(|comment| comment.span.contains(span)) {
                let rest = text[at + name.len()..].trim_start_matches(['-', '_']);
                let is_report_only = rest.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("report"));
                found.push(HeaderMention { span, is_report_only });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    #[test]
    fn rust_names_the_header_outside_comments() {
        let text =
            "// content-security-policy\nfn f() { set(header::CONTENT_SECURITY_POLICY_REPORT_ONLY, v); }";
        let facts = extract(&SourceFile::new(RelPath::new("src/a.rs"), text)).remove(0);
        let Content::Rust(rust) = facts.content else { panic!("Rust") };
        let [mention] = &*rust.policies else { panic!("{:?}", rust.policies) };
        assert_eq!((mention.span.of(text), mention.is_report_only), ("CONTENT_SECURITY_POLICY", true));
    }

    #[test]
    fn programs_in_other_languages_are_kept_only_when_they_name_it() {
        let content = |text| extract(&SourceFile::new(RelPath::new("app/main.py"), text)).remove(0).content;
        assert!(matches!(content("r['Content-Security-Policy'] = p"), Content::Lines(_)));
        assert!(matches!(content("print(1)"), Content::None));
    }
}
