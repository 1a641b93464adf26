//! Types as statements write them, and as PostgreSQL's `format_type` prints them.
//!
//! Knows the types that PostgreSQL brings. Which schema holds another one is for a catalogue to say.

use std::fmt::Write;

use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::built_in;
use super::keyword::quote_identifier;
use super::name::{Identifier, RelationName};
use super::origin::Origin;
use crate::source::Span;

/// Stored names that are shown by another.
const SHOWN: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("bpchar", "character"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("time", "time without time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("timetz", "time with time zone"),
    ("varbit", "bit varying"),
    ("varchar", "character varying"),
];

/// Words that stand for a type of another stored name.
const WORDS: &[(&str, &str)] = &[
    ("bigint", "int8"),
    ("boolean", "bool"),
    ("dec", "numeric"),
    ("decimal", "numeric"),
    ("int", "int4"),
    ("integer", "int4"),
    ("real", "float4"),
    ("smallint", "int2"),
];

/// What a sequence fills when a column has it, and the type that the column gets.
const SERIAL: &[(&str, &str)] = &[
    ("bigserial", "int8"),
    ("serial", "int4"),
    ("serial2", "int2"),
    ("serial4", "int4"),
    ("serial8", "int8"),
    ("smallserial", "int2"),
];

/// The length of what says none.
const ONE: &str = "(1)";

/// Shapes as `PostGIS` writes them.
const SHAPES: &[&str] = &[
    "GeometryCollection",
    "LineString",
    "MultiLineString",
    "MultiPoint",
    "MultiPolygon",
    "Point",
    "Polygon",
];

/// A type as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    /// Its schema, where the statement says one.
    pub schema: Option<Identifier>,
    /// Its stored name: `int4` for `integer`, `bpchar` for `char`. Of `t.c%TYPE` the column.
    pub name: Identifier,
    /// What narrows it, as PostgreSQL shows it: `(9)`, `(10,2)`, ` day to second(3)`; empty without.
    pub modifiers: Box<str>,
    /// How many dimensions its array has; none for what is no array.
    pub dimensions: u8,
    /// Whether a function returns any number of them.
    pub is_set: bool,
    /// The table or view whose column, of that name, has the type: `t.c%TYPE`.
    pub column_of: Option<Box<RelationName>>,
    /// Where it is written.
    pub span: Span,
}

impl TypeName {
    /// Takes a type in text of its own: `varchar(9)[]`, `app.mood`, `setof t.c%type`. `None` for what is none.
    pub fn written(text: &str, span: Span) -> Option<Self> {
        let mut reader = Reader { tokens: tokens(text), at: 0, span };
        let is_set = reader.takes("setof");
        let base = reader.base()?;
        let dimensions = base.dimensions + reader.dimensions();
        reader.is_at_end().then_some(Self { dimensions, is_set, ..base })
    }

