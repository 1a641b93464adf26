//! Statements about views.

use super::super::rejection::Outcome;
use super::super::relation::Relation;
use super::super::view::View;
use super::{Session, duplicate_relation};
use crate::facts::sql::{CreateView, RelationKind};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_view(&mut self, create: &CreateView, span: Span) -> Outcome {
        let name = self.creation_name(&create.name, create.is_temporary)?;
        let before = match self.catalogue.get(&name) {
            Some(_) if create.if_not_exists => return Ok(()),
            Some(Relation::View(before)) if create.or_replace && before.kind == RelationKind::View => {
                Some(before.object.clone())
            }
            Some(_) => return Err(duplicate_relation(&name)),
            None => None,
        };
        let mut object = before.unwrap_or_else(|| self.object(span));
        object.created = self.at(create.name.span);
        self.catalogue.insert(Relation::View(View {
            object,
            name,
            kind: create.kind,
            columns: Vec::new(),
            options: Vec::new(),
            depends_on: Vec::new(),
            query: Box::default(),
            indexes: Vec::new(),
            triggers: Vec::new(),
        }));
        Ok(())
    }
}
