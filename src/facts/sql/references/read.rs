//! The walk over a piece: every node once, each form of naming something in its own method.

use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::value::plain_text;
use super::{
    Access, Argument, ColumnReference, ColumnRole, ConstantKind, ConstantReference, FunctionReference,
    References, RelationReference, SURROUNDINGS, Scope, Value,
};
use crate::facts::sql::name::{self, Identifier, RelationName};
use crate::facts::sql::origin::Origin;
use crate::source::Span;

/// A walk, and what it has found.
pub(super) struct Reader<'a> {
    pub(super) origin: Origin<'a>,
    /// What is added to places: the walk is in text that was cut out of a body.
    pub(super) shift: u32,
    pub(super) references: References,
    /// Queries of `WITH` that can be seen, with their scopes; the last of a name wins.
    pub(super) named: Vec<(Identifier, usize)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(origin: Origin<'a>) -> Self {
        let is_in_block = matches!(origin, Origin::Body(..) | Origin::SqlBody(..));
        let references = References { scopes: vec![Scope::default()], is_in_block, ..References::default() };
        debug_assert_eq!(references.scopes.len(), SURROUNDINGS + 1);
        Self { origin, shift: 0, references, named: Vec::new() }
    }

    /// Reads whatever `node` is, with names looked up from `scope` on.
    pub(super) fn read(&mut self, node: &SyntaxNode, scope: usize) {
        use SyntaxKind as Kind;
        match node.kind() {
            Kind::SELECT
            | Kind::SELECT_INTO
            | Kind::VALUES
            | Kind::TABLE
            | Kind::COMPOUND_SELECT
            | Kind::PAREN_SELECT => {
                self.query(node, Some(scope));
            }
            Kind::INSERT | Kind::UPDATE | Kind::DELETE | Kind::MERGE => {
                self.write(node, Some(scope));
            }
            Kind::PLPGSQL_EXPR => self.block_expression(node, scope),
            Kind::ERROR => self.unread(node, scope),
            Kind::NAME_REF
            | Kind::FIELD_EXPR
            | Kind::CALL_EXPR
            | Kind::CAST_EXPR
            | Kind::LITERAL
            | Kind::PAREN_EXPR
            | Kind::PREFIX_EXPR
            | Kind::BIN_EXPR => {
                self.value(node, scope);
            }
            Kind::PATH_TYPE => self.data_type(node),
            // What a lock is for is named by its alias.
            Kind::LOCKING_OF => {}
            Kind::PLPGSQL_EXEC_SQL_STMT | Kind::SOURCE_FILE => {
                for statement in node.children() {
                    self.statement(&statement, scope);
                }
            }
            _ => self.read_children(node, scope),
        }
    }

    pub(super) fn read_children(&mut self, node: &SyntaxNode, scope: usize) {
        for child in node.children() {
            self.read(&child, scope);
        }
    }

    /// A statement of a body. What statements about objects name is read by others.
    fn statement(&mut self, node: &SyntaxNode, scope: usize) {
        use SyntaxKind as Kind;
        match node.kind() {
            Kind::CREATE_TABLE
            | Kind::CREATE_TABLE_AS
            | Kind::CREATE_MATERIALIZED_VIEW
            | Kind::CREATE_VIEW => self.make(node, scope),
            Kind::TRUNCATE => self.manage(node, Access::Truncate),
            Kind::LOCK | Kind::REFRESH => self.manage(node, Access::Manage),
            Kind::INSERT | Kind::UPDATE | Kind::DELETE | Kind::MERGE | Kind::ERROR | Kind::CALL => {
                self.read(node, scope);
            }
            kind if is_query(kind) => self.read(node, scope),
            _ => {}
        }
    }

    /// A table made within a body: its name is known from then on.
    fn make(&mut self, node: &SyntaxNode, scope: usize) {
        let is_name = |kind| matches!(kind, SyntaxKind::TABLE_NAME | SyntaxKind::VIEW);
        let made = node.children().find(|child| is_name(child.kind()));
        if let Some(name) = made.and_then(|name| self.relation_name(&name)) {
            self.references.makes.push(name);
        }
        for child in node.children().filter(|child| is_query(child.kind())) {
            self.read(&child, scope);
        }
    }

    fn manage(&mut self, node: &SyntaxNode, access: Access) {
        let is_name = |kind| {
            matches!(kind, SyntaxKind::TABLE_NAME_REF | SyntaxKind::RELATION_NAME_REF | SyntaxKind::VIEW_REF)
        };
        let names: Vec<_> = node.descendants().filter(|node| is_name(node.kind())).collect();
        for name in names {
            self.relation(&name, access);
        }
    }

    /// Notes the relation that `node` names; its place in [`References::relations`].
    pub(super) fn relation(&mut self, node: &SyntaxNode, access: Access) -> Option<usize> {
        let name = self.relation_name(node)?;
        self.references.relations.push(RelationReference { name, access });
        Some(self.references.relations.len() - 1)
    }

    pub(super) fn relation_name(&self, node: &SyntaxNode) -> Option<RelationName> {
        let name = name::relation(node, Origin::Fixed(Span::default()))?;
        Some(RelationName { span: self.span(node), ..name })
    }

    /// The scope of a query named `name` in a `WITH` that can be seen.
    pub(super) fn named_query(&self, name: &RelationName) -> Option<usize> {
        let is_it = |(named, _): &&(Identifier, usize)| *named == name.name;
        let found = self.named.iter().rev().find(is_it);
        found.filter(|_| name.schema.is_none()).map(|(_, scope)| *scope)
    }

    pub(super) fn open(&mut self, parent: Option<usize>) -> usize {
        self.references.scopes.push(Scope { parent, ..Scope::default() });
        self.references.scopes.len() - 1
    }

    pub(super) fn span(&self, node: &SyntaxNode) -> Span {
        self.origin.span_behind(node, self.shift)
    }

    /// A column by its dotted name.
    pub(super) fn column(&mut self, mut names: Vec<Identifier>, span: Span, scope: usize) -> usize {
        let name = names.pop();
        self.push_column(name, names, span, scope)
    }

    pub(super) fn push_column(
        &mut self,
        name: Option<Identifier>,
        mut qualifiers: Vec<Identifier>,
        span: Span,
        scope: usize,
    ) -> usize {
        let qualifier = qualifiers.pop();
        let schema = qualifiers.pop();
        let column = ColumnReference { schema, qualifier, name, span, scope, role: ColumnRole::Plain };
        self.references.columns.push(column);
        self.references.columns.len() - 1
    }

    pub(super) fn data_type(&mut self, node: &SyntaxNode) {
        let path = node.children().find(|child| child.kind() == SyntaxKind::PATH_REF);
        if let Some(name) = path.and_then(|path| self.relation_name(&path)) {
            self.references.types.push(name);
        }
    }

    /// A call: its function is noted after what it is given.
    pub(super) fn call(&mut self, node: &SyntaxNode, scope: usize) -> Value {
        let called = node.children().next();
        let names = called.as_ref().and_then(super::value::dotted);
        let mut function = None;
        for child in node.children() {
            match child.kind() {
                SyntaxKind::ARG_LIST => function = Some(self.arguments(&child, scope)),
                SyntaxKind::NAME_REF | SyntaxKind::FIELD_EXPR if Some(&child) == called.as_ref() => {}
                _ => self.read(&child, scope),
            }
        }
        let (Some(mut names), Some(mut function), Some(called)) = (names, function, called) else {
            return if is_condition(node) { Value::Boolean } else { Value::Other };
        };
        let Some(name) = names.pop() else { return Value::Other };
        function.name = RelationName { schema: names.pop(), name, span: self.span(&called) };
        self.constant_of_call(node, &function);
        self.references.functions.push(function);
        Value::Call(self.references.functions.len() - 1)
    }

    fn arguments(&mut self, list: &SyntaxNode, scope: usize) -> FunctionReference {
        let has = |node: &SyntaxNode, kind| node.children_with_tokens().any(|element| element.kind() == kind);
        let mut is_variadic = false;
        let mut arguments = Vec::new();
        for child in list.children() {
            if child.kind() != SyntaxKind::ARG {
                self.read(&child, scope);
                continue;
            }
            is_variadic |= has(&child, SyntaxKind::VARIADIC_KW);
            arguments.push(self.argument(&child, scope));
        }
        let name = RelationName { schema: None, name: Identifier::exact(""), span: Span::default() };
        FunctionReference { name, arguments, is_star: has(list, SyntaxKind::STAR), is_variadic }
    }

    fn argument(&mut self, node: &SyntaxNode, scope: usize) -> Argument {
        let mut children = node.children();
        let Some(first) = children.next() else { return Argument { name: None, value: Value::Other } };
        let argument = if first.kind() == SyntaxKind::NAMED_ARG {
            let name = first.children().find(|child| child.kind() == SyntaxKind::PARAM_NAME_REF);
            let value = first.children().find(|child| child.kind() != SyntaxKind::PARAM_NAME_REF);
            let value = value.map_or(Value::Other, |value| self.value(&value, scope));
            Argument { name: name.map(|name| name::identifier(&name)), value }
        } else {
            Argument { name: None, value: self.value(&first, scope) }
        };
        for rest in children {
            self.read(&rest, scope);
        }
        argument
    }

    /// `nextval('s')` and its kin take the name of a sequence as text.
    fn constant_of_call(&mut self, node: &SyntaxNode, function: &FunctionReference) {
        let is_sequence = matches!(function.name.name.as_str(), "nextval" | "currval" | "setval");
        if is_sequence && function.arguments.first().is_some_and(|first| first.value == Value::Text) {
            let literal = node.descendants().find(|node| node.kind() == SyntaxKind::LITERAL);
            self.constant(ConstantKind::Relation, literal.as_ref());
        }
    }

    pub(super) fn constant(&mut self, kind: ConstantKind, literal: Option<&SyntaxNode>) {
        let Some(literal) = literal else { return };
        let Some(text) = plain_text(literal) else { return };
        let name = RelationName::written(text.split('(').next().unwrap_or_default(), self.span(literal));
        self.references.constants.push(ConstantReference { kind, name });
    }
}

/// Whether a call with a grammar of its own gives a truth value.
fn is_condition(call: &SyntaxNode) -> bool {
    let is_condition =
        |kind| matches!(kind, SyntaxKind::EXISTS_FN | SyntaxKind::JSON_EXISTS_FN | SyntaxKind::XML_EXISTS_FN);
    call.children().any(|child| is_condition(child.kind()))
}

pub(super) fn is_query(kind: SyntaxKind) -> bool {
    use SyntaxKind as Kind;
    matches!(
        kind,
        Kind::SELECT
            | Kind::SELECT_INTO
            | Kind::VALUES
            | Kind::TABLE
            | Kind::COMPOUND_SELECT
            | Kind::PAREN_SELECT
    )
}
