//! Steps of plpgsql blocks, cut down to those that can change a catalogue and those that decide whether
//! they run.

use super::expression::Expression;
use super::name::Identifier;
use super::query::Query;
use super::routine_body::BodyFault;
use super::row_change::RowChange;
use super::statement::Statement;
use crate::source::Span;

/// `DECLARE … BEGIN … EXCEPTION … END`.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Its variables, in order.
    pub declarations: Vec<Declaration>,
    /// What it does.
    pub steps: Vec<Step>,
    /// What it does when a step fails, in order; the first that fits runs.
    pub handlers: Vec<Handler>,
    /// Why PostgreSQL runs none of it, said of the outermost block of `DO` alone.
    pub fault: Option<BodyFault>,
}

/// `WHEN … THEN …` of an exception section.
#[derive(Clone, Debug)]
pub struct Handler {
    /// Names of conditions, and codes, in lower case: `duplicate_table`, `42p07`.
    pub conditions: Vec<Box<str>>,
    /// What it does.
    pub steps: Vec<Step>,
}

/// A variable of a block.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Its name.
    pub name: Identifier,
    /// What it starts as.
    pub start: Expression,
    /// Its type as written, in lower case; empty for a cursor.
    pub kind: Box<str>,
}

impl Declaration {
    /// Whether it takes a whole row.
    pub fn is_record(&self) -> bool {
        &*self.kind == "record" || self.kind.ends_with("%rowtype")
    }
}

/// One step of a block.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it stands.
    pub span: Span,
    /// The name by which `EXIT` and `CONTINUE` leave it.
    pub label: Option<Identifier>,
    /// What it does.
    pub kind: StepKind,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// A statement that changes what a model knows.
    Run(Box<Statement>),
    /// `EXECUTE`: runs the text that an expression gives.
    Execute(Box<Execute>),
    /// Sets a variable.
    Assign(Place, Expression),
    /// `SELECT … INTO`, `PERFORM`: reads a row into variables.
    Read(Box<Query>, Vec<Place>),
    /// `INSERT … RETURNING … INTO` and its kin.
    Write(Box<RowChange>, Vec<Place>),
    /// `IF`: the first arm whose condition holds, else the last steps.
    If(Vec<(Expression, Vec<Step>)>, Vec<Step>),
    /// `FOR … IN query`: the variables, the rows, the body.
    ForRows(Vec<Place>, Box<Query>, Vec<Step>),
    /// `FOR … IN EXECUTE`.
    ForExecuted(Vec<Place>, Box<Execute>, Vec<Step>),
    /// `FOREACH … IN ARRAY`.
    ForEach(Place, Expression, Vec<Step>),
    /// `FOR i IN [REVERSE] a..b BY c`.
    ForRange(Identifier, Box<Range>, Vec<Step>),
    /// `LOOP`, and `WHILE` with its condition.
    Loop(Option<Expression>, Vec<Step>),
    /// A block within.
    Block(Box<Block>),
    /// `EXIT`, with the label and the condition.
    Exit(Option<Identifier>, Option<Expression>),
    /// `CONTINUE`, with the label and the condition.
    Continue(Option<Identifier>, Option<Expression>),
    /// `RETURN`, with the value.
    Return(Option<Expression>),
    /// `RETURN NEXT`.
    Emit(Expression),
    /// `RETURN QUERY`.
    EmitRows(Box<Query>),
    /// `RETURN QUERY EXECUTE`.
    EmitExecuted(Box<Execute>),
    /// `RAISE EXCEPTION`.
    Raise(Raise),
    /// `GET DIAGNOSTICS`: variables, and what they are told, in lower case: `row_count`.
    Diagnose(Vec<(Place, Box<str>)>),
}

/// Something that takes a value: a variable, a field of a record, an item of an array.
#[derive(Clone, Debug)]
pub struct Place {
    /// The variable.
    pub name: Identifier,
    /// The field of it.
    pub field: Option<Identifier>,
    /// The item of it.
    pub index: Option<Expression>,
}

impl Place {
    /// The whole of a variable.
    pub fn of(name: Identifier) -> Self {
        Self { name, field: None, index: None }
    }
}

