//! Blocks of plpgsql: what `DO` runs and what functions hold, cut down to the steps that can change a
//! catalogue and those that decide whether they run.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::{SourceFile, SyntaxElement, SyntaxKind, SyntaxNode};

use super::expression::{self, Expression};
use super::name::{self, Identifier};
use super::origin::Origin;
use super::query::{self, Query};
use super::statement::{self, Statement};
use crate::source::Span;

/// `DECLARE … BEGIN … EXCEPTION … END`.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Its variables, in order.
    pub declarations: Vec<Declaration>,
    /// What it does.
    pub steps: Vec<Step>,
    /// What it does when a step fails: conditions in lower case, and steps.
    pub handlers: Vec<(Vec<Box<str>>, Vec<Step>)>,
}

/// A variable of a block.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Its name.
    pub name: Identifier,
    /// What it starts as.
    pub start: Expression,
    /// Whether it takes a whole row.
    pub is_record: bool,
}

/// One step of a block.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it stands.
    pub span: Span,
    /// What it does.
    pub kind: StepKind,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// A statement that changes what a model knows.
    Run(Box<Statement>),
    /// `EXECUTE`: runs the text that the expression gives.
    Execute(Expression, Vec<Identifier>),
    /// Sets a variable.
    Assign(Identifier, Expression),
    /// `SELECT … INTO`, `PERFORM`: reads a row into variables.
    Read(Box<Query>, Vec<Identifier>),
    /// `IF`: the first arm whose condition holds, else the last steps.
    If(Vec<(Expression, Vec<Step>)>, Vec<Step>),
    /// `FOR … IN query`: the variables, the rows, the body.
    ForRows(Vec<Identifier>, Box<Query>, Vec<Step>),
    /// `FOREACH … IN ARRAY`.
    ForEach(Identifier, Expression, Vec<Step>),
    /// `FOR i IN a..b`.
    ForRange(Identifier, Box<[Expression; 2]>, Vec<Step>),
    /// `LOOP`, and `WHILE` with its condition.
    Loop(Option<Expression>, Vec<Step>),
    /// A block within.
    Block(Box<Block>),
    /// `EXIT`, with its condition.
    Exit(Option<Expression>),
    /// `CONTINUE`, with its condition.
    Continue(Option<Expression>),
    /// `RETURN`.
    Return,
    /// `RAISE EXCEPTION`.
    Raise,
}

impl Block {
    /// Whether any step, at any depth, may change a catalogue.
    pub fn has_effect(&self) -> bool {
        let of_handlers = self.handlers.iter().map(|(_, steps)| steps);
        std::iter::once(&self.steps).chain(of_handlers).any(|steps| have_effect(steps))
    }
}

/// Something that makes PostgreSQL reject a body although its grammar is right.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub span: Span,
    pub message: &'static str,
}

impl Block {
    /// A loop over rows whose variable nobody declared.
    pub(super) fn fault(&self, around: &[&Identifier]) -> Option<Fault> {
        let own = self.declarations.iter().map(|declaration| &declaration.name);
        let declared: Vec<&Identifier> = around.iter().copied().chain(own).collect();
        let of_handlers = self.handlers.iter().map(|(_, steps)| steps);
        std::iter::once(&self.steps).chain(of_handlers).find_map(|steps| fault(steps, &declared))
    }
}

fn fault(steps: &[Step], declared: &[&Identifier]) -> Option<Fault> {
    steps.iter().find_map(|step| match &step.kind {
        StepKind::ForRows(variables, _, steps) => {
            let is_declared = |variable: &Identifier| declared.contains(&variable);
            if !variables.iter().all(is_declared) {
                let message = "the loop's variable is not declared; a loop over rows needs a record variable";
                return Some(Fault { span: step.span, message });
            }
            fault(steps, declared)
        }
        StepKind::If(arms, otherwise) => {
            arms.iter().find_map(|(_, steps)| fault(steps, declared)).or_else(|| fault(otherwise, declared))
        }
        StepKind::ForRange(variable, _, steps) => fault(steps, &[declared, &[variable]].concat()),
        StepKind::ForEach(_, _, steps) | StepKind::Loop(_, steps) => fault(steps, declared),
        StepKind::Block(block) => block.fault(declared),
        _ => None,
    })
}

