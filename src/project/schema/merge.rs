//! Two possible databases become one in which doubt has a place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::constraint::ConstraintKind;
use super::execute::may_match;
use super::index::IndexValue;
use super::object::ColumnId;
use super::relation::Relation;
use super::rewrite_rule::RewriteRule;
use super::table::{Column, RowSecurity, Table};
use super::trigger::Trigger;
use crate::facts::sql::{Identifier, RelationName};
use crate::finding::Location;

impl Catalogue {
    /// What is the same in both stays; what differs is unknown because of what stands at `at`.
    pub(super) fn merge(&mut self, other: &Self, at: &Location) {
        self.skip_ids_of(other);
        self.merge_next_job(other);
        self.constraint_names.add_missing(&other.constraint_names);
        self.parents.add_missing(&other.parents);
        self.unnamed.writers |= other.unnamed.writers;
        self.unnamed.routines |= other.unnamed.routines;
        for name in self.relations.differing(&other.relations) {
            match (self.get_mut(&name), other.relations.get(&name)) {
                (Some(here), Some(there)) => {
                    merge_rewrite_rules(here, there, at);
                    merge_triggers(here, there, at);
                    if let (Relation::Table(here), Relation::Table(there)) = (here, &**there) {
                        merge_table(here, there, at);
                    }
                }
                (Some(here), None) => doubt(here, at),
                (None, Some(there)) => {
                    let mut relation = Relation::clone(there);
                    doubt(&mut relation, at);
                    self.insert(relation);
                }
                (None, None) => {}
            }
        }
        self.merge_privileges(other, at);
        self.merge_routines(other, at);
        self.merge_others(other, at);
        self.schemas.add_missing(&other.schemas);
    }

    /// A statement that may switch row security of some tables: those whose name fits and whose state it
    /// would change become unknown.
    pub(super) fn doubt_row_security(
        &mut self,
        name: Option<&RelationName>,
        to: &RowSecurity,
        at: &Location,
    ) {
        for relation in self.relations.values_mut() {
            let fits = name.is_none_or(|name| fits(name, relation.name()));
            if let Relation::Table(table) = &**relation
                && fits
                && !table.object.is_platform
                && table.row_security != *to
                && let Relation::Table(table) = Arc::make_mut(relation)
            {
                table.row_security = RowSecurity::Unknown(at.clone());
            }
        }
    }

    /// A statement that may create policies of some tables, or drop those whose name fits `dropped`.
    pub(super) fn doubt_policies(
        &mut self,
        name: &RelationName,
        dropped: Option<&Identifier>,
        at: &Location,
    ) {
        for relation in self.relations.values_mut().filter(|relation| fits(name, relation.name())) {
            let Relation::Table(table) = Arc::make_mut(relation) else { continue };
            table.policy_doubt = Some(at.clone());
            let Some(dropped) = dropped else { continue };
            for known in &mut table.policies {
                if may_match(dropped.as_str(), known.name.as_str()) {
                    known.doubt = Some(at.clone());
                }
            }
        }
    }

    /// A statement that may drop or rename some relations.
    pub(super) fn doubt_existence(&mut self, name: &RelationName, at: &Location) {
        for relation in self.relations.values_mut().filter(|relation| fits(name, relation.name())) {
            doubt(Arc::make_mut(relation), at);
        }
    }
}

/// Whether a name may be what `pattern` becomes once its holes are filled.
pub(super) fn fits(pattern: &RelationName, name: &super::QualifiedName) -> bool {
    let schema = pattern.schema.as_ref().map_or("public", Identifier::as_str);
    may_match(schema, name.schema.as_str()) && may_match(pattern.name.as_str(), name.name.as_str())
}

fn doubt(relation: &mut Relation, at: &Location) {
    if let Some(object) = relation.object_mut() {
        object.doubt = Some(at.clone());
    }
}

/// A rule that is there on one way alone is there or not.
fn merge_rewrite_rules(here: &mut Relation, there: &Relation, at: &Location) {
    let missing: Vec<RewriteRule> = there
        .rewrite_rules()
        .iter()
        .filter(|rule| here.rewrite_rule(&rule.name).is_none())
        .cloned()
        .collect();
    let Some(rules) = here.rewrite_rules_mut() else { return };
    for rule in rules.iter_mut().filter(|rule| there.rewrite_rule(&rule.name).is_none()) {
        rule.doubt = Some(at.clone());
    }
    rules.extend(missing.into_iter().map(|rule| RewriteRule { doubt: Some(at.clone()), ..rule }));
}

