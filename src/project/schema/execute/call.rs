//! Functions of the project that a migration calls: they run with the arguments that are given.

use super::super::rejection::Outcome;
use super::super::routine::Routine;
use super::super::user_type::DataType;
use super::evaluate::Variables;
use super::object;
use super::row::{Presence, Selected};
use super::value::Value;
use super::{Flow, Run};
use crate::facts::sql::{
    BodyPlace, Call, Expression, Identifier, ParameterMode, Query, RelationName, RoutineBody, Source,
    SourceRows, Target, TypeName, read_block, read_executed, read_expression,
};
use crate::source::Span;

/// How deep functions may call each other.
const MAX_DEPTH: u32 = 16;

impl Run<'_, '_> {
    /// The expression with the results of the project's own functions in their place; `None` where it calls
    /// none.
    pub(super) fn with_calls(&mut self, expression: &Expression) -> Outcome<Option<Expression>> {
        if !expression.calls() {
            return Ok(None);
        }
        let mut changed = expression.clone();
        let has_called = self.replace_calls(&mut changed)?;
        Ok(has_called.then_some(changed))
    }

    /// Replaces calls in place; whether there was one.
    fn replace_calls(&mut self, expression: &mut Expression) -> Outcome<bool> {
        match expression {
            Expression::Call(call) => {
                let mut has_called = false;
                for argument in &mut call.arguments {
                    has_called |= self.replace_calls(argument)?;
                }
                let given = self.arguments(call);
                let value = match self.call_service(call, &given)? {
                    Some(value) => value,
                    None => match self.routine_of(call) {
                        Some(routine) => self.call(&routine, &given)?,
                        None => return Ok(has_called),
                    },
                };
                *expression = self.constant(value);
                Ok(true)
            }
            Expression::Cast(inner, _) | Expression::Not(inner) | Expression::Named(_, inner) => {
                self.replace_calls(inner)
            }
            Expression::Binary(_, sides) => {
                let [left, right] = &mut **sides;
                Ok(self.replace_calls(left)? | self.replace_calls(right)?)
            }
            Expression::List(items) => {
                let mut has_called = false;
                for item in items {
                    has_called |= self.replace_calls(item)?;
                }
                Ok(has_called)
            }
            _ => Ok(false),
        }
    }

    /// A name for a value, which stands in an expression.
    fn constant(&mut self, value: Value) -> Expression {
        let name = Identifier::exact(&format!("result {}", self.variables.len()));
        self.variables.insert(name.clone(), value);
        Expression::Name([name].into())
    }

    fn arguments(&self, call: &Call) -> Vec<(Option<Identifier>, Value)> {
        let scope = self.scope();
        let given = |argument: &Expression| match argument {
            Expression::Named(name, value) => (Some(name.clone()), scope.evaluate(value)),
            value => (None, scope.evaluate(value)),
        };
        call.arguments.iter().map(given).collect()
    }

    /// The query with the results of the project's own functions in their place; `None` where it calls
    /// none.
    pub(super) fn query_with_calls(&mut self, query: &Query) -> Outcome<Option<Query>> {
        if query.sources.is_empty() {
            if !query.targets.iter().any(|target| target.value.calls()) {
                return Ok(None);
            }
            let mut changed = query.clone();
            let mut has_called = false;
            for target in &mut changed.targets {
                has_called |= self.replace_calls(&mut target.value)?;
            }
            return Ok(has_called.then_some(changed));
        }
        let mut changed = self.with_called_sources(query)?;
        self.call_for_rows(&mut changed)?;
        Ok(Some(changed))
    }

    /// Runs functions among the sources; their rows stand in their place.
    fn with_called_sources(&mut self, query: &Query) -> Outcome<Query> {
        let mut changed = query.clone();
        for source in &mut changed.sources {
            let SourceRows::Call(call) = &source.rows else { continue };
            let given = self.arguments(call);
            if self.call_service(call, &given)?.is_some() {
                continue;
            }
            if let Some(routine) = self.routine_of(call) {
                let selected = self.call_rows(&routine, &given)?;
                let name = Identifier::exact(&call.name);
                let rows = self.constant_rows(selected, source.alias.as_ref().unwrap_or(&name));
                *source = Source { alias: source.alias.take().or(Some(name)), rows, ..source.clone() };
            }
        }
        Ok(changed)
    }

