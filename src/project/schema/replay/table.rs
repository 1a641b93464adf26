//! Statements that change relations.

use super::super::constraint::ConstraintKind;
use super::super::object::QualifiedName;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::{RowSecurity, Table};
use super::{Session, duplicate_relation, undefined_relation};
use crate::facts::sql::{
    AlterRelation, ColumnAlteration, ColumnChange, ConstraintChange, ConstraintKind as WrittenKind,
    Identifier, RelationChange, RelationKind,
};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn alter_relation(&mut self, alter: &AlterRelation, span: Span) -> Outcome {
        let Some(mut name) = self.catalogue.find(&alter.name) else {
            return if alter.if_exists { Ok(()) } else { Err(undefined_relation(&alter.name)) };
        };
        self.check_kind(&name, alter)?;
        let mut changes: Vec<&RelationChange> = alter.changes.iter().collect();
        changes.sort_by_key(|change| pass(change));
        // All of its actions happen, or none.
        let before = self.catalogue.clone();
        for change in changes {
            match self.change(name, change, alter, span) {
                Ok(now) => name = now,
                Err(rejected) => {
                    *self.catalogue = before;
                    return Err(rejected);
                }
            }
        }
        Ok(())
    }

    /// `ALTER TABLE` may mean any relation, the others only their own kind; a column of any is renamed by
    /// all of them.
    fn check_kind(&self, name: &QualifiedName, alter: &AlterRelation) -> Outcome {
        if matches!(self.catalogue.get(name), Some(Relation::Composite { .. })) {
            return Err(Rejected::new(
                SqlState::WrongObjectType,
                format!("\"{}\" is a composite type", name.name),
            ));
        }
        if let [RelationChange::Column(ColumnChange::Rename { .. })] = alter.changes.as_slice() {
            return Ok(());
        }
        let is_refused = |found| alter.changes.iter().any(|change| !can_have(found, change));
        if self.catalogue.get(name).is_some_and(is_refused) {
            return Err(not_a_table(name));
        }
        let fits = match (alter.kind, self.catalogue.get(name)) {
            (RelationKind::Sequence, Some(found)) => matches!(found, Relation::Sequence(_)),
            (RelationKind::View, Some(found)) => {
                found.as_view().is_some_and(|view| view.kind == RelationKind::View)
            }
            (RelationKind::MaterializedView, Some(found)) => {
                found.as_view().is_some_and(|view| view.kind == RelationKind::MaterializedView)
            }
            _ => true,
        };
        if fits {
            return Ok(());
        }
        let what = match alter.kind {
            RelationKind::Sequence => "a sequence",
            RelationKind::View => "a view",
            _ => "a materialized view",
        };
        Err(Rejected::new(SqlState::WrongObjectType, format!("\"{}\" is not {what}", name.name)))
    }

    /// One action on a relation; returns the name it has afterwards.
    fn change(
        &mut self,
        name: QualifiedName,
        change: &RelationChange,
        alter: &AlterRelation,
        span: Span,
    ) -> Outcome<QualifiedName> {
        match change {
            RelationChange::SetOptions(options) => self.set_options(&name, options),
            RelationChange::ResetOptions(options) => self.reset_options(&name, options),
            RelationChange::SwitchTrigger(switch) => self.switch_trigger(&name, switch)?,
            RelationChange::SwitchRewriteRule(switch) => self.switch_rewrite_rule(&name, switch)?,
            RelationChange::Column(change) => self.alter_column(&name, change, span, alter.is_only)?,
            RelationChange::Constraint(change) => self.alter_constraint(&name, change, alter.is_only)?,
            RelationChange::EnableRowSecurity => self.set_row_security(&name, RowSecurity::On, span)?,
            RelationChange::DisableRowSecurity => self.set_row_security(&name, RowSecurity::Off, span)?,
            RelationChange::ForceRowSecurity => self.force_row_security(&name, true)?,
            RelationChange::NoForceRowSecurity => self.force_row_security(&name, false)?,
            RelationChange::Owner(owner) => {
                self.own_table(&name, owner)?;
                self.mark_changed(&name, span);
            }
            RelationChange::Rename(to) => {
                return self.rename(&name, QualifiedName { schema: name.schema.clone(), name: to.clone() });
            }
            RelationChange::SetSchema(schema) => return self.move_to(name, schema, span),
            RelationChange::Attach { part, .. } => match self.catalogue.get(&name) {
                Some(Relation::Index { id, .. }) => {
                    let parent = *id;
                    let found = self.catalogue.find(part).ok_or_else(|| undefined_relation(part))?;
                    if let Some(Relation::Index { id, of, .. }) = self.catalogue.get(&found) {
                        let (id, of) = (*id, *of);
                        self.attach_index(parent, of, id);
                    }
                }
                _ => self.attach(&name, part, span)?,
            },
            RelationChange::Detach(part) => self.detach(&name, part)?,
            RelationChange::Inherit(parent) => self.inherit(&name, parent)?,
            RelationChange::NoInherit(parent) => self.disinherit(&name, parent)?,
            RelationChange::ReplicaIdentity(identity) => self.set_identity(&name, identity)?,
            RelationChange::SetLogged(is_logged) => {
                self.check_logged(&name, *is_logged)?;
                if let Some(table) = self.catalogue.table_mut(&name) {
                    table.is_unlogged = !is_logged;
                }
            }
            RelationChange::OwnedBy(owner) => self.own_sequence(&name, owner.as_ref())?,
        }
        Ok(name)
    }

    /// `SET SCHEMA`.
    fn move_to(&mut self, name: QualifiedName, schema: &Identifier, span: Span) -> Outcome<QualifiedName> {
        if !self.catalogue.has_schema(schema) {
            let message = format!("schema \"{schema}\" does not exist");
            return Err(Rejected::new(SqlState::UndefinedSchema, message));
        }
        if *schema == name.schema {
            return Ok(name);
        }
        let moved = QualifiedName { schema: schema.clone(), name: name.name.clone() };
        self.mark_changed(&name, span);
        self.rename(&name, moved)
    }

    /// What survives a crash cannot refer to what does not, and only that is published.
    fn check_logged(&mut self, name: &QualifiedName, is_logged: bool) -> Outcome {
        let Some(table) = self.catalogue.table(name) else { return Ok(()) };
        let (id, own) = (table.object.id, table.name.name.clone());
        let is_published =
            || self.catalogue.publications.values().any(|publication| publication.tables.contains(&id));
        if !is_logged && is_published() {
            let message =
                format!("cannot change table \"{own}\" to unlogged because it is part of a publication");
            return Err(Rejected::new(SqlState::Other, message));
        }
        let other = if is_logged {
            let references = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey(key) => self.catalogue.relation_by_id(key.references)?.as_table(),
                _ => None,
            });
            references
                .filter(|other| other.is_unlogged)
                .map(|other| other.name.name.clone())
                .find(|it| *it != own)
        } else {
            let refers = |other: &Table| {
                let mut keys = other.constraints.iter().map(|constraint| &constraint.kind);
                keys.any(|kind| matches!(kind, ConstraintKind::ForeignKey(key) if key.references == id))
            };
            let others = self.catalogue.relations_that_need(id).filter_map(Relation::as_table);
            let mut others =
                others.filter(|other| other.object.id != id && !other.is_unlogged && refers(other));
            others.next().map(|other| other.name.name.clone())
        };
        let Some(other) = other else { return Ok(()) };
        let (to, kind) = if is_logged { ("logged", "unlogged") } else { ("unlogged", "logged") };
        let message = format!(
            "could not change table \"{own}\" to {to} because it references {kind} table \"{other}\""
        );
        Err(Rejected::new(SqlState::InvalidTableDefinition, message))
    }

    /// Remembers a statement that changed who may reach a relation.
    fn mark_changed(&mut self, name: &QualifiedName, span: Span) {
        let at = self.at(span);
        if let Some(object) = self.catalogue.get_mut(name).and_then(Relation::object_mut) {
            object.changed.push(at);
        }
    }

    fn set_row_security(&mut self, name: &QualifiedName, to: RowSecurity, span: Span) -> Outcome {
        let at = self.at(span);
        let table = self.catalogue.table_mut(name).ok_or_else(|| not_a_table(name))?;
        if !table.has_row_security() {
            return Err(not_a_table(name));
        }
        if table.row_security != to {
            table.row_security_changes.push(at);
        }
        table.row_security = to;
        Ok(())
    }

    fn force_row_security(&mut self, name: &QualifiedName, forces: bool) -> Outcome {
        let table = self.catalogue.table_mut(name).ok_or_else(|| not_a_table(name))?;
        table.forces_row_security = forces;
        Ok(())
    }

    /// Refuses a name whose row type would meet another type: each table and view brings one.
    pub(super) fn refuse_type_name(&self, name: &QualifiedName) -> Outcome {
        if !self.catalogue.types.contains_key(name) {
            return Ok(());
        }
        Err(Rejected::new(SqlState::DuplicateObject, format!("type \"{}\" already exists", name.name)))
    }

    pub(super) fn rename(&mut self, from: &QualifiedName, to: QualifiedName) -> Outcome<QualifiedName> {
        if self.catalogue.get(&to).is_some() {
            return Err(duplicate_relation(&to));
        }
        self.refuse_type_name(&to)?;
        if let Some(Relation::Index { id, of, .. }) = self.catalogue.get(from) {
            let (id, of) = (*id, *of);
            self.rename_index(of, id, &to.name);
        }
        if from.schema != to.schema {
            self.check_parts_free(from, &to.schema)?;
        }
        self.catalogue.rename(from, &to);
        Ok(to)
    }
}

