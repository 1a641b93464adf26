//! The columns that clients find in rows, and the rows that they embed in others.

use super::Schema;
use super::object::QualifiedName;
use super::relation::Relation;
use super::table::Column;
use crate::facts::sql::Identifier;

/// Columns that every table has and that none lists.
const SYSTEM_COLUMNS: [&str; 6] = ["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

/// Whether rows have a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HasColumn {
    /// They do, or a function stands in for it.
    Yes,
    /// Not all of their columns are known.
    Unsure,
    /// They do not; the column whose name is nearest.
    No(Option<Box<str>>),
}

impl Relation {
    /// Columns of its rows, in order, as far as they are known.
    pub fn columns(&self) -> &[Column] {
        match self {
            Self::Table(table) => &table.columns,
            Self::View(view) => &view.columns,
            Self::Sequence(_) | Self::Index { .. } | Self::Composite { .. } => &[],
        }
    }
}

impl Schema {
    /// What a name in a row of `from` leads to: a table or view of its schema, or what a column or a
    /// foreign key of that name refers to.
    pub fn embedded<'s>(&'s self, from: &Relation, target: &str) -> Option<&'s Relation> {
        let target = Identifier::exact(target);
        let by_key = from.as_table().and_then(|table| {
            let column = table.column(&target).map(|column| column.id);
            table.foreign_keys().find_map(|(constraint, key)| {
                let leads =
                    constraint.name == target || column.is_some_and(|column| *key.columns == [column]);
                leads.then_some(key.references)
            })
        });
        if let Some(referenced) = by_key {
            return self.catalogue.relation_by_id(referenced);
        }
        let named = QualifiedName { schema: from.name().schema.clone(), name: target };
        self.catalogue.get(&named).filter(|relation| relation.kind().is_some())
    }

    /// Whether clients find a column of that name, whose case counts, in rows of `relation`.
    pub fn has_served_column(&self, relation: &Relation, name: &str) -> HasColumn {
        let wanted = Identifier::exact(name);
        let (columns, is_open) = match relation {
            Relation::Table(table) => (&*table.columns, table.has_foreign_columns),
            Relation::View(view) => (&*view.columns, view.columns.is_empty()),
            Relation::Sequence(_) | Relation::Index { .. } | Relation::Composite { .. } => {
                return HasColumn::Unsure;
            }
        };
        // A function of the row reads as a column.
        let function = QualifiedName { schema: relation.name().schema.clone(), name: wanted.clone() };
        let is_there = columns.iter().any(|column| column.name == wanted)
            || SYSTEM_COLUMNS.contains(&name)
            || self.catalogue.routines.contains_key(&function);
        if is_there {
            return HasColumn::Yes;
        }
        if is_open
            || self.catalogue.unseen.is_some()
            || relation.object().is_none_or(|object| object.is_platform)
        {
            return HasColumn::Unsure;
        }
        HasColumn::No(nearest(columns, name))
    }
}

fn nearest(columns: &[Column], wanted: &str) -> Option<Box<str>> {
    let rated = columns.iter().map(|column| {
        let name = column.name.as_str();
        (strsim::damerau_levenshtein(name, wanted), name)
    });
    let (_, nearest) = rated.min().filter(|(distance, _)| distance * 3 <= wanted.len())?;
    Some(nearest.into())
}
