//! Extensions that bring a table which clients reach like any other.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::relation::{DropRelations, RelationKind};
use super::statement::Action;
use super::table::CreateTable;

/// The extension, and the table it keeps coordinate systems in, without row level security.
const SPATIAL: (&str, &str) = ("postgis", "spatial_ref_sys");

/// `CREATE EXTENSION`; `None` where it brings no table.
pub(super) fn create(create: &ast::CreateExtension, origin: Origin<'_>) -> Option<Action> {
    let schema = create.extension_schema().and_then(|clause| clause.schema_ref());
    let schema = schema.map(|schema| name::identifier(schema.syntax()));
    let name = table(create.extension()?.syntax(), schema, origin)?;
    Some(Action::CreateTable(Box::new(CreateTable {
        if_not_exists: true,
        extension: Some(name::identifier(create.extension()?.syntax())),
        ..CreateTable::bare(name, RelationKind::Table)
    })))
}

/// `DROP EXTENSION`; `None` where none of them brought a table.
pub(super) fn drop(drop: &ast::DropExtension, origin: Origin<'_>) -> Option<Action> {
    let tables = drop.extension_refs().filter_map(|extension| table(extension.syntax(), None, origin));
    let names: Vec<RelationName> = tables.collect();
    let drop = DropRelations { kind: RelationKind::Table, names, if_exists: true, cascade: true };
    (!drop.names.is_empty()).then_some(Action::DropRelations(drop))
}

fn table(extension: &SyntaxNode, schema: Option<Identifier>, origin: Origin<'_>) -> Option<RelationName> {
    let (brings, table) = SPATIAL;
    let is_that = name::identifier(extension) == Identifier::exact(brings);
    is_that.then(|| RelationName { schema, name: Identifier::exact(table), span: origin.span(extension) })
}