    /// Rows that are known, as a query.
    fn constant_rows(&mut self, selected: Selected, name: &Identifier) -> SourceRows {
        let mut union: Option<Query> = None;
        for (values, presence) in selected.rows {
            let target = |(given, value): (Option<Identifier>, Value)| Target {
                value: self.constant(value),
                name: given.or_else(|| Some(name.clone())),
            };
            let targets = values.into_iter().map(target).collect();
            let row = Query { targets, is_opaque: presence != Presence::Sure, ..Query::default() };
            match &mut union {
                None => union = Some(row),
                Some(union) => union.combined.push((crate::facts::sql::Combination::Append, row)),
            }
        }
        match union {
            Some(union) => SourceRows::Query(Box::new(union)),
            None => {
                SourceRows::Query(Box::new(Query { limit: Some(Expression::Number(0)), ..Query::default() }))
            }
        }
    }

    /// Runs the functions among the targets, once for each row; what they give is not known then.
    fn call_for_rows(&mut self, query: &mut Query) -> Outcome {
        for at in 0..query.targets.len() {
            let Expression::Call(call) = &query.targets[at].value else { continue };
            let routine = self.routine_of(call);
            if routine.is_none() && !super::service::is_service(call) {
                continue;
            }
            let call = call.clone();
            let target = |value: &Expression| Target { value: value.clone(), name: None };
            let given = Query { targets: call.arguments.iter().map(target).collect(), ..query.clone() };
            let rows = super::select::select(&given, &self.scope()).rows;
            let names: Vec<Option<Identifier>> = call
                .arguments
                .iter()
                .map(|argument| match argument {
                    Expression::Named(name, _) => Some(name.clone()),
                    _ => None,
                })
                .collect();
            for (values, presence) in rows {
                let values = values.into_iter().map(|(_, value)| value);
                let given: Vec<_> = names.iter().cloned().zip(values).collect();
                match &routine {
                    Some(routine) => {
                        self.call(routine, &given)?;
                    }
                    None if presence == Presence::Maybe => {}
                    None => {
                        self.call_service(&call, &given)?;
                    }
                }
            }
            query.targets[at].value = Expression::Opaque;
        }
        Ok(())
    }