impl Session<'_> {
    /// Indexes and sequences of a relation move with it: their names must be free there, too.
    fn check_parts_free(&mut self, from: &QualifiedName, schema: &Identifier) -> Outcome {
        let Some(relation) = self.catalogue.get(from) else { return Ok(()) };
        let id = relation.id();
        let mut parts: Vec<_> = relation.indexes().iter().map(|index| index.name.clone()).collect();
        parts.extend(self.catalogue.sequences_of(id).into_iter().map(|(name, _)| name.name));
        for name in parts {
            let moved = QualifiedName { schema: schema.clone(), name };
            if self.catalogue.get(&moved).is_some() {
                return Err(duplicate_relation(&moved));
            }
        }
        Ok(())
    }
}

/// Whether a relation of that kind can have something done to it. Tables can have everything.
fn can_have(found: &Relation, change: &RelationChange) -> bool {
    let is_named = matches!(change, RelationChange::Rename(_));
    let is_placed = is_named || matches!(change, RelationChange::Owner(_) | RelationChange::SetSchema(_));
    let has_options = matches!(change, RelationChange::SetOptions(_) | RelationChange::ResetOptions(_));
    let is_small =
        |to: &ColumnAlteration| matches!(to, ColumnAlteration::Default(_) | ColumnAlteration::Other);
    let is_column = match change {
        RelationChange::Column(ColumnChange::Rename { .. }) => true,
        RelationChange::Column(ColumnChange::Alter { to, .. }) => is_small(to),
        _ => false,
    };
    match found {
        Relation::Table(_) => true,
        Relation::View(view) => {
            let keeps_rows = view.kind == RelationKind::MaterializedView;
            let is_identity = matches!(change, RelationChange::ReplicaIdentity(_));
            is_placed || has_options || is_column || keeps_rows && is_identity
        }
        Relation::Sequence(_) => {
            is_placed || matches!(change, RelationChange::SetLogged(_) | RelationChange::OwnedBy(_))
        }
        Relation::Index { .. } => {
            is_named || has_options || is_column || matches!(change, RelationChange::Attach { .. })
        }
        Relation::Composite { .. } => false,
    }
}

