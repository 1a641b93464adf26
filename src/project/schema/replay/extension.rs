//! Statements about extensions, and what they bring.

use std::sync::Arc;

use super::super::constraint::{Constraint, ConstraintKind};
use super::super::dependency::Item;
use super::super::extension::{Contents, may_be_available};
use super::super::object::{Object, QualifiedName};
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::routine::{Argument, Returns, Routine, RoutineKind};
use super::super::service::Extension;
use super::super::table::{Column, Table};
use super::super::user_type::{BaseType, DataType, UserType, UserTypeKind};
use super::super::view::View;
use super::Session;
use super::drop::SEVERAL;
use crate::facts::sql::{
    CreateExtension, DefaultsFor, DropExtensions, Identifier, MoveExtension, Parallel, ParameterMode,
    RelationKind, Timing, Volatility,
};
use crate::source::Span;

/// The extension whose estimate of an extent runs with the rights of its owner, and what it takes.
const SPATIAL: &str = "postgis";
const ESTIMATES: [&[&str]; 3] =
    [&["text", "text", "text", "boolean"], &["text", "text", "text"], &["text", "text"]];

/// The table of reference systems, and its columns; the first is its key.
const REFERENCE_SYSTEMS: (&str, [(&str, &str, &str); 5]) = (
    "spatial_ref_sys",
    [
        ("srid", "integer", ""),
        ("auth_name", "character varying", "(256)"),
        ("auth_srid", "integer", ""),
        ("srtext", "character varying", "(2048)"),
        ("proj4text", "character varying", "(2048)"),
    ],
);

