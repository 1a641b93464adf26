//! Names that nothing in their file declares: scopes, followed in one pass.
//!
//! A name is looked for where its scope ends, for what is declared below it counts too. What is a type and what
//! is a value is not told apart: a name that is either is declared.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use oxc_ast::ast;
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::{ScopeFlags, ScopeId};

use super::global::{self, Global};
use super::value_of::span;
use super::{ImportKind, TypeScriptFacts};
use crate::source::Span;

/// A name that its file uses and does not declare. Names of the language itself are left out; of those that
/// every platform has the first use of each is kept, of all others every use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeName {
    /// The name.
    pub name: Box<str>,
    /// Where it is used.
    pub span: Span,
    /// In which way.
    pub position: Position,
    /// Whether some platform declares it.
    pub is_global: bool,
}

impl FreeName {
    /// Whether it is written like what a build puts a value in the place of: `__DEV__`.
    pub fn is_placeholder(&self) -> bool {
        let inner = self.name.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
        inner.is_some_and(|inner| inner.starts_with(|first: char| first.is_ascii_uppercase()))
    }
}

/// In which way a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// Its value is read or called.
    Value,
    /// It is set.
    Assigned,
    /// It is exported by name: a value or a type.
    Exported,
    /// It stands in a type.
    Type,
    /// `typeof name` in a type.
    TypeQuery,
    /// `typeof name` in an expression: it need not exist.
    Probed,
}

/// No use of that name is open.
const NONE: u32 = u32::MAX;

/// Follows the scopes of one program.
pub(super) struct FreeNames<'a, 'f> {
    facts: &'f mut TypeScriptFacts,
    ids: HashMap<&'a str, u32, BuildHasherDefault<NameHasher>>,
    texts: Vec<&'a str>,
    /// For each name its last use that no scope has answered.
    open: Vec<u32>,
    uses: Vec<Use>,
    /// Scopes around, the program first; those behind `depth` are kept for their memory.
    scopes: Vec<Scope>,
    depth: usize,
    position: Position,
    /// Where the names of the pattern being visited belong.
    hoists: bool,
    /// Functions in blocks belong to the function around, as scripts have it.
    is_sloppy: bool,
    /// Whether a compiler leaves out imports that only types use.
    erases: bool,
}

struct Use {
    span: oxc_span::Span,
    position: Position,
    /// The use of the same name before it that is open.
    previous: u32,
}

#[derive(Default)]
struct Scope {
    names: Vec<u32>,
    /// The first use inside.
    first: u32,
    /// Whether `var` goes no further.
    is_function: bool,
    /// Whether `infer` goes no further.
    is_conditional: bool,
    /// What `hoists` was outside.
    hoists: bool,
}

impl<'a, 'f> FreeNames<'a, 'f> {
    /// Takes down the free names of `program`, and which imports only types use; in a component its markup may
    /// use them, too.
    pub(super) fn read(program: &ast::Program<'a>, is_component: bool, facts: &'f mut TypeScriptFacts) {
        let is_sloppy = !facts.is_module && !program.source_type.is_typescript();
        let mut names = Self {
            facts,
            ids: HashMap::default(),
            texts: Vec::new(),
            open: Vec::new(),
            uses: Vec::new(),
            scopes: Vec::new(),
            depth: 0,
            position: Position::Value,
            hoists: false,
            is_sloppy,
            erases: program.source_type.is_typescript() && !is_component,
        };
        names.visit_program(program);
        names.finish();
    }

    fn finish(self) {
        let mut free = Vec::new();
        for (id, name) in self.texts.iter().enumerate() {
            let mut at = self.open[id];
            if at == NONE {
                continue;
            }
            let found = global::of(name);
            if found.is_some_and(Global::is_language) {
                continue;
            }
            let mut first_known = None;
            while let Some(one) = self.uses.get(at as usize) {
                let in_type = matches!(one.position, Position::Type | Position::Exported);
                let is_global = found.is_some_and(|global| global.is_value() || in_type);
                let read = FreeName {
                    name: (*name).into(),
                    span: span(one.span),
                    position: one.position,
                    is_global,
                };
                if is_global {
                    first_known = Some(read);
                } else {
                    free.push(read);
                }
                at = one.previous;
            }
            free.extend(first_known);
        }
        free.sort_by_key(|name| name.span);
        self.facts.free_names = free;
    }

