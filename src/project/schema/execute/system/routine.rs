//! Functions and procedures.

use super::super::super::routine::{Routine, RoutineKind};
use super::super::object;
use super::super::value::Value;
use super::{View, presence};
use crate::facts::sql::Volatility;

pub(super) const ROUTINES: View = View {
    columns: &[
        "oid",
        "proname",
        "pronamespace",
        "prokind",
        "prosecdef",
        "provolatile",
        "proconfig",
        "pronargs",
        "prolang",
        "prosrc",
        "proowner",
        "prorettype",
        "proisagg",
        "proisstrict",
    ],
    fill: |catalogue, wanted, rows| {
        for routine in catalogue.routines() {
            let is_wanted = wanted.takes("proname", routine.name.name.as_str())
                && wanted.takes_object("oid", routine.object.id);
            if !is_wanted {
                continue;
            }
            let returns = routine.returns.as_ref();
            let values = vec![
                object::routine(routine),
                Value::name(&routine.name.name),
                object::schema(catalogue, &routine.name.schema),
                Value::text(match routine.kind {
                    RoutineKind::Function => "f",
                    RoutineKind::Procedure => "p",
                    RoutineKind::Window => "w",
                    RoutineKind::Aggregate => "a",
                }),
                Value::Bool(routine.is_security_definer),
                Value::text(match routine.volatility {
                    Volatility::Immutable => "i",
                    Volatility::Stable => "s",
                    Volatility::Volatile => "v",
                }),
                config(routine),
                Value::count(object::given(routine).count()),
                Value::Object(object::built_in(&routine.language), (&*routine.language).into()),
                routine.body.as_ref().map_or(Value::Unknown, |body| Value::Text(body.text.clone())),
                object::role(&routine.object.owner),
                returns.map_or(Value::Unknown, |returns| object::data_type(catalogue, &returns.kind)),
                Value::Bool(routine.kind == RoutineKind::Aggregate),
                Value::Bool(routine.is_strict),
            ];
            rows.push(values, presence(&[&routine.object.doubt]));
        }
    },
};

pub(super) const NAMED_ROUTINES: View = View {
    columns: &[
        "routine_schema",
        "routine_name",
        "routine_type",
        "specific_schema",
        "security_type",
        "external_language",
    ],
    fill: |catalogue, wanted, rows| {
        for routine in catalogue.routines().filter(|routine| routine.kind != RoutineKind::Aggregate) {
            let is_wanted = wanted.takes("routine_name", routine.name.name.as_str())
                && wanted.takes("routine_schema", routine.name.schema.as_str());
            if is_wanted {
                let kind = if routine.kind == RoutineKind::Procedure { "PROCEDURE" } else { "FUNCTION" };
                let values = vec![
                    Value::name(&routine.name.schema),
                    Value::name(&routine.name.name),
                    Value::text(kind),
                    Value::name(&routine.name.schema),
                    Value::text(if routine.is_security_definer { "DEFINER" } else { "INVOKER" }),
                    Value::text(&routine.language.to_ascii_uppercase()),
                ];
                rows.push(values, presence(&[&routine.object.doubt]));
            }
        }
    },
};

/// Settings as PostgreSQL keeps them: `search_path=public`; null without any.
fn config(routine: &Routine) -> Value {
    if routine.config.is_empty() {
        return Value::Null;
    }
    let setting = |(name, value): &(Box<str>, Box<str>)| Value::text(&format!("{name}={value}"));
    Value::List(routine.config.iter().map(setting).collect())
}
