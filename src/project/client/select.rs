//! The text of a `select`: columns, and the tables embedded in their rows.

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Selected<'t> {
    /// A column, and where its name starts.
    Column {
        /// Its name.
        name: &'t str,
        /// Where the name starts in the text.
        at: usize,
    },
    /// Rows of another table: `author:users!fk(name)`.
    Embedded {
        /// What it is called in the result.
        alias: &'t str,
        /// The table, or the column or key that leads there.
        target: &'t str,
        /// What is selected of it.
        parts: Vec<Selected<'t>>,
    },
}

/// Reads `text`; what stands at `at` of a longer one.
pub(super) fn parts(text: &str, at: usize) -> Vec<Selected<'_>> {
    pieces(text).into_iter().filter_map(|(piece, start)| part(piece, at + start)).collect()
}

/// The pieces between commas outside parentheses and quotes, blanks around them dropped, and where each
/// starts.
pub(super) fn pieces(text: &str) -> Vec<(&str, usize)> {
    let mut pieces = Vec::new();
    let (mut depth, mut is_quoted, mut start) = (0_u32, false, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'(' if !is_quoted => depth += 1,
            b')' if !is_quoted => depth = depth.saturating_sub(1),
            b',' if !is_quoted && depth == 0 => {
                pieces.push(trimmed(text, start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(trimmed(text, start, text.len()));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

fn trimmed(text: &str, start: usize, end: usize) -> (&str, usize) {
    let piece = &text[start..end];
    let kept = piece.trim_start();
    (kept.trim_end(), start + piece.len() - kept.len())
}

fn part(piece: &str, at: usize) -> Option<Selected<'_>> {
    let spread = piece.strip_prefix("...").unwrap_or(piece);
    let (alias, rest) = alias(spread);
    let rest = rest.trim_start();
    let at = at + piece.len() - rest.len();
    let Some(open) = outside_quotes(rest, '(') else {
        let end = rest.find("->").or(rest.find("::")).unwrap_or(rest.len());
        return column(&rest[..end], at);
    };
    let head = rest[..open].trim_end();
    let inner = rest[open + 1..].rsplit_once(')').map_or(&rest[open + 1..], |(inner, _)| inner);
    // `count()`, `amount.sum()`.
    if inner.trim().is_empty() {
        return head
            .split_once('.')
            .and_then(|(name, _)| column(name.split("->").next().unwrap_or(name), at));
    }
    let target = head.split('!').next().unwrap_or(head).trim().trim_matches('"');
    let alias = alias.map_or(target, |alias| alias.trim().trim_matches('"'));
    Some(Selected::Embedded { alias, target, parts: parts(inner, at + open + 1) })
}

fn column(name: &str, at: usize) -> Option<Selected<'_>> {
    let name = name.trim();
    let is_whole = matches!(name, "" | "*" | "count");
    let bare = name.trim_matches('"');
    (!is_whole && !bare.contains(['$', '{', '*'])).then_some(Selected::Column { name: bare, at })
}

/// What stands before a single colon, and the rest.
fn alias(piece: &str) -> (Option<&str>, &str) {
    let end = outside_quotes(piece, '(').unwrap_or(piece.len());
    let Some(colon) = outside_quotes(&piece[..end], ':') else { return (None, piece) };
    if piece[colon + 1..].starts_with(':') {
        return (None, piece);
    }
    (Some(&piece[..colon]), &piece[colon + 1..])
}

fn outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let mut is_quoted = false;
    text.char_indices().find_map(|(at, character)| {
        is_quoted ^= character == '"';
        (character == wanted && !is_quoted).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name` for columns, `alias=target(…)` for what is embedded.
    fn shown(parts: &[Selected<'_>]) -> String {
        let shown = parts.iter().map(|part| match part {
            Selected::Column { name, .. } => (*name).to_owned(),
            Selected::Embedded { alias, target, parts } => format!("{alias}={target}({})", shown(parts)),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_form_is_understood() {
        for (text, expected) in [
            ("*", ""),
            ("id, name", "id name"),
            ("n:name, created_at::date", "name created_at"),
            ("data->a->>b, short:data->>c", "data data"),
            ("author:users!fk_author!inner(name, id)", "author=users(name id)"),
            ("...owner(name), tags(count)", "owner=owner(name) tags=tags()"),
            ("amount.sum(), total:amount.sum()::int, count()", "amount amount"),
            ("\"odd name\", \n  users ( id )", "odd name users=users(id)"),
            ("a(b(c), d), e", "a=a(b=b(c) d) e"),
        ] {
            assert_eq!(shown(&parts(text, 0)), expected, "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "id, n:name, u(  x)";
        let found = parts(text, 0);
        let Selected::Column { at, .. } = found[1] else { panic!("{found:?}") };
        assert_eq!(&text[at..], "name, u(  x)");
        let Selected::Embedded { parts, .. } = &found[2] else { panic!("{found:?}") };
        let Selected::Column { at, .. } = parts[0] else { panic!("{found:?}") };
        assert_eq!(&text[at..], "x)");
    }
}
