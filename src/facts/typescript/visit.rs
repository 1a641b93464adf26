//! Which nodes the traversal stops at. Types are passed over.

use oxc_allocator::ArenaVec;
use oxc_ast::ast;
use oxc_ast::ast::{BindingPattern, Expression, Statement};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;

use super::body;
use super::chain::ChainLink;
use super::collector::Collector;
use super::condition::{is_development, leaves_unless_development};
use super::guard::{goes_on_after_error, is_error, keeps_out_absent};
use super::value_of::{key_of, path_of};
use super::{BindingKind, ImportKind, Usage, embedded};

impl<'a> Visit<'a> for Collector<'_> {
    fn visit_statements(&mut self, statements: &ArenaVec<'a, Statement<'a>>) {
        let mut guards = 0;
        let mut has_failed = false;
        for statement in statements {
            let is_reached = has_failed && matches!(statement, Statement::ReturnStatement(_));
            self.in_error(is_reached, |this| this.visit_statement(statement));
            has_failed = (has_failed || goes_on_after_error(statement)) && !keeps_out_absent(statement);
            if let Statement::IfStatement(guard) = statement
                && leaves_unless_development(guard)
            {
                self.development += 1;
                guards += 1;
            }
        }
        self.development -= guards;
    }

    fn visit_if_statement(&mut self, statement: &ast::IfStatement<'a>) {
        self.visit_expression(&statement.test);
        let failed = is_error(&statement.test);
        self.in_development(is_development(&statement.test, true), |this| {
            this.in_error(failed, |this| this.visit_statement(&statement.consequent));
        });
        if let Some(alternate) = &statement.alternate {
            self.in_development(is_development(&statement.test, false), |this| {
                this.visit_statement(alternate);
            });
        }
    }

    fn visit_conditional_expression(&mut self, choice: &ast::ConditionalExpression<'a>) {
        self.visit_expression(&choice.test);
        self.in_development(is_development(&choice.test, true), |this| {
            this.visit_expression(&choice.consequent);
        });
        self.in_development(is_development(&choice.test, false), |this| {
            this.visit_expression(&choice.alternate);
        });
    }

    fn visit_logical_expression(&mut self, logical: &ast::LogicalExpression<'a>) {
        self.visit_expression(&logical.left);
        let only = match logical.operator {
            ast::LogicalOperator::And => is_development(&logical.left, true),
            ast::LogicalOperator::Or => is_development(&logical.left, false),
            ast::LogicalOperator::Coalesce => false,
        };
        self.in_development(only, |this| this.visit_expression(&logical.right));
    }

    fn visit_binary_expression(&mut self, binary: &ast::BinaryExpression<'a>) {
        self.comparison(binary);
        walk::walk_binary_expression(self, binary);
    }

    fn visit_for_of_statement(&mut self, each: &ast::ForOfStatement<'a>) {
        if let ast::ForStatementLeft::VariableDeclaration(declared) = &each.left {
            let name = declared.declarations.first().and_then(|one| one.id.get_identifier_name());
            self.each(name.as_ref().map(ast::Ident::as_str), &each.right, each.span);
        }
        walk::walk_for_of_statement(self, each);
    }

    fn visit_template_literal(&mut self, literal: &ast::TemplateLiteral<'a>) {
        for part in &literal.quasis {
            embedded::events(&part.value.raw, &mut self.facts.embedded_events);
        }
        walk::walk_template_literal(self, literal);
    }

    fn visit_call_expression(&mut self, call: &ast::CallExpression<'a>) {
        self.each_of_call(call);
        self.chain(call.span, ChainLink::call(call));
    }

    fn visit_new_expression(&mut self, new: &ast::NewExpression<'a>) {
        self.chain(new.span, ChainLink::construction(new));
    }

    fn visit_expression_statement(&mut self, statement: &ast::ExpressionStatement<'a>) {
        self.announce(&statement.expression, || Usage::Dropped, false);
        self.visit_expression(&statement.expression);
    }

    fn visit_return_statement(&mut self, statement: &ast::ReturnStatement<'a>) {
        self.returned(statement.argument.as_ref(), statement.span);
        if let Some(argument) = &statement.argument {
            self.announce(argument, || Usage::Returned, false);
            self.visit_expression(argument);
        }
    }

    fn visit_arrow_function_body(&mut self, body: &ast::ArrowFunctionBody<'a>) {
        if let Some(expression) = body.as_expression() {
            self.announce(expression, || Usage::Returned, false);
        }
        walk::walk_arrow_function_body(self, body);
    }

    fn visit_await_expression(&mut self, awaited: &ast::AwaitExpression<'a>) {
        self.announce_awaited(&awaited.argument);
        self.visit_expression(&awaited.argument);
    }

    fn visit_function(&mut self, function: &ast::Function<'a>, flags: ScopeFlags) {
        let Some(inside) = &function.body else { return };
        let body = body::of_statements(&inside.statements);
        let name = function.id.as_ref().map(|name| name.name.as_str());
        self.enter(name, function.span, function.r#async, body, |this| {
            this.note_action(&inside.directives);
            walk::walk_function(this, function, flags);
        });
    }

    fn visit_arrow_function_expression(&mut self, arrow: &ast::ArrowFunctionExpression<'a>) {
        let body = match &arrow.body {
            ast::ArrowFunctionBody::FunctionBody(body) => body::of_statements(&body.statements),
            other => other.as_expression().map(body::of_expression).unwrap_or_default(),
        };
        self.enter(None, arrow.span, arrow.r#async, body, |this| {
            if let ast::ArrowFunctionBody::FunctionBody(body) = &arrow.body {
                this.note_action(&body.directives);
            }
            walk::walk_arrow_function_expression(this, arrow);
        });
    }

    fn visit_method_definition(&mut self, method: &ast::MethodDefinition<'a>) {
        self.visit_decorators(&method.decorators);
        self.name_next(key_of(&method.key, method.computed).as_deref());
        self.visit_function(&method.value, ScopeFlags::Function);
    }

    fn visit_class(&mut self, class: &ast::Class<'a>) {
        self.is_exported = false;
        let name = class.id.as_ref().map(|name| name.name.as_str());
        if let Some(base) = class.heritage.as_ref().and_then(|heritage| path_of(&heritage.expression)) {
            self.facts.extended.push((name.unwrap_or_default().into(), base));
        }
        self.in_class(name, |this| walk::walk_class(this, class));
    }

    fn visit_property_definition(&mut self, property: &ast::PropertyDefinition<'a>) {
        self.visit_decorators(&property.decorators);
        let Some(value) = &property.value else { return };
        let name = key_of(&property.key, property.computed);
        if let Some(name) = &name {
            self.announce(value, || Usage::Bound(Box::new([Box::from(&**name)])), false);
        }
        self.set(name.as_deref().unwrap_or_default(), value, BindingKind::Variable);
    }

    fn visit_ts_enum_declaration(&mut self, list: &ast::TSEnumDeclaration<'a>) {
        self.afresh(|this| {
            this.under(list.id.name.as_str(), |this| walk::walk_ts_enum_declaration(this, list));
        });
    }

    fn visit_ts_enum_member(&mut self, member: &ast::TSEnumMember<'a>) {
        let name = match &member.id {
            ast::TSEnumMemberName::Identifier(name) => name.name.as_str(),
            ast::TSEnumMemberName::String(text) | ast::TSEnumMemberName::ComputedString(text) => &text.value,
            ast::TSEnumMemberName::ComputedTemplateString(_) => return,
        };
        if let Some(value) = &member.initializer {
            self.declared_by = Some(ast::VariableDeclarationKind::Const);
            self.set(name, value, BindingKind::Variable);
        }
    }

    fn visit_variable_declaration(&mut self, declaration: &ast::VariableDeclaration<'a>) {
        for variable in &declaration.declarations {
            self.declared_by = Some(declaration.kind);
            self.visit_variable_declarator(variable);
        }
    }

    fn visit_variable_declarator(&mut self, variable: &ast::VariableDeclarator<'a>) {
        let is_exported = std::mem::take(&mut self.is_exported);
        let declared_by = self.declared_by.take();
        self.visit_binding_pattern(&variable.id);
        let Some(value) = &variable.init else { return };
        self.environment_declared(&variable.id, value);
        self.note_witness(&variable.id, value);
        self.announce(value, || Usage::Bound(names_of(&variable.id)), false);
        self.afresh(|this| {
            this.is_exported = is_exported && is_function(value);
            this.declared_by = declared_by;
            let name = variable.id.get_identifier_name();
            this.set(name.as_ref().map_or("", |name| name.as_str()), value, BindingKind::Variable);
        });
    }

    fn visit_formal_parameter(&mut self, parameter: &ast::FormalParameter<'a>) {
        self.visit_decorators(&parameter.decorators);
        self.visit_binding_pattern(&parameter.pattern);
        if let Some(value) = &parameter.initializer {
            self.default(&parameter.pattern, value);
        }
    }

    fn visit_assignment_pattern(&mut self, pattern: &ast::AssignmentPattern<'a>) {
        self.visit_binding_pattern(&pattern.left);
        self.default(&pattern.left, &pattern.right);
    }

    fn visit_assignment_expression(&mut self, assignment: &ast::AssignmentExpression<'a>) {
        let name = match &assignment.left {
            ast::AssignmentTarget::AssignmentTargetIdentifier(name) => Some(name.name.as_str().into()),
            other => other.as_member_expression().and_then(member_path),
        };
        let reads = self.facts.environment.len();
        self.visit_assignment_target(&assignment.left);
        if assignment.operator.is_assign() {
            // What is only set is not read.
            self.facts.environment.truncate(reads);
        }
        if let Some(name) = &name {
            self.announce(&assignment.right, || Usage::Bound(Box::new([name.clone()])), false);
        }
        self.afresh(|this| {
            this.set(name.as_deref().unwrap_or_default(), &assignment.right, BindingKind::Assignment);
        });
    }

    fn visit_object_expression(&mut self, object: &ast::ObjectExpression<'a>) {
        self.pair(object);
        walk::walk_object_expression(self, object);
    }

    fn visit_object_property(&mut self, property: &ast::ObjectProperty<'a>) {
        let name = key_of(&property.key, property.computed);
        if name.is_none() {
            self.visit_property_key(&property.key);
        }
        self.set(name.as_deref().unwrap_or_default(), &property.value, BindingKind::Property);
    }

    fn visit_jsx_attribute(&mut self, attribute: &ast::JSXAttribute<'a>) {
        let Some(value) = &attribute.value else { return };
        if let ast::JSXAttributeName::Identifier(name) = &attribute.name {
            self.attribute(name.name.as_str(), value);
        }
        if let ast::JSXAttributeValue::StringLiteral(_) = value {
            return;
        }
        self.afresh(|this| this.visit_jsx_attribute_value(value));
    }

    fn visit_static_member_expression(&mut self, member: &ast::StaticMemberExpression<'a>) {
        self.reference(&member.object, member.property.name.as_str(), member.span);
        self.member_read(&member.object, member.property.name.as_str(), member.span);
        self.visit_expression(&member.object);
    }

    fn visit_computed_member_expression(&mut self, member: &ast::ComputedMemberExpression<'a>) {
        if let Expression::StringLiteral(name) = &member.expression {
            self.member_read(&member.object, &name.value, member.span);
        }
        walk::walk_computed_member_expression(self, member);
    }

    fn visit_import_declaration(&mut self, import: &ast::ImportDeclaration<'a>) {
        self.import_declaration(import);
    }

    fn visit_import_expression(&mut self, import: &ast::ImportExpression<'a>) {
        self.module_literal(&import.source, ImportKind::Dynamic);
        self.visit_expression(&import.source);
    }

    fn visit_ts_import_equals_declaration(&mut self, import: &ast::TSImportEqualsDeclaration<'a>) {
        self.import_equals(import);
    }

    fn visit_try_statement(&mut self, statement: &ast::TryStatement<'a>) {
        self.guards += u32::from(statement.handler.is_some());
        self.visit_block_statement(&statement.block);
        self.guards -= u32::from(statement.handler.is_some());
        if let Some(handler) = &statement.handler {
            self.in_error(true, |this| this.visit_catch_clause(handler));
        }
        if let Some(finalizer) = &statement.finalizer {
            self.visit_block_statement(finalizer);
        }
    }

    fn visit_export_declaration(&mut self, export: &ast::ExportDeclaration<'a>) {
        self.is_exported = true;
        walk::walk_export_declaration(self, export);
        self.is_exported = false;
    }

    fn visit_export_default_declaration(&mut self, export: &ast::ExportDefaultDeclaration<'a>) {
        self.is_exported = export.declaration.as_expression().is_none_or(is_function);
        self.afresh(|this| walk::walk_export_default_declaration(this, export));
        self.is_exported = false;
    }

    fn visit_export_from_declaration(&mut self, export: &ast::ExportFromDeclaration<'a>) {
        self.export_from(export);
    }

    fn visit_export_all_declaration(&mut self, export: &ast::ExportAllDeclaration<'a>) {
        self.export_all(export);
    }

    fn visit_ts_type_annotation(&mut self, _: &ast::TSTypeAnnotation<'a>) {}
    fn visit_ts_type(&mut self, _: &ast::TSType<'a>) {}
    fn visit_ts_type_parameter_instantiation(&mut self, _: &ast::TSTypeParameterInstantiation<'a>) {}
    fn visit_ts_type_parameter_declaration(&mut self, _: &ast::TSTypeParameterDeclaration<'a>) {}
    fn visit_ts_type_alias_declaration(&mut self, _: &ast::TSTypeAliasDeclaration<'a>) {}
    fn visit_ts_interface_declaration(&mut self, _: &ast::TSInterfaceDeclaration<'a>) {}
}

fn is_function(expression: &Expression<'_>) -> bool {
    use super::value_of::peel;
    matches!(peel(expression), Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_))
}

/// What a pattern picks: the name itself, or the keys of an object pattern.
fn names_of(pattern: &BindingPattern<'_>) -> Box<[Box<str>]> {
    match pattern {
        BindingPattern::BindingIdentifier(name) => Box::new([name.name.as_str().into()]),
        BindingPattern::ObjectPattern(object) => {
            let keys =
                object.properties.iter().filter_map(|property| key_of(&property.key, property.computed));
            let rest = object.rest.iter().map(|_| "...".into());
            keys.map(|key| Box::from(&*key)).chain(rest).collect()
        }
        BindingPattern::ArrayPattern(_) | BindingPattern::AssignmentPattern(_) => Box::default(),
    }
}

fn member_path(member: &ast::MemberExpression<'_>) -> Option<Box<str>> {
    let mut path = String::from(path_of(member.object())?);
    path.push('.');
    path.push_str(member.static_property_name()?);
    Some(path.into())
}