fn have_effect(steps: &[Step]) -> bool {
    steps.iter().any(|step| match &step.kind {
        StepKind::Run(_) | StepKind::Execute(..) => true,
        StepKind::Read(query, _) => query.calls(),
        StepKind::If(arms, otherwise) => {
            arms.iter().any(|(_, steps)| have_effect(steps)) || have_effect(otherwise)
        }
        StepKind::ForRows(_, _, steps)
        | StepKind::ForEach(_, _, steps)
        | StepKind::ForRange(_, _, steps)
        | StepKind::Loop(_, steps) => have_effect(steps),
        StepKind::Block(block) => block.has_effect(),
        StepKind::Assign(..)
        | StepKind::Exit(_)
        | StepKind::Continue(_)
        | StepKind::Return
        | StepKind::Raise => false,
    })
}

/// The block of a body; `None` when it holds none.
pub(super) fn lower_body(body: &Plpgsql, origin: Origin<'_>) -> Option<Block> {
    Some(Reader { origin: origin.within(body) }.block(&body.tree().block()?))
}

/// The block that statements without one come to: the body of a function in SQL.
pub(super) fn lower_statements(body: &SourceFile, origin: Origin<'_>) -> Block {
    let reader = Reader { origin };
    let step =
        |parsed: ast::Stmt| Some(Step { span: origin.span(parsed.syntax()), kind: reader.run(&parsed)? });
    Block { steps: body.stmts().filter_map(step).collect(), ..Block::default() }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    origin: Origin<'a>,
}

