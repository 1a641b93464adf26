//! The one walk over a file's tree.

use std::sync::LazyLock;

use tree_sitter::{Node, Tree};

use super::lookbehind::{self, Word};
use super::{Context, ModuleDeclaration, PanicCall, PanicKind, RustFacts, attribute, environment, panic};
use crate::facts::Comment;
use crate::facts::environment::EnvironmentRead;
use crate::source::Span;

/// Nodes that mean something here, all others being walked through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Arguments,
    Attribute,
    Comment,
    Constant,
    Function,
    Index,
    InnerAttribute,
    MacroDefinition,
    MatchArm,
    Module,
    ModuleKeyword,
    Other,
    Semicolon,
    /// Names and literals: nothing inside is of interest.
    Leaf,
    TokenTree,
}

/// The kind of each of the grammar's symbols.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let language = tree_sitter::Language::new(tree_sitter_rust::LANGUAGE);
    let name = |id: usize| language.node_kind_for_id(id as u16).unwrap_or_default();
    (0..language.node_kind_count()).map(|id| kind_of(name(id))).collect()
});

fn kind_of(name: &str) -> Kind {
    match name {
        "arguments" => Kind::Arguments,
        "attribute_item" => Kind::Attribute,
        "block_comment" | "line_comment" => Kind::Comment,
        "const_item" | "static_item" => Kind::Constant,
        "function_item" => Kind::Function,
        "index_expression" => Kind::Index,
        "inner_attribute_item" => Kind::InnerAttribute,
        "macro_definition" => Kind::MacroDefinition,
        "match_arm" => Kind::MatchArm,
        "mod_item" => Kind::Module,
        "mod" => Kind::ModuleKeyword,
        ";" => Kind::Semicolon,
        "token_tree" => Kind::TokenTree,
        "char_literal"
        | "identifier"
        | "raw_string_literal"
        | "scoped_type_identifier"
        | "string_literal"
        | "type_identifier"
        | "use_declaration" => Kind::Leaf,
        _ => Kind::Other,
    }
}

/// What holds for the children of one node.
#[derive(Clone, Copy)]
struct Level {
    /// The node.
    kind: Kind,
    /// What stands around the children.
    context: Context,
    /// What attributes say of the next child.
    pending: Context,
    /// Where the function around begins.
    function: u32,
    /// How long [`Walk::folder`] was outside.
    folder_length: u32,
}

