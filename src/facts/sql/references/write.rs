//! `INSERT`, `UPDATE`, `DELETE` and `MERGE`.

use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::from::alias;
use super::read::{Reader, is_query};
use super::{Access, ColumnRole, FromRows, FromSource};
use crate::facts::sql::name::{self, Identifier};

impl Reader<'_> {
    /// Reads a statement that writes; its scope.
    pub(super) fn write(&mut self, node: &SyntaxNode, parent: Option<usize>) -> usize {
        let scope = self.open(parent);
        let visible = self.named.len();
        self.write_into(node, scope);
        self.named.truncate(visible);
        scope
    }

    /// Reads a statement that writes and whose scope is open; its outputs are those of `RETURNING`.
    pub(super) fn write_into(&mut self, node: &SyntaxNode, scope: usize) {
        let access = match node.kind() {
            SyntaxKind::INSERT => Access::Insert,
            SyntaxKind::UPDATE => Access::Update,
            SyntaxKind::DELETE => Access::Delete,
            SyntaxKind::MERGE => Access::Merge,
            _ => return self.read(node, scope),
        };
        let target = self.target(node, access, scope);
        // What `WITH`, `FROM` and `USING` name is known to all other clauses.
        for clause in node.children().filter(|child| is_source(child.kind())) {
            match clause.kind() {
                SyntaxKind::USING_ON_CLAUSE => self.merge_source(&clause, scope),
                _ => self.clause(&clause, scope),
            }
        }
        for clause in node.children().filter(|child| !is_source(child.kind())) {
            self.written(&clause, target.as_ref(), scope);
        }
    }

    fn target(&mut self, node: &SyntaxNode, access: Access, scope: usize) -> Option<Identifier> {
        let named = node.children().find(|child| is_name(child.kind()))?;
        let at = self.relation(&named, access)?;
        let (alias, _) = alias(node);
        let name = alias.unwrap_or_else(|| self.references.relations[at].name.name.clone());
        let source =
            |name| FromSource { name: Some(name), columns: Vec::new(), rows: FromRows::Relation(at) };
        let sources = &mut self.references.scopes[scope].sources;
        sources.push(source(name.clone()));
        if access == Access::Insert {
            sources.push(source(Identifier::exact("excluded")));
        }
        Some(name)
    }

    /// One clause, with the name of what is written to.
    fn written(&mut self, node: &SyntaxNode, target: Option<&Identifier>, scope: usize) {
        use SyntaxKind as Kind;
        match node.kind() {
            kind if is_name(kind) => {}
            Kind::REQUIRED_AS_ALIAS | Kind::OPTIONAL_AS_ALIAS => {}
            kind if is_query(kind) => {
                let parent = self.references.scopes[scope].parent;
                self.query(node, parent);
            }
            Kind::COLUMN_NAME_REF => {
                let span = self.span(node);
                let names = target.cloned().into_iter().chain([name::identifier(node)]).collect();
                let at = self.column(names, span, scope);
                self.references.columns[at].role = ColumnRole::Target;
            }
            Kind::WHERE_CLAUSE => self.conditions(node, "WHERE", scope),
            Kind::SET_EXPR => self.read_children(node, scope),
            Kind::RETURNING_CLAUSE => {
                for list in node.children() {
                    self.clause(&list, scope);
                }
            }
            Kind::SET_CLAUSE
            | Kind::SET_COLUMN_LIST
            | Kind::SET_SINGLE_COLUMN
            | Kind::SET_MULTIPLE_COLUMNS
            | Kind::COLUMN_TARGET_LIST
            | Kind::COLUMN_TARGET
            | Kind::ON_CONFLICT_CLAUSE
            | Kind::CONFLICT_DO_UPDATE_SET
            | Kind::MERGE_WHEN_MATCHED
            | Kind::MERGE_WHEN_NOT_MATCHED_SOURCE
            | Kind::MERGE_WHEN_NOT_MATCHED_TARGET
            | Kind::MERGE_UPDATE
            | Kind::MERGE_INSERT => {
                for child in node.children() {
                    self.written_within(&child, target, scope);
                }
            }
            _ => self.read(node, scope),
        }
    }

    /// A part of a clause: here a query sees what is written to.
    fn written_within(&mut self, node: &SyntaxNode, target: Option<&Identifier>, scope: usize) {
        if is_query(node.kind()) {
            self.query(node, Some(scope));
        } else {
            self.written(node, target, scope);
        }
    }

    fn merge_source(&mut self, node: &SyntaxNode, scope: usize) {
        for child in node.children() {
            match child.kind() {
                SyntaxKind::ON_CLAUSE => self.read_children(&child, scope),
                _ => self.item(&child, scope),
            }
        }
    }
}

fn is_source(kind: SyntaxKind) -> bool {
    use SyntaxKind as Kind;
    matches!(kind, Kind::WITH_CLAUSE | Kind::FROM_CLAUSE | Kind::USING_CLAUSE | Kind::USING_ON_CLAUSE)
}

fn is_name(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::RELATION_NAME_REF | SyntaxKind::RELATION_NAME | SyntaxKind::TABLE_RELATION_NAME
    )
}
