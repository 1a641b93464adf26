//! Transactions: what is taken back.

use super::super::catalogue::Catalogue;
use super::Session;
use crate::facts::sql::{Action, Identifier, Statement};

/// States to which a transaction may go back.
#[derive(Default)]
pub(super) struct Transaction {
    /// The state at `BEGIN`.
    before: Option<Box<Catalogue>>,
    /// States at savepoints, in order.
    savepoints: Vec<(Identifier, Catalogue)>,
}

/// Whether some statement takes back what others did: only then are states worth keeping.
pub(super) fn goes_back(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| matches!(statement.action, Action::Rollback | Action::RollbackTo(_)))
}

impl Session<'_> {
    /// Begins, ends or takes back a transaction; false for any other statement.
    pub(super) fn transact(&mut self, action: &Action) -> bool {
        match action {
            Action::Begin => {
                // A second `BEGIN` only warns.
                if self.transaction.before.is_none() {
                    self.transaction.before = Some(Box::new(self.catalogue.clone()));
                }
            }
            Action::Commit => self.transaction = Transaction::default(),
            Action::Rollback => {
                if let Some(before) = std::mem::take(&mut self.transaction).before {
                    self.catalogue.go_back(*before);
                }
            }
            Action::Savepoint(name) => {
                self.transaction.savepoints.push((name.clone(), self.catalogue.clone()));
            }
            Action::RollbackTo(name) => {
                if let Some(at) = self.savepoint(name) {
                    self.transaction.savepoints.truncate(at + 1);
                    self.catalogue.go_back(self.transaction.savepoints[at].1.clone());
                }
            }
            Action::Release(name) => {
                if let Some(at) = self.savepoint(name) {
                    self.transaction.savepoints.truncate(at);
                }
            }
            _ => return false,
        }
        true
    }

    fn savepoint(&self, name: &Identifier) -> Option<usize> {
        self.transaction.savepoints.iter().rposition(|(known, _)| known == name)
    }
}
