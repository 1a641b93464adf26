//! `'use client'` and `'use server'`: on which side of the network a module stands.

use oxc_ast::ast;

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
