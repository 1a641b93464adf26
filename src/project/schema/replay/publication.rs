//! Statements about publications.

use std::sync::Arc;

use super::super::object::ObjectId;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::service::Publication;
use super::super::table::Table;
use super::Session;
use crate::facts::sql::{
    AlterPublication, CreatePublication, DropPublications, Identifier, PublicationChange, PublicationMember,
    RewriteEvent, StorageOption,
};
use crate::source::Span;

/// What a statement names as members, looked up.
#[derive(Default)]
struct Members {
    tables: Vec<(ObjectId, Identifier)>,
    schemas: Vec<Identifier>,
}

impl Session<'_> {
    pub(super) fn create_publication(&mut self, create: &CreatePublication, span: Span) -> Outcome {
        if self.catalogue.publications.contains_key(&create.name) {
            return Err(duplicate(&create.name));
        }
        let members = self.members(&create.members)?;
        let mut publication = Publication {
            object: self.object(span),
            name: create.name.clone(),
            has_all_tables: create.has_all_tables,
            tables: Vec::new(),
            schemas: Vec::new(),
            events: vec![RewriteEvent::Update, RewriteEvent::Delete],
            is_via_root: false,
        };
        set(&mut publication, &create.options)?;
        add(&mut publication, members)?;
        self.catalogue.publications.insert(create.name.clone(), Arc::new(publication));
        Ok(())
    }

    pub(super) fn alter_publication(&mut self, alter: &AlterPublication, span: Span) -> Outcome {
        let members = match &alter.change {
            PublicationChange::Add(members)
            | PublicationChange::Set(members)
            | PublicationChange::Drop(members) => self.members(members)?,
            PublicationChange::Rename(_) | PublicationChange::Options(_) | PublicationChange::Other => {
                Members::default()
            }
        };
        let at = self.at(span);
        if let PublicationChange::Rename(to) = &alter.change {
            return self.rename_publication(&alter.name, to);
        }
        let publications = &mut self.catalogue.publications;
        let publication = publications.get_mut(&alter.name).ok_or_else(|| undefined(&alter.name))?;
        let publication = Arc::make_mut(publication);
        match &alter.change {
            PublicationChange::Add(_) => add(publication, members)?,
            PublicationChange::Set(_) => {
                publication.tables = members.tables.into_iter().map(|(id, _)| id).collect();
                publication.schemas = members.schemas;
            }
            PublicationChange::Drop(_) => remove(publication, &members)?,
            PublicationChange::Options(options) => set(publication, options)?,
            PublicationChange::Rename(_) | PublicationChange::Other => {}
        }
        publication.object.changed.push(at);
        Ok(())
    }

    fn rename_publication(&mut self, from: &Identifier, to: &Identifier) -> Outcome {
        let publications = &mut self.catalogue.publications;
        if publications.contains_key(to) {
            return Err(duplicate(to));
        }
        let mut publication = publications.remove(from).ok_or_else(|| undefined(from))?;
        Arc::make_mut(&mut publication).name = to.clone();
        publications.insert(to.clone(), publication);
        Ok(())
    }

    pub(super) fn drop_publications(&mut self, drop: &DropPublications) -> Outcome {
        let is_missing = |name: &&Identifier| !self.catalogue.publications.contains_key(*name);
        if let Some(missing) = drop.names.iter().find(is_missing).filter(|_| !drop.if_exists) {
            return Err(undefined(missing));
        }
        let publications = &mut self.catalogue.publications;
        publications.retain(|name, _| !drop.names.contains(name));
        Ok(())
    }

    /// Tables that inherit from a published one, partitions apart: they are members of their own.
    fn heirs_published(&self, table: &Table) -> Vec<(ObjectId, Identifier)> {
        let heirs = self.catalogue.heirs(table.object.id);
        let heirs = heirs.iter().filter_map(|name| self.catalogue.table(name));
        let heirs = heirs.filter(|heir| heir.partition_of.is_none());
        heirs.map(|heir| (heir.object.id, heir.name.name.clone())).collect()
    }

    fn members(&self, named: &[PublicationMember]) -> Outcome<Members> {
        let mut members = Members::default();
        for member in named {
            match member {
                PublicationMember::Table(name) => match self.table_named(name) {
                    // One that is named twice counts once.
                    Ok(table) if members.tables.iter().any(|(id, _)| *id == table.object.id) => {}
                    Ok(table) if table.is_unlogged => {
                        let message = format!("cannot add relation \"{}\" to publication", table.name.name);
                        return Err(Rejected::new(SqlState::Other, message));
                    }
                    Ok(table) => {
                        members.tables.push((table.object.id, table.name.name.clone()));
                        let heirs = self.heirs_published(table);
                        let is_new =
                            |(id, _): &(ObjectId, _)| members.tables.iter().all(|(known, _)| known != id);
                        let heirs: Vec<_> = heirs.into_iter().filter(is_new).collect();
                        members.tables.extend(heirs);
                    }
                    // A table of the platform need not be known.
                    Err(_) if self.catalogue.may_have_unseen(name) => {}
                    Err(rejected) => return Err(rejected),
                },
                PublicationMember::Schema(Some(schema)) if !self.catalogue.has_schema(schema) => {
                    let message = format!("schema \"{schema}\" does not exist");
                    return Err(Rejected::new(SqlState::UndefinedSchema, message));
                }
                PublicationMember::Schema(schema) => {
                    members.schemas.extend(schema.clone().or_else(|| Some(Identifier::exact("public"))));
                }
            }
        }
        Ok(members)
    }
}

