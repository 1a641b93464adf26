//! Runs migrations over a catalogue, one statement at a time.

use super::Schema;
use super::catalogue::{Catalogue, QualifiedName, TEMPORARY};
use super::relation::{Policy, Relation, RowSecurity, Table, View};
use super::root::Root;
use super::run::MAX_STEPS;
use super::unsure::is_unsure;
use crate::facts::sql::{
    Action, AlterPolicy, AlterRelation, CreatePolicy, CreateSchema, CreateTable, CreateView, DropPolicy,
    DropRelations, DropSchemas, Identifier, RelationChange, RelationKind, RelationName, Statement,
};
use crate::finding::Location;
use crate::source::{RelPath, Role, Span};

/// Why a statement did not happen: PostgreSQL rejects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    /// What it creates is there already.
    Duplicate,
    /// What it needs is not there.
    Missing,
    /// The migration raised an exception itself.
    Raised,
    /// Anything else.
    Other,
}

/// What a statement comes to.
pub(super) type Outcome = Result<(), Rejected>;

/// The database of one root after its last migration.
pub(super) fn replay(root: Root<'_>) -> Schema {
    let mut catalogue = Catalogue::default();
    for (file, sql) in &root.migrations {
        let mut session =
            Session { catalogue: &mut catalogue, path: &file.path, before: None, steps_left: MAX_STEPS };
        session.run(&sql.statements);
        catalogue.end_session();
    }
    let migrations = root.migrations.iter().map(|(file, _)| file.path.clone()).collect();
    let is_production = root.migrations.iter().any(|(file, _)| file.role == Role::Production);
    Schema { folder: root.folder, migrations, is_production, exposed: root.exposed, catalogue }
}

/// One migration file on its way.
pub(super) struct Session<'s> {
    pub(super) catalogue: &'s mut Catalogue,
    path: &'s RelPath,
    /// The catalogue at `BEGIN`, where the file may roll back to it.
    before: Option<Box<Catalogue>>,
    /// How many steps of blocks may still run.
    pub(super) steps_left: u32,
}