/// `EXECUTE text INTO places USING values`.
#[derive(Clone, Debug)]
pub struct Execute {
    /// The text.
    pub text: Expression,
    /// What takes the row that it gives.
    pub into: Vec<Place>,
    /// What `$1`, `$2` … stand for.
    pub using: Vec<Expression>,
}

/// The numbers of a `FOR` loop.
#[derive(Clone, Debug)]
pub struct Range {
    /// The first.
    pub from: Expression,
    /// The last.
    pub to: Expression,
    /// How far apart.
    pub by: Expression,
    /// Whether it counts down.
    pub is_reversed: bool,
}

/// `RAISE EXCEPTION`.
#[derive(Clone, Debug)]
pub struct Raise {
    /// The name of its condition, or its code, in lower case; `None` for the default, or what is being
    /// handled.
    pub condition: Option<Box<str>>,
    /// Its message, as written.
    pub message: Option<Box<str>>,
    /// Whether it raises again what is being handled.
    pub is_again: bool,
}

impl Block {
    /// Whether any step, at any depth, may change a catalogue.
    pub fn has_effect(&self) -> bool {
        let of_handlers = self.handlers.iter().map(|handler| &handler.steps);
        std::iter::once(&self.steps).chain(of_handlers).any(|steps| have_effect(steps))
    }
}

fn have_effect(steps: &[Step]) -> bool {
    steps.iter().any(|step| match &step.kind {
        // What is raised takes back what came before, and is a failure of its own.
        StepKind::Run(_)
        | StepKind::Execute(_)
        | StepKind::EmitExecuted(_)
        | StepKind::Write(..)
        | StepKind::Raise(_) => true,
        StepKind::Read(query, _) | StepKind::EmitRows(query) => query.calls(),
        StepKind::If(arms, otherwise) => {
            arms.iter().any(|(condition, steps)| condition.calls() || have_effect(steps))
                || have_effect(otherwise)
        }
        StepKind::ForRows(_, _, steps)
        | StepKind::ForExecuted(_, _, steps)
        | StepKind::ForEach(_, _, steps)
        | StepKind::ForRange(_, _, steps)
        | StepKind::Loop(_, steps) => have_effect(steps),
        StepKind::Block(block) => block.has_effect(),
        StepKind::Assign(_, value) | StepKind::Return(Some(value)) | StepKind::Emit(value) => value.calls(),
        StepKind::Exit(..) | StepKind::Continue(..) | StepKind::Return(None) | StepKind::Diagnose(_) => false,
    })
}

/// Something that makes PostgreSQL reject a body although its grammar is right.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub span: Span,
    pub message: &'static str,
}

impl Block {
    /// A loop over rows whose variable nobody declared.
    pub(super) fn undeclared(&self, around: &[&Identifier]) -> Option<Fault> {
        let own = self.declarations.iter().map(|declaration| &declaration.name);
        let declared: Vec<&Identifier> = around.iter().copied().chain(own).collect();
        let of_handlers = self.handlers.iter().map(|handler| &handler.steps);
        std::iter::once(&self.steps).chain(of_handlers).find_map(|steps| undeclared(steps, &declared))
    }
}

fn undeclared(steps: &[Step], declared: &[&Identifier]) -> Option<Fault> {
    steps.iter().find_map(|step| match &step.kind {
        StepKind::ForRows(places, _, steps) | StepKind::ForExecuted(places, _, steps) => {
            let is_declared = |place: &Place| declared.contains(&&place.name);
            if !places.iter().all(is_declared) {
                let message = "the loop's variable is not declared; a loop over rows needs a record variable";
                return Some(Fault { span: step.span, message });
            }
            undeclared(steps, declared)
        }
        StepKind::If(arms, otherwise) => arms
            .iter()
            .find_map(|(_, steps)| undeclared(steps, declared))
            .or_else(|| undeclared(otherwise, declared)),
        StepKind::ForRange(variable, _, steps) => undeclared(steps, &[declared, &[variable]].concat()),
        StepKind::ForEach(_, _, steps) | StepKind::Loop(_, steps) => undeclared(steps, declared),
        StepKind::Block(block) => block.undeclared(declared),
        _ => None,
    })
}
