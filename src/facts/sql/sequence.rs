//! Sequences, as statements create and change them.

use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::statement::Action;
use super::type_name::TypeName;

/// `CREATE SEQUENCE`.
#[derive(Clone, Debug)]
pub struct CreateSequence {
    /// Its name.
    pub name: RelationName,
    /// Whether an existing relation of that name is left alone.
    pub if_not_exists: bool,
    /// Whether it ends with the session.
    pub is_temporary: bool,
    /// What it counts in; `None` for the default, `bigint`.
    pub data_type: Option<TypeName>,
    /// The column it goes with.
    pub owner: Option<ColumnName>,
}

/// A column as a statement names it, with its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnName {
    /// The table.
    pub table: RelationName,
    /// The column.
    pub column: Identifier,
}

pub(super) fn create(create: &ast::CreateSequence, origin: Origin<'_>) -> Option<Action> {
    let mut sequence = CreateSequence {
        name: name::relation(create.sequence()?.syntax(), origin)?,
        if_not_exists: create.if_not_exists().is_some(),
        is_temporary: matches!(create.persistence(), Some(ast::Persistence::Temp(_))),
        data_type: None,
        owner: None,
    };
    for option in create.sequence_options() {
        match option {
            ast::SequenceOption::OptionAsType(kind) => {
                sequence.data_type = kind.ty().and_then(|kind| TypeName::of(kind.syntax(), origin));
            }
            ast::SequenceOption::OptionOwnedBy(owned) => sequence.owner = owner(&owned, origin),
            _ => {}
        }
    }
    Some(Action::CreateSequence(sequence))
}

/// The column of an `OWNED BY`; `None` for `NONE`.
pub(super) fn owner(owned: &ast::OptionOwnedBy, origin: Origin<'_>) -> Option<ColumnName> {
    let ast::OwnedByTarget::QualifiedColumnNameRef(column) = owned.owned_by_target()? else { return None };
    let span = origin.span(column.syntax());
    let mut parts = name::segments(column.syntax());
    let column = parts.pop()?;
    let table = RelationName { name: parts.pop()?, schema: parts.pop(), span };
    Some(ColumnName { table, column })
}

#[cfg(test)]
mod tests {
    use super::super::{Action, RelationChange, read_composed};
    use crate::source::Span;

    #[test]
    fn a_sequence_is_read_with_its_owner() {
        let text = "create sequence app.s as integer owned by app.t.id; alter sequence s owned by none";
        let [create, alter] =
            <[_; 2]>::try_from(read_composed(text, Span::default()).expect("good")).expect("two statements");
        let Action::CreateSequence(create) = create.action else { panic!("no sequence") };
        let owner = create.owner.expect("an owner");
        assert_eq!((owner.table.name.as_str(), owner.column.as_str()), ("t", "id"));
        assert_eq!(create.data_type.expect("a type").name.as_str(), "int4");
        let Action::AlterRelation(alter) = alter.action else { panic!("no change") };
        assert!(matches!(alter.changes[..], [RelationChange::OwnedBy(None)]));
    }
}
