//! What a script takes from other modules.

use oxc_ast::ast;
use oxc_ast::ast::Expression;
use oxc_span::GetSpan;

use super::Collector;
use super::value_of::{key_of, peel, push_path, span};
use crate::source::Span;

/// One import, re-export, dynamic import or `require` with a literal, or another call that names a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The specifier, as written.
    pub specifier: Box<str>,
    /// Where the specifier stands, quotes included.
    pub span: Span,
    /// What is taken.
    pub names: Box<[ImportedName]>,
    /// How.
    pub kind: ImportKind,
    /// Whether it stands in a `try` that has a `catch`: the module may be absent.
    pub is_guarded: bool,
}

/// One imported name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedName {
    /// The name in the other module: `default`, `*`, or an export's.
    pub imported: Box<str>,
    /// The name here.
    pub local: Box<str>,
    /// Where the name in the other module is written.
    pub span: Span,
    /// Whether `type` stands before it.
    pub is_type: bool,
    /// Whether it is used, and in types alone: compilers leave such a name out unless they are told to keep it.
    pub is_erasable: bool,
}

/// How a module is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportKind {
    /// `import … from 'x'`, `import 'x'`.
    Static,
    /// `import type … from 'x'`, `export type … from 'x'`, the type `import('x')`.
    Type,
    /// `export … from 'x'`.
    ReExport,
    /// `import('x')`.
    Dynamic,
    /// `require('x')`, `require.resolve('x')`, `import name = require('x')`.
    Require,
    /// `jest.mock('x')`, `vi.mock('x')` and their like: the module need not exist.
    Mock,
    /// `import.meta.glob('x')`, or an import that is computed behind a literal beginning: a pattern of paths.
    Glob,
    /// `new URL('./x', import.meta.url)`: a file beside the module, which bundlers follow.
    Url,
}

impl ImportKind {
    /// Whether the program needs the module: it fails without.
    pub fn is_needed(self) -> bool {
        !matches!(self, Self::Mock | Self::Glob | Self::Url)
    }
}

impl Collector<'_> {
    pub(super) fn import(
        &mut self,
        specifier: &ast::StringLiteral<'_>,
        names: Box<[ImportedName]>,
        kind: ImportKind,
    ) {
        self.push_import(&specifier.value, specifier.span, names, kind);
    }

    fn push_import(
        &mut self,
        specifier: &str,
        at: oxc_span::Span,
        names: Box<[ImportedName]>,
        kind: ImportKind,
    ) {
        let is_guarded = self.guards > 0;
        self.facts.imports.push(Import {
            specifier: specifier.into(),
            span: span(at),
            names,
            kind,
            is_guarded,
        });
    }

    /// Takes down a call that names a module.
    pub(super) fn module_call(&mut self, callee: &str, arguments: &[ast::Argument<'_>]) {
        let kind = match callee {
            "require" | "require.resolve" => ImportKind::Require,
            "jest.mock" | "jest.doMock" | "jest.unmock" | "jest.requireActual" | "jest.requireMock"
            | "jest.setMock" | "vi.mock" | "vi.doMock" | "vi.unmock" | "vi.importActual"
            | "vi.importMock" | "mock.module" => ImportKind::Mock,
            "import.meta.glob" | "import.meta.globEager" => ImportKind::Glob,
            "new URL" => ImportKind::Url,
            _ => return,
        };
        let Some(first) = arguments.first().and_then(|argument| argument.as_expression()) else { return };
        let is_other = match kind {
            ImportKind::Url => !arguments.get(1).is_some_and(is_own_address),
            ImportKind::Glob => arguments.get(1).is_some_and(asks_for_text),
            _ => false,
        };
        if is_other {
            return;
        }
        match peel(first) {
            Expression::ArrayExpression(patterns) if kind == ImportKind::Glob => {
                for pattern in patterns.elements.iter().filter_map(|pattern| pattern.as_expression()) {
                    self.module_literal(pattern, kind);
                }
            }
            // `vi.mock(import('x'))` is an import by itself.
            literal => self.module_literal(literal, kind),
        }
    }

    /// Takes down a specifier that is a constant text.
    pub(super) fn module_literal(&mut self, literal: &Expression<'_>, kind: ImportKind) {
        match literal {
            Expression::StringLiteral(text) => {
                self.push_import(&text.value, text.span, Box::default(), kind);
            }
            Expression::TemplateLiteral(template) if let Some(text) = template.single_quasi() => {
                self.push_import(text.as_str(), template.span, Box::default(), kind);
            }
            _ if matches!(kind, ImportKind::Dynamic | ImportKind::Require) => {
                let pattern =
                    pattern_of(literal).filter(|pattern| pattern.find('*').is_some_and(|at| at >= 2));
                if let Some(pattern) = pattern {
                    self.push_import(&pattern, literal.span(), Box::default(), ImportKind::Glob);
                }
            }
            _ => {}
        }
    }

    /// `import name = require('x')`.
    pub(super) fn import_equals(&mut self, import: &ast::TSImportEqualsDeclaration<'_>) {
        if let ast::TSModuleReference::ExternalModuleReference(reference) = &import.module_reference {
            let kind = if import.import_kind.is_type() { ImportKind::Type } else { ImportKind::Require };
            let name = ImportedName {
                imported: "*".into(),
                local: import.id.name.as_str().into(),
                span: span(import.id.span()),
                is_type: false,
                is_erasable: false,
            };
            self.import(&reference.expression, Box::new([name]), kind);
        }
    }

    pub(super) fn import_declaration(&mut self, import: &ast::ImportDeclaration<'_>) {
        let names: Box<[ImportedName]> = import.specifiers.iter().flatten().map(imported_name).collect();
        self.environment_imported(&import.source.value, &names);
        let kind = if import.import_kind.is_type() { ImportKind::Type } else { ImportKind::Static };
        self.import(&import.source, names, kind);
    }

    pub(super) fn export_from(&mut self, export: &ast::ExportFromDeclaration<'_>) {
        let names = export.specifiers.iter().map(|name| ImportedName {
            imported: exported_name(&name.local),
            local: exported_name(&name.exported),
            span: span(name.local.span()),
            is_type: name.export_kind.is_type() || export.export_kind.is_type(),
            is_erasable: false,
        });
        self.import(&export.source, names.collect(), ImportKind::ReExport);
    }

    pub(super) fn export_all(&mut self, export: &ast::ExportAllDeclaration<'_>) {
        let local = export.exported.as_ref().map_or_else(|| "*".into(), exported_name);
        let is_type = export.export_kind.is_type();
        let name = ImportedName {
            imported: "*".into(),
            local,
            span: span(export.span),
            is_type,
            is_erasable: false,
        };
        self.import(&export.source, Box::new([name]), ImportKind::ReExport);
    }
}

