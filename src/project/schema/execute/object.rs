//! Objects of the catalogue as values: their identities, the texts they are shown as, what is asked
//! about them.

use std::sync::Arc;

use super::super::catalogue::Catalogue;
use super::super::function_lookup::is_built_in;
use super::super::object::{ObjectId, QualifiedName};
use super::super::rejection::SqlState;
use super::super::relation::Relation;
use super::super::routine::{Argument, Routine};
use super::super::table::Table;
use super::super::user_type::{BaseType, DataType, UserType};
use super::definition;
use super::evaluate::Scope;
use super::function::hole;
use super::system;
use super::value::{Value, has_hole};
use crate::facts::sql::{
    Action, Identifier, ParameterMode, RelationName, RoutineKind, quote_identifier, read_composed,
};
use crate::source::Span;

/// Identities of types that every PostgreSQL brings lie from here on.
const BUILT_IN: u32 = 1 << 31;

/// A name as `regclass` and its kin show it: without its schema where the search path leads to it.
pub(super) fn shown(name: &QualifiedName, is_visible: bool) -> Arc<str> {
    let own = quote_identifier(name.name.as_str());
    if is_visible {
        return own.into();
    }
    format!("{}.{own}", quote_identifier(name.schema.as_str())).into()
}

fn is_visible(catalogue: &Catalogue, name: &QualifiedName) -> bool {
    let bare = RelationName { schema: None, name: name.name.clone(), span: Span::default() };
    catalogue.resolve(&bare, |candidate| *candidate == *name || catalogue.get(candidate).is_some()).as_ref()
        == Some(name)
}

/// Whether the search path leads to a schema at all.
fn is_on_path(catalogue: &Catalogue, name: &QualifiedName) -> bool {
    let bare = RelationName { schema: None, name: name.name.clone(), span: Span::default() };
    catalogue.resolve(&bare, |candidate| *candidate == *name).is_some()
}

/// A relation as a value.
pub(super) fn relation(catalogue: &Catalogue, name: &QualifiedName, id: ObjectId) -> Value {
    Value::Object(id, shown(name, is_visible(catalogue, name)))
}

/// A schema as a value.
pub(super) fn schema(catalogue: &Catalogue, name: &Identifier) -> Value {
    let id = catalogue.schemas.get(name).map_or_else(|| built_in(name.as_str()), |object| object.id);
    Value::Object(id, name.shared())
}

/// A role as a value.
pub(super) fn role(name: &Identifier) -> Value {
    Value::Object(built_in(name.as_str()), name.shared())
}

/// A function or procedure as a value.
pub(super) fn routine(routine: &Routine) -> Value {
    Value::Object(routine.object.id, routine.name.name.shared())
}

/// A type as a value.
pub(super) fn data_type(catalogue: &Catalogue, kind: &DataType) -> Value {
    let text = type_text(catalogue, kind);
    let id = match &kind.base {
        BaseType::User(id) if kind.dimensions == 0 => *id,
        _ => built_in(&text),
    };
    Value::Object(id, text.into())
}

/// A type that a migration made, as a value.
pub(super) fn user_type(catalogue: &Catalogue, kind: &UserType) -> Value {
    Value::Object(kind.object.id, shown(&kind.name, is_on_path(catalogue, &kind.name)))
}

/// An identity for something that has none here but its name.
pub(super) fn built_in(name: &str) -> ObjectId {
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    ObjectId(BUILT_IN | hash)
}

/// A type as `format_type` shows it, its modifiers left out.
pub(super) fn type_text(catalogue: &Catalogue, kind: &DataType) -> String {
    let base = match &kind.base {
        BaseType::Known(name) => name.to_string(),
        BaseType::User(id) => {
            let of_type = catalogue
                .type_by_id(*id)
                .map(|found| shown(&found.name, is_on_path(catalogue, &found.name)).to_string());
            let of_row = || {
                let row = catalogue.relation_by_id(*id)?;
                Some(shown(row.name(), is_on_path(catalogue, row.name())).to_string())
            };
            of_type.or_else(of_row).unwrap_or_else(|| super::value::HOLE.to_string())
        }
    };
    if kind.dimensions > 0 { base + "[]" } else { base }
}

