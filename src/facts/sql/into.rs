//! `INTO` within blocks, which names variables and which the parser does not know.

use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::expression::Expression;
use super::name::Identifier;
use super::step::Place;

/// The text of a statement with its `INTO` and the places that this names blanked, so that what is left
/// stands at the same offsets; and these places, none where it has no such `INTO`.
pub(super) fn without_into(node: &SyntaxNode) -> (String, Vec<Place>) {
    let mut text = String::with_capacity(node.text_range().len().into());
    let mut places: Vec<Place> = Vec::new();
    let mut depth = 0u32;
    // The last word, and what the next one of the list of places is.
    let (mut last, mut expected) = (SyntaxKind::SEMICOLON, None);
    for token in node.descendants_with_tokens().filter_map(SyntaxElement::into_token) {
        let kind = token.kind();
        if kind.is_trivia() {
            text.push_str(token.text());
            continue;
        }
        match kind {
            SyntaxKind::L_PAREN => depth += 1,
            SyntaxKind::R_PAREN => depth = depth.saturating_sub(1),
            _ => {}
        }
        expected = match expected {
            None => {
                let names_places = kind == SyntaxKind::INTO_KW && depth == 0 && places.is_empty();
                // That of `INSERT INTO` names a table.
                let names_table = matches!(last, SyntaxKind::INSERT_KW | SyntaxKind::MERGE_KW);
                (names_places && !names_table).then_some(Expected::Place)
            }
            Some(expected) => expected.behind(kind, token.text(), &mut places),
        };
        match expected {
            Some(_) => text.extend(token.text().bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
            None => text.push_str(token.text()),
        }
        last = kind;
    }
    (text, places)
}

#[derive(Clone, Copy)]
enum Expected {
    Place,
    Field,
    Separator,
    /// What stands in the brackets behind an array.
    Index,
}

impl Expected {
    /// What is expected behind a word of the list; `None` when the list ended before it.
    fn behind(self, kind: SyntaxKind, text: &str, places: &mut Vec<Place>) -> Option<Self> {
        match (kind, self) {
            (SyntaxKind::SEMICOLON, _) => None,
            (SyntaxKind::R_BRACK, Self::Index) => Some(Self::Separator),
            (SyntaxKind::L_BRACK, Self::Separator) => {
                if let Some(place) = places.last_mut() {
                    place.index = Some(Expression::Opaque);
                }
                Some(Self::Index)
            }
            (_, Self::Index) => Some(Self::Index),
            (SyntaxKind::COMMA, _) => Some(Self::Place),
            (SyntaxKind::DOT, _) => Some(Self::Field),
            (SyntaxKind::STRICT_KW, Self::Place) if places.is_empty() => Some(Self::Place),
            (_, Self::Place) => {
                places.push(Place::of(Identifier::written(text)));
                Some(Self::Separator)
            }
            (_, Self::Field) => {
                if let Some(place) = places.last_mut() {
                    place.field = Some(Identifier::written(text));
                }
                Some(Self::Separator)
            }
            (_, Self::Separator) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use squawk_syntax::ast::{self, AstNode};
    use squawk_syntax::{SourceFile, SyntaxKind};

    use super::*;

    fn read(statement: &str) -> (String, Vec<Place>) {
        let text = format!("create function f() returns void language plpgsql as $$begin {statement}; end$$");
        let file = SourceFile::parse(&text).tree();
        let create = file.syntax().descendants().find_map(ast::CreateFunction::cast).expect("a function");
        let body = create.plpgsql().expect("a body").syntax();
        let unread =
            body.descendants().find(|node| node.kind() == SyntaxKind::ERROR).expect("what is not read");
        without_into(&unread)
    }

    fn names(places: &[Place]) -> Vec<String> {
        let name = |place: &Place| {
            let field = place.field.as_ref().map(|field| format!(".{}", field.as_str()));
            format!("{}{}", place.name.as_str(), field.unwrap_or_default())
        };
        places.iter().map(name).collect()
    }

    #[test]
    fn what_is_left_keeps_its_offsets() {
        let (text, places) = read("select a into strict v, w.x, y[1] from t where b in (select 1)");
        assert_eq!(
            text.trim_end_matches(';'),
            "select a                          from t where b in (select 1)"
        );
        assert_eq!(names(&places), ["v", "w.x", "y"]);
    }

    #[test]
    fn the_table_of_an_insert_is_no_place() {
        let (text, places) = read("insert into t values (1) returning id into v");
        assert_eq!(text.trim_end_matches([' ', ';']), "insert into t values (1) returning id");
        assert_eq!(names(&places), ["v"]);
    }
}
