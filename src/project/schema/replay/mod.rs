//! Runs migrations over a catalogue, one statement at a time. One file for each kind of object.

mod alter_column;
mod body;
mod cast;
mod column;
mod constraint;
mod create_table;
mod drop;
mod event_trigger;
mod extension;
mod foreign_key;
mod grant;
mod immutable;
mod index;
mod key;
mod mention;
mod new_name;
mod owner;
mod partition;
mod policy;
mod publication;
mod range;
mod replica_identity;
mod rewrite_rule;
mod risk;
mod role;
mod routine;
mod routine_change;
mod schema;
mod sequence;
mod table;
mod transaction;
mod trigger;
mod user_type;
mod view;

use std::collections::BTreeSet;

use self::transaction::Transaction;
use super::Schema;
use super::catalogue::{Catalogue, TEMPORARY};
use super::execute::{MAX_STEPS, Moment};
use super::object::{Object, ObjectId, QualifiedName};
use super::rejection::{Failure, Outcome, Rejected, SqlState};
use super::risk::Risk;
use super::root::Root;
use super::unsure::is_unsure;
use crate::facts::sql::{Action, Identifier, RelationName, Statement};
use crate::finding::Location;
use crate::source::{RelPath, Role, Span};

/// The database of one root after its last migration, `catalogue` before the first.
pub(super) fn replay(root: Root<'_>, mut catalogue: Catalogue) -> Schema {
    // What another database takes, PostgreSQL's rules do not decide: nothing is refused for certain.
    if !root.dialect.is_postgres()
        && let Some((file, _)) = root.migrations.first()
    {
        catalogue.unseen = Some(Location::file(&file.path));
    }
    let mut failures = Vec::new();
    let mut risks = Vec::new();
    for (file, sql) in &root.migrations {
        let first_own = catalogue.next_id();
        let mut session = Session {
            catalogue: &mut catalogue,
            path: &file.path,
            transaction: Transaction::default(),
            steps_left: MAX_STEPS,
            failures: &mut failures,
            is_platform: false,
            now: root.tool.moment(&file.path),
            here: Span::default(),
            first_own,
            copied: BTreeSet::new(),
            risks: Vec::new(),
        };
        session.run(&sql.statements);
        risks.append(&mut session.risks);
        catalogue.end_session();
    }
    if !root.dialect.is_postgres() {
        failures.clear();
    }
    let migrations = root.migrations.iter().map(|(file, _)| file.path.clone()).collect();
    let is_production = root.migrations.iter().any(|(file, _)| file.role == Role::Production);
    Schema {
        folder: root.folder,
        tool: root.tool,
        dialect: root.dialect,
        migrations,
        seeds: root.seeds,
        is_production,
        exposed: root.exposed,
        catalogue,
        failures,
        risks,
    }
}

/// One migration file on its way.
pub(super) struct Session<'s> {
    pub(super) catalogue: &'s mut Catalogue,
    path: &'s RelPath,
    /// States to which the file may go back.
    transaction: Transaction,
    /// How many steps of blocks may still run.
    pub(super) steps_left: u32,
    /// Statements that did not happen.
    failures: &'s mut Vec<Failure>,
    /// Whether what it makes is the platform's.
    is_platform: bool,
    /// When it runs, as far as its name tells.
    pub(super) now: Option<Moment>,
    /// The statement that runs.
    pub(super) here: Span,
    /// What an earlier file made has an identity before this one.
    first_own: ObjectId,
    /// Tables whose values the file kept elsewhere.
    copied: BTreeSet<ObjectId>,
    /// What its statements risk.
    risks: Vec<Risk>,
}

impl<'s> Session<'s> {
    /// A session that makes the platform's own objects.
    pub(super) fn of_platform(
        catalogue: &'s mut Catalogue,
        path: &'s RelPath,
        failures: &'s mut Vec<Failure>,
    ) -> Self {
        Session {
            catalogue,
            path,
            transaction: Transaction::default(),
            steps_left: MAX_STEPS,
            failures,
            is_platform: true,
            now: None,
            here: Span::default(),
            first_own: ObjectId::default(),
            copied: BTreeSet::new(),
            risks: Vec::new(),
        }
    }
}

