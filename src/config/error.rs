//! Mistakes in a configuration, shown where they stand.

use std::ops::Range;

use miette::{Diagnostic, NamedSource, SourceSpan};

/// One mistake: what is wrong, where, and what to write instead.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{message}")]
pub struct ConfigError {
    message: String,
    #[help]
    help: Option<String>,
    #[source_code]
    source_code: NamedSource<String>,
    #[label]
    span: SourceSpan,
}

impl ConfigError {
    /// A mistake at `span` of `text`, the configuration called `name`.
    pub(super) fn new(name: &str, text: &str, span: Range<usize>, message: String) -> Self {
        let source_code = NamedSource::new(name, text.to_owned());
        Self { message, help: None, source_code, span: span.into() }
    }

    /// The same with a remedy.
    #[must_use]
    pub(super) fn with_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// The remedy, when one is known.
    pub fn remedy(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The place, in bytes of the text.
    pub fn place(&self) -> Range<usize> {
        self.span.offset()..self.span.offset() + self.span.len()
    }
}
