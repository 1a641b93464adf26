//! Functions whose body is `todo!()` or `unimplemented!()` and nothing else.

use tree_sitter::Node;

use super::Context;
use super::walk::{Walk, span};
use crate::source::Span;

/// The macros that stand in for a body.
const MACROS: [&str; 2] = ["todo!", "unimplemented!"];

/// A function that is not written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    /// Its name.
    pub name: Box<str>,
    /// Where the name stands.
    pub span: Span,
    /// What stands in for its body, with its `!`.
    pub placeholder: &'static str,
}

impl Walk<'_> {
    /// Takes down a function that is not written yet. What a trait leaves to others is none.
    pub(super) fn stub(&mut self, function: Node<'_>, context: Context) {
        if context.has(Context::TEST) || context.has(Context::MACRO) {
            return;
        }
        let Some(body) = function.child_by_field_name("body").filter(|body| body.named_child_count() == 1)
        else {
            return;
        };
        let inner = span(body).of(self.text).trim_start_matches('{').trim_start();
        let Some(placeholder) = MACROS.into_iter().find(|placeholder| inner.starts_with(placeholder)) else {
            return;
        };
        // `todo!().await`, `Ok(todo!())` and the like stand for a value.
        let is_alone =
            inner.trim_end_matches('}').trim_end().trim_end_matches(';').ends_with([')', ']', '}']);
        let around = function.parent().and_then(|list| list.parent());
        let is_default = around.is_some_and(|around| around.kind() == "trait_item");
        let Some(name) = function.child_by_field_name("name").filter(|_| is_alone && !is_default) else {
            return;
        };
        let span = span(name);
        let name = span.of(self.text).into();
        self.facts.stubs.push(Stub { name, span, placeholder });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::facts;
    use crate::facts::Content;

    #[test]
    fn whole_bodies_are_stubs() {
        let text =
            "fn a() { todo!() } fn b(x: u8) -> u8 { unimplemented!(\"later\"); } fn c() { go(); todo!() }
            trait T { fn d() { unimplemented!() } } #[cfg(test)] mod tests { fn e() { todo!() } }
            fn f(x: u8) { match x { 0 => go(), _ => unimplemented!() } }";
        let Content::Rust(rust) = facts(text).content else { panic!("Rust") };
        let found: Vec<_> = rust.stubs.iter().map(|stub| (&*stub.name, stub.placeholder)).collect();
        assert_eq!(found, [("a", "todo!"), ("b", "unimplemented!")]);
    }
}
