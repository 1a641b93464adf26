//! Statements about types and domains.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::name::{self, Identifier, RelationName};
use super::origin::Origin;
use super::statement::Action;
use super::tree;
use super::type_name::TypeName;
use crate::source::Span;

/// `CREATE TYPE` and `CREATE DOMAIN`.
#[derive(Clone, Debug)]
pub struct CreateType {
    /// Its name.
    pub name: RelationName,
    /// What it consists of.
    pub kind: TypeKind,
}

/// What a type consists of.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// Labels, in order.
    Enum(Vec<Box<str>>),
    /// Attributes, in order.
    Composite(Vec<TypeAttribute>),
    /// A range over the type, with the name of its multirange where it says one.
    Range(Option<TypeName>, Option<RelationName>),
    /// `CREATE DOMAIN`.
    Domain(Box<Domain>),
    /// Functions of a library.
    Base,
    /// Nothing yet.
    Shell,
}

/// An attribute of a composite type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeAttribute {
    /// Its name.
    pub name: Identifier,
    /// Its type.
    pub type_name: TypeName,
    /// Where it is written.
    pub span: Span,
}

/// What a domain narrows, and how.
#[derive(Clone, Debug)]
pub struct Domain {
    /// The type below.
    pub base: TypeName,
    /// Whether it refuses null.
    pub is_not_null: bool,
    /// Its default, as written.
    pub default: Option<Box<str>>,
    /// Its checks, in order.
    pub checks: Vec<DomainCheck>,
}

/// A check of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainCheck {
    /// Its name, where it has one.
    pub name: Option<Identifier>,
    /// Its condition, as written.
    pub condition: Box<str>,
}

/// `ALTER TYPE` and `ALTER DOMAIN`.
#[derive(Clone, Debug)]
pub struct AlterType {
    /// What it changes.
    pub name: RelationName,
    /// Whether it must be a domain.
    pub is_domain: bool,
    /// What it does, in order.
    pub changes: Vec<TypeChange>,
}

/// One action of an [`AlterType`].
#[derive(Clone, Debug)]
pub enum TypeChange {
    /// `RENAME TO`.
    Rename(Identifier),
    /// `SET SCHEMA`.
    SetSchema(Identifier),
    /// `ADD VALUE`.
    AddLabel {
        /// The new label.
        label: Box<str>,
        /// Whether an existing one is left alone.
        if_not_exists: bool,
        /// Where it goes; last without.
        place: Option<LabelPlace>,
    },
    /// `RENAME VALUE`.
    RenameLabel(Box<str>, Box<str>),
    /// `ADD ATTRIBUTE`.
    AddAttribute(TypeAttribute),
    /// `DROP ATTRIBUTE`, with whether a missing one is passed over.
    DropAttribute(Identifier, bool),
    /// `ALTER ATTRIBUTE … TYPE`.
    SetAttributeType(TypeAttribute),
    /// `RENAME ATTRIBUTE`.
    RenameAttribute(Identifier, Identifier),
    /// `SET NOT NULL`, `DROP NOT NULL`.
    SetNotNull(bool),
    /// `SET DEFAULT`, `DROP DEFAULT`.
    SetDefault(Option<Box<str>>),
    /// `ADD CONSTRAINT`.
    AddCheck(DomainCheck),
    /// `DROP CONSTRAINT`, with whether a missing one is passed over.
    DropCheck(Identifier, bool),
    /// `RENAME CONSTRAINT`.
    RenameCheck(Identifier, Identifier),
}

/// Where a new label goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelPlace {
    /// Before that one.
    Before(Box<str>),
    /// Behind that one.
    After(Box<str>),
}

/// `DROP TYPE` and `DROP DOMAIN`.
#[derive(Clone, Debug)]
pub struct DropTypes {
    /// What it drops.
    pub names: Vec<RelationName>,
    /// Whether they must be domains.
    pub are_domains: bool,
    /// Whether a missing type is passed over.
    pub if_exists: bool,
    /// Whether what depends on it goes too.
    pub cascade: bool,
}

