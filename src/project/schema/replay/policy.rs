//! Statements about row security policies.

use super::super::catalogue::Catalogue;
use super::super::object::{DependsOn, ObjectId, QualifiedName};
use super::super::policy::Policy;
use super::super::reference::Surroundings;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::{RowSecurity, Table};
use super::{Session, undefined_relation};
use crate::facts::sql::{
    AlterPolicy, CreatePolicy, DropPolicy, Identifier, PolicyCommand, References, RelationKind, RelationName,
};
use crate::source::Span;

impl Session<'_> {
    /// The table a policy statement means. Those of the platform are taken in on sight.
    fn policy_table(&mut self, name: &RelationName, span: Span) -> Outcome<&mut Table> {
        let found = match (self.catalogue.find(name), &name.schema) {
            (Some(found), _) => found,
            (None, Some(schema)) if Catalogue::is_platform_name(name) => {
                let known = QualifiedName { schema: schema.clone(), name: name.name.clone() };
                let mut table = Table::new(self.object(span), known.clone(), RelationKind::Table);
                table.object.is_platform = true;
                table.row_security = RowSecurity::On;
                table.has_foreign_columns = true;
                self.catalogue.insert(Relation::Table(table));
                known
            }
            (None, _) => return Err(undefined_relation(name)),
        };
        self.catalogue.table_mut(&found).ok_or_else(|| undefined_relation(name))
    }

    pub(super) fn create_policy(&mut self, create: &CreatePolicy, span: Span) -> Outcome {
        let created = self.at(create.name_span);
        check_clauses(create)?;
        let roles = self.policy_roles(&create.roles)?;
        let id = self.catalogue.next_id();
        let found = self.policy_table(&create.table, span)?;
        let (of, own) = (found.object.id, found.name.name.clone());
        let depends_on = self.condition(create.using_references.as_deref(), &own, of)?;
        let check_depends_on = self.condition(create.check_references.as_deref(), &own, of)?;
        let table = self.policy_table(&create.table, span)?;
        if table.policy(&create.name).is_some() {
            return Err(duplicate_policy(&create.name, table));
        }
        table.policies.push(Policy {
            id,
            name: create.name.clone(),
            created,
            changed: Vec::new(),
            command: create.command,
            is_permissive: create.is_permissive,
            roles,
            using: create.using.clone(),
            using_condition: create.using_condition.clone(),
            check_condition: create.check_condition.clone(),
            with_check: create.with_check.clone(),
            depends_on,
            check_depends_on,
            doubt: None,
        });
        Ok(())
    }

    /// What a condition on the rows of a table needs.
    fn condition(
        &self,
        condition: Option<&References>,
        own: &Identifier,
        table: ObjectId,
    ) -> Outcome<Vec<DependsOn>> {
        let Some(condition) = condition else { return Ok(Vec::new()) };
        let around = Surroundings { relations: &[(own, table)], ..Surroundings::default() };
        Ok(self.catalogue.look_up(condition, around)?.depends_on)
    }

    pub(super) fn alter_policy(&mut self, alter: &AlterPolicy) -> Outcome {
        let roles = alter.roles.as_ref().map(|roles| self.policy_roles(roles)).transpose()?;
        let found = self.policy_table(&alter.table, alter.table.span)?;
        let (of, own) = (found.object.id, found.name.name.clone());
        let depends_on = self.condition(alter.using_references.as_deref(), &own, of)?;
        let check_depends_on = self.condition(alter.check_references.as_deref(), &own, of)?;
        let at = self.at(alter.table.span);
        let table = self.policy_table(&alter.table, alter.table.span)?;
        if let Some(to) = &alter.rename
            && table.policy(to).is_some()
        {
            return Err(duplicate_policy(to, table));
        }
        let missing = undefined_policy(&alter.name, &table.name);
        let policy = table.policies.iter_mut().find(|policy| policy.name == alter.name).ok_or(missing)?;
        check_changed_clauses(alter, policy.command)?;
        if let Some(to) = &alter.rename {
            policy.name = to.clone();
        }
        if roles.is_some() || alter.using.is_some() || alter.with_check.is_some() {
            policy.changed.push(at);
        }
        if let Some(roles) = roles {
            policy.roles = roles;
        }
        if alter.using.is_some() {
            policy.using.clone_from(&alter.using);
            policy.using_condition.clone_from(&alter.using_condition);
            policy.depends_on = depends_on;
        }
        if alter.with_check.is_some() {
            policy.with_check.clone_from(&alter.with_check);
            policy.check_condition.clone_from(&alter.check_condition);
            policy.check_depends_on = check_depends_on;
        }
        Ok(())
    }

    pub(super) fn drop_policy(&mut self, drop: &DropPolicy) -> Outcome {
        let at = self.at(drop.table.span);
        let table = match self.policy_table(&drop.table, drop.table.span) {
            Ok(table) => table,
            Err(_) if drop.if_exists => {
                let found = self.catalogue.find(&drop.table);
                return found.map_or(Ok(()), |found| self.catalogue.opened(&found).map(|_| ()));
            }
            Err(rejected) => return Err(rejected),
        };
        let before = table.policies.len();
        table.policies.retain(|policy| policy.name != drop.name);
        if table.policies.len() < before {
            table.policy_drops.push((drop.name.clone(), at));
            Ok(())
        } else if drop.if_exists {
            Ok(())
        } else {
            Err(undefined_policy(&drop.name, &table.name))
        }
    }
}

/// New rows are not checked where none come, and old ones not where there are none.
fn check_clauses(create: &CreatePolicy) -> Outcome {
    let is_reading = matches!(create.command, PolicyCommand::Select | PolicyCommand::Delete);
    let message = match create.command {
        _ if is_reading && create.with_check.is_some() => "WITH CHECK cannot be applied to SELECT or DELETE",
        PolicyCommand::Insert if create.using.is_some() => "only WITH CHECK expression allowed for INSERT",
        _ => return Ok(()),
    };
    Err(Rejected::new(SqlState::SyntaxError, message))
}

fn check_changed_clauses(alter: &AlterPolicy, command: PolicyCommand) -> Outcome {
    let is_reading = matches!(command, PolicyCommand::Select | PolicyCommand::Delete);
    let message = match command {
        _ if is_reading && alter.with_check.is_some() => "only USING expression allowed for SELECT, DELETE",
        PolicyCommand::Insert if alter.using.is_some() => "only WITH CHECK expression allowed for INSERT",
        _ => return Ok(()),
    };
    Err(Rejected::new(SqlState::SyntaxError, message))
}

fn duplicate_policy(name: &Identifier, table: &Table) -> Rejected {
    let message = format!("policy \"{name}\" for table \"{}\" already exists", table.name.name);
    Rejected::new(SqlState::DuplicateObject, message)
}

fn undefined_policy(name: &Identifier, table: &QualifiedName) -> Rejected {
    let message = format!("policy \"{name}\" for table \"{}\" does not exist", table.name);
    Rejected::new(SqlState::UndefinedObject, message)
}
