//! What a client finds in the database by a name that it asks for.

use super::Schema;
use super::object::QualifiedName;
use super::relation::Relation;
use super::routine::Routine;
use super::service::Bucket;
use crate::facts::sql::{Identifier, RelationName};
use crate::source::Span;

/// What a name that a client asks for comes to after the last migration.
#[derive(Debug)]
pub enum Served<'s, T: ?Sized> {
    /// It is there.
    There(&'s T),
    /// It may be there, and why that is not known.
    Unsure(String),
    /// Nothing has that name.
    Missing,
}

impl Schema {
    /// The table or view that clients ask for by `name`, whose case counts, in `schema`.
    pub fn served_relation(&self, schema: &str, name: &str) -> Served<'_, Relation> {
        let wanted = QualifiedName { schema: Identifier::exact(schema), name: Identifier::exact(name) };
        let found = self.catalogue.get(&wanted).filter(|relation| relation.kind().is_some());
        if let Some(relation) = found {
            let doubt = relation.object().and_then(|object| object.doubt.as_ref());
            return match doubt {
                None => Served::There(relation),
                Some(at) => Served::Unsure(format!("whether it exists is decided at {}", at.path)),
            };
        }
        let QualifiedName { schema, name } = wanted;
        let wanted = RelationName { schema: Some(schema), name, span: Span::default() };
        if let Some(at) = &self.catalogue.unseen {
            return Served::Unsure(format!("{} may make it", at.path));
        }
        if self.catalogue.may_have_unseen(&wanted) {
            return Served::Unsure("an extension or a tool may make it".to_owned());
        }
        Served::Missing
    }

    /// The functions that clients ask for by `name` in `schema`: overloads in creation order, none of
    /// them known where an extension brings it.
    pub fn served_routines(&self, schema: &str, name: &str) -> Served<'_, [Routine]> {
        let wanted = QualifiedName { schema: Identifier::exact(schema), name: Identifier::exact(name) };
        if let Some(overloads) = self.catalogue.routines.get(&wanted).filter(|found| !found.is_empty()) {
            let doubt = overloads.iter().find_map(|routine| routine.object.doubt.as_ref());
            return match doubt {
                None => Served::There(overloads),
                Some(at) => Served::Unsure(format!("whether it exists is decided at {}", at.path)),
            };
        }
        let QualifiedName { schema, name } = wanted;
        let wanted = RelationName { schema: Some(schema), name, span: Span::default() };
        if self.catalogue.has_function_elsewhere(&wanted) {
            return Served::There(&[]);
        }
        if let Some(at) = &self.catalogue.unseen {
            return Served::Unsure(format!("{} may make it", at.path));
        }
        if self.catalogue.has_unseen_function(&wanted) {
            return Served::Unsure("an extension or a tool may make it".to_owned());
        }
        Served::Missing
    }

    /// The storage bucket of that id.
    pub fn served_bucket(&self, id: &str) -> Served<'_, Bucket> {
        match (self.buckets().find(|bucket| *bucket.id == *id), &self.catalogue.unseen) {
            (Some(bucket), _) => Served::There(bucket),
            (None, Some(at)) => Served::Unsure(format!("{} may make it", at.path)),
            (None, None) => Served::Missing,
        }
    }

    /// The function whose name is most like `wanted`, one in `schema` before others.
    pub fn nearest_routine(&self, schema: &str, wanted: &str) -> Option<&QualifiedName> {
        let last = wanted.rsplit('.').next().unwrap_or(wanted);
        let own = self.own_routines().filter(|routine| !routine.is_for_triggers());
        let rated = own.map(|routine| {
            let name = &routine.name;
            (strsim::damerau_levenshtein(name.name.as_str(), last), name.schema.as_str() != schema, name)
        });
        let (distance, _, nearest) = rated.min()?;
        (distance * 3 <= last.len()).then_some(nearest)
    }

    /// Whether a schema of that name is there, and is the project's own.
    pub fn has_own_schema(&self, name: &str) -> bool {
        let name = Identifier::exact(name);
        !super::is_platform_schema(&name)
            && !super::is_system_schema(&name)
            && self.catalogue.has_schema(&name)
    }

    /// The table or view whose name is most like `wanted`, one in `schema` before others.
    pub fn nearest_served(&self, schema: &str, wanted: &str) -> Option<&QualifiedName> {
        let last = wanted.rsplit('.').next().unwrap_or(wanted);
        let readable = self.catalogue.relations().filter(|relation| relation.kind().is_some());
        let rated = readable.map(|relation| {
            let name = relation.name();
            let distance = strsim::damerau_levenshtein(name.name.as_str(), last);
            (distance, name.schema.as_str() != schema, name)
        });
        let (distance, _, nearest) = rated.min()?;
        (distance * 3 <= last.len()).then_some(nearest)
    }
}
