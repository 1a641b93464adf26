//! Which table of one state is which of the other: where and as what it was made tells, then its name.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Schema;
use super::super::object::{ObjectId, QualifiedName};
use super::super::table::Table;
use crate::source::RelPath;

/// The tables of two states, paired.
pub(super) struct Twins<'s> {
    before: Option<&'s Schema>,
    /// Tables of the earlier state by the file that made them, and the name it gave.
    made: BTreeMap<(&'s RelPath, &'s QualifiedName), &'s Table>,
    /// Tables of the earlier state that have a counterpart.
    paired: BTreeSet<ObjectId>,
}

impl<'s> Twins<'s> {
    pub(super) fn new(before: Option<&'s Schema>, after: &Schema) -> Self {
        let tables = before.into_iter().flat_map(Schema::all_tables);
        let made = tables.map(|table| ((&table.object.created.path, &*table.first_name), table));
        let mut twins = Self { before, made: made.collect(), paired: BTreeSet::new() };
        twins.paired = after.all_tables().filter_map(|table| Some(twins.of(table)?.object.id)).collect();
        twins
    }

    /// What a table of the later state was in the earlier one.
    pub(super) fn of(&self, table: &Table) -> Option<&'s Table> {
        let made = self.made.get(&(&table.object.created.path, &*table.first_name)).copied();
        made.or_else(|| self.before?.table(&table.name))
    }

    /// Whether a table of the earlier state is still there.
    pub(super) fn has(&self, table: &Table) -> bool {
        self.paired.contains(&table.object.id)
    }
}
