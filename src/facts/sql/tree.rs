//! The tree of a statement, and whether PostgreSQL's grammar takes it.
//!
//! The parser meets some errors itself; the others its validation finds, which asks every node what it is at
//! the price of the parse. So a statement is validated only where [`Watch`] saw something that validation
//! could reject: what it lets pass has no error, and nothing here says what an error is.

use rowan::{GreenNodeBuilder, GreenNodeData, NodeCache, NodeOrToken};
use squawk_parser::{EntryPoint, LexedStr, StrStep};
use squawk_parser::{is_col_name_keyword, is_reserved_keyword, is_type_func_name_keyword};
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::syntax_error::SyntaxError;
use squawk_syntax::{SourceFile, SyntaxKind as Kind, SyntaxNode};

/// No operator is longer; a longer one may be too long.
const MAX_OPERATOR: u32 = 16;

/// Parses the statements of a file: what is the same in several of them is kept once.
#[derive(Default)]
pub(super) struct Parser {
    nodes: NodeCache,
}

impl Parser {
    /// The tree of one statement; its first error when PostgreSQL's grammar rejects it.
    pub(super) fn parse(&mut self, text: &str) -> Result<SourceFile, SyntaxError> {
        let mut watch = Watch::default();
        let (tree, has_errors) = self.build(text, Some(&mut watch));
        if (has_errors || watch.is_alarmed)
            && let Some(error) = SourceFile::parse(text).errors().into_iter().next()
        {
            return Err(error);
        }
        Ok(tree)
    }

    /// The tree of a statement within a body, which PostgreSQL reads only when it runs; `None` when the parser
    /// meets an error. What validation could reject is taken.
    pub(super) fn parse_part(text: &str) -> Option<SourceFile> {
        let (tree, has_errors) = Self::default().build(text, None);
        (!has_errors).then_some(tree)
    }

    /// The tree, and whether the parser met errors.
    fn build(&mut self, text: &str, mut watch: Option<&mut Watch>) -> (SourceFile, bool) {
        let lexed = LexedStr::new(text);
        let output = EntryPoint::SourceFile.parse(&lexed.to_input());
        let mut builder = GreenNodeBuilder::with_cache(&mut self.nodes);
        let mut has_errors = lexed.errors().next().is_some();
        lexed.intersperse_trivia(&output, &mut |step| match step {
            StrStep::Token { kind, text } => {
                if let Some(watch) = &mut watch {
                    watch.token(kind, text);
                }
                builder.token(raw(kind), text);
            }
            StrStep::Enter { kind } => {
                if let Some(watch) = &mut watch {
                    watch.enter(kind);
                }
                builder.start_node(raw(kind));
            }
            StrStep::Exit => {
                if let Some(watch) = &mut watch {
                    watch.exit();
                }
                builder.finish_node();
            }
            StrStep::Error { .. } => has_errors = true,
        });
        let root = SyntaxNode::new_root(builder.finish());
        (SourceFile::cast(root).expect("what is parsed as a file is one"), has_errors)
    }
}

/// The text of a node as written. Its own way of telling makes an object of each token.
pub(super) fn text(node: &SyntaxNode) -> Box<str> {
    let mut text = String::with_capacity(node.text_range().len().into());
    push_text(&node.green(), &mut text);
    text.into_boxed_str()
}

fn push_text(node: &GreenNodeData, text: &mut String) {
    for child in node.children() {
        match child {
            NodeOrToken::Node(node) => push_text(node, text),
            NodeOrToken::Token(token) => text.push_str(token.text()),
        }
    }
}

fn raw(kind: Kind) -> rowan::SyntaxKind {
    rowan::SyntaxKind(kind.into())
}

/// Looks out, while a tree is built, for what its validation could reject.
#[derive(Default)]
struct Watch {
    /// The nodes that are open, the file first, and how many children each has so far.
    open: Vec<(Kind, u32)>,
    /// The node that was closed last, if nothing stands behind it yet.
    closed: Option<Kind>,
    /// The last token but one, and the last.
    tokens: [Option<Kind>; 2],
    is_alarmed: bool,
}

impl Watch {
    /// The kind of the node that is open so many levels above the innermost.
    fn above(&self, levels: usize) -> Option<Kind> {
        let at = self.open.len().checked_sub(levels + 1)?;
        Some(self.open[at].0)
    }

