//! Statements about schemas, and the path on which names without one are searched.

use squawk_syntax::SyntaxKind;
use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier};
use super::origin::Origin;
use super::role::{self, RoleName};
use super::statement::{Action, Statement};

/// `CREATE SCHEMA`.
#[derive(Clone, Debug)]
pub struct CreateSchema {
    /// Its name; with `AUTHORIZATION` alone the role's.
    pub name: Identifier,
    /// Whether an existing schema is left alone.
    pub if_not_exists: bool,
    /// `AUTHORIZATION`: the role that owns it.
    pub owner: Option<RoleName>,
    /// Statements that create objects in it at once.
    pub elements: Vec<Statement>,
}

/// `DROP SCHEMA`.
#[derive(Clone, Debug)]
pub struct DropSchemas {
    /// What it drops.
    pub names: Vec<Identifier>,
    /// Whether a missing schema is passed over.
    pub if_exists: bool,
    /// Whether what it holds goes too.
    pub cascade: bool,
}

pub(super) fn create(create: &ast::CreateSchema, origin: Origin<'_>) -> Option<Action> {
    let (name, owner) = match create.create_schema_target()? {
        ast::CreateSchemaTarget::AuthorizationSchema(target) => {
            let name = name::identifier(target.role()?.syntax());
            (name.clone(), Some(RoleName::Named(name)))
        }
        ast::CreateSchemaTarget::NamedSchema(target) => {
            (name::identifier(target.schema()?.syntax()), target.role_ref().as_ref().and_then(role::role))
        }
    };
    let elements = create.schema_elements().filter_map(|element| {
        let span = origin.span(element.syntax());
        let action = super::statement::action(&ast::Stmt::cast(element.syntax().clone())?, origin)?;
        Some(Statement { span, action })
    });
    let elements = elements.collect();
    Some(Action::CreateSchema(CreateSchema {
        name,
        if_not_exists: create.if_not_exists().is_some(),
        owner,
        elements,
    }))
}

pub(super) fn alter(alter: &ast::AlterSchema) -> Option<Action> {
    let from = name::identifier(alter.schema_ref()?.syntax());
    match alter.action()? {
        ast::AlterSchemaAction::SchemaRenameTo(rename) => {
            Some(Action::RenameSchema { from, to: name::identifier(rename.schema()?.syntax()) })
        }
        ast::AlterSchemaAction::OwnerTo(_) => None,
    }
}

pub(super) fn drop(drop: &ast::DropSchema) -> Action {
    Action::DropSchemas(DropSchemas {
        names: drop.schema_refs().map(|schema| name::identifier(schema.syntax())).collect(),
        if_exists: drop.if_exists().is_some(),
        cascade: matches!(drop.drop_behavior(), Some(ast::DropBehavior::Cascade(_))),
    })
}

/// `SET search_path`, `SET SCHEMA` and `SET role`; `None` for every other setting.
pub(super) fn set(set: &ast::Set) -> Option<Action> {
    match set.set_target()? {
        ast::SetTarget::SetConfig(config) => {
            let parameter = config.config_parameter_ref()?.syntax().text().to_string().replace('"', "");
            let value = || config.config_assignment().and_then(|value| path(&value));
            if parameter.eq_ignore_ascii_case("search_path") {
                return Some(Action::SetSearchPath(value()));
            }
            if parameter.eq_ignore_ascii_case("check_function_bodies") {
                let text = config.config_assignment()?.syntax().text().to_string().to_ascii_lowercase();
                let value = text.split([' ', '=', '\'']).rfind(|word| !word.is_empty()).unwrap_or_default();
                return Some(Action::CheckBodies(!matches!(value, "false" | "off" | "no" | "0" | "f")));
            }
            role::set_setting(&parameter, value().as_deref())
        }
        ast::SetTarget::SetSchemaValue(value) => {
            let schema = Identifier::exact(&value.literal()?.string_value()?);
            Some(Action::SetSearchPath(Some(vec![schema])))
        }
        _ => None,
    }
}

/// The entries of a search path; `None` for its default.
pub(super) fn path(assignment: &ast::ConfigAssignment) -> Option<Vec<Identifier>> {
    match assignment {
        ast::ConfigAssignment::ToConfigValue(to) if to.default_token().is_none() => {
            Some(to.config_values().map(|value| path_entry(&value)).collect())
        }
        _ => None,
    }
}

/// `RESET search_path` and `RESET ALL`.
pub(super) fn reset(reset: &ast::Reset) -> Option<Action> {
    let text = reset.syntax().text().to_string().to_ascii_lowercase();
    let names_it = text.split_ascii_whitespace().any(|word| matches!(word, "all" | "search_path"));
    names_it.then_some(Action::SetSearchPath(None))
}

fn path_entry(value: &ast::ConfigValue) -> Identifier {
    match value {
        ast::ConfigValue::Literal(literal) => Identifier::exact(&literal.string_value().unwrap_or_default()),
        other => name::identifier(other.syntax()),
    }
}

/// `SELECT set_config('search_path', '…', …)`, which a dump writes on its first lines.
pub(super) fn set_config(select: &ast::Select) -> Option<Action> {
    let call = select.syntax().descendants().find(|node| node.kind() == SyntaxKind::CALL_EXPR)?;
    let call = ast::CallExpr::cast(call)?;
    let function = call.expr()?.syntax().text().to_string().to_ascii_lowercase();
    if function != "set_config" && function != "pg_catalog.set_config" {
        return None;
    }
    let mut values = call.arg_list()?.syntax().descendants().filter_map(ast::Literal::cast);
    if values.next()?.string_value()? != "search_path" {
        return None;
    }
    let path = values.next()?.string_value()?;
    let entries = path.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    Some(Action::SetSearchPath(Some(entries.map(Identifier::written).collect())))
}
