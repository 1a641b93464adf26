//! `REPLICA IDENTITY`: by what those who follow a publication know a row.

use super::super::index::{Index, IndexValue};
use super::super::object::QualifiedName;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::ReplicaIdentity;
use super::Session;
use crate::facts::sql::{Identifier, Timing, WrittenIdentity};

impl Session<'_> {
    pub(super) fn set_identity(&mut self, name: &QualifiedName, written: &WrittenIdentity) -> Outcome {
        let Some(relation) = self.catalogue.get(name) else { return Ok(()) };
        let identity = match written {
            WrittenIdentity::Default => ReplicaIdentity::Default,
            WrittenIdentity::Full => ReplicaIdentity::Full,
            WrittenIdentity::Nothing => ReplicaIdentity::Nothing,
            WrittenIdentity::Index(index) => {
                let found = relation.indexes().iter().find(|known| known.name == *index);
                let found = found.ok_or_else(|| self.no_index_of(name, index))?;
                check_identity(relation, found)?;
                ReplicaIdentity::Index(found.id)
            }
        };
        if let Some(table) = self.catalogue.table_mut(name) {
            table.replica_identity = identity;
        }
        Ok(())
    }

    fn no_index_of(&self, relation: &QualifiedName, name: &Identifier) -> Rejected {
        let named = QualifiedName { schema: relation.schema.clone(), name: name.clone() };
        let own = &relation.name;
        if let Some(Relation::Index { .. }) = self.catalogue.get(&named) {
            let message = format!("\"{name}\" is not an index for table \"{own}\"");
            return Rejected::new(SqlState::WrongObjectType, message);
        }
        let message = format!("index \"{name}\" for table \"{own}\" does not exist");
        Rejected::new(SqlState::UndefinedObject, message)
    }
}

/// Only a unique index over columns that are never null tells every row apart.
fn check_identity(relation: &Relation, index: &Index) -> Outcome {
    let name = &index.name;
    let unfit = |message: String| Err(Rejected::new(SqlState::WrongObjectType, message));
    let unsupported = |message: String| Err(Rejected::new(SqlState::FeatureNotSupported, message));
    if !index.is_unique {
        return unfit(format!("cannot use non-unique index \"{name}\" as replica identity"));
    }
    let constraints = relation.as_table().map_or(&[][..], |table| &table.constraints);
    let constraint = constraints.iter().find(|known| Some(known.id) == index.constraint);
    if constraint.is_some_and(|known| known.timing != Timing::Immediate) {
        return unsupported(format!("cannot use non-immediate index \"{name}\" as replica identity"));
    }
    if index.keys.iter().any(|key| !matches!(key.value, IndexValue::Column(_))) {
        return unsupported(format!("cannot use expression index \"{name}\" as replica identity"));
    }
    if index.predicate.is_some() {
        return unsupported(format!("cannot use partial index \"{name}\" as replica identity"));
    }
    let mut columns =
        index.key_columns().filter_map(|id| relation.columns().iter().find(|column| column.id == id));
    match columns.find(|column| !column.is_not_null) {
        Some(column) => unfit(format!(
            "index \"{name}\" cannot be used as replica identity because column \"{}\" is nullable",
            column.name
        )),
        None => Ok(()),
    }
}
