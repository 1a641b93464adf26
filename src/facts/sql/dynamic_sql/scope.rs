//! What the variables of a body hold, and how safe it is within a statement.

use std::collections::{BTreeMap, BTreeSet};

use squawk_syntax::ast::{self, AstNode, BinOp};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::super::name::{self, Identifier};
use super::super::routine::Parameter;
use super::super::type_name::TypeName;
use super::DynamicText;
use crate::source::Span;

/// Functions that make a value safe to stand in a statement.
const QUOTING: [&str; 3] = ["quote_ident", "quote_literal", "quote_nullable"];
/// Types, by their stored name, whose values hold no quote, or are quoted where they are shown.
const QUOTELESS: &[&str] = &[
    "bool",
    "date",
    "float4",
    "float8",
    "int2",
    "int4",
    "int8",
    "interval",
    "numeric",
    "oid",
    "regclass",
    "regnamespace",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "uuid",
];

/// What is known of a variable.
#[derive(Default)]
struct Variable {
    is_parameter: bool,
    is_quoteless: bool,
    /// What it is set to, in order.
    values: Vec<SyntaxNode>,
    /// What queries that it takes values of read.
    reads: Reads,
}

/// The variables of a body.
pub(super) struct Scope {
    variables: BTreeMap<Identifier, Variable>,
}

impl Scope {
    pub(super) fn of(root: &SyntaxNode, parameters: &[Parameter]) -> Self {
        let mut scope = Self { variables: BTreeMap::new() };
        for (at, parameter) in parameters.iter().enumerate() {
            let is_quoteless = is_quoteless(&parameter.type_name);
            let named = [parameter.name.clone(), Identifier::exact(&format!("${}", at + 1))];
            for name in named.into_iter().filter(|name| !name.as_str().is_empty()) {
                let variable = Variable { is_parameter: true, is_quoteless, ..Variable::default() };
                scope.variables.insert(name, variable);
            }
        }
        for node in root.descendants() {
            scope.take(&node);
        }
        scope
    }

    fn take(&mut self, node: &SyntaxNode) {
        match node.kind() {
            SyntaxKind::PLPGSQL_VAR_DECL => {
                if let Some(declaration) = ast::PlpgsqlVarDecl::cast(node.clone()) {
                    self.declare(&declaration);
                }
            }
            SyntaxKind::PLPGSQL_ASSIGN_STMT => {
                let Some(assign) = ast::PlpgsqlAssignStmt::cast(node.clone()) else { return };
                let target = assign.syntax().children().find_map(ast::PlpgsqlAssignTarget::cast);
                let value = assign.syntax().children().find_map(ast::PlpgsqlExpr::cast);
                let Some(name) = target.and_then(|target| target.name()) else { return };
                if let Some(value) = value {
                    let variable = self.variables.entry(name::identifier(name.syntax())).or_default();
                    variable.values.push(value.syntax().clone());
                }
            }
            SyntaxKind::PLPGSQL_FOR_QUERY_STMT => {
                let Some(repeat) = ast::PlpgsqlForQueryStmt::cast(node.clone()) else { return };
                let from = repeat.query().map(|query| reads(query.syntax()));
                for name in repeat.vars().filter_map(|variable| variable.name()) {
                    self.read(&name::identifier(name.syntax()), from.unwrap_or_default());
                }
            }
            SyntaxKind::PLPGSQL_FOR_I_STMT => {
                let Some(repeat) = ast::PlpgsqlForIStmt::cast(node.clone()) else { return };
                for name in repeat.vars().filter_map(|variable| variable.name()) {
                    self.variables.entry(name::identifier(name.syntax())).or_default().is_quoteless = true;
                }
            }
            SyntaxKind::PLPGSQL_FOR_EACH_STMT => {
                let Some(repeat) = ast::PlpgsqlForEachStmt::cast(node.clone()) else { return };
                let values = repeat.array().map(|array| array.syntax().clone());
                for name in repeat.vars().filter_map(|variable| variable.name()) {
                    let variable = self.variables.entry(name::identifier(name.syntax())).or_default();
                    variable.values.extend(values.clone());
                }
            }
            SyntaxKind::ERROR => self.take_unread(node),
            _ => {}
        }
    }

