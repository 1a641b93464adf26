//! Names that stand for files and folders: `alias` and `moduleNameMapper` in the configuration of bundlers,
//! compilers and test runners.

use oxc_ast::ast;
use oxc_ast::ast::{Expression, ObjectExpression, ObjectPropertyKind};
use oxc_ast_visit::{Visit, walk};

use super::TypeScriptFacts;
use super::value_of::{key_of, path_of, peel, span};
use crate::source::{RelPath, Span};

/// Steps from a name to the constant it stands for, and parts within parts of a path.
const MAX_DEPTH: u8 = 6;

/// One alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Which specifiers it rewrites.
    pub pattern: AliasPattern,
    /// What it puts in their place: a path relative to the configuration's folder (`./src`), another
    /// specifier, or with `<rootDir>`; `None` where only the running configuration knows.
    pub target: Option<Box<str>>,
    /// Where the pattern stands.
    pub span: Span,
}

/// Which specifiers an alias rewrites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AliasPattern {
    /// The name, alone or before a `/`. With `$` at the end only the name alone.
    Name(Box<str>),
    /// Those that a regular expression matches, in JavaScript's syntax.
    Regex(Box<str>),
}

/// Whether a file by its name may configure a bundler, a compiler or a test runner.
pub(super) fn may_configure(path: &RelPath) -> bool {
    let stem = path.stem();
    stem.ends_with(".config")
        || stem.contains(".config.")
        || stem.contains(".conf")
        || stem.starts_with("vite")
        || stem.starts_with("webpack")
        || stem.starts_with("jest")
        || stem.starts_with("babel")
        || stem.starts_with(".babelrc")
        || (matches!(stem, "main" | "preview") && path.folder().ends_with(".storybook"))
}

/// Takes down every alias that a configuration names, and every name that it defines for the program:
/// `define: { __VERSION__: … }`, `new DefinePlugin({ … })`, `globals: { … }`.
pub(super) fn read(program: &ast::Program<'_>, facts: &mut TypeScriptFacts) {
    let mut reader = Reader::default();
    for statement in &program.body {
        let ast::Statement::VariableDeclaration(variables) = statement else { continue };
        for variable in &variables.declarations {
            if let (Some(name), Some(value)) = (variable.id.get_identifier_name(), &variable.init) {
                reader.constants.push((name.as_str().to_owned(), text(value, &reader.constants, MAX_DEPTH)));
            }
        }
    }
    reader.visit_program(program);
    facts.aliases = reader.aliases;
    facts.outputs = reader.outputs;
    facts.globals.extend(reader.defined);
}

/// Constants of the top level that are paths, in source order.
type Constants = Vec<(String, Option<String>)>;

#[derive(Default)]
struct Reader {
    constants: Constants,
    aliases: Vec<Alias>,
    defined: Vec<Box<str>>,
    outputs: Vec<Box<str>>,
}

impl<'a> Visit<'a> for Reader {
    fn visit_object_property(&mut self, property: &ast::ObjectProperty<'a>) {
        let key = key_of(&property.key, property.computed);
        match key.as_deref() {
            Some("alias") => self.aliases(&property.value, false),
            Some("moduleNameMapper") => self.aliases(&property.value, true),
            Some("define" | "globals" | "ProvidePlugin") => self.define(&property.value),
            Some("outDir" | "outdir") => {
                let folder = text(&property.value, &self.constants, MAX_DEPTH);
                self.outputs.extend(folder.map(String::into_boxed_str));
            }
            _ => {}
        }
        walk::walk_object_property(self, property);
    }

    fn visit_new_expression(&mut self, new: &ast::NewExpression<'a>) {
        let callee = path_of(&new.callee).unwrap_or_default();
        if callee.ends_with("DefinePlugin") || callee.ends_with("ProvidePlugin") {
            for argument in new.arguments.iter().filter_map(|argument| argument.as_expression()) {
                self.define(argument);
            }
        }
        walk::walk_new_expression(self, new);
    }

    fn visit_variable_declarator(&mut self, variable: &ast::VariableDeclarator<'a>) {
        // `const alias = { … }` that is put in later, in shorthand or under another key.
        let name = variable.id.get_identifier_name();
        if let (Some("alias" | "aliases"), Some(value)) = (name.as_deref(), &variable.init) {
            self.aliases(value, false);
        }
        walk::walk_variable_declarator(self, variable);
    }

    fn visit_assignment_expression(&mut self, assignment: &ast::AssignmentExpression<'a>) {
        if let Some(member) = assignment.left.as_member_expression() {
            let object = path_of(member.object()).unwrap_or_default();
            let property = member.static_property_name();
            if property == Some("alias") {
                self.aliases(&assignment.right, false);
            } else if object.ends_with(".alias")
                && let Some(name) = property
            {
                let target = text(&assignment.right, &self.constants, MAX_DEPTH);
                self.push(AliasPattern::Name(name.into()), target, assignment.span);
            }
        }
        walk::walk_assignment_expression(self, assignment);
    }
}

impl Reader {
    fn push(&mut self, pattern: AliasPattern, target: Option<String>, at: oxc_span::Span) {
        self.aliases.push(Alias { pattern, target: target.map(String::into_boxed_str), span: span(at) });
    }

