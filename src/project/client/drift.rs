//! Where generated types and the migrations they were made from say different things.

use std::collections::BTreeSet;

use super::database::Databases;
use crate::facts::FileFacts;
use crate::facts::typescript::{TypedRelation, TypedSchema};
use crate::finding::Location;
use crate::project::Project;
use crate::project::schema::{HasColumn, Relation, RoutineKind, Schema, Served};

/// How many of a database's tables a file of types has to know, in tenths, before what it lacks is missed:
/// one written by hand may name a few on purpose.
const WHOLE_TENTHS: usize = 7;

/// One thing that types or migrations know.
#[derive(Debug)]
pub struct Drift {
    /// Its name, its schema said unless it is the default.
    pub name: String,
    /// Where the types name it; the statement that makes it, where they do not.
    pub at: Location,
    /// What differs.
    pub verdict: Verdict,
}

/// What a comparison comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Both say the same.
    Same,
    /// That cannot be told.
    Unsure(String),
    /// Only the types know it.
    OnlyTyped(What),
    /// Only the migrations know it.
    OnlyMigrated(What),
    /// Columns that only the types, and that only the migrations know.
    Columns(Vec<String>, Vec<String>),
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A table.
    Table,
    /// A view.
    View,
    /// A function.
    Function,
}

impl What {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
            Self::Function => "function",
        }
    }
}

impl Databases<'_> {
    /// Compares every file of generated types with the database that it is of.
    pub fn drift(&self, project: &Project) -> Vec<Drift> {
        let mut found = Vec::new();
        for (file, script) in project.scripts() {
            let Some(types) = &script.database_types else { continue };
            let [database] = &*self.of_script(&file.path) else { continue };
            for typed in &types.schemas {
                compare(file, typed, database, &mut found);
            }
        }
        found
    }
}

fn compare(file: &FileFacts, typed: &TypedSchema, database: &Schema, found: &mut Vec<Drift>) {
    let known = |relation: &&TypedRelation| {
        matches!(database.served_relation(&typed.name, &relation.name), Served::There(_))
    };
    let shared = typed.relations.iter().filter(known).count();
    // Types of another project's database, and of what the platform fills.
    if shared * 2 < typed.relations.len() || shared == 0 || !is_own(&typed.name, database) {
        return;
    }
    let relations = own_relations(typed, database);
    let names: BTreeSet<&str> = typed.relations.iter().map(|relation| &*relation.name).collect();
    let known = relations.iter().filter(|relation| names.contains(relation.name().name.as_str())).count();
    let is_whole = known * 10 >= relations.len() * WHOLE_TENTHS;
    for relation in &typed.relations {
        let at = Location::new(&file.path, relation.span);
        found.push(Drift {
            name: super::asked_name(&typed.name, &relation.name),
            at,
            verdict: of_relation(typed, relation, database, is_whole),
        });
    }
    // What an extension brings there is not all on record.
    let has_extension = database.extensions().any(|extension| extension.schema.as_str() == &*typed.name);
    for function in &typed.functions {
        let verdict = match database.served_routines(&typed.name, &function.name) {
            Served::There(_) => Verdict::Same,
            Served::Unsure(reason) => Verdict::Unsure(reason),
            Served::Missing if has_extension => continue,
            Served::Missing => Verdict::OnlyTyped(What::Function),
        };
        let at = Location::new(&file.path, function.span);
        found.push(Drift { name: super::asked_name(&typed.name, &function.name), at, verdict });
    }
    if is_whole {
        let missing = relations.into_iter().filter(|one| !names.contains(one.name().name.as_str()));
        only_migrated(typed, missing, database, found);
    }
}

fn of_relation(typed: &TypedSchema, relation: &TypedRelation, database: &Schema, is_whole: bool) -> Verdict {
    let there = match database.served_relation(&typed.name, &relation.name) {
        Served::There(there) => there,
        Served::Unsure(reason) => return Verdict::Unsure(reason),
        Served::Missing if relation.is_view => return Verdict::OnlyTyped(What::View),
        Served::Missing => return Verdict::OnlyTyped(What::Table),
    };
    let mut only_typed = Vec::new();
    for column in &relation.columns {
        match database.has_served_column(there, &column.name) {
            HasColumn::Yes => {}
            HasColumn::Unsure => return Verdict::Unsure("not every column is known".to_owned()),
            HasColumn::No(_) => only_typed.push(column.name.to_string()),
        }
    }
    let names: BTreeSet<&str> = relation.columns.iter().map(|column| &*column.name).collect();
    let columns = there.columns().iter().filter(|column| is_whole && column.doubt.is_none());
    let only_migrated: Vec<String> =
        columns.map(|column| column.name.to_string()).filter(|name| !names.contains(name.as_str())).collect();
    if only_typed.is_empty() && only_migrated.is_empty() {
        Verdict::Same
    } else {
        Verdict::Columns(only_typed, only_migrated)
    }
}

fn is_own(schema: &str, database: &Schema) -> bool {
    schema == super::DEFAULT_SCHEMA || database.has_own_schema(schema)
}

/// Tables and views of the schema that types list.
fn own_relations<'s>(typed: &TypedSchema, database: &'s Schema) -> Vec<&'s Relation> {
    let is_here = |relation: &&Relation| relation.name().schema.as_str() == &*typed.name;
    database.relations().filter(is_here).filter(|relation| is_plain(relation)).collect()
}

/// What the types lack, where they are meant to be whole.
fn only_migrated<'s>(
    typed: &TypedSchema,
    missing: impl Iterator<Item = &'s Relation>,
    database: &Schema,
    found: &mut Vec<Drift>,
) {
    for relation in missing {
        let Some(object) = relation.object() else { continue };
        let what = if relation.as_view().is_some() { What::View } else { What::Table };
        let name = super::asked_name(&typed.name, relation.name().name.as_str());
        found.push(Drift { name, at: object.created.clone(), verdict: Verdict::OnlyMigrated(what) });
    }
    let functions: BTreeSet<&str> = typed.functions.iter().map(|function| &*function.name).collect();
    let mut seen = BTreeSet::new();
    for routine in database.own_routines().filter(|routine| routine.name.schema.as_str() == &*typed.name) {
        let name = routine.name.name.as_str();
        let is_listed = routine.kind == RoutineKind::Function
            && !routine.is_for_triggers()
            && routine.object.doubt.is_none()
            && routine.inputs().all(|input| input.name.is_some());
        if is_listed && !functions.contains(name) && seen.insert(name) {
            let (name, at) = (super::asked_name(&typed.name, name), routine.object.created.clone());
            found.push(Drift { name, at, verdict: Verdict::OnlyMigrated(What::Function) });
        }
    }
}

/// Whether types list a relation: tables and views that are surely there, partitions left out.
fn is_plain(relation: &Relation) -> bool {
    let is_partition = relation.as_table().is_some_and(|table| table.partition_of.is_some());
    let is_sure = relation
        .object()
        .is_some_and(|object| object.doubt.is_none() && !object.is_platform && object.extension.is_none());
    relation.has_rows() && is_sure && !is_partition
}