pub(super) fn create(create: &ast::CreateType, origin: Origin<'_>) -> Option<Action> {
    let kind = match create.kind() {
        None => TypeKind::Shell,
        Some(ast::CreateTypeKind::BaseType(_)) => TypeKind::Base,
        Some(ast::CreateTypeKind::CompositeType(composite)) => {
            let fields = composite.composite_field_list().map(|list| list.composite_field_defs().collect());
            let fields: Vec<_> = fields.unwrap_or_default();
            TypeKind::Composite(fields.iter().filter_map(|field| lower_field(field, origin)).collect())
        }
        Some(ast::CreateTypeKind::EnumType(labels)) => {
            let labels = labels.variant_list().map(|list| list.variants().collect::<Vec<_>>());
            let labels = labels.unwrap_or_default().into_iter();
            TypeKind::Enum(labels.filter_map(|label| text(label.literal())).collect())
        }
        Some(ast::CreateTypeKind::RangeType(range)) => lower_range(&range, origin),
    };
    Some(Action::CreateType(Box::new(CreateType {
        name: name::relation(create.type_name()?.syntax(), origin)?,
        kind,
    })))
}

fn lower_field(field: &ast::CompositeFieldDef, origin: Origin<'_>) -> Option<TypeAttribute> {
    Some(TypeAttribute {
        name: name::identifier(field.name()?.syntax()),
        type_name: TypeName::of(field.ty()?.syntax(), origin)?,
        span: origin.span(field.syntax()),
    })
}

fn lower_range(range: &ast::RangeType, origin: Origin<'_>) -> TypeKind {
    let mut subtype = None;
    let mut multirange = None;
    let options =
        range.attribute_list().into_iter().flat_map(|list| list.attribute_options().collect::<Vec<_>>());
    for option in options {
        let (Some(name), Some(value)) = (option.name(), option.attribute_value()) else { continue };
        let (text, span) = (value.syntax().text().to_string(), origin.span(value.syntax()));
        match name.syntax().text().to_string().to_ascii_lowercase().as_str() {
            "subtype" => subtype = TypeName::written(&text, span),
            "multirange_type_name" => multirange = Some(RelationName::written(&text, span)),
            _ => {}
        }
    }
    TypeKind::Range(subtype, multirange)
}

pub(super) fn create_domain(create: &ast::CreateDomain, origin: Origin<'_>) -> Option<Action> {
    let mut domain = Domain {
        base: TypeName::of(create.ty()?.syntax(), origin)?,
        is_not_null: false,
        default: None,
        checks: Vec::new(),
    };
    for qualifier in create.domain_qualifiers() {
        let Some(constraint) = ast::Constraint::cast(qualifier.syntax().clone()) else { continue };
        match &constraint {
            ast::Constraint::NotNullConstraint(_) => domain.is_not_null = true,
            ast::Constraint::DefaultConstraint(default) => domain.default = written(default.expr()),
            ast::Constraint::CheckConstraint(_) => domain.checks.extend(check(&constraint)),
            _ => {}
        }
    }
    Some(Action::CreateType(Box::new(CreateType {
        name: name::relation(create.domain()?.syntax(), origin)?,
        kind: TypeKind::Domain(Box::new(domain)),
    })))
}

fn check(constraint: &ast::Constraint) -> Option<DomainCheck> {
    let ast::Constraint::CheckConstraint(check) = constraint else { return None };
    Some(DomainCheck {
        name: constraint.constraint_name().map(|name| name::identifier(name.syntax())),
        condition: written(check.expr())?,
    })
}

pub(super) fn alter(alter: &ast::AlterType, origin: Origin<'_>) -> Option<Action> {
    use ast::AlterTypeAction as Written;
    let identifier = |node: &SyntaxNode| name::identifier(node);
    let changes = match alter.action()? {
        Written::AddValue(value) => vec![add_label(&value)?],
        Written::RenameValue(rename) => {
            vec![TypeChange::RenameLabel(text(rename.from())?, text(rename.to())?)]
        }
        Written::AlterTypeAttributeActionList(list) => {
            list.actions().filter_map(|action| attribute(&action, origin)).collect()
        }
        Written::RenameAttribute(rename) => vec![TypeChange::RenameAttribute(
            identifier(rename.composite_field_ref()?.syntax()),
            identifier(rename.composite_field()?.syntax()),
        )],
        Written::SetSchema(set) => vec![TypeChange::SetSchema(identifier(set.schema_ref()?.syntax()))],
        Written::TypeRenameTo(rename) => {
            vec![TypeChange::Rename(name::relation(rename.syntax(), origin)?.name)]
        }
        Written::OwnerTo(_) | Written::SetOptions(_) => return None,
    };
    let name = name::relation(alter.type_name_ref()?.syntax(), origin)?;
    Some(Action::AlterType(Box::new(AlterType { name, is_domain: false, changes })))
}

