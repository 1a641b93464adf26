//! Markdown: the links and code quotes that read as paths. What stands in code blocks is somebody's input or
//! output and names nothing.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::typescript::Import;
use super::{Content, FileFacts};
use crate::source::Span;

/// Words that say of what stands beside them that it is yet to be made, is no more, or only shows a form; also
/// in languages in which assistants are asked to write.
const UNREAL: [&str; 106] = [
    "absent",
    "add",
    "adicionar",
    "ajouter",
    "ajoutez",
    "anywhere",
    "archive",
    "archived",
    "archivé",
    "archivés",
    "añadir",
    "backlog",
    "beispiel",
    "cleanup",
    "could",
    "crear",
    "create",
    "creates",
    "creating",
    "criar",
    "crie",
    "crée",
    "créer",
    "créez",
    "delete",
    "deleted",
    "deletes",
    "deprecated",
    "déplacé",
    "eg",
    "ejemplo",
    "eliminado",
    "eliminados",
    "eliminar",
    "entfernt",
    "erstellen",
    "example",
    "examples",
    "exemple",
    "exemples",
    "exemplo",
    "extract",
    "future",
    "generate",
    "generated",
    "generates",
    "hypothetical",
    "ignored",
    "legacy",
    "missing",
    "move",
    "moved",
    "neue",
    "never",
    "new",
    "nouveau",
    "nouveaux",
    "nouvelle",
    "nouvelles",
    "nova",
    "novas",
    "novo",
    "novos",
    "nueva",
    "nuevo",
    "nuevos",
    "obsolete",
    "obsolète",
    "obsolètes",
    "optional",
    "orphaned",
    "planned",
    "proposal",
    "proposed",
    "recommendation",
    "recommendations",
    "recommended",
    "refactor",
    "remove",
    "removed",
    "remover",
    "removido",
    "removidos",
    "rename",
    "renamed",
    "replaced",
    "replaces",
    "roadmap",
    "should",
    "split",
    "suggested",
    "supprimer",
    "supprimé",
    "supprimée",
    "supprimées",
    "supprimés",
    "target",
    "targets",
    "todo",
    "unused",
    "upcoming",
    "would",
    "новый",
    "создать",
    "удалить",
    "удалён",
];
/// Words that say of what would be yet to be made that it is there.
const DONE: [&str; 9] =
    ["added", "ajouté", "complete", "completed", "created", "criado", "créé", "done", "implemented"];

/// Bytes on either side of a path whose words speak of it. More than a long sentence: what a page that is one
/// line of thousands of paths says at its other end speaks of others, and reading it for each is quadratic.
const BESIDE: usize = 400;

/// What one document says.
#[derive(Debug, Default)]
pub struct MarkdownFacts {
    /// Links and code quotes that read as paths, in order.
    pub paths: Vec<PathMention>,
    /// What a page in MDX imports, in source order.
    pub imports: Vec<Import>,
}

/// A link or code quote that reads as a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathMention {
    /// The path, without what points into the file; percent signs decoded.
    pub path: Box<str>,
    /// Where the link or quote stands.
    pub span: Span,
    /// Whether it is a link, which leads from the document.
    pub is_link: bool,
    /// Whether the words around say that it is not there yet, or no more, or only an example.
    pub is_unreal: bool,
}

/// Every text is Markdown of some kind.
pub(super) fn read(text: &str, facts: &mut FileFacts) {
    let mut reader = Reader { text, ..Reader::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.take(&event, Span::new(range.start, range.end));
    }
    facts.content = Content::Markdown(reader.facts);
}

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    facts: MarkdownFacts,
    /// The headings around, each by its level and whether what stands below is unreal.
    headings: Vec<(HeadingLevel, bool)>,
    /// What the last paragraph says of the list behind it.
    introduced: bool,
    /// How many lists are around.
    lists: u32,
}

