//! Reads blocks of plpgsql: what `DO` runs and what functions hold.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::{SourceFile, SyntaxKind, SyntaxNode};

use super::expression::{self, Expression};
use super::into::without_into;
use super::name::{self, Identifier};
use super::operator::Operator;
use super::origin::Origin;
use super::query::{self, Query};
use super::row_change;
use super::statement::{self, Statement};
use super::step::{Block, Declaration, Execute, Handler, Place, Raise, Range, Step, StepKind};

/// The block of a body; `None` when it holds none.
pub(super) fn lower_body(body: &Plpgsql, origin: Origin<'_>) -> Option<Block> {
    Some(Reader { origin: origin.within(body), cursors: &[] }.block(&body.tree().block()?))
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    origin: Origin<'a>,
    /// Cursors of the blocks around, innermost last.
    cursors: &'a [(Identifier, Query)],
}

impl Reader<'_> {
    fn block(self, block: &ast::PlpgsqlBlock) -> Block {
        let declared: Vec<_> = block
            .declare_section()
            .into_iter()
            .flat_map(|section| section.decls().collect::<Vec<_>>())
            .collect();
        let mut cursors = self.cursors.to_vec();
        cursors.extend(declared.iter().filter_map(cursor_of));
        let within = Reader { origin: self.origin, cursors: &cursors };
        let handlers =
            block.exception().into_iter().flat_map(|section| section.handlers().collect::<Vec<_>>());
        Block {
            declarations: declared.iter().filter_map(declaration_of).collect(),
            steps: within.steps(block.body()),
            handlers: handlers.map(|handler| within.handler(&handler)).collect(),
            fault: None,
        }
    }

    fn handler(self, handler: &ast::PlpgsqlExceptionHandler) -> Handler {
        let conditions = handler.conditions().map(|condition| condition_of(condition.syntax()));
        Handler { conditions: conditions.collect(), steps: self.steps(handler.body()) }
    }

    fn steps(self, body: Option<ast::PlpgsqlBody>) -> Vec<Step> {
        let Some(body) = body else { return Vec::new() };
        body.syntax().children().filter_map(|node| self.step(&node)).collect()
    }

    fn step(self, node: &SyntaxNode) -> Option<Step> {
        let kind = if node.kind() == SyntaxKind::ERROR {
            self.unread(node)
        } else {
            self.kind(&ast::PlpgsqlStmt::cast(node.clone())?)
        };
        let label = node.children().find(|child| child.kind() == SyntaxKind::PLPGSQL_LABEL);
        let label = label.and_then(|label| Some(name::identifier(&label.children().next()?)));
        Some(Step { span: self.origin.span(node), label, kind: kind? })
    }

    fn kind(self, step: &ast::PlpgsqlStmt) -> Option<StepKind> {
        use ast::PlpgsqlStmt as Plpgsql;
        match step {
            Plpgsql::PlpgsqlExecSqlStmt(run) => self.run(&run.stmt()?),
            Plpgsql::PlpgsqlDynExecuteStmt(execute) => {
                let into = execute.into_clause().map(|into| into_places(into.syntax())).unwrap_or_default();
                let using = using(execute.using_clause());
                Some(StepKind::Execute(Box::new(Execute { text: value(execute.query()), into, using })))
            }
            Plpgsql::PlpgsqlAssignStmt(assign) => {
                let target = assign.syntax().children().find_map(ast::PlpgsqlAssignTarget::cast)?;
                let given = assign.syntax().children().find_map(ast::PlpgsqlExpr::cast);
                Some(StepKind::Assign(place(target.syntax())?, value(given)))
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
                let reader = Reader { origin: Origin::Fixed(span), cursors: &[] };
                Some(StepKind::Block(Box::new(reader.block(&body.tree().block()?))))
            }
            Plpgsql::PlpgsqlExitStmt(exit) => {
                let condition = exit.when_clause().map(|when| value(when.cond()));
                Some(StepKind::Exit(exit.label().map(|label| name::identifier(label.syntax())), condition))
            }
            Plpgsql::PlpgsqlContinueStmt(next) => {
                let condition = next.when_clause().map(|when| value(when.cond()));
                Some(StepKind::Continue(
                    next.label().map(|label| name::identifier(label.syntax())),
                    condition,
                ))
            }
            Plpgsql::PlpgsqlRaiseStmt(raise) => raise_of(raise).map(StepKind::Raise),
            Plpgsql::PlpgsqlAssertStmt(assert) => Some(assert_of(assert)),
            Plpgsql::PlpgsqlGetDiagStmt(diagnose) => Some(diagnose_of(diagnose)),
            Plpgsql::PlpgsqlFetchStmt(fetch) => {
                let into = fetch.into_clause().map(|into| into_places(into.syntax())).unwrap_or_default();
                Some(StepKind::Read(Box::new(Query::opaque()), into))
            }
            _ => self.repeated(step).or_else(|| returned(step)),
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
                let array = if repeat.slice().is_some() { Expression::Opaque } else { value(repeat.array()) };
                StepKind::ForEach(variable, array, self.steps(repeat.body()))
            }
            Plpgsql::PlpgsqlForIStmt(repeat) => {
                let variable = variables(repeat.vars()).into_iter().next()?;
                let range = repeat.range()?;
                let is_reversed = has_token(repeat.syntax(), SyntaxKind::REVERSE_KW)
                    || has_token(range.syntax(), SyntaxKind::REVERSE_KW);
                let by = repeat.syntax().children().chain(range.syntax().children());
                let by = by.filter_map(ast::PlpgsqlExpr::cast).nth(2);
                let by = by.map_or(Expression::Number(1), |by| value(Some(by)));
                let range = Range { from: value(range.lower()), to: value(range.upper()), by, is_reversed };
                StepKind::ForRange(variable.name, Box::new(range), self.steps(repeat.body()))
            }
            Plpgsql::PlpgsqlForDynStmt(repeat) => {
                let execute = Execute {
                    text: value(repeat.query()),
                    into: Vec::new(),
                    using: using(repeat.using_clause()),
                };
                let body = self.steps(repeat.body());
                StepKind::ForExecuted(variables(repeat.vars()), Box::new(execute), body)
            }
            Plpgsql::PlpgsqlForCursorStmt(repeat) => {
                let cursor = repeat.cursor().map(|cursor| name::identifier(cursor.syntax()));
                let found = self.cursors.iter().rev().find(|(name, _)| Some(name) == cursor.as_ref());
                let query = found.map_or_else(Query::opaque, |(_, query)| query.clone());
                StepKind::ForRows(variables(repeat.vars()), Box::new(query), self.steps(repeat.body()))
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
                Some(subject) => Expression::binary(Operator::Equal, subject.clone(), tested),
                None => tested,
            }
        };
        let arms = case.whens().map(|when| (condition(&when), self.steps(when.body()))).collect();
        StepKind::If(arms, self.steps(case.else_clause().and_then(|clause| clause.body())))
    }

    /// `SELECT … INTO` and `INSERT … RETURNING … INTO`, which the parser does not know within blocks: read
    /// without their `INTO`.
    fn unread(self, node: &SyntaxNode) -> Option<StepKind> {
        let (text, into) = without_into(node);
        let parse = SourceFile::parse(&text);
        let parsed = parse.tree().stmts().next()?;
        let here = Origin::Fixed(self.origin.span(node));
        if let Some(change) = row_change::lower(&parsed, here) {
            return Some(StepKind::Write(Box::new(change), into));
        }
        let select = ast::SelectVariant::cast(parsed.syntax().clone())?;
        Some(StepKind::Read(Box::new(query::lower(&select)), into))
    }
}

