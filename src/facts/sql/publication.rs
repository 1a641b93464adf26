//! Publications: what logical replication hands on.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::name::{self, Identifier, RelationName};
use super::option::{self, StorageOption};
use super::origin::Origin;
use super::statement::Action;

/// `CREATE PUBLICATION`.
#[derive(Clone, Debug)]
pub struct CreatePublication {
    /// Its name.
    pub name: Identifier,
    /// Whether it holds every table.
    pub has_all_tables: bool,
    /// What it holds.
    pub members: Vec<PublicationMember>,
    /// `WITH (…)`: `publish`, `publish_via_partition_root`.
    pub options: Vec<StorageOption>,
}

/// Something that a publication holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicationMember {
    /// A table.
    Table(RelationName),
    /// All tables of a schema; `None` for the first of the search path.
    Schema(Option<Identifier>),
}

/// `ALTER PUBLICATION`.
#[derive(Clone, Debug)]
pub struct AlterPublication {
    /// Its name before.
    pub name: Identifier,
    /// What happens to it.
    pub change: PublicationChange,
}

/// What happens to a publication.
#[derive(Clone, Debug)]
pub enum PublicationChange {
    /// `ADD`.
    Add(Vec<PublicationMember>),
    /// `SET`: nothing else stays.
    Set(Vec<PublicationMember>),
    /// `DROP`.
    Drop(Vec<PublicationMember>),
    /// `RENAME TO`.
    Rename(Identifier),
    /// `SET (…)`: what it hands on of its members.
    Options(Vec<StorageOption>),
    /// Anything else.
    Other,
}

/// `DROP PUBLICATION`.
#[derive(Clone, Debug)]
pub struct DropPublications {
    /// What it drops.
    pub names: Vec<Identifier>,
    /// Whether a missing one is passed over.
    pub if_exists: bool,
}

pub(super) fn create(create: &ast::CreatePublication, origin: Origin<'_>) -> Option<Action> {
    let clause = create.publication_for_clause();
    let has_all_tables = matches!(clause, Some(ast::PublicationForClause::ForAllPublicationObjects(_)));
    Some(Action::CreatePublication(CreatePublication {
        name: name::identifier(create.publication()?.syntax()),
        has_all_tables,
        members: clause.map(|clause| members(clause.syntax(), origin)).unwrap_or_default(),
        options: create.with_params().map(|with| option::options(with.syntax())).unwrap_or_default(),
    }))
}

pub(super) fn alter(alter: &ast::AlterPublication, origin: Origin<'_>) -> Option<Action> {
    use ast::AlterPublicationAction as Change;
    let change = match alter.action()? {
        Change::AddPublicationObjects(add) => PublicationChange::Add(members(add.syntax(), origin)),
        Change::SetPublicationObjects(set) => PublicationChange::Set(members(set.syntax(), origin)),
        Change::DropPublicationObjects(drop) => PublicationChange::Drop(members(drop.syntax(), origin)),
        Change::PublicationRenameTo(rename) => {
            PublicationChange::Rename(name::identifier(rename.publication()?.syntax()))
        }
        Change::SetOptions(set) => PublicationChange::Options(option::options(set.syntax())),
        _ => PublicationChange::Other,
    };
    let name = name::identifier(alter.publication_ref()?.syntax());
    Some(Action::AlterPublication(AlterPublication { name, change }))
}

pub(super) fn drop(drop: &ast::DropPublication) -> Action {
    let names = drop.publication_refs().map(|name| name::identifier(name.syntax()));
    Action::DropPublications(DropPublications {
        names: names.collect(),
        if_exists: drop.if_exists().is_some(),
    })
}

fn members(node: &SyntaxNode, origin: Origin<'_>) -> Vec<PublicationMember> {
    let read = |child: SyntaxNode| match child.kind() {
        SyntaxKind::PUBLICATION_OBJECT_TABLE => {
            let named = child.children().find(|part| part.kind() == SyntaxKind::TABLE_NAME_REF)?;
            Some(PublicationMember::Table(name::relation(&named, origin)?))
        }
        SyntaxKind::PUBLICATION_OBJECT_TABLES_IN_SCHEMA => {
            let named = child.children().find(|part| part.kind() == SyntaxKind::SCHEMA_REF);
            Some(PublicationMember::Schema(named.map(|named| name::identifier(&named))))
        }
        _ => None,
    };
    node.children().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read_composed;
    use super::*;
    use crate::source::Span;

    fn action(text: &str) -> Action {
        read_composed(text, Span::default()).expect("a good statement").remove(0).action
    }

    fn names(members: &[PublicationMember]) -> Vec<String> {
        let name = |member: &PublicationMember| match member {
            PublicationMember::Table(table) => table.name.to_string(),
            PublicationMember::Schema(schema) => format!("{}.*", schema.as_ref().expect("a schema")),
        };
        members.iter().map(name).collect()
    }

    #[test]
    fn a_publication_holds_tables_and_schemas() {
        let text = "create publication p for table a, only public.b (x), tables in schema s";
        let Action::CreatePublication(create) = action(text) else { panic!("CREATE PUBLICATION") };
        assert_eq!(names(&create.members), ["a", "b", "s.*"]);
        assert!(!create.has_all_tables);
    }

    #[test]
    fn all_tables_need_no_list() {
        let Action::CreatePublication(create) = action("create publication p for all tables") else {
            panic!("CREATE PUBLICATION")
        };
        assert!(create.has_all_tables);
    }

    #[test]
    fn tables_come_and_go() {
        for (text, kind) in
            [("add table a, b", "Add"), ("set table a, b", "Set"), ("drop table a, b", "Drop")]
        {
            let Action::AlterPublication(alter) = action(&format!("alter publication p {text}")) else {
                panic!("ALTER PUBLICATION")
            };
            let (found, members) = match &alter.change {
                PublicationChange::Add(members) => ("Add", members),
                PublicationChange::Set(members) => ("Set", members),
                PublicationChange::Drop(members) => ("Drop", members),
                other => panic!("{other:?}"),
            };
            assert_eq!((found, names(members)), (kind, vec!["a".to_owned(), "b".to_owned()]));
        }
    }
}
