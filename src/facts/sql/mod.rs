//! SQL: PostgreSQL by `squawk-syntax`, a statement at a time; other dialects by `sqlparser`.

mod block;
mod built_in;
mod call;
mod column;
mod condition;
mod constraint;
mod data_type;
mod dialect;
mod dynamic_sql;
mod edge_call;
mod event_trigger;
mod expression;
mod extension;
mod formula;
mod grant;
mod index;
mod into;
mod keyword;
mod label;
mod mention;
mod name;
mod operator;
mod option;
mod origin;
mod other;
mod owner;
mod plpgsql_fault;
mod plpgsql_return;
mod policy;
mod privilege;
mod publication;
mod query;
mod references;
mod relation;
mod rewrite_rule;
mod role;
mod routine;
mod routine_body;
mod routine_change;
mod routine_option;
mod row_change;
mod row_lock;
mod schema;
mod section;
mod sequence;
mod signature;
mod split;
mod statement;
mod step;
mod table;
mod transaction;
mod tree;
mod trigger;
mod type_name;
mod view;

pub use built_in::is_type as is_built_in_type;
pub use column::{ColumnAlteration, ColumnChange, ColumnDefault, ColumnDefinition, Identity, LiteralDefault};
pub use condition::{Breadth, Condition, SessionCall};
pub use constraint::{
    Constraint, ConstraintChange, ConstraintKind, Exclusion, ForeignKey, Key, ReferentialAction, Timing,
};
pub use data_type::{
    AlterType, CreateType, Domain, DomainCheck, DropTypes, LabelPlace, TypeAttribute, TypeChange, TypeKind,
};
pub use dialect::Dialect;
pub use dynamic_sql::{DynamicStatement, DynamicText};
pub use edge_call::EdgeCall;
pub use event_trigger::{AlterEventTrigger, CreateEventTrigger, DropEventTrigger, EventTriggerChange};
pub use expression::{Call, Expression, Operator};
pub use extension::{CreateExtension, DropExtensions, MoveExtension};
pub use formula::Formula;
pub use grant::{AlterDefaultPrivileges, DefaultsFor, Grant, GrantTarget, GrantedPrivilege, SchemaContent};
pub use index::{CreateIndex, IndexKey, IndexPart};
pub use keyword::quote_identifier;
pub use mention::Mention;
pub use name::{Identifier, RelationName};
pub use option::StorageOption;
pub use owner::{AlterOwner, DropOwned, OwnedObject, ReassignOwned};
pub use policy::{AlterPolicy, CreatePolicy, DropPolicy, PolicyCommand};
pub use privilege::{Privilege, Privileges};
pub use publication::{
    AlterPublication, CreatePublication, DropPublications, PublicationChange, PublicationMember,
};
pub use query::{Combination, Query, Source, SourceRows, Target};
pub use references::{
    Access, Argument, ColumnReference, ColumnRole, ConstantKind, ConstantReference, FromRows, FromSource,
    FunctionReference, Output, References, RelationReference, SURROUNDINGS, Scope, Value,
};
pub use relation::{AlterRelation, DropRelations, RelationChange, RelationKind, WrittenIdentity};
pub use rewrite_rule::{
    CreateRewriteRule, DropRewriteRule, RenameRewriteRule, RewriteAction, RewriteEvent, SwitchRewriteRule,
};
pub use role::{AlterRole, CreateRole, DropRoles, GrantRoles, RoleChange, RoleName, RoleOptions, SwitchRole};
pub use routine::{CreateRoutine, Parameter, ParameterMode};
pub use routine_body::{BodyFault, DeclaredType, RoutineBody};
pub use routine_change::{AlterRoutine, DropRoutines, RoutineChange};
pub use routine_option::{Parallel, RoutineOptions, SettingChange, Volatility};
pub use row_change::{ConflictKey, OnConflict, RowChange, RowChangeKind};
pub use row_lock::RowLock;
pub use schema::{CreateSchema, DropSchemas};
pub use section::{SectionTool, Sections};
pub use sequence::{ColumnName, CreateSequence};
pub use signature::{RoutineKind, RoutineSignature, SignatureArgument};
pub use statement::{Action, Statement};
pub use step::{Block, Declaration, Execute, Handler, Place, Raise, Range, Step, StepKind};
pub use table::{CreateTable, Like, LikeOptions, PartitionBy, PartitionOf, TableElement};
pub use trigger::{
    CreateTrigger, DropTrigger, RenameTrigger, SwitchTrigger, TriggerEvent, TriggerFiring, TriggerSelection,
    TriggerTiming,
};
pub use type_name::TypeName;
pub use view::{CreateView, ViewForm};

