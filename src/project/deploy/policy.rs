//! A Content-Security-Policy: where it is given and whether production sees it.

use crate::facts::HeaderMention;
use crate::facts::html::HtmlFacts;
use crate::finding::Location;
use crate::source::Span;

/// A policy that an application has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Policy {
    /// Who sees it.
    pub kind: PolicyKind,
    /// Where it is given.
    pub at: Location,
    /// Whether browsers only report what breaks it and enforce nothing.
    pub is_report_only: bool,
}

/// Who sees a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Users.
    Production,
    /// Whoever runs the development server.
    Development,
    /// We cannot tell.
    Uncertain,
}

impl Policy {
    /// Whether users' browsers enforce it.
    pub fn protects(&self) -> bool {
        self.kind == PolicyKind::Production && !self.is_report_only
    }

    /// Why nobody can say whether an application has this policy.
    pub fn doubt(&self) -> String {
        format!("whether users see this policy is not known: {}", self.at.path)
    }
}

/// A policy in one file, before it is known whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub kind: PolicyKind,
    pub source: Source,
    pub span: Span,
    pub is_report_only: bool,
}

/// What kind of file gives a policy: it decides how far the policy reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A page, for itself.
    Page,
    /// A program, for what it answers.
    Script,
    /// A proxy's or platform's configuration, for all that is served.
    Infrastructure,
}

/// Whether a name is the header's, however it is spelt: `Some(true)` for the one that only reports.
pub(super) fn header(name: &str) -> Option<bool> {
    if name.len() > 40 {
        return None;
    }
    let bytes = name.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
    let letters: Vec<u8> = bytes.map(|byte| byte.to_ascii_lowercase()).collect();
    match &*letters {
        b"contentsecuritypolicy" => Some(false),
        b"contentsecuritypolicyreportonly" => Some(true),
        _ => None,
    }
}

/// The policies of a page's `meta` elements. Browsers ignore one that would only report.
pub(super) fn in_page(page: &HtmlFacts) -> Vec<Found> {
    let metas = page.http_equiv.iter();
    let policies =
        metas.filter(|(name, content, _)| header(name) == Some(false) && !content.trim().is_empty());
    policies
        .map(|(_, _, span)| Found {
            kind: PolicyKind::Production,
            source: Source::Page,
            span: *span,
            is_report_only: false,
        })
        .collect()
}

/// The policy a Rust server sets: it names the header to give it.
pub(super) fn in_program(mention: &HeaderMention) -> Found {
    Found {
        kind: PolicyKind::Production,
        source: Source::Infrastructure,
        span: mention.span,
        is_report_only: mention.is_report_only,
    }
}