/// When PostgreSQL takes an action of a statement that has several.
fn pass(change: &RelationChange) -> u8 {
    match change {
        RelationChange::Column(ColumnChange::Drop { .. })
        | RelationChange::Constraint(ConstraintChange::Drop { .. }) => 0,
        RelationChange::Column(ColumnChange::Alter { to, .. }) => match to {
            ColumnAlteration::Default(None)
            | ColumnAlteration::NotNull(false)
            | ColumnAlteration::DropIdentity { .. }
            | ColumnAlteration::DropExpression { .. } => 0,
            ColumnAlteration::Type { .. } => 1,
            ColumnAlteration::NotNull(true) | ColumnAlteration::SetIdentity(_) => 3,
            ColumnAlteration::Default(Some(_)) | ColumnAlteration::AddIdentity { .. } => 5,
            ColumnAlteration::Other => 6,
        },
        RelationChange::Column(ColumnChange::Add { .. }) => 2,
        RelationChange::Constraint(ConstraintChange::Add(constraint)) => match constraint.kind {
            WrittenKind::PrimaryKey(_) | WrittenKind::Unique(_) | WrittenKind::Exclude(_) => 4,
            WrittenKind::Check(_) | WrittenKind::ForeignKey(_) => 5,
        },
        _ => 6,
    }
}

pub(super) fn not_a_table(name: &QualifiedName) -> Rejected {
    Rejected::new(SqlState::WrongObjectType, format!("\"{}\" is not a table", name.name))
}