    fn enter(&mut self, kind: Kind) {
        let parent = self.above(0);
        let children = self.open.last().map_or(0, |(_, children)| *children);
        let could_fail = match parent {
            Some(Kind::ARG_LIST) if is_type(self.above(1)) => kind != Kind::ARG,
            Some(Kind::ARG) if is_type(self.above(2)) => kind != Kind::LITERAL,
            Some(Kind::BIN_EXPR) if self.tokens[1] == Some(Kind::IN_KW) => {
                !matches!(kind, Kind::PAREN_EXPR | Kind::TUPLE_EXPR)
            }
            Some(Kind::COLUMN) => self.closed == Some(Kind::COLUMN_NAME) && !ast::Type::can_cast(kind),
            Some(Kind::PREFIX_EXPR) => kind == Kind::CUSTOM_OP,
            Some(Kind::SELECT) if children == 0 => !matches!(kind, Kind::SELECT_CLAUSE | Kind::WITH_CLAUSE),
            Some(Kind::SELECT) if self.closed == Some(Kind::WITH_CLAUSE) => kind != Kind::SELECT_CLAUSE,
            Some(Kind::SELECT) => kind == Kind::FROM_CLAUSE && self.closed != Some(Kind::SELECT_CLAUSE),
            Some(Kind::SOURCE_FILE) => children > 0,
            Some(Kind::TUPLE_EXPR) => kind == Kind::SELECT,
            _ => false,
        };
        self.is_alarmed |= could_fail || could_always_fail(kind) || self.is_misplaced_array(kind);
        if let Some((_, children)) = self.open.last_mut() {
            *children += 1;
        }
        self.open.push((kind, 0));
        self.closed = None;
    }

    /// `ANY (…)` that is not the right side of an operator.
    fn is_misplaced_array(&self, kind: Kind) -> bool {
        let operator = self.open.len().checked_sub(2).map(|at| self.open[at]);
        matches!(kind, Kind::ALL_FN | Kind::ANY_FN | Kind::SOME_FN)
            && !operator.is_some_and(|(kind, children)| kind == Kind::BIN_EXPR && children > 2)
    }

    fn exit(&mut self) {
        let Some((kind, children)) = self.open.pop() else { return };
        self.is_alarmed |= match kind {
            Kind::COLUMN => self.closed == Some(Kind::COLUMN_NAME),
            Kind::CUSTOM_OP => children > MAX_OPERATOR,
            Kind::JOIN => !matches!(self.closed, Some(Kind::JOIN_USING_CLAUSE | Kind::ON_CLAUSE)),
            Kind::SELECT if self.closed == Some(Kind::WITH_CLAUSE) => true,
            Kind::SELECT | Kind::SET_COLUMN_LIST => children == 0,
            Kind::SELECT_CLAUSE => self.closed != Some(Kind::TARGET_LIST),
            _ => false,
        };
        self.closed = Some(kind);
    }

    fn token(&mut self, kind: Kind, text: &str) {
        if kind.is_trivia() {
            return;
        }
        let (parent, children) = self.open.last().map_or((Kind::SOURCE_FILE, 0), |open| *open);
        let could_fail = match kind {
            Kind::IDENT => text.as_bytes().get(1) == Some(&b'&'),
            Kind::DEFAULT_KW => matches!(parent, Kind::LITERAL | Kind::SET_EXPR),
            Kind::LATERAL_KW
            | Kind::NATURAL_KW
            | Kind::ONLY_KW
            | Kind::OVERLAPS_KW
            | Kind::UESCAPE_KW
            | Kind::UNICODE_ESC_STRING => true,
            Kind::L_BRACK => {
                parent == Kind::ARRAY_EXPR
                    && self.tokens[1] != Some(Kind::ARRAY_KW)
                    && self.above(1) != Some(Kind::ARRAY_EXPR)
            }
            Kind::L_PAREN => parent == Kind::ARRAY_EXPR,
            Kind::ROW_KW => parent == Kind::TUPLE_EXPR,
            Kind::R_PAREN if self.tokens[1] == Some(Kind::L_PAREN) => {
                parent == Kind::TUPLE_EXPR || self.tokens[0].is_some_and(takes_values)
            }
            _ if parent == Kind::LITERAL => {
                let is_modifier = self.above(2) == Some(Kind::ARG_LIST) && is_type(self.above(3));
                children > 0 || (is_modifier && !matches!(kind, Kind::INT_NUMBER | Kind::STRING))
            }
            Kind::VARIADIC_KW => is_type(self.above(2)),
            _ => false,
        };
        self.is_alarmed |= could_fail || self.could_be_no_name(kind, parent);
        if let Some((_, children)) = self.open.last_mut() {
            *children += 1;
        }
        self.tokens = [self.tokens[1], Some(kind)];
        self.closed = None;
    }

    /// A word that PostgreSQL keeps for something else.
    fn could_be_no_name(&self, kind: Kind, parent: Kind) -> bool {
        if parent == Kind::NAME_REF && self.above(1) == Some(Kind::CALL_EXPR) {
            return !takes_values(kind) && (is_col_name_keyword(kind) || is_reserved_keyword(kind));
        }
        let is_name =
            || parent == Kind::NAME_REF || self.open.iter().any(|(kind, _)| *kind == Kind::TABLE_NAME);
        is_type_func_name_keyword(kind) && is_name()
    }
}

