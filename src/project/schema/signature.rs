//! Routines by name and arguments: as statements about existing ones name them, and as PostgreSQL prints
//! them.

use std::sync::Arc;

use super::Schema;
use super::catalogue::Catalogue;
use super::object::{ObjectId, QualifiedName};
use super::rejection::{Outcome, Rejected, SqlState};
use super::routine::{Routine, RoutineKind};
use super::user_type::DataType;
use crate::facts::sql::{self, Identifier, RelationName, RoutineSignature, SignatureArgument, TypeName};
use crate::finding::Subject;

impl Catalogue {
    /// Routines of that name on the search path; of the same inputs only the first that is found.
    pub(super) fn overloads(&self, name: &RelationName) -> Vec<&Routine> {
        let mut found: Vec<&Routine> = Vec::new();
        for schema in self.schemas_for(name) {
            let qualified = QualifiedName { schema: schema.clone(), name: name.name.clone() };
            for routine in self.routines.get(&qualified).into_iter().flat_map(|overloads| overloads.iter()) {
                if !found.iter().any(|known| has_same_inputs(known, routine)) {
                    found.push(routine);
                }
            }
        }
        found
    }

    /// The schemas in which an object of that name is looked for, in order.
    pub(super) fn schemas_for<'c>(&'c self, name: &'c RelationName) -> &'c [Identifier] {
        match &name.schema {
            Some(schema) => std::slice::from_ref(schema),
            None => self.search_path(),
        }
    }

    /// The routine that a statement means.
    pub(super) fn routine_of(&self, wanted: &RoutineSignature, kind: sql::RoutineKind) -> Outcome<&Routine> {
        if let Some(schema) = &wanted.name.schema
            && !self.has_schema(schema)
        {
            let message = format!("schema \"{schema}\" does not exist");
            return Err(Rejected::new(SqlState::UndefinedSchema, message));
        }
        let overloads = self.overloads(&wanted.name);
        let found = match &wanted.arguments {
            None => only_one(&overloads, wanted, kind)?,
            Some(arguments) => self.with_arguments(&overloads, arguments, kind)?,
        };
        let Some(found) = found else { return Err(undefined_routine(wanted, kind)) };
        if fits(found.kind, kind) {
            return Ok(found);
        }
        let shown = self.shown_signature(found);
        let message = match kind {
            sql::RoutineKind::Function if found.kind == RoutineKind::Procedure => {
                format!("{shown} is not a function")
            }
            sql::RoutineKind::Function => format!("\"{}\" is an aggregate function", found.name.name),
            sql::RoutineKind::Procedure => format!("{shown} is not a procedure"),
            _ => format!("function {shown} is not an aggregate"),
        };
        Err(Rejected::new(SqlState::WrongObjectType, message))
    }

    fn with_arguments<'c>(
        &self,
        overloads: &[&'c Routine],
        arguments: &[SignatureArgument],
        kind: sql::RoutineKind,
    ) -> Outcome<Option<&'c Routine>> {
        let data_type = |argument: &SignatureArgument| {
            argument
                .data_type
                .as_ref()
                .map_or_else(|| Ok(DataType::built_in("unknown")), |kind| self.data_type(kind))
        };
        let all: Vec<DataType> = arguments.iter().map(data_type).collect::<Outcome<_>>()?;
        let given = arguments.iter().zip(&all).filter(|(argument, _)| argument.is_input);
        let inputs: Vec<&DataType> = given.map(|(_, kind)| kind).collect();
        let by_inputs = overloads.iter().find(|routine| {
            let known = routine.inputs();
            known.clone().count() == inputs.len()
                && known.zip(&inputs).all(|(argument, wanted)| argument.kind.is_same(wanted))
        });
        if by_inputs.is_some() || !matches!(kind, sql::RoutineKind::Procedure | sql::RoutineKind::Routine) {
            return Ok(by_inputs.copied());
        }
        // A procedure may be named by all its arguments.
        let by_all = overloads.iter().find(|routine| {
            routine.kind == RoutineKind::Procedure
                && routine.arguments.len() == all.len()
                && routine.arguments.iter().zip(&all).all(|(argument, wanted)| argument.kind.is_same(wanted))
        });
        Ok(by_all.copied())
    }

    /// The routine of that identity.
    pub(super) fn routine_by_id(&self, id: ObjectId) -> Option<&Routine> {
        let overloads = self.routines.get(self.last_name(id)?)?;
        overloads.iter().find(|routine| routine.object.id == id)
    }

    /// The routine of that name and identity, to be changed.
    pub(super) fn routine_mut(&mut self, name: &QualifiedName, id: ObjectId) -> Option<&mut Routine> {
        self.note_needs(id);
        let overloads = Arc::make_mut(self.routines.get_mut(name)?);
        overloads.iter_mut().find(|routine| routine.object.id == id)
    }

    pub(super) fn add_routine(&mut self, routine: Routine) {
        self.name(routine.object.id, &routine.name);
        let overloads = self.routines.or_default(routine.name.clone());
        Arc::make_mut(overloads).push(routine);
    }

    /// Takes a routine away; what depends on it is the caller's.
    pub(super) fn take_routine(&mut self, name: &QualifiedName, id: ObjectId) -> Option<Routine> {
        let routines = &mut self.routines;
        let overloads = Arc::make_mut(routines.get_mut(name)?);
        let at = overloads.iter().position(|routine| routine.object.id == id)?;
        let removed = overloads.remove(at);
        if overloads.is_empty() {
            routines.remove(name);
        }
        Some(removed)
    }

    /// `notes(uuid,text)`, as messages name a routine.
    pub(super) fn shown_signature(&self, routine: &Routine) -> String {
        let kinds: Vec<_> = routine.inputs().map(|input| self.parameter_form(&input.kind)).collect();
        format!("{}({})", routine.name.name, kinds.join(","))
    }
}

