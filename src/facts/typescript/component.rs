//! The scripts of Vue, Svelte and Astro components. Everything else is blanked, so offsets stay true.

use memchr::memmem;

use crate::facts::Comment;
use crate::source::{Language, Span};

/// What a component's file holds besides markup.
#[derive(Debug)]
pub(super) struct Component {
    /// As long as the file: its scripts, and blanks for everything else.
    pub(super) script: String,
    /// The names of the languages its scripts are written in; empty for the default.
    pub(super) languages: Vec<Box<str>>,
    /// Comments in the markup, marks included.
    pub(super) comments: Vec<Comment>,
    /// The start of a script, at the beginning of a line, that nothing ends.
    pub(super) unclosed: Option<Span>,
    /// Whether one of its scripts is the page's, as written: it shares its names with the page's others.
    pub(super) is_of_page: bool,
    /// What the markup declares for its scripts: snippets of Svelte, and type parameters of a script element.
    pub(super) names: Vec<Box<str>>,
}

impl Component {
    pub(super) fn read(text: &str, language: Language) -> Self {
        let names = if language == Language::Svelte { snippets(text) } else { Vec::new() };
        let mut component = Self {
            script: String::new(),
            languages: Vec::new(),
            comments: Vec::new(),
            unclosed: None,
            is_of_page: false,
            names,
        };
        let mut blocks = Vec::new();
        let mut at = 0;
        if language == Language::Astro
            && let Some(block) = front_matter(text)
        {
            at = block.end as usize;
            blocks.push(block);
            component.languages.push("ts".into());
        }
        while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
            let rest = &text[at + found..];
            if rest.starts_with("<!--") {
                let length = memmem::find(rest.as_bytes(), b"-->").map_or(rest.len(), |end| end + 3);
                let span = Span::new(at + found, at + found + length);
                component.comments.push(Comment { span, text: span.of(text).into() });
                at = span.end as usize;
            } else if let Some(script) = Script::read(rest) {
                if !script.is_closed {
                    let is_first = at + found == 0 || text[..at + found].ends_with('\n');
                    if !is_first || language == Language::Astro {
                        // Part of a text.
                        at += found + 1;
                        continue;
                    }
                    component.unclosed = Some(Span::new(at + found, at + found + "<script".len()));
                }
                component.is_of_page |= script.is_of_page;
                if script.is_code {
                    blocks.push(script.inside.shifted((at + found) as u32));
                    component.languages.extend(script.language.map(Box::from));
                    component.names.extend(script.type_parameters);
                }
                at += found + script.inside.end as usize;
            } else {
                at += found + 1;
            }
        }
        component.script = only(text, &blocks);
        component
    }
}

/// One `script` element, offsets from its `<`.
struct Script<'t> {
    inside: Span,
    language: Option<&'t str>,
    type_parameters: Vec<Box<str>>,
    /// Not JSON, not a template.
    is_code: bool,
    /// Astro hands it to the page as it stands.
    is_of_page: bool,
    is_closed: bool,
}

impl<'t> Script<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let is_named = text.get(..7)?.eq_ignore_ascii_case("<script");
        let after = *text.as_bytes().get(7)?;
        if !is_named || !(after == b'>' || after.is_ascii_whitespace()) {
            return None;
        }
        let open = 7 + end_of_tag(&text[7..])?;
        let inside = open + 1;
        let end = memmem::find(&text.as_bytes()[inside..], b"</script");
        let length = end.unwrap_or_else(|| next_part(&text[inside..]));
        let attributes = &text[7..open];
        let kind = attribute(attributes, "type");
        let is_code = kind.is_none_or(|kind| {
            matches!(
                kind,
                "module" | "text/javascript" | "application/javascript" | "ts" | "text/typescript" | ""
            )
        });
        let language = attribute(attributes, "lang").or(kind.filter(|kind| *kind == "ts"));
        // Svelte's word for them, and Vue's.
        let type_parameters = quoted(attributes, "generics").or_else(|| quoted(attributes, "generic"));
        let type_parameters = type_parameters.map(type_parameters_of).unwrap_or_default();
        Some(Self {
            inside: Span::new(inside, inside + length),
            language,
            type_parameters,
            is_code,
            is_of_page: attributes.split_whitespace().any(|word| word == "is:inline"),
            is_closed: end.is_some(),
        })
    }
}

/// Where the part of a component behind an unclosed script begins: at a line's start, or there is none.
fn next_part(text: &str) -> usize {
    let starts = ["\n<template", "\n<style", "\n<script"];
    starts.iter().filter_map(|start| text.find(start)).min().unwrap_or(text.len())
}

/// Offset of the `>` that ends a tag; those in quotes do not.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    text.bytes().position(|byte| {
        match quote {
            Some(open) if open == byte => quote = None,
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
        byte == b'>' && quote.is_none()
    })
}

/// The value of an attribute, without quotes.
fn attribute<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    attributes.split_whitespace().find_map(|word| {
        let value = word.strip_prefix(name)?.strip_prefix('=')?;
        Some(value.trim_matches(['"', '\'', '{', '}', '/']))
    })
}

