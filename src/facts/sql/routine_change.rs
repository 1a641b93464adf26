//! Statements about routines that exist: `ALTER FUNCTION`, `DROP PROCEDURE` and their kin.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier};
use super::origin::Origin;
use super::routine_option::{self, RoutineOptions};
use super::signature::{self, RoutineKind, RoutineSignature};
use super::statement::Action;

/// `ALTER FUNCTION`, `ALTER PROCEDURE`, `ALTER ROUTINE`, `ALTER AGGREGATE`.
#[derive(Clone, Debug)]
pub struct AlterRoutine {
    /// What it changes.
    pub signature: RoutineSignature,
    /// What kind it must be.
    pub kind: RoutineKind,
    /// What it does.
    pub change: RoutineChange,
}

/// What an [`AlterRoutine`] does; its owner changes elsewhere.
#[derive(Clone, Debug)]
pub enum RoutineChange {
    /// `RENAME TO`.
    Rename(Identifier),
    /// `SET SCHEMA`.
    SetSchema(Identifier),
    /// New options.
    Options(RoutineOptions),
}

/// `DROP FUNCTION`, `DROP PROCEDURE`, `DROP ROUTINE`, `DROP AGGREGATE`.
#[derive(Clone, Debug)]
pub struct DropRoutines {
    /// What it drops.
    pub signatures: Vec<RoutineSignature>,
    /// What kind they must be.
    pub kind: RoutineKind,
    /// Whether a missing routine is passed over.
    pub if_exists: bool,
    /// Whether what depends on it goes too.
    pub cascade: bool,
}

/// Any `ALTER` of a routine.
pub(super) fn alter(node: &SyntaxNode, kind: RoutineKind, origin: Origin<'_>) -> Option<Action> {
    let signature = node.children().find(is_signature)?;
    Some(Action::AlterRoutine(Box::new(AlterRoutine {
        signature: signature::signature(&signature, origin)?,
        kind,
        change: node.children().find_map(|child| change(&child, origin))?,
    })))
}

fn change(node: &SyntaxNode, origin: Origin<'_>) -> Option<RoutineChange> {
    if let Some(list) = ast::FuncOptionList::cast(node.clone()) {
        return Some(RoutineChange::Options(routine_option::lower(&list)));
    }
    if let Some(set) = ast::SetSchema::cast(node.clone()) {
        return Some(RoutineChange::SetSchema(name::identifier(set.schema_ref()?.syntax())));
    }
    let is_rename = ast::FunctionRenameTo::can_cast(node.kind())
        || ast::ProcedureRenameTo::can_cast(node.kind())
        || ast::RoutineRenameTo::can_cast(node.kind())
        || ast::AggregateRenameTo::can_cast(node.kind());
    is_rename.then(|| name::relation(node, origin)).flatten().map(|to| RoutineChange::Rename(to.name))
}

/// Any `DROP` of routines.
pub(super) fn drop(node: &SyntaxNode, kind: RoutineKind, origin: Origin<'_>) -> Action {
    let signatures = node.descendants().filter(is_signature);
    Action::DropRoutines(DropRoutines {
        signatures: signatures.filter_map(|node| signature::signature(&node, origin)).collect(),
        kind,
        if_exists: node.children().any(|child| ast::IfExists::can_cast(child.kind())),
        cascade: node.children().any(|child| ast::Cascade::can_cast(child.kind())),
    })
}

fn is_signature(node: &SyntaxNode) -> bool {
    ast::FunctionSig::can_cast(node.kind())
        || ast::ProcedureSig::can_cast(node.kind())
        || ast::RoutineSig::can_cast(node.kind())
        || ast::Aggregate::can_cast(node.kind())
}