    /// The project's own routine that a call means: the overload that takes what is given.
    fn routine_of(&self, call: &Call) -> Option<Routine> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        let name = RelationName {
            schema: call.schema.clone(),
            name: Identifier::exact(&call.name),
            span: Span::default(),
        };
        let catalogue = &self.session.catalogue;
        let found = catalogue.resolve(&name, |candidate| catalogue.routines.contains_key(candidate))?;
        let count = call.arguments.len();
        let takes = |routine: &&Routine| {
            let given = object::given(routine);
            let optional = object::given(routine).filter(|argument| argument.default.is_some()).count();
            let all = given.count();
            let is_variadic =
                routine.arguments.iter().any(|argument| argument.mode == ParameterMode::Variadic);
            (count <= all || is_variadic) && count + optional >= all
        };
        let overloads = catalogue.routines.get(&found)?.iter();
        let fitting = overloads.filter(|routine| !routine.object.is_platform).filter(takes);
        let suited = |routine: &&Routine| {
            let pairs = call.arguments.iter().zip(object::given(routine));
            pairs.filter(|(value, argument)| suits(value, &argument.kind)).count()
        };
        // The first of those that suit best.
        fitting.rev().max_by_key(suited).cloned()
    }

    /// Runs a routine for its value.
    fn call(&mut self, routine: &Routine, given: &[(Option<Identifier>, Value)]) -> Outcome<Value> {
        let depth = self.depth;
        let mut run = Run::new(self.session);
        run.depth = depth + 1;
        run.run_routine(routine, given)
    }

    /// Runs a routine for its rows.
    fn call_rows(&mut self, routine: &Routine, given: &[(Option<Identifier>, Value)]) -> Outcome<Selected> {
        let depth = self.depth;
        let mut run = Run::new(self.session);
        run.depth = depth + 1;
        let value = run.run_routine(routine, given)?;
        let is_set = routine.returns.as_ref().is_some_and(|returns| returns.is_set);
        let rows = if is_set { run.emitted } else { vec![(vec![(None, value)], Presence::Sure)] };
        Ok(Selected { rows })
    }

    /// Runs the body of a routine in this run, which is its own. What it sets on the search path ends with
    /// it.
    pub(super) fn run_routine(
        &mut self,
        routine: &Routine,
        given: &[(Option<Identifier>, Value)],
    ) -> Outcome<Value> {
        self.give_arguments(routine, given);
        let around = self.session.catalogue.search_path().to_vec();
        let setting = routine.config.iter().find(|(name, _)| &**name == "search_path");
        if let Some((_, path)) = setting {
            let entries =
                path.split(',').map(str::trim).filter(|entry| !entry.trim_matches(['"', '\'']).is_empty());
            let path: Vec<Identifier> =
                entries.map(|entry| Identifier::written(entry.trim_matches('\''))).collect();
            self.session.catalogue.set_search_path(Some(&path));
        }
        let outcome = self.run_body(routine);
        self.session.catalogue.set_search_path(Some(&around));
        outcome
    }

    fn run_body(&mut self, routine: &Routine) -> Outcome<Value> {
        let Some(body) = routine.body.as_ref().filter(|body| !body.is_unquoted) else {
            return Ok(Value::Unknown);
        };
        match &*routine.language {
            "plpgsql" => {
                let Some(block) = read_block(&body.text, self.place(routine, body)) else {
                    return Ok(Value::Unknown);
                };
                match self.block(&block)? {
                    Flow::Return => Ok(self.returned.clone()),
                    _ => Ok(self.outputs(routine)),
                }
            }
            "sql" => match read_executed(&body.text, self.session.here) {
                Some(statements) => {
                    let selected = self.composed(statements, false)?;
                    let value = selected.single();
                    self.emitted = selected.rows;
                    Ok(value)
                }
                None => Ok(Value::Unknown),
            },
            _ => Ok(Value::Unknown),
        }
    }

    /// Where what a body does is said to happen: there, or where it is called from another file.
    fn place(&self, routine: &Routine, body: &RoutineBody) -> BodyPlace {
        let made = routine.object.changed.last().unwrap_or(&routine.object.created);
        match body.start {
            Some(start) if made.path == *self.session.path() => BodyPlace::At(start),
            _ => BodyPlace::For(self.session.here),
        }
    }

    /// What the arguments hold that a routine gives back.
    fn outputs(&self, routine: &Routine) -> Value {
        let is_output = |mode| matches!(mode, ParameterMode::Out | ParameterMode::InOut);
        let outputs = routine.arguments.iter().filter(|argument| is_output(argument.mode));
        let mut values = outputs.filter_map(|argument| {
            let name = argument.name.as_ref()?;
            Some((Some(name.clone()), self.variables.get(name)?.clone()))
        });
        match (values.next(), values.next()) {
            (None, _) => Value::Null,
            (Some((_, only)), None) => only,
            (Some(first), Some(second)) => Value::Record([first, second].into_iter().chain(values).collect()),
        }
    }

    fn give_arguments(&mut self, routine: &Routine, given: &[(Option<Identifier>, Value)]) {
        let mut variables = Variables::new();
        let mut positional = given.iter().filter(|(name, _)| name.is_none()).map(|(_, value)| value.clone());
        for argument in &routine.arguments {
            let is_given = !matches!(argument.mode, ParameterMode::Out | ParameterMode::Table);
            let named = || {
                let found = given.iter().find(|(name, _)| name.is_some() && *name == argument.name)?;
                Some(found.1.clone())
            };
            let value = match argument.mode {
                _ if !is_given => Some(Value::Null),
                ParameterMode::Variadic => Some(Value::List(positional.by_ref().collect())),
                _ => positional.next().or_else(named),
            };
            let value = value.unwrap_or_else(|| match &argument.default {
                Some(default) => self.scope().evaluate(&read_expression(default)),
                None => Value::Unknown,
            });
            let value = if argument.mode == ParameterMode::Variadic {
                value
            } else {
                value.cast(&object::type_text(self.session.catalogue, &argument.kind))
            };
            if is_given {
                self.parameters.push(value.clone());
            }
            if let Some(name) = &argument.name {
                variables.insert(name.clone(), value);
            }
        }
        // Its arguments also go by the function's own name: `f.a`.
        let own = variables.iter().map(|(name, value)| (Some(name.clone()), value.clone())).collect();
        variables.entry(routine.name.name.clone()).or_insert(Value::Record(own));
        self.variables = variables;
    }
}

/// Whether a value is written as one of that type.
fn suits(value: &Expression, kind: &DataType) -> bool {
    let Some(name) = kind.known() else { return false };
    match value {
        Expression::Number(_) => matches!(name, "integer" | "bigint" | "numeric"),
        Expression::Bool(_) => name == "boolean",
        Expression::Text(_) => matches!(name, "text" | "character varying" | "name"),
        Expression::Cast(_, to) => TypeName::built_in(to, Span::default()).built_in_form() == Some(name),
        _ => false,
    }
}