/// The value of an attribute in quotes, blanks included.
fn quoted<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    let (_, behind) = attributes.split_once(&format!("{name}="))?;
    let quote = behind.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    behind[1..].split(quote).next()
}

/// The names in `T extends Record<string, U>, const U = never`.
fn type_parameters_of(list: &str) -> Vec<Box<str>> {
    let mut depth = 0_i32;
    let parts = list.split(|character| {
        depth += match character {
            '<' | '(' | '[' | '{' => 1,
            '>' | ')' | ']' | '}' => -1,
            _ => 0,
        };
        character == ',' && depth == 0
    });
    let name = |part: &str| {
        let part = part.trim_start();
        let part = part.strip_prefix("const ").unwrap_or(part).trim_start();
        identifier_of(part).map(Box::from)
    };
    parts.filter_map(name).collect()
}

/// What `{#snippet name(…)}` declares. One within an element is not seen by the scripts; that a name is taken
/// for declared there does no harm, for no script could use it.
fn snippets(text: &str) -> Vec<Box<str>> {
    const OPEN: &str = "{#snippet";
    let found = memmem::find_iter(text.as_bytes(), OPEN);
    found.filter_map(|at| identifier_of(text[at + OPEN.len()..].trim_start()).map(Box::from)).collect()
}

/// The name at the start of `text`; `None` where there is none.
fn identifier_of(text: &str) -> Option<&str> {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
    let end = text.find(|character| !is_part(character)).unwrap_or(text.len());
    Some(&text[..end]).filter(|name| !name.is_empty())
}

/// The inside of `---` … `---` at the top of an Astro file.
fn front_matter(text: &str) -> Option<Span> {
    let open = text.find("---")?;
    if !text[..open].trim().is_empty() {
        return None;
    }
    let start = open + 3;
    let length = memmem::find(&text.as_bytes()[start..], b"\n---")?;
    Some(Span::new(start, start + length + 1))
}

/// The text with everything outside `blocks` blanked; each block ends in a semicolon, so that the next
/// one does not continue its last statement.
fn only(text: &str, blocks: &[Span]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for block in blocks {
        blank(&text[at..block.start as usize], &mut kept);
        kept.push_str(block.of(text));
        at = block.end as usize;
        if text.as_bytes().get(at).is_some_and(u8::is_ascii) && text.as_bytes()[at] != b'\n' {
            kept.push(';');
            at += 1;
        }
    }
    blank(&text[at..], &mut kept);
    kept
}

fn blank(text: &str, out: &mut String) {
    out.extend(text.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_remain_and_offsets_stay() {
        let text = "<template>é {{ a }}</template>\n<!-- TODO -->\n<script setup lang=\"ts\">\nconst a = 1\n</script>\n";
        let component = Component::read(text, Language::Vue);
        assert_eq!(component.script.len(), text.len());
        assert_eq!(component.script.find("const a"), text.find("const a"));
        assert_eq!(component.script.trim(), "const a = 1\n;");
        assert_eq!(component.languages, ["ts".into()]);
        assert_eq!(&*component.comments[0].text, "<!-- TODO -->");
    }

    #[test]
    fn json_in_a_script_element_is_no_script() {
        let text = "<script type=\"application/ld+json\">{ \"a\": 1 }</script><script>b()</script>";
        assert_eq!(Component::read(text, Language::Svelte).script.trim(), "b();");
    }

    #[test]
    fn a_script_without_an_end_is_read_up_to_the_next_part() {
        let text = "<script setup>\nconst a = 1\n<template><p /></template>\n";
        let component = Component::read(text, Language::Vue);
        assert_eq!(component.script.trim(), "const a = 1");
        assert_eq!(component.unclosed.map(|span| span.of(text)), Some("<script"));
        let quoted = "{@html `<script type=\"application/ld+json\">${a}<${'/'}script>`}\n";
        assert_eq!(Component::read(quoted, Language::Svelte).unclosed, None);
    }

    #[test]
    fn markup_declares_snippets_and_type_parameters() {
        let text = "<script lang=\"ts\" generics=\"T extends Map<string, U>, const U\">a(row)</script>\n{#snippet row(a)}<p/>{/snippet}";
        assert_eq!(Component::read(text, Language::Svelte).names, ["row".into(), "T".into(), "U".into()]);
        let text = "<script setup generic=\"T\" lang=\"ts\">a()</script>";
        assert_eq!(Component::read(text, Language::Vue).names, ["T".into()]);
    }

    #[test]
    fn front_matter_of_astro_is_a_script() {
        let text = "---\nconst a = 1\n---\n<p>{a}</p>\n<script>b()</script>";
        let component = Component::read(text, Language::Astro);
        assert_eq!(
            component.script.split_whitespace().collect::<Vec<_>>(),
            ["const", "a", "=", "1", ";", "b();"]
        );
    }
}
