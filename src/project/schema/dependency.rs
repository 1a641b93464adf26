//! What goes along when something is dropped, and what refuses to let it go.
//!
//! Objects keep what they need by identity, as PostgreSQL does; this module turns that around. A part of
//! a table (index, policy, trigger) goes with it unasked; what merely names it (a view, a policy of another
//! table, a foreign key) goes only with `CASCADE`, and without refuses.

use std::collections::BTreeSet;

use super::catalogue::Catalogue;
use super::constraint::{Constraint, ConstraintKind, ForeignKey};
use super::index::{Index, IndexValue};
use super::object::{ColumnId, DependencyKind, DependsOn, Object, ObjectId};
use super::relation::Relation;
use super::rewrite_rule::RewriteRule;
use super::routine::Routine;
use super::table::{Column, Table};
use super::trigger::Trigger;
use super::user_type::{BaseType, DataType, UserType, UserTypeKind};
use super::view::View;
use crate::facts::sql::Identifier;

/// Something that can be dropped. Parts of a relation come with the relation in front.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// A table, view or sequence.
    Relation(ObjectId),
    /// A column of a table.
    Column(ObjectId, ColumnId),
    /// The default of a column.
    Default(ObjectId, ColumnId),
    /// A constraint of a table.
    Constraint(ObjectId, ObjectId),
    /// An index of a table or materialized view.
    Index(ObjectId, ObjectId),
    /// A policy of a table.
    Policy(ObjectId, ObjectId),
    /// A trigger of a table or view.
    Trigger(ObjectId, ObjectId),
    /// A rule of a table or view.
    RewriteRule(ObjectId, ObjectId),
    /// A function, procedure or aggregate.
    Routine(ObjectId),
    /// A type.
    Type(ObjectId),
    /// A schema.
    Schema(Identifier),
    /// An extension.
    Extension(Identifier),
}

impl Item {
    /// The relation that it is a part of.
    fn whole(&self) -> Option<ObjectId> {
        match self {
            Self::Column(of, _)
            | Self::Default(of, _)
            | Self::Constraint(of, _)
            | Self::Index(of, _)
            | Self::Policy(of, _)
            | Self::Trigger(of, _)
            | Self::RewriteRule(of, _) => Some(*of),
            Self::Relation(_) | Self::Routine(_) | Self::Type(_) | Self::Schema(_) | Self::Extension(_) => {
                None
            }
        }
    }
}

/// A set of things to be dropped, in the forms in which dependencies name them.
#[derive(Clone, Debug, Default)]
pub(super) struct Doomed {
    items: BTreeSet<Item>,
    objects: BTreeSet<ObjectId>,
    columns: BTreeSet<(ObjectId, ColumnId)>,
    schemas: BTreeSet<Identifier>,
    extensions: BTreeSet<Identifier>,
}

impl Doomed {
    fn add(&mut self, item: Item) -> bool {
        match &item {
            Item::Relation(id)
            | Item::Constraint(_, id)
            | Item::Index(_, id)
            | Item::Policy(_, id)
            | Item::Trigger(_, id)
            | Item::RewriteRule(_, id)
            | Item::Routine(id)
            | Item::Type(id) => {
                self.objects.insert(*id);
            }
            Item::Column(table, column) => {
                self.columns.insert((*table, *column));
            }
            Item::Default(..) => {}
            Item::Schema(name) => {
                self.schemas.insert(name.clone());
            }
            Item::Extension(name) => {
                self.extensions.insert(name.clone());
            }
        }
        self.items.insert(item)
    }

    /// What is to be dropped, relations before their parts.
    pub(super) fn into_items(self) -> BTreeSet<Item> {
        self.items
    }

    fn has(&self, id: ObjectId) -> bool {
        self.objects.contains(&id)
    }

    /// What a holder may name, or be a part of, that is touched by what goes.
    fn needed(&self) -> BTreeSet<ObjectId> {
        self.items.iter().filter_map(Item::whole).chain(self.objects.iter().copied()).collect()
    }

