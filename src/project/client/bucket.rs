//! Storage buckets that the repository makes: in migrations, in `config.toml`, in code.

use std::collections::BTreeSet;

use super::Databases;
use super::database::first_served;
use crate::facts::typescript::{Call, Link, TypeScriptFacts, Value};
use crate::project::Project;
use crate::project::constant::constant;
use crate::project::schema::{Schema, Served};

/// Every bucket that something makes, by its id.
#[derive(Debug)]
pub struct Buckets<'p> {
    schemas: &'p [&'p Schema],
    /// Those of configurations and of code.
    others: BTreeSet<&'p str>,
    /// Whether code makes some by a name that only it knows.
    has_unnamed: bool,
}

impl<'p> Buckets<'p> {
    /// Those of a project and its databases.
    pub fn of(project: &'p Project, databases: &'p Databases<'p>) -> Self {
        let configured = project.functions().projects.iter().flat_map(|supabase| &supabase.buckets);
        let others = configured.map(|id| &**id).collect();
        let mut buckets = Self { schemas: databases.schemas(), others, has_unnamed: false };
        for (_, script) in project.scripts().filter(|(file, _)| file.role.is_authored()) {
            let made = script.calls.iter().filter_map(|call| Some((call, call.link("createBucket")?)));
            made.for_each(|(call, link)| buckets.add(script, call, link));
        }
        buckets
    }

    fn add(&mut self, script: &'p TypeScriptFacts, call: &'p Call, link: &'p Link) {
        let name = match link.argument(0) {
            Some(Value::Text(name)) => Some(&**name),
            Some(Value::Path(path)) => constant(script, call.function, path),
            _ => None,
        };
        self.has_unnamed |= name.is_none();
        self.others.extend(name);
    }

    /// Whether nothing makes any.
    pub fn is_empty(&self) -> bool {
        !self.has_unnamed && self.ids().next().is_none()
    }

    /// What something makes under an id.
    pub fn served(&self, id: &str) -> Served<'p, ()> {
        match first_served(self.schemas, |schema| schema.served_bucket(id)) {
            Served::There(_) => Served::There(&()),
            _ if self.others.contains(id) => Served::There(&()),
            Served::Unsure(reason) => Served::Unsure(reason),
            Served::Missing if self.has_unnamed => {
                Served::Unsure("code makes buckets by names that only it knows".to_owned())
            }
            Served::Missing => Served::Missing,
        }
    }

    /// The bucket whose id is most like `id`.
    pub fn nearest(&self, id: &str) -> Option<&'p str> {
        let rated = self.ids().map(|made| (strsim::damerau_levenshtein(made, id), made));
        rated.min().filter(|(distance, _)| distance * 3 <= id.len()).map(|(_, made)| made)
    }

    fn ids(&self) -> impl Iterator<Item = &'p str> {
        let migrated = self.schemas.iter().flat_map(|schema| schema.buckets()).map(|bucket| &*bucket.id);
        migrated.chain(self.others.iter().copied())
    }
}
