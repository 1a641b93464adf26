//! Queries and their sources: what stands in `WITH` and `FROM`, and which names it gives.

use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::read::{Reader, is_query};
use super::{Access, ColumnRole, FromRows, FromSource, Output, Value};
use crate::facts::sql::name::{self, Identifier};

impl Reader<'_> {
    /// Reads a query; its scope.
    pub(super) fn query(&mut self, node: &SyntaxNode, parent: Option<usize>) -> usize {
        let scope = self.open(parent);
        let visible = self.named.len();
        self.query_into(node, scope);
        self.named.truncate(visible);
        scope
    }

    /// Reads a query whose scope is open. What its `WITH` names stays visible: the clause stands in the
    /// first query of a union and is meant for all of them.
    fn query_into(&mut self, node: &SyntaxNode, scope: usize) {
        match node.kind() {
            SyntaxKind::SELECT | SyntaxKind::SELECT_INTO => self.select(node, scope),
            SyntaxKind::COMPOUND_SELECT => self.compound(node, scope),
            SyntaxKind::PAREN_SELECT => {
                for child in node.children() {
                    if is_query(child.kind()) {
                        self.query_into(&child, scope);
                    } else {
                        self.clause(&child, scope);
                    }
                }
            }
            SyntaxKind::VALUES => self.values(node, scope),
            SyntaxKind::TABLE => {
                let named = node.descendants().find(|node| node.kind() == SyntaxKind::RELATION_NAME_REF);
                if let Some(named) = named {
                    self.relation_source(&named, None, Vec::new(), scope);
                }
                let span = self.span(node);
                self.push_column(None, Vec::new(), span, scope);
                self.references.scopes[scope].outputs = vec![Output { name: None, value: Value::Star(None) }];
            }
            _ => self.read_children(node, scope),
        }
    }

    pub(super) fn select(&mut self, node: &SyntaxNode, scope: usize) {
        let is_source = |kind| matches!(kind, SyntaxKind::WITH_CLAUSE | SyntaxKind::FROM_CLAUSE);
        // Sources first: what follows is looked up in them, and `WITH` comes before `FROM`.
        for child in node.children().filter(|child| is_source(child.kind())) {
            self.clause(&child, scope);
        }
        for child in node.children().filter(|child| !is_source(child.kind())) {
            match child.kind() {
                SyntaxKind::SELECT_CLAUSE => {
                    for part in child.children() {
                        self.clause(&part, scope);
                    }
                }
                _ => self.clause(&child, scope),
            }
        }
    }

    pub(super) fn clause(&mut self, node: &SyntaxNode, scope: usize) {
        match node.kind() {
            SyntaxKind::WITH_CLAUSE => self.with(node, scope),
            SyntaxKind::FROM_CLAUSE | SyntaxKind::USING_CLAUSE => {
                for item in node.children() {
                    self.item(&item, scope);
                }
            }
            SyntaxKind::TARGET_LIST => {
                let outputs = self.outputs(node, scope);
                self.references.scopes[scope].outputs = outputs;
            }
            SyntaxKind::INTO_CLAUSE => {}
            SyntaxKind::WHERE_CLAUSE => self.conditions(node, "WHERE", scope),
            SyntaxKind::HAVING_CLAUSE => self.conditions(node, "HAVING", scope),
            SyntaxKind::ORDER_BY_CLAUSE | SyntaxKind::GROUP_BY_CLAUSE => self.by(node, scope),
            SyntaxKind::WINDOW_CLAUSE => self.read_children(node, scope),
            _ => self.read(node, scope),
        }
    }

    /// A clause that is one condition.
    pub(super) fn conditions(&mut self, node: &SyntaxNode, place: &'static str, scope: usize) {
        for condition in node.children() {
            self.condition(&condition, place, scope);
        }
    }

    /// `ORDER BY` and `GROUP BY`: a name alone may be that of an output.
    fn by(&mut self, node: &SyntaxNode, scope: usize) {
        let parts: Vec<_> = node.descendants().filter(|node| is_key(node.kind())).collect();
        for part in parts {
            let is_output = part.children().next().is_some_and(|key| self.is_output(&key, scope));
            if !is_output {
                self.read_children(&part, scope);
            }
        }
    }

    fn is_output(&self, key: &SyntaxNode, scope: usize) -> bool {
        if key.kind() != SyntaxKind::NAME_REF {
            return false;
        }
        let name = name::identifier(key);
        let outputs = &self.references.scopes[scope].outputs;
        outputs.iter().any(|output| output.name.as_ref() == Some(&name))
    }

    fn compound(&mut self, node: &SyntaxNode, scope: usize) {
        let parent = self.references.scopes[scope].parent;
        let mut first = None;
        for child in node.children() {
            if is_query(child.kind()) {
                let operand = self.open(parent);
                self.query_into(&child, operand);
                first.get_or_insert(operand);
                continue;
            }
            self.clause(&child, scope);
        }
        let Some(first) = first else { return };
        self.references.scopes[scope].outputs = self.references.scopes[first].outputs.clone();
        let source = FromSource { name: None, columns: Vec::new(), rows: FromRows::Query(first) };
        self.references.scopes[scope].sources.push(source);
    }

    fn values(&mut self, node: &SyntaxNode, scope: usize) {
        let mut outputs = Vec::new();
        for row in node.descendants().filter(|node| node.kind() == SyntaxKind::ROW).collect::<Vec<_>>() {
            let values: Vec<_> = row.children().map(|value| self.value(&value, scope)).collect();
            if outputs.is_empty() {
                let named = |(at, value)| {
                    let name = Identifier::exact(&format!("column{}", at + 1));
                    Output { name: Some(name), value }
                };
                outputs = values.into_iter().enumerate().map(named).collect();
            }
        }
        self.references.scopes[scope].outputs = outputs;
        let is_rest = |kind| kind != SyntaxKind::ROW_LIST;
        for clause in node.children().filter(|child| is_rest(child.kind())) {
            self.clause(&clause, scope);
        }
    }

    fn with(&mut self, node: &SyntaxNode, scope: usize) {
        let is_recursive = node.children_with_tokens().any(|part| part.kind() == SyntaxKind::RECURSIVE_KW);
        let parent = self.references.scopes[scope].parent;
        for table in node.children().filter(|child| child.kind() == SyntaxKind::WITH_TABLE) {
            let Some(name) = table.children().find(|child| child.kind() == SyntaxKind::CTE_NAME) else {
                continue;
            };
            let name = name::identifier(&name);
            let query = self.open(parent);
            // Its columns are renamed before a recursive query can see them.
            let columns = column_names(&table);
            let rename = |outputs: &mut Vec<Output>| rename(outputs, &columns);
            if is_recursive {
                let known =
                    columns.iter().map(|name| Output { name: Some(name.clone()), value: Value::Other });
                self.references.scopes[query].outputs = known.collect();
                self.named.push((name.clone(), query));
            }
            for child in table.children() {
                if is_query(child.kind()) {
                    let visible = self.named.len();
                    self.query_into(&child, query);
                    self.named.truncate(visible);
                } else if child.kind() != SyntaxKind::CTE_NAME && child.kind() != SyntaxKind::COLUMN_LIST {
                    self.write_into(&child, query);
                }
            }
            rename(&mut self.references.scopes[query].outputs);
            if !is_recursive {
                self.named.push((name, query));
            }
        }
    }

    /// One item of `FROM`.
    pub(super) fn item(&mut self, node: &SyntaxNode, scope: usize) {
        let (name, columns) = alias(node);
        match node.kind() {
            SyntaxKind::RELATION_FROM_ITEM => {
                let named = node.children().find(|child| child.kind() == SyntaxKind::RELATION_NAME_REF);
                let Some(named) = named else { return };
                self.relation_source(&named, name, columns, scope);
            }
            SyntaxKind::FUNCTION_FROM_ITEM | SyntaxKind::EXPR_FROM_ITEM => {
                self.function_source(node, name, columns, scope);
            }
            SyntaxKind::PAREN_FROM_ITEM => self.parenthesised_source(node, name, columns, scope),
            SyntaxKind::JOIN_EXPR => self.join(node, scope),
            _ => {
                for child in node.children().filter(|child| child.kind() != SyntaxKind::FROM_ALIAS) {
                    self.read(&child, scope);
                }
                self.source(name, columns, FromRows::Opaque, scope);
            }
        }
    }

    fn source(&mut self, name: Option<Identifier>, columns: Vec<Identifier>, rows: FromRows, scope: usize) {
        self.references.scopes[scope].sources.push(FromSource { name, columns, rows });
    }

    /// A relation or a query of `WITH` by its name.
    fn relation_source(
        &mut self,
        named: &SyntaxNode,
        alias: Option<Identifier>,
        columns: Vec<Identifier>,
        scope: usize,
    ) {
        let Some(name) = self.relation_name(named) else { return };
        let rows = match self.named_query(&name) {
            Some(query) => FromRows::Query(query),
            None => self.relation(named, Access::Read).map_or(FromRows::Opaque, FromRows::Relation),
        };
        self.source(Some(alias.unwrap_or(name.name)), columns, rows, scope);
    }

    fn function_source(
        &mut self,
        node: &SyntaxNode,
        alias: Option<Identifier>,
        columns: Vec<Identifier>,
        scope: usize,
    ) {
        let called = node.children().find(|child| child.kind() != SyntaxKind::FROM_ALIAS);
        let value = called.map_or(Value::Other, |called| self.value(&called, scope));
        let (rows, own) = match value {
            Value::Call(at) => {
                (FromRows::Function(at), Some(self.references.functions[at].name.name.clone()))
            }
            _ => (FromRows::Opaque, None),
        };
        self.source(alias.or(own), columns, rows, scope);
    }

    fn parenthesised_source(
        &mut self,
        node: &SyntaxNode,
        alias: Option<Identifier>,
        columns: Vec<Identifier>,
        scope: usize,
    ) {
        let is_lateral = node.children_with_tokens().any(|part| part.kind() == SyntaxKind::LATERAL_KW);
        let outer = if is_lateral { Some(scope) } else { self.references.scopes[scope].parent };
        for child in node.children() {
            match child.kind() {
                SyntaxKind::FROM_ALIAS => {}
                SyntaxKind::PAREN_EXPR => {
                    for inner in child.children() {
                        if is_query(inner.kind()) {
                            let query = self.query(&inner, outer);
                            self.source(alias.clone(), columns.clone(), FromRows::Query(query), scope);
                        } else {
                            self.item(&inner, scope);
                        }
                    }
                }
                kind if is_query(kind) => {
                    let query = self.query(&child, outer);
                    self.source(alias.clone(), columns.clone(), FromRows::Query(query), scope);
                }
                _ => self.read(&child, scope),
            }
        }
        let is_join = node.children().any(|child| child.kind() == SyntaxKind::PAREN_EXPR);
        if is_join && alias.is_some() {
            self.source(alias, columns, FromRows::Opaque, scope);
        }
    }

    fn join(&mut self, node: &SyntaxNode, scope: usize) {
        for child in node.children() {
            if child.kind() != SyntaxKind::JOIN {
                self.item(&child, scope);
                continue;
            }
            let is_natural = child.children_with_tokens().any(|part| part.kind() == SyntaxKind::NATURAL_KW);
            self.references.scopes[scope].is_natural |= is_natural;
            for part in child.children() {
                match part.kind() {
                    SyntaxKind::ON_CLAUSE => self.conditions(&part, "JOIN/ON", scope),
                    SyntaxKind::JOIN_USING_CLAUSE => self.shared_columns(&part, scope),
                    _ if is_join_kind(&part) => {}
                    _ => self.item(&part, scope),
                }
            }
        }
    }

    fn shared_columns(&mut self, node: &SyntaxNode, scope: usize) {
        let is_name = |node: &SyntaxNode| node.kind() == SyntaxKind::COLUMN_NAME_REF;
        for column in node.descendants().filter(is_name).collect::<Vec<_>>() {
            let span = self.span(&column);
            let at = self.column(vec![name::identifier(&column)], span, scope);
            self.references.columns[at].role = ColumnRole::Shared;
        }
    }
}