fn returned(step: &ast::PlpgsqlStmt) -> Option<StepKind> {
    use ast::PlpgsqlStmt as Plpgsql;
    Some(match step {
        Plpgsql::PlpgsqlReturnStmt(give) => StepKind::Return(give.expr().map(|given| value(Some(given)))),
        Plpgsql::PlpgsqlReturnNextStmt(give) => StepKind::Emit(value(give.expr())),
        Plpgsql::PlpgsqlReturnQueryStmt(give) => {
            let query = give.query().and_then(|query| ast::SelectVariant::cast(query.syntax().clone()));
            StepKind::EmitRows(Box::new(query.map_or_else(Query::opaque, |query| query::lower(&query))))
        }
        Plpgsql::PlpgsqlReturnQueryExecuteStmt(give) => {
            let execute =
                Execute { text: value(give.query()), into: Vec::new(), using: using(give.using_clause()) };
            StepKind::EmitExecuted(Box::new(execute))
        }
        _ => return None,
    })
}

/// `RAISE EXCEPTION`; `None` for what only says something.
fn raise_of(raise: &ast::PlpgsqlRaiseStmt) -> Option<Raise> {
    if raise.level().is_some_and(|level| level.exception_token().is_none()) {
        return None;
    }
    let code = raise
        .using_clause()
        .into_iter()
        .flat_map(|clause| clause.plpgsql_raise_options().collect::<Vec<_>>());
    let code = code.filter_map(|option| match option {
        ast::PlpgsqlRaiseOption::PlpgsqlRaiseOptionErrcode(code) => match value(code.expr()) {
            Expression::Text(code) => Some(code.to_ascii_lowercase().into_boxed_str()),
            _ => Some("".into()),
        },
        _ => None,
    });
    let named = raise.condition_name().map(|condition| condition_of(condition.syntax()));
    let message = raise.message().and_then(|message| message.literal()?.string_value());
    let is_again = named.is_none() && message.is_none() && raise.using_clause().is_none();
    Some(Raise { condition: code.last().or(named), message: message.map(Into::into), is_again })
}

