//! What names in a statement mean: types by their name, and names by a type.

use std::fmt::Write;

use super::catalogue::Catalogue;
use super::object::ObjectId;
use super::rejection::{Outcome, Rejected, SqlState};
use super::user_type::{BaseType, DataType};
use crate::facts::sql::{Identifier, RelationName, TypeName, quote_identifier};
use crate::source::Span;

impl Catalogue {
    /// The type that a statement names.
    pub(super) fn data_type(&self, name: &TypeName) -> Outcome<DataType> {
        if let Some(table) = &name.column_of {
            return self.type_of_column(table, &name.name);
        }
        let base = if name.is_built_in() {
            BaseType::Known(name.name.as_str().into())
        } else {
            self.user_type(name)
        };
        Ok(DataType { base, modifiers: name.modifiers.clone(), dimensions: name.dimensions })
    }

    /// A type that somebody made: one of its own, or the rows of a relation.
    fn user_type(&self, name: &TypeName) -> BaseType {
        let written = RelationName { schema: name.schema.clone(), name: name.name.clone(), span: name.span };
        let own = self.resolve(&written, |candidate| self.types.contains_key(candidate));
        if let Some(kind) = own.and_then(|own| self.types.get(&own)) {
            return BaseType::User(kind.object.id);
        }
        if let Some(relation) = self.find(&written).and_then(|found| self.get(&found)) {
            return BaseType::User(relation.id());
        }
        // An extension may bring it.
        BaseType::Known(name.parameter_form().trim_end_matches("[]").into())
    }

    fn type_of_column(&self, table: &RelationName, column: &Identifier) -> Outcome<DataType> {
        let known = self.find(table).and_then(|found| self.get(&found)).and_then(|relation| {
            let table = relation.as_table().map(|table| &table.columns);
            let columns = table.or_else(|| relation.as_view().map(|view| &view.columns))?;
            columns.iter().find(|known| known.name == *column).map(|known| known.kind.clone())
        });
        known.ok_or_else(|| {
            let message = format!("column \"{column}\" of relation \"{}\" does not exist", table.name);
            Rejected::new(SqlState::UndefinedColumn, message)
        })
    }

    /// As `format_type` prints it for a column, with an empty search path.
    pub(super) fn column_form(&self, kind: &DataType) -> String {
        self.form(kind, Some(&kind.modifiers))
    }

    /// As `format_type` prints it for a parameter or a result: without what narrows it.
    #[expect(dead_code, reason = "columns and arguments take their types by it")]
    pub(super) fn parameter_form(&self, kind: &DataType) -> String {
        self.form(kind, None)
    }

    fn form(&self, kind: &DataType, modifiers: Option<&str>) -> String {
        match &kind.base {
            BaseType::Known(name) if name.contains('.') => {
                let array = if kind.dimensions > 0 { "[]" } else { "" };
                format!("{name}{}{array}", modifiers.unwrap_or_default())
            }
            BaseType::Known(name) => {
                let built_in = TypeName::built_in(name, Span::default());
                let dimensions = kind.dimensions;
                let modifiers_or_none = modifiers.unwrap_or_default().into();
                let written = TypeName { modifiers: modifiers_or_none, dimensions, ..built_in };
                if modifiers.is_some() { written.column_form() } else { written.parameter_form() }
            }
            BaseType::User(id) => {
                let mut form = self.type_name(*id).unwrap_or_default();
                let array = if kind.dimensions > 0 { "[]" } else { "" };
                let _ = write!(form, "{}{array}", modifiers.unwrap_or_default());
                form
            }
        }
    }

    /// The name of a type that somebody made, as an empty search path asks for it.
    fn type_name(&self, id: ObjectId) -> Option<String> {
        let own = self.types.iter().find(|(_, kind)| kind.object.id == id).map(|(name, _)| name);
        let name = own.or_else(|| self.relation_by_id(id).map(super::relation::Relation::name))?;
        Some(format!("{}.{}", quote_identifier(name.schema.as_str()), quote_identifier(name.name.as_str())))
    }
}