/// A cast to one of the types that name objects; null where there is no such object.
pub(super) fn cast(value: &Value, kind: &str, scope: &Scope<'_>) -> Value {
    match value {
        Value::Text(text) if has_hole(text) => Value::Unknown,
        Value::Text(text) => named(text, kind, scope),
        Value::Object(id, _) => of_identity(*id, kind, scope.catalogue).unwrap_or_else(|| value.clone()),
        _ => value.clone(),
    }
}

fn named(text: &str, kind: &str, scope: &Scope<'_>) -> Value {
    let catalogue = scope.catalogue;
    let name = RelationName::written(text, Span::default());
    let found = match kind {
        "regclass" => catalogue.find(&name).and_then(|found| {
            let id = catalogue.get(&found)?.id();
            Some(relation(catalogue, &found, id))
        }),
        "regnamespace" => {
            let name = Identifier::written(text);
            catalogue.has_schema(&name).then(|| schema(catalogue, &name))
        }
        "regrole" => {
            let name = Identifier::written(text);
            catalogue.roles.contains_key(&name).then(|| role(&name))
        }
        "regtype" => {
            let found = catalogue.resolve(&name, |candidate| catalogue.types.contains_key(candidate));
            match found.and_then(|found| catalogue.types.get(&found)) {
                Some(found) => Some(user_type(catalogue, found)),
                // Types that PostgreSQL or an extension brings are not listed here.
                None if name.schema.as_ref().is_none_or(|schema| schema.as_str() != "public") => {
                    return Value::Unknown;
                }
                None => None,
            }
        }
        _ => return routine_named(text, kind, scope),
    };
    match found {
        Some(found) => found,
        // PostgreSQL's own have an identity, too: `classid = 'pg_class'::regclass`.
        None if kind == "regclass" && system::header(&name).is_some() => {
            Value::Object(built_in(name.name.as_str()), name.name.shared())
        }
        None if catalogue.may_have_unseen(&name) => Value::Unknown,
        None => Value::Null,
    }
}

/// The routine of a name, with its arguments or without.
fn routine_named(text: &str, kind: &str, scope: &Scope<'_>) -> Value {
    let catalogue = scope.catalogue;
    let read = read_composed(&format!("drop routine {text}"), Span::default());
    let Some(Action::DropRoutines(drop)) = read.and_then(|mut read| Some(read.pop()?.action)) else {
        return Value::Unknown;
    };
    let Some(wanted) = drop.signatures.first() else { return Value::Unknown };
    match catalogue.routine_of(wanted, RoutineKind::Routine) {
        Ok(found) => of_identity(found.object.id, kind, catalogue).unwrap_or_else(|| routine(found)),
        Err(rejected) if rejected.state == SqlState::UndefinedFunction => {
            let may_exist =
                is_built_in(wanted.name.name.as_str()) || catalogue.has_unseen_function(&wanted.name);
            if may_exist { Value::Unknown } else { Value::Null }
        }
        // A type that is not there is an error also where a missing function is none.
        Err(rejected) => {
            if rejected.state == SqlState::UndefinedObject {
                scope.fail(rejected);
            }
            Value::Unknown
        }
    }
}

/// An object that another column refers to by its identity, as the type shows it.
fn of_identity(id: ObjectId, kind: &str, catalogue: &Catalogue) -> Option<Value> {
    match kind {
        "regclass" => {
            let found = catalogue.relation_by_id(id)?;
            Some(relation(catalogue, found.name(), id))
        }
        "regprocedure" => {
            let found = catalogue.routine_by_id(id)?;
            let types: Vec<String> =
                given(found).map(|argument| type_text(catalogue, &argument.kind)).collect();
            let name = shown(&found.name, is_on_path(catalogue, &found.name));
            Some(Value::Object(id, format!("{name}({})", types.join(",")).into()))
        }
        "regproc" => {
            let found = catalogue.routine_by_id(id)?;
            Some(Value::Object(id, shown(&found.name, is_on_path(catalogue, &found.name))))
        }
        _ => None,
    }
}

