//! The conflict markers of one file, and whether they are shown on purpose.

use crate::source::{ConflictSplit, Language, SourceFile, Span};

/// The conflict markers of one file.
#[derive(Clone, Debug)]
pub struct ConflictFacts {
    /// Whole conflicts, by their start.
    pub blocks: Vec<ConflictBlockFacts>,
    /// Markers without counterpart, in order.
    pub stray: Vec<StrayMarkerFacts>,
}

/// One whole conflict.
#[derive(Clone, Copy, Debug)]
pub struct ConflictBlockFacts {
    /// From the start marker to the end of the end marker's line.
    pub span: Span,
    /// The line of the start marker.
    pub start: Span,
    /// Lines on our side.
    pub ours_lines: u32,
    /// Lines on their side.
    pub theirs_lines: u32,
    /// Marker lines: three, or four with a base.
    pub markers: u32,
    /// Whether it is shown on purpose: inside one code fence of Markdown, or inside a string or a
    /// comment, because the file parses as it stands.
    pub is_quoted: bool,
}

/// A start or end marker that belongs to no whole conflict.
#[derive(Clone, Copy, Debug)]
pub struct StrayMarkerFacts {
    /// Its line.
    pub span: Span,
    /// Whether it ends a conflict rather than starts one.
    pub is_end: bool,
    /// As [`ConflictBlockFacts::is_quoted`].
    pub is_quoted: bool,
}

/// The markers of a conflicted file. `parses_whole` says that a parser took all of it, markers
/// included, for one correct program.
pub(super) fn facts(file: &SourceFile, split: &ConflictSplit, parses_whole: bool) -> ConflictFacts {
    let fences = if file.language == Language::Markdown { fences(&file.text) } else { Vec::new() };
    let is_quoted = |span: Span| parses_whole || fences.iter().any(|fence| fence.contains(span));
    let lines = |from: u32, to: u32| {
        let between = Span { start: from, end: to }.of(&file.text);
        between.lines().count().saturating_sub(1) as u32
    };
    let blocks = split.blocks.iter().map(|block| ConflictBlockFacts {
        span: block.span,
        start: block.start,
        ours_lines: lines(block.start.end, block.base.unwrap_or(block.middle).start),
        theirs_lines: lines(block.middle.end, block.end.start),
        markers: 3 + u32::from(block.base.is_some()),
        is_quoted: is_quoted(block.span),
    });
    let stray = split.stray.iter().map(|marker| StrayMarkerFacts {
        span: marker.span,
        is_end: marker.is_end,
        is_quoted: is_quoted(marker.span),
    });
    ConflictFacts { blocks: blocks.collect(), stray: stray.collect() }
}

/// Fenced code of a Markdown text, fences included; one that is never closed reaches to the end.
fn fences(text: &str) -> Vec<Span> {
    let mut fences = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let run = fence_run(line);
        match open {
            None if !run.is_empty() => open = Some((start, run)),
            Some((from, opener)) if closes(line, run, opener) => {
                fences.push(Span::new(from, end));
                open = None;
            }
            _ => {}
        }
        start = end;
    }
    fences.extend(open.map(|(from, _)| Span::new(from, text.len())));
    fences
}

/// The backticks or tildes a line begins with, at least three; else nothing.
fn fence_run(line: &str) -> &str {
    let line = line.trim_start();
    let Some(mark) = line.chars().next().filter(|mark| matches!(mark, '`' | '~')) else { return "" };
    let run = &line[..line.len() - line.trim_start_matches(mark).len()];
    if run.len() < 3 { "" } else { run }
}

fn closes(line: &str, run: &str, opener: &str) -> bool {
    run.starts_with(opener) && line.trim() == run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_closes_with_at_least_as_many_marks_of_its_kind() {
        let text = "a\n````md\n```\n~~~~\n````\nb\n```\nc\n";
        let found: Vec<&str> = fences(text).into_iter().map(|fence| fence.of(text)).collect();
        assert_eq!(found, ["````md\n```\n~~~~\n````\n", "```\nc\n"]);
    }
}