    fn define(&mut self, value: &Expression<'_>) {
        let Expression::ObjectExpression(object) = peel(value) else { return };
        for property in &object.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
            let name = key_of(&property.key, property.computed);
            self.defined.extend(name.filter(|name| !name.contains('.')).map(|name| Box::from(&*name)));
        }
    }

    /// `{ name: target }`, and lists of `{ find, replacement }`.
    fn aliases(&mut self, value: &Expression<'_>, are_expressions: bool) {
        match peel(value) {
            Expression::ObjectExpression(object) => {
                for property in &object.properties {
                    match property {
                        ObjectPropertyKind::ObjectProperty(property) => {
                            let Some(key) = key_of(&property.key, property.computed) else { continue };
                            let target = self.target(&property.value);
                            let key = Box::from(&*key);
                            let pattern = if are_expressions {
                                AliasPattern::Regex(key)
                            } else {
                                AliasPattern::Name(key)
                            };
                            self.push(pattern, target, property.span);
                        }
                        ObjectPropertyKind::SpreadProperty(spread) => {
                            self.aliases(&spread.argument, are_expressions);
                        }
                    }
                }
            }
            Expression::ArrayExpression(list) => {
                for item in list.elements.iter().filter_map(|item| item.as_expression()) {
                    if let Expression::ObjectExpression(object) = peel(item) {
                        self.pair(object);
                    }
                }
            }
            _ => {}
        }
    }

    fn target(&self, value: &Expression<'_>) -> Option<String> {
        match peel(value) {
            // Jest and webpack take a list of places to look at: the first is enough to know the folder.
            Expression::ArrayExpression(list) => {
                text(list.elements.first()?.as_expression()?, &self.constants, MAX_DEPTH)
            }
            value => text(value, &self.constants, MAX_DEPTH),
        }
    }

    fn pair(&mut self, object: &ObjectExpression<'_>) {
        let mut pattern = None;
        let mut target = None;
        for property in &object.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else { continue };
            match key_of(&property.key, property.computed).as_deref() {
                Some("find" | "name") => {
                    pattern = match peel(&property.value) {
                        Expression::StringLiteral(name) => {
                            Some(AliasPattern::Name(name.value.as_str().into()))
                        }
                        Expression::RegExpLiteral(regex) => {
                            Some(AliasPattern::Regex(regex.regex.pattern.text.as_str().into()))
                        }
                        _ => None,
                    };
                }
                Some("replacement" | "alias") => target = self.target(&property.value),
                _ => {}
            }
        }
        if let Some(pattern) = pattern {
            self.push(pattern, target, object.span);
        }
    }
}

/// The path an expression stands for, relative to the file's folder.
fn text(expression: &Expression<'_>, constants: &Constants, depth: u8) -> Option<String> {
    let deeper = depth.checked_sub(1)?;
    match peel(expression) {
        Expression::StringLiteral(literal) => Some(literal.value.as_str().to_owned()),
        Expression::TemplateLiteral(template) => {
            let mut whole = String::new();
            for (at, part) in template.quasis.iter().enumerate() {
                whole.push_str(&part.value.raw);
                if let Some(hole) = template.expressions.get(at) {
                    whole.push_str(&text(hole, constants, deeper)?);
                }
            }
            Some(whole)
        }
        Expression::BinaryExpression(sum) if sum.operator == ast::BinaryOperator::Addition => {
            Some(text(&sum.left, constants, deeper)? + &text(&sum.right, constants, deeper)?)
        }
        Expression::Identifier(name) if name.name == "__dirname" => Some(".".to_owned()),
        Expression::Identifier(name) => {
            let known = constants.iter().rev().find(|(known, _)| *known == name.name.as_str());
            known.and_then(|(_, value)| value.clone())
        }
        Expression::CallExpression(call) => called(call, constants, deeper),
        Expression::NewExpression(new) => {
            // `new URL('./src', import.meta.url)`
            let is_url = path_of(&new.callee).as_deref() == Some("URL");
            let first = new.arguments.first()?.as_expression()?;
            if is_url { text(first, constants, deeper) } else { None }
        }
        // `new URL('./src', import.meta.url).pathname`
        Expression::StaticMemberExpression(member)
            if matches!(member.property.name.as_str(), "pathname" | "href") =>
        {
            text(&member.object, constants, deeper)
        }
        other => {
            let is_own_place =
                matches!(path_of(other).as_deref(), Some("import.meta.dirname" | "import.meta.url"));
            is_own_place.then(|| ".".to_owned())
        }
    }
}

/// Calls that join paths, and those that give back what they are given.
fn called(call: &ast::CallExpression<'_>, constants: &Constants, depth: u8) -> Option<String> {
    let callee = path_of(&call.callee)?;
    let name = callee.rsplit('.').next().unwrap_or(&callee);
    if &*callee == "process.cwd" || &*callee == "Deno.cwd" {
        return Some(".".to_owned());
    }
    let parts = call.arguments.iter().map(|part| text(part.as_expression()?, constants, depth));
    let parts: Vec<String> = parts.collect::<Option<_>>()?;
    match name {
        "dirname" => {
            let first = parts.first()?;
            // The folder of the file itself.
            Some(if first == "." {
                first.clone()
            } else {
                first.rsplit_once('/').map_or(".", |(up, _)| up).to_owned()
            })
        }
        "fileURLToPath" | "normalizePath" | "normalize" | "resolver" | "createResolver" => {
            parts.into_iter().next()
        }
        "resolve" | "join" | "r" | "resolvePath" | "root" | "rootPath" | "pathResolve" => {
            // A bare name is a package: `require.resolve('buffer/')`.
            if &*callee == "require.resolve" && parts.first().is_some_and(|first| !first.starts_with('.')) {
                return parts.into_iter().next();
            }
            let relative: Vec<String> =
                parts.into_iter().map(|part| part.trim_start_matches('/').to_owned()).collect();
            Some(format!("./{}", relative.join("/")))
        }
        _ => None,
    }
}
