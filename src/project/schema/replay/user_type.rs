//! Statements about types and domains.

use super::super::dependency::Item;
use super::super::object::{ObjectId, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::resolve::depends_on_types;
use super::super::user_type::{DataType, UserType, UserTypeKind};
use super::drop::SEVERAL;
use super::{Session, duplicate_relation};
use crate::facts::sql::{
    AlterType, CreateType, DefaultsFor, Domain, DropTypes, Identifier, LabelPlace, RelationName,
    TypeAttribute, TypeChange, TypeKind,
};
use crate::source::Span;

impl Session<'_> {
    pub(super) fn create_type(&mut self, create: &CreateType, span: Span) -> Outcome {
        let name = self.creation_name(&create.name, false)?;
        let is_composite = matches!(create.kind, TypeKind::Composite(_));
        if is_composite && self.catalogue.get(&name).is_some() {
            return Err(duplicate_relation(&name));
        }
        if let Some(known) = self.catalogue.types.get(&name) {
            // A type of its own follows its shell.
            let is_shell = matches!(known.kind, UserTypeKind::Shell);
            if !(is_shell && matches!(create.kind, TypeKind::Base)) {
                return Err(duplicate_type(&name));
            }
        }
        if self.catalogue.get(&name).is_some_and(Relation::has_rows) {
            return Err(duplicate_type(&name));
        }
        let kind = self.kind_of(create, &name)?;
        let mut object = self.object(span);
        object.created = self.at(create.name.span);
        let id = object.id;
        let multirange = match &create.kind {
            TypeKind::Range(_, multirange) => Some(self.add_multirange(&name, multirange.as_ref(), span)?),
            _ => None,
        };
        object.acl = self.catalogue.default_acl(DefaultsFor::Types, &object.owner, Some(&name.schema));
        self.catalogue.add_type(UserType { object, name: name.clone(), kind });
        if is_composite {
            self.catalogue.insert(Relation::Composite { name: name.clone(), id });
        }
        if let (TypeKind::Range(Some(subtype), _), Some(multirange)) = (&create.kind, multirange) {
            let subtype = self.catalogue.data_type(subtype)?.bare();
            self.add_constructors(&name, id, &subtype, &multirange, create.name.span);
        }
        Ok(())
    }

    fn kind_of(&self, create: &CreateType, name: &QualifiedName) -> Outcome<UserTypeKind> {
        Ok(match &create.kind {
            TypeKind::Enum(labels) => {
                for (at, label) in labels.iter().enumerate() {
                    check_label(label)?;
                    if labels[..at].contains(label) {
                        let message =
                            "duplicate key value violates unique constraint \"pg_enum_typid_label_index\"";
                        return Err(Rejected::new(SqlState::UniqueViolation, message));
                    }
                }
                UserTypeKind::Enum(labels.clone())
            }
            TypeKind::Composite(attributes) => {
                let attribute = |attribute: &TypeAttribute| {
                    Ok((attribute.name.clone(), self.catalogue.data_type(&attribute.type_name)?))
                };
                UserTypeKind::Composite(attributes.iter().map(attribute).collect::<Outcome<_>>()?)
            }
            TypeKind::Domain(domain) => self.domain(domain, name)?,
            TypeKind::Range(subtype, _) => {
                if let Some(subtype) = subtype {
                    self.catalogue.data_type(subtype)?;
                }
                UserTypeKind::Range
            }
            TypeKind::Base => UserTypeKind::Base,
            TypeKind::Shell => UserTypeKind::Shell,
        })
    }

    fn domain(&self, domain: &Domain, name: &QualifiedName) -> Outcome<UserTypeKind> {
        let base = self.catalogue.data_type(&domain.base)?;
        let depends_on = depends_on_types(std::iter::once(&base));
        let mut checks: Vec<Identifier> = Vec::new();
        for check in &domain.checks {
            let chosen = check.name.clone().unwrap_or_else(|| free_check_name(name, &checks));
            checks.push(chosen);
        }
        Ok(UserTypeKind::Domain { base, is_not_null: domain.is_not_null, checks, depends_on })
    }

    /// The type that a statement means.
    fn type_named(&self, name: &RelationName, is_domain: bool) -> Outcome<&UserType> {
        let found = self.catalogue.resolve(name, |candidate| self.catalogue.types.contains_key(candidate));
        let known = found.and_then(|found| self.catalogue.types.get(&found));
        let Some(known) = known else {
            if let Some(relation) = self.catalogue.find(name)
                && self.catalogue.get(&relation).is_some_and(Relation::has_rows)
            {
                let message = format!("{} is a table's row type", relation.name);
                return Err(Rejected::new(SqlState::WrongObjectType, message));
            }
            return Err(self.undefined(name));
        };
        if is_domain && !matches!(known.kind, UserTypeKind::Domain { .. }) {
            let message = format!("\"{}\" is not a domain", name.name);
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        }
        Ok(known)
    }

    fn undefined(&self, name: &RelationName) -> Rejected {
        match &name.schema {
            Some(schema) if !self.catalogue.has_schema(schema) => {
                Rejected::new(SqlState::UndefinedSchema, format!("schema \"{schema}\" does not exist"))
            }
            Some(schema) => {
                let message = format!("type \"{schema}.{}\" does not exist", name.name);
                Rejected::new(SqlState::UndefinedObject, message)
            }
            None => {
                Rejected::new(SqlState::UndefinedObject, format!("type \"{}\" does not exist", name.name))
            }
        }
    }

    pub(super) fn alter_type(&mut self, alter: &AlterType, span: Span) -> Outcome {
        let mut changed = self.type_named(&alter.name, alter.is_domain)?.clone();
        let before = changed.name.clone();
        for change in &alter.changes {
            self.change_type(&mut changed, change)?;
        }
        changed.object.changed.push(self.at(span));
        if changed.name != before {
            self.catalogue.rename_type(&before, changed.name.clone());
            if matches!(self.catalogue.get(&before), Some(Relation::Composite { .. })) {
                self.catalogue.rename(&before, &changed.name);
            }
        }
        self.catalogue.add_type(changed);
        Ok(())
    }

    fn change_type(&self, changed: &mut UserType, change: &TypeChange) -> Outcome {
        match change {
            TypeChange::Rename(to) => self
                .move_type(changed, QualifiedName { schema: changed.name.schema.clone(), name: to.clone() }),
            TypeChange::SetSchema(schema) if !self.catalogue.has_schema(schema) => {
                let message = format!("schema \"{schema}\" does not exist");
                Err(Rejected::new(SqlState::UndefinedSchema, message))
            }
            TypeChange::SetSchema(schema) if *schema == changed.name.schema => Ok(()),
            TypeChange::SetSchema(schema) => self.move_type(
                changed,
                QualifiedName { schema: schema.clone(), name: changed.name.name.clone() },
            ),
            TypeChange::AddLabel { label, if_not_exists, place } => {
                add_label(labels(changed)?, label, *if_not_exists, place.as_ref())
            }
            TypeChange::RenameLabel(from, to) => rename_label(labels(changed)?, from, to),
            TypeChange::AddAttribute(_)
            | TypeChange::DropAttribute(..)
            | TypeChange::SetAttributeType(_)
            | TypeChange::RenameAttribute(..) => self.change_attribute(changed, change),
            TypeChange::SetNotNull(_)
            | TypeChange::SetDefault(_)
            | TypeChange::AddCheck(_)
            | TypeChange::DropCheck(..)
            | TypeChange::RenameCheck(..) => change_domain(changed, change),
        }
    }

    fn move_type(&self, changed: &mut UserType, to: QualifiedName) -> Outcome {
        let is_taken =
            self.catalogue.types.contains_key(&to) || self.catalogue.get(&to).is_some_and(Relation::has_rows);
        if is_taken {
            return Err(duplicate_type(&to));
        }
        changed.name = to;
        Ok(())
    }

    fn change_attribute(&self, changed: &mut UserType, change: &TypeChange) -> Outcome {
        let type_name = changed.name.name.clone();
        let UserTypeKind::Composite(attributes) = &mut changed.kind else {
            let message = format!("\"{type_name}\" is not a composite type");
            return Err(Rejected::new(SqlState::WrongObjectType, message));
        };
        let position = |attributes: &[(Identifier, DataType)], name: &Identifier| {
            let at = attributes.iter().position(|(known, _)| known == name);
            at.ok_or_else(|| {
                let message = format!("column \"{name}\" of relation \"{type_name}\" does not exist");
                Rejected::new(SqlState::UndefinedColumn, message)
            })
        };
        let duplicate = |attributes: &[(Identifier, DataType)], name: &Identifier| {
            if !attributes.iter().any(|(known, _)| known == name) {
                return Ok(());
            }
            let message = format!("column \"{name}\" of relation \"{type_name}\" already exists");
            Err(Rejected::new(SqlState::DuplicateColumn, message))
        };
        match change {
            TypeChange::AddAttribute(new) => {
                duplicate(attributes, &new.name)?;
                attributes.push((new.name.clone(), self.catalogue.data_type(&new.type_name)?));
            }
            TypeChange::DropAttribute(name, if_exists) => match position(attributes, name) {
                Ok(at) => drop(attributes.remove(at)),
                Err(_) if *if_exists => {}
                Err(rejected) => return Err(rejected),
            },
            TypeChange::SetAttributeType(new) => {
                let at = position(attributes, &new.name)?;
                attributes[at].1 = self.catalogue.data_type(&new.type_name)?;
            }
            TypeChange::RenameAttribute(from, to) => {
                let at = position(attributes, from)?;
                duplicate(attributes, to)?;
                attributes[at].0 = to.clone();
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn drop_types(&mut self, drop: &DropTypes) -> Outcome {
        let mut found: Vec<ObjectId> = Vec::new();
        for name in &drop.names {
            match self.type_named(name, drop.are_domains) {
                Ok(known) => found.push(known.object.id),
                Err(rejected) if drop.if_exists && rejected.state != SqlState::WrongObjectType => {}
                Err(rejected) => return Err(rejected),
            }
        }
        let what = match &*drop.names {
            [one] => format!("type {}", one.name),
            _ => SEVERAL.to_owned(),
        };
        self.drop_items(found.into_iter().map(Item::Type), drop.cascade, &what)
    }
}

fn labels(changed: &mut UserType) -> Outcome<&mut Vec<Box<str>>> {
    match &mut changed.kind {
        UserTypeKind::Enum(labels) => Ok(labels),
        _ => Err(Rejected::new(SqlState::WrongObjectType, format!("{} is not an enum", changed.name.name))),
    }
}

fn add_label(
    labels: &mut Vec<Box<str>>,
    label: &str,
    if_not_exists: bool,
    place: Option<&LabelPlace>,
) -> Outcome {
    check_label(label)?;
    if labels.iter().any(|known| **known == *label) {
        if if_not_exists {
            return Ok(());
        }
        let message = format!("enum label \"{label}\" already exists");
        return Err(Rejected::new(SqlState::DuplicateObject, message));
    }
    let position = |wanted: &str| {
        let at = labels.iter().position(|known| **known == *wanted);
        at.ok_or_else(|| missing_label(wanted))
    };
    let at = match place {
        None => labels.len(),
        Some(LabelPlace::Before(label)) => position(label)?,
        Some(LabelPlace::After(label)) => position(label)? + 1,
    };
    labels.insert(at, label.into());
    Ok(())
}

fn rename_label(labels: &mut [Box<str>], from: &str, to: &str) -> Outcome {
    check_label(to)?;
    let at = labels.iter().position(|known| **known == *from).ok_or_else(|| missing_label(from))?;
    if labels.iter().any(|known| **known == *to) {
        let message = format!("enum label \"{to}\" already exists");
        return Err(Rejected::new(SqlState::DuplicateObject, message));
    }
    labels[at] = to.into();
    Ok(())
}

fn missing_label(label: &str) -> Rejected {
    Rejected::new(SqlState::Other, format!("\"{label}\" is not an existing enum label"))
}

/// A label is kept as a name is.
fn check_label(label: &str) -> Outcome {
    if label.len() <= 63 {
        return Ok(());
    }
    Err(Rejected::new(SqlState::Other, format!("invalid enum label \"{label}\"")))
}

fn change_domain(changed: &mut UserType, change: &TypeChange) -> Outcome {
    let name = changed.name.clone();
    let UserTypeKind::Domain { is_not_null, checks, .. } = &mut changed.kind else { return Ok(()) };
    let missing = |check: &Identifier| {
        let message = format!("constraint \"{check}\" of domain \"{}\" does not exist", name.name);
        Rejected::new(SqlState::UndefinedObject, message)
    };
    let duplicate = |check: &Identifier| {
        let message = format!("constraint \"{check}\" for domain \"{}\" already exists", name.name);
        Rejected::new(SqlState::DuplicateObject, message)
    };
    match change {
        TypeChange::SetNotNull(to) => *is_not_null = *to,
        TypeChange::AddCheck(check) => {
            let chosen = check.name.clone().unwrap_or_else(|| free_check_name(&name, checks));
            if checks.contains(&chosen) {
                return Err(duplicate(&chosen));
            }
            checks.push(chosen);
        }
        TypeChange::DropCheck(check, if_exists) => {
            if !checks.contains(check) && !if_exists {
                return Err(missing(check));
            }
            checks.retain(|known| known != check);
        }
        TypeChange::RenameCheck(from, to) => {
            if checks.contains(to) {
                return Err(duplicate(to));
            }
            *checks.iter_mut().find(|known| *known == from).ok_or_else(|| missing(from))? = to.clone();
        }
        _ => {}
    }
    Ok(())
}

/// The name that a check gets which says none: `mood_check`, `mood_check1`.
fn free_check_name(domain: &QualifiedName, taken: &[Identifier]) -> Identifier {
    let numbered = |number: usize| match number {
        0 => Identifier::exact(&format!("{}_check", domain.name)),
        _ => Identifier::exact(&format!("{}_check{number}", domain.name)),
    };
    let free = (0..=taken.len()).map(numbered).find(|name| !taken.contains(name));
    free.expect("one more number than names are taken")
}

pub(super) fn duplicate_type(name: &QualifiedName) -> Rejected {
    Rejected::new(SqlState::DuplicateObject, format!("type \"{}\" already exists", name.name))
}
