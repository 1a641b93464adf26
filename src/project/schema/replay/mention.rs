//! Statements that change nothing here, and fail where what they name is not there.

use super::super::reference::Surroundings;
use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::relation::Relation;
use super::super::table::Table;
use super::super::user_type::UserTypeKind;
use super::rewrite_rule::undefined_rule;
use super::{Session, undefined_relation};
use crate::facts::sql::{Identifier, Mention, RelationKind, RelationName, RoutineKind, RoutineSignature};

impl Session<'_> {
    /// Whether all is there; in a block, what is no column may be a variable.
    pub(in super::super) fn mention(&self, mentions: &[Mention], is_in_block: bool) -> Outcome {
        mentions.iter().try_for_each(|mention| self.must_be_there(mention, is_in_block))
    }

    fn must_be_there(&self, mention: &Mention, is_in_block: bool) -> Outcome {
        match mention {
            Mention::Relation(name) => self.mentioned(name).map(|_| ()),
            Mention::MaterializedView(name) => match self.mentioned(name)?.map(|found| (found, found.kind()))
            {
                None | Some((_, Some(RelationKind::MaterializedView))) => Ok(()),
                Some((found, _)) => {
                    let message = format!("\"{}\" is not a materialized view", found.name().name);
                    Err(Rejected::new(SqlState::WrongObjectType, message))
                }
            },
            Mention::Column(name, column) => self.mentioned_column(name, column),
            Mention::Policy(table, policy) => self.part(table, "policy", policy, |table| {
                table.policy_doubt.is_some() || table.policy(policy).is_some()
            }),
            Mention::Constraint(table, constraint) => self.part(table, "constraint", constraint, |table| {
                table.constraints.is_empty()
                    || table.constraints.iter().any(|known| known.name == *constraint)
            }),
            Mention::Trigger(table, trigger) => self.part(table, "trigger", trigger, |table| {
                table.triggers.is_empty() || table.triggers.iter().any(|known| known.name == *trigger)
            }),
            Mention::RewriteRule(of, rule) => {
                let found = self.mentioned(of)?;
                match found.filter(|found| found.rewrite_rule(rule).is_none() && found.has_rows()) {
                    Some(found) => Err(undefined_rule(rule, found.name())),
                    None => Ok(()),
                }
            }
            Mention::Routine(signature) => self.mentioned_routine(signature),
            Mention::Query(query) => {
                let around = Surroundings { is_open: is_in_block, ..Surroundings::default() };
                self.catalogue.look_up(query, around).map(|_| ())
            }
        }
    }

    /// The relation of that name; `None` for one that only the database knows.
    fn mentioned(&self, name: &RelationName) -> Outcome<Option<&Relation>> {
        match self.catalogue.find(name) {
            Some(found) => Ok(self.catalogue.get(&found)),
            None if self.catalogue.may_have_unseen(name) => Ok(None),
            None => Err(undefined_relation(name)),
        }
    }

    fn mentioned_routine(&self, signature: &RoutineSignature) -> Outcome {
        let name = &signature.name;
        let is_open = self.catalogue.unseen.is_some()
            || self.catalogue.has_function_elsewhere(name)
            || self.catalogue.has_unseen_function(name);
        match self.catalogue.routine_of(signature, RoutineKind::Function) {
            Err(rejected) if !is_open => Err(rejected),
            _ => Ok(()),
        }
    }

    fn mentioned_column(&self, name: &RelationName, column: &Identifier) -> Outcome {
        let found = self.mentioned(name)?;
        if let Some(Relation::Composite { id, .. }) = found
            && let Some(UserTypeKind::Composite(attributes)) =
                self.catalogue.type_by_id(*id).map(|it| &it.kind)
            && attributes.iter().all(|(known, _)| known != column)
        {
            let message = format!("column \"{column}\" of relation \"{}\" does not exist", name.name);
            return Err(Rejected::new(SqlState::UndefinedColumn, message));
        }
        let columns = match found {
            Some(Relation::Table(table)) if table.knows_columns() => &table.columns,
            Some(Relation::View(view)) if !view.columns.is_empty() => &view.columns,
            _ => return Ok(()),
        };
        if columns.iter().any(|known| known.name == *column || known.doubt.is_some()) {
            return Ok(());
        }
        let table = match &name.schema {
            Some(schema) => format!("{schema}.{}", name.name),
            None => name.name.to_string(),
        };
        let message = format!("column \"{column}\" of relation \"{table}\" does not exist");
        Err(Rejected::new(SqlState::UndefinedColumn, message))
    }

    fn part(
        &self,
        table: &RelationName,
        what: &str,
        name: &Identifier,
        has: impl Fn(&Table) -> bool,
    ) -> Outcome {
        let Some(Relation::Table(found)) = self.mentioned(table)? else { return Ok(()) };
        if has(found) || found.object.is_platform {
            return Ok(());
        }
        let message = format!("{what} \"{name}\" for table \"{}\" does not exist", found.name.name);
        Err(Rejected::new(SqlState::UndefinedObject, message))
    }
}