    fn declare(&mut self, declaration: &ast::PlpgsqlVarDecl) {
        let Some(name) = declaration.name() else { return };
        let kind = declaration.ty().map(|kind| kind.syntax().text().to_string());
        let kind = kind.and_then(|kind| TypeName::written(&kind, Span::default()));
        let variable = self.variables.entry(name::identifier(name.syntax())).or_default();
        variable.is_quoteless |= kind.is_some_and(|kind| is_quoteless(&kind));
        variable
            .values
            .extend(declaration.init().and_then(|init| init.expr()).map(|value| value.syntax().clone()));
    }

    /// `SELECT … INTO`, which the parser does not read within blocks: the names behind `INTO` take what the
    /// query reads.
    fn take_unread(&mut self, node: &SyntaxNode) {
        let text = node.text().to_string();
        let lower = text.to_ascii_lowercase();
        let Some(at) = lower.find(" into ").or_else(|| lower.find("\ninto ")) else { return };
        let from = source_of(&lower);
        let targets = text[at + 6..].trim_start().trim_start_matches("strict ");
        let end = targets.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ',' | ' ' | '\n' | '.')));
        let targets = &targets[..end.unwrap_or(targets.len())];
        for target in targets.split(',').filter_map(|target| target.split_ascii_whitespace().next()) {
            let own = target.split('.').next().unwrap_or(target);
            self.read(&Identifier::written(own), from);
        }
    }

    fn read(&mut self, name: &Identifier, from: Reads) {
        let variable = self.variables.entry(name.clone()).or_default();
        variable.reads = variable.reads.max(from);
    }

    /// The worst that an expression joins into a statement as it is. What variables in `seen` are set to counts
    /// already: a text that grows step by step refers to itself at each.
    pub(super) fn judge(&self, node: &SyntaxNode, seen: &mut BTreeSet<Identifier>) -> DynamicText {
        let Some(expression) = ast::Expr::cast(node.clone()) else {
            return self.worst(node.children(), seen);
        };
        match &expression {
            ast::Expr::Literal(literal) if literal.positional_param_index().is_none() => {
                DynamicText::Constant
            }
            ast::Expr::Literal(_) | ast::Expr::NameRef(_) => self.judge_name(node, seen),
            ast::Expr::FieldExpr(field) => self.judge_field(field),
            ast::Expr::CastExpr(cast) => {
                let kind = cast
                    .ty()
                    .and_then(|kind| TypeName::written(&kind.syntax().text().to_string(), Span::default()));
                if kind.is_some_and(|kind| is_quoteless(&kind)) {
                    return DynamicText::Quoted;
                }
                cast.expr().map_or(DynamicText::Constant, |inner| self.judge(inner.syntax(), seen))
            }
            ast::Expr::CallExpr(call) => self.judge_call(call, seen),
            ast::Expr::BinExpr(binary) if is_comparison(binary) => DynamicText::Quoted,
            _ => self.worst(node.children(), seen),
        }
    }

    fn worst(&self, nodes: impl Iterator<Item = SyntaxNode>, seen: &mut BTreeSet<Identifier>) -> DynamicText {
        let is_value = |node: &SyntaxNode| {
            !matches!(node.kind(), SyntaxKind::FROM_CLAUSE | SyntaxKind::WHERE_CLAUSE | SyntaxKind::AS_NAME)
        };
        nodes.filter(is_value).map(|node| self.judge(&node, seen)).max().unwrap_or(DynamicText::Constant)
    }

    fn judge_name(&self, node: &SyntaxNode, seen: &mut BTreeSet<Identifier>) -> DynamicText {
        let written = node.text().to_string();
        let name = Identifier::written(&written);
        let Some(variable) = self.variables.get(&name) else {
            // What the trigger knows of itself, and columns of a query within.
            return DynamicText::Name(written.into());
        };
        if variable.is_quoteless {
            return DynamicText::Quoted;
        }
        let mut worst = DynamicText::Constant;
        if variable.is_parameter {
            worst = DynamicText::Parameter(written.as_str().into());
        } else if variable.reads == Reads::Data {
            worst = DynamicText::Data(written.as_str().into());
        } else if variable.reads == Reads::Catalogue {
            worst = DynamicText::Name(written.as_str().into());
        }
        if !seen.insert(name) {
            return worst;
        }
        let of_values = variable.values.iter().map(|value| self.judge(value, seen)).max();
        worst.max(of_values.unwrap_or(DynamicText::Constant))
    }

    /// `NEW.name`, `r.tablename`.
    fn judge_field(&self, field: &ast::FieldExpr) -> DynamicText {
        let written = field.syntax().text().to_string();
        let of = Identifier::written(written.split('.').next().unwrap_or_default());
        // PostgreSQL quotes the names that it tells an event trigger.
        if written.ends_with(".object_identity") {
            return DynamicText::Quoted;
        }
        if matches!(of.as_str(), "new" | "old") {
            return DynamicText::Data(written.into());
        }
        match self.variables.get(&of) {
            Some(variable) if variable.is_parameter => DynamicText::Parameter(written.into()),
            Some(variable) if variable.reads == Reads::Data => DynamicText::Data(written.into()),
            _ => DynamicText::Name(written.into()),
        }
    }

    fn judge_call(&self, call: &ast::CallExpr, seen: &mut BTreeSet<Identifier>) -> DynamicText {
        let name = call.expr().map(|name| name.syntax().text().to_string().to_ascii_lowercase());
        let name = name.as_deref().unwrap_or_default();
        let own = name.rsplit('.').next().unwrap_or_default();
        if QUOTING.contains(&own) {
            return DynamicText::Quoted;
        }
        let Some(list) = call.arg_list() else { return self.worst(call.syntax().children(), seen) };
        let arguments: Vec<SyntaxNode> = list.args().map(|argument| argument.syntax().clone()).collect();
        if own == "format"
            && let Some((template, values)) = arguments.split_first()
            && let Some(verbs) = template_of(template)
        {
            let joined = values.iter().zip(verbs.iter().chain(std::iter::repeat(&'s')));
            let joined = joined.filter(|(_, verb)| **verb == 's').map(|(value, _)| value.clone());
            let worst = self.worst(joined, seen);
            return if values.is_empty() { worst } else { worst.max(DynamicText::Quoted) };
        }
        if matches!(own, "count" | "length" | "now" | "uid" | "array_length" | "cardinality") {
            return DynamicText::Quoted;
        }
        self.worst(arguments.into_iter(), seen)
    }
}

