//! Rust, read by `tree-sitter-rust`, which survives files that do not parse.
//!
//! One iterative walk, so that nesting costs memory and never stack. Macro arguments are tokens, and
//! code stands in them all the same: what is recognised is recognised there too.

mod attribute;
mod context;
mod environment;
mod lookbehind;
mod module;
mod panic;
mod stub;
mod syntax;
mod walk;

use tree_sitter::Parser;

pub use context::Context;
pub use module::ModuleDeclaration;
pub use panic::{PanicCall, PanicKind};
pub use stub::Stub;

use super::environment::EnvironmentRead;
use super::{Content, FileFacts, HeaderMention, header_mention};

/// What one Rust file contains.
#[derive(Debug, Default)]
pub struct RustFacts {
    /// `mod` declarations, inline ones too, in order.
    pub modules: Vec<ModuleDeclaration>,
    /// Calls that end the thread when what they assume does not hold, in order.
    pub panics: Vec<PanicCall>,
    /// Functions that are not written yet, tests left out, in order.
    pub stubs: Vec<Stub>,
    /// Where it names the Content-Security-Policy header, tests included.
    pub policies: Vec<HeaderMention>,
    /// Where it reads variables of the environment, tests left out, in order.
    pub environment: Vec<EnvironmentRead>,
}

pub(super) fn read(text: &str, facts: &mut FileFacts) {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_rust::LANGUAGE.into()).expect("grammar and library are of one version");
    let tree = parser.parse(text, None).expect("a language is set and nothing cancels");
    let mut walk = walk::Walk::new(text);
    walk.run(&tree);
    facts.problems.extend(syntax::problem(text, &tree, &facts.path));
    facts.comments = walk.comments;
    walk.facts.policies = header_mention::mentions(text, &facts.comments);
    facts.content = Content::Rust(Box::new(walk.facts));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{RelPath, SourceFile};

    /// The facts of `text`, as of a file of production.
    pub(super) fn facts(text: &str) -> FileFacts {
        let file = SourceFile::new(RelPath::new("src/a.rs"), text);
        crate::facts::extract(&file).remove(0)
    }

    pub(super) fn rust(text: &str) -> RustFacts {
        match facts(text).content {
            Content::Rust(facts) => *facts,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn comments_are_kept_with_their_marks_and_without_their_line_ending() {
        let facts = facts("/// Says.\nfn a() { b(/* here */ 1); } // end\r\n");
        let texts: Vec<&str> = facts.comments.iter().map(|comment| &*comment.text).collect();
        assert_eq!(texts, ["/// Says.", "/* here */", "// end"]);
    }

    #[test]
    fn comments_in_macro_arguments_are_comments() {
        let facts = facts("fn a() { b!(1, // one\n 2); }");
        assert_eq!(&*facts.comments[0].text, "// one");
    }

    #[test]
    fn nesting_twenty_thousand_deep_is_read() {
        let depth = 20_000;
        let text = format!("fn a() {{ {}x.unwrap(){} }}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(rust(&text).panics.len(), 1);
        let text = format!("fn a() {{ m!({}x.unwrap(){}) }}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(rust(&text).panics.len(), 1);
        let facts = facts(&"fn a() { (".repeat(depth));
        assert_eq!(facts.problems.len(), 1);
    }
}
