//! HTML: policies in `meta` elements and the scripts a page loads.

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

use memchr::memmem;

use super::typescript::{Binding, BindingKind, Value};
use super::{Comment, Content, FileFacts};
use crate::source::Span;

/// What one page says.
#[derive(Debug, Default)]
pub struct HtmlFacts {
    /// `http-equiv` metas: name in lower case, content with its entities resolved, and where the
    /// element stands.
    pub http_equiv: Vec<(Box<str>, Box<str>, Span)>,
    /// `src` of `script` elements, and where the element stands.
    pub scripts: Vec<(Box<str>, Span)>,
}

/// The `http-equiv` metas in the markup of a component, as the bindings JSX would have.
pub(super) fn component_metas(text: &str) -> Vec<Binding> {
    if memmem::find(text.as_bytes(), b"http-equiv").is_none() {
        return Vec::new();
    }
    let mut page = HtmlFacts::default();
    for token in Tokenizer::new_with_emitter(text, DefaultEmitter::new_with_span()) {
        let Ok(token) = token;
        if let Token::StartTag(tag) = token {
            meet(&tag, &mut page);
        }
    }
    let metas = page.http_equiv.into_iter();
    metas
        .map(|(name, _, span)| Binding {
            path: "meta.http-equiv".into(),
            value: Value::Text(name),
            span,
            kind: BindingKind::Attribute,
            function: None,
        })
        .collect()
}

/// A tokenizer cannot fail: every text is HTML of some kind.
pub(super) fn read(text: &str, facts: &mut FileFacts) {
    let mut page = HtmlFacts::default();
    let mut emitter = DefaultEmitter::new_with_span();
    // Text in scripts and styles holds no elements.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => meet(&tag, &mut page),
            Token::Comment(comment) => {
                let span = Span::new(comment.span.start, comment.span.end);
                facts.comments.push(Comment { span, text: span.of(text).into() });
            }
            Token::EndTag(_) | Token::String(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    facts.content = Content::Html(page);
}

fn meet(tag: &StartTag<usize>, page: &mut HtmlFacts) {
    let span = Span::new(tag.span.start, tag.span.end);
    match &**tag.name {
        b"meta" => {
            let Some(name) = attribute(tag, "http-equiv") else { return };
            let content = attribute(tag, "content").unwrap_or_default();
            page.http_equiv.push((name.trim().to_ascii_lowercase().into(), content, span));
        }
        b"script" => {
            if let Some(source) = attribute(tag, "src") {
                page.scripts.push((source, span));
            }
        }
        _ => {}
    }
}

fn attribute(tag: &StartTag<usize>, name: &str) -> Option<Box<str>> {
    let value = tag.attributes.get(&HtmlString::from(name.as_bytes().to_vec()))?;
    Some(String::from_utf8_lossy(&value.value).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{RelPath, SourceFile};

    fn page(text: &str) -> (HtmlFacts, Vec<String>) {
        let file = SourceFile::new(RelPath::new("index.html"), text);
        let mut facts = crate::facts::extract(&file).remove(0);
        let Content::Html(page) = std::mem::replace(&mut facts.content, Content::None) else {
            panic!("a page")
        };
        (page, facts.comments.into_iter().map(|comment| comment.text.into()).collect())
    }

    #[test]
    fn metas_are_read_with_their_entities() {
        let text = "<!doctype html>\n<META http-equiv='Content-Security-Policy'\n content=\"default-src &#39;self&#39;\">";
        let (page, _) = page(text);
        let (name, content, span) = &page.http_equiv[0];
        assert_eq!((&**name, &**content), ("content-security-policy", "default-src 'self'"));
        assert!(span.of(text).starts_with("<META") && span.of(text).ends_with('>'));
    }

    #[test]
    fn a_component_gives_its_metas_as_bindings() {
        let text =
            "---\nconst a = 1;\n---\n<head><meta http-equiv=\"Content-Security-Policy\" content={p}></head>";
        let facts = crate::facts::extract(&SourceFile::new(RelPath::new("src/Layout.astro"), text)).remove(0);
        let Content::TypeScript(script) = facts.content else { panic!("a script") };
        let metas = script.bindings.iter().filter(|binding| &*binding.path == "meta.http-equiv");
        assert_eq!(metas.count(), 1);
    }

    #[test]
    fn what_stands_in_comments_and_scripts_is_no_element() {
        let text = "<!-- <meta http-equiv=a> --><script src=\"/src/main.tsx\">'<meta http-equiv=b>'</script>";
        let (page, comments) = page(text);
        assert!(page.http_equiv.is_empty());
        assert_eq!(&*page.scripts[0].0, "/src/main.tsx");
        assert_eq!(comments, ["<!-- <meta http-equiv=a> -->"]);
    }
}