impl Session<'_> {
    /// Runs every statement; one that is rejected leaves the state as it was.
    fn run(&mut self, statements: &[Statement]) {
        let rolls_back = statements.iter().any(|statement| matches!(statement.action, Action::Rollback));
        for statement in statements {
            match &statement.action {
                Action::Begin if rolls_back => self.before = Some(Box::new(self.catalogue.clone())),
                Action::Commit => self.before = None,
                Action::Rollback => {
                    if let Some(before) = self.before.take() {
                        *self.catalogue = *before;
                    }
                }
                // A rejected statement simply does not happen: the next one runs on the same state.
                _ => drop(self.apply(statement)),
            }
        }
    }

    /// Runs one statement.
    pub(super) fn apply(&mut self, statement: &Statement) -> Outcome {
        if is_unsure(&statement.action) {
            self.doubt(statement);
            return Ok(());
        }
        match &statement.action {
            Action::CreateTable(create) => self.create_table(create),
            Action::CreateView(create) => self.create_view(create),
            Action::AlterRelation(alter) => self.alter_relation(alter, statement.span),
            Action::DropRelations(drop) => self.drop_relations(drop),
            Action::CreatePolicy(create) => self.create_policy(create),
            Action::AlterPolicy(alter) => self.alter_policy(alter),
            Action::DropPolicy(drop) => self.drop_policy(drop),
            Action::CreateSchema(create) => self.create_schema(create),
            Action::RenameSchema { from, to } => self.rename_schema(from, to),
            Action::DropSchemas(drop) => self.drop_schemas(drop),
            Action::SetSearchPath(path) => {
                self.catalogue.set_search_path(path.as_deref());
                Ok(())
            }
            Action::Do(block) => self.run_block(block),
            Action::Query(query) => self.run_query(query),
            Action::CreateRoutine(create) => {
                self.catalogue.add_routine(create);
                Ok(())
            }
            Action::CreateEventTrigger(create) => {
                if &*create.event == "ddl_command_end" {
                    self.catalogue.add_event_function(&create.function);
                }
                Ok(())
            }
            Action::Begin | Action::Commit | Action::Rollback => Ok(()),
        }
    }

    pub(super) fn at(&self, span: Span) -> Location {
        Location::new(self.path, span)
    }

    fn creation_name(&self, name: &RelationName, is_temporary: bool) -> Result<QualifiedName, Rejected> {
        if is_temporary {
            return Ok(QualifiedName { schema: Identifier::exact(TEMPORARY), name: name.name.clone() });
        }
        self.catalogue.creation_name(name).ok_or(Rejected::Missing)
    }

    fn create_table(&mut self, create: &CreateTable) -> Outcome {
        let name = self.creation_name(&create.name, create.is_temporary)?;
        if self.catalogue.get(&name).is_some() {
            return if create.if_not_exists { Ok(()) } else { Err(Rejected::Duplicate) };
        }
        if !create.needs.iter().all(|needed| self.may_exist(needed)) {
            return Err(Rejected::Missing);
        }
        let partition_of = match &create.partition_of {
            Some(parent) => Some(self.catalogue.find(parent).ok_or(Rejected::Missing)?),
            None => None,
        };
        let created = name.clone();
        self.catalogue.insert(Relation::Table(Table {
            name,
            kind: create.kind,
            created: self.at(create.name.span),
            is_platform: false,
            doubt: None,
            partition_of,
            row_security: RowSecurity::Off,
            row_security_changes: Vec::new(),
            policies: Vec::new(),
            policy_doubt: None,
            tenant_columns: self.columns(&create.tenant_columns),
            has_foreign_columns: create.has_foreign_columns,
            is_of_extension: create.is_of_extension,
        }));
        self.catalogue.created = Some(created);
        let fired = self.fire();
        self.catalogue.created = None;
        fired
    }

    fn may_exist(&self, name: &RelationName) -> bool {
        Catalogue::is_platform_name(name) || self.catalogue.find(name).is_some()
    }

    fn create_view(&mut self, create: &CreateView) -> Outcome {
        let name = self.creation_name(&create.name, create.is_temporary)?;
        match self.catalogue.get(&name) {
            Some(_) if create.if_not_exists => return Ok(()),
            Some(other) if !create.or_replace || other.kind() != RelationKind::View => {
                return Err(Rejected::Duplicate);
            }
            _ => {}
        }
        let created = self.at(create.name.span);
        self.catalogue.insert(Relation::View(View { name, kind: create.kind, created }));
        Ok(())
    }

    fn alter_relation(&mut self, alter: &AlterRelation, span: Span) -> Outcome {
        let Some(mut name) = self.catalogue.find(&alter.name) else {
            return if alter.if_exists { Ok(()) } else { Err(Rejected::Missing) };
        };
        // All of its actions happen, or none.
        let before = (alter.changes.len() > 1).then(|| self.catalogue.relations.get(&name).cloned());
        let start = name.clone();
        for change in &alter.changes {
            match self.change(name, change, span) {
                Ok(now) => name = now,
                Err(rejected) => {
                    if let Some(before) = before.flatten() {
                        self.catalogue.relations.insert(start, before);
                    }
                    return Err(rejected);
                }
            }
        }
        Ok(())
    }

    /// One action on a relation; returns the name it has afterwards.
    fn change(
        &mut self,
        name: QualifiedName,
        change: &RelationChange,
        span: Span,
    ) -> Result<QualifiedName, Rejected> {
        match change {
            RelationChange::Column(change) => self.change_column(&name, change)?,
            RelationChange::EnableRowSecurity => self.set_row_security(&name, RowSecurity::On, span)?,
            RelationChange::DisableRowSecurity => self.set_row_security(&name, RowSecurity::Off, span)?,
            RelationChange::ForceRowSecurity | RelationChange::NoForceRowSecurity => {}
            RelationChange::Rename(to) => {
                return self.rename(&name, QualifiedName { schema: name.schema.clone(), name: to.clone() });
            }
            RelationChange::SetSchema(schema) => {
                if !self.catalogue.has_schema(schema) {
                    return Err(Rejected::Missing);
                }
                return self.rename(&name, QualifiedName { schema: schema.clone(), name: name.name.clone() });
            }
            RelationChange::Attach(partition) => {
                let partition = self.catalogue.find(partition).ok_or(Rejected::Missing)?;
                self.catalogue.table_mut(&partition).ok_or(Rejected::Missing)?.partition_of =
                    Some(name.clone());
            }
            RelationChange::Detach(partition) => {
                let partition = self.catalogue.find(partition).ok_or(Rejected::Missing)?;
                self.catalogue.table_mut(&partition).ok_or(Rejected::Missing)?.partition_of = None;
            }
        }
        Ok(name)
    }

    fn set_row_security(&mut self, name: &QualifiedName, to: RowSecurity, span: Span) -> Outcome {
        let at = self.at(span);
        let table = self.catalogue.table_mut(name).ok_or(Rejected::Missing)?;
        if !table.has_row_security() {
            return Err(Rejected::Missing);
        }
        if table.row_security != to {
            table.row_security_changes.push(at);
        }
        table.row_security = to;
        Ok(())
    }

    fn rename(&mut self, from: &QualifiedName, to: QualifiedName) -> Result<QualifiedName, Rejected> {
        if self.catalogue.get(&to).is_some() {
            return Err(Rejected::Duplicate);
        }
        self.catalogue.rename(from, to.clone());
        Ok(to)
    }

    fn drop_relations(&mut self, drop: &DropRelations) -> Outcome {
        let mut found = Vec::with_capacity(drop.names.len());
        for name in &drop.names {
            match self.catalogue.find(name) {
                Some(name) if self.can_drop(&name, drop.kind) => found.push(name),
                None if drop.if_exists => {}
                // One of the wrong kind is an error even with `IF EXISTS`.
                Some(_) | None => return Err(Rejected::Missing),
            }
        }
        for name in found {
            for partition in self.catalogue.partitions(&name) {
                self.catalogue.remove(&partition);
            }
            self.catalogue.remove(&name);
        }
        Ok(())
    }

    fn can_drop(&self, name: &QualifiedName, kind: RelationKind) -> bool {
        let found = self.catalogue.get(name).map(Relation::kind);
        found == Some(kind) || (kind == RelationKind::Table && found == Some(RelationKind::Partitioned))
    }

    /// The table a policy statement means. Those of the platform are taken in on sight.
    fn policy_table(&mut self, name: &RelationName) -> Option<&mut Table> {
        let found = match self.catalogue.find(name) {
            Some(found) => found,
            None if Catalogue::is_platform_name(name) => {
                let known = QualifiedName { schema: name.schema.clone()?, name: name.name.clone() };
                self.catalogue.insert(Relation::Table(self.platform_table(known.clone(), name.span)));
                known
            }
            None => return None,
        };
        self.catalogue.table_mut(&found)
    }

    fn platform_table(&self, name: QualifiedName, span: Span) -> Table {
        Table {
            name,
            kind: RelationKind::Table,
            created: self.at(span),
            is_platform: true,
            doubt: None,
            partition_of: None,
            row_security: RowSecurity::On,
            row_security_changes: Vec::new(),
            policies: Vec::new(),
            policy_doubt: None,
            tenant_columns: Vec::new(),
            has_foreign_columns: true,
            is_of_extension: false,
        }
    }

    fn create_policy(&mut self, create: &CreatePolicy) -> Outcome {
        let created = self.at(create.name_span);
        let table = self.policy_table(&create.table).ok_or(Rejected::Missing)?;
        if table.policy(&create.name).is_some() {
            return Err(Rejected::Duplicate);
        }
        table.policies.push(Policy {
            name: create.name.clone(),
            created,
            command: create.command,
            is_permissive: create.is_permissive,
            roles: create.roles.clone(),
            using: create.using.clone(),
            with_check: create.with_check.clone(),
            doubt: None,
        });
        Ok(())
    }

    fn alter_policy(&mut self, alter: &AlterPolicy) -> Outcome {
        let table = self.policy_table(&alter.table).ok_or(Rejected::Missing)?;
        if let Some(to) = &alter.rename
            && table.policy(to).is_some()
        {
            return Err(Rejected::Duplicate);
        }
        let policy =
            table.policies.iter_mut().find(|policy| policy.name == alter.name).ok_or(Rejected::Missing)?;
        if let Some(to) = &alter.rename {
            policy.name = to.clone();
        }
        if let Some(roles) = &alter.roles {
            policy.roles.clone_from(roles);
        }
        if alter.using.is_some() {
            policy.using.clone_from(&alter.using);
        }
        if alter.with_check.is_some() {
            policy.with_check.clone_from(&alter.with_check);
        }
        Ok(())
    }

    fn drop_policy(&mut self, drop: &DropPolicy) -> Outcome {
        let missing = if drop.if_exists { Ok(()) } else { Err(Rejected::Missing) };
        let Some(table) = self.policy_table(&drop.table) else { return missing };
        let before = table.policies.len();
        table.policies.retain(|policy| policy.name != drop.name);
        if table.policies.len() < before { Ok(()) } else { missing }
    }

    fn create_schema(&mut self, create: &CreateSchema) -> Outcome {
        if self.catalogue.has_schema(&create.name) {
            return if create.if_not_exists { Ok(()) } else { Err(Rejected::Duplicate) };
        }
        self.catalogue.add_schema(create.name.clone());
        create.elements.iter().try_for_each(|element| self.apply(element))
    }

    fn rename_schema(&mut self, from: &Identifier, to: &Identifier) -> Outcome {
        if !self.catalogue.has_schema(from) || self.catalogue.has_schema(to) {
            return Err(Rejected::Other);
        }
        self.catalogue.rename_schema(from, to);
        Ok(())
    }

    fn drop_schemas(&mut self, drop: &DropSchemas) -> Outcome {
        for name in &drop.names {
            let exists = self.catalogue.has_schema(name);
            let can_go = drop.cascade || self.catalogue.is_empty_schema(name);
            if (!exists && !drop.if_exists) || !can_go {
                return Err(Rejected::Missing);
            }
        }
        for name in &drop.names {
            self.catalogue.remove_schema(name);
        }
        Ok(())
    }
}