impl Reader<'_> {
    fn block(self, block: &ast::PlpgsqlBlock) -> Block {
        let declared =
            block.declare_section().into_iter().flat_map(|section| section.decls().collect::<Vec<_>>());
        let handlers =
            block.exception().into_iter().flat_map(|section| section.handlers().collect::<Vec<_>>());
        Block {
            declarations: declared.filter_map(|declaration| declaration_of(&declaration)).collect(),
            steps: self.steps(block.body()),
            handlers: handlers.map(|handler| self.handler(&handler)).collect(),
        }
    }

    fn handler(self, handler: &ast::PlpgsqlExceptionHandler) -> (Vec<Box<str>>, Vec<Step>) {
        let conditions = handler
            .conditions()
            .map(|condition| condition.syntax().text().to_string().to_ascii_lowercase().into_boxed_str());
        (conditions.collect(), self.steps(handler.body()))
    }

    fn steps(self, body: Option<ast::PlpgsqlBody>) -> Vec<Step> {
        let Some(body) = body else { return Vec::new() };
        body.syntax().children().filter_map(|node| self.step(&node)).collect()
    }

    fn step(self, node: &SyntaxNode) -> Option<Step> {
        let kind = if node.kind() == SyntaxKind::ERROR {
            unread(node)
        } else {
            self.kind(&ast::PlpgsqlStmt::cast(node.clone())?)
        };
        Some(Step { span: self.origin.span(node), kind: kind? })
    }

    fn kind(self, step: &ast::PlpgsqlStmt) -> Option<StepKind> {
        use ast::PlpgsqlStmt as Plpgsql;
        match step {
            Plpgsql::PlpgsqlExecSqlStmt(run) => self.run(&run.stmt()?),
            Plpgsql::PlpgsqlDynExecuteStmt(execute) => {
                let targets =
                    execute.into_clause().map(|into| into_targets(into.syntax())).unwrap_or_default();
                Some(StepKind::Execute(value(execute.query()), targets))
            }
            Plpgsql::PlpgsqlAssignStmt(assign) => {
                let target = assign.syntax().children().find_map(ast::PlpgsqlAssignTarget::cast)?;
                let given = assign.syntax().children().find_map(ast::PlpgsqlExpr::cast);
                Some(StepKind::Assign(name::identifier(target.name()?.syntax()), value(given)))
            }
            Plpgsql::PlpgsqlPerformStmt(perform) => {
                let select = perform.syntax().children().find_map(ast::SelectVariant::cast)?;
                Some(StepKind::Read(Box::new(query::lower(&select)), Vec::new()))
            }
            Plpgsql::PlpgsqlCallStmt(call) => self.run(&ast::Stmt::cast(call.call()?.syntax().clone())?),
            Plpgsql::PlpgsqlIfStmt(branch) => Some(self.branch(branch)),
            Plpgsql::PlpgsqlCaseStmt(case) => Some(self.case(case)),
            Plpgsql::PlpgsqlBlock(block) => Some(StepKind::Block(Box::new(self.block(block)))),
            Plpgsql::PlpgsqlDoStmt(inner) => {
                let body = inner.do_()?.plpgsql()?;
                let span = self.origin.span(inner.syntax());
                let reader = Reader { origin: Origin::Fixed(span) };
                Some(StepKind::Block(Box::new(reader.block(&body.tree().block()?))))
            }
            Plpgsql::PlpgsqlExitStmt(exit) => {
                Some(StepKind::Exit(exit.when_clause().map(|when| value(when.cond()))))
            }
            Plpgsql::PlpgsqlContinueStmt(next) => {
                Some(StepKind::Continue(next.when_clause().map(|when| value(when.cond()))))
            }
            Plpgsql::PlpgsqlReturnStmt(_) => Some(StepKind::Return),
            Plpgsql::PlpgsqlRaiseStmt(raise) => {
                let is_exception = raise.level().is_none_or(|level| level.exception_token().is_some());
                is_exception.then_some(StepKind::Raise)
            }
            _ => self.repeated(step),
        }
    }

    fn repeated(self, step: &ast::PlpgsqlStmt) -> Option<StepKind> {
        use ast::PlpgsqlStmt as Plpgsql;
        Some(match step {
            Plpgsql::PlpgsqlForQueryStmt(repeat) => {
                let query = repeat.query().and_then(|query| ast::SelectVariant::cast(query.syntax().clone()));
                let query = query.map_or_else(Query::opaque, |query| query::lower(&query));
                StepKind::ForRows(variables(repeat.vars()), Box::new(query), self.steps(repeat.body()))
            }
            Plpgsql::PlpgsqlForEachStmt(repeat) => {
                let variable = variables(repeat.vars()).into_iter().next()?;
                StepKind::ForEach(variable, value(repeat.array()), self.steps(repeat.body()))
            }
            Plpgsql::PlpgsqlForIStmt(repeat) => {
                let variable = variables(repeat.vars()).into_iter().next()?;
                let range = repeat.range()?;
                let ends = [value(range.lower()), value(range.upper())];
                StepKind::ForRange(variable, Box::new(ends), self.steps(repeat.body()))
            }
            Plpgsql::PlpgsqlForDynStmt(repeat) => {
                let query = Box::new(Query::opaque());
                StepKind::ForRows(variables(repeat.vars()), query, self.steps(repeat.body()))
            }
            Plpgsql::PlpgsqlForCursorStmt(repeat) => {
                let query = Box::new(Query::opaque());
                StepKind::ForRows(variables(repeat.vars()), query, self.steps(repeat.body()))
            }
            Plpgsql::PlpgsqlLoopStmt(repeat) => StepKind::Loop(None, self.steps(repeat.body())),
            Plpgsql::PlpgsqlWhileStmt(repeat) => {
                StepKind::Loop(Some(value(repeat.cond())), self.steps(repeat.body()))
            }
            _ => return None,
        })
    }

    /// A statement of SQL. `None` when no model asks what it does.
    fn run(self, parsed: &ast::Stmt) -> Option<StepKind> {
        let action = statement::action(parsed, self.origin)?;
        let span = self.origin.span(parsed.syntax());
        Some(StepKind::Run(Box::new(Statement { span, action })))
    }

    fn branch(self, branch: &ast::PlpgsqlIfStmt) -> StepKind {
        let mut arms = vec![(value(branch.cond()), self.steps(branch.then_body()))];
        arms.extend(branch.elsifs().map(|arm| (value(arm.cond()), self.steps(arm.body()))));
        StepKind::If(arms, self.steps(branch.else_clause().and_then(|clause| clause.body())))
    }

    fn case(self, case: &ast::PlpgsqlCaseStmt) -> StepKind {
        let subject = case.subject().map(|subject| value(Some(subject)));
        let condition = |when: &ast::PlpgsqlCaseWhen| {
            let tested = value(when.cond());
            match &subject {
                Some(subject) => {
                    Expression::Binary(expression::Operator::Equal, Box::new([subject.clone(), tested]))
                }
                None => tested,
            }
        };
        let arms = case.whens().map(|when| (condition(&when), self.steps(when.body()))).collect();
        StepKind::If(arms, self.steps(case.else_clause().and_then(|clause| clause.body())))
    }
}

