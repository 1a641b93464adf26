//! Operator classes: what an index compares the values of its keys by.
//!
//! Those that migrations make themselves are not followed; a class is refused only where it is certain that
//! nobody brings it.

use super::catalogue::Catalogue;
use super::extension::Contents;
use super::index::{Index, IndexValue};
use super::object::{DependencyKind, DependsOn};
use super::rejection::{Outcome, Rejected, SqlState};
use super::service::Extension;
use super::table::Column;
use super::user_type::{BaseType, DataType, UserTypeKind};
use crate::facts::sql::{IndexKey, RelationName};

/// Access methods that PostgreSQL brings.
const METHODS: [&str; 6] = ["brin", "btree", "gin", "gist", "hash", "spgist"];
/// Types of PostgreSQL that cannot be sorted.
const UNSORTED: [&str; 8] = ["box", "circle", "json", "line", "lseg", "path", "point", "polygon"];
/// Further types that cannot be hashed.
const UNHASHED: [&str; 6] = ["bit", "bit varying", "money", "tsquery", "tsvector", "xml"];
/// Types of one value: nothing within it to be found.
const SCALAR: [&str; 22] = [
    "bigint",
    "bit",
    "boolean",
    "bytea",
    "character",
    "character varying",
    "cidr",
    "date",
    "double precision",
    "inet",
    "integer",
    "interval",
    "macaddr",
    "money",
    "numeric",
    "real",
    "smallint",
    "text",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "uuid",
];

impl Catalogue {
    /// What an index needs for its access method and its operator classes. Refused where there is none.
    pub(super) fn operator_classes(
        &self,
        index: &Index,
        written: &[IndexKey],
        columns: &[Column],
    ) -> Outcome<Vec<DependsOn>> {
        self.check_method(index)?;
        let mut needs = Vec::new();
        for (at, key) in index.keys.iter().enumerate() {
            let class = written.get(at).and_then(|key| key.operator_class.as_ref());
            let kind = match &key.value {
                IndexValue::Column(id) => columns.iter().find(|column| column.id == *id),
                IndexValue::Expression(_) => None,
            };
            let extension = match (class, kind.map(|column| &column.kind)) {
                (Some(class), _) => self.named_class(&index.method, class)?,
                (None, Some(kind)) => self.default_class(&index.method, kind)?,
                (None, None) => None,
            };
            needs.extend(extension.map(Extension::need));
        }
        Ok(needs)
    }

    fn check_method(&self, index: &Index) -> Outcome {
        let method = &*index.method;
        let may_bring =
            |extension: &Extension| extension.contents.is_none() || brings_method(extension, method);
        let is_there =
            METHODS.contains(&method) || self.extensions.values().any(|extension| may_bring(extension));
        if !is_there && self.unseen.is_none() {
            return Err(undefined(format!("access method \"{method}\" does not exist")));
        }
        if index.is_unique && METHODS.contains(&method) && method != "btree" {
            let message = format!("access method \"{method}\" does not support unique indexes");
            return Err(Rejected::new(SqlState::FeatureNotSupported, message));
        }
        Ok(())
    }

    /// The extension that brings the class; `None` where PostgreSQL or nobody knows who does.
    fn named_class(&self, method: &str, class: &RelationName) -> Outcome<Option<&Extension>> {
        let own = class.name.as_str();
        let schemas = self.schemas_for(class);
        let brings = |contents: Contents| contents.classes().any(|(of, name, _)| of == method && name == own);
        let is_reached = |extension: &&Extension| {
            schemas.contains(&extension.schema) && extension.contents.is_some_and(brings)
        };
        let found = self.extensions.values().map(|extension| &**extension).find(is_reached);
        let is_strange = self.may_bring_unseen(class.schema.as_ref());
        if found.is_none() && !is_strange && Contents::all().any(brings) {
            let message = format!("operator class \"{own}\" does not exist for access method \"{method}\"");
            return Err(undefined(message));
        }
        Ok(found)
    }