use squawk_syntax::SourceFile;
use squawk_syntax::ast::{self, AstNode};

use self::origin::Origin;
use self::split::Piece;
use self::tree::Parser;
use super::{Comment, Content, FileFacts};
use crate::finding::{Problem, ProblemKind};
use crate::source::Span;

/// Deepest nesting of parentheses that is parsed: the parser recurses.
const MAX_DEPTH: u32 = 500;

/// What one SQL file contains.
#[derive(Debug, Default)]
pub struct SqlFacts {
    /// The database it is written for.
    pub dialect: Dialect,
    /// Statements that change what a model knows, in order.
    pub statements: Vec<Statement>,
    /// Edge functions that its statements call by their address, in order.
    pub edge_calls: Vec<EdgeCall>,
    /// The two ways of a migration, where the file holds both; the way back gives no statements.
    pub sections: Option<Sections>,
}

pub(super) fn read(text: &str, facts: &mut FileFacts) {
    let dialect = Dialect::of(&facts.path, text);
    let mut split = split::split(text, dialect);
    let sections = Sections::of(text, &split.comments);
    if let Some(sections) = &sections {
        split.statements.retain(|piece| !sections.is_down(piece.span));
    }
    let comments = split.comments.iter().map(|span| Comment { span: *span, text: span.of(text).into() });
    facts.comments = comments.collect();
    let mut sql = SqlFacts { dialect, sections, ..SqlFacts::default() };
    if dialect.is_postgres() {
        let mut parser = Parser::default();
        for piece in &split.statements {
            sql.edge_calls.extend(edge_call::calls(text, piece));
            postgres(text, piece, &mut parser, &mut sql, facts);
        }
    } else {
        let read = |piece| other::read(text, piece, dialect);
        sql.statements = split.statements.iter().filter_map(read).collect();
    }
    if dialect == Dialect::Undecided {
        settle_errors(facts);
    }
    facts.content = Content::Sql(Box::new(sql));
}

/// What PostgreSQL rejects is no error where the file may be written for another database: one problem
/// says how many statements went unread.
fn settle_errors(facts: &mut FileFacts) {
    let before = facts.problems.len();
    let first = facts.problems.iter().find(|problem| problem.kind == ProblemKind::SyntaxError);
    let Some(span) = first.map(|problem| problem.span) else { return };
    facts.problems.retain(|problem| problem.kind != ProblemKind::SyntaxError);
    let unread = before - facts.problems.len();
    let statements = if unread == 1 { "1 statement is" } else { &format!("{unread} statements are") };
    let message = format!("{statements} not PostgreSQL, and nothing in the file says what else it is");
    facts.problems.push(Problem::new(&facts.path, span, ProblemKind::Undecided, message));
}

fn postgres(text: &str, piece: &Piece, parser: &mut Parser, sql: &mut SqlFacts, facts: &mut FileFacts) {
    if piece.depth > MAX_DEPTH {
        let message =
            format!("the statement nests {} deep; more than {MAX_DEPTH} is not followed", piece.depth);
        facts.problems.push(Problem::new(&facts.path, piece.span, ProblemKind::TooDeep, message));
        return;
    }
    let tree = match parser.parse(piece.span.of(text)) {
        Ok(tree) => tree,
        Err(_) if piece.is_templated => return,
        Err(error) => {
            let range = error.range();
            let span = Span { start: u32::from(range.start()), end: u32::from(range.end()) };
            let span = span.shifted(piece.span.start);
            facts.problems.push(Problem::new(&facts.path, span, ProblemKind::SyntaxError, error.message()));
            return;
        }
    };
    let Some(parsed) = tree.stmts().next() else { return };
    match statement::read(&parsed, Origin::Text(piece.span.start)) {
        Ok(Some(action)) => sql.statements.push(Statement { span: piece.span, action }),
        Ok(None) => {}
        Err(fault) => {
            facts.problems.push(Problem::new(
                &facts.path,
                fault.span,
                ProblemKind::SyntaxError,
                fault.message,
            ));
        }
    }
}

