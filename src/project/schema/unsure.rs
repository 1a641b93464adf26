//! Statements of which only parts are known: what they may touch becomes unknown.

use super::execute::has_hole;
use super::grant_doubt;
use super::replay::Session;
use super::table::RowSecurity;
use crate::facts::sql::{Action, RelationChange, RelationName, Statement};

/// Whether a statement's names hold parts that are not known.
pub(super) fn is_unsure(action: &Action) -> bool {
    let name = |name: &RelationName| {
        has_hole(name.name.as_str()) || name.schema.as_ref().is_some_and(|schema| has_hole(schema.as_str()))
    };
    match action {
        Action::CreateTable(create) => name(&create.name),
        Action::CreateIndex(create) => name(&create.table) || create.name.as_ref().is_some_and(name),
        Action::CreateSequence(create) => name(&create.name),
        Action::CreateView(create) => name(&create.name),
        Action::AlterRelation(alter) => name(&alter.name),
        Action::DropRelations(drop) => drop.names.iter().any(name),
        Action::CreatePolicy(create) => name(&create.table) || has_hole(create.name.as_str()),
        Action::AlterPolicy(alter) => name(&alter.table) || has_hole(alter.name.as_str()),
        Action::DropPolicy(drop) => name(&drop.table) || has_hole(drop.name.as_str()),
        Action::CreateRoutine(create) => name(&create.name),
        Action::AlterRoutine(alter) => name(&alter.signature.name),
        Action::DropRoutines(drop) => drop.signatures.iter().any(|signature| name(&signature.name)),
        Action::CreateTrigger(create) => name(&create.table) || has_hole(create.name.as_str()),
        Action::CreateRewriteRule(create) => name(&create.relation) || has_hole(create.name.as_str()),
        Action::DropRewriteRule(drop) => name(&drop.relation) || has_hole(drop.name.as_str()),
        Action::RenameRewriteRule(rename) => name(&rename.relation) || has_hole(rename.from.as_str()),
        Action::Grant(grant) => grant_doubt::is_unsure(grant),
        _ => false,
    }
}

impl Session<'_> {
    /// Leaves doubt wherever an unsure statement may apply.
    pub(super) fn doubt(&mut self, statement: &Statement) {
        let at = self.at(statement.span);
        match &statement.action {
            Action::AlterRelation(alter) => {
                for change in &alter.changes {
                    match change {
                        RelationChange::EnableRowSecurity => {
                            self.catalogue.doubt_row_security(Some(&alter.name), &RowSecurity::On, &at);
                        }
                        RelationChange::DisableRowSecurity => {
                            self.catalogue.doubt_row_security(Some(&alter.name), &RowSecurity::Off, &at);
                        }
                        RelationChange::Rename(_) | RelationChange::SetSchema(_) => {
                            self.catalogue.doubt_existence(&alter.name, &at);
                        }
                        RelationChange::Column(change) => {
                            self.catalogue.doubt_column(&alter.name, change.name(), &at);
                        }
                        _ => {}
                    }
                }
            }
            Action::DropRelations(drop) => {
                drop.names.iter().for_each(|name| self.catalogue.doubt_existence(name, &at));
            }
            Action::CreatePolicy(create) => self.catalogue.doubt_policies(&create.table, None, &at),
            Action::AlterPolicy(alter) => self.catalogue.doubt_policies(&alter.table, Some(&alter.name), &at),
            Action::DropPolicy(drop) => self.catalogue.doubt_policies(&drop.table, Some(&drop.name), &at),
            Action::CreateRoutine(_) => self.catalogue.unnamed.routines = true,
            Action::AlterRoutine(alter) => {
                self.catalogue.unnamed.routines = true;
                self.catalogue.doubt_existence_of_routines(&alter.signature.name, &at);
            }
            Action::DropRoutines(drop) => {
                drop.signatures
                    .iter()
                    .for_each(|one| self.catalogue.doubt_existence_of_routines(&one.name, &at));
            }
            Action::CreateTrigger(_)
            | Action::CreateRewriteRule(_)
            | Action::DropRewriteRule(_)
            | Action::RenameRewriteRule(_) => self.catalogue.unnamed.writers = true,
            Action::Grant(grant) => self.catalogue.doubt_grant(grant, &at),
            // What it creates has no name to be known by.
            _ => {}
        }
    }
}
