//! Statements about extensions.

use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier};
use super::origin::Origin;
use super::statement::Action;
use crate::source::Span;

/// `CREATE EXTENSION`.
#[derive(Clone, Debug)]
pub struct CreateExtension {
    /// Its name.
    pub name: Identifier,
    /// Where that name stands.
    pub span: Span,
    /// Whether an existing one is left alone.
    pub if_not_exists: bool,
    /// The schema that gets its objects, where the statement says one.
    pub schema: Option<Identifier>,
    /// Whether extensions it needs are made too.
    pub cascade: bool,
}

/// `ALTER EXTENSION … SET SCHEMA`.
#[derive(Clone, Debug)]
pub struct MoveExtension {
    /// Which.
    pub name: Identifier,
    /// Where its objects go.
    pub schema: Identifier,
}

/// `DROP EXTENSION`.
#[derive(Clone, Debug)]
pub struct DropExtensions {
    /// What it drops.
    pub names: Vec<Identifier>,
    /// Whether a missing one is passed over.
    pub if_exists: bool,
    /// Whether what depends on them goes too.
    pub cascade: bool,
}

pub(super) fn create(create: &ast::CreateExtension, origin: Origin<'_>) -> Option<Action> {
    let schema = create.extension_schema().and_then(|clause| clause.schema_ref());
    let name = create.extension()?;
    Some(Action::CreateExtension(CreateExtension {
        name: name::identifier(name.syntax()),
        span: origin.span(name.syntax()),
        if_not_exists: create.if_not_exists().is_some(),
        schema: schema.map(|schema| name::identifier(schema.syntax())),
        cascade: create.cascade_token().is_some(),
    }))
}

pub(super) fn alter(alter: &ast::AlterExtension) -> Option<Action> {
    let ast::AlterExtensionAction::SetSchema(set) = alter.action()? else { return None };
    Some(Action::MoveExtension(MoveExtension {
        name: name::identifier(alter.extension_ref()?.syntax()),
        schema: name::identifier(set.schema_ref()?.syntax()),
    }))
}

pub(super) fn drop(drop: &ast::DropExtension) -> Action {
    Action::DropExtensions(DropExtensions {
        names: drop.extension_refs().map(|extension| name::identifier(extension.syntax())).collect(),
        if_exists: drop.if_exists().is_some(),
        cascade: matches!(drop.drop_behavior(), Some(ast::DropBehavior::Cascade(_))),
    })
}
