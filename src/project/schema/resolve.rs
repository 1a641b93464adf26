//! Types by the names that statements give them, and the names under which they are shown.

use super::catalogue::{Catalogue, PLATFORM_SCHEMAS};
use super::object::{DependencyKind, DependsOn, ObjectId, QualifiedName};
use super::rejection::{Outcome, Rejected, SqlState};
use super::relation::Relation;
use super::user_type::{BaseType, DataType};
use crate::facts::sql::{Identifier, RelationName, TypeName, quote_identifier};

impl Catalogue {
    /// The type that a statement means. One that the platform or an extension may bring unseen is taken as
    /// written.
    pub(super) fn data_type(&self, written: &TypeName) -> Outcome<DataType> {
        if let Some(table) = &written.column_of {
            return Ok(self.column_type(table, &written.name));
        }
        let modifiers = written.modifiers.clone();
        let dimensions = written.dimensions;
        if let Some(name) = written.built_in_form() {
            return Ok(DataType { base: BaseType::Known(name.into()), modifiers, dimensions });
        }
        let named =
            |name: Identifier| RelationName { schema: written.schema.clone(), name, span: written.span };
        if let Some(id) = self.type_id(&named(written.name.clone())) {
            return Ok(DataType { base: BaseType::User(id), modifiers, dimensions });
        }
        // Every type has one of arrays, whose name begins with a mark.
        if let Some(element) = written.name.as_str().strip_prefix('_')
            && let Some(id) = self.type_id(&named(Identifier::exact(element)))
        {
            return Ok(DataType { base: BaseType::User(id), modifiers, dimensions: 1 });
        }
        if self.may_bring_unseen(written.schema.as_ref()) {
            let name = written_form(written);
            return Ok(DataType { base: BaseType::Known(name.into()), modifiers, dimensions });
        }
        Err(self.undefined_type(written))
    }

    /// The identity of a type that is no built-in one: made by itself, or the rows of a relation.
    pub(super) fn type_id(&self, name: &RelationName) -> Option<ObjectId> {
        let found = self.resolve(name, |candidate| {
            self.types.contains_key(candidate) || self.get(candidate).is_some_and(Relation::has_rows)
        })?;
        match self.types.get(&found) {
            Some(kind) => Some(kind.object.id),
            None => self.get(&found).map(Relation::id),
        }
    }

    fn column_type(&self, table: &RelationName, column: &Identifier) -> DataType {
        let found = self.find(table).and_then(|name| self.get(&name));
        let columns = match found {
            Some(Relation::Table(table)) => Some(&table.columns),
            Some(Relation::View(view)) => Some(&view.columns),
            _ => None,
        };
        let known = columns.and_then(|columns| columns.iter().find(|known| known.name == *column));
        // Not every column is known: a type that is not found is not one that is not there.
        known.map_or_else(|| DataType::built_in("unknown"), |column| column.kind.clone())
    }

    /// Whether a schema, or one that is searched, may hold what the replay has not seen come.
    pub(super) fn may_bring_unseen(&self, schema: Option<&Identifier>) -> bool {
        let is_platform = |schema: &Identifier| PLATFORM_SCHEMAS[2..].contains(&schema.as_str());
        let has_strange_extension = |schema: &Identifier| {
            self.extensions.values().any(|extension| extension.schema == *schema && !extension.is_known)
        };
        if self.unseen.is_some() {
            return true;
        }
        let may = |schema: &Identifier| is_platform(schema) || has_strange_extension(schema);
        match schema {
            Some(schema) => may(schema),
            None => self.search_path().iter().any(may),
        }
    }

    fn undefined_type(&self, written: &TypeName) -> Rejected {
        if let Some(schema) = &written.schema
            && !self.has_schema(schema)
        {
            let message = format!("schema \"{schema}\" does not exist");
            return Rejected::new(SqlState::UndefinedSchema, message);
        }
        let message = format!("type \"{}\" does not exist", plain_form(written));
        Rejected::new(SqlState::UndefinedObject, message)
    }

    /// The name of a type or of a relation whose rows are one.
    pub(super) fn type_name(&self, id: ObjectId) -> Option<&QualifiedName> {
        self.type_by_id(id).map(|kind| &kind.name).or_else(|| self.relation_by_id(id).map(Relation::name))
    }

    /// A type as `format_type` prints it for a column, its schema always said.
    pub(super) fn column_form(&self, kind: &DataType) -> String {
        self.shown(kind, Some(&kind.modifiers))
    }

    /// A type as `format_type` prints it for an argument: without what narrows it.
    pub(super) fn parameter_form(&self, kind: &DataType) -> String {
        self.shown(kind, None)
    }

    fn shown(&self, kind: &DataType, modifiers: Option<&str>) -> String {
        let mut form = match &kind.base {
            BaseType::Known(name) if &**name == "character" && modifiers == Some("") => "bpchar".to_owned(),
            BaseType::Known(name) => name.to_string(),
            BaseType::User(id) => self.type_name(*id).map_or_else(|| "???".to_owned(), quoted),
        };
        let zone = if form.starts_with("time") { form.find(" with") } else { None };
        form.insert_str(zone.unwrap_or(form.len()), modifiers.unwrap_or_default());
        if kind.dimensions > 0 {
            form.push_str("[]");
        }
        form
    }
}

/// What an object needs of the types it names, each once.
pub(super) fn depends_on_types<'t>(kinds: impl Iterator<Item = &'t DataType>) -> Vec<DependsOn> {
    let mut found = Vec::new();
    for object in kinds.filter_map(DataType::object) {
        let need = DependsOn { object, column: None, kind: DependencyKind::Normal };
        if !found.contains(&need) {
            found.push(need);
        }
    }
    found
}

/// A name with its schema, each in quotes where it needs them.
pub(super) fn quoted(name: &QualifiedName) -> String {
    format!("{}.{}", quote_identifier(name.schema.as_str()), quote_identifier(name.name.as_str()))
}

fn written_form(written: &TypeName) -> String {
    match &written.schema {
        Some(schema) => {
            format!("{}.{}", quote_identifier(schema.as_str()), quote_identifier(written.name.as_str()))
        }
        None => quote_identifier(written.name.as_str()).into_owned(),
    }
}

fn plain_form(written: &TypeName) -> String {
    match &written.schema {
        Some(schema) => format!("{schema}.{}", written.name),
        None => written.name.to_string(),
    }
}
