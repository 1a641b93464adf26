//! Functions as statements about existing ones name them: `public.f(integer, text)`.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name::{self, RelationName};
use super::origin::Origin;
use super::type_name::TypeName;

/// What kind of routine a statement asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutineKind {
    /// `FUNCTION`: also window functions and aggregates.
    Function,
    /// `PROCEDURE`.
    Procedure,
    /// `ROUTINE`: any.
    Routine,
    /// `AGGREGATE`.
    Aggregate,
}

/// An existing routine by name and, where a statement gives them, types of its arguments.
#[derive(Clone, Debug)]
pub struct RoutineSignature {
    /// Its name.
    pub name: RelationName,
    /// Its arguments; `None` where the name alone must do.
    pub arguments: Option<Vec<SignatureArgument>>,
}

/// One argument of a [`RoutineSignature`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureArgument {
    /// Whether a caller gives it: `OUT` arguments are none of a function's identity.
    pub is_input: bool,
    /// Its type; `None` where it could not be read.
    pub data_type: Option<TypeName>,
}

/// A name and its arguments within `node`.
pub(super) fn signature(node: &SyntaxNode, origin: Origin<'_>) -> Option<RoutineSignature> {
    let is_list = |child: &SyntaxNode| ast::ParamList::can_cast(child.kind());
    let name = node.children().find(|child| !is_list(child))?;
    let list = node.children().find_map(ast::ParamList::cast);
    let arguments =
        list.map(|list| list.params().filter_map(|parameter| argument(&parameter, origin)).collect());
    Some(RoutineSignature { name: name::relation(&name, origin)?, arguments })
}

fn argument(parameter: &ast::Param, origin: Origin<'_>) -> Option<SignatureArgument> {
    let is_input = !matches!(parameter.mode(), Some(ast::ParamMode::ParamOut(_)));
    let data_type = TypeName::of(parameter.func_type()?.syntax(), origin);
    Some(SignatureArgument { is_input, data_type })
}
