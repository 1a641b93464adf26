//! Takes things out of a catalogue, with the names and lists that only hold them.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::dependency::{Doomed, Item};
use super::object::{ColumnId, ObjectId, QualifiedName};
use super::relation::Relation;
use super::table::Table;
use super::view::View;

impl Catalogue {
    /// Takes away what is doomed. Nothing that stays needs any of it.
    pub(super) fn remove_all(&mut self, doomed: Doomed) {
        for item in doomed.into_items() {
            self.remove_item(&item);
        }
    }

    fn remove_item(&mut self, item: &Item) {
        match item {
            Item::Relation(id) => self.remove_relation(*id),
            Item::Column(table, column) => self.with_table(*table, |table| table.remove_column(*column)),
            Item::Default(table, column) => self.with_table(*table, |table| {
                let column = table.columns.iter_mut().find(|other| other.id == *column);
                if let Some(column) = column {
                    column.default = None;
                    column.depends_on.clear();
                }
            }),
            Item::Constraint(table, id) => self.with_table(*table, |table| {
                table.constraints.retain(|constraint| constraint.id != *id);
            }),
            Item::Index(of, id) => self.remove_index(*of, *id),
            Item::Policy(table, id) => self.with_table(*table, |table| {
                table.policies.retain(|policy| policy.id != *id);
            }),
            Item::Trigger(of, id) => self.remove_trigger(*of, *id),
            Item::RewriteRule(of, id) => self.remove_rewrite_rule(*of, *id),
            Item::Routine(id) => self.remove_routine(*id),
            Item::Type(id) => self.remove_type(*id),
            Item::Schema(name) => self.remove_schema(name),
            Item::Extension(name) => {
                self.extensions.remove(name);
            }
        }
    }

    fn name_of(&self, id: ObjectId) -> Option<QualifiedName> {
        self.relation_by_id(id).map(|relation| relation.name().clone())
    }

    fn with_table(&mut self, id: ObjectId, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.name_of(id).and_then(|name| self.table_mut(&name)) {
            change(table);
        }
    }

    fn with_view(&mut self, id: ObjectId, change: impl FnOnce(&mut View)) {
        if let Some(Relation::View(view)) = self.name_of(id).and_then(|name| self.get_mut(&name)) {
            change(view);
        }
    }

    fn remove_relation(&mut self, id: ObjectId) {
        let Some(name) = self.name_of(id) else { return };
        self.remove(&name);
        if self.publications.values().any(|publication| publication.tables.contains(&id)) {
            for publication in self.publications.values_mut() {
                Arc::make_mut(publication).tables.retain(|table| *table != id);
            }
        }
    }

    fn remove_index(&mut self, of: ObjectId, id: ObjectId) {
        self.with_table(of, |table| table.indexes.retain(|index| index.id != id));
        self.with_view(of, |view| view.indexes.retain(|index| index.id != id));
        if let Some(name) = self.name_of(id) {
            self.remove(&name);
        }
    }

    fn remove_trigger(&mut self, of: ObjectId, id: ObjectId) {
        self.with_table(of, |table| table.triggers.retain(|trigger| trigger.id != id));
        self.with_view(of, |view| view.triggers.retain(|trigger| trigger.id != id));
    }

    fn remove_rewrite_rule(&mut self, of: ObjectId, id: ObjectId) {
        let Some(name) = self.name_of(of) else { return };
        if let Some(rules) = self.get_mut(&name).and_then(Relation::rewrite_rules_mut) {
            rules.retain(|rule| rule.id != id);
        }
    }

    fn remove_routine(&mut self, id: ObjectId) {
        if let Some(name) = self.routine_by_id(id).map(|routine| routine.name.clone()) {
            self.take_routine(&name, id);
        }
    }

    fn remove_type(&mut self, id: ObjectId) {
        let Some(name) = self.type_by_id(id).map(|kind| kind.name.clone()) else { return };
        self.types.remove(&name);
        if matches!(self.get(&name), Some(Relation::Composite { .. })) {
            self.remove(&name);
        }
    }
}

impl Table {
    fn remove_column(&mut self, id: ColumnId) {
        let Some(name) = self.column_by_id(id).map(|column| column.name.clone()) else { return };
        self.columns.retain(|column| column.id != id);
        self.tenant_columns.retain(|column| column.name != name);
    }
}
