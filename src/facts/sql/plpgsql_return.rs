//! What a body in plpgsql may give back: PostgreSQL refuses a function whose `RETURN`s do not fit its head.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::routine::{Parameter, ParameterMode};
use super::routine_body::BodyFault;
use super::type_name::TypeName;

/// A value that must be there.
const MISSING: BodyFault = BodyFault::Syntax("missing expression");

/// What the head of a routine promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// Nothing, to a `CALL`.
    Procedure,
    /// Nothing.
    Void,
    /// One value.
    Value,
    /// What its parameters hold in the end.
    OutParameters,
    /// Any number of values.
    Set,
    /// Any number of rows of what its parameters hold.
    SetOfParameters,
}

impl Promise {
    pub(super) fn of_function(returns: Option<&TypeName>, parameters: &[Parameter]) -> Self {
        let is_void = |kind: &TypeName| matches!(kind.name.as_str(), "void" | "event_trigger");
        match (returns.is_some_and(|kind| kind.is_set), has_out(parameters)) {
            (true, true) => Self::SetOfParameters,
            (true, false) => Self::Set,
            (false, true) => Self::OutParameters,
            (false, false) if returns.is_some_and(is_void) => Self::Void,
            (false, false) => Self::Value,
        }
    }

    pub(super) fn of_procedure(parameters: &[Parameter]) -> Self {
        if has_out(parameters) { Self::OutParameters } else { Self::Procedure }
    }

    /// What is wrong with a statement of its body; `None` for every other than a `RETURN`.
    pub(super) fn broken_by(self, node: &SyntaxNode) -> Option<BodyFault> {
        match node.kind() {
            SyntaxKind::PLPGSQL_RETURN_STMT => {
                let has_value = ast::PlpgsqlReturnStmt::cast(node.clone())?.expr().is_some();
                self.broken_by_return(has_value)
            }
            SyntaxKind::PLPGSQL_RETURN_NEXT_STMT => {
                let has_value = ast::PlpgsqlReturnNextStmt::cast(node.clone())?.expr().is_some();
                self.broken_by_next(has_value)
            }
            SyntaxKind::PLPGSQL_RETURN_QUERY_STMT | SyntaxKind::PLPGSQL_RETURN_QUERY_EXECUTE_STMT => {
                let fault = BodyFault::Type("cannot use RETURN QUERY in a non-SETOF function");
                (!matches!(self, Self::Set | Self::SetOfParameters)).then_some(fault)
            }
            _ => None,
        }
    }

    fn broken_by_return(self, has_value: bool) -> Option<BodyFault> {
        let message = match self {
            Self::Value => return (!has_value).then_some(MISSING),
            Self::Procedure => {
                let fault = BodyFault::Syntax("RETURN cannot have a parameter in a procedure");
                return has_value.then_some(fault);
            }
            Self::Void => "RETURN cannot have a parameter in function returning void",
            Self::OutParameters => "RETURN cannot have a parameter in function with OUT parameters",
            Self::Set | Self::SetOfParameters => "RETURN cannot have a parameter in function returning set",
        };
        has_value.then_some(BodyFault::Type(message))
    }

    fn broken_by_next(self, has_value: bool) -> Option<BodyFault> {
        match self {
            Self::Set => (!has_value).then_some(MISSING),
            Self::SetOfParameters => {
                let message = "RETURN NEXT cannot have a parameter in function with OUT parameters";
                has_value.then_some(BodyFault::Type(message))
            }
            _ => Some(BodyFault::Type("cannot use RETURN NEXT in a non-SETOF function")),
        }
    }
}

fn has_out(parameters: &[Parameter]) -> bool {
    let is_out = |mode| matches!(mode, ParameterMode::Out | ParameterMode::InOut | ParameterMode::Table);
    parameters.iter().any(|parameter| is_out(parameter.mode))
}

#[cfg(test)]
mod tests {
    use super::super::{Action, read_composed};
    use super::*;
    use crate::source::Span;

    fn fault(head: &str, body: &str) -> Option<BodyFault> {
        let text = format!("create {head} language plpgsql as $$ begin {body}; end $$");
        let statement = read_composed(&text, Span::default()).expect("a good statement").remove(0);
        let Action::CreateRoutine(create) = statement.action else { panic!("{text}") };
        create.body.expect("a body").fault
    }

    #[test]
    fn what_is_given_back_fits_the_head() {
        for (head, body) in [
            ("function a() returns void", "return"),
            ("function a() returns integer", "return 1"),
            ("function a() returns setof integer", "return next 1; return query select 2; return"),
            ("function a() returns table (x integer)", "x := 1; return next; return"),
            ("function a(out x integer)", "x := 1; return"),
            ("function a() returns trigger", "return new"),
            ("function a() returns event_trigger", "return"),
            ("procedure a()", "return"),
            ("procedure a(inout x integer)", "return"),
        ] {
            assert_eq!(fault(head, body), None, "{head}: {body}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told_as_the_server_tells_it() {
        let missing = BodyFault::Syntax("missing expression");
        assert_eq!(fault("function a() returns integer", "return"), Some(missing));
        assert_eq!(fault("function a() returns trigger", "return"), Some(missing));
        assert_eq!(fault("function a() returns setof integer", "return next"), Some(missing));
        for (head, body, message) in [
            (
                "function a() returns void",
                "return 1",
                "RETURN cannot have a parameter in function returning void",
            ),
            (
                "function a() returns setof integer",
                "return 1",
                "RETURN cannot have a parameter in function returning set",
            ),
            (
                "function a(out x integer)",
                "return 1",
                "RETURN cannot have a parameter in function with OUT parameters",
            ),
            (
                "function a() returns table (x integer)",
                "return next 1",
                "RETURN NEXT cannot have a parameter in function with OUT parameters",
            ),
            (
                "function a() returns integer",
                "return query select 1",
                "cannot use RETURN QUERY in a non-SETOF function",
            ),
            (
                "function a() returns integer",
                "return query execute 'select 1'",
                "cannot use RETURN QUERY in a non-SETOF function",
            ),
        ] {
            assert_eq!(fault(head, body), Some(BodyFault::Type(message)), "{head}: {body}");
        }
        let in_procedure = BodyFault::Syntax("RETURN cannot have a parameter in a procedure");
        assert_eq!(fault("procedure a()", "return 1"), Some(in_procedure));
    }
}
