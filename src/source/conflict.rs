//! Conflict markers that a merge left behind, and the two files that lie under them.
//!
//! Only looks; whether a marker is a defect is a rule's business.

use memchr::memmem;

use super::Span;

/// Length of git's marker runs, unless an attribute says otherwise.
const MARKER_LENGTH: usize = 7;

/// One of the two versions a merge could not reconcile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Above the `=======`: the branch that was checked out.
    Ours,
    /// Below the `=======`: the branch that was merged in.
    Theirs,
}

impl Side {
    /// Both sides, ours first.
    pub const BOTH: [Self; 2] = [Self::Ours, Self::Theirs];

    /// `ours` or `theirs`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        }
    }
}

/// A whole conflict: start, optional base, middle and end markers in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictBlock {
    /// From the start marker to the end of the end marker's line.
    pub span: Span,
    /// The line of the start marker.
    pub start: Span,
    /// The line of the base marker (`|||||||`), where the merge style writes one.
    pub base: Option<Span>,
    /// The line of the middle marker.
    pub middle: Span,
    /// The line of the end marker.
    pub end: Span,
}

/// The two readings of a conflicted file. Each has the bytes of the original with the other side
/// and all markers blanked by spaces, line endings kept, so that spans agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictSplit {
    /// Whole conflicts, in order.
    pub blocks: Vec<ConflictBlock>,
    /// Lines of start and end markers that belong to no whole conflict, in order.
    pub stray: Vec<Span>,
    /// The file as our side has it.
    pub ours: Box<str>,
    /// The file as their side has it.
    pub theirs: Box<str>,
}

impl ConflictSplit {
    /// How many marker lines there are, base markers included.
    pub fn markers(&self) -> usize {
        let in_blocks = |block: &ConflictBlock| 3 + usize::from(block.base.is_some());
        self.blocks.iter().map(in_blocks).sum::<usize>() + self.stray.len()
    }

    /// The file as one side has it.
    pub fn text(&self, side: Side) -> &str {
        match side {
            Side::Ours => &self.ours,
            Side::Theirs => &self.theirs,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Start,
    Base,
    Middle,
    End,
}

/// Finds conflict markers; `None` when there is neither a start nor an end marker.
pub fn split_conflicts(text: &str) -> Option<ConflictSplit> {
    if !has_marker(text, "<<<<<<<") && !has_marker(text, ">>>>>>>") {
        return None;
    }
    let mut finder = Finder::default();
    for (span, line) in lines(text) {
        if let Some(marker) = marker_of(line) {
            finder.meet(marker, span);
        }
    }
    let (blocks, stray) = finder.finish();
    if blocks.is_empty() && stray.is_empty() {
        return None;
    }
    Some(ConflictSplit {
        ours: blank(text, &blanked(&blocks, &stray, Side::Ours)),
        theirs: blank(text, &blanked(&blocks, &stray, Side::Theirs)),
        blocks,
        stray,
    })
}

fn has_marker(text: &str, run: &str) -> bool {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, run).any(|at| at == 0 || matches!(bytes.get(at - 1), Some(b'\n' | b'\r')))
}

fn lines(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let content = line.trim_end_matches(['\n', '\r']);
        let span = Span::new(start, start + content.len());
        start += line.len();
        (span, content)
    })
}

fn marker_of(line: &str) -> Option<Marker> {
    let first = line.chars().next()?;
    let marker = match first {
        '<' => Marker::Start,
        '|' => Marker::Base,
        '=' => Marker::Middle,
        '>' => Marker::End,
        _ => return None,
    };
    let rest = line.trim_start_matches(first);
    let length = line.len() - rest.len();
    // A middle marker carries no label; the others have one behind a space.
    let tail_fits = match marker {
        Marker::Middle => rest.is_empty(),
        _ => rest.is_empty() || rest.starts_with(' '),
    };
    (length == MARKER_LENGTH && tail_fits).then_some(marker)
}

/// The markers of a conflict met so far, and what is complete already.
#[derive(Default)]
struct Finder {
    start: Option<Span>,
    base: Option<Span>,
    middle: Option<Span>,
    blocks: Vec<ConflictBlock>,
    stray: Vec<Span>,
}