/// `WITH (…)`, `SET (…)`.
fn set(publication: &mut Publication, options: &[StorageOption]) -> Outcome {
    let wrong = |message: String| Err(Rejected::new(SqlState::SyntaxError, message));
    for (name, value) in options {
        match &**name {
            "publish" => {
                let words: Vec<&str> =
                    value.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
                let is_known = |word: &&str| matches!(*word, "insert" | "update" | "delete" | "truncate");
                if let Some(word) = words.iter().find(|word| !is_known(word)) {
                    return wrong(format!(
                        "unrecognized value for publication option \"publish\": \"{word}\""
                    ));
                }
                let events = [("update", RewriteEvent::Update), ("delete", RewriteEvent::Delete)];
                let meant = events.into_iter().filter(|(word, _)| words.contains(word));
                publication.events = meant.map(|(_, event)| event).collect();
            }
            "publish_via_partition_root" => {
                publication.is_via_root = matches!(&**value, "true" | "on" | "1");
            }
            _ => return wrong(format!("unrecognized publication parameter: \"{name}\"")),
        }
    }
    Ok(())
}

fn add(publication: &mut Publication, members: Members) -> Outcome {
    for (id, name) in members.tables {
        if publication.tables.contains(&id) {
            let message =
                format!("relation \"{name}\" is already member of publication \"{}\"", publication.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        publication.tables.push(id);
    }
    for schema in members.schemas {
        if publication.schemas.contains(&schema) {
            let message =
                format!("schema \"{schema}\" is already member of publication \"{}\"", publication.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        publication.schemas.push(schema);
    }
    Ok(())
}

fn remove(publication: &mut Publication, members: &Members) -> Outcome {
    for (id, name) in &members.tables {
        if !publication.tables.contains(id) {
            let message = format!("relation \"{name}\" is not part of the publication");
            return Err(Rejected::new(SqlState::UndefinedObject, message));
        }
    }
    publication.tables.retain(|known| !members.tables.iter().any(|(id, _)| id == known));
    publication.schemas.retain(|known| !members.schemas.contains(known));
    Ok(())
}

fn undefined(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::UndefinedObject, format!("publication \"{name}\" does not exist"))
}

fn duplicate(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::DuplicateObject, format!("publication \"{name}\" already exists"))
}
