//! Which values PostgreSQL refuses to turn into which on its own: only what is certain.

use super::super::catalogue::Catalogue;
use super::super::user_type::{BaseType, DataType, UserTypeKind};

/// Families of types between which nothing is turned without being asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Boolean,
    Document,
    Enumeration,
    Moment,
    Number,
    Text,
    Uuid,
}

/// Whether a value of type `from` certainly becomes none of type `to` by assignment.
pub(super) fn is_refused(catalogue: &Catalogue, from: &DataType, to: &DataType) -> bool {
    let (Some(source), Some(target)) = (family(catalogue, from), family(catalogue, to)) else {
        return false;
    };
    match (from.dimensions > 0, to.dimensions > 0) {
        // Anything may be written out as a text.
        (_, false) if target == Family::Text => false,
        (true, false) | (false, true) => true,
        (_, _) if source == Family::Enumeration && target == Family::Enumeration => from.base != to.base,
        (_, _) => source != target,
    }
}

/// Whether an index that orders values of type `to` certainly cannot look up one of type `from`.
pub(super) fn is_incomparable(catalogue: &Catalogue, from: &DataType, to: &DataType) -> bool {
    let (Some(source), Some(target)) = (family(catalogue, from), family(catalogue, to)) else {
        return false;
    };
    if from.dimensions > 0 || to.dimensions > 0 {
        return (from.dimensions > 0) != (to.dimensions > 0);
    }
    match (source, target) {
        (Family::Enumeration, Family::Enumeration) => from.base != to.base,
        _ => source != target,
    }
}

fn family(catalogue: &Catalogue, kind: &DataType) -> Option<Family> {
    let name = match &kind.base {
        BaseType::Known(name) => name,
        BaseType::User(id) => {
            let own = catalogue.type_by_id(*id)?;
            return matches!(own.kind, UserTypeKind::Enum(_)).then_some(Family::Enumeration);
        }
    };
    Some(match &**name {
        "bool" | "boolean" => Family::Boolean,
        "json" | "jsonb" => Family::Document,
        "date" | "timestamp" | "timestamptz" | "timestamp with time zone" | "timestamp without time zone" => {
            Family::Moment
        }
        "bigint" | "double precision" | "float4" | "float8" | "int2" | "int4" | "int8" | "integer"
        | "numeric" | "real" | "smallint" => Family::Number,
        "bpchar" | "character" | "character varying" | "text" | "varchar" => Family::Text,
        "uuid" => Family::Uuid,
        _ => return None,
    })
}