    /// Takes the type that a node consists of, its marks and comments passed over.
    pub(super) fn of(node: &SyntaxNode, origin: Origin<'_>) -> Option<Self> {
        let tokens = node.descendants_with_tokens().filter_map(SyntaxElement::into_token);
        let is_trivia = |kind| matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT);
        let mut text = String::new();
        for token in tokens.filter(|token| !is_trivia(token.kind())) {
            text.push_str(token.text());
            text.push(' ');
        }
        Self::written(&text, origin.span(node))
    }

    /// A type that PostgreSQL brings, by its stored name.
    pub fn built_in(name: &str, span: Span) -> Self {
        Self {
            schema: None,
            name: Identifier::exact(name),
            modifiers: Box::from(""),
            dimensions: 0,
            is_set: false,
            column_of: None,
            span,
        }
    }

    /// How `format_type` prints a type that PostgreSQL brings, without what narrows it; `None` for any other.
    pub fn built_in_form(&self) -> Option<&str> {
        let name = self.name.as_str();
        let shown = find(SHOWN, name).unwrap_or(if name == "char" { "\"char\"" } else { name });
        self.is_built_in().then_some(shown)
    }

    /// Whether PostgreSQL brings it. Of an array that is said of its elements.
    pub fn is_built_in(&self) -> bool {
        let schema = self.schema.as_ref().map(Identifier::as_str);
        matches!(schema, None | Some("pg_catalog")) && self.is_of_list() && self.column_of.is_none()
    }

    fn is_of_list(&self) -> bool {
        built_in::is_type(self.name.as_str())
    }

    /// The stored name of the type that a column of `serial` and its kin gets; `None` for every other type.
    pub fn serial(&self) -> Option<&'static str> {
        if self.schema.is_some() || self.dimensions > 0 {
            return None;
        }
        find(SERIAL, self.name.as_str())
    }

    /// As `format_type` prints it for a column: with what narrows it.
    pub fn column_form(&self) -> String {
        self.form(Some(&self.modifiers))
    }

    /// As `format_type` prints it for a parameter of a function: without what narrows it.
    pub fn parameter_form(&self) -> String {
        self.form(None)
    }

    /// As `pg_get_function_result` prints it.
    pub fn result_form(&self) -> String {
        let form = self.form(None);
        if self.is_set { format!("SETOF {form}") } else { form }
    }

    fn form(&self, modifiers: Option<&str>) -> String {
        let mut form = String::new();
        let name = self.name.as_str();
        if self.is_built_in() {
            // A blank-padded text of any length is shown by its stored name.
            let is_unbounded = name == "bpchar" && modifiers == Some("");
            let shown = if is_unbounded { None } else { find(SHOWN, name) };
            form.push_str(shown.unwrap_or(if name == "char" { "\"char\"" } else { name }));
        } else {
            if let Some(schema) = &self.schema {
                let _ = write!(form, "{}.", quote_identifier(schema.as_str()));
            }
            form.push_str(&quote_identifier(name));
        }
        let before_zone = form.find(" with").filter(|_| self.is_built_in());
        form.insert_str(before_zone.unwrap_or(form.len()), modifiers.unwrap_or_default());
        if self.dimensions > 0 {
            form.push_str("[]");
        }
        form
    }
}

