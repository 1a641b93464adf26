//! Statements that make functions, procedures and aggregates.

use std::sync::Arc;

use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::resolve::depends_on_types;
use super::super::routine::{Argument, Returns, Routine, RoutineKind};
use super::super::signature::has_same_inputs;
use super::super::user_type::DataType;
use super::Session;
use crate::facts::sql::{
    self, CreateRoutine, DefaultsFor, Identifier, Parameter, ParameterMode, RoutineOptions, SettingChange,
};
use crate::source::Span;

/// Languages that only an extension of their name brings.
const STRANGE_LANGUAGES: [&str; 6] = ["plcoffee", "plls", "plperl", "plpython3u", "pltcl", "plv8"];

impl Session<'_> {
    pub(super) fn create_routine(&mut self, create: &CreateRoutine, span: Span) -> Outcome {
        let mut routine = self.new_routine(create, span)?;
        let overloads = self.catalogue.routines.get(&routine.name);
        let existing =
            overloads.and_then(|overloads| overloads.iter().find(|known| has_same_inputs(known, &routine)));
        let Some(existing) = existing else {
            self.check_body(&routine)?;
            let (owner, schema) = (&routine.object.owner, &routine.name.schema);
            routine.object.acl = self.catalogue.default_acl(DefaultsFor::Functions, owner, Some(schema));
            self.catalogue.add_routine(routine);
            return Ok(());
        };
        if !create.or_replace {
            let message =
                format!("function \"{}\" already exists with same argument types", routine.name.name);
            return Err(Rejected::new(SqlState::DuplicateFunction, message));
        }
        check_replacement(existing, &routine)?;
        let (name, id) = (existing.name.clone(), existing.object.id);
        self.check_body(&routine)?;
        let at = self.at(span);
        if let Some(known) = self.catalogue.routine_mut(&name, id) {
            // What it is stays: identity, owner, privileges. What it does is new, its settings included.
            let mut object = known.object.clone();
            object.changed.push(at);
            *known = Routine { object, ..routine };
        }
        Ok(())
    }

    fn new_routine(&mut self, create: &CreateRoutine, span: Span) -> Outcome<Routine> {
        let name = self.creation_name(&create.name, false)?;
        self.check_language(&create.options)?;
        let arguments = self.arguments(&create.parameters)?;
        check_arguments(&arguments)?;
        let returns = self.returns(create, &arguments)?;
        let kinds = arguments.iter().map(|argument| &argument.kind);
        let depends_on = depends_on_types(kinds.chain(returns.as_ref().map(|returns| &returns.kind)));
        let options = &create.options;
        let mut routine = Routine {
            object: self.object(span),
            defined: self.at(create.name.span),
            name,
            kind: match create.kind {
                sql::RoutineKind::Procedure => RoutineKind::Procedure,
                sql::RoutineKind::Aggregate => RoutineKind::Aggregate,
                _ if options.is_window => RoutineKind::Window,
                _ => RoutineKind::Function,
            },
            arguments,
            returns,
            // Statements without quotes are always in SQL.
            language: options.language.clone().unwrap_or_else(|| "sql".into()),
            volatility: options.volatility.unwrap_or_default(),
            is_security_definer: options.is_security_definer.unwrap_or_default(),
            is_strict: options.is_strict.unwrap_or_default(),
            parallel: options.parallel.unwrap_or_default(),
            config: Vec::new(),
            body: create.body.clone().map(Arc::new),
            depends_on,
        };
        if routine.kind == RoutineKind::Aggregate {
            routine.volatility = sql::Volatility::Immutable;
        }
        routine.object.created = self.at(create.name.span);
        self.configure(&mut routine.config, &options.settings);
        Ok(routine)
    }

    fn check_language(&self, options: &RoutineOptions) -> Outcome {
        let Some(language) = &options.language else { return Ok(()) };
        let is_installed =
            self.catalogue.extensions.keys().any(|extension| extension.as_str() == &**language);
        if STRANGE_LANGUAGES.contains(&&**language) && !is_installed {
            let message = format!("language \"{language}\" does not exist");
            return Err(Rejected::new(SqlState::UndefinedObject, message));
        }
        Ok(())
    }

    fn arguments(&self, parameters: &[Parameter]) -> Outcome<Vec<Argument>> {
        let argument = |parameter: &Parameter| {
            Ok(Argument {
                mode: parameter.mode,
                name: (!parameter.name.as_str().is_empty()).then(|| parameter.name.clone()),
                kind: self.catalogue.data_type(&parameter.type_name)?.bare(),
                default: parameter.default.clone(),
            })
        };
        parameters.iter().map(argument).collect()
    }

    fn returns(&self, create: &CreateRoutine, arguments: &[Argument]) -> Outcome<Option<Returns>> {
        let outputs: Vec<&Argument> = arguments.iter().filter(|argument| argument.is_output()).collect();
        let is_table = outputs.iter().any(|output| output.mode == ParameterMode::Table);
        let implied = match &*outputs {
            [] => None,
            [one] => Some(one.kind.clone()),
            _ => Some(DataType::built_in("record")),
        };
        if create.kind == sql::RoutineKind::Procedure {
            let kind = implied.map(|_| DataType::built_in("record"));
            return Ok(kind.map(|kind| Returns { kind, is_set: false, is_table: false }));
        }
        let Some(written) = &create.returns else {
            let message = "function result type must be specified";
            let invalid = || Rejected::new(SqlState::InvalidFunctionDefinition, message);
            let kind = implied.ok_or_else(invalid)?;
            return Ok(Some(Returns { kind, is_set: false, is_table: false }));
        };
        let kind = if is_table { None } else { Some(self.catalogue.data_type(written)?.bare()) };
        if let (Some(kind), Some(implied)) = (&kind, &implied)
            && !kind.is_same(implied)
        {
            let shown = self.catalogue.parameter_form(implied);
            let message = format!("function result type must be {shown} because of OUT parameters");
            return Err(Rejected::new(SqlState::InvalidFunctionDefinition, message));
        }
        let kind = kind.or(implied).unwrap_or_else(|| DataType::built_in("void"));
        Ok(Some(Returns { kind, is_set: written.is_set, is_table }))
    }

    /// Applies what a statement sets and resets to the settings of a routine.
    pub(super) fn configure(&self, config: &mut Vec<(Box<str>, Box<str>)>, changes: &[SettingChange]) {
        for change in changes {
            match change {
                SettingChange::Set(name, value) => set(config, name, value),
                SettingChange::FromCurrent(name) if &**name == "search_path" => {
                    let path = self.catalogue.search_path().iter();
                    let path: Vec<_> = path.map(|schema| sql::quote_identifier(schema.as_str())).collect();
                    set(config, name, &path.join(", "));
                }
                // What a session is set to beside its path is not kept.
                SettingChange::FromCurrent(name) => set(config, name, ""),
                SettingChange::Reset(name) => config.retain(|(known, _)| known != name),
                SettingChange::ResetAll => config.clear(),
            }
        }
    }
}