    /// The extension that brings the class by which an access method takes a type when none is written.
    fn default_class(&self, method: &str, kind: &DataType) -> Outcome<Option<&Extension>> {
        let Some(name) = self.class_type(kind) else { return Ok(None) };
        if method == "btree" && !UNSORTED.contains(&name) && name != "xml" {
            return Ok(None);
        }
        let shown = name.replace(' ', "_");
        let is_default = |extension: &&Extension| {
            extension.contents.is_some_and(|contents| {
                contents.classes().any(|(of, _, kind)| of == method && kind == Some(&*shown))
            })
        };
        let found = self.extensions.values().map(|extension| &**extension).find(is_default);
        let is_strange = self.extensions.values().any(|extension| extension.contents.is_none());
        let is_missing = match method {
            "btree" => true,
            "hash" => UNSORTED.contains(&name) || UNHASHED.contains(&name),
            "gin" => SCALAR.contains(&name) || matches!(name, "anyenum" | "json"),
            "gist" => SCALAR.contains(&name) || matches!(name, "anyenum" | "json" | "jsonb"),
            _ => false,
        };
        if found.is_none() && is_missing && !is_strange && self.unseen.is_none() {
            let kind = self.parameter_form(kind);
            let message =
                format!("data type {kind} has no default operator class for access method \"{method}\"");
            return Err(undefined(message));
        }
        Ok(found)
    }

    /// A type as operator classes know it; `None` for one of which nothing is known.
    fn class_type<'k>(&'k self, kind: &'k DataType) -> Option<&'k str> {
        match &kind.base {
            BaseType::Known(name) if kind.dimensions == 0 => Some(name),
            BaseType::Known(name) => (&**name == "integer").then_some("integer[]"),
            BaseType::User(id) if kind.dimensions == 0 => {
                let made = self.type_by_id(*id)?;
                matches!(made.kind, UserTypeKind::Enum(_)).then_some("anyenum")
            }
            BaseType::User(_) => None,
        }
    }
}

impl Extension {
    /// The tie of what uses something that it brings.
    pub(super) fn need(&self) -> DependsOn {
        DependsOn { object: self.object.id, column: None, kind: DependencyKind::Normal }
    }
}

fn brings_method(extension: &Extension, method: &str) -> bool {
    extension.contents.is_some_and(|contents| contents.classes().any(|(of, _, _)| of == method))
}

fn undefined(message: String) -> Rejected {
    Rejected::new(SqlState::UndefinedObject, message)
}

#[cfg(test)]
mod tests {
    use super::super::sample::replayed;

    fn failures(sql: &str) -> Vec<String> {
        replayed(sql).failures().iter().map(|failure| failure.message.to_string()).collect()
    }

    #[test]
    fn what_cannot_be_indexed_is_refused() {
        let table =
            "create table t (a text, b uuid, c json, d jsonb, e text[], f point, g int4range, h int);";
        for (index, expected) in [
            ("using gin (a)", "data type text has no default operator class for access method \"gin\""),
            ("using gist (b)", "data type uuid has no default operator class for access method \"gist\""),
            ("(c)", "data type json has no default operator class for access method \"btree\""),
            (
                "using gin (a gin_trgm_ops)",
                "operator class \"gin_trgm_ops\" does not exist for access method \"gin\"",
            ),
            ("using nothing (a)", "access method \"nothing\" does not exist"),
            ("using hnsw (a)", "access method \"hnsw\" does not exist"),
        ] {
            assert_eq!(failures(&format!("{table} create index on t {index};")), [expected]);
        }
        let unique = format!("{table} create unique index on t using gin (d);");
        assert_eq!(failures(&unique), ["access method \"gin\" does not support unique indexes"]);
        for index in
            ["using gin (d, e)", "using gist (f, g)", "using hash (d)", "(a, b, d, e, g)", "using brin (a)"]
        {
            assert_eq!(failures(&format!("{table} create index on t {index};")), [""; 0], "{index}");
        }
    }

    #[test]
    fn extensions_bring_classes_and_are_held_by_them() {
        let table = "create table t (a text, b uuid);";
        let sql = format!(
            "{table} create extension pg_trgm; create extension btree_gin; \
             create index i on t using gin (a gin_trgm_ops); create index j on t using gin (b); \
             drop extension pg_trgm; drop extension btree_gin; drop extension pg_trgm cascade;"
        );
        let schema = replayed(&sql);
        assert_eq!(schema.failures().len(), 2);
        let indexes: Vec<_> =
            schema.tables().flat_map(|table| &table.indexes).map(|index| index.name.as_str()).collect();
        assert_eq!(indexes, ["j"]);
    }
}