/// A statement in text that a block has put together.
#[derive(Clone, Debug)]
pub struct Composed {
    /// What it changes, or needs to be there.
    pub statement: Option<Statement>,
    /// The rows it gives, where it only reads.
    pub query: Option<Box<Query>>,
}

/// Reads the statements of a text that change what a model knows. All of it stands for `span`. `None` when
/// PostgreSQL would reject it.
pub fn read_composed(text: &str, span: Span) -> Option<Vec<Statement>> {
    let statement = |composed: Composed| match composed {
        Composed { statement: Some(statement), .. } => Some(statement),
        Composed { query: Some(query), .. } if query.calls() => {
            Some(Statement { span, action: Action::Query(query) })
        }
        Composed { .. } => None,
    };
    Some(read_executed(text, span)?.into_iter().filter_map(statement).collect())
}

/// Reads statements out of text that a block has put together. All of it stands for `span`. `None` when
/// PostgreSQL would reject it.
pub fn read_executed(text: &str, span: Span) -> Option<Vec<Composed>> {
    let split = split::split(text, Dialect::PostgreSql);
    let mut parser = Parser::default();
    let mut statements = Vec::new();
    for piece in &split.statements {
        let tree = (piece.depth <= MAX_DEPTH).then(|| parser.parse(piece.span.of(text)))?;
        let Some(parsed) = tree.ok()?.stmts().next() else { continue };
        let query = ast::SelectVariant::cast(parsed.syntax().clone());
        let action = statement::action(&parsed, Origin::Fixed(span));
        statements.push(match action {
            Some(Action::Query(query)) => Composed { statement: None, query: Some(query) },
            action => Composed {
                statement: action.map(|action| Statement { span, action }),
                query: query.map(|query| Box::new(query::lower(&query))),
            },
        });
    }
    Some(statements)
}

/// What one statement uses.
#[derive(Clone, Debug)]
pub struct Uses {
    /// Relations, functions, columns.
    pub references: References,
    /// The procedure that `CALL` names.
    pub procedure: Option<RelationName>,
}

/// What each statement of a text uses, such as the command of a job. `None` when PostgreSQL would reject it.
pub fn read_uses(text: &str) -> Option<Vec<Uses>> {
    let split = split::split(text, Dialect::PostgreSql);
    let parsed = split.statements.iter().map(|piece| {
        let parse = (piece.depth <= MAX_DEPTH).then(|| SourceFile::parse(piece.span.of(text)))?;
        let (tree, origin) = (parse.tree(), Origin::Fixed(piece.span));
        let called = tree.syntax().children().find_map(ast::Call::cast);
        let name = called.and_then(|call| call.procedure_name_ref());
        parse.errors().is_empty().then(|| Uses {
            references: references::of_node(tree.syntax(), origin),
            procedure: name.and_then(|name| name::relation(name.syntax(), origin)),
        })
    });
    parsed.collect()
}

/// Where the text of a routine's body lies.
#[derive(Clone, Copy, Debug)]
pub enum BodyPlace {
    /// In the file at hand, from this offset on.
    At(u32),
    /// Elsewhere: all of it stands for this place.
    For(Span),
}

/// Reads the body of a function in plpgsql; `None` when it is none.
pub fn read_block(body: &str, place: BodyPlace) -> Option<Block> {
    let mut quote = String::from("$gonogo$");
    while body.contains(&quote) {
        quote.insert(1, '_');
    }
    let head = format!("do {quote}");
    let parse = SourceFile::parse(&format!("{head}{body}{quote}"));
    let parsed = parse.tree().stmts().next()?;
    let ast::Stmt::Do(run) = parsed else { return None };
    let before = u32::try_from(head.len()).ok()?;
    let origin = match place {
        BodyPlace::At(offset) => Origin::Text(offset.checked_sub(before)?),
        BodyPlace::For(span) => Origin::Fixed(span),
    };
    block::lower_body(&run.plpgsql()?, origin)
}

/// Reads an expression, such as the default of an argument; opaque when it is none.
pub fn read_expression(text: &str) -> Expression {
    let parse = SourceFile::parse(&format!("select {text}"));
    let select =
        parse.tree().stmts().next().and_then(|parsed| ast::SelectVariant::cast(parsed.syntax().clone()));
    let target = select.and_then(|select| query::lower(&select).targets.pop());
    target.map_or(Expression::Opaque, |target| target.value)
}
