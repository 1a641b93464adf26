//! Names that PostgreSQL makes: of constraints, indexes and sequences that a statement leaves unnamed.

use super::super::catalogue::Catalogue;
use super::super::object::QualifiedName;
use super::super::relation::Relation;
use crate::facts::sql::Identifier;

/// What PostgreSQL keeps of a name.
const MAX_NAME_BYTES: usize = 63;

impl Catalogue {
    /// A name for an index or sequence in `schema`; one of a constraint is free among constraints too.
    pub(super) fn free_relation_name(
        &self,
        schema: &Identifier,
        parts: (&Identifier, Option<&str>),
        label: &str,
        is_constraint: bool,
    ) -> Identifier {
        free_name(parts, label, |name| {
            let name = QualifiedName { schema: schema.clone(), name: name.clone() };
            self.get(&name).is_some() || (is_constraint && self.has_constraint(&name))
        })
    }

    /// A name for a constraint of a table in `schema`.
    pub(super) fn free_constraint_name(
        &self,
        schema: &Identifier,
        parts: (&Identifier, Option<&str>),
        label: &str,
    ) -> Identifier {
        free_name(parts, label, |name| {
            self.has_constraint(&QualifiedName { schema: schema.clone(), name: name.clone() })
        })
    }

    /// Whether a table of the schema has a constraint of that name.
    fn has_constraint(&self, name: &QualifiedName) -> bool {
        if !self.constraint_names.contains_key(&name.name) {
            return false;
        }
        let tables = self.relations().filter_map(Relation::as_table);
        let mut there = tables.filter(|table| table.name.schema == name.schema);
        there.any(|table| table.constraints.iter().any(|constraint| constraint.name == name.name))
    }
}

fn free_name(
    (first, second): (&Identifier, Option<&str>),
    label: &str,
    is_taken: impl Fn(&Identifier) -> bool,
) -> Identifier {
    let mut name = object_name(first.as_str(), second, label);
    let mut pass = 1;
    while is_taken(&name) {
        name = object_name(first.as_str(), second, &format!("{label}{pass}"));
        pass += 1;
    }
    name
}

/// The columns of an unnamed index or foreign key, as its name lists them.
pub(super) fn joined<'n>(columns: impl IntoIterator<Item = &'n Identifier>) -> String {
    let mut text = String::new();
    for column in columns {
        if !text.is_empty() {
            text.push('_');
        }
        text.push_str(column.as_str());
        if text.len() > MAX_NAME_BYTES {
            break;
        }
    }
    text
}

/// `first_second_label`, the longer of the first two cut until it fits.
fn object_name(first: &str, second: Option<&str>, label: &str) -> Identifier {
    let overhead = label.len() + 1 + usize::from(second.is_some());
    let room = MAX_NAME_BYTES.saturating_sub(overhead);
    let (mut first_length, mut second_length) = (first.len(), second.map_or(0, str::len));
    while first_length + second_length > room {
        if first_length > second_length {
            first_length -= 1;
        } else {
            second_length -= 1;
        }
    }
    let mut name = String::with_capacity(MAX_NAME_BYTES);
    name.push_str(clipped(first, first_length));
    if let Some(second) = second {
        name.push('_');
        name.push_str(clipped(second, second_length));
    }
    name.push('_');
    name.push_str(label);
    Identifier::exact(&name)
}

/// At most so many bytes, no character split.
fn clipped(text: &str, mut length: usize) -> &str {
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    &text[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_part_is_cut() {
        let table = "a_table_whose_name_is_quite_long_indeed_and_goes_on";
        let name = object_name(table, Some("a_column_with_a_long_name"), "fkey");
        assert_eq!(name.as_str(), "a_table_whose_name_is_quite_long_a_column_with_a_long_name_fkey");
        assert_eq!(object_name("t", None, "pkey").as_str(), "t_pkey");
    }
}