impl Schema {
    /// What a routine is called in reports: `public.notes(uuid, text)`.
    pub fn routine_subject(&self, routine: &Routine) -> Subject {
        let kinds: Vec<_> = routine.inputs().map(|it| self.catalogue.parameter_form(&it.kind)).collect();
        Subject::new(format!("{}({})", routine.name, kinds.join(", ")), routine.defined.clone())
    }
}

fn only_one<'c>(
    overloads: &[&'c Routine],
    wanted: &RoutineSignature,
    kind: sql::RoutineKind,
) -> Outcome<Option<&'c Routine>> {
    // Asked for a kind, routines of another are passed over, unless there is nothing else.
    let of_kind: Vec<_> = overloads.iter().filter(|routine| fits(routine.kind, kind)).collect();
    match (&*of_kind, overloads) {
        ([], []) => Ok(None),
        ([], [first, ..]) => Ok(Some(*first)),
        ([one], _) => Ok(Some(**one)),
        _ => {
            let message = format!("{} name \"{}\" is not unique", word(kind), wanted.name.name);
            Err(Rejected::new(SqlState::AmbiguousFunction, message))
        }
    }
}

fn fits(kind: RoutineKind, wanted: sql::RoutineKind) -> bool {
    match wanted {
        sql::RoutineKind::Function => matches!(kind, RoutineKind::Function | RoutineKind::Window),
        sql::RoutineKind::Procedure => kind == RoutineKind::Procedure,
        sql::RoutineKind::Aggregate => kind == RoutineKind::Aggregate,
        sql::RoutineKind::Routine => true,
    }
}

pub(super) fn word(kind: sql::RoutineKind) -> &'static str {
    match kind {
        sql::RoutineKind::Function => "function",
        sql::RoutineKind::Procedure => "procedure",
        sql::RoutineKind::Routine => "routine",
        sql::RoutineKind::Aggregate => "aggregate",
    }
}

/// Whether a call could not tell two routines apart by what it gives.
pub(super) fn has_same_inputs(one: &Routine, other: &Routine) -> bool {
    let (ours, theirs) = (one.inputs(), other.inputs());
    ours.clone().count() == theirs.clone().count()
        && ours.zip(theirs).all(|(ours, theirs)| ours.kind.is_same(&theirs.kind))
}

fn undefined_routine(wanted: &RoutineSignature, kind: sql::RoutineKind) -> Rejected {
    let schema = wanted.name.schema.as_ref().map(|schema| format!("{schema}.")).unwrap_or_default();
    let name = format!("{schema}{}", wanted.name.name);
    let message = match &wanted.arguments {
        None => format!("could not find a {} named \"{name}\"", word(kind)),
        Some(arguments) => {
            let kinds: Vec<_> = arguments
                .iter()
                .filter_map(|argument| argument.data_type.as_ref())
                .map(TypeName::parameter_form)
                .collect();
            format!("{} {name}({}) does not exist", word(kind), kinds.join(", "))
        }
    };
    Rejected::new(SqlState::UndefinedFunction, message)
}
