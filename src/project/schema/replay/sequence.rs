//! Sequences: as statements create them and give them to columns.

use super::super::object::{ColumnId, ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::sequence::Sequence;
use super::{Session, duplicate_relation, undefined_relation};
use crate::facts::sql::{ColumnName, CreateSequence};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_sequence(&mut self, create: &CreateSequence, span: Span) -> Outcome {
        let name = self.creation_name(&create.name, create.is_temporary)?;
        if self.catalogue.get(&name).is_some() {
            return if create.if_not_exists { Ok(()) } else { Err(duplicate_relation(&name)) };
        }
        let owned_by = create.owner.as_ref().map(|owner| self.owner_of(owner)).transpose()?.flatten();
        let mut object = self.object(span);
        object.created = self.at(create.name.span);
        self.catalogue.insert(Relation::Sequence(Sequence { object, name, owned_by }));
        Ok(())
    }

    /// `OWNED BY`.
    pub(super) fn own_sequence(&mut self, sequence: &QualifiedName, owner: Option<&ColumnName>) -> Outcome {
        let owned_by = owner.map(|owner| self.owner_of(owner)).transpose()?.flatten();
        if let Some(Relation::Sequence(sequence)) = self.catalogue.get_mut(sequence) {
            sequence.owned_by = owned_by;
        }
        Ok(())
    }

    /// The column that is to own a sequence; `None` where it may be there unseen.
    fn owner_of(&self, owner: &ColumnName) -> Outcome<Option<(ObjectId, ColumnId)>> {
        let found = self.catalogue.find(&owner.table).ok_or_else(|| undefined_relation(&owner.table))?;
        let table = match self.catalogue.get(&found) {
            Some(Relation::Table(table)) => table,
            Some(Relation::Index { .. } | Relation::Composite { .. } | Relation::Sequence(_)) => {
                let message = format!("sequence cannot be owned by relation \"{}\"", found.name);
                return Err(Rejected::new(SqlState::WrongObjectType, message));
            }
            Some(Relation::View(_)) | None => return Ok(None),
        };
        match table.column(&owner.column) {
            Some(column) => Ok(Some((table.object.id, column.id))),
            None if table.has_foreign_columns => Ok(None),
            None => {
                let message =
                    format!("column \"{}\" of relation \"{}\" does not exist", owner.column, table.name.name);
                Err(Rejected::new(SqlState::UndefinedColumn, message))
            }
        }
    }
}
