//! The parts of a document, and which of them go when there is no room for all.

/// A piece of the document between two empty lines.
pub(super) struct Part {
    /// Markdown, ending in a line feed; empty when there is nothing to say.
    pub(super) text: String,
    /// The same with less said, for when there is no room.
    pub(super) short: Option<String>,
    /// What the note says when this part was cut or shortened; `None` for a part that stays.
    pub(super) about: Option<String>,
}

/// Lines of Markdown, written one behind the other.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds a line.
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Adds lines only when there are none yet.
    pub(super) fn head(&mut self, lines: &str) {
        if self.0.is_empty() {
            self.line(lines);
        }
    }
}

impl Part {
    /// A part that stays.
    pub(super) fn kept(lines: Lines) -> Self {
        Self { text: lines.0, short: None, about: None }
    }

    /// A part that may go.
    pub(super) fn cuttable(lines: Lines, about: impl Into<String>) -> Self {
        Self { text: lines.0, short: None, about: Some(about.into()) }
    }

    /// The same part, which may be replaced by `short` before it goes.
    pub(super) fn shortened_to(self, short: Lines) -> Self {
        Self { short: Some(short.0).filter(|short| short.len() < self.text.len()), ..self }
    }

    /// Puts the short text in the place of the long one, or the other way round.
    fn swap(&mut self) {
        if let Some(short) = &mut self.short {
            std::mem::swap(short, &mut self.text);
        }
    }

    /// Characters in the document, with the empty line behind.
    fn characters(&self) -> usize {
        self.text.chars().count() + 1
    }
}

/// Parts named in the note, at most.
const NAMED: usize = 6;
/// Room for the note and the line of links.
const NOTE_CHARACTERS: usize = 1200;

/// Puts the parts together in at most `limit` characters. The last are the mildest: they go first
/// when shorter forms are not enough.
pub(super) fn join(mut parts: Vec<Part>, limit: Option<usize>) -> String {
    parts.retain(|part| !part.text.is_empty());
    let Some(limit) = limit else { return whole(&parts) };
    let mut length: usize = parts.iter().map(Part::characters).sum();
    if length + NOTE_CHARACTERS <= limit {
        return whole(&parts);
    }
    let shortened = shorten(&mut parts, &mut length, limit);
    let cut = cut(&mut parts, &mut length, limit);
    // What was shortened and then cut is named once.
    let shortened: Vec<String> = shortened.into_iter().filter(|about| !cut.contains(about)).collect();
    parts.insert(1.min(parts.len()), Part { text: note(&shortened, &cut, limit), short: None, about: None });
    // What is left is short unless a path or a message is absurdly long.
    whole(&parts).chars().take(limit).collect()
}

/// Shortens parts until all fit, if they can, and says which. The worst of those that find room stay.
fn shorten(parts: &mut [Part], length: &mut usize, limit: usize) -> Vec<String> {
    for part in parts.iter_mut() {
        *length -= part.characters();
        part.swap();
        *length += part.characters();
    }
    let mut shortened = Vec::new();
    for part in parts.iter_mut().filter(|part| part.short.is_some()) {
        let short = part.characters();
        part.swap();
        let with_long = *length - short + part.characters();
        if with_long + NOTE_CHARACTERS <= limit {
            *length = with_long;
        } else {
            part.swap();
            shortened.extend(part.about.clone());
        }
    }
    shortened
}

/// Cuts parts from the last on until the others fit, and says which.
fn cut(parts: &mut Vec<Part>, length: &mut usize, limit: usize) -> Vec<String> {
    let mut cut = Vec::new();
    for at in (0..parts.len()).rev() {
        if *length + NOTE_CHARACTERS <= limit {
            break;
        }
        if parts[at].about.is_some() {
            let part = parts.remove(at);
            *length -= part.characters();
            cut.extend(part.about);
        }
    }
    cut.reverse();
    cut
}

fn whole(parts: &[Part]) -> String {
    let links = links(parts);
    let mut texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    if !links.is_empty() {
        texts.insert(1, &links);
    }
    texts.join("\n")
}

/// A line of links to the sections there are.
fn links(parts: &[Part]) -> String {
    let headings = parts.iter().filter_map(|part| part.text.lines().next()?.strip_prefix("## "));
    let links = headings.map(|heading| format!("[{heading}](#{})", heading.to_lowercase().replace(' ', "-")));
    let links: Vec<String> = links.collect();
    if links.is_empty() { String::new() } else { links.join(" · ") + "\n" }
}

fn note(shortened: &[String], cut: &[String], limit: usize) -> String {
    let mut note = format!("> [!NOTE]\n> Cut to {limit} characters. ");
    for (what, parts) in [("Shortened", shortened), ("Left out", cut)] {
        if !parts.is_empty() {
            note.extend([what, ": ", &named(parts), ". "]);
        }
    }
    note + "The JSON report has everything.\n"
}

fn named(parts: &[String]) -> String {
    let (named, more) = parts.split_at(parts.len().min(NAMED));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more parts", more.len()) };
    named.join(", ") + &more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_parts_go_first_and_the_note_names_them() {
        let lines = |line: &str| {
            let mut lines = Lines::default();
            lines.line(line);
            lines
        };
        let part = |name: &str| Part::cuttable(lines(&"x".repeat(1000)), name);
        let parts = vec![Part::kept(lines("head")), part("one"), part("two"), part("three")];
        let text = join(parts, Some(2400));
        assert!(text.chars().count() <= 2400, "{}", text.len());
        assert!(text.contains("Left out: two, three."), "{text}");
        assert!(text.starts_with("head\n"));
    }

    #[test]
    fn parts_are_shortened_before_any_goes() {
        let lines = |count: usize| Lines("x".repeat(count) + "\n");
        let part = |name: &str| Part::cuttable(lines(1000), name).shortened_to(lines(100));
        let parts = || vec![Part::kept(lines(4)), part("one"), part("two"), part("three")];
        let text = join(parts(), Some(3000));
        assert!(text.contains("Shortened: two, three. The"), "{text}");
        let text = join(parts(), Some(1450));
        assert!(text.contains("Shortened: one, two. Left out: three. The"), "{text}");
    }

    #[test]
    fn nothing_is_cut_when_all_fits() {
        let mut lines = Lines::default();
        lines.line("a");
        assert_eq!(join(vec![Part::cuttable(lines, "a")], Some(2000)), "a\n");
    }
}
