//! Functions that keep requests out, by their name, and where they let one through because something failed.

use oxc_ast::ast;
use oxc_ast::ast::{
    BinaryOperator, Expression, LogicalOperator, ObjectPropertyKind, Statement, UnaryOperator,
};

use super::collector::Collector;
use super::condition::{last_name_of, leaves};
use super::value_of::{key_of, path_of, peel, span};

/// What the name of a guard holds, in small letters and without `_`.
const GUARDS: [&str; 40] = [
    "assertadmin",
    "assertauth",
    "assertowner",
    "assertrole",
    "authenticate",
    "authenticateapikey",
    "authguard",
    "authorize",
    "canaccess",
    "checkaccess",
    "checkapikey",
    "checkauth",
    "checklimit",
    "checkmembership",
    "checkpermission",
    "checkrole",
    "checktenant",
    "checktoken",
    "getcurrenttenant",
    "haspermission",
    "hasrole",
    "isadmin",
    "isallowed",
    "isauthorized",
    "isblocked",
    "ismember",
    "quota",
    "ratelimit",
    "requireadmin",
    "requireapikey",
    "requireauth",
    "requirerole",
    "requiretenant",
    "resolvetenant",
    "throttle",
    "validateapikey",
    "validatetoken",
    "verifyapikey",
    "verifyauth",
    "verifytoken",
];
/// What the name of a guard holds that says `true` to keep a request out.
const DENIALS: [&str; 6] =
    ["isblocked", "isexceeded", "islimited", "isratelimited", "isthrottled", "overquota"];
/// Keys that say of a request that it may pass.
const PASSES: [&str; 14] = [
    "allow",
    "allowed",
    "authenticated",
    "authorized",
    "canAccess",
    "canProceed",
    "granted",
    "hasAccess",
    "isAllowed",
    "isAuthorized",
    "isValid",
    "passed",
    "permitted",
    "valid",
];
/// Keys that say of a request that it may not.
const KEEPS_OUT: [&str; 9] = [
    "blocked",
    "denied",
    "exceeded",
    "isBlocked",
    "isLimited",
    "isRateLimited",
    "limited",
    "rateLimited",
    "throttled",
];

/// Whether a function of that name keeps requests out: by their number, by who asks, by whose data it is.
pub fn is_guard_name(name: &str) -> bool {
    // A component that shows limits is called as a class is.
    if name.starts_with(|first: char| first.is_ascii_uppercase()) {
        return false;
    }
    let bare = bare(name);
    // What only counts, shows or describes limits guards nothing.
    let is_other =
        ["get", "format", "use", "reset", "clean", "set", "create", "render", "update", "log", "record"]
            .iter()
            .any(|head| bare.starts_with(head) && !bare.starts_with("getcurrenttenant"));
    !is_other && GUARDS.iter().any(|word| bare.contains(word))
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

impl Collector<'_> {
    /// Takes down a return that stands where something failed, if it lets a request through a guard.
    pub(super) fn returned(&mut self, argument: Option<&Expression<'_>>, at: oxc_span::Span) {
        if self.errors == 0 {
            return;
        }
        let Some(guard) = self.guard_around() else { return };
        let function = &mut self.facts.functions[guard as usize];
        if function.lets_through.is_none() && lets_through(&function.name, argument) {
            function.lets_through = Some(span(at));
        }
    }

    /// The innermost function around that guards by its name.
    fn guard_around(&self) -> Option<u32> {
        let mut around = self.function;
        while let Some(index) = around {
            let function = self.facts.functions.get(index as usize)?;
            if is_guard_name(&function.name) {
                return Some(index);
            }
            around = function.parent;
        }
        None
    }

    /// Runs `work` where something failed, if `failed`.
    pub(super) fn in_error(&mut self, failed: bool, work: impl FnOnce(&mut Self)) {
        self.errors += u32::from(failed);
        work(self);
        self.errors -= u32::from(failed);
    }
}

/// Whether a condition holds because something failed: `error`, `rateError || !data`.
pub(super) fn is_error(condition: &Expression<'_>) -> bool {
    match peel(condition) {
        Expression::LogicalExpression(logical) => match logical.operator {
            LogicalOperator::Or => is_error(&logical.left) || is_error(&logical.right),
            // An error of one kind is an answer: no row was found.
            LogicalOperator::And => {
                [&logical.left, &logical.right].into_iter().any(is_error)
                    && ![&logical.left, &logical.right].into_iter().any(is_of_kind)
            }
            LogicalOperator::Coalesce => false,
        },
        Expression::BinaryExpression(comparison) => {
            let is_null = |side: &Expression<'_>| matches!(peel(side), Expression::NullLiteral(_));
            let differs =
                matches!(comparison.operator, BinaryOperator::Inequality | BinaryOperator::StrictInequality);
            differs && is_null(&comparison.right) && is_error(&comparison.left)
        }
        other => last_name_of(other).is_some_and(|name| {
            let tail = name.len().checked_sub("error".len()).and_then(|start| name.get(start..));
            let is_one = tail.is_some_and(|tail| tail.eq_ignore_ascii_case("error"));
            is_one || matches!(name, "e" | "err") || name.ends_with("Err")
        }),
    }
}

/// `error.code === 'PGRST116'`.
fn is_of_kind(condition: &Expression<'_>) -> bool {
    matches!(peel(condition), Expression::BinaryExpression(comparison)
        if matches!(comparison.operator, BinaryOperator::Equality | BinaryOperator::StrictEquality))
}