/// Arguments that a caller gives.
pub(super) fn given(routine: &Routine) -> impl Iterator<Item = &Argument> {
    let is_given = |argument: &&Argument| !matches!(argument.mode, ParameterMode::Out | ParameterMode::Table);
    routine.arguments.iter().filter(is_given)
}

/// What `pg_get_function_identity_arguments` shows.
pub(super) fn identity_arguments(catalogue: &Catalogue, routine: &Routine) -> String {
    let shown = |argument: &Argument| {
        let mode = match argument.mode {
            ParameterMode::InOut => "INOUT ",
            ParameterMode::Variadic => "VARIADIC ",
            _ => "",
        };
        let name = argument.name.as_ref().map(|name| format!("{} ", quote_identifier(name.as_str())));
        format!("{mode}{}{}", name.unwrap_or_default(), type_text(catalogue, &argument.kind))
    };
    given(routine).map(shown).collect::<Vec<_>>().join(", ")
}

/// The first schema of the search path that exists.
pub(super) fn current_schema(catalogue: &Catalogue) -> Value {
    let any = RelationName { schema: None, name: Identifier::exact("x"), span: Span::default() };
    catalogue.creation_name(&any).map_or(Value::Null, |name| Value::name(&name.schema))
}

/// The table that a value means: an object, or a name.
fn table<'s>(value: &Value, scope: &Scope<'s>) -> Option<&'s Table> {
    match cast(value, "regclass", scope) {
        Value::Object(id, _) => scope.catalogue.relation_by_id(id).and_then(Relation::as_table),
        _ => None,
    }
}

/// Functions about objects.
pub(super) fn function(name: &str, values: &[Value], scope: &Scope<'_>) -> Option<Value> {
    let catalogue = scope.catalogue;
    Some(match (name, values) {
        (
            "to_regclass" | "to_regtype" | "to_regproc" | "to_regprocedure" | "to_regnamespace"
            | "to_regrole",
            [value],
        ) => cast(value, &name[3..], scope),
        ("current_schema", []) => current_schema(catalogue),
        ("current_database", []) => Value::text("postgres"),
        ("current_user" | "session_user", []) => Value::name(&catalogue.role),
        ("current_setting", [Value::Text(setting), ..]) if &**setting == "role" => {
            Value::name(&catalogue.role)
        }
        ("pg_get_userbyid" | "format_type", [Value::Object(_, name), ..]) => Value::Text(name.clone()),
        ("pg_get_function_identity_arguments" | "pg_get_function_arguments", [Value::Object(id, _)]) => {
            let found = catalogue.routine_by_id(*id)?;
            if name == "pg_get_function_arguments"
                && found.arguments.iter().any(|argument| argument.default.is_some())
            {
                return Some(hole());
            }
            Value::text(&identity_arguments(catalogue, found))
        }
        ("pg_table_is_visible", [Value::Object(id, _)]) => {
            Value::Bool(is_visible(catalogue, catalogue.relation_by_id(*id)?.name()))
        }
        ("row_security_active", [value]) => {
            use super::super::table::RowSecurity;
            match &table(value, scope)?.row_security {
                RowSecurity::Off => Value::Bool(false),
                RowSecurity::On | RowSecurity::Unknown(_) => return None,
            }
        }
        ("pg_get_constraintdef", [Value::Object(id, _), ..]) => definition::of_constraint(*id, scope),
        (
            "pg_get_constraintdef"
            | "pg_get_indexdef"
            | "pg_get_viewdef"
            | "pg_get_functiondef"
            | "pg_get_triggerdef"
            | "pg_get_expr",
            _,
        ) => hole(),
        _ => return None,
    })
}