/// Reads the tokens of one type.
struct Reader<'t> {
    tokens: Vec<&'t str>,
    at: usize,
    span: Span,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<&'t str> {
        self.tokens.get(self.at).copied()
    }

    fn is_at_end(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.peek().is_some_and(|token| token.eq_ignore_ascii_case(word));
        self.at += usize::from(is_next);
        is_next
    }

    fn base(&mut self) -> Option<TypeName> {
        let first = self.peek()?.to_ascii_lowercase();
        let begin = self.at;
        self.at += 1;
        let (name, modifiers) = match &*first {
            "bit" if self.takes("varying") => ("varbit", self.modifiers()),
            "bit" => ("bit", self.modifiers().or_else(|| Some(ONE.to_owned()))),
            "national" if self.takes("character") || self.takes("char") => self.character(),
            "character" | "char" | "nchar" => self.character(),
            "varchar" => ("varchar", self.modifiers()),
            "double" if self.takes("precision") => ("float8", None),
            "float" => (self.float(), None),
            "numeric" | "decimal" | "dec" => ("numeric", self.modifiers().map(with_scale)),
            "time" => self.time(["time", "timetz"]),
            "timestamp" => self.time(["timestamp", "timestamptz"]),
            "interval" => ("interval", Some(self.fields())),
            word => {
                let Some(name) = find(WORDS, word) else {
                    self.at = begin;
                    return self.path();
                };
                (name, None)
            }
        };
        let modifiers = modifiers.unwrap_or_default().into();
        Some(TypeName { modifiers, ..TypeName::built_in(name, self.span) })
    }

    /// What stands between parentheses, blanks dropped.
    fn modifiers(&mut self) -> Option<String> {
        if !self.takes("(") {
            return None;
        }
        let mut text = String::from("(");
        while let Some(token) = self.peek() {
            self.at += 1;
            text.push_str(token);
            if token == ")" {
                break;
            }
        }
        Some(text)
    }

    fn character(&mut self) -> (&'static str, Option<String>) {
        if self.takes("varying") {
            ("varchar", self.modifiers())
        } else {
            ("bpchar", self.modifiers().or_else(|| Some(ONE.to_owned())))
        }
    }

    fn float(&mut self) -> &'static str {
        let bits = self.modifiers().and_then(|text| text.trim_matches(['(', ')']).parse().ok());
        if bits.unwrap_or(53u32) <= 24 { "float4" } else { "float8" }
    }

    fn time(&mut self, [plain, zoned]: [&'static str; 2]) -> (&'static str, Option<String>) {
        let modifiers = self.modifiers();
        let has_zone = self.takes("with");
        if has_zone || self.takes("without") {
            self.at += 2;
        }
        (if has_zone { zoned } else { plain }, modifiers)
    }

    /// `day to second(3)`, `(3)`.
    fn fields(&mut self) -> String {
        let mut text = String::new();
        while let Some(token) =
            self.peek().filter(|token| token.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            if token.eq_ignore_ascii_case("array") {
                break;
            }
            let _ = write!(text, " {}", token.to_ascii_lowercase());
            self.at += 1;
        }
        text.push_str(&self.modifiers().unwrap_or_default());
        text
    }

    /// A type by its name: `mood`, `app.mood(3)`, `t.c%type`, `t%rowtype`.
    fn path(&mut self) -> Option<TypeName> {
        let mut parts = vec![self.segment()?];
        while self.takes(".") {
            parts.push(self.segment()?);
        }
        let mut name = parts.pop()?;
        let mut column_of = None;
        if self.takes("%") && !self.takes("rowtype") {
            self.takes("type").then_some(())?;
            let table = parts.pop()?;
            let table = RelationName { schema: parts.pop(), name: table, span: self.span };
            column_of = Some(Box::new(table));
        }
        let schema = parts.pop();
        let modifiers =
            self.modifiers().map(|text| as_extension(name.as_str(), text)).unwrap_or_default().into();
        let mut dimensions = 0;
        if let Some(element) = name.as_str().strip_prefix('_')
            && built_in::is_type(element)
        {
            dimensions = 1;
            name = Identifier::exact(element);
        }
        let base = TypeName::built_in("", self.span);
        Some(TypeName { schema, name, modifiers, dimensions, column_of, ..base })
    }

    fn segment(&mut self) -> Option<Identifier> {
        let token = self.peek().filter(|token| token.starts_with(|c: char| c == '"' || is_letter(c)))?;
        self.at += 1;
        Some(Identifier::written(token))
    }

    fn dimensions(&mut self) -> u8 {
        let mut count = u8::from(self.takes("array"));
        let is_worded = count == 1;
        while self.takes("[") {
            while !self.takes("]") && !self.is_at_end() {
                self.at += 1;
            }
            count = count.saturating_add(1);
        }
        if is_worded { 1 } else { count }
    }
}

/// A precision without a scale has none behind the point.
fn with_scale(modifiers: String) -> String {
    if modifiers.contains(',') { modifiers } else { modifiers.replace(')', ",0)") }
}

/// Modifiers as the extension that brings the type prints them.
fn as_extension(name: &str, modifiers: String) -> String {
    if !matches!(name, "geometry" | "geography") {
        return modifiers;
    }
    let inner = modifiers.trim_matches(['(', ')']);
    let (shape, system) = inner.split_once(',').unwrap_or((inner, ""));
    let suffix = &shape[shape.trim_end_matches(['z', 'Z', 'm', 'M']).len()..];
    let bare = &shape[..shape.len() - suffix.len()];
    let Some(known) = SHAPES.iter().find(|known| known.eq_ignore_ascii_case(bare)) else { return modifiers };
    let system = match system {
        "" if name == "geography" => "4326",
        "0" => "",
        other => other,
    };
    let comma = if system.is_empty() { "" } else { "," };
    format!("({known}{}{comma}{system})", suffix.to_ascii_uppercase())
}

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let at = table.binary_search_by_key(&name, |(name, _)| *name).ok()?;
    Some(table[at].1)
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() || character == '_' || !character.is_ascii()
}

