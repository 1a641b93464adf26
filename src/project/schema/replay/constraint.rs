//! Constraints: as statements add, rename and drop them.

use super::super::constraint::{Constraint, ConstraintKind};
use super::super::dependency::Item;
use super::super::execute::{has_hole, may_match};
use super::super::object::{ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::Table;
use super::Session;
use super::immutable::check_no_query;
use super::key::several_primary_keys;
use crate::facts::sql::{
    Constraint as Written, ConstraintChange, ConstraintKind as WrittenKind, Formula, Identifier, Timing,
};
use crate::finding::Location;

/// A constraint on its way into a table.
#[derive(Clone)]
pub(super) struct New<'w> {
    /// Its name, where it is written.
    pub(super) name: Option<&'w Identifier>,
    /// Where it is written.
    pub(super) at: Location,
    /// The constraint of the parent that brings it.
    pub(super) inherited_from: Option<ObjectId>,
    /// When it is checked.
    pub(super) timing: Timing,
    /// Whether rows that are there are checked.
    pub(super) is_validated: bool,
}

impl New<'_> {
    /// One that nobody named, of a table of its own, which its rows hold to.
    pub(super) fn unnamed(at: Location, timing: Timing) -> Self {
        Self { name: None, at, inherited_from: None, timing, is_validated: true }
    }
}

