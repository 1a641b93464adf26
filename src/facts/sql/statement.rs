//! One statement, as far as the models of a database ask.

use squawk_syntax::ast::{self, AstNode};

use super::block;
use super::data_type::{self, AlterType, CreateType, DropTypes};
use super::event_trigger::{self, AlterEventTrigger, CreateEventTrigger, DropEventTrigger};
use super::extension::{self, CreateExtension, DropExtensions, MoveExtension};
use super::grant::{self, AlterDefaultPrivileges, Grant};
use super::index::{self, CreateIndex};
use super::mention::{self, Mention};
use super::name::Identifier;
use super::origin::Origin;
use super::owner::{self, AlterOwner, DropOwned, ReassignOwned};
use super::plpgsql_fault;
use super::plpgsql_return::Promise;
use super::policy::{self, AlterPolicy, CreatePolicy, DropPolicy};
use super::publication::{self, AlterPublication, CreatePublication, DropPublications};
use super::query::Query;
use super::relation::{self, AlterRelation, DropRelations};
use super::rewrite_rule::{self, CreateRewriteRule, DropRewriteRule, RenameRewriteRule};
use super::role::{self, AlterRole, CreateRole, DropRoles, GrantRoles, SwitchRole};
use super::routine::{self, CreateRoutine};
use super::routine_change::{self, AlterRoutine, DropRoutines};
use super::row_change::{self, RowChange};
use super::schema::{self, CreateSchema, DropSchemas};
use super::sequence::{self, CreateSequence};
use super::signature::RoutineKind;
use super::step::{Block, Fault};
use super::table::{self, CreateTable};
use super::transaction;
use super::trigger::{self, CreateTrigger, DropTrigger, RenameTrigger};
use super::view::{self, CreateView};
use crate::source::Span;

