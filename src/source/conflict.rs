//! Conflict markers that a merge left behind, and the two files that lie under them.
//!
//! Only looks; whether a marker is a defect is a rule's business.

use memchr::memmem;

use super::Span;

/// Length of git's marker runs, unless an attribute says otherwise.
pub const MARKER_LENGTH: usize = 7;

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

/// A start or end marker that belongs to no whole conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StrayMarker {
    /// Its line.
    pub span: Span,
    /// Whether it ends a conflict (`>>>>>>>`) rather than starts one.
    pub is_end: bool,
}

/// The two readings of a conflicted file. Each has the bytes of the original with the other side
/// and all markers blanked by spaces, line endings kept, so that spans agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictSplit {
    /// Whole conflicts, by their start; one may lie in a side of another.
    pub blocks: Vec<ConflictBlock>,
    /// Markers that belong to no whole conflict, in order.
    pub stray: Vec<StrayMarker>,
    /// The file as our side has it.
    pub ours: Box<str>,
    /// The file as their side has it.
    pub theirs: Box<str>,
}

impl ConflictSplit {
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

/// Finds conflict markers of `length` characters; `None` when there is neither a start nor an end
/// marker. A ruler of equals signs alone is a heading.
pub fn split_conflicts(text: &str, length: usize) -> Option<ConflictSplit> {
    if !has_marker(text, b'<', length) && !has_marker(text, b'>', length) {
        return None;
    }
    let mut finder = Finder::default();
    for (span, line) in lines(text) {
        if let Some(marker) = marker_of(line, length) {
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

fn has_marker(text: &str, byte: u8, length: usize) -> bool {
    let bytes = text.as_bytes();
    let run = vec![byte; length];
    let finder = memmem::Finder::new(&run);
    let mut from = 0;
    while let Some(found) = finder.find(&bytes[from..]) {
        let at = from + found;
        if at == 0 || matches!(bytes.get(at - 1), Some(b'\n' | b'\r')) {
            return true;
        }
        // The rest of a longer run is no line start either.
        from = at + 1 + bytes[at + 1..].iter().take_while(|next| **next == byte).count();
    }
    false
}

/// Lines without their endings: LF, CRLF or a lone CR.
fn lines(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut start = 0;
    text.split_inclusive(['\n', '\r']).map(move |line| {
        let content = line.trim_end_matches(['\n', '\r']);
        let span = Span::new(start, start + content.len());
        start += line.len();
        (span, content)
    })
}

fn marker_of(line: &str, length: usize) -> Option<Marker> {
    let first = line.chars().next()?;
    let marker = match first {
        '<' => Marker::Start,
        '|' => Marker::Base,
        '=' => Marker::Middle,
        '>' => Marker::End,
        _ => return None,
    };
    let rest = line.trim_start_matches(first);
    // A middle marker carries no label; the others have one behind a space.
    let tail_fits = match marker {
        Marker::Middle => rest.is_empty(),
        _ => rest.is_empty() || rest.starts_with(' '),
    };
    (line.len() - rest.len() == length && tail_fits).then_some(marker)
}

/// A conflict whose end has not been met.
struct Open {
    start: Span,
    base: Option<Span>,
    middle: Option<Span>,
}

/// The conflicts met so far, and those that are complete already.
#[derive(Default)]
struct Finder {
    /// Outermost first: a conflict that was committed and conflicts again stands in a side of the next.
    open: Vec<Open>,
    blocks: Vec<ConflictBlock>,
    stray: Vec<StrayMarker>,
}

impl Finder {
    fn meet(&mut self, marker: Marker, span: Span) {
        let last = self.open.last_mut();
        match (marker, last) {
            (Marker::Start, _) => self.open.push(Open { start: span, base: None, middle: None }),
            (Marker::Base, Some(open)) if open.base.is_none() && open.middle.is_none() => {
                open.base = Some(span);
            }
            (Marker::Middle, Some(open)) if open.middle.is_none() => open.middle = Some(span),
            // A ruler of `=` or `|` elsewhere is a heading or a table.
            (Marker::Base | Marker::Middle, _) => {}
            (Marker::End, _) => self.end(span),
        }
    }

    /// Closes the innermost conflict that has a middle; starts without one are left behind.
    fn end(&mut self, end: Span) {
        while let Some(open) = self.open.pop() {
            let Some(middle) = open.middle else {
                self.stray.push(StrayMarker { span: open.start, is_end: false });
                continue;
            };
            let span = Span { start: open.start.start, end: end.end };
            self.blocks.push(ConflictBlock { span, start: open.start, base: open.base, middle, end });
            return;
        }
        self.stray.push(StrayMarker { span: end, is_end: true });
    }

    fn finish(mut self) -> (Vec<ConflictBlock>, Vec<StrayMarker>) {
        let left = self.open.iter().map(|open| StrayMarker { span: open.start, is_end: false });
        self.stray.extend(left);
        self.stray.sort_unstable();
        self.blocks.sort_by_key(|block| block.span);
        (self.blocks, self.stray)
    }
}

/// What one side does not have, sorted; spans may overlap where conflicts nest.
fn blanked(blocks: &[ConflictBlock], stray: &[StrayMarker], side: Side) -> Vec<Span> {
    let mut gaps: Vec<Span> = stray.iter().map(|marker| marker.span).collect();
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
    for gap in gaps {
        let (start, end) = (out.len().max(gap.start as usize), gap.end as usize);
        if start >= end {
            continue;
        }
        out.push_str(&text[out.len()..start]);
        let hidden = text[start..end].bytes();
        out.extend(hidden.map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { ' ' }));
    }
    out.push_str(&text[out.len()..]);
    out.into_boxed_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFLICT: &str = "a\n<<<<<<< HEAD\nours é\n=======\ntheirs\n>>>>>>> branch\nz\n";

    fn split(text: &str) -> Option<ConflictSplit> {
        split_conflicts(text, MARKER_LENGTH)
    }

    #[test]
    fn both_sides_keep_every_offset() {
        let split = split(CONFLICT).expect("a conflict");
        assert_eq!(split.blocks.len(), 1);
        assert_eq!(split.ours.len(), CONFLICT.len());
        assert!(split.ours.contains("ours é") && !split.ours.contains("theirs"));
        assert_eq!(split.theirs.find("theirs"), CONFLICT.find("theirs"));
        assert!(!split.theirs.contains("ours é"));
    }

    #[test]
    fn base_lines_belong_to_neither_side() {
        let text = "<<<<<<< a\no\n||||||| base\nb\n=======\nt\n>>>>>>> c\n";
        let split = split(text).expect("a conflict");
        assert!(split.blocks[0].base.is_some());
        assert!(!split.ours.contains('b') && !split.theirs.contains('b'));
    }

    #[test]
    fn a_lone_start_marker_is_stray() {
        let split = split("<<<<<<< HEAD\nx\n").expect("a stray marker");
        assert_eq!((split.blocks.len(), split.stray.len()), (0, 1));
    }

    #[test]
    fn rulers_and_indented_markers_are_no_conflict() {
        assert_eq!(split("Title\n=======\n"), None);
        assert_eq!(split("  <<<<<<< HEAD\n"), None);
        assert_eq!(split("<<<<<<<<<< HEAD\n"), None);
    }

    #[test]
    fn windows_line_endings_are_kept() {
        let text = CONFLICT.replace('\n', "\r\n");
        let split = split(&text).expect("a conflict");
        assert_eq!(split.blocks.len(), 1);
        assert_eq!(split.ours.matches("\r\n").count(), text.matches("\r\n").count());
    }

    #[test]
    fn a_conflict_inside_a_side_of_another_is_whole_too() {
        let inner = "<<<<<<< b\n1\n=======\n2\n>>>>>>> b\n";
        let text = format!("<<<<<<< a\n{inner}=======\n3\n>>>>>>> a\n4\n");
        let split = split(&text).expect("two conflicts");
        assert_eq!((split.blocks.len(), split.stray.len()), (2, 0));
        assert_eq!(split.ours.split_whitespace().collect::<Vec<_>>(), ["1", "4"]);
        assert_eq!(split.theirs.split_whitespace().collect::<Vec<_>>(), ["3", "4"]);
    }

    #[test]
    fn an_end_without_a_middle_leaves_two_stray_markers() {
        let split = split("<<<<<<< a\nx\n>>>>>>> b\n").expect("stray markers");
        let ends: Vec<bool> = split.stray.iter().map(|marker| marker.is_end).collect();
        assert_eq!((split.blocks.len(), ends), (0, vec![false, true]));
    }

    #[test]
    fn a_lone_return_ends_a_line() {
        assert_eq!(split(&CONFLICT.replace('\n', "\r")).expect("a conflict").blocks.len(), 1);
    }

    #[test]
    fn a_long_ruler_is_searched_once() {
        assert_eq!(split(&format!(" {}", "<".repeat(1 << 20))), None);
    }
}