impl Session<'_> {
    pub(super) fn create_extension(&mut self, create: &CreateExtension, span: Span) -> Outcome {
        if self.catalogue.extensions.contains_key(&create.name) {
            if create.if_not_exists {
                return Ok(());
            }
            let message = format!("extension \"{}\" already exists", create.name);
            return Err(Rejected::new(SqlState::DuplicateObject, message));
        }
        let contents = Contents::of(create.name.as_str());
        self.check_available(&create.name)?;
        let schema = self.extension_schema(create, contents, span)?;
        for needed in contents.into_iter().flat_map(Contents::needs).map(Identifier::exact) {
            if self.catalogue.extensions.contains_key(&needed) {
                continue;
            }
            if !create.cascade {
                let message = format!("required extension \"{needed}\" is not installed");
                return Err(Rejected::new(SqlState::UndefinedObject, message));
            }
            let name = CreateExtension { name: needed, schema: Some(schema.clone()), ..create.clone() };
            self.create_extension(&name, span)?;
        }
        let mut object = self.object(span);
        object.created = self.at(create.span);
        let is_known = contents.is_some_and(|contents| contents.is_complete);
        let (name, own_schema) = (create.name.clone(), schema.clone());
        let extension = Extension { object, name, schema: own_schema, is_known, contents };
        self.catalogue.extensions.insert(create.name.clone(), Arc::new(extension));
        if let Some(contents) = contents {
            self.bring(&create.name, &schema, contents, create.span);
        }
        Ok(())
    }

    /// On a platform only what it has on its disks can be installed, and what a package of the project
    /// brings there.
    fn check_available(&self, name: &Identifier) -> Outcome {
        let installs_packages = ["pg_tle", "supabase-dbdev"]
            .into_iter()
            .any(|package| self.catalogue.extensions.contains_key(&Identifier::exact(package)));
        let has_platform = self.catalogue.roles.contains_key(&Identifier::exact("supabase_admin"));
        if !has_platform
            || installs_packages
            || self.catalogue.unseen.is_some()
            || may_be_available(name.as_str())
        {
            return Ok(());
        }
        let message = format!("extension \"{name}\" is not available");
        Err(Rejected::new(SqlState::FeatureNotSupported, message))
    }

    /// The schema that an extension's objects go to; one that its definition fixes is made where it is missing.
    fn extension_schema(
        &mut self,
        create: &CreateExtension,
        contents: Option<Contents>,
        span: Span,
    ) -> Outcome<Identifier> {
        let fixed = contents.and_then(|contents| contents.schema).map(Identifier::exact);
        let undefined = |schema: &Identifier| {
            Rejected::new(SqlState::UndefinedSchema, format!("schema \"{schema}\" does not exist"))
        };
        match (fixed, &create.schema) {
            (Some(fixed), Some(wanted)) if fixed != *wanted && !create.cascade => {
                let message =
                    format!("extension \"{}\" must be installed in schema \"{fixed}\"", create.name);
                Err(Rejected::new(SqlState::FeatureNotSupported, message))
            }
            (Some(fixed), _) => {
                if !self.catalogue.has_schema(&fixed) {
                    let mut object = self.object(span);
                    object.extension = Some(create.name.clone());
                    self.catalogue.add_schema(fixed.clone(), object);
                }
                Ok(fixed)
            }
            (None, Some(wanted)) if self.catalogue.has_schema(wanted) => Ok(wanted.clone()),
            (None, Some(wanted)) => Err(undefined(wanted)),
            (None, None) => {
                let path = self.catalogue.search_path().iter();
                let first = path.clone().find(|schema| self.catalogue.has_schema(schema)).cloned();
                first.ok_or_else(|| {
                    Rejected::new(SqlState::UndefinedSchema, "no schema has been selected to create in")
                })
            }
        }
    }

    fn bring(&mut self, extension: &Identifier, schema: &Identifier, contents: Contents, span: Span) {
        let named = |name: &str| QualifiedName { schema: schema.clone(), name: Identifier::exact(name) };
        for name in contents.types().map(named) {
            let object = self.object_of(extension, span);
            let kind = UserType { object, name, kind: UserTypeKind::Base };
            self.catalogue.add_type(kind);
        }
        for (name, is_view) in contents.relations() {
            let (name, object) = (named(name), self.object_of(extension, span));
            if self.catalogue.get(&name).is_some() {
                continue;
            }
            let relation = if is_view {
                Relation::View(View::new(object, name, RelationKind::View))
            } else {
                let mut table = Table::new(object, name, RelationKind::Table);
                table.has_foreign_columns = true;
                Relation::Table(table)
            };
            self.catalogue.insert(relation);
        }
        if extension.as_str() == SPATIAL {
            self.bring_reference_systems(&named(REFERENCE_SYSTEMS.0), span);
        }
        for name in contents.trigger_functions().map(named) {
            let routine = self.routine_of_extension(extension, name, DataType::built_in("trigger"), span);
            self.catalogue.add_routine(routine);
        }
        if extension.as_str() == SPATIAL {
            self.bring_estimates(extension, schema, span);
        }
    }

    /// The one table of which clients see the columns where the extension lies in `public`.
    fn bring_reference_systems(&mut self, name: &QualifiedName, span: Span) {
        let created = self.at(span);
        let ids = [self.catalogue.next_id(), self.catalogue.next_id()];
        let Some(table) = self.catalogue.table_mut(name) else { return };
        for (column, kind, modifiers) in REFERENCE_SYSTEMS.1 {
            let kind = DataType { modifiers: modifiers.into(), ..DataType::built_in(kind) };
            let id = table.new_column_id();
            table.columns.push(Column::new(id, Identifier::exact(column), kind, created.clone()));
        }
        table.has_foreign_columns = false;
        let Some(key) = table.columns.first_mut() else { return };
        key.is_not_null = true;
        let columns = vec![key.id];
        table.constraints.push(Constraint {
            id: ids[0],
            name: Identifier::exact("spatial_ref_sys_pkey"),
            kind: ConstraintKind::PrimaryKey { columns },
            is_validated: true,
            timing: Timing::Immediate,
            inherited_from: None,
            created,
            doubt: None,
        });
    }

    fn routine_of_extension(
        &mut self,
        extension: &Identifier,
        name: QualifiedName,
        returns: DataType,
        span: Span,
    ) -> Routine {
        let mut object = self.object_of(extension, span);
        object.acl = self.catalogue.default_acl(DefaultsFor::Functions, &object.owner, Some(&name.schema));
        Routine {
            defined: object.created.clone(),
            object,
            name,
            kind: RoutineKind::Function,
            arguments: Vec::new(),
            returns: Some(Returns { kind: returns, is_set: false, is_table: false }),
            language: "c".into(),
            volatility: Volatility::Volatile,
            is_security_definer: false,
            is_strict: false,
            parallel: Parallel::Unsafe,
            config: Vec::new(),
            body: None,
            depends_on: Vec::new(),
        }
    }

    fn bring_estimates(&mut self, extension: &Identifier, schema: &Identifier, span: Span) {
        let name = QualifiedName { schema: schema.clone(), name: Identifier::exact("st_estimatedextent") };
        let extent = QualifiedName { schema: schema.clone(), name: Identifier::exact("box2d") };
        let extent = self.catalogue.types.get(&extent).map(|kind| BaseType::User(kind.object.id));
        let Some(base) = extent else { return };
        let kind = DataType { base, modifiers: Box::from(""), dimensions: 0 };
        for inputs in ESTIMATES {
            let argument = |kind: &&str| Argument {
                mode: ParameterMode::In,
                name: None,
                kind: DataType::built_in(kind),
                default: None,
            };
            let plain = self.routine_of_extension(extension, name.clone(), kind.clone(), span);
            let routine = Routine {
                arguments: inputs.iter().map(argument).collect(),
                volatility: Volatility::Stable,
                is_security_definer: true,
                is_strict: true,
                parallel: Parallel::Safe,
                ..plain
            };
            self.catalogue.add_routine(routine);
        }
    }

    fn object_of(&mut self, extension: &Identifier, span: Span) -> Object {
        Object { extension: Some(extension.clone()), ..self.object(span) }
    }

    pub(super) fn move_extension(&mut self, change: &MoveExtension) -> Outcome {
        let Some(extension) = self.catalogue.extensions.get(&change.name) else {
            return Err(undefined_extension(&change.name));
        };
        if !self.catalogue.has_schema(&change.schema) {
            let message = format!("schema \"{}\" does not exist", change.schema);
            return Err(Rejected::new(SqlState::UndefinedSchema, message));
        }
        if Contents::of(change.name.as_str()).is_some_and(|contents| !contents.is_movable) {
            let message = format!("extension \"{}\" does not support SET SCHEMA", change.name);
            return Err(Rejected::new(SqlState::FeatureNotSupported, message));
        }
        let from = extension.schema.clone();
        let is_its = |object: &Object| object.extension.as_ref() == Some(&change.name);
        let to =
            |name: &QualifiedName| QualifiedName { schema: change.schema.clone(), name: name.name.clone() };
        let relations = self.catalogue.relations().filter(|relation| relation.object().is_some_and(is_its));
        let relations: Vec<_> = relations.map(|relation| relation.name().clone()).collect();
        let types =
            self.catalogue.types.values().filter(|kind| is_its(&kind.object) && kind.name.schema == from);
        let types: Vec<_> = types.map(|kind| kind.name.clone()).collect();
        let routines = self.catalogue.routines().filter(|routine| is_its(&routine.object));
        let routines: Vec<_> = routines.map(|routine| (routine.name.clone(), routine.object.id)).collect();
        for name in &relations {
            self.catalogue.rename(name, &to(name));
        }
        for name in &types {
            self.catalogue.rename_type(name, to(name));
        }
        for (name, id) in routines {
            if let Some(moved) = self.catalogue.take_routine(&name, id) {
                self.catalogue.add_routine(Routine { name: to(&name), ..moved });
            }
        }
        if let Some(extension) = self.catalogue.extensions.get_mut(&change.name) {
            Arc::make_mut(extension).schema = change.schema.clone();
        }
        Ok(())
    }

    pub(super) fn drop_extensions(&mut self, drop: &DropExtensions) -> Outcome {
        for name in &drop.names {
            if !self.catalogue.extensions.contains_key(name) && !drop.if_exists {
                return Err(undefined_extension(name));
            }
        }
        let items = drop.names.iter().filter(|name| self.catalogue.extensions.contains_key(*name));
        let items: Vec<_> = items.cloned().map(Item::Extension).collect();
        let what = match &*drop.names {
            [one] => format!("extension {one}"),
            _ => SEVERAL.to_owned(),
        };
        self.drop_items(items, drop.cascade, &what)
    }
}

fn undefined_extension(name: &Identifier) -> Rejected {
    Rejected::new(SqlState::UndefinedObject, format!("extension \"{name}\" does not exist"))
}
