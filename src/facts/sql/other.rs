//! Statements of other databases, by `sqlparser`: the tables they make, move and drop.
//!
//! Finds no errors: its grammars are wider here and narrower there than what the databases take.

use sqlparser::ast::{
    self, AlterTableOperation, CreateTable as ParsedTable, ObjectName, ObjectType, RenameTableNameKind,
};
use sqlparser::dialect::{Dialect as Grammar, MySqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use super::dialect::Dialect;
use super::name::{Identifier, RelationName};
use super::relation::{AlterRelation, DropRelations, RelationChange, RelationKind};
use super::split::Piece;
use super::statement::{Action, Statement};
use super::table::CreateTable;
use super::view::{CreateView, ViewForm};
use crate::source::Span;

/// What one statement does; `None` when no model asks or it cannot be read.
pub(super) fn read(text: &str, piece: &Piece, dialect: Dialect) -> Option<Statement> {
    let grammar: &dyn Grammar = if dialect == Dialect::MySql { &MySqlDialect {} } else { &SQLiteDialect {} };
    let head = piece.span.of(text).split_ascii_whitespace().next()?;
    // Rows by the thousand need no tree.
    if !["create", "alter", "drop"].iter().any(|word| head.eq_ignore_ascii_case(word)) {
        return None;
    }
    let parsed = Parser::parse_sql(grammar, piece.span.of(text)).ok()?.pop()?;
    Some(Statement { span: piece.span, action: action(parsed, piece.span)? })
}

fn action(parsed: ast::Statement, span: Span) -> Option<Action> {
    match parsed {
        ast::Statement::CreateTable(create) => create_table(&create, span),
        ast::Statement::CreateView(create) => Some(Action::CreateView(Box::new(CreateView {
            name: relation(&create.name, span)?,
            kind: if create.materialized { RelationKind::MaterializedView } else { RelationKind::View },
            or_replace: create.or_replace,
            if_not_exists: create.if_not_exists,
            is_temporary: create.temporary,
            columns: Vec::new(),
            options: Vec::new(),
            form: ViewForm::Rows,
            query: Box::default(),
        }))),
        ast::Statement::AlterTable(alter) => {
            let changes: Vec<_> =
                alter.operations.iter().filter_map(|operation| change(operation, span)).collect();
            let name = relation(&alter.name, span)?;
            let if_exists = alter.if_exists;
            let altered =
                AlterRelation { kind: RelationKind::Table, name, if_exists, is_only: false, changes };
            (!altered.changes.is_empty()).then_some(Action::AlterRelation(altered))
        }
        ast::Statement::Drop { object_type, if_exists, names, cascade, .. } => {
            let kind = match object_type {
                ObjectType::Table => RelationKind::Table,
                ObjectType::View => RelationKind::View,
                _ => return None,
            };
            let names = names.iter().filter_map(|name| relation(name, span)).collect();
            Some(Action::DropRelations(DropRelations { kind, names, if_exists, cascade }))
        }
        _ => None,
    }
}

fn create_table(create: &ParsedTable, span: Span) -> Option<Action> {
    Some(Action::CreateTable(Box::new(CreateTable {
        if_not_exists: create.if_not_exists,
        is_temporary: create.temporary,
        is_from_query: true,
        ..CreateTable::bare(relation(&create.name, span)?, RelationKind::Table)
    })))
}

fn change(operation: &AlterTableOperation, span: Span) -> Option<RelationChange> {
    let AlterTableOperation::RenameTable { table_name } = operation else { return None };
    let (RenameTableNameKind::As(to) | RenameTableNameKind::To(to)) = table_name;
    Some(RelationChange::Rename(relation(to, span)?.name))
}

/// Names are not folded: these databases keep what was written.
fn relation(name: &ObjectName, span: Span) -> Option<RelationName> {
    let mut parts = name.0.iter().rev().filter_map(|part| Some(Identifier::exact(&part.as_ident()?.value)));
    Some(RelationName { name: parts.next()?, schema: parts.next(), span })
}

#[cfg(test)]
mod tests {
    use super::super::split::split;
    use super::*;

    #[test]
    fn tables_of_other_databases_are_read() {
        let text = "CREATE TABLE `Notes` (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT OR IGNORE INTO x VALUES (1);\n\
            CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE x SET a = 1; END; DROP TABLE IF EXISTS old;";
        let pieces = split(text, Dialect::Sqlite).statements;
        let found: Vec<_> = pieces.iter().filter_map(|piece| read(text, piece, Dialect::Sqlite)).collect();
        assert_eq!(pieces.len(), 4);
        assert!(
            matches!(&found[0].action, Action::CreateTable(create) if create.name.name.as_str() == "Notes")
        );
        assert!(matches!(&found[1].action, Action::DropRelations(drop) if drop.if_exists));
    }
}