/// What a query reads its rows from.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Reads {
    /// Nothing, or only what is computed.
    #[default]
    Nothing,
    /// The catalogue.
    Catalogue,
    /// Another relation.
    Data,
}

fn reads(query: &SyntaxNode) -> Reads {
    source_of(&query.text().to_string().to_ascii_lowercase())
}

/// What a query, in lower case, reads first.
fn source_of(query: &str) -> Reads {
    let mut words = query.split_ascii_whitespace().skip_while(|word| *word != "from").skip(1);
    match words.next() {
        None => Reads::Nothing,
        Some(source) => {
            let is_catalogue = source.starts_with("pg_") || source.starts_with("information_schema.");
            let is_computed = source.starts_with("unnest") || source.starts_with("generate_series");
            if is_catalogue {
                Reads::Catalogue
            } else if is_computed {
                Reads::Nothing
            } else {
                Reads::Data
            }
        }
    }
}

fn is_quoteless(kind: &TypeName) -> bool {
    kind.is_built_in() && kind.dimensions == 0 && QUOTELESS.binary_search(&kind.name.as_str()).is_ok()
}

fn is_comparison(binary: &ast::BinExpr) -> bool {
    matches!(
        binary.op(),
        Some(
            BinOp::Eq(_)
                | BinOp::Neq(_)
                | BinOp::Neqb(_)
                | BinOp::LAngle(_)
                | BinOp::RAngle(_)
                | BinOp::Lteq(_)
                | BinOp::Gteq(_)
                | BinOp::Is(_)
                | BinOp::IsNot(_)
                | BinOp::And(_)
                | BinOp::Or(_)
        )
    )
}

/// The verbs of a constant template of `format`, in the order of the values they take: `s`, `I`, `L`.
/// `None` when it is not constant, or says itself which value a verb takes.
fn template_of(argument: &SyntaxNode) -> Option<Vec<char>> {
    let literal = argument.descendants().find_map(ast::Literal::cast)?;
    let is_all = literal.syntax().text().to_string().trim() == argument.text().to_string().trim();
    let text = if is_all { literal.string_value()? } else { return None };
    let mut verbs = Vec::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            continue;
        }
        let verb = characters.by_ref().find(|c| !matches!(c, '-' | '0'..='9'))?;
        match verb {
            '%' => {}
            's' | 'I' | 'L' => verbs.push(verb),
            _ => return None,
        }
    }
    Some(verbs)
}
