//! Conditions: the names by which handlers catch errors and `RAISE` makes them.

use super::super::rejection::{Rejected, SqlState};

impl Rejected {
    /// Whether an exception handler for `condition` catches it.
    pub(super) fn is_caught_by(&self, condition: &str) -> bool {
        let (code, name) = self.state.code_and_condition();
        match condition {
            // `ASSERT` is not for handlers.
            "others" => &*self.message != "assert_failure",
            _ if code.eq_ignore_ascii_case(condition) || name == condition => true,
            // A class catches all of its kind.
            "syntax_error_or_access_rule_violation" | "42000" => code.starts_with("42"),
            "integrity_constraint_violation" | "23000" => code.starts_with("23"),
            _ => false,
        }
    }
}

impl SqlState {
    /// The state that a condition's name, or a code, stands for.
    pub(super) fn of_condition(condition: &str) -> Option<Self> {
        let all = [
            Self::ActiveTransaction,
            Self::AmbiguousColumn,
            Self::AmbiguousFunction,
            Self::DatatypeMismatch,
            Self::DependentObjects,
            Self::DuplicateColumn,
            Self::DuplicateFunction,
            Self::DuplicateObject,
            Self::DuplicateSchema,
            Self::DuplicateTable,
            Self::FeatureNotSupported,
            Self::InvalidColumnReference,
            Self::InvalidForeignKey,
            Self::InvalidFunctionDefinition,
            Self::InvalidObjectDefinition,
            Self::InvalidTableDefinition,
            Self::ObjectNotInPrerequisiteState,
            Self::Raised,
            Self::SyntaxError,
            Self::UndefinedColumn,
            Self::UndefinedFunction,
            Self::UndefinedObject,
            Self::UndefinedSchema,
            Self::UndefinedTable,
            Self::UniqueViolation,
            Self::WrongObjectType,
        ];
        all.into_iter().find(|state| {
            let (code, name) = state.code_and_condition();
            code.eq_ignore_ascii_case(condition) || name == condition
        })
    }
}