    /// Marks the imports that only types use: what is open when the program ends belongs to them.
    fn mark_erasable(&mut self) {
        for import in self.facts.imports.iter_mut().filter(|import| import.kind == ImportKind::Static) {
            for name in &mut import.names {
                let Some(id) = self.ids.get(&*name.local) else { continue };
                let mut at = self.open[*id as usize];
                name.is_erasable = at != NONE;
                while let Some(one) = self.uses.get(at as usize) {
                    name.is_erasable &= matches!(one.position, Position::Type | Position::TypeQuery);
                    at = one.previous;
                }
            }
        }
    }

    fn id(&mut self, name: &'a str) -> u32 {
        let next = self.texts.len() as u32;
        let id = *self.ids.entry(name).or_insert(next);
        if id == next {
            self.texts.push(name);
            self.open.push(NONE);
        }
        id
    }

    fn declare(&mut self, name: &'a str, hoists: bool) {
        if hoists {
            self.declare_in(name, |scope| scope.is_function);
        } else {
            self.declare_in(name, |_| true);
        }
    }

    /// Declares a name in the nearest scope around that will have it.
    fn declare_in(&mut self, name: &'a str, has: impl Fn(&Scope) -> bool) {
        let id = self.id(name);
        let around = self.scopes[..self.depth].iter_mut().rev();
        if let Some(scope) = around.into_iter().find(|scope| has(scope)) {
            scope.names.push(id);
        }
    }

    fn note(&mut self, name: &'a str, at: oxc_span::Span, position: Position) {
        let id = self.id(name) as usize;
        let previous = std::mem::replace(&mut self.open[id], self.uses.len() as u32);
        self.uses.push(Use { span: at, position, previous });
    }

    fn at(&mut self, position: Position, work: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.position, position);
        work(self);
        self.position = around;
    }

    fn hoisting(&mut self, hoists: bool, work: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.hoists, hoists);
        work(self);
        self.hoists = around;
    }
}

impl<'a> Visit<'a> for FreeNames<'a, '_> {
    fn enter_scope(&mut self, flags: ScopeFlags, _: &Cell<Option<ScopeId>>) {
        if self.depth == self.scopes.len() {
            self.scopes.push(Scope::default());
        }
        let scope = &mut self.scopes[self.depth];
        scope.names.clear();
        scope.first = self.uses.len() as u32;
        scope.is_function = flags.is_var();
        scope.is_conditional = flags.contains(ScopeFlags::TsConditional);
        scope.hoists = std::mem::take(&mut self.hoists);
        self.depth += 1;
    }

    fn leave_scope(&mut self) {
        self.depth -= 1;
        if self.depth == 0 && self.erases {
            self.mark_erasable();
        }
        let scope = &self.scopes[self.depth];
        self.hoists = scope.hoists;
        for id in &scope.names {
            let open = &mut self.open[*id as usize];
            while *open != NONE && *open >= scope.first {
                *open = self.uses[*open as usize].previous;
            }
        }
    }

    fn visit_binding_identifier(&mut self, name: &ast::BindingIdentifier<'a>) {
        self.declare(name.name.as_str(), self.hoists);
    }

    fn visit_identifier_reference(&mut self, name: &ast::IdentifierReference<'a>) {
        self.note(name.name.as_str(), name.span, self.position);
    }

    fn visit_variable_declaration(&mut self, variables: &ast::VariableDeclaration<'a>) {
        let hoists = variables.kind.is_var();
        for variable in &variables.declarations {
            self.hoisting(hoists, |this| this.visit_binding_pattern(&variable.id));
            if let Some(annotation) = &variable.type_annotation {
                self.visit_ts_type_annotation(annotation);
            }
            if let Some(value) = &variable.init {
                self.visit_expression(value);
            }
        }
    }

