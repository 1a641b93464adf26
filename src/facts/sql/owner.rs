//! Who owns what: `OWNER TO`, `REASSIGN OWNED`, `DROP OWNED`. Relations change hands with their other
//! changes.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::grant::is_cascade;
use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::role::{self, RoleName};
use super::signature::{self, RoutineKind, RoutineSignature};
use super::statement::Action;

/// `ALTER … OWNER TO`.
#[derive(Clone, Debug)]
pub struct AlterOwner {
    /// What changes hands.
    pub object: OwnedObject,
    /// Whether a missing object is passed over.
    pub if_exists: bool,
    /// Its new owner.
    pub owner: RoleName,
}

/// What an [`AlterOwner`] names.
#[derive(Clone, Debug)]
pub enum OwnedObject {
    /// A table, view or sequence.
    Relation(RelationName),
    /// A function or its kin.
    Routine(RoutineKind, RoutineSignature),
    /// A schema.
    Schema(Identifier),
    /// A type or domain.
    Type(RelationName),
    /// Publications, servers and others whose owner no model asks for.
    Other,
}

/// `REASSIGN OWNED BY … TO …`.
#[derive(Clone, Debug)]
pub struct ReassignOwned {
    /// Owners before.
    pub from: Vec<RoleName>,
    /// Owner after.
    pub to: RoleName,
}

/// `DROP OWNED BY …`: their objects, and what they were granted.
#[derive(Clone, Debug)]
pub struct DropOwned {
    /// Whose.
    pub owners: Vec<RoleName>,
    /// Whether what depends on them goes too.
    pub cascade: bool,
}

/// An `ALTER` that changes an owner and nothing else; `None` for every other statement.
pub(super) fn alter(statement: &ast::Stmt, origin: Origin<'_>) -> Option<Action> {
    use ast::Stmt;
    let node = statement.syntax();
    let relation = |node: &SyntaxNode| {
        let named = node.children().find(|child| !ast::IfExists::can_cast(child.kind()))?;
        name::relation(&named, origin)
    };
    let routine = |kind, node: Option<SyntaxNode>| {
        Some(OwnedObject::Routine(kind, signature::signature(&node?, origin)?))
    };
    let object = || match statement {
        Stmt::AlterFunction(alter) => routine(RoutineKind::Function, of(alter.function_sig())),
        Stmt::AlterProcedure(alter) => routine(RoutineKind::Procedure, of(alter.procedure_sig())),
        Stmt::AlterRoutine(alter) => routine(RoutineKind::Routine, of(alter.routine_sig())),
        Stmt::AlterAggregate(alter) => routine(RoutineKind::Aggregate, of(alter.aggregate())),
        Stmt::AlterSequence(_) | Stmt::AlterView(_) | Stmt::AlterMaterializedView(_) => {
            relation(node).map(OwnedObject::Relation)
        }
        Stmt::AlterType(_) | Stmt::AlterDomain(_) => relation(node).map(OwnedObject::Type),
        Stmt::AlterSchema(alter) => Some(OwnedObject::Schema(name::identifier(alter.schema_ref()?.syntax()))),
        Stmt::AlterPublication(_) | Stmt::AlterEventTrigger(_) | Stmt::AlterCollation(_) => {
            Some(OwnedObject::Other)
        }
        _ => None,
    };
    // Most statements are none of these: the object's kind is asked before its children are.
    let object = object()?;
    let owner = node.children().find_map(ast::OwnerTo::cast)?;
    Some(Action::AlterOwner(Box::new(AlterOwner {
        object,
        if_exists: node.children().any(|child| ast::IfExists::can_cast(child.kind())),
        owner: role::role(&owner.role_ref()?)?,
    })))
}

fn of(node: Option<impl AstNode>) -> Option<SyntaxNode> {
    node.map(|node| node.syntax().clone())
}

pub(super) fn reassign(reassign: &ast::Reassign) -> Option<Action> {
    let to = role::roles(reassign.after()).into_iter().next()?;
    Some(Action::ReassignOwned(Box::new(ReassignOwned { from: role::roles(reassign.before()), to })))
}

pub(super) fn drop(drop: &ast::DropOwned) -> Action {
    let owners = role::roles(drop.role_ref_list());
    Action::DropOwned(DropOwned { owners, cascade: is_cascade(drop.drop_behavior().as_ref()) })
}

#[cfg(test)]
mod tests {
    use super::super::read_composed;
    use super::*;
    use crate::source::Span;

    fn action(text: &str) -> Action {
        let mut statements = read_composed(text, Span::default()).expect("a good statement");
        statements.remove(0).action
    }

    #[test]
    fn each_kind_of_object_changes_hands() {
        let object = |text: &str| match action(text) {
            Action::AlterOwner(alter) => alter.object,
            other => panic!("{other:?}"),
        };
        assert!(matches!(object("alter function f(int) owner to app"), OwnedObject::Routine(..)));
        assert!(matches!(object("alter aggregate f(int) owner to app"), OwnedObject::Routine(..)));
        assert!(matches!(object("alter view if exists v owner to app"), OwnedObject::Relation(_)));
        assert!(matches!(object("alter sequence public.s owner to app"), OwnedObject::Relation(_)));
        assert!(matches!(object("alter type t owner to current_user"), OwnedObject::Type(_)));
        assert!(matches!(object("alter domain d owner to app"), OwnedObject::Type(_)));
        assert!(matches!(object("alter schema s owner to app"), OwnedObject::Schema(_)));
        assert!(matches!(object("alter publication p owner to app"), OwnedObject::Other));
    }

    #[test]
    fn objects_are_handed_over_and_dropped_with_their_owner() {
        let Action::ReassignOwned(reassign) = action("reassign owned by a, b to session_user") else {
            panic!()
        };
        assert_eq!((reassign.from.len(), reassign.to), (2, RoleName::SessionUser));
        let Action::DropOwned(drop) = action("drop owned by a cascade") else { panic!() };
        assert!(drop.cascade);
    }
}
