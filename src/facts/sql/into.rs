//! `INTO` within blocks, which names variables and which the parser does not know.

use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::name::Identifier;
use super::step::Place;

/// The text of a statement without its `INTO`, and the places that this names.
pub(super) fn without_into(node: &SyntaxNode) -> (String, Vec<Place>) {
    let mut depth = 0u32;
    let mut text = String::new();
    let mut places: Vec<Place> = Vec::new();
    // What the next word of the list of places is.
    let mut expected = None;
    for token in node.descendants_with_tokens().filter_map(SyntaxElement::into_token) {
        match token.kind() {
            SyntaxKind::L_PAREN => depth += 1,
            SyntaxKind::R_PAREN => depth = depth.saturating_sub(1),
            SyntaxKind::SEMICOLON => break,
            SyntaxKind::INTO_KW if depth == 0 && places.is_empty() && is_target_list(&text) => {
                expected = Some(Expected::Place);
                continue;
            }
            _ => {}
        }
        if let Some(part) = expected {
            expected = match (token.kind(), part) {
                (SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::STRICT_KW, part) => Some(part),
                (SyntaxKind::COMMA, _) => Some(Expected::Place),
                (SyntaxKind::DOT, _) => Some(Expected::Field),
                (_, Expected::Place) => {
                    places.push(Place::of(Identifier::written(token.text())));
                    Some(Expected::Separator)
                }
                (_, Expected::Field) => {
                    if let Some(place) = places.last_mut() {
                        place.field = Some(Identifier::written(token.text()));
                    }
                    Some(Expected::Separator)
                }
                (_, Expected::Separator) => None,
            };
            if expected.is_some() {
                continue;
            }
            text.push(' ');
        }
        text.push_str(token.text());
    }
    (text, places)
}

#[derive(Clone, Copy)]
enum Expected {
    Place,
    Field,
    Separator,
}

/// Whether an `INTO` behind `text` names variables: that of `INSERT INTO` names a table.
fn is_target_list(text: &str) -> bool {
    let last =
        text.trim_end().rsplit(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    !last.eq_ignore_ascii_case("insert") && !last.eq_ignore_ascii_case("merge")
}