fn set(config: &mut Vec<(Box<str>, Box<str>)>, name: &str, value: &str) {
    match config.iter_mut().find(|(known, _)| &**known == name) {
        Some((_, known)) => *known = value.into(),
        None => config.push((name.into(), value.into())),
    }
}

/// What PostgreSQL asks of a list of parameters.
fn check_arguments(arguments: &[Argument]) -> Outcome {
    let invalid = |message: &str| Err(Rejected::new(SqlState::InvalidFunctionDefinition, message));
    let mut has_default = false;
    for (at, argument) in arguments.iter().enumerate() {
        if argument.is_input() {
            if has_default && argument.default.is_none() && argument.mode != ParameterMode::Variadic {
                return invalid("input parameters after one with a default value must also have defaults");
            }
            has_default |= argument.default.is_some();
        }
        let Some(name) = &argument.name else { continue };
        let clashes = |other: &&Argument| {
            let both_ways =
                argument.is_input() == other.is_input() || argument.is_output() && other.is_output();
            other.name.as_ref() == Some(name) && both_ways
        };
        if arguments[..at].iter().any(|other| clashes(&other)) {
            return invalid(&format!("parameter name \"{name}\" used more than once"));
        }
    }
    Ok(())
}

/// What a new definition must leave as it is.
fn check_replacement(known: &Routine, new: &Routine) -> Outcome {
    let invalid = |message: String| Err(Rejected::new(SqlState::InvalidFunctionDefinition, message));
    if known.kind != new.kind {
        return Err(Rejected::new(SqlState::WrongObjectType, "cannot change routine kind"));
    }
    if new.kind == RoutineKind::Procedure {
        if known.returns.is_some() != new.returns.is_some() {
            return invalid("cannot change whether a procedure has output parameters".to_owned());
        }
    } else if !returns_same(known, new) {
        return invalid("cannot change return type of existing function".to_owned());
    }
    let new_names: Vec<_> = new.inputs().map(|argument| argument.name.as_ref()).collect();
    for (at, argument) in known.inputs().enumerate() {
        if let Some(name) = &argument.name
            && new_names.get(at).copied().flatten() != Some(name)
        {
            return invalid(format!("cannot change name of input parameter \"{name}\""));
        }
    }
    let defaults = |routine: &Routine| routine.inputs().filter(|argument| argument.default.is_some()).count();
    if defaults(new) < defaults(known) {
        return invalid("cannot remove parameter defaults from existing function".to_owned());
    }
    Ok(())
}

fn returns_same(known: &Routine, new: &Routine) -> bool {
    let (Some(before), Some(after)) = (&known.returns, &new.returns) else { return true };
    if before.is_set != after.is_set || !before.kind.is_same(&after.kind) {
        return false;
    }
    let row = |routine: &Routine| -> Vec<(Option<Identifier>, DataType)> {
        let outputs = routine.arguments.iter().filter(|argument| argument.is_output());
        outputs.map(|output| (output.name.clone(), output.kind.clone())).collect()
    };
    if before.kind.known() != Some("record") {
        return true;
    }
    let (before, after) = (row(known), row(new));
    before.len() == after.len()
        && before
            .iter()
            .zip(&after)
            .all(|((name, kind), (new_name, new_kind))| name == new_name && kind.is_same(new_kind))
}