/// A trigger that is there on one way alone is there or not.
fn merge_triggers(here: &mut Relation, there: &Relation, at: &Location) {
    let has = |triggers: &[Trigger], name: &Identifier| triggers.iter().any(|known| known.name == *name);
    let missing = there.triggers().iter().filter(|trigger| !has(here.triggers(), &trigger.name));
    let missing: Vec<Trigger> = missing.cloned().collect();
    let Some(triggers) = here.triggers_mut() else { return };
    for trigger in triggers.iter_mut().filter(|trigger| !has(there.triggers(), &trigger.name)) {
        trigger.doubt = Some(at.clone());
    }
    triggers.extend(missing.into_iter().map(|trigger| Trigger { doubt: Some(at.clone()), ..trigger }));
}

fn merge_table(here: &mut Table, there: &Table, at: &Location) {
    if here.row_security != there.row_security {
        here.row_security = RowSecurity::Unknown(at.clone());
    }
    for policy in &mut here.policies {
        if there.policy(&policy.name).is_none() {
            policy.doubt = Some(at.clone());
        }
    }
    for policy in &there.policies {
        if here.policy(&policy.name).is_none() {
            let mut policy = policy.clone();
            policy.doubt = Some(at.clone());
            here.policies.push(policy);
        }
    }
    let ids = merge_own_columns(here, there, at);
    merge_constraints(here, there, &ids, at);
    merge_indexes(here, there, &ids, at);
    here.merge_columns(&there.tenant_columns, at);
    here.object.doubt = here.object.doubt.take().or_else(|| there.object.doubt.clone());
    here.policy_doubt = here.policy_doubt.take().or_else(|| there.policy_doubt.clone());
}

/// Columns of one table in another in which some of them have another number.
type Renumbered = BTreeMap<ColumnId, ColumnId>;

/// A column that one way adds is there for the statements after it, whichever way was gone: the other way
/// is for a database that has it already. One that a way drops may be there or not.
fn merge_own_columns(here: &mut Table, there: &Table, at: &Location) -> Renumbered {
    let is_within = |place: &Location| {
        place.path == at.path && at.span.start <= place.span.start && place.span.end <= at.span.end
    };
    let mut ids = BTreeMap::new();
    for column in &mut here.columns {
        if there.column(&column.name).is_none() && !is_within(&column.created) {
            column.doubt = Some(at.clone());
        }
    }
    for column in &there.columns {
        if let Some(known) = here.column(&column.name) {
            ids.insert(column.id, known.id);
            continue;
        }
        let id = if here.column_by_id(column.id).is_some() { here.new_column_id() } else { column.id };
        ids.insert(column.id, id);
        let doubt = (!is_within(&column.created)).then(|| at.clone());
        here.columns.push(Column { id, doubt: doubt.or_else(|| column.doubt.clone()), ..column.clone() });
    }
    here.next_column = here.next_column.max(there.next_column);
    ids
}

fn renumbered(columns: &[ColumnId], ids: &Renumbered) -> Vec<ColumnId> {
    columns.iter().map(|id| ids.get(id).copied().unwrap_or(*id)).collect()
}

fn merge_constraints(here: &mut Table, there: &Table, ids: &Renumbered, at: &Location) {
    let has = |table: &Table, name: &Identifier| table.constraints.iter().any(|one| one.name == *name);
    for constraint in &mut here.constraints {
        if !has(there, &constraint.name) {
            constraint.doubt = Some(at.clone());
        }
    }
    for constraint in &there.constraints {
        if has(here, &constraint.name) {
            continue;
        }
        let mut own = constraint.clone();
        own.doubt = Some(at.clone());
        match &mut own.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                *columns = renumbered(columns, ids);
            }
            ConstraintKind::ForeignKey(key) => key.columns = renumbered(&key.columns, ids),
            ConstraintKind::Check { .. } | ConstraintKind::Exclude => {}
        }
        here.constraints.push(own);
    }
}

fn merge_indexes(here: &mut Table, there: &Table, ids: &Renumbered, at: &Location) {
    let has = |table: &Table, name: &Identifier| table.indexes.iter().any(|one| one.name == *name);
    for index in &mut here.indexes {
        if !has(there, &index.name) {
            index.doubt = Some(at.clone());
        }
    }
    for index in &there.indexes {
        if has(here, &index.name) {
            continue;
        }
        let mut own = index.clone();
        own.doubt = Some(at.clone());
        own.include = renumbered(&own.include, ids);
        for key in &mut own.keys {
            if let IndexValue::Column(id) = &mut key.value {
                *id = ids.get(id).copied().unwrap_or(*id);
            }
        }
        here.indexes.push(own);
    }
}
