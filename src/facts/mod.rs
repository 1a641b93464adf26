//! One file → its facts. The only place that names a parser.
//!
//! Facts are owned and small: no tree, no borrow. Extraction is total: what cannot be read becomes a
//! [`Problem`], never an error, never a panic.

pub mod conflict;
pub mod document;
pub mod endpoint;
pub mod environment;
mod header_mention;
pub mod html;
pub mod markdown;
mod marker;
mod nesting;
pub mod rust;
pub mod secret;
pub mod shell;
pub mod sql;
mod tenant;
pub mod typescript;

pub use marker::Marker;

pub use header_mention::HeaderMention;
pub use tenant::is_tenant_key;

use crate::finding::{Problem, ProblemKind};
use crate::source::{Language, RelPath, Role, Side, SourceFile, Span};

/// What one file contains, or one side of it where a merge left two.
#[derive(Debug)]
pub struct FileFacts {
    /// Where it lies.
    pub path: RelPath,
    /// The grammar it follows.
    pub language: Language,
    /// The part it plays.
    pub role: Role,
    /// Which reading of a conflicted file this is; `None` when there is only one.
    pub side: Option<Side>,
    /// Its conflict markers, on both readings.
    pub conflict: Option<conflict::ConflictFacts>,
    /// Variables of the environment that it names, sorted: of documents, Dockerfiles, `.env` files and other
    /// configuration that is read by lines.
    pub variables: Box<[Box<str>]>,
    /// Keys of Supabase projects that stand in it, in order: those that pass every row level security, and
    /// those that clients may have.
    pub role_keys: Box<[(Span, secret::Nature)]>,
    /// Its comments, in order, for languages whose parser knows them.
    pub comments: Vec<Comment>,
    /// What its language says.
    pub content: Content,
    /// What could not be read of it.
    pub problems: Vec<Problem>,
}

/// Bytes from a comment to what stands on the line below it.
const MAX_GAP: u32 = 80;

impl FileFacts {
    /// Whether a comment right above tells the compiler to pass over what stands at `span`.
    pub fn is_passed_over(&self, span: Span) -> bool {
        let behind = self.comments.partition_point(|comment| comment.span.end <= span.start);
        let above = self.comments[..behind].last().filter(|above| span.start - above.span.end <= MAX_GAP);
        above.is_some_and(|above| {
            ["@ts-expect-error", "@ts-ignore"].iter().any(|mark| above.text.contains(mark))
        })
    }
}

/// A comment, its marks included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where.
    pub span: Span,
    /// As written, marks included.
    pub text: Box<str>,
}

/// What a file says, by the grammar that reads it.
#[derive(Debug)]
pub enum Content {
    /// TypeScript, JavaScript, and the scripts of Vue, Svelte and Astro.
    TypeScript(Box<typescript::TypeScriptFacts>),
    /// Rust.
    Rust(Box<rust::RustFacts>),
    /// SQL of any dialect.
    Sql(Box<sql::SqlFacts>),
    /// TOML, JSON or YAML.
    Document(document::Node),
    /// HTML.
    Html(html::HtmlFacts),
    /// What a `.env` file sets.
    Environment(environment::EnvironmentFile),
    /// Markdown.
    Markdown(markdown::MarkdownFacts),
    /// A line-based configuration file, whole: what production serves (`_headers`, nginx, Caddy) and
    /// what it runs by the clock (`crontab`, systemd units). Also a server's program in a language
    /// that is not read, where it names the Content-Security-Policy header.
    Lines(Box<str>),
    /// A program for a shell.
    Shell(Vec<shell::CopiedPath>),
    /// No grammar of ours reads it, or nothing could be read.
    None,
}

/// Memory that a parser leaves behind and the next file's may use: it is in the cache already.
#[derive(Default)]
pub struct Scratch {
    scripts: oxc_allocator::Allocator,
}

/// Reads one file: one set of facts, or one for each side of a conflict.
pub fn extract(file: &SourceFile) -> Vec<FileFacts> {
    extract_with(file, &mut Scratch::default())
}

