//! Where a script reads variables of the environment: `import.meta.env.X`, `process.env['X']`,
//! `const { X } = process.env`, and the same through a name that stands for the environment.

use oxc_ast::ast;
use oxc_ast::ast::{BindingPattern, Expression};

use super::collector::Collector;
use super::value_of::{key_of, peel, span};
use super::{Call, ImportedName};
use crate::facts::environment::{EnvironmentHost, EnvironmentRead, is_variable_name};

impl Collector<'_> {
    /// Takes down that `name` is read from `object`, if that is the environment.
    pub(super) fn member_read(&mut self, object: &Expression<'_>, name: &str, at: oxc_span::Span) {
        if let Some(host) = self.environment_of(object) {
            self.push_read(name, at, host);
        }
    }

    /// The same for each member on the way to a callee: `process.env.X.split`.
    pub(super) fn callee_reads(&mut self, callee: &Expression<'_>) {
        let mut rest = peel(callee);
        loop {
            let member = match rest {
                Expression::ChainExpression(chain) => chain.expression.as_member_expression(),
                other => other.as_member_expression(),
            };
            let Some(member) = member else { return };
            if let Some((name, at)) = static_name(member) {
                self.member_read(member.object(), name, at);
            }
            rest = peel(member.object());
        }
    }

    /// `const { X, Y: z } = process.env`, `const env = process.env`.
    pub(super) fn environment_declared(&mut self, pattern: &BindingPattern<'_>, value: &Expression<'_>) {
        let Some(host) = self.environment_of(value) else { return };
        match pattern {
            BindingPattern::BindingIdentifier(name) => {
                self.environments.push((name.name.as_str().into(), host));
            }
            BindingPattern::ObjectPattern(object) => {
                for property in &object.properties {
                    if let Some(name) = key_of(&property.key, property.computed) {
                        self.push_read(&name, property.span, host);
                    }
                }
            }
            BindingPattern::ArrayPattern(_) | BindingPattern::AssignmentPattern(_) => {}
        }
    }

    /// `import { env } from '$env/dynamic/private'`, `import { X } from '$env/static/private'`.
    pub(super) fn environment_imported(&mut self, specifier: &str, names: &[ImportedName]) {
        let host = match specifier {
            "node:process" | "process" => EnvironmentHost::Process,
            _ if specifier.starts_with("$env/") => EnvironmentHost::Bundler,
            _ => return,
        };
        for name in names {
            if &*name.imported == "env" {
                self.environments.push((name.local.clone(), host));
            } else if specifier.starts_with("$env/static/") {
                let read = EnvironmentRead { name: name.imported.clone(), span: name.span, host };
                self.facts.environment.push(read);
            }
        }
    }

    fn push_read(&mut self, name: &str, at: oxc_span::Span, host: EnvironmentHost) {
        self.facts.environment.push(EnvironmentRead { name: name.into(), span: span(at), host });
    }

    /// What hands out the variables that `expression` holds, if it is the environment.
    pub(super) fn environment_of(&self, expression: &Expression<'_>) -> Option<EnvironmentHost> {
        match peel(expression) {
            Expression::StaticMemberExpression(member) => environment(member),
            Expression::ChainExpression(chain) => match &chain.expression {
                ast::ChainElement::StaticMemberExpression(member) => environment(member),
                _ => None,
            },
            Expression::Identifier(name) if !self.environments.is_empty() => {
                let known = self.environments.iter().find(|(known, _)| **known == *name.name.as_str());
                known.map(|(_, host)| *host)
            }
            _ => None,
        }
    }
}

fn environment(member: &ast::StaticMemberExpression<'_>) -> Option<EnvironmentHost> {
    if member.property.name != "env" {
        return None;
    }
    match peel(&member.object) {
        Expression::ImportMeta(_) => Some(EnvironmentHost::Bundler),
        Expression::Identifier(name) if matches!(name.name.as_str(), "process" | "Bun") => {
            Some(EnvironmentHost::Process)
        }
        Expression::StaticMemberExpression(outer) if outer.property.name == "process" => {
            Some(EnvironmentHost::Process)
        }
        _ => None,
    }
}