    fn has_column(&self, of: ObjectId, column: ColumnId) -> bool {
        self.columns.contains(&(of, column))
    }

    fn meets(&self, need: &DependsOn) -> bool {
        self.has(need.object) || need.column.is_some_and(|column| self.has_column(need.object, column))
    }

    /// How `needs` tie what has them to the doomed: the strongest tie counts. Needs of the relation that
    /// holds it bind as its parts.
    fn tie(&self, needs: &[DependsOn], own: Option<ObjectId>) -> Option<DependencyKind> {
        let met = needs.iter().filter(|need| self.meets(need));
        met.map(|need| if Some(need.object) == own { DependencyKind::Auto } else { need.kind }).max()
    }

    fn needs_type(&self, kind: &DataType) -> bool {
        matches!(kind.base, BaseType::User(id) if self.has(id))
    }

    /// How an object is tied to what holds it: its schema, the extension that brings it.
    fn tie_of_place(&self, object: &Object, schema: &Identifier) -> Option<DependencyKind> {
        if object.extension.as_ref().is_some_and(|extension| self.extensions.contains(extension)) {
            return Some(DependencyKind::Auto);
        }
        self.schemas.contains(schema).then_some(DependencyKind::Normal)
    }
}

/// What was found to depend on the doomed.
type Ties = Vec<(Item, DependencyKind)>;

impl Catalogue {
    /// All that goes when `items` go. `None` without `cascade` when something that is no part of them
    /// needs one of them.
    pub(super) fn doom(&mut self, items: impl IntoIterator<Item = Item>, cascade: bool) -> Option<Doomed> {
        self.update_dependents();
        let mut doomed = Doomed::default();
        for item in items {
            self.add(item, &mut doomed);
        }
        loop {
            let ties = self.ties(&doomed);
            let mut has_grown = false;
            for (item, kind) in &ties {
                if cascade || *kind == DependencyKind::Auto {
                    has_grown |= self.add(item.clone(), &mut doomed);
                }
            }
            if has_grown {
                continue;
            }
            // Refused only at the end: what needs one of the doomed may be part of another.
            let refuses = ties.iter().any(|(item, _)| !doomed.items.contains(item) && !doomed.covers(item));
            return (!refuses).then_some(doomed);
        }
    }

    /// Adds one thing; what needs something of an extension names that by its identity.
    fn add(&self, item: Item, doomed: &mut Doomed) -> bool {
        if let Item::Extension(name) = &item {
            doomed.objects.extend(self.extensions.get(name).map(|extension| extension.object.id));
        }
        doomed.add(item)
    }

    fn ties(&self, doomed: &Doomed) -> Ties {
        let mut ties = Vec::new();
        if doomed.schemas.is_empty() && doomed.extensions.is_empty() {
            for holder in self.dependents(doomed.needed()) {
                self.relation_by_id(holder).into_iter().for_each(|it| relation_ties(it, doomed, &mut ties));
                self.routine_by_id(holder).into_iter().for_each(|it| routine_ties(it, doomed, &mut ties));
                self.type_by_id(holder).into_iter().for_each(|it| type_ties(it, doomed, &mut ties));
            }
        } else {
            // A schema and an extension hold what does not say so by an identity.
            self.relations().for_each(|relation| relation_ties(relation, doomed, &mut ties));
            self.routines().for_each(|routine| routine_ties(routine, doomed, &mut ties));
            self.types.values().for_each(|kind| type_ties(kind, doomed, &mut ties));
        }
        for extension in self.extensions.values() {
            let lies_there = doomed.schemas.contains(&extension.schema);
            let tie = lies_there.then_some(DependencyKind::Normal);
            push(&mut ties, Item::Extension(extension.name.clone()), tie);
        }
        ties.retain(|(item, _)| !doomed.items.contains(item));
        ties
    }
}