/// Whether what stands behind a statement runs although something failed in it, which only it looked at:
/// `try { … } catch { log() }`, `if (error) log()`.
pub(super) fn goes_on_after_error(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::TryStatement(attempt) => {
            attempt.handler.as_ref().is_some_and(|handler| !handler.body.body.last().is_some_and(leaves))
        }
        Statement::IfStatement(choice) => {
            choice.alternate.is_none() && is_error(&choice.test) && !leaves(&choice.consequent)
        }
        _ => false,
    }
}

/// Whether a statement keeps out whom nothing was found for: `if (!data) return false`.
pub(super) fn keeps_out_absent(statement: &Statement<'_>) -> bool {
    matches!(statement, Statement::IfStatement(choice) if is_absence(&choice.test) && leaves(&choice.consequent))
}

fn is_absence(condition: &Expression<'_>) -> bool {
    match peel(condition) {
        Expression::UnaryExpression(not) => not.operator == UnaryOperator::LogicalNot,
        Expression::BinaryExpression(comparison) => {
            let is_null = |side: &Expression<'_>| {
                matches!(peel(side), Expression::NullLiteral(_))
                    || path_of(peel(side)).as_deref() == Some("undefined")
            };
            let is_equal =
                matches!(comparison.operator, BinaryOperator::Equality | BinaryOperator::StrictEquality);
            is_equal && is_null(&comparison.right)
        }
        Expression::LogicalExpression(logical) => {
            logical.operator == LogicalOperator::Or
                && (is_absence(&logical.left) || is_absence(&logical.right))
        }
        _ => false,
    }
}

/// Whether a guard of that name lets a request through by what it returns.
fn lets_through(name: &str, value: Option<&Expression<'_>>) -> bool {
    let bare = bare(name);
    let Some(value) = value else {
        // A guard that throws to keep a request out.
        return ["assert", "enforce", "ensure", "require"].iter().any(|head| bare.starts_with(head));
    };
    let denies = DENIALS.iter().any(|word| bare.contains(word));
    match peel(value) {
        Expression::BooleanLiteral(literal) => literal.value != denies,
        Expression::ObjectExpression(object) => says_pass(object),
        Expression::AwaitExpression(awaited) => lets_through(name, Some(&awaited.argument)),
        Expression::CallExpression(call) => {
            matches!(path_of(&call.callee).as_deref(), Some("fn" | "handler" | "next"))
        }
        _ => false,
    }
}

fn says_pass(object: &ast::ObjectExpression<'_>) -> bool {
    let said = object.properties.iter().filter_map(|property| {
        let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
        let key = key_of(&property.key, property.computed)?;
        let Expression::BooleanLiteral(literal) = peel(&property.value) else { return None };
        let is_pass = PASSES.contains(&&*key);
        (is_pass || KEEPS_OUT.contains(&&*key)).then_some(literal.value == is_pass)
    });
    let said: Vec<bool> = said.collect();
    !said.is_empty() && said.iter().all(|passes| *passes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::facts;
    use super::*;

    /// What stands where the first function lets a request through.
    fn let_through(text: &str) -> String {
        let facts = facts("a.ts", text);
        let guard = facts.functions.iter().find(|function| is_guard_name(&function.name)).expect("a guard");
        guard.lets_through.map_or_else(String::new, |at| at.of(text).to_owned())
    }

    #[test]
    fn a_guard_that_answers_yes_to_an_error_lets_through() {
        for (text, expected) in [
            (
                "async function checkRateLimit() { const { error } = await q(); if (error) { log(error); return true; } return false; }",
                "return true;",
            ),
            (
                "const checkRateLimit = async () => { try { return await q(); } catch (e) { return { allowed: true, left: 1 }; } };",
                "return { allowed: true, left: 1 };",
            ),
            (
                "async function isRateLimited() { try { await q(); } catch (e) { log(e); } return false; }",
                "return false;",
            ),
            (
                "async function enforceRateLimit() { const { error } = await q(); if (error || x) return; throw x; }",
                "return;",
            ),
            ("function rateLimit(c, next) { try { q(); } catch { return next(); } }", "return next();"),
            (
                "async function check_quota() { if (limitError) console.log(1); if (n > 3) return false; return true; }",
                "return true;",
            ),
        ] {
            assert_eq!(let_through(text), expected, "{text}");
        }
    }

    #[test]
    fn a_guard_that_answers_no_or_throws_does_not() {
        for text in [
            "async function checkRateLimit() { if (error) return false; return true; }",
            "async function checkRateLimit() { if (error) { throw error; } return { allowed: true }; }",
            "async function checkRateLimit() { try { return q(); } catch (e) { return { allowed: false }; } }",
            "async function isRateLimited() { try { return q(); } catch (e) { return true; } }",
            "async function hasRole() { if (error && error.code === 'PGRST116') return true; return false; }",
            "async function hasRole() { if (data) return true; return false; }",
            "async function hasRole() { if (error) log(error); if (!data) return false; return true; }",
            "async function hasRole() { try { q(); } catch (e) { log(e); } if (data) return true; return false; }",
            "async function requireAuth() { try { q(); } catch (e) { throw e; } return { valid: true }; }",
        ] {
            assert_eq!(let_through(text), "", "{text}");
        }
    }

    #[test]
    fn what_counts_or_shows_limits_is_no_guard() {
        assert!(
            is_guard_name("withRateLimit")
                && is_guard_name("check_rate_limit")
                && is_guard_name("verifyApiKey")
        );
        for name in
            ["getRateLimitHeaders", "useIsAdmin", "federatedLimits", "createApiKey", "RateLimitPanel", "load"]
        {
            assert!(!is_guard_name(name), "{name}");
        }
    }
}