/// A text with `*` for each part that is computed: `./pages/*.ts` of `./pages/${name}.ts`.
fn pattern_of(expression: &Expression<'_>) -> Option<String> {
    match peel(expression) {
        Expression::StringLiteral(text) => Some(text.value.as_str().to_owned()),
        Expression::TemplateLiteral(template) => {
            let parts: Vec<&str> = template.quasis.iter().map(|part| part.value.raw.as_str()).collect();
            Some(parts.join("*"))
        }
        Expression::BinaryExpression(sum) if sum.operator == ast::BinaryOperator::Addition => {
            let tail = pattern_of(&sum.right).unwrap_or_else(|| "*".to_owned());
            Some(pattern_of(&sum.left)? + &tail)
        }
        _ => None,
    }
}

/// `import.meta.url`.
fn is_own_address(argument: &ast::Argument<'_>) -> bool {
    let mut path = String::new();
    argument.as_expression().is_some_and(|base| push_path(base, &mut path)) && path == "import.meta.url"
}

/// `{ as: 'raw' }`, `{ query: '?url' }`: what is found is not run.
fn asks_for_text(options: &ast::Argument<'_>) -> bool {
    let Some(Expression::ObjectExpression(object)) = options.as_expression() else { return false };
    object.properties.iter().any(|property| {
        let ast::ObjectPropertyKind::ObjectProperty(property) = property else { return false };
        let Expression::StringLiteral(text) = &property.value else { return false };
        let key = key_of(&property.key, property.computed);
        matches!(key.as_deref(), Some("as" | "query"))
            && matches!(text.value.trim_start_matches('?'), "raw" | "url")
    })
}

fn imported_name(specifier: &ast::ImportDeclarationSpecifier<'_>) -> ImportedName {
    let (imported, local, at, is_type) = match specifier {
        ast::ImportDeclarationSpecifier::ImportSpecifier(name) => {
            let is_type = name.import_kind.is_type();
            (exported_name(&name.imported), &name.local, name.imported.span(), is_type)
        }
        ast::ImportDeclarationSpecifier::ImportDefaultSpecifier(name) => {
            ("default".into(), &name.local, name.span, false)
        }
        ast::ImportDeclarationSpecifier::ImportNamespaceSpecifier(name) => {
            ("*".into(), &name.local, name.span, false)
        }
    };
    ImportedName { imported, local: local.name.as_str().into(), span: span(at), is_type, is_erasable: false }
}

pub(super) fn exported_name(name: &ast::ModuleExportName<'_>) -> Box<str> {
    name.name().as_str().into()
}
