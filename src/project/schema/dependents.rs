//! Who needs what, turned around: what to look at when something is dropped, without a walk over all
//! there is.

use std::collections::BTreeSet;

use immutable_chunkmap::set::Set;

use super::catalogue::Catalogue;
use super::constraint::{Constraint, ConstraintKind};
use super::index::Index;
use super::object::{ColumnId, DependsOn, ObjectId, QualifiedName};
use super::persistent::CHUNK;
use super::relation::Relation;
use super::rewrite_rule::RewriteRule;
use super::table::Table;
use super::trigger::Trigger;
use super::user_type::{BaseType, DataType, UserType, UserTypeKind};

/// Changed objects that wait before they are looked at: often several statements in a row change one.
const MAX_WAITING: usize = 1_024;

/// Relations, routines and types by what they need or once needed. A pair is never taken back: one that
/// holds no more costs a look.
#[derive(Clone, Debug, Default)]
pub(super) struct Dependents {
    /// What is needed, and who needs it or has a part that does.
    pairs: Set<(ObjectId, ObjectId), CHUNK>,
    /// Objects that changed since the pairs were brought up to date.
    waiting: Vec<ObjectId>,
}

impl Dependents {
    fn of(&self, needed: ObjectId) -> impl Iterator<Item = ObjectId> {
        let first = (needed, ObjectId::default());
        let others = self.pairs.range::<(ObjectId, ObjectId), _>(first..);
        others.take_while(move |(object, _)| *object == needed).map(|(_, holder)| *holder)
    }
}

impl Catalogue {
    /// Remembers that an object may need something new.
    pub(super) fn note_needs(&mut self, changed: ObjectId) {
        // Before it is noted: it is about to change.
        if self.dependents.waiting.len() >= MAX_WAITING {
            self.update_dependents();
        }
        if self.dependents.waiting.last() != Some(&changed) {
            self.dependents.waiting.push(changed);
        }
    }

    /// These objects, and those that may need one of them or have a part that does, sorted. Call
    /// [`Self::update_dependents`] before.
    pub(super) fn dependents(&self, needed: BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
        let holders: Vec<_> = needed.iter().flat_map(|needed| self.dependents.of(*needed)).collect();
        let mut all = needed;
        all.extend(holders);
        all
    }

    /// Relations that may need an object or have a part that does, sorted by identity.
    pub(super) fn relations_that_need(&mut self, needed: ObjectId) -> impl Iterator<Item = &Relation> {
        self.update_dependents();
        let holders: BTreeSet<_> = self.dependents.of(needed).collect();
        holders.into_iter().filter_map(|holder| self.relation_by_id(holder))
    }

    /// Sequences that belong to columns of a table, with the column, sorted by identity.
    pub(super) fn sequences_of(&mut self, table: ObjectId) -> Vec<(QualifiedName, ColumnId)> {
        let owned = self.relations_that_need(table).filter_map(|relation| match relation {
            Relation::Sequence(sequence) => {
                let (of, column) = sequence.owned_by?;
                (of == table).then(|| (sequence.name.clone(), column))
            }
            _ => None,
        });
        owned.collect()
    }

    /// Looks at what has changed.
    pub(super) fn update_dependents(&mut self) {
        let mut waiting = std::mem::take(&mut self.dependents.waiting);
        waiting.sort_unstable();
        waiting.dedup();
        let mut needs = Vec::new();
        for holder in waiting {
            if let Some(relation) = self.relation_by_id(holder) {
                of_relation(relation, &mut needs);
            }
            if let Some(routine) = self.routine_by_id(holder) {
                needs.extend(objects(&routine.depends_on));
            }
            if let Some(kind) = self.type_by_id(holder) {
                of_type(kind, &mut needs);
            }
            needs.sort_unstable();
            needs.dedup();
            for needed in needs.drain(..) {
                self.dependents.pairs.insert_cow((needed, holder));
            }
        }
    }
}

fn objects(depends_on: &[DependsOn]) -> impl Iterator<Item = ObjectId> {
    depends_on.iter().map(|need| need.object)
}

fn of_relation(relation: &Relation, needs: &mut Vec<ObjectId>) {
    match relation {
        Relation::Table(table) => of_table(table, needs),
        Relation::View(view) => {
            needs.extend(objects(&view.depends_on));
            of_parts(&view.indexes, &view.triggers, &view.rewrite_rules, needs);
        }
        Relation::Sequence(sequence) => needs.extend(sequence.owned_by.map(|(table, _)| table)),
        Relation::Index { .. } | Relation::Composite { .. } => {}
    }
}

fn of_table(table: &Table, needs: &mut Vec<ObjectId>) {
    needs.extend(table.partition_of);
    needs.extend(&table.inherits);
    for column in &table.columns {
        needs.extend(of_data_type(&column.kind));
        needs.extend(objects(&column.depends_on));
    }
    for constraint in &table.constraints {
        of_constraint(constraint, needs);
    }
    of_parts(&table.indexes, &table.triggers, &table.rewrite_rules, needs);
    for policy in &table.policies {
        needs.extend(objects(&policy.depends_on));
        needs.extend(objects(&policy.check_depends_on));
    }
}

fn of_constraint(constraint: &Constraint, needs: &mut Vec<ObjectId>) {
    needs.extend(constraint.inherited_from);
    match &constraint.kind {
        ConstraintKind::Check { depends_on, .. } => needs.extend(objects(depends_on)),
        ConstraintKind::ForeignKey(key) => needs.push(key.references),
        ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Exclude => {}
    }
}

fn of_parts(indexes: &[Index], triggers: &[Trigger], rules: &[RewriteRule], needs: &mut Vec<ObjectId>) {
    for index in indexes {
        needs.extend(index.inherited_from);
        needs.extend(objects(&index.depends_on));
    }
    for trigger in triggers {
        needs.push(trigger.function);
        needs.extend(objects(&trigger.depends_on));
    }
    needs.extend(rules.iter().flat_map(|rule| objects(&rule.depends_on)));
}

fn of_type(kind: &UserType, needs: &mut Vec<ObjectId>) {
    match &kind.kind {
        UserTypeKind::Domain { base, depends_on, .. } => {
            needs.extend(of_data_type(base));
            needs.extend(objects(depends_on));
        }
        UserTypeKind::Composite(attributes) => {
            needs.extend(attributes.iter().filter_map(|(_, kind)| of_data_type(kind)));
        }
        UserTypeKind::Enum(_) | UserTypeKind::Range | UserTypeKind::Base | UserTypeKind::Shell => {}
    }
}

fn of_data_type(kind: &DataType) -> Option<ObjectId> {
    match kind.base {
        BaseType::User(id) => Some(id),
        BaseType::Known(_) => None,
    }
}