impl Reader<'_> {
    fn take(&mut self, event: &Event<'_>, at: Span) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let level = *level;
                self.headings.retain(|(outer, _)| *outer < level);
                self.headings.push((level, is_unreal(at.of(self.text))));
                self.introduced = false;
            }
            Event::Start(Tag::Paragraph) if self.lists == 0 => {
                let words = at.of(self.text).trim_end();
                self.introduced = words.ends_with(':') && is_unreal(words.lines().last().unwrap_or_default());
            }
            Event::Start(Tag::List(_)) => self.lists += 1,
            Event::End(TagEnd::List(_)) => self.lists = self.lists.saturating_sub(1),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.mention(link(dest_url), at, true);
            }
            Event::Code(code) => self.mention(quoted(code), at, false),
            _ => {}
        }
    }

    fn mention(&mut self, path: Option<String>, span: Span, is_link: bool) {
        let Some(path) = path else { return };
        let is_unreal = self.headings.iter().any(|(_, is_unreal)| *is_unreal)
            || (self.introduced && self.lists > 0)
            || is_unreal(&self.around(span));
        self.facts.paths.push(PathMention { path: path.into(), span, is_link, is_unreal });
    }

    /// The words beside a span on the line that it begins on.
    fn around(&self, span: Span) -> String {
        let (before, behind) = (&self.text[..span.start as usize], &self.text[span.start as usize..]);
        let before = &before[before.ceil_char_boundary(before.len().saturating_sub(BESIDE))..];
        let before = before.rsplit('\n').next().unwrap_or(before);
        let behind = &behind[..behind.floor_char_boundary(span.of(self.text).len() + BESIDE)];
        let behind = behind.split('\n').next().unwrap_or(behind);
        [before, behind.get(span.of(self.text).len()..).unwrap_or_default()].concat()
    }
}

/// Whether words say of a path among them that nothing has to be there.
fn is_unreal(words: &str) -> bool {
    let lower = words.to_lowercase();
    let has = |list: &[&str]| {
        lower.split(|c: char| !c.is_alphabetic()).any(|word| list.binary_search(&word).is_ok())
    };
    let is_plan = has(&UNREAL)
        || [
            "e.g.",
            "will be",
            "to be ",
            "such as",
            "no longer",
            "not exist",
            "n't exist",
            "instead of",
            "[ ]",
            "write to",
            "writes to",
            "saved to",
            "save to",
        ]
        .iter()
        .any(|phrase| lower.contains(phrase))
        || ["plan", "phase", "next steps", "proposal", "changelog", "unreleased"]
            .iter()
            .any(|head| lower.starts_with('#') && lower.contains(head));
    is_plan && !has(&DONE)
}

/// The path of a link within the repository.
fn link(address: &str) -> Option<String> {
    let path = address.split(['#', '?']).next().unwrap_or(address);
    let is_elsewhere = path.is_empty()
        || path.starts_with("//")
        || path.contains("://")
        || (path.contains('@') && !path.contains('/'))
        || path.contains(['<', '>', '{', '}', '*', '$', ':', '|', '(', ')', ' '])
        || path.split('/').any(is_hole);
    if is_elsewhere {
        return None;
    }
    decoded(path)
}

/// The path that a code quote is: at least a folder and a name, in letters that people give to files.
fn quoted(code: &str) -> Option<String> {
    let path = code.split('#').next().unwrap_or(code);
    // `src/a.ts:12`, `src/a.ts:12-20`, `src/a.ts:f`.
    let path = path.split_once(':').map_or(path, |(path, _)| path);
    let is_of_path = |c: char| {
        c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '[' | ']' | '(' | ')' | '@' | '+')
    };
    let is_path = path.contains('/')
        && path.chars().all(is_of_path)
        && !path.starts_with(['/', '-', '(', '['])
        && !path.starts_with("...")
        && !path.contains("//")
        && !code.contains("://")
        && !path.trim_end_matches('/').split('/').any(is_hole)
        && (path.ends_with('/') || has_extension(path));
    is_path.then(|| path.to_owned())
}

