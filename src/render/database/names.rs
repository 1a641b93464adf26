//! What objects are called now, by their identity.

use std::collections::BTreeMap;

use crate::project::schema::{
    BaseType, Column, ColumnId, DataType, Index, ObjectId, QualifiedName, Schema, Table, quote_identifier,
};

/// Names of everything that something else may refer to.
pub(super) struct Names<'s> {
    objects: BTreeMap<ObjectId, &'s QualifiedName>,
    tables: BTreeMap<ObjectId, &'s Table>,
}

impl<'s> Names<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        let relations = schema.relations().map(|relation| (relation.id(), relation.name()));
        let types = schema.all_types().map(|kind| (kind.object.id, &kind.name));
        let routines = schema.all_routines().map(|routine| (routine.object.id, &routine.name));
        let tables = schema.all_tables().map(|table| (table.object.id, table));
        Self { objects: relations.chain(types).chain(routines).collect(), tables: tables.collect() }
    }

    /// The name of an object.
    pub(super) fn of(&self, id: ObjectId) -> Option<&'s QualifiedName> {
        self.objects.get(&id).copied()
    }

    /// The table of that identity.
    pub(super) fn table(&self, id: ObjectId) -> Option<&'s Table> {
        self.tables.get(&id).copied()
    }

    /// The name with its schema, each quoted where it must be.
    pub(super) fn qualified(&self, id: ObjectId) -> String {
        self.of(id).map_or_else(|| "???".to_owned(), text_of)
    }

    /// A type as `format_type` prints it.
    pub(super) fn type_text(&self, kind: &DataType) -> String {
        let name = match &kind.base {
            BaseType::Known(name) => name.to_string(),
            BaseType::User(id) => self.qualified(*id),
        };
        let array = if kind.dimensions > 0 { "[]" } else { "" };
        // The modifiers of a time stand within its name: `timestamp(3) without time zone`.
        match name.split_once(' ') {
            Some((first, rest)) if rest.ends_with("time zone") => {
                format!("{first}{} {rest}{array}", kind.modifiers)
            }
            _ => format!("{name}{}{array}", kind.modifiers),
        }
    }
}

/// A name with its schema, each part quoted where it must be.
pub(super) fn text_of(name: &QualifiedName) -> String {
    format!("{}.{}", quote_identifier(name.schema.as_str()), quote_identifier(name.name.as_str()))
}

/// The name, without its schema where that is `public`.
pub(super) fn short(name: &QualifiedName) -> String {
    if name.schema.as_str() == "public" { name.name.to_string() } else { name.to_string() }
}

/// The names of some columns of a relation, in their order.
pub(super) fn columns<'c>(of: &'c [Column], ids: &[ColumnId]) -> Vec<&'c str> {
    let name = |id: &ColumnId| of.iter().find(|column| column.id == *id).map(|column| column.name.as_str());
    ids.iter().filter_map(name).collect()
}

/// The constraint that an index serves.
pub(super) fn constraint_of<'t>(table: &'t Table, index: &Index) -> Option<&'t str> {
    let id = index.constraint?;
    let serves = table.constraints.iter().find(|constraint| constraint.id == id);
    serves.map(|constraint| constraint.name.as_str())
}

/// Names with commas between, each in quotes where it must be.
pub(super) fn list(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| quote_identifier(name)).collect();
    names.join(", ")
}
