//! Tables that the bodies of functions name, and whether they are there after the last migration: a body is
//! read when it runs, so a migration may make it before, or without, what it names.

use std::collections::BTreeSet;

use super::Schema;
use super::object::QualifiedName;
use super::routine::Routine;
use crate::facts::sql::{Access, Identifier, RelationName, RoutineBody};
use crate::finding::Location;

/// A table that a body names.
#[derive(Debug)]
pub struct BodyName<'s> {
    /// Whose body.
    pub routine: &'s Routine,
    /// The name as written, folded.
    pub name: String,
    /// What the body does to it.
    pub access: Access,
    /// Where it is first named.
    pub at: Location,
    /// Whether it is there.
    pub is_there: bool,
    /// The existing table or view whose name is most like it, where it is not there.
    pub nearest: Option<String>,
}

impl Schema {
    /// Every table that the body of one of the project's own functions names, once for each function,
    /// sorted by function. Names that only the running database can tell are left out.
    pub fn tables_in_bodies(&self) -> Vec<BodyName<'_>> {
        let made = self.made_in_bodies();
        let own = self.routines().filter(|routine| routine.object.extension.is_none());
        own.filter(|routine| routine.object.doubt.is_none())
            .filter_map(|routine| Some((routine, routine.body.as_deref()?)))
            .flat_map(|(routine, body)| self.names_in(routine, body, &made))
            .collect()
    }

    /// Temporary tables that any body makes: others may find them there.
    fn made_in_bodies(&self) -> BTreeSet<&Identifier> {
        let bodies = self.routines().filter_map(|routine| routine.body.as_deref());
        bodies.flat_map(|body| &body.references.makes).map(|made| &made.name).collect()
    }

    fn names_in<'s>(
        &'s self,
        routine: &'s Routine,
        body: &'s RoutineBody,
        made: &BTreeSet<&Identifier>,
    ) -> Vec<BodyName<'s>> {
        let mut catalogue = self.catalogue.clone();
        let own_path = routine.setting("search_path").map(entries);
        catalogue.set_search_path(own_path.as_deref());
        let mut seen = BTreeSet::new();
        let mut names = Vec::new();
        for used in &body.references.relations {
            let name = &used.name;
            if !seen.insert((&name.schema, &name.name)) || made.contains(&name.name) {
                continue;
            }
            let is_there = catalogue.find(name).is_some();
            let may_be_there = catalogue.may_have_unseen(name)
                || is_of_trigger(routine, name)
                || (own_path.is_none() && name.schema.is_none() && self.has_elsewhere(&name.name));
            if !is_there && may_be_there {
                continue;
            }
            names.push(BodyName {
                routine,
                name: written(name),
                access: used.access,
                at: place(routine, body, name),
                is_there,
                nearest: if is_there { None } else { self.nearest_relation(name) },
            });
        }
        names
    }

    /// Whether another schema of the project has a relation of that name: who calls decides where a body
    /// without a path of its own looks.
    fn has_elsewhere(&self, name: &Identifier) -> bool {
        self.catalogue.relations().any(|relation| relation.name().name == *name)
    }

    fn nearest_relation(&self, name: &RelationName) -> Option<String> {
        let wanted = name.name.as_str();
        let readable = self.catalogue.relations().filter(|relation| relation.kind().is_some());
        let rated = readable.map(|relation| {
            let known: &QualifiedName = relation.name();
            (strsim::damerau_levenshtein(known.name.as_str(), wanted), known)
        });
        let (distance, nearest) = rated.min_by_key(|(distance, known)| (*distance, *known))?;
        (distance * 3 <= wanted.len()).then(|| nearest.to_string())
    }
}

/// Whether a function of triggers may mean the rows that a statement changed, which its trigger names.
fn is_of_trigger(routine: &Routine, name: &RelationName) -> bool {
    name.schema.is_none() && routine.is_for_triggers()
}

fn entries(path: &str) -> Vec<Identifier> {
    let entries = path.split(',').map(str::trim).filter(|entry| !entry.trim_matches(['\'', '"']).is_empty());
    entries.map(|entry| Identifier::written(entry.trim_matches('\''))).collect()
}

fn written(name: &RelationName) -> String {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.name),
        None => name.name.to_string(),
    }
}

/// Where a name in a body stands: in the last statement that gave the routine a body there.
fn place(routine: &Routine, body: &RoutineBody, name: &RelationName) -> Location {
    let holds = |at: &&Location| at.span.start <= body.span.start && body.span.end <= at.span.end;
    let statements = routine.object.changed.iter().rev().chain([&routine.object.created]);
    let statement = statements.clone().find(holds).or_else(|| statements.into_iter().next());
    let statement = statement.unwrap_or(&routine.object.created);
    Location { span: name.span, ..statement.clone() }
}