/// Words, quoted names, numbers and single marks.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            _ if is_letter(first) || first.is_ascii_digit() => {
                rest.find(|c: char| !is_letter(c) && !c.is_ascii_digit() && c != '$').unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        found.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str) -> String {
        TypeName::written(text, Span::default()).expect("a type").column_form()
    }

    #[test]
    fn tables_are_sorted() {
        for table in [SHOWN, WORDS, SERIAL] {
            assert!(table.is_sorted());
        }
    }

    // Each pair is what PostgreSQL 15 answers to `format_type(atttypid, atttypmod)`.
    #[test]
    fn columns_are_shown_as_postgres_shows_them() {
        for (written, shown) in [
            ("int", "integer"),
            ("INT8", "bigint"),
            ("smallint", "smallint"),
            ("bool", "boolean"),
            ("varchar(9)", "character varying(9)"),
            ("VARCHAR", "character varying"),
            ("national character varying (3)", "character varying(3)"),
            ("char", "character(1)"),
            ("character(4)[]", "character(4)[]"),
            ("bpchar", "bpchar"),
            ("\"char\"", "\"char\""),
            ("timestamptz(3)", "timestamp(3) with time zone"),
            ("timestamp", "timestamp without time zone"),
            ("timestamp (0) with time zone", "timestamp(0) with time zone"),
            ("time without time zone", "time without time zone"),
            ("timetz(2)", "time(2) with time zone"),
            ("decimal", "numeric"),
            ("numeric( 10 )", "numeric(10,0)"),
            ("dec(10, 2)", "numeric(10,2)"),
            ("float", "double precision"),
            ("float(24)", "real"),
            ("double precision[]", "double precision[]"),
            ("bit", "bit(1)"),
            ("bit varying(5)", "bit varying(5)"),
            ("interval", "interval"),
            ("interval day to second(3)", "interval day to second(3)"),
            ("interval(2)", "interval(2)"),
            ("int[3][]", "integer[]"),
            ("int array[3]", "integer[]"),
            ("_text", "text[]"),
            ("pg_catalog.int4", "integer"),
            ("text", "text"),
            ("name", "name"),
            ("App.Mood", "app.mood"),
            ("public.\"Mood\"[]", "public.\"Mood\"[]"),
            ("extensions.vector(1536)", "extensions.vector(1536)"),
            ("public.geometry(POINTZ, 4326)", "public.geometry(PointZ,4326)"),
            ("public.geography(point)", "public.geography(Point,4326)"),
        ] {
            assert_eq!(column(written), shown, "{written}");
        }
    }

    #[test]
    fn parameters_lose_what_narrows_them() {
        let parameter = |text| TypeName::written(text, Span::default()).expect("a type").parameter_form();
        assert_eq!(parameter("varchar(9)"), "character varying");
        assert_eq!(parameter("timestamptz(3)"), "timestamp with time zone");
        assert_eq!(parameter("char"), "character");
        assert_eq!(parameter("bpchar"), "character");
        assert_eq!(parameter("bit"), "bit");
    }

    #[test]
    fn sets_serials_and_columns_are_told() {
        let written = |text| TypeName::written(text, Span::default()).expect("a type");
        assert_eq!(written("setof app.notes").result_form(), "SETOF app.notes");
        assert_eq!(written("BigSerial").serial(), Some("int8"));
        assert_eq!(written("int").serial(), None);
        let copied = written("setof app.notes.id%TYPE");
        assert_eq!(copied.column_of.expect("a table").name.as_str(), "notes");
        assert_eq!(copied.name.as_str(), "id");
        assert_eq!(written("notes%rowtype").name.as_str(), "notes");
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for text in ["", "1", "int foo", "a.", "a.b%other", "(3)"] {
            assert_eq!(TypeName::written(text, Span::default()), None, "{text}");
        }
    }
}
