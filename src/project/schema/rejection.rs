//! Statements that PostgreSQL rejects, and why.

use crate::facts::sql::BodyFault;
use crate::finding::Location;

/// What a statement comes to.
pub(super) type Outcome<T = ()> = Result<T, Rejected>;

/// The error that PostgreSQL answers a statement with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rejected {
    /// Its class.
    pub state: SqlState,
    /// PostgreSQL's own words: `relation "notes" does not exist`.
    pub message: Box<str>,
}

impl Rejected {
    pub(super) fn new(state: SqlState, message: impl Into<Box<str>>) -> Self {
        Self { state, message: message.into() }
    }

    /// A body that PostgreSQL does not take.
    pub(super) fn of_body(fault: BodyFault) -> Self {
        match fault {
            BodyFault::Syntax(message) => Self::new(SqlState::SyntaxError, message),
            BodyFault::Type(message) => Self::new(SqlState::DatatypeMismatch, message),
        }
    }
}

/// A statement that did not happen.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The statement.
    pub at: Location,
    /// Why.
    pub state: SqlState,
    /// PostgreSQL's own words.
    pub message: Box<str>,
}

/// PostgreSQL's error codes, as far as the replay tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SqlState {
    /// 25001.
    ActiveTransaction,
    /// 42702.
    AmbiguousColumn,
    /// 42725.
    AmbiguousFunction,
    /// 42804.
    DatatypeMismatch,
    /// 2BP01.
    DependentObjects,
    /// 42701.
    DuplicateColumn,
    /// 42723.
    DuplicateFunction,
    /// 42710.
    DuplicateObject,
    /// 42P06.
    DuplicateSchema,
    /// 42P07.
    DuplicateTable,
    /// 0A000.
    FeatureNotSupported,
    /// 42P10.
    InvalidColumnReference,
    /// 42501.
    InsufficientPrivilege,
    /// 42830.
    InvalidForeignKey,
    /// 55000.
    ObjectNotInPrerequisiteState,
    /// 42P13.
    InvalidFunctionDefinition,
    /// 42P17.
    InvalidObjectDefinition,
    /// 42P16.
    InvalidTableDefinition,
    /// P0001.
    Raised,
    /// 42601.
    SyntaxError,
    /// 42703.
    UndefinedColumn,
    /// 42883.
    UndefinedFunction,
    /// 42704.
    UndefinedObject,
    /// 3F000.
    UndefinedSchema,
    /// 42P01.
    UndefinedTable,
    /// 23505.
    UniqueViolation,
    /// 428C9.
    GeneratedAlways,
    /// 22P02.
    InvalidText,
    /// 23502.
    NotNullViolation,
    /// 42809.
    WrongObjectType,
    /// Any other.
    Other,
}

impl SqlState {
    /// The code and the name by which an exception handler catches it.
    pub fn code_and_condition(self) -> (&'static str, &'static str) {
        match self {
            Self::ActiveTransaction => ("25001", "active_sql_transaction"),
            Self::AmbiguousColumn => ("42702", "ambiguous_column"),
            Self::AmbiguousFunction => ("42725", "ambiguous_function"),
            Self::DatatypeMismatch => ("42804", "datatype_mismatch"),
            Self::DependentObjects => ("2BP01", "dependent_objects_still_exist"),
            Self::DuplicateColumn => ("42701", "duplicate_column"),
            Self::DuplicateFunction => ("42723", "duplicate_function"),
            Self::DuplicateObject => ("42710", "duplicate_object"),
            Self::DuplicateSchema => ("42P06", "duplicate_schema"),
            Self::DuplicateTable => ("42P07", "duplicate_table"),
            Self::FeatureNotSupported => ("0A000", "feature_not_supported"),
            Self::InvalidColumnReference => ("42P10", "invalid_column_reference"),
            Self::InsufficientPrivilege => ("42501", "insufficient_privilege"),
            Self::InvalidForeignKey => ("42830", "invalid_foreign_key"),
            Self::InvalidFunctionDefinition => ("42P13", "invalid_function_definition"),
            Self::InvalidObjectDefinition => ("42P17", "invalid_object_definition"),
            Self::InvalidTableDefinition => ("42P16", "invalid_table_definition"),
            Self::ObjectNotInPrerequisiteState => ("55000", "object_not_in_prerequisite_state"),
            Self::Raised => ("P0001", "raise_exception"),
            Self::SyntaxError => ("42601", "syntax_error"),
            Self::UndefinedColumn => ("42703", "undefined_column"),
            Self::UndefinedFunction => ("42883", "undefined_function"),
            Self::UndefinedObject => ("42704", "undefined_object"),
            Self::UndefinedSchema => ("3F000", "invalid_schema_name"),
            Self::UndefinedTable => ("42P01", "undefined_table"),
            Self::UniqueViolation => ("23505", "unique_violation"),
            Self::GeneratedAlways => ("428C9", "generated_always"),
            Self::InvalidText => ("22P02", "invalid_text_representation"),
            Self::NotNullViolation => ("23502", "not_null_violation"),
            Self::WrongObjectType => ("42809", "wrong_object_type"),
            Self::Other => ("XX000", "internal_error"),
        }
    }
}