/// Whether a segment of a path stands for one.
fn is_hole(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or(&lower);
    let stem = stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-');
    matches!(segment, "..." | "…")
        || lower.starts_with("yyyy")
        || matches!(
            stem,
            "bar"
                | "baz"
                | "component"
                | "componentname"
                | "example"
                | "feature"
                | "file"
                | "filename"
                | "foo"
                | "mycomponent"
                | "name"
                | "path"
                | "xxx"
                | "your"
                | "yyyy"
        )
        || ["your-", "your_", "my-", "my_", "some-", "new-", "new_", "xxx", "yyyy", "timestamp"]
            .iter()
            .any(|head| stem.starts_with(head))
        || lower.contains("xxx")
        || ["-name", "_name"].iter().any(|tail| stem.ends_with(tail))
}

/// Extensions of files that people name in documents, sorted.
const EXTENSIONS: [&str; 52] = [
    "astro", "bat", "c", "cjs", "conf", "cpp", "css", "csv", "cts", "ex", "exs", "go", "graphql", "h", "hcl",
    "html", "ini", "ipynb", "java", "js", "json", "jsonc", "jsx", "kt", "lock", "md", "mdx", "mjs", "mts",
    "php", "png", "prisma", "proto", "ps1", "py", "rb", "rs", "scss", "sh", "snap", "sql", "svelte", "svg",
    "swift", "tf", "toml", "ts", "tsx", "txt", "vue", "yaml", "yml",
];

/// Whether a path ends in the name of a file, by its extension.
pub fn has_extension(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .is_some_and(|(stem, tail)| !stem.is_empty() && EXTENSIONS.binary_search(&tail).is_ok())
}

/// `%20` and its like, read as the bytes they stand for; `None` for what is no text then.
fn decoded(path: &str) -> Option<String> {
    if !path.contains('%') {
        return Some(path.to_owned());
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hexadecimal = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = hexadecimal.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::extract;
    use crate::source::{RelPath, SourceFile};

    fn paths(text: &str) -> Vec<(String, bool)> {
        let facts = extract(&SourceFile::new(RelPath::new("README.md"), text)).remove(0);
        let Content::Markdown(document) = facts.content else { panic!("a document") };
        document.paths.iter().map(|mention| (mention.path.to_string(), mention.is_unreal)).collect()
    }

    fn real(text: &str) -> Vec<String> {
        paths(text).into_iter().filter(|(_, is_unreal)| !is_unreal).map(|(path, _)| path).collect()
    }

    #[test]
    fn lists_are_sorted() {
        assert!(UNREAL.is_sorted() && DONE.is_sorted() && EXTENSIONS.is_sorted());
    }

    #[test]
    fn links_and_code_quotes_name_paths() {
        let text = "See [the guide](docs/a%20guide.md#top), ![x](./x.png) and `src/a.ts:12`; `supabase/functions/`.\n\n| `app/[slug]/page.tsx` |\n|---|\n";
        assert_eq!(
            real(text),
            ["docs/a guide.md", "./x.png", "src/a.ts", "supabase/functions/", "app/[slug]/page.tsx"]
        );
    }

    #[test]
    fn addresses_globs_commands_and_blocks_name_none() {
        let text = "[x](https://a.io/b.md) [y](#top) [z](mailto:a@b.io) `src/**/*.ts` `npm run a/b.ts` `and/or` `/api/users.json` `a://b/c.ts` `<x>/y.ts` `path/to/file.ts`\n\n```sh\ncat src/b.ts\n```\n\n    src/c.ts\n";
        assert_eq!(real(text), [] as [&str; 0]);
    }

    #[test]
    fn plans_and_what_is_gone_are_told_by_the_words_around() {
        let text = "# App\n## New files\n- `src/a.ts`\n## Files created\n- `src/b.ts`\n## Use\nCreate the following:\n\n- `src/c.ts`\n\nSee `src/d.ts`. \n`src/e.ts` was removed.\nIt is in\n`src/f.ts`.\n";
        assert_eq!(real(text), ["src/b.ts", "src/d.ts", "src/f.ts"]);
    }
}