/// A walk in progress and what it has found.
pub(super) struct Walk<'t> {
    pub(super) text: &'t str,
    levels: Vec<Level>,
    /// Folders that the inline modules around stand for, `/`-separated.
    folder: String,
    /// What the last `#[path]` names, until an item takes it, and how deep it stands.
    path: Option<(usize, &'t str)>,
    pub(super) facts: RustFacts,
    pub(super) comments: Vec<Comment>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            levels: Vec::new(),
            folder: String::new(),
            path: None,
            facts: RustFacts::default(),
            comments: Vec::new(),
        }
    }

    /// Visits every node of `tree`.
    pub(super) fn run(&mut self, tree: &Tree) {
        let mut cursor = tree.walk();
        let root = Level {
            kind: Kind::Other,
            context: Context::NONE,
            pending: Context::NONE,
            function: 0,
            folder_length: 0,
        };
        self.levels.push(root);
        loop {
            let inside = self.enter(cursor.node());
            if let Some(inside) = inside
                && cursor.goto_first_child()
            {
                self.levels.push(inside);
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
                self.leave();
            }
        }
    }

    fn leave(&mut self) {
        let outside = self.levels.pop().map_or(0, |level| level.folder_length);
        self.folder.truncate(outside as usize);
    }

    /// Takes down what `node` says; what holds for its children, when they are to be visited.
    fn enter(&mut self, node: Node<'_>) -> Option<Level> {
        let kind = KINDS.get(node.kind_id() as usize).copied().unwrap_or(Kind::Other);
        let outer = *self.levels.last()?;
        let mut level = Level {
            kind,
            context: outer.context | outer.pending,
            pending: Context::NONE,
            folder_length: self.folder.len() as u32,
            ..outer
        };
        match kind {
            Kind::Comment => {
                self.comment(node);
                return None;
            }
            Kind::Attribute | Kind::InnerAttribute => {
                self.attribute(node, kind);
                level.context = outer.context | Context::MACRO;
            }
            Kind::Leaf => self.settle(outer, node),
            Kind::Module => self.module(node, level.context),
            Kind::ModuleKeyword if outer.kind == Kind::TokenTree => self.module_tokens(node, level.context),
            Kind::Function => {
                level.function = node.start_byte() as u32;
                level.context = level.context.without(Context::START_UP | Context::STATIC) | outer.pending;
                level.context |= self.start_up(node);
                self.stub(node, level.context);
            }
            Kind::Constant => level.context |= Context::STATIC,
            Kind::MacroDefinition => level.context |= Context::MACRO_DEFINITION,
            Kind::Index => self.index(node, level),
            Kind::Arguments => level.context |= self.arguments(node, level.context),
            Kind::TokenTree => level.context |= self.tokens(node, level) | Context::MACRO,
            Kind::MatchArm | Kind::ModuleKeyword | Kind::Semicolon | Kind::Other => {}
        }
        if !matches!(kind, Kind::Attribute | Kind::InnerAttribute | Kind::Leaf) {
            self.settle(outer, node);
        }
        (kind != Kind::Leaf).then_some(level)
    }

    /// Forgets what attributes said once their item is met.
    fn settle(&mut self, outer: Level, node: Node<'_>) {
        let is_item = match outer.kind {
            // Tokens know no items: attributes hold up to the end of a block or a statement.
            Kind::TokenTree => matches!(self.text.as_bytes().get(node.start_byte()), Some(b'{' | b';')),
            _ => node.is_named(),
        };
        if is_item {
            self.path = self.path.filter(|(depth, _)| *depth != self.levels.len());
            if let Some(level) = self.levels.last_mut() {
                level.pending = Context::NONE;
            }
        }
    }

    fn comment(&mut self, node: Node<'_>) {
        let text = span(node).of(self.text).trim_end_matches(['\n', '\r']);
        let start = node.start_byte();
        let span = Span::new(start, start + text.len());
        self.comments.push(Comment { span, text: text.into() });
    }

    fn attribute(&mut self, node: Node<'_>, kind: Kind) {
        let whole = span(node);
        let text = whole.of(self.text).trim_start_matches(['#', '!', '[', ' ']);
        let inside = Span::new(whole.end as usize - text.len(), whole.end as usize);
        let context = self.levels.last().map_or(Context::NONE, |level| level.context);
        self.environment(environment::attribute(self.text, inside), context);
        self.attribute_text(text.strip_suffix(']').unwrap_or(text), kind);
    }

    /// Takes down a variable that is read, unless only a test reads it.
    fn environment(&mut self, read: Option<EnvironmentRead>, context: Context) {
        self.facts.environment.extend(read.filter(|_| !context.has(Context::TEST)));
    }

    fn attribute_text(&mut self, text: &'t str, kind: Kind) {
        let context = attribute::context(text);
        if let Some(path) = attribute::path(text) {
            self.path = Some((self.levels.len(), path));
        }
        let Some(level) = self.levels.last_mut() else { return };
        if kind == Kind::InnerAttribute || level.kind == Kind::MatchArm {
            level.context |= context;
        } else {
            level.pending |= context;
        }
    }

    fn module(&mut self, node: Node<'_>, context: Context) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let is_inline = node.child_by_field_name("body").is_some();
        self.declare(span(name), is_inline, context);
    }

    /// `mod name;` among the arguments of a macro.
    fn module_tokens(&mut self, node: Node<'_>, context: Context) {
        let behind = self.text.get(node.end_byte()..).unwrap_or_default();
        let start = node.end_byte() + (behind.len() - behind.trim_start().len());
        let name = behind.trim_start();
        let length = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
        if length > 0 && name[length..].trim_start().starts_with(';') {
            self.declare(Span::new(start, start + length), false, context | Context::MACRO);
        }
    }

    fn declare(&mut self, name: Span, is_inline: bool, context: Context) {
        let path = self.path.take().map(|(_, path)| path);
        let module = ModuleDeclaration {
            name: name.of(self.text).into(),
            span: name,
            folder: self.folder.as_str().into(),
            path: path.map(Into::into),
            is_inline,
            context,
        };
        if is_inline {
            if !self.folder.is_empty() {
                self.folder.push('/');
            }
            self.folder.push_str(path.unwrap_or(&module.name));
        }
        self.facts.modules.push(module);
    }

    fn start_up(&self, function: Node<'_>) -> Context {
        let name = function.child_by_field_name("name").map_or("", |name| span(name).of(self.text));
        if matches!(name, "build" | "builder" | "main") { Context::START_UP } else { Context::NONE }
    }

    fn index(&mut self, node: Node<'_>, level: Level) {
        let (Some(receiver), Some(index)) = (node.named_child(0), node.named_child(1)) else { return };
        let at = Span::new(index.start_byte().saturating_sub(1), node.end_byte());
        self.literal_index(span(receiver), span(index), at, level);
    }

    fn literal_index(&mut self, receiver: Span, index: Span, at: Span, level: Level) {
        let is_literal = index.of(self.text).bytes().all(|byte| byte.is_ascii_digit());
        if is_literal && !panic::is_guarded(self.text, level.function, receiver) {
            let span = Span { start: receiver.start, end: at.end };
            self.facts.panics.push(PanicCall { span, kind: PanicKind::LiteralIndex, context: level.context });
        }
    }

    /// A call: takes it down when it panics; what it means for its arguments.
    fn arguments(&mut self, node: Node<'_>, context: Context) -> Context {
        self.call(lookbehind::word(self.text, node.start_byte() as u32), span(node), context)
    }

    fn call(&mut self, name: Word, arguments: Span, context: Context) -> Context {
        match name.of(self.text) {
            "unwrap" | "expect" => {
                if let Some(kind) = panic::method(self.text, name, arguments) {
                    let span = Span { start: name.start, end: arguments.end };
                    self.facts.panics.push(PanicCall { span, kind, context });
                }
                Context::NONE
            }
            "get_or_init" | "get_or_try_init" => Context::STATIC,
            "var" | "var_os" => {
                self.environment(environment::call(self.text, name, arguments), context);
                Context::NONE
            }
            "new" if lookbehind::is_of_type(self.text, name, &["Lazy", "LazyCell", "LazyLock"]) => {
                Context::STATIC
            }
            _ => Context::NONE,
        }
    }

    /// Tokens in brackets: a macro's arguments, a call, an index or an attribute among them.
    fn tokens(&mut self, node: Node<'_>, level: Level) -> Context {
        let at = span(node);
        match self.text.as_bytes().get(node.start_byte()) {
            Some(b'[') if self.text[..node.start_byte()].trim_end().ends_with('#') => {
                let inner = at.of(self.text).trim_matches(['[', ']']);
                self.attribute_text(inner, Kind::Attribute);
                return Context::NONE;
            }
            Some(b'[') if lookbehind::is_value(self.text, at.start) && at.end > at.start + 2 => {
                let index = Span { start: at.start + 1, end: at.end - 1 };
                self.literal_index(lookbehind::word(self.text, at.start), index, at, level);
            }
            _ => {}
        }
        let name = lookbehind::macro_name(self.text, at.start);
        match name.of(self.text) {
            "" => self.call(lookbehind::word(self.text, at.start), at, level.context | Context::MACRO),
            "panic" => {
                let span = Span { start: name.start, end: at.end };
                let call = PanicCall { span, kind: PanicKind::Panic, context: level.context };
                self.facts.panics.push(call);
                Context::NONE
            }
            "env" | "option_env" | "dotenv" => {
                self.environment(environment::in_macro(self.text, name, at), level.context);
                Context::NONE
            }
            "lazy_static" | "thread_local" => Context::STATIC,
            _ => Context::NONE,
        }
    }
}

pub(super) fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}
