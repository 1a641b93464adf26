//! Which database a script asks, and what it finds there by name.

use std::cell::OnceCell;

use super::maker::{Made, Makers};
use super::{Asked, ClientCall};
use crate::facts::typescript::{DatabaseTypes, TypedRelation};
use crate::project::Project;
use crate::project::schema::{Dialect, Relation, Routine, Schema, Served, Tool};
use crate::source::RelPath;

/// What clients ask for without saying a schema.
pub const DEFAULT_SCHEMA: &str = "public";

/// A name as a client asks for it, its schema said unless it is the default.
pub fn asked_name(schema: &str, name: &str) -> String {
    if schema == DEFAULT_SCHEMA { name.to_owned() } else { format!("{schema}.{name}") }
}

/// The databases that clients of a repository may ask, and what generated types say of them.
#[derive(Debug)]
pub struct Databases<'p> {
    project: &'p Project,
    makers: OnceCell<Makers<'p>>,
    schemas: Vec<&'p Schema>,
    types: Vec<&'p DatabaseTypes>,
}

impl<'p> Databases<'p> {
    /// Those of a project: Supabase's own where there are any, else every PostgreSQL database.
    pub fn of(project: &'p Project) -> Self {
        let served = project
            .schemas()
            .iter()
            .filter(|schema| schema.dialect() == Dialect::PostgreSql && !schema.migrations().is_empty());
        let (own, others): (Vec<_>, Vec<_>) = served.partition(|schema| schema.tool() == Tool::Supabase);
        let schemas = if own.is_empty() {
            others.into_iter().filter(|schema| schema.is_production()).collect()
        } else {
            own
        };
        let types = project.scripts().filter_map(|(_, script)| script.database_types.as_deref());
        Self { project, makers: OnceCell::new(), schemas, types: types.collect() }
    }

    /// Every database that clients may ask.
    pub fn schemas(&self) -> &[&'p Schema] {
        &self.schemas
    }

    /// Whether no migration says what there is.
    pub fn is_empty(&self) -> bool {
        self.schemas.is_empty()
    }

    /// The databases that a script may ask: the one nearest above it, else all that users have.
    pub fn of_script(&self, path: &RelPath) -> Vec<&'p Schema> {
        let above = self.schemas.iter().filter(|schema| path.is_under(home(schema)));
        if let Some(nearest) = above.max_by_key(|schema| home(schema).len()) {
            return vec![nearest];
        }
        let (production, others): (Vec<_>, Vec<_>) =
            self.schemas.iter().partition(|schema| schema.is_production());
        if production.is_empty() { others } else { production }
    }

    /// The table or view that one of `schemas` has under a name, the first that has it.
    pub fn relation(schemas: &[&'p Schema], schema: &str, name: &str) -> Served<'p, Relation> {
        first_served(schemas, |database| database.served_relation(schema, name))
    }

    /// The functions that one of `schemas` has under a name, the first that has any.
    pub fn routines(schemas: &[&'p Schema], schema: &str, name: &str) -> Served<'p, [Routine]> {
        first_served(schemas, |database| database.served_routines(schema, name))
    }

    /// The statement that would make the missing thing that a client asks for.
    pub fn made(&self, call: &ClientCall<'_>, schemas: &[&'p Schema]) -> Option<Made> {
        let makers = self.makers.get_or_init(|| Makers::of(self.project));
        match call.asked {
            Asked::Relation => makers.of_relation(call.name, schemas),
            Asked::Routine => makers.of_routine(call.name, schemas),
            Asked::Bucket => makers.of_bucket(call.name, schemas),
        }
    }

    /// Whether generated types know a function.
    pub fn has_typed_function(&self, schema: &str, name: &str) -> bool {
        let schemas =
            self.types.iter().flat_map(|types| &types.schemas).filter(|typed| *typed.name == *schema);
        schemas.flat_map(|typed| &typed.functions).any(|function| *function.name == *name)
    }

    /// Whether clients may ask `schemas` for what lies in a schema: the default, or one of the project's own.
    pub fn may_serve(schemas: &[&'p Schema], schema: &str) -> bool {
        schema == DEFAULT_SCHEMA || schemas.iter().any(|database| database.has_own_schema(schema))
    }

    /// Whether generated types know a column.
    pub fn has_typed_column(&self, schema: &str, table: &str, column: &str) -> bool {
        let relation = self.typed_relation(schema, table);
        relation.is_some_and(|relation| relation.columns.iter().any(|known| *known.name == *column))
    }

    /// What generated types say of a table or view.
    pub fn typed_relation(&self, schema: &str, name: &str) -> Option<&'p TypedRelation> {
        let schemas =
            self.types.iter().flat_map(|types| &types.schemas).filter(|typed| *typed.name == *schema);
        schemas.flat_map(|typed| &typed.relations).find(|relation| *relation.name == *name)
    }
}

/// The folder whose scripts a database is for: the one that holds the `supabase` folder.
fn home(schema: &Schema) -> &str {
    let folder = schema.folder();
    match folder.rsplit_once('/') {
        Some((above, _)) => above,
        None if schema.tool() == Tool::Supabase => "",
        None => folder,
    }
}

/// What the first database has that has it; unsure where one may have it.
pub(super) fn first_served<'p, T: ?Sized>(
    schemas: &[&'p Schema],
    ask: impl Fn(&'p Schema) -> Served<'p, T>,
) -> Served<'p, T> {
    let mut best = Served::Missing;
    for database in schemas {
        match ask(database) {
            found @ Served::There(_) => return found,
            unsure @ Served::Unsure(_) => best = unsure,
            Served::Missing => {}
        }
    }
    best
}