fn declaration_of(declaration: &ast::PlpgsqlDecl) -> Option<Declaration> {
    let ast::PlpgsqlDecl::PlpgsqlVarDecl(variable) = declaration else {
        let name = declaration.syntax().children().find_map(ast::PlpgsqlVarName::cast)?;
        return Some(Declaration {
            name: name::identifier(name.syntax()),
            start: Expression::Opaque,
            is_record: false,
        });
    };
    let kind = variable.ty().map(|kind| kind.syntax().text().to_string().to_ascii_lowercase());
    Some(Declaration {
        name: name::identifier(variable.name()?.syntax()),
        start: variable.init().map_or(Expression::Null, |init| value(init.expr())),
        is_record: kind.is_some_and(|kind| kind == "record" || kind.ends_with("%rowtype")),
    })
}

fn variables(variables: ast::AstChildren<ast::PlpgsqlForVariable>) -> Vec<Identifier> {
    variables.filter_map(|variable| Some(name::identifier(variable.name()?.syntax()))).collect()
}

fn into_targets(clause: &SyntaxNode) -> Vec<Identifier> {
    let targets = clause.descendants().filter_map(ast::PlpgsqlIntoTarget::cast);
    targets.filter_map(|target| Some(name::identifier(target.name()?.syntax()))).collect()
}

/// The value of an expression of a block: plain, or a query without its `SELECT`.
fn value(expression: Option<ast::PlpgsqlExpr>) -> Expression {
    let Some(expression) = expression else { return Expression::Opaque };
    let mut query = query::lower_clauses(expression.syntax());
    let is_plain = query.sources.is_empty() && query.filter.is_none() && !query.is_opaque;
    if is_plain && query.targets.len() == 1 {
        return query.targets.pop().map_or(Expression::Opaque, |target| target.value);
    }
    Expression::Rows(Box::new(query))
}

/// `SELECT … INTO`, which the parser does not know within blocks: read without its `INTO`.
fn unread(node: &SyntaxNode) -> Option<StepKind> {
    let mut depth = 0u32;
    let mut text = String::new();
    let mut targets = Vec::new();
    let mut is_target = false;
    for token in node.descendants_with_tokens().filter_map(SyntaxElement::into_token) {
        match token.kind() {
            SyntaxKind::L_PAREN => depth += 1,
            SyntaxKind::R_PAREN => depth = depth.saturating_sub(1),
            SyntaxKind::SEMICOLON => break,
            SyntaxKind::INTO_KW if depth == 0 && targets.is_empty() => {
                is_target = true;
                continue;
            }
            _ => {}
        }
        if is_target && depth == 0 {
            match token.kind() {
                SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::STRICT_KW => continue,
                SyntaxKind::COMMA | SyntaxKind::DOT => {
                    targets.push(None);
                    continue;
                }
                _ if matches!(targets.last(), None | Some(None)) => {
                    targets.push(Some(Identifier::written(token.text())));
                    continue;
                }
                _ => {
                    is_target = false;
                    text.push(' ');
                }
            }
        }
        text.push_str(token.text());
    }
    let parse = SourceFile::parse(&text);
    let parsed = parse.tree().stmts().next()?;
    let select = ast::SelectVariant::cast(parsed.syntax().clone())?;
    Some(StepKind::Read(Box::new(query::lower(&select)), targets.into_iter().flatten().collect()))
}
