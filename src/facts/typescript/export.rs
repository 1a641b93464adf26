//! What a script offers to other modules.

use oxc_ast::ast;
use oxc_ast::ast::{BindingPattern, Declaration, Expression, Statement};
use oxc_span::GetSpan;

use super::TypeScriptFacts;
use super::import::exported_name;
use super::value_of::{path_of, peel, span};
use crate::source::Span;

/// One exported name. What `export … from` passes on is an [`super::Import`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The name for others; `default` for the default.
    pub name: Box<str>,
    /// Where it is written.
    pub span: Span,
    /// Whether only a type goes by it.
    pub is_type: bool,
}

/// Takes down what `program` exports, and whether it is a module at all.
pub(super) fn read(program: &ast::Program<'_>, facts: &mut TypeScriptFacts) {
    for statement in &program.body {
        match statement {
            Statement::ExportDeclaration(export) => {
                names_of(&export.declaration, &mut |name, at, is_type| push(facts, name, at, is_type));
            }
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    let is_type = export.export_kind.is_type() || specifier.export_kind.is_type();
                    push(facts, &exported_name(&specifier.exported), specifier.exported.span(), is_type);
                }
            }
            Statement::ExportDefaultDeclaration(export) => push(facts, "default", export.span, false),
            Statement::TSExportAssignment(_) => facts.exports_anything = true,
            Statement::ImportDeclaration(_)
            | Statement::ExportAllDeclaration(_)
            | Statement::ExportFromDeclaration(_) => {}
            Statement::TSImportEqualsDeclaration(import)
                if matches!(import.module_reference, ast::TSModuleReference::ExternalModuleReference(_)) => {}
            Statement::ExpressionStatement(statement) => {
                facts.exports_anything |= is_common_export(&statement.expression);
                continue;
            }
            _ => continue,
        }
        facts.is_module = true;
    }
}

/// `module.exports = …`, `exports.a = …`, `Object.defineProperty(exports, …)`.
fn is_common_export(expression: &Expression<'_>) -> bool {
    let is_exports = |path: &str| {
        ["module.exports", "exports"].iter().any(|start| {
            path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    match peel(expression) {
        Expression::AssignmentExpression(assignment) => {
            let member = assignment.left.as_member_expression();
            member.is_some_and(|member| {
                path_of(member.object()).is_some_and(|object| is_exports(&object) || &*object == "module")
            })
        }
        Expression::CallExpression(call) => {
            let arguments = call.arguments.iter().filter_map(|argument| argument.as_expression());
            let mut arguments = arguments.filter_map(path_of);
            arguments.any(|path| is_exports(&path))
        }
        _ => false,
    }
}

fn push(facts: &mut TypeScriptFacts, name: &str, at: oxc_span::Span, is_type: bool) {
    facts.exports.push(Export { name: name.into(), span: span(at), is_type });
}

/// Each name that a declaration declares, where, and whether only as a type.
pub(super) fn names_of(declaration: &Declaration<'_>, add: &mut impl FnMut(&str, oxc_span::Span, bool)) {
    match declaration {
        Declaration::VariableDeclaration(variables) => {
            for variable in &variables.declarations {
                pattern(&variable.id, add);
            }
        }
        Declaration::FunctionDeclaration(function) => {
            if let Some(name) = &function.id {
                add(&name.name, name.span, false);
            }
        }
        Declaration::ClassDeclaration(class) => {
            if let Some(name) = &class.id {
                add(&name.name, name.span, false);
            }
        }
        Declaration::TSTypeAliasDeclaration(alias) => add(&alias.id.name, alias.id.span, true),
        Declaration::TSInterfaceDeclaration(interface) => add(&interface.id.name, interface.id.span, true),
        Declaration::TSEnumDeclaration(list) => add(&list.id.name, list.id.span, false),
        Declaration::TSNamespaceDeclaration(namespace) => add(&namespace.id.name, namespace.id.span, false),
        Declaration::TSImportEqualsDeclaration(import) => add(&import.id.name, import.id.span, false),
        Declaration::TSExternalModuleDeclaration(_) | Declaration::TSGlobalDeclaration(_) => {}
    }
}

fn pattern(read: &BindingPattern<'_>, add: &mut impl FnMut(&str, oxc_span::Span, bool)) {
    match read {
        BindingPattern::BindingIdentifier(name) => add(&name.name, name.span, false),
        BindingPattern::ObjectPattern(object) => {
            object.properties.iter().for_each(|property| pattern(&property.value, add));
            object.rest.iter().for_each(|rest| pattern(&rest.argument, add));
        }
        BindingPattern::ArrayPattern(array) => {
            array.elements.iter().flatten().for_each(|element| pattern(element, add));
            array.rest.iter().for_each(|rest| pattern(&rest.argument, add));
        }
        BindingPattern::AssignmentPattern(assignment) => pattern(&assignment.left, add),
    }
}
