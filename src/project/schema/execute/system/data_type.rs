//! Types.

use super::super::super::relation::Relation;
use super::super::super::user_type::UserTypeKind;
use super::super::object;
use super::super::value::Value;
use super::{View, presence};
use crate::facts::sql::is_built_in_type;

/// Types whose stored name is not the one that is shown.
const STORED: [(&str, &str); 14] = [
    ("bigint", "int8"),
    ("bit varying", "varbit"),
    ("boolean", "bool"),
    ("character", "bpchar"),
    ("character varying", "varchar"),
    ("double precision", "float8"),
    ("integer", "int4"),
    ("real", "float4"),
    ("smallint", "int2"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("unknown", "unknown"),
];

/// Extensions with a type that goes by a name of its own.
const OF_EXTENSIONS: [(&str, &str); 9] = [
    ("citext", "citext"),
    ("geography", "postgis"),
    ("geometry", "postgis"),
    ("halfvec", "vector"),
    ("hstore", "hstore"),
    ("lquery", "ltree"),
    ("ltree", "ltree"),
    ("sparsevec", "vector"),
    ("vector", "vector"),
];

/// The name that a type is stored under, where it is another.
pub(super) fn stored_name(shown: &str) -> Option<&'static str> {
    STORED.iter().find(|(name, _)| *name == shown).map(|(_, stored)| *stored)
}

/// Whether an extension brings the type.
pub(super) fn is_of_extension(name: &str) -> bool {
    OF_EXTENSIONS.iter().any(|(known, _)| *known == name)
}

pub(super) const TYPES: View = View {
    columns: &["oid", "typname", "typnamespace", "typtype", "typrelid"],
    fill: |catalogue, wanted, rows| {
        for kind in catalogue.types.values() {
            if !wanted.takes("typname", kind.name.name.as_str())
                || !wanted.takes_object("oid", kind.object.id)
            {
                continue;
            }
            let values = vec![
                object::user_type(catalogue, kind),
                Value::name(&kind.name.name),
                object::schema(catalogue, &kind.name.schema),
                Value::text(kind.kind.letter()),
                Value::Number(0),
            ];
            rows.push(values, presence(&[&kind.object.doubt]));
        }
        // A table's rows have a type of its name.
        for relation in catalogue.relations() {
            let (name, id) = (relation.name(), relation.id());
            let (Relation::Table(_) | Relation::View(_)) = relation else { continue };
            if wanted.takes("typname", name.name.as_str()) && wanted.takes_object("oid", id) {
                let values = vec![
                    object::relation(catalogue, name, id),
                    Value::name(&name.name),
                    object::schema(catalogue, &name.schema),
                    Value::text("c"),
                    object::relation(catalogue, name, id),
                ];
                rows.push(
                    values,
                    relation.object().map_or(presence(&[]), |object| presence(&[&object.doubt])),
                );
            }
        }
        built_in(catalogue, wanted, rows);
    },
};

fn built_in(
    catalogue: &super::super::super::catalogue::Catalogue,
    wanted: &super::super::wanted::Wanted<'_>,
    rows: &mut super::Rows,
) {
    // Only what is asked for by name is worth a row.
    for name in wanted.texts("typname") {
        let extension =
            OF_EXTENSIONS.iter().find(|(known, _)| *known == &**name).map(|(_, extension)| *extension);
        let schema = match extension {
            Some(extension) => {
                let found =
                    catalogue.extensions.values().find(|installed| installed.name.as_str() == extension);
                found.map(|installed| installed.schema.clone())
            }
            None => is_built_in_type(name).then(|| crate::facts::sql::Identifier::exact("pg_catalog")),
        };
        let is_listed = catalogue.types.keys().any(|known| known.name.as_str() == &**name);
        let Some(schema) = schema.filter(|_| !is_listed) else { continue };
        let values = vec![
            Value::Object(object::built_in(name), name.clone()),
            Value::Text(name.clone()),
            object::schema(catalogue, &schema),
            Value::text("b"),
            Value::Number(0),
        ];
        rows.push(values, presence(&[]));
    }
}

pub(super) const LABELS: View = View {
    columns: &["enumtypid", "enumlabel", "enumsortorder"],
    fill: |catalogue, wanted, rows| {
        for kind in catalogue.types.values().filter(|kind| wanted.takes_object("enumtypid", kind.object.id)) {
            let UserTypeKind::Enum(labels) = &kind.kind else { continue };
            for (at, label) in labels.iter().enumerate() {
                if wanted.takes("enumlabel", label) {
                    let values =
                        vec![object::user_type(catalogue, kind), Value::text(label), Value::count(at + 1)];
                    rows.push(values, presence(&[&kind.object.doubt]));
                }
            }
        }
    },
};