impl Finder {
    fn meet(&mut self, marker: Marker, span: Span) {
        match (marker, self.start, self.middle) {
            (Marker::Start, ..) => {
                self.stray.extend(self.start.replace(span));
                self.base = None;
                self.middle = None;
            }
            (Marker::Base, Some(_), None) => self.base = Some(span),
            (Marker::Middle, Some(_), None) => self.middle = Some(span),
            (Marker::End, Some(start), Some(middle)) => {
                self.blocks.push(ConflictBlock {
                    span: Span::new(start.start as usize, span.end as usize),
                    start,
                    base: self.base.take(),
                    middle,
                    end: span,
                });
                self.start = None;
                self.middle = None;
            }
            (Marker::End, ..) => {
                self.stray.extend(self.start.take());
                self.stray.push(span);
                self.base = None;
                self.middle = None;
            }
            // A ruler of `=` or `|` outside a conflict is a heading or a table.
            (Marker::Base | Marker::Middle, ..) => {}
        }
    }

    fn finish(mut self) -> (Vec<ConflictBlock>, Vec<Span>) {
        self.stray.extend(self.start);
        self.stray.sort_unstable();
        (self.blocks, self.stray)
    }
}

fn blanked(blocks: &[ConflictBlock], stray: &[Span], side: Side) -> Vec<Span> {
    let mut gaps: Vec<Span> = stray.to_vec();
    for block in blocks {
        let ours_end = block.base.unwrap_or(block.middle);
        match side {
            Side::Ours => {
                gaps.push(block.start);
                gaps.push(Span { start: ours_end.start, end: block.end.end });
            }
            Side::Theirs => {
                gaps.push(Span { start: block.start.start, end: block.middle.end });
                gaps.push(block.end);
            }
        }
    }
    gaps.sort_unstable();
    gaps
}

fn blank(text: &str, gaps: &[Span]) -> Box<str> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for gap in gaps {
        out.push_str(&text[done..gap.start as usize]);
        for byte in gap.of(text).bytes() {
            out.push(if matches!(byte, b'\n' | b'\r') { byte as char } else { ' ' });
        }
        done = gap.end as usize;
    }
    out.push_str(&text[done..]);
    out.into_boxed_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFLICT: &str = "a\n<<<<<<< HEAD\nours é\n=======\ntheirs\n>>>>>>> branch\nz\n";

    #[test]
    fn both_sides_keep_every_offset() {
        let split = split_conflicts(CONFLICT).expect("a conflict");
        assert_eq!(split.blocks.len(), 1);
        assert_eq!(split.markers(), 3);
        assert_eq!(split.ours.len(), CONFLICT.len());
        assert!(split.ours.contains("ours é") && !split.ours.contains("theirs"));
        assert_eq!(split.theirs.find("theirs"), CONFLICT.find("theirs"));
        assert!(!split.theirs.contains("ours é"));
    }

    #[test]
    fn base_lines_belong_to_neither_side() {
        let text = "<<<<<<< a\no\n||||||| base\nb\n=======\nt\n>>>>>>> c\n";
        let split = split_conflicts(text).expect("a conflict");
        assert_eq!(split.markers(), 4);
        assert!(!split.ours.contains('b') && !split.theirs.contains('b'));
    }

    #[test]
    fn a_lone_start_marker_is_stray() {
        let split = split_conflicts("<<<<<<< HEAD\nx\n").expect("a stray marker");
        assert_eq!((split.blocks.len(), split.stray.len()), (0, 1));
    }

    #[test]
    fn rulers_and_indented_markers_are_no_conflict() {
        assert_eq!(split_conflicts("Title\n=======\n"), None);
        assert_eq!(split_conflicts("  <<<<<<< HEAD\n"), None);
        assert_eq!(split_conflicts("<<<<<<<<<< HEAD\n"), None);
    }

    #[test]
    fn windows_line_endings_are_kept() {
        let text = CONFLICT.replace('\n', "\r\n");
        let split = split_conflicts(&text).expect("a conflict");
        assert_eq!(split.blocks.len(), 1);
        assert_eq!(split.ours.matches("\r\n").count(), text.matches("\r\n").count());
    }
}