impl Session<'_> {
    /// Runs every statement; one that is rejected leaves the state as it was.
    pub(super) fn run(&mut self, statements: &[Statement]) {
        let goes_back = transaction::goes_back(statements);
        for statement in statements {
            if goes_back && self.transact(&statement.action) {
                continue;
            }
            self.here = statement.span;
            // A rejected statement does not happen: the next one runs on the same state.
            if let Err(Rejected { state, message }) = self.apply(statement) {
                self.failures.push(Failure { at: self.at(statement.span), state, message });
            }
        }
    }

    /// Runs one statement.
    pub(super) fn apply(&mut self, statement: &Statement) -> Outcome {
        let risks = self.risks(&statement.action, statement.span);
        self.carry_out(statement)?;
        self.note(risks, &statement.action);
        Ok(())
    }

    fn carry_out(&mut self, statement: &Statement) -> Outcome {
        if is_unsure(&statement.action) {
            self.doubt(statement);
            return Ok(());
        }
        let span = statement.span;
        match &statement.action {
            Action::CreateTable(create) => self.create_table(create, span),
            Action::CreateIndex(create) => self.create_index(create),
            Action::CreateSequence(create) => self.create_sequence(create, span),
            Action::CreateView(create) => self.create_view(create, span),
            Action::AlterRelation(alter) => self.alter_relation(alter, span),
            Action::DropRelations(drop) => self.drop_relations(drop),
            Action::CreatePublication(create) => self.create_publication(create, span),
            Action::AlterPublication(alter) => self.alter_publication(alter, span),
            Action::DropPublications(drop) => self.drop_publications(drop),
            Action::Mention(mentions) => self.mention(mentions, false),
            Action::CreatePolicy(create) => self.create_policy(create, span),
            Action::AlterPolicy(alter) => self.alter_policy(alter),
            Action::DropPolicy(drop) => self.drop_policy(drop),
            Action::CreateSchema(create) => self.create_schema(create, span),
            Action::RenameSchema { from, to } => self.rename_schema(from, to),
            Action::DropSchemas(drop) => self.drop_schemas(drop),
            Action::SetSearchPath(path) => {
                self.catalogue.set_search_path(path.as_deref());
                Ok(())
            }
            Action::CreateCast => {
                self.catalogue.has_own_casts = true;
                Ok(())
            }
            Action::CheckBodies(checks) => {
                self.catalogue.checks_bodies = *checks;
                Ok(())
            }
            Action::Do(block) => self.run_block(block),
            Action::ChangeRows(change) => self.run_row_change(change),
            Action::Query(query) => self.run_query(query),
            Action::Grant(grant) => self.grant(grant, span),
            Action::AlterDefaultPrivileges(alter) => self.alter_default_privileges(alter, span),
            Action::AlterOwner(alter) => self.alter_owner(alter),
            Action::ReassignOwned(reassign) => self.reassign_owned(reassign),
            Action::DropOwned(drop) => self.drop_owned(drop),
            Action::CreateRole(create) => self.create_role(create),
            Action::AlterRole(alter) => self.alter_role(alter),
            Action::DropRoles(drop) => self.drop_roles(drop),
            Action::GrantRoles(grant) => self.grant_roles(grant),
            Action::SwitchRole(switch) => self.switch_role(switch),
            other => self.apply_to_code(other, span),
        }
    }

    /// Runs one statement about routines, triggers, rules, types or extensions.
    fn apply_to_code(&mut self, action: &Action, span: Span) -> Outcome {
        match action {
            Action::CreateRoutine(create) => self.create_routine(create, span),
            Action::AlterRoutine(alter) => self.alter_routine(alter, span),
            Action::DropRoutines(drop) => self.drop_routines(drop),
            Action::CreateTrigger(create) => self.create_trigger(create),
            Action::RenameTrigger(rename) => self.rename_trigger(rename),
            Action::DropTrigger(drop) => self.drop_trigger(drop),
            Action::CreateRewriteRule(create) => self.create_rewrite_rule(create),
            Action::RenameRewriteRule(rename) => self.rename_rewrite_rule(rename),
            Action::DropRewriteRule(drop) => self.drop_rewrite_rule(drop),
            Action::CreateEventTrigger(create) => self.create_event_trigger(create, span),
            Action::AlterEventTrigger(alter) => self.alter_event_trigger(alter),
            Action::DropEventTrigger(drop) => self.drop_event_trigger(drop),
            Action::CreateType(create) => self.create_type(create, span),
            Action::AlterType(alter) => self.alter_type(alter, span),
            Action::DropTypes(drop) => self.drop_types(drop),
            Action::CreateExtension(create) => self.create_extension(create, span),
            Action::MoveExtension(change) => self.move_extension(change),
            Action::DropExtensions(drop) => self.drop_extensions(drop),
            _ => Ok(()),
        }
    }

    /// The file that runs.
    pub(super) fn path(&self) -> &RelPath {
        self.path
    }

    /// Whether a place lies in the file that runs.
    pub(super) fn is_own(&self, at: &Location) -> bool {
        at.path == *self.path
    }

    pub(super) fn at(&self, span: Span) -> Location {
        Location::new(self.path, span)
    }

    /// A new object of the role that runs the statement at `span`.
    pub(super) fn object(&mut self, span: Span) -> Object {
        Object {
            id: self.catalogue.next_id(),
            owner: self.catalogue.role.clone(),
            acl: None,
            acl_doubt: None,
            created: self.at(span),
            changed: Vec::new(),
            doubt: None,
            is_platform: self.is_platform,
            extension: None,
        }
    }

    /// Where a statement creates the object it names.
    pub(super) fn creation_name(&self, name: &RelationName, is_temporary: bool) -> Outcome<QualifiedName> {
        if is_temporary || name.schema.as_ref().is_some_and(|schema| schema.as_str() == TEMPORARY) {
            return Ok(QualifiedName { schema: Identifier::exact(TEMPORARY), name: name.name.clone() });
        }
        self.catalogue.creation_name(name).ok_or_else(|| match &name.schema {
            Some(schema) => {
                Rejected::new(SqlState::UndefinedSchema, format!("schema \"{schema}\" does not exist"))
            }
            None => Rejected::new(SqlState::UndefinedSchema, "no schema has been selected to create in"),
        })
    }
}

/// `relation "notes" does not exist`.
pub(super) fn undefined_relation(name: &RelationName) -> Rejected {
    let message = match &name.schema {
        Some(schema) => format!("relation \"{schema}.{}\" does not exist", name.name),
        None => format!("relation \"{}\" does not exist", name.name),
    };
    Rejected::new(SqlState::UndefinedTable, message)
}

/// `relation "notes" already exists`.
pub(super) fn duplicate_relation(name: &QualifiedName) -> Rejected {
    Rejected::new(SqlState::DuplicateTable, format!("relation \"{}\" already exists", name.name))
}