/// A statement that changes what a model knows.
#[derive(Clone, Debug)]
pub struct Statement {
    /// All of it, without its semicolon.
    pub span: Span,
    /// What it does.
    pub action: Action,
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum Action {
    /// `CREATE TABLE`, also `AS`, `PARTITION OF`, `FOREIGN`.
    CreateTable(Box<CreateTable>),
    /// `CREATE [MATERIALIZED] VIEW`.
    CreateView(Box<CreateView>),
    /// `CREATE INDEX`.
    CreateIndex(Box<CreateIndex>),
    /// `CREATE SEQUENCE`.
    CreateSequence(CreateSequence),
    /// `ALTER TABLE`, `ALTER VIEW`, `ALTER INDEX` and their kin.
    AlterRelation(AlterRelation),
    /// `DROP TABLE`, `DROP VIEW` and their kin.
    DropRelations(DropRelations),
    /// `CREATE PUBLICATION`.
    CreatePublication(CreatePublication),
    /// `ALTER PUBLICATION`.
    AlterPublication(AlterPublication),
    /// `DROP PUBLICATION`.
    DropPublications(DropPublications),
    /// Something that only has to be there.
    Mention(Vec<Mention>),
    /// `CREATE POLICY`.
    CreatePolicy(Box<CreatePolicy>),
    /// `ALTER POLICY`.
    AlterPolicy(Box<AlterPolicy>),
    /// `DROP POLICY`.
    DropPolicy(DropPolicy),
    /// `GRANT … ON …`, `REVOKE … ON …`.
    Grant(Box<Grant>),
    /// `ALTER DEFAULT PRIVILEGES`.
    AlterDefaultPrivileges(Box<AlterDefaultPrivileges>),
    /// `OWNER TO` of anything but a table.
    AlterOwner(Box<AlterOwner>),
    /// `REASSIGN OWNED`.
    ReassignOwned(Box<ReassignOwned>),
    /// `DROP OWNED`.
    DropOwned(DropOwned),
    /// `CREATE ROLE`.
    CreateRole(Box<CreateRole>),
    /// `ALTER ROLE`.
    AlterRole(Box<AlterRole>),
    /// `DROP ROLE`.
    DropRoles(DropRoles),
    /// `GRANT role TO role`, `REVOKE role FROM role`.
    GrantRoles(Box<GrantRoles>),
    /// `SET ROLE`, `SET SESSION AUTHORIZATION`.
    SwitchRole(SwitchRole),
    /// `CREATE SCHEMA`.
    CreateSchema(CreateSchema),
    /// `ALTER SCHEMA … RENAME TO`.
    RenameSchema {
        /// Before.
        from: Identifier,
        /// After.
        to: Identifier,
    },
    /// `DROP SCHEMA`.
    DropSchemas(DropSchemas),
    /// `CREATE CAST`.
    CreateCast,
    /// `SET check_function_bodies`.
    CheckBodies(bool),
    /// `SET search_path`; `None` puts the default back.
    SetSearchPath(Option<Vec<Identifier>>),
    /// `DO`.
    Do(Box<Block>),
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
    CreateRoutine(Box<CreateRoutine>),
    /// `ALTER FUNCTION` and its kin.
    AlterRoutine(Box<AlterRoutine>),
    /// `DROP FUNCTION` and its kin.
    DropRoutines(DropRoutines),
    /// `CREATE TRIGGER`.
    CreateTrigger(Box<CreateTrigger>),
    /// `ALTER TRIGGER … RENAME TO`.
    RenameTrigger(RenameTrigger),
    /// `DROP TRIGGER`.
    DropTrigger(DropTrigger),
    /// `CREATE RULE`.
    CreateRewriteRule(Box<CreateRewriteRule>),
    /// `ALTER RULE … RENAME TO`.
    RenameRewriteRule(RenameRewriteRule),
    /// `DROP RULE`.
    DropRewriteRule(DropRewriteRule),
    /// `CREATE EVENT TRIGGER`.
    CreateEventTrigger(CreateEventTrigger),
    /// `ALTER EVENT TRIGGER`.
    AlterEventTrigger(AlterEventTrigger),
    /// `DROP EVENT TRIGGER`.
    DropEventTrigger(DropEventTrigger),
    /// `CREATE TYPE`, `CREATE DOMAIN`.
    CreateType(Box<CreateType>),
    /// `ALTER TYPE`, `ALTER DOMAIN`.
    AlterType(Box<AlterType>),
    /// `DROP TYPE`, `DROP DOMAIN`.
    DropTypes(DropTypes),
    /// `CREATE EXTENSION`.
    CreateExtension(CreateExtension),
    /// `ALTER EXTENSION … SET SCHEMA`.
    MoveExtension(MoveExtension),
    /// `DROP EXTENSION`.
    DropExtensions(DropExtensions),
    /// `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`.
    ChangeRows(Box<RowChange>),
    /// `SELECT f(…)`, `CALL f(…)`: a function is run.
    Query(Box<Query>),
    /// `BEGIN`.
    Begin,
    /// `COMMIT`.
    Commit,
    /// `ROLLBACK`, not to a savepoint.
    Rollback,
    /// `SAVEPOINT`.
    Savepoint(Identifier),
    /// `ROLLBACK TO`.
    RollbackTo(Identifier),
    /// `RELEASE`.
    Release(Identifier),
}

/// What a parsed statement does, or why PostgreSQL rejects what its grammar takes.
pub(super) fn read(statement: &ast::Stmt, origin: Origin<'_>) -> Result<Option<Action>, Fault> {
    let action = action(statement, origin);
    match &action {
        Some(Action::Do(block)) => match block.undeclared(&[]) {
            Some(fault) => Err(fault),
            None => Ok(action),
        },
        _ => Ok(action),
    }
}

/// What a parsed statement does; `None` when no model asks.
pub(super) fn action(statement: &ast::Stmt, origin: Origin<'_>) -> Option<Action> {
    use ast::Stmt;
    let node = statement.syntax();
    if let Some(action) = owner::alter(statement, origin) {
        return Some(action);
    }
    match statement {
        Stmt::CreateTable(create) => table::create(create, origin),
        Stmt::CreateTableAs(create) => table::create_as(create, origin),
        Stmt::CreateForeignTable(create) => table::create_foreign(create, origin),
        Stmt::CreateView(create) => view::create(create, origin),
        Stmt::CreateMaterializedView(create) => view::create_materialized(create, origin),
        Stmt::CreateIndex(create) => index::create(create, origin),
        Stmt::CreateSequence(create) => sequence::create(create, origin),
        Stmt::SelectInto(select) => table::select_into(select, origin),
        Stmt::CreatePublication(create) => publication::create(create, origin),
        Stmt::AlterPublication(alter) => publication::alter(alter, origin),
        Stmt::DropPublication(drop) => Some(publication::drop(drop)),
        Stmt::CreatePolicy(create) => policy::create(create, origin),
        Stmt::AlterPolicy(alter) => policy::alter(alter, origin),
        Stmt::DropPolicy(drop) => policy::drop(drop, origin),
        Stmt::Grant(grant) => grant::grant(grant, origin),
        Stmt::Revoke(revoke) => grant::revoke(revoke, origin),
        Stmt::AlterDefaultPrivileges(alter) => grant::alter_default(alter),
        Stmt::Reassign(reassign) => owner::reassign(reassign),
        Stmt::DropOwned(drop) => Some(owner::drop(drop)),
        Stmt::CreateRole(_) | Stmt::CreateUser(_) | Stmt::CreateGroup(_) => role::create(node, origin),
        Stmt::AlterRole(_) | Stmt::AlterUser(_) | Stmt::AlterGroup(_) => role::alter(node),
        Stmt::DropRole(_) | Stmt::DropUser(_) | Stmt::DropGroup(_) => Some(role::drop(node)),
        Stmt::SetRole(set) => role::set_role(set),
        Stmt::ResetRole(_) => Some(Action::SwitchRole(SwitchRole::Current(None))),
        Stmt::SetSessionAuth(set) => role::set_session(set),
        Stmt::ResetSessionAuth(_) => Some(Action::SwitchRole(SwitchRole::Session(None))),
        Stmt::CreateSchema(create) => schema::create(create, origin),
        Stmt::AlterSchema(alter) => schema::alter(alter),
        Stmt::DropSchema(drop) => Some(schema::drop(drop)),
        Stmt::Set(set) => schema::set(set),
        Stmt::Reset(reset) => schema::reset(reset),
        Stmt::Select(select) => schema::set_config(select)
            .or_else(|| routine::select(select, origin))
            .or_else(|| mention::read(statement, origin)),
        Stmt::Call(call) => routine::call(call),
        Stmt::Do(run) => block(run, origin),
        Stmt::Begin(_)
        | Stmt::Commit(_)
        | Stmt::Rollback(_)
        | Stmt::SavepointCreate(_)
        | Stmt::ReleaseSavepoint(_) => transaction::action(statement),
        Stmt::Insert(_) | Stmt::Update(_) | Stmt::Delete(_) | Stmt::Truncate(_) => {
            row_change::lower(statement, origin).map(|change| Action::ChangeRows(Box::new(change)))
        }
        _ => of_routine(statement, origin)
            .or_else(|| of_type(statement, origin))
            .or_else(|| relation::read(statement, origin))
            .or_else(|| mention::read(statement, origin)),
    }
}

/// `DO`: it gives nothing back.
fn block(run: &ast::Do, origin: Origin<'_>) -> Option<Action> {
    let body = run.plpgsql()?;
    let fault = plpgsql_fault::of(&body, Promise::Void);
    Some(Action::Do(Box::new(Block { fault, ..block::lower_body(&body, origin)? })))
}

/// Statements about routines, triggers and rules.
fn of_routine(statement: &ast::Stmt, origin: Origin<'_>) -> Option<Action> {
    use ast::Stmt;
    let node = statement.syntax();
    let alter = |kind| routine_change::alter(node, kind, origin);
    let drop = |kind| Some(routine_change::drop(node, kind, origin));
    match statement {
        Stmt::CreateFunction(create) => routine::create_function(create, origin),
        Stmt::CreateProcedure(create) => routine::create_procedure(create, origin),
        Stmt::CreateAggregate(create) => routine::create_aggregate(create, origin),
        Stmt::AlterFunction(_) => alter(RoutineKind::Function),
        Stmt::AlterProcedure(_) => alter(RoutineKind::Procedure),
        Stmt::AlterRoutine(_) => alter(RoutineKind::Routine),
        Stmt::AlterAggregate(_) => alter(RoutineKind::Aggregate),
        Stmt::DropFunction(_) => drop(RoutineKind::Function),
        Stmt::DropProcedure(_) => drop(RoutineKind::Procedure),
        Stmt::DropRoutine(_) => drop(RoutineKind::Routine),
        Stmt::DropAggregate(_) => drop(RoutineKind::Aggregate),
        Stmt::CreateTrigger(create) => trigger::create(create, origin),
        Stmt::AlterTrigger(alter) => trigger::alter(alter, origin),
        Stmt::DropTrigger(drop) => trigger::drop(drop, origin),
        Stmt::CreateRule(create) => rewrite_rule::create(create, origin),
        Stmt::AlterRule(alter) => rewrite_rule::alter(alter, origin),
        Stmt::DropRule(drop) => rewrite_rule::drop(drop, origin),
        Stmt::CreateEventTrigger(create) => event_trigger::create(create, origin),
        Stmt::AlterEventTrigger(alter) => event_trigger::alter(alter),
        Stmt::DropEventTrigger(drop) => event_trigger::drop(drop),
        _ => None,
    }
}

/// Statements about types and extensions.
fn of_type(statement: &ast::Stmt, origin: Origin<'_>) -> Option<Action> {
    use ast::Stmt;
    match statement {
        Stmt::CreateType(create) => data_type::create(create, origin),
        Stmt::CreateCast(_) => Some(Action::CreateCast),
        Stmt::CreateDomain(create) => data_type::create_domain(create, origin),
        Stmt::AlterType(alter) => data_type::alter(alter, origin),
        Stmt::AlterDomain(alter) => data_type::alter_domain(alter, origin),
        Stmt::DropType(drop) => Some(data_type::drop(drop, origin)),
        Stmt::DropDomain(drop) => Some(data_type::drop_domain(drop, origin)),
        Stmt::CreateExtension(create) => extension::create(create, origin),
        Stmt::AlterExtension(alter) => extension::alter(alter),
        Stmt::DropExtension(drop) => Some(extension::drop(drop)),
        _ => None,
    }
}