fn is_type(kind: Option<Kind>) -> bool {
    kind.is_some_and(ast::Type::can_cast)
}

/// Words that are functions of at least one value.
fn takes_values(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::COALESCE_KW
            | Kind::GREATEST_KW
            | Kind::GROUPING_KW
            | Kind::LEAST_KW
            | Kind::NORMALIZE_KW
            | Kind::XMLCONCAT_KW
    )
}

/// Nodes that validation looks into more closely than is worth knowing here: they are rare, or small.
fn could_always_fail(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AGGREGATE
            | Kind::ATOMIC_BODY
            | Kind::CREATE_AGGREGATE
            | Kind::CREATE_FUNCTION
            | Kind::CREATE_PROCEDURE
            | Kind::DISTINCT_CLAUSE
            | Kind::DO
            | Kind::EXCEPT_TABLE_CLAUSE
            | Kind::FUNC_OPTION_LIST
            | Kind::JOIN_CROSS
            | Kind::JSON_ARRAY_FN
            | Kind::JSON_OBJECT_FN
            | Kind::NON_STANDARD_PARAM
            | Kind::PARAM_DEFAULT
            | Kind::PAREN_FROM_ITEM
            | Kind::PARTITION_FOR_VALUES_WITH
            | Kind::RULE_STMT_LIST
            | Kind::SELECT_INTO
            | Kind::STORAGE_MODE
            | Kind::TO_CONFIG_VALUE
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Statements, most of which only validation rejects.
    const STATEMENTS: &[&str] = &[
        "create table t (a varchar(255), b numeric(10, 2)[] default coalesce(c, 1), check (d in ('x')))",
        "create table t (a, b int)",
        "create table left (a varchar(x + 1), b numeric(p => 1))",
        "create policy p on t using (a = any (array[1, 2]) and b in (select c from d where left(e, 1) = 'f'))",
        "create policy p on t using (a in () and b in c and any(d) = 1 and e overlaps f)",
        "create policy p on t with check (auth.jwt() ->> 'role' = 'x' and (a, select 1) = row(1, 2))",
        "create index on t (greatest(), nullif(1), lower(left)) where a is not null",
        "create view v as select distinct on () a from b left join c on d = e cross join f using (g)",
        "create view v as from t select a union select b into c from (d) natural join e using (f)",
        "create view v as with a as (select 1), b(c) as (with d as (table e) select * from d) select (select 1) from a",
        "create function f(a int, variadic b int[], c int) returns int language sql language sql as 'select 1'",
        "create function f() returns int begin atomic select 1 end",
        "drop function f(a int default 1)",
        "grant execute on function f(a int = 1) to anon",
        "insert into t values (default, 'a' 'b', U&'\\zzzz', E'c'\n'd') on conflict do nothing",
        "update t set a = default, b.c = default, (d, e) = (1, default) from only f(1)",
        "select [1], array(1), array[[1], [2]], current_time(0), merge_action(1), @@ 1, a <-> b",
        "select * from lateral t, (((select 1) a)), u&\"x\" uescape '!'",
        "set search_path to public, auth",
        "do language plpgsql $$ begin end $$ language plpgsql",
    ];

    fn agrees(text: &str) {
        let expected = SourceFile::parse(text).errors().into_iter().next();
        assert_eq!(Parser::default().parse(text).err(), expected, "{text}");
    }

    /// Nodes of every statement, in the place of some node of each other one.
    #[test]
    fn what_is_not_validated_has_no_error() {
        let nodes = |text: &str| {
            let root = SourceFile::parse(text).syntax_node();
            let ranges = root.descendants().skip(1).map(|node| node.text_range().into());
            ranges.collect::<Vec<std::ops::Range<usize>>>()
        };
        let mut at = 0;
        for text in STATEMENTS {
            agrees(text);
            let places = nodes(text);
            for other in STATEMENTS {
                for graft in nodes(other).into_iter().step_by(3) {
                    at = (at + 1) % places.len();
                    let place = places[at].clone();
                    agrees(&format!("{} {} {}", &text[..place.start], &other[graft], &text[place.end..]));
                }
            }
        }
    }

    #[test]
    fn errors_are_told_apart_from_what_is_fine() {
        let rejected = |text: &&&str| Parser::default().parse(text).is_err();
        assert_eq!(STATEMENTS.iter().filter(rejected).count(), 16);
        let fine = "create table t (a int); create table t (a int)";
        assert!(Parser::default().parse(fine).is_ok());
    }
}
