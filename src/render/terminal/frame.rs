//! A code frame: the lines around a finding, drawn by `miette`.

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::super::{Colour, Style, neutral, outline};
use crate::finding::Severity;
use crate::report::{Excerpt, ReportFinding};
use crate::source::Span;

/// Draws the finding's message and its lines of code.
pub(super) fn draw(finding: &ReportFinding, style: &Style) -> String {
    let characters = ThemeCharacters::unicode();
    let styles = match style.colour {
        Colour::Always => ThemeStyles::ansi(),
        Colour::Never => ThemeStyles::none(),
    };
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    // Writing to a string fails only when the source cannot be read, and ours is in memory.
    let _ = handler.render_report(&mut drawn, &Framed::new(finding));
    drawn
}

#[derive(Debug)]
struct Framed {
    message: String,
    severity: miette::Severity,
    label: LabeledSpan,
    source: Lines,
}

impl Framed {
    fn new(finding: &ReportFinding) -> Self {
        let side = finding.place.as_ref().and_then(|place| place.side);
        let label = side.map(|side| format!("on {} only", side.name()));
        let source = Lines::new(finding);
        Self {
            message: neutral::line(outline::headline(finding)).into_owned(),
            severity: match finding.severity {
                Severity::Blocker | Severity::Critical => miette::Severity::Error,
                Severity::Major => miette::Severity::Warning,
                Severity::Minor | Severity::Info => miette::Severity::Advice,
            },
            label: LabeledSpan::new_with_span(label, source.span),
            source,
        }
    }
}

impl std::fmt::Display for Framed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Framed {}

impl miette::Diagnostic for Framed {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }
}

/// An excerpt as `miette` reads it: a file that begins at the excerpt's first line.
#[derive(Debug)]
struct Lines {
    name: String,
    text: String,
    span: SourceSpan,
    first_line: usize,
}

impl Lines {
    fn new(finding: &ReportFinding) -> Self {
        let name = finding.place.as_ref().map_or("", |place| place.path.as_str());
        let empty = Excerpt { first_line: 1, first_column: 1, text: String::new(), span: Span::default() };
        let excerpt = finding.excerpt.as_ref().unwrap_or(&empty);
        let (start, end) = (excerpt.span.start as usize, excerpt.span.end as usize);
        // Marks are longer than what they stand for, so each part is made harmless by itself.
        let part =
            |from: usize, to: usize| neutral::block(excerpt.text.get(from..to).unwrap_or("")).into_owned();
        let (before, inside, after) = (part(0, start), part(start, end), part(end, excerpt.text.len()));
        Self {
            name: neutral::line(name).into_owned(),
            span: (before.len(), inside.len()).into(),
            text: before + &inside + &after,
            first_line: excerpt.first_line as usize,
        }
    }
}

impl SourceCode for Lines {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.read_span(span, before, after)?;
        let line = read.line() + self.first_line - 1;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            *read.span(),
            line,
            read.column(),
            read.line_count(),
        )))
    }
}