impl Doomed {
    /// Whether `item` goes anyway because the relation or column it is a part of goes.
    fn covers(&self, item: &Item) -> bool {
        let is_of_column = matches!(item, Item::Default(of, column) if self.has_column(*of, *column));
        is_of_column || item.whole().is_some_and(|of| self.has(of))
    }
}

fn push(ties: &mut Ties, item: Item, tie: Option<DependencyKind>) {
    ties.extend(tie.map(|kind| (item, kind)));
}

fn relation_ties(relation: &Relation, doomed: &Doomed, ties: &mut Ties) {
    match relation {
        Relation::Table(table) => {
            table_ties(table, doomed, ties);
        }
        Relation::View(view) => view_ties(view, doomed, ties),
        Relation::Sequence(sequence) => {
            let is_owned = sequence
                .owned_by
                .is_some_and(|(table, column)| doomed.has(table) || doomed.has_column(table, column));
            let owned = is_owned.then_some(DependencyKind::Auto);
            let placed = doomed.tie_of_place(&sequence.object, &sequence.name.schema);
            push(ties, Item::Relation(sequence.object.id), owned.max(placed));
        }
        Relation::Index { .. } | Relation::Composite { .. } => {}
    }
}

fn routine_ties(routine: &Routine, doomed: &Doomed, ties: &mut Ties) {
    let needs = doomed.tie(&routine.depends_on, None);
    let placed = doomed.tie_of_place(&routine.object, &routine.name.schema);
    push(ties, Item::Routine(routine.object.id), needs.max(placed));
}

fn type_ties(kind: &UserType, doomed: &Doomed, ties: &mut Ties) {
    push(ties, Item::Type(kind.object.id), type_tie(kind, doomed));
}

fn table_ties(table: &Table, doomed: &Doomed, ties: &mut Ties) {
    let id = table.object.id;
    if doomed.has(id) {
        return;
    }
    let is_partition = table.partition_of.is_some_and(|parent| doomed.has(parent));
    let partition = is_partition.then_some(DependencyKind::Auto);
    let inherits = table.inherits.iter().any(|parent| doomed.has(*parent));
    let child = inherits.then_some(DependencyKind::Normal);
    let placed = doomed.tie_of_place(&table.object, &table.name.schema);
    push(ties, Item::Relation(id), partition.max(child).max(placed));
    for column in &table.columns {
        column_ties(id, column, doomed, ties);
    }
    for constraint in &table.constraints {
        let tie = constraint_tie(table, constraint, doomed);
        push(ties, Item::Constraint(id, constraint.id), tie);
    }
    index_ties(id, &table.indexes, doomed, ties);
    trigger_ties(id, &table.triggers, doomed, ties);
    rule_ties(id, &table.rewrite_rules, doomed, ties);
    for policy in &table.policies {
        let checked = doomed.tie(&policy.check_depends_on, None);
        push(ties, Item::Policy(id, policy.id), doomed.tie(&policy.depends_on, None).max(checked));
    }
}

fn view_ties(view: &View, doomed: &Doomed, ties: &mut Ties) {
    let id = view.object.id;
    if doomed.has(id) {
        return;
    }
    let placed = doomed.tie_of_place(&view.object, &view.name.schema);
    push(ties, Item::Relation(id), doomed.tie(&view.depends_on, None).max(placed));
    index_ties(id, &view.indexes, doomed, ties);
    trigger_ties(id, &view.triggers, doomed, ties);
    rule_ties(id, &view.rewrite_rules, doomed, ties);
}

fn column_ties(table: ObjectId, column: &Column, doomed: &Doomed, ties: &mut Ties) {
    if doomed.needs_type(&column.kind) {
        ties.push((Item::Column(table, column.id), DependencyKind::Normal));
    }
    let Some(kind) = doomed.tie(&column.depends_on, None) else { return };
    if column.is_generated {
        // A generated column goes with any column it is made of; for anything else it must be asked.
        let own = doomed.tie(&column.depends_on, Some(table)).unwrap_or(kind);
        ties.push((Item::Column(table, column.id), own));
    } else {
        ties.push((Item::Default(table, column.id), kind));
    }
}