/// A condition as an exception section names it: `duplicate_table`, `42p07`.
fn condition_of(node: &SyntaxNode) -> Box<str> {
    let text = node.text().to_string().to_ascii_lowercase();
    match text.strip_prefix("sqlstate") {
        Some(code) => code.trim().trim_matches('\'').into(),
        None => text.trim().into(),
    }
}

/// `ASSERT`: a failure where the condition does not hold.
fn assert_of(assert: &ast::PlpgsqlAssertStmt) -> StepKind {
    let condition = assert.syntax().children().find_map(ast::PlpgsqlExpr::cast);
    let raise = Raise { condition: Some("assert_failure".into()), message: None, is_again: false };
    let span = crate::source::Span::default();
    let failed = Step { span, label: None, kind: StepKind::Raise(raise) };
    StepKind::If(vec![(value(condition), Vec::new())], vec![failed])
}

fn diagnose_of(diagnose: &ast::PlpgsqlGetDiagStmt) -> StepKind {
    let items = diagnose.items().into_iter().flat_map(|list| list.syntax().children().collect::<Vec<_>>());
    let item = |item: SyntaxNode| {
        let target = item.children().find(|child| child.kind() == SyntaxKind::PLPGSQL_DIAG_TARGET)?;
        let kind = item.children().find(|child| child.kind() == SyntaxKind::PLPGSQL_DIAG_KIND)?;
        Some((place(&target)?, kind.text().to_string().to_ascii_lowercase().into_boxed_str()))
    };
    StepKind::Diagnose(items.filter_map(item).collect())
}

/// A cursor that a block declares, with the rows it goes over.
fn cursor_of(declaration: &ast::PlpgsqlDecl) -> Option<(Identifier, Query)> {
    let ast::PlpgsqlDecl::PlpgsqlCursorDecl(cursor) = declaration else { return None };
    let select = ast::SelectVariant::cast(cursor.query()?.syntax().clone())?;
    let query = if cursor.args().is_some() { Query::opaque() } else { query::lower(&select) };
    Some((name::identifier(cursor.name()?.syntax()), query))
}

fn declaration_of(declaration: &ast::PlpgsqlDecl) -> Option<Declaration> {
    let ast::PlpgsqlDecl::PlpgsqlVarDecl(variable) = declaration else {
        let name = declaration.syntax().children().find_map(ast::PlpgsqlVarName::cast)?;
        return Some(Declaration {
            name: name::identifier(name.syntax()),
            start: Expression::Opaque,
            kind: "".into(),
        });
    };
    let kind = variable.ty().map(|kind| kind.syntax().text().to_string().to_ascii_lowercase());
    Some(Declaration {
        name: name::identifier(variable.name()?.syntax()),
        start: variable.init().map_or(Expression::Null, |init| value(init.expr())),
        kind: kind.unwrap_or_default().into(),
    })
}

fn variables(variables: ast::AstChildren<ast::PlpgsqlForVariable>) -> Vec<Place> {
    variables.filter_map(|variable| place(variable.syntax())).collect()
}

fn using(clause: Option<ast::PlpgsqlUsingClause>) -> Vec<Expression> {
    clause
        .into_iter()
        .flat_map(|clause| clause.exprs().map(|given| value(Some(given))).collect::<Vec<_>>())
        .collect()
}

fn into_places(clause: &SyntaxNode) -> Vec<Place> {
    let targets = clause.descendants().filter(|node| node.kind() == SyntaxKind::PLPGSQL_INTO_TARGET);
    targets.filter_map(|target| place(&target)).collect()
}

/// The place that a node names: `x`, `r.field`, `a[1]`.
fn place(node: &SyntaxNode) -> Option<Place> {
    let mut parts = node.children();
    let mut place = Place::of(name::identifier(&parts.next()?));
    for part in parts {
        match part.kind() {
            SyntaxKind::FIELD_ACCESSOR => {
                place.field = part.children().next().map(|field| name::identifier(&field));
            }
            SyntaxKind::INDEX_ACCESSOR => {
                let index = part.children().find_map(ast::Expr::cast);
                place.index = Some(expression::lower_some(index));
            }
            _ => {}
        }
    }
    Some(place)
}

fn has_token(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    node.children_with_tokens().any(|child| child.kind() == kind)
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
