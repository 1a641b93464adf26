//! The parts of a document, and which of them go when there is no room for all.

/// A piece of the document between two empty lines.
pub(super) struct Part {
    /// Markdown, ending in a line feed; empty when there is nothing to say.
    pub(super) text: String,
    /// What the note says when this part was cut; `None` for a part that is never cut.
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
        Self { text: lines.0, about: None }
    }

    /// A part that may go.
    pub(super) fn cuttable(lines: Lines, about: impl Into<String>) -> Self {
        Self { text: lines.0, about: Some(about.into()) }
    }
}

/// Parts named in the note, at most.
const NAMED: usize = 6;
/// Room for the note and the line of links.
const NOTE_CHARACTERS: usize = 1200;

/// Puts the parts together in at most `limit` characters. The longest parts behind the others go
/// first: they are the mildest.
pub(super) fn join(mut parts: Vec<Part>, limit: Option<usize>) -> String {
    parts.retain(|part| !part.text.is_empty());
    let Some(limit) = limit else { return whole(&parts) };
    let mut length: usize = parts.iter().map(|part| part.text.chars().count() + 1).sum();
    if length + NOTE_CHARACTERS <= limit {
        return whole(&parts);
    }
    let mut cut = Vec::new();
    let mut at = parts.len();
    while length + NOTE_CHARACTERS > limit && at > 0 {
        at -= 1;
        if parts.get(at).is_some_and(|part| part.about.is_some()) {
            let part = parts.remove(at);
            length -= part.text.chars().count() + 1;
            cut.extend(part.about);
        }
    }
    cut.reverse();
    parts.insert(1.min(parts.len()), Part { text: note(&cut, limit), about: None });
    // What is left is short unless a path or a message is absurdly long.
    whole(&parts).chars().take(limit).collect()
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

fn note(cut: &[String], limit: usize) -> String {
    let named: Vec<&str> = cut.iter().take(NAMED).map(String::as_str).collect();
    let more = cut.len() - named.len();
    let more = if more > 0 { format!(" and {more} more parts") } else { String::new() };
    format!(
        "> [!NOTE]\n> Cut to {limit} characters. Left out: {}{more}. The JSON report has everything.\n",
        named.join(", ")
    )
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
    fn nothing_is_cut_when_all_fits() {
        let mut lines = Lines::default();
        lines.line("a");
        assert_eq!(join(vec![Part::cuttable(lines, "a")], Some(2000)), "a\n");
    }
}