    fn visit_function(&mut self, function: &ast::Function<'a>, flags: ScopeFlags) {
        let is_declaration = matches!(
            function.r#type,
            ast::FunctionType::FunctionDeclaration | ast::FunctionType::TSDeclareFunction
        );
        if let (true, Some(name)) = (is_declaration, &function.id) {
            self.declare(name.name.as_str(), self.is_sloppy);
        }
        self.at(Position::Value, |this| walk::walk_function(this, function, flags));
    }

    fn visit_decorator(&mut self, decorator: &ast::Decorator<'a>) {
        // What it decorates may be told its types when the program runs.
        self.erases = false;
        walk::walk_decorator(self, decorator);
    }

    fn visit_ts_enum_member(&mut self, member: &ast::TSEnumMember<'a>) {
        match &member.id {
            ast::TSEnumMemberName::Identifier(name) => self.declare(name.name.as_str(), false),
            ast::TSEnumMemberName::String(name) => self.declare(name.value.as_str(), false),
            _ => {}
        }
        walk::walk_ts_enum_member(self, member);
    }

    fn visit_ts_type_name(&mut self, name: &ast::TSTypeName<'a>) {
        let position =
            if self.position == Position::TypeQuery { Position::TypeQuery } else { Position::Type };
        self.at(position, |this| walk::walk_ts_type_name(this, name));
    }

    fn visit_ts_type_query(&mut self, query: &ast::TSTypeQuery<'a>) {
        self.at(Position::TypeQuery, |this| this.visit_ts_type_query_expr_name(&query.expr_name));
        if let Some(arguments) = &query.type_arguments {
            self.visit_ts_type_parameter_instantiation(arguments);
        }
    }

    fn visit_ts_infer_type(&mut self, infer: &ast::TSInferType<'a>) {
        let parameter = &infer.type_parameter;
        self.declare_in(parameter.name.name.as_str(), |scope| scope.is_conditional);
        if let Some(constraint) = &parameter.constraint {
            self.visit_ts_type(constraint);
        }
    }

    fn visit_ts_type_predicate(&mut self, predicate: &ast::TSTypePredicate<'a>) {
        // The name is a parameter's, which in a type that stands alone nobody declares.
        if let Some(annotation) = &predicate.type_annotation {
            self.visit_ts_type_annotation(annotation);
        }
    }

    fn visit_ts_import_type(&mut self, import: &ast::TSImportType<'a>) {
        self.facts.imports.push(super::Import {
            specifier: import.source.value.as_str().into(),
            span: span(import.source.span),
            names: Box::default(),
            kind: ImportKind::Type,
            is_guarded: false,
        });
        if let Some(arguments) = &import.type_arguments {
            self.visit_ts_type_parameter_instantiation(arguments);
        }
    }

    fn visit_unary_expression(&mut self, unary: &ast::UnaryExpression<'a>) {
        if unary.operator == ast::UnaryOperator::Typeof
            && let ast::Expression::Identifier(name) = &unary.argument
        {
            return self.note(name.name.as_str(), name.span, Position::Probed);
        }
        self.visit_expression(&unary.argument);
    }

    fn visit_assignment_expression(&mut self, assignment: &ast::AssignmentExpression<'a>) {
        if let ast::AssignmentTarget::AssignmentTargetIdentifier(name) = &assignment.left {
            let position = if assignment.operator.is_assign() { Position::Assigned } else { Position::Value };
            self.note(name.name.as_str(), name.span, position);
        } else {
            self.visit_assignment_target(&assignment.left);
        }
        self.visit_expression(&assignment.right);
    }