fn add_label(value: &ast::AddValue) -> Option<TypeChange> {
    let place = match value.value_position() {
        Some(ast::ValuePosition::BeforeValue(before)) => Some(LabelPlace::Before(text(before.literal())?)),
        Some(ast::ValuePosition::AfterValue(after)) => Some(LabelPlace::After(text(after.literal())?)),
        None => None,
    };
    let if_not_exists = value.if_not_exists().is_some();
    Some(TypeChange::AddLabel { label: text(value.literal())?, if_not_exists, place })
}

fn attribute(action: &ast::AlterTypeAttributeAction, origin: Origin<'_>) -> Option<TypeChange> {
    use ast::AlterTypeAttributeAction as Written;
    Some(match action {
        Written::AddAttribute(add) => TypeChange::AddAttribute(TypeAttribute {
            name: name::identifier(add.composite_field()?.syntax()),
            type_name: TypeName::of(add.ty()?.syntax(), origin)?,
            span: origin.span(add.syntax()),
        }),
        Written::DropAttribute(drop) => TypeChange::DropAttribute(
            name::identifier(drop.composite_field_ref()?.syntax()),
            drop.if_exists().is_some(),
        ),
        Written::AlterAttribute(alter) => TypeChange::SetAttributeType(TypeAttribute {
            name: name::identifier(alter.composite_field_ref()?.syntax()),
            type_name: TypeName::of(alter.ty()?.syntax(), origin)?,
            span: origin.span(alter.syntax()),
        }),
    })
}

pub(super) fn alter_domain(alter: &ast::AlterDomain, origin: Origin<'_>) -> Option<Action> {
    use ast::AlterDomainAction as Written;
    let identifier = |node: &SyntaxNode| name::identifier(node);
    let change = match alter.action()? {
        Written::SetDefault(set) => TypeChange::SetDefault(Some(written(set.expr())?)),
        Written::DropDefault(_) => TypeChange::SetDefault(None),
        Written::SetNotNull(_) => TypeChange::SetNotNull(true),
        Written::DropNotNull(_) => TypeChange::SetNotNull(false),
        Written::AddConstraint(add) => TypeChange::AddCheck(check(&add.constraint()?)?),
        Written::DropConstraint(drop) => TypeChange::DropCheck(
            identifier(drop.constraint_name_ref()?.syntax()),
            drop.if_exists().is_some(),
        ),
        Written::RenameConstraint(rename) => TypeChange::RenameCheck(
            identifier(rename.constraint_name_ref()?.syntax()),
            identifier(rename.constraint_name()?.syntax()),
        ),
        Written::DomainRenameTo(rename) => TypeChange::Rename(name::relation(rename.syntax(), origin)?.name),
        Written::SetSchema(set) => TypeChange::SetSchema(identifier(set.schema_ref()?.syntax())),
        Written::OwnerTo(_) | Written::ValidateConstraint(_) => return None,
    };
    let name = name::relation(alter.domain_ref()?.syntax(), origin)?;
    Some(Action::AlterType(Box::new(AlterType { name, is_domain: true, changes: vec![change] })))
}

pub(super) fn drop(drop: &ast::DropType, origin: Origin<'_>) -> Action {
    Action::DropTypes(DropTypes {
        names: drop.type_name_refs().filter_map(|name| name::relation(name.syntax(), origin)).collect(),
        are_domains: false,
        if_exists: drop.if_exists().is_some(),
        cascade: matches!(drop.drop_behavior(), Some(ast::DropBehavior::Cascade(_))),
    })
}

pub(super) fn drop_domain(drop: &ast::DropDomain, origin: Origin<'_>) -> Action {
    Action::DropTypes(DropTypes {
        names: drop.domain_refs().filter_map(|name| name::relation(name.syntax(), origin)).collect(),
        are_domains: true,
        if_exists: drop.if_exists().is_some(),
        cascade: matches!(drop.drop_behavior(), Some(ast::DropBehavior::Cascade(_))),
    })
}

fn text(literal: Option<ast::Literal>) -> Option<Box<str>> {
    Some(literal?.string_value()?.into())
}

fn written(expression: Option<ast::Expr>) -> Option<Box<str>> {
    Some(tree::text(expression?.syntax()))
}