fn constraint_tie(table: &Table, constraint: &Constraint, doomed: &Doomed) -> Option<DependencyKind> {
    let id = table.object.id;
    let has_own = |columns: &[ColumnId]| columns.iter().any(|column| doomed.has_column(id, *column));
    let inherited = constraint.inherited_from.is_some_and(|parent| doomed.has(parent));
    let mine = (inherited || table.indexes.iter().any(|index| serves(index, constraint, doomed)))
        .then_some(DependencyKind::Auto);
    let own = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            has_own(columns).then_some(DependencyKind::Auto)
        }
        ConstraintKind::Check { depends_on, .. } => doomed.tie(depends_on, Some(id)),
        ConstraintKind::Exclude => None,
        ConstraintKind::ForeignKey(key) => {
            let auto = has_own(&key.columns).then_some(DependencyKind::Auto);
            auto.max(foreign_key_tie(key, doomed))
        }
    };
    mine.max(own)
}

fn serves(index: &Index, constraint: &Constraint, doomed: &Doomed) -> bool {
    index.constraint == Some(constraint.id) && doomed.has(index.id)
}

fn foreign_key_tie(key: &ForeignKey, doomed: &Doomed) -> Option<DependencyKind> {
    let names_column = key.referenced_columns.iter().any(|column| doomed.has_column(key.references, *column));
    let is_held = key.through.is_some_and(|index| doomed.has(index));
    (doomed.has(key.references) || names_column || is_held).then_some(DependencyKind::Normal)
}

fn index_ties(of: ObjectId, indexes: &[Index], doomed: &Doomed, ties: &mut Ties) {
    for index in indexes {
        let is_part = |id: Option<ObjectId>| id.is_some_and(|id| doomed.has(id));
        let holds = |column: &ColumnId| doomed.has_column(of, *column);
        let keyed = index.keys.iter().any(|key| matches!(&key.value, IndexValue::Column(id) if holds(id)));
        let is_auto = keyed
            || index.include.iter().any(holds)
            || is_part(index.constraint)
            || is_part(index.inherited_from);
        let auto = is_auto.then_some(DependencyKind::Auto);
        push(ties, Item::Index(of, index.id), auto.max(doomed.tie(&index.depends_on, Some(of))));
    }
}

fn trigger_ties(of: ObjectId, triggers: &[Trigger], doomed: &Doomed, ties: &mut Ties) {
    for trigger in triggers {
        let runs = doomed.has(trigger.function).then_some(DependencyKind::Normal);
        push(ties, Item::Trigger(of, trigger.id), runs.max(doomed.tie(&trigger.depends_on, None)));
    }
}

fn rule_ties(of: ObjectId, rules: &[RewriteRule], doomed: &Doomed, ties: &mut Ties) {
    for rule in rules {
        push(ties, Item::RewriteRule(of, rule.id), doomed.tie(&rule.depends_on, None));
    }
}

fn type_tie(kind: &UserType, doomed: &Doomed) -> Option<DependencyKind> {
    let needs = match &kind.kind {
        UserTypeKind::Domain { base, depends_on, .. } => {
            let below = doomed.needs_type(base).then_some(DependencyKind::Normal);
            below.max(doomed.tie(depends_on, None))
        }
        UserTypeKind::Composite(attributes) => {
            let needs = attributes.iter().any(|(_, kind)| doomed.needs_type(kind));
            needs.then_some(DependencyKind::Normal)
        }
        UserTypeKind::Enum(_) | UserTypeKind::Range | UserTypeKind::Base | UserTypeKind::Shell => None,
    };
    needs.max(doomed.tie_of_place(&kind.object, &kind.name.schema))
}
