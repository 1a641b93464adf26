//! Indexes.

use super::super::super::catalogue::Catalogue;
use super::super::super::index::{Index, IndexValue};
use super::super::super::object::{ObjectId, QualifiedName};
use super::super::super::relation::Relation;
use super::super::function::hole;
use super::super::object;
use super::super::value::Value;
use super::{View, presence};
use crate::finding::Location;

pub(super) const INDEXES: View = View {
    columns: &["indexrelid", "indrelid", "indisunique", "indisprimary", "indkey", "indisvalid", "indpred"],
    fill: |catalogue, wanted, rows| {
        each(catalogue, |name, id, index, doubt| {
            if !wanted.takes_object("indrelid", id) || !wanted.takes_object("indexrelid", index.id) {
                return;
            }
            let number = |value: &IndexValue| match value {
                IndexValue::Column(id) => Value::Number(i64::from(id.0)),
                IndexValue::Expression(_) => Value::Number(0),
            };
            let own = QualifiedName { schema: name.schema.clone(), name: index.name.clone() };
            let values = vec![
                object::relation(catalogue, &own, index.id),
                object::relation(catalogue, name, id),
                Value::Bool(index.is_unique),
                Value::Bool(index.is_primary),
                Value::List(index.keys.iter().map(|key| number(&key.value)).collect()),
                Value::Bool(true),
                if index.predicate.is_some() { hole() } else { Value::Null },
            ];
            rows.push(values, presence(&[doubt, &index.doubt]));
        });
    },
};

pub(super) const INDEX_NAMES: View = View {
    columns: &["schemaname", "tablename", "indexname", "indexdef"],
    fill: |catalogue, wanted, rows| {
        each(catalogue, |name, _, index, doubt| {
            let is_wanted = wanted.takes("schemaname", name.schema.as_str())
                && wanted.takes("tablename", name.name.as_str())
                && wanted.takes("indexname", index.name.as_str());
            if is_wanted {
                let values = vec![
                    Value::name(&name.schema),
                    Value::name(&name.name),
                    Value::name(&index.name),
                    hole(),
                ];
                rows.push(values, presence(&[doubt, &index.doubt]));
            }
        });
    },
};

fn each(catalogue: &Catalogue, mut give: impl FnMut(&QualifiedName, ObjectId, &Index, &Option<Location>)) {
    for relation in catalogue.relations() {
        let (indexes, doubt) = match relation {
            Relation::Table(table) => (&table.indexes, &table.object.doubt),
            Relation::View(view) => (&view.indexes, &view.object.doubt),
            _ => continue,
        };
        for index in indexes {
            give(relation.name(), relation.id(), index, doubt);
        }
    }
}
