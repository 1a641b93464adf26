//! `EXECUTE`: text that a block puts together and runs.

use super::super::rejection::{Outcome, Rejected, SqlState};
use super::super::table::RowSecurity;
use super::Run;
use super::row::{Presence, Selected, Values};
use super::value::{Value, has_hole};
use crate::facts::sql::{Action, Composed, Execute, Statement, read_executed};
use crate::source::Span;

/// First words of statements that protect no table and open none, whatever follows.
const HARMLESS: [&str; 22] = [
    "analyze", "call", "cluster", "comment", "copy", "create", "delete", "explain", "grant", "insert",
    "listen", "lock", "notify", "perform", "refresh", "reindex", "reset", "revoke", "select", "set",
    "truncate", "update",
];

impl Run<'_, '_> {
    pub(super) fn execute(&mut self, execute: &Execute, span: Span) -> Outcome {
        let selected = self.executed(execute, span)?;
        if execute.into.is_empty() {
            return Ok(());
        }
        let found = self.variables.get(&super::Identifier::exact("found")).cloned();
        self.give(&execute.into, selected)?;
        // `EXECUTE` leaves `FOUND` alone.
        self.set("found", found.unwrap_or(Value::Unknown));
        Ok(())
    }

    /// The rows that an executed text gives.
    pub(super) fn executed_rows(
        &mut self,
        execute: &Execute,
        span: Span,
    ) -> Outcome<Vec<(Values, Presence)>> {
        self.executed(execute, span).map(|selected| selected.rows)
    }

    fn executed(&mut self, execute: &Execute, span: Span) -> Outcome<Selected> {
        let unknown = || Selected { rows: vec![(Vec::new(), Presence::Maybe)] };
        let text = match self.evaluate(&execute.text)? {
            Value::Text(text) => text,
            Value::Null => {
                let message = "query string argument of EXECUTE is null";
                return Err(Rejected::new(SqlState::Other, message));
            }
            _ => {
                self.give_up(span);
                return Ok(unknown());
            }
        };
        let mut parameters = Vec::with_capacity(execute.using.len());
        for value in &execute.using {
            parameters.push(self.evaluate(value)?);
        }
        let Some(statements) = read_executed(&text, span) else {
            if !has_hole(&text) {
                return Err(Rejected::new(SqlState::SyntaxError, "syntax error"));
            }
            let first = text.split_ascii_whitespace().next().unwrap_or_default().to_ascii_lowercase();
            if !HARMLESS.contains(&&*first) {
                self.give_up(span);
            }
            return Ok(unknown());
        };
        // A composed text sees what `USING` gives, and none of the variables.
        let around = std::mem::replace(&mut self.parameters, parameters);
        let variables = std::mem::take(&mut self.variables);
        let selected = self.composed(statements, has_hole(&text));
        self.parameters = around;
        self.variables = variables;
        selected
    }

    /// Runs statements one after the other; gives the rows of the last.
    pub(super) fn composed(&mut self, statements: Vec<Composed>, is_open: bool) -> Outcome<Selected> {
        let mut selected = Selected { rows: vec![(Vec::new(), Presence::Maybe)] };
        for statement in statements {
            let outcome = self.compose(&statement);
            selected = match outcome {
                Ok(selected) => selected,
                // What is rejected may be what is not known of it.
                Err(_) if is_open => Selected { rows: vec![(Vec::new(), Presence::Maybe)] },
                Err(rejected) => return Err(rejected),
            };
        }
        Ok(selected)
    }

    fn compose(&mut self, composed: &Composed) -> Outcome<Selected> {
        let mut selected = Selected { rows: vec![(Vec::new(), Presence::Maybe)] };
        // What a query names is looked up as it runs: it may name arguments of a function, too.
        if let Some(statement) = &composed.statement
            && composed.query.is_none()
        {
            selected = self.run_returning(statement)?;
        }
        match &composed.query {
            Some(query) => self.select(query),
            None => Ok(selected),
        }
    }

    fn run_returning(&mut self, statement: &Statement) -> Outcome<Selected> {
        if let Action::ChangeRows(change) = &statement.action {
            return self.change_rows(change);
        }
        self.run_statement(statement)?;
        Ok(Selected { rows: vec![(Vec::new(), Presence::Maybe)] })
    }

    /// Runs one statement of a block, in which variables stand for values.
    pub(super) fn run_statement(&mut self, statement: &Statement) -> Outcome {
        match &statement.action {
            Action::ChangeRows(change) => {
                let risks = self.session.risks(&statement.action, statement.span);
                let rows = self.change_rows(change)?;
                self.session.note(risks, &statement.action);
                self.give(&[], rows)
            }
            Action::Query(query) => self.select(query).map(|_| ()),
            Action::Begin | Action::Commit | Action::Rollback => Ok(()),
            Action::Mention(mentions) => self.session.mention(mentions, true),
            _ => self.session.apply(statement),
        }
    }

    /// A block that does not come to an end, or runs what nobody knows, may yet have protected any table.
    pub(super) fn give_up(&mut self, span: Span) {
        let at = self.session.at(span);
        self.session.catalogue.doubt_row_security(None, &RowSecurity::On, &at);
        self.session.catalogue.unseen.get_or_insert(at);
    }
}