impl Session<'_> {
    /// Adds constraints in the order in which PostgreSQL makes them: checks, keys (the primary key first),
    /// references. Keys of one statement that are the same become one.
    pub(super) fn add_constraints(
        &mut self,
        table: &QualifiedName,
        constraints: &[&Written],
        is_new: bool,
    ) -> Outcome {
        let of = |wanted: fn(&WrittenKind) -> bool| {
            constraints.iter().copied().filter(move |constraint| wanted(&constraint.kind))
        };
        for written in of(|kind| matches!(kind, WrittenKind::Check(_))) {
            self.add_written(table, written, is_new)?;
        }
        let mut keys: Vec<Written> = Vec::new();
        let primary = of(|kind| matches!(kind, WrittenKind::PrimaryKey(_)));
        if primary.clone().count() > 1 {
            return Err(several_primary_keys(table));
        }
        let others = of(|kind| matches!(kind, WrittenKind::Unique(_) | WrittenKind::Exclude(_)));
        for written in primary.chain(others) {
            match keys.iter_mut().find(|known| is_same_key(known, written)) {
                Some(known) => known.name = known.name.take().or_else(|| written.name.clone()),
                None => keys.push(written.clone()),
            }
        }
        for written in &keys {
            self.add_written(table, written, is_new)?;
        }
        for written in of(|kind| matches!(kind, WrittenKind::ForeignKey(_))) {
            self.add_written(table, written, is_new)?;
        }
        Ok(())
    }

    fn add_written(&mut self, table: &QualifiedName, written: &Written, is_new: bool) -> Outcome {
        let new = New {
            name: written.name.as_ref(),
            at: self.at(written.span),
            inherited_from: None,
            timing: written.timing,
            // What is written with a table finds no rows to break it.
            is_validated: is_new || !written.is_not_valid,
        };
        self.check_name(table, written.name.as_ref())?;
        match &written.kind {
            WrittenKind::Check(formula) => self.add_check(table, &new, formula, !written.is_no_inherit),
            WrittenKind::PrimaryKey(key) => self.add_key(table, &new, key, true),
            WrittenKind::Unique(key) => self.add_key(table, &new, key, false),
            WrittenKind::ForeignKey(key) => self.add_foreign_key(table, &new, key),
            WrittenKind::Exclude(exclusion) => self.add_exclusion(table, &new, exclusion),
        }
    }

    fn check_name(&mut self, table: &QualifiedName, name: Option<&Identifier>) -> Outcome {
        let (Some(name), Some(found)) = (name, self.catalogue.table(table)) else { return Ok(()) };
        let is_same = |constraint: &Constraint| constraint.name == *name;
        let known = found.constraints.iter().find(|constraint| is_same(constraint));
        if let Some(id) = known.filter(|known| known.doubt.is_some()).map(|known| known.id) {
            // It was gone, or this statement fails: the one that is there from here on is the new one.
            return self.drop_items(vec![Item::Constraint(found.object.id, id)], true, "");
        }
        if known.is_some() {
            let message = format!("constraint \"{name}\" for relation \"{}\" already exists", table.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        Ok(())
    }

    /// A check, on the table and on what inherits from it.
    fn add_check(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        formula: &Formula,
        is_inherited: bool,
    ) -> Outcome {
        let Some(found) = self.catalogue.table(table) else { return Ok(()) };
        self.needs(Some(found), formula)?;
        check_no_query(formula, "check constraint")?;
        let mut columns = formula.columns();
        columns.retain(|name| found.column(name).is_some());
        let column = if let [only] = columns[..] { Some(only.as_str()) } else { None };
        let name = new.name.cloned().unwrap_or_else(|| {
            self.catalogue.free_constraint_name(&table.schema, (&table.name, column), "check")
        });
        let family = self.family(table, !is_inherited);
        let mut parent = None;
        for member in family {
            let Some(found) = self.catalogue.table(&member) else { continue };
            if parent.is_some() && found.constraints.iter().any(|constraint| constraint.name == name) {
                continue;
            }
            let depends_on = self.needs(Some(found), formula)?;
            let kind = ConstraintKind::Check {
                expression: formula.text().into(),
                normal: formula.normal.clone(),
                depends_on,
            };
            let id = self.push_constraint(&member, new, name.clone(), kind, parent);
            parent.get_or_insert(id);
        }
        Ok(())
    }

    /// Puts a constraint into a table.
    pub(super) fn push_constraint(
        &mut self,
        table: &QualifiedName,
        new: &New<'_>,
        name: Identifier,
        kind: ConstraintKind,
        inherited_from: Option<ObjectId>,
    ) -> ObjectId {
        let id = self.catalogue.next_id();
        self.catalogue.keep_constraint_name(&name);
        if let Some(table) = self.catalogue.table_mut(table) {
            table.constraints.push(Constraint {
                id,
                name,
                kind,
                timing: new.timing,
                is_validated: new.is_validated,
                inherited_from: inherited_from.or(new.inherited_from),
                created: new.at.clone(),
                doubt: None,
            });
        }
        id
    }

    pub(super) fn alter_constraint(
        &mut self,
        table: &QualifiedName,
        change: &ConstraintChange,
        is_only: bool,
    ) -> Outcome {
        let at = |found: &Table, name: &Identifier| {
            found.constraints.iter().position(|constraint| constraint.name == *name)
        };
        match change {
            ConstraintChange::Add(written) => self.add_constraints(table, &[&**written], false),
            ConstraintChange::Drop { name, if_exists, cascade } => {
                self.drop_constraint(table, name, *if_exists, *cascade)
            }
            ConstraintChange::Rename { from, to } => self.rename_constraint(table, from, to),
            ConstraintChange::Validate(name) | ConstraintChange::Alter { name, .. } => {
                for (generation, member) in self.family(table, is_only).iter().enumerate() {
                    let Some(found) = self.catalogue.table_mut(member) else { continue };
                    let Some(known) = at(found, name) else {
                        if generation == 0 && found.object.doubt.is_none() && !found.has_foreign_columns {
                            return Err(undefined_constraint(name, table));
                        }
                        continue;
                    };
                    check_changeable(&found.constraints[known], change, table)?;
                    match change {
                        ConstraintChange::Alter { timing, .. } => found.constraints[known].timing = *timing,
                        _ => found.constraints[known].is_validated = true,
                    }
                }
                Ok(())
            }
        }
    }

    fn drop_constraint(
        &mut self,
        table: &QualifiedName,
        name: &Identifier,
        if_exists: bool,
        cascade: bool,
    ) -> Outcome {
        if has_hole(name.as_str()) {
            self.doubt_constraints(table, name);
            return Ok(());
        }
        let Some(found) = self.catalogue.table(table) else { return Ok(()) };
        let Some(constraint) = found.constraints.iter().find(|constraint| constraint.name == *name) else {
            if if_exists || found.has_foreign_columns {
                return Ok(());
            }
            let message = format!("constraint \"{name}\" of relation \"{}\" does not exist", table.name);
            return Err(Rejected::new(SqlState::UndefinedObject, message));
        };
        if constraint.inherited_from.is_some() {
            let message =
                format!("cannot drop inherited constraint \"{name}\" of relation \"{}\"", table.name);
            return Err(Rejected::new(SqlState::InvalidTableDefinition, message));
        }
        let mut items = vec![Item::Constraint(found.object.id, constraint.id)];
        items.extend(self.heirs_of_constraint(found.object.id, constraint.id));
        let what = format!("constraint {name} on table {}", table.name);
        self.drop_items(items, cascade, &what)
    }

    /// Constraints whose name may be meant are there or not.
    fn doubt_constraints(&mut self, table: &QualifiedName, name: &Identifier) {
        let at = self.at(self.here);
        let Some(found) = self.catalogue.table_mut(table) else { return };
        for constraint in &mut found.constraints {
            if may_match(name.as_str(), constraint.name.as_str()) {
                constraint.doubt.get_or_insert_with(|| at.clone());
            }
        }
    }

    /// Constraints that one of a parent brought, at any depth.
    fn heirs_of_constraint(&self, table: ObjectId, id: ObjectId) -> Vec<Item> {
        let heirs = self.catalogue.heirs(table);
        let mut found = Vec::new();
        let mut parents = vec![id];
        while let Some(parent) = parents.pop() {
            for table in heirs.iter().filter_map(|name| self.catalogue.table(name)) {
                let heirs = table.constraints.iter().filter(|one| one.inherited_from == Some(parent));
                for heir in heirs {
                    parents.push(heir.id);
                    found.push(Item::Constraint(table.object.id, heir.id));
                }
            }
        }
        found
    }

    fn rename_constraint(&mut self, table: &QualifiedName, from: &Identifier, to: &Identifier) -> Outcome {
        let Some(found) = self.catalogue.table(table) else { return Ok(()) };
        if found.constraints.iter().any(|constraint| constraint.name == *to) {
            let message = format!("constraint \"{to}\" for relation \"{}\" already exists", table.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        let Some(constraint) = found.constraints.iter().find(|constraint| constraint.name == *from) else {
            let message = format!("constraint \"{from}\" for table \"{}\" does not exist", table.name);
            return Err(Rejected::new(SqlState::UndefinedObject, message));
        };
        let (of, id) = (found.object.id, constraint.id);
        let index = found.indexes.iter().find(|index| index.constraint == Some(id)).map(|index| index.id);
        if index.is_some() {
            let name = |name: &Identifier| QualifiedName { schema: table.schema.clone(), name: name.clone() };
            self.rename(&name(from), name(to))?;
        }
        self.catalogue.keep_constraint_name(to);
        if let Some(found) = self.catalogue.table_mut(table) {
            let known = found.constraints.iter_mut().filter(|constraint| constraint.id == id);
            known.for_each(|constraint| constraint.name = to.clone());
            let known = found.indexes.iter_mut().filter(|known| Some(known.id) == index);
            known.for_each(|index| index.name = to.clone());
        }
        for heir in self.heirs_of_constraint(of, id) {
            let Item::Constraint(of, heir) = heir else { continue };
            let Some(name) = self.catalogue.relation_by_id(of).map(|found| found.name().clone()) else {
                continue;
            };
            let Some(heirs) = self.catalogue.table_mut(&name) else { continue };
            // Only checks share their name with those of the parent.
            let checks = heirs
                .constraints
                .iter_mut()
                .filter(|one| one.id == heir && matches!(one.kind, ConstraintKind::Check { .. }));
            checks.for_each(|constraint| constraint.name = to.clone());
        }
        Ok(())
    }

    /// Checks that a parent hands down.
    pub(super) fn inherit_checks(&mut self, parent: ObjectId, heir: &QualifiedName) {
        let Some(table) = self.catalogue.relation_by_id(parent).and_then(Relation::as_table) else { return };
        let is_check = |constraint: &&Constraint| matches!(constraint.kind, ConstraintKind::Check { .. });
        let checks: Vec<Constraint> = table.constraints.iter().filter(is_check).cloned().collect();
        for check in checks {
            let Some(found) = self.catalogue.table_mut(heir) else { continue };
            if let Some(known) = found.constraints.iter_mut().find(|known| known.name == check.name) {
                known.inherited_from = Some(check.id);
                continue;
            }
            let id = self.catalogue.next_id();
            let kind = self.kind_for(&check.kind, parent, heir);
            let Some(found) = self.catalogue.table_mut(heir) else { continue };
            // The heir has no rows yet that could be against it.
            let is_validated = true;
            found.constraints.push(Constraint {
                id,
                kind,
                is_validated,
                inherited_from: Some(check.id),
                ..check
            });
        }
    }
}

/// Whether two keys of one statement are the same, so that PostgreSQL makes one of them.
fn is_same_key(one: &Written, other: &Written) -> bool {
    let key = |written: &Written| match &written.kind {
        WrittenKind::PrimaryKey(key) | WrittenKind::Unique(key) if key.using_index.is_none() => {
            Some(key.clone())
        }
        _ => None,
    };
    one.timing == other.timing && key(one).is_some() && key(one) == key(other)
}

/// Rows are checked again only against references and conditions; only references wait for a commit.
fn check_changeable(constraint: &Constraint, change: &ConstraintChange, table: &QualifiedName) -> Outcome {
    let is_reference = matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    let what = match change {
        ConstraintChange::Alter { .. } if !is_reference => "a foreign key constraint",
        ConstraintChange::Validate(_)
            if !is_reference && !matches!(constraint.kind, ConstraintKind::Check { .. }) =>
        {
            "a foreign key or check constraint"
        }
        _ => return Ok(()),
    };
    let message = format!("constraint \"{}\" of relation \"{}\" is not {what}", constraint.name, table.name);
    Err(Rejected::new(SqlState::WrongObjectType, message))
}

fn undefined_constraint(name: &Identifier, table: &QualifiedName) -> Rejected {
    let message = format!("constraint \"{name}\" of relation \"{}\" does not exist", table.name);
    Rejected::new(SqlState::UndefinedObject, message)
}