/// Whether an expression is where variables of the environment are read: `process.env`, `import.meta.env`.
pub(super) fn is_environment(object: &Expression<'_>) -> bool {
    match peel(object) {
        Expression::StaticMemberExpression(member) => member.property.name == "env",
        _ => false,
    }
}

/// The name that a member is taken by, and where the whole stands.
fn static_name<'m>(member: &'m ast::MemberExpression<'_>) -> Option<(&'m str, oxc_span::Span)> {
    use oxc_span::GetSpan;
    Some((member.static_property_name()?, member.span()))
}

impl Call {
    /// The variable of the environment that a call reads: `Deno.env.get('X')`, `requireEnv('X')`.
    pub fn variable(&self) -> Option<&str> {
        let link = self.links.first()?;
        let name = link.text(0)?;
        let is_word = || name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let is_read = match &*self.callee {
            "Deno.env.get" | "Netlify.env.get" | "env.get" => !name.is_empty() && is_word(),
            callee => {
                let reader = callee.rsplit_once('.').map_or(callee, |(_, last)| last);
                is_variable_name(name) && reads_environment(reader)
            }
        };
        is_read.then_some(name)
    }
}

/// Whether a function of that name hands out variables: `env`, `getEnv`, `requireEnvVar`, `must_env`.
fn reads_environment(name: &str) -> bool {
    let Some(at) = name.as_bytes().windows(3).position(|three| three.eq_ignore_ascii_case(b"env")) else {
        return false;
    };
    let head = name[..at].trim_end_matches('_').to_ascii_lowercase();
    let is_reader = matches!(
        &*head,
        "" | "ensure"
            | "fetch"
            | "from"
            | "get"
            | "getoptional"
            | "getrequired"
            | "must"
            | "mustget"
            | "need"
            | "optional"
            | "read"
            | "require"
            | "required"
            | "resolve"
            | "safe"
            | "safeget"
            | "use"
    );
    let tail = name[at + 3..].trim_start_matches('_').to_ascii_lowercase();
    is_reader
        && matches!(
            &*tail,
            "" | "ironment"
                | "ironmentvariable"
                | "orthrow"
                | "ordefault"
                | "value"
                | "var"
                | "variable"
                | "string"
                | "required"
        )
}

#[cfg(test)]
mod tests {
    use super::super::tests::facts;
    use super::*;

    /// The variables that a text reads through members, each with what stands at its place.
    fn reads(text: &str) -> Vec<(String, &str)> {
        let facts = facts("a.ts", text);
        facts.environment.iter().map(|read| (read.name.to_string(), read.span.of(text))).collect()
    }

    fn names(text: &str) -> Vec<String> {
        reads(text).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn members_of_every_environment_are_read() {
        let text = "a(import.meta.env.A_A); b = process.env['B_B']; (process.env as any)?.C_C!.split(','); Bun.env.D_D; globalThis.process.env.E_E; c.env.NOT; x = process.env[name];";
        assert_eq!(names(text), ["A_A", "B_B", "C_C", "D_D", "E_E"]);
        assert_eq!(reads("f(process.env.A.trim())"), [("A".to_owned(), "process.env.A")]);
    }

    #[test]
    fn patterns_and_names_that_stand_for_the_environment_are_followed() {
        let text = "import { env as e } from '$env/dynamic/private'; import { S_S } from '$env/static/public'; const { A_A, B_B: b = 'x', ...rest } = process.env; const env = import.meta.env; f(env.C_C, e.D_D); const other = process; g(other.E);";
        assert_eq!(names(text), ["S_S", "A_A", "B_B", "C_C", "D_D"]);
    }

    #[test]
    fn what_is_only_set_is_not_read() {
        assert_eq!(
            names("process.env.A = 'x'; process.env.B ||= 'y'; process.env.C = process.env.D;"),
            ["B", "D"]
        );
    }

    #[test]
    fn calls_that_read_name_their_variable() {
        let text = "Deno.env.get('A')!.split(','); requireEnv('B_B'); getEnvVar('C_C'); Deno.env.set('D', ''); log.env('word'); environment('E_E'); openEnvelope('F_F'); f(cfg.env('G_G'))";
        let facts = facts("a.ts", text);
        let names: Vec<_> = facts.calls.iter().filter_map(Call::variable).collect();
        assert_eq!(names, ["A", "B_B", "C_C", "E_E", "G_G"]);
    }
}
