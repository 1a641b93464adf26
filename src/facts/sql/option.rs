//! Storage parameters: `WITH (security_invoker = on)`, `SET (…)`, `RESET (…)`.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name;

/// A storage parameter: its name, folded, and its value as PostgreSQL keeps it; one without is `true`.
pub type StorageOption = (Box<str>, Box<str>);

/// The parameters in a list below `node`.
pub(super) fn options(node: &SyntaxNode) -> Vec<StorageOption> {
    let list = node.children().find_map(ast::AttributeList::cast);
    let options = list.into_iter().flat_map(|list| list.attribute_options().collect::<Vec<_>>());
    options.filter_map(|option| read(&option)).collect()
}

/// The names of the parameters in a list below `node`.
pub(super) fn names(node: &SyntaxNode) -> Vec<Box<str>> {
    options(node).into_iter().map(|(name, _)| name).collect()
}

fn read(option: &ast::AttributeOption) -> Option<StorageOption> {
    let name = name::identifier(option.name()?.syntax());
    let value = option.attribute_value().map_or_else(|| "true".to_owned(), |value| written(value.syntax()));
    Some((name.as_str().into(), value.into()))
}

fn written(value: &SyntaxNode) -> String {
    let written = value.text().to_string();
    let literal = value.children().find_map(ast::Literal::cast).filter(|_| written.contains('\''));
    literal.and_then(|literal| literal.string_value()).unwrap_or_else(|| written.to_ascii_lowercase())
}