/// The same, for one who reads many files one after another.
pub fn extract_with(file: &SourceFile, scratch: &mut Scratch) -> Vec<FileFacts> {
    let Some(split) = &file.conflict else { return vec![read(file, &file.text, None, scratch)] };
    // No grammar of these has markers: a file that parses with them holds them in a text or a comment.
    if matches!(file.language, Language::JavaScript | Language::Rust | Language::TypeScript) {
        let whole = read(file, &file.text, None, scratch);
        if whole.problems.is_empty() {
            let conflict = conflict::facts(file, split, true);
            return vec![FileFacts { conflict: Some(conflict), ..whole }];
        }
    }
    let conflict = conflict::facts(file, split, false);
    let readings = Side::BOTH.into_iter().map(|side| read(file, split.text(side), Some(side), scratch));
    readings.map(|facts| FileFacts { conflict: Some(conflict.clone()), ..facts }).collect()
}

fn read(file: &SourceFile, text: &str, side: Option<Side>, scratch: &mut Scratch) -> FileFacts {
    let mut facts = FileFacts {
        path: file.path.clone(),
        language: file.language,
        role: file.role,
        side,
        conflict: None,
        variables: Box::default(),
        role_keys: secret::role_keys(text),
        comments: Vec::new(),
        content: Content::None,
        problems: Vec::new(),
    };
    if let Some(span) = nesting::too_deep(text, file.language) {
        facts.problems.push(Problem::new(&file.path, span, ProblemKind::TooDeep, nesting::MESSAGE));
    } else {
        read_language(file, text, &mut facts, scratch);
    }
    for problem in &mut facts.problems {
        problem.side = side;
    }
    facts
}

fn read_language(file: &SourceFile, text: &str, facts: &mut FileFacts, scratch: &mut Scratch) {
    match file.language {
        Language::Astro | Language::JavaScript | Language::Svelte | Language::TypeScript | Language::Vue => {
            typescript::read(text, facts, &mut scratch.scripts);
            let is_component = matches!(file.language, Language::Astro | Language::Svelte | Language::Vue);
            if is_component && let Content::TypeScript(script) = &mut facts.content {
                script.bindings.extend(html::component_metas(text));
            }
        }
        Language::Rust => rust::read(text, facts),
        Language::Sql => sql::read(text, facts),
        Language::Json | Language::Toml | Language::Yaml => document::read(text, facts),
        Language::Html => html::read(text, facts),
        Language::Text if is_line_configuration(&file.path) || names_policy(&file.path, text) => {
            facts.content = Content::Lines(text.into());
        }
        Language::Text if matches!(file.path.extension(), "bash" | "sh") => {
            facts.content = Content::Shell(shell::copied(text));
        }
        Language::Env => environment::read(text, facts),
        Language::Markdown => {
            markdown::read(text, facts);
            if file.path.extension() == "mdx"
                && let Content::Markdown(page) = &mut facts.content
            {
                page.imports = typescript::imports_of_page(text, &mut scratch.scripts);
            }
        }
        Language::Dockerfile | Language::Text => {}
    }
    if names_variables(file) {
        facts.variables = environment::named_variables(text);
    }
}

/// Whether a file is one in which people look for the variables that a program needs.
fn names_variables(file: &SourceFile) -> bool {
    match file.language {
        Language::Dockerfile | Language::Env | Language::Markdown => true,
        Language::Text => file.role == Role::Documentation || is_line_configuration(&file.path),
        _ => false,
    }
}

/// Whether a server's program in another language sets the header, as far as a search can tell.
fn names_policy(path: &RelPath, text: &str) -> bool {
    let is_program = matches!(
        path.extension(),
        "cs" | "ejs"
            | "erb"
            | "ex"
            | "exs"
            | "go"
            | "hbs"
            | "java"
            | "kt"
            | "php"
            | "pug"
            | "py"
            | "rb"
            | "tf"
    );
    is_program && !header_mention::mentions(text, &[]).is_empty()
}

fn is_line_configuration(path: &RelPath) -> bool {
    let name = path.file_name();
    matches!(name, "_headers" | "_redirects" | ".htaccess" | "crontab")
        || name.starts_with("Caddyfile")
        || name.contains("nginx")
        || name.contains(".conf")
        || matches!(path.extension(), "conf" | "caddy" | "service" | "timer")
        || (path.folders().any(|folder| folder == "nginx") && path.extension().is_empty())
}
