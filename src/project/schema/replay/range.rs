//! What a range type brings beside itself.

use super::super::object::{ObjectId, QualifiedName};
use super::super::rejection::Outcome;
use super::super::resolve::depends_on_types;
use super::super::routine::{Argument, Returns, Routine, RoutineKind};
use super::super::user_type::{BaseType, DataType, UserType, UserTypeKind};
use super::Session;
use super::user_type::duplicate_type;
use crate::facts::sql::{DefaultsFor, Identifier, Parallel, ParameterMode, RelationName, Volatility};
use crate::source::Span;

impl Session<'_> {
    /// A range has a type of several ranges beside it, whose name is made from its own.
    pub(super) fn add_multirange(
        &mut self,
        range: &QualifiedName,
        multirange: Option<&RelationName>,
        span: Span,
    ) -> Outcome<(QualifiedName, ObjectId)> {
        let name = match multirange {
            Some(written) => self.creation_name(written, false)?,
            None => {
                QualifiedName { schema: range.schema.clone(), name: multirange_name(range.name.as_str()) }
            }
        };
        if self.catalogue.types.contains_key(&name) {
            return Err(duplicate_type(&name));
        }
        let object = self.object(span);
        let id = object.id;
        self.catalogue.add_type(UserType { object, name: name.clone(), kind: UserTypeKind::Range });
        Ok((name, id))
    }

    /// The functions that make values of a range and of several ranges, which come with the type.
    pub(super) fn add_constructors(
        &mut self,
        name: &QualifiedName,
        id: ObjectId,
        subtype: &DataType,
        multirange: &(QualifiedName, ObjectId),
        span: Span,
    ) {
        let of = |id| DataType { base: BaseType::User(id), modifiers: Box::from(""), dimensions: 0 };
        let (range, several) = (of(id), of(multirange.1));
        let bounds = vec![subtype.clone(), subtype.clone()];
        let worded = [&*bounds, &[DataType::built_in("text")]].concat();
        let all = DataType { dimensions: 1, ..range.clone() };
        let mut add = |name: &QualifiedName, kinds: Vec<DataType>, returns: &DataType, is_strict, mode| {
            let argument = |kind| Argument { mode, name: None, kind, default: None };
            let mut object = self.object(span);
            object.acl =
                self.catalogue.default_acl(DefaultsFor::Functions, &object.owner, Some(&name.schema));
            let routine = Routine {
                defined: self.at(span),
                object,
                name: name.clone(),
                kind: RoutineKind::Function,
                arguments: kinds.into_iter().map(argument).collect(),
                returns: Some(Returns { kind: returns.clone(), is_set: false, is_table: false }),
                language: "internal".into(),
                volatility: Volatility::Immutable,
                is_security_definer: false,
                is_strict,
                parallel: Parallel::Safe,
                config: Vec::new(),
                body: None,
                depends_on: depends_on_types(std::iter::once(returns)),
            };
            self.catalogue.add_routine(routine);
        };
        add(name, bounds, &range, false, ParameterMode::In);
        add(name, worded, &range, false, ParameterMode::In);
        add(&multirange.0, Vec::new(), &several, true, ParameterMode::In);
        add(&multirange.0, vec![all], &several, true, ParameterMode::Variadic);
        add(&multirange.0, vec![range.clone()], &several, true, ParameterMode::In);
    }
}

fn multirange_name(range: &str) -> Identifier {
    match range.rfind("range") {
        Some(at) => Identifier::exact(&format!("{}multi{}", &range[..at], &range[at..])),
        None => Identifier::exact(&format!("{range}_multirange")),
    }
}