fn is_key(kind: SyntaxKind) -> bool {
    matches!(kind, SyntaxKind::SORT_BY | SyntaxKind::GROUPING_EXPR)
}

fn is_join_kind(node: &SyntaxNode) -> bool {
    use SyntaxKind as Kind;
    matches!(
        node.kind(),
        Kind::JOIN_CROSS | Kind::JOIN_FULL | Kind::JOIN_INNER | Kind::JOIN_LEFT | Kind::JOIN_RIGHT
    )
}

/// Puts names in the place of those of the first outputs.
fn rename(outputs: &mut [Output], columns: &[Identifier]) {
    for (output, name) in outputs.iter_mut().zip(columns) {
        output.name = Some(name.clone());
    }
}

/// The names in the list of columns right below `node`.
pub(super) fn column_names(node: &SyntaxNode) -> Vec<Identifier> {
    let is_list = |kind| matches!(kind, SyntaxKind::COLUMN_LIST | SyntaxKind::COLUMN_DEF_LIST);
    let list = node.children().find(|child| is_list(child.kind()));
    let names = list.iter().flat_map(SyntaxNode::descendants);
    names.filter(|node| node.kind() == SyntaxKind::COLUMN_NAME).map(|node| name::identifier(&node)).collect()
}

/// The alias of an item, and the names it gives its columns.
pub(super) fn alias(node: &SyntaxNode) -> (Option<Identifier>, Vec<Identifier>) {
    use SyntaxKind as Kind;
    let is_alias =
        |kind| matches!(kind, Kind::FROM_ALIAS | Kind::REQUIRED_AS_ALIAS | Kind::OPTIONAL_AS_ALIAS);
    let Some(clause) = node.children().find(|child| is_alias(child.kind())) else {
        return (None, Vec::new());
    };
    let name = clause.children().find(|child| child.kind() == Kind::TABLE_ALIAS);
    (name.map(|name| name::identifier(&name)), column_names(&clause))
}