    /// The opening one has the name already.
    fn visit_jsx_closing_element(&mut self, _: &ast::JSXClosingElement<'a>) {}

    fn visit_import_specifier(&mut self, name: &ast::ImportSpecifier<'a>) {
        self.visit_binding_identifier(&name.local);
    }

    fn visit_export_named_declaration(&mut self, export: &ast::ExportNamedDeclaration<'a>) {
        for specifier in &export.specifiers {
            if let ast::ModuleExportName::IdentifierReference(name) = &specifier.local {
                self.note(name.name.as_str(), name.span, Position::Exported);
            }
        }
    }

    fn visit_export_from_declaration(&mut self, _: &ast::ExportFromDeclaration<'a>) {}
    fn visit_ts_namespace_export_declaration(&mut self, _: &ast::TSNamespaceExportDeclaration<'a>) {}
}

/// Names are short and nobody chooses them to collide: a multiplication a word is enough.
#[derive(Default)]
struct NameHasher(u64);

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::{Content, extract};
    use crate::source::{RelPath, SourceFile};

    fn free(path: &str, text: &str) -> Vec<String> {
        let read = extract(&SourceFile::new(RelPath::new(path), text)).remove(0);
        assert_eq!(read.problems, []);
        let Content::TypeScript(facts) = read.content else { panic!("a script") };
        facts.free_names.iter().map(|name| format!("{} {:?}", name.name, name.position)).collect()
    }

    #[test]
    fn a_name_is_declared_in_its_scope_only() {
        let text = "export {}; function f() { function inner() {} const a = 1; } inner(); try { g(); } catch (error) {} use(error); a;";
        assert_eq!(free("a.ts", text), ["inner Value", "g Value", "use Value", "error Value", "a Value"]);
    }

    #[test]
    fn imports_that_only_types_use_are_erasable() {
        let erasable = |path: &str, text: &str| {
            let read = extract(&SourceFile::new(RelPath::new(path), text)).remove(0);
            let Content::TypeScript(facts) = read.content else { panic!("a script") };
            let names = facts.imports.iter().flat_map(|import| &import.names);
            names.filter(|name| name.is_erasable).map(|name| name.local.to_string()).collect::<Vec<_>>()
        };
        let text = "import a, { B, C, d, E as F } from './x'; const g: B = a as typeof d; function h(C: F) { return C; } export { C };";
        assert_eq!(erasable("a.ts", text), ["B", "d", "F"]);
        assert_eq!(erasable("a.vue", &format!("<script lang=\"ts\">{text}</script>")), [""; 0]);
        let decorated = "import { B } from './x'; @Injectable() class C { constructor(private b: B) {} }";
        assert_eq!(erasable("a.ts", decorated), [""; 0]);
    }

    #[test]
    fn what_is_declared_later_or_hoisted_counts() {
        let text = "f(); g; if (x) { var h = 1; } h; for (var i of []) {} i; function f() { return g } const g = 1, x = 1;";
        assert_eq!(free("a.ts", text), [""; 0]);
    }

    #[test]
    fn patterns_parameters_and_defaults_declare() {
        let text = "export const [a, { b: c, ...d }] = e(); const f = ({ g }, h = g, [i] = [() => i]) => { var { j } = h; return j + i; }; a; c; d; b; f(g);";
        assert_eq!(free("a.ts", text), ["e Value", "b Value", "g Value"]);
    }

    #[test]
    fn types_declare_and_are_used() {
        let text = "type A<T> = T extends (infer U)[] ? U : B; type R<T> = T extends (...a: any[]) => infer R ? R : never; interface C extends D { [key: string]: E; f(x: A<1>): typeof x; g: typeof h } enum K { a = 1, b = a } function is(x: unknown): x is C { return !!x } type M = { [P in keyof C]: P }; declare namespace N { type Q = M }; let n: N.Q; class L<T> implements I<T> { k: K; m = is; o = n }; export { L, type A };";
        assert_eq!(free("a.ts", text), ["B Type", "D Type", "E Type", "h TypeQuery", "I Type"]);
    }

    #[test]
    fn a_probe_an_assignment_and_a_component_are_told_apart() {
        let text = "if (typeof gone === 'undefined') { gone2 = 1; } const a = <Card b={c}><div /></Card>; label: for (;;) break label; export { z };";
        assert_eq!(
            free("a.tsx", text),
            ["gone Probed", "gone2 Assigned", "Card Value", "c Value", "z Exported"]
        );
    }

    #[test]
    fn platforms_and_the_language_are_known() {
        assert_eq!(
            free(
                "a.ts",
                "fetch(''); fetch(''); Promise.all([]); let a: Record<string, RequestInit>; RequestInit;"
            ),
            ["fetch Value", "RequestInit Type", "RequestInit Value"]
        );
    }
}
