//! `'use client'` and `'use server'`: on which side of the network a module stands.

use oxc_ast::ast;

use super::collector::Collector;

/// What the first lines of a module say of those who import it from the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Directive {
    /// `'use client'`: it and what it imports are sent to the browser.
    Client,
    /// `'use server'`: what it exports is called over the network, and its code stays on the server.
    Server,
}

pub(super) fn read(program: &ast::Program<'_>) -> Option<Directive> {
    program.directives.iter().find_map(|directive| match directive.directive.as_str() {
        "use client" => Some(Directive::Client),
        "use server" => Some(Directive::Server),
        _ => None,
    })
}

impl Collector<'_> {
    /// Takes down whether the first lines of the function around say that browsers call it over the network.
    pub(super) fn note_action(&mut self, directives: &[ast::Directive<'_>]) {
        let says_so = directives.iter().any(|directive| directive.directive == "use server");
        if says_so && let Some(function) = self.function {
            self.facts.functions[function as usize].is_action = true;
        }
    }
}
