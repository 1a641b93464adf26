//! Work left undone that a comment admits.

use crate::facts::Comment;
use crate::finding::{Location, Severity, Subject};
use crate::project::Project;
use crate::rule::Reporter;
use crate::source::Role;

/// What makes an unfinished place dangerous, as whole words.
const DANGERS: [&str; 34] = [
    "auth",
    "authenticate",
    "authenticated",
    "authentication",
    "authorise",
    "authorization",
    "authorize",
    "authorized",
    "billing",
    "credential",
    "credentials",
    "csrf",
    "encrypt",
    "encryption",
    "exploit",
    "injection",
    "insecure",
    "jwt",
    "oauth",
    "password",
    "passwords",
    "payment",
    "payments",
    "permission",
    "permissions",
    "production",
    "rls",
    "secret",
    "secrets",
    "security",
    "tenant",
    "tenants",
    "vulnerability",
    "xss",
];
/// Words of a message that are kept.
const MAX_WORDS: usize = 16;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for file in project.files().filter(|file| file.role == Role::Production && !file.comments.is_empty()) {
        let mut is_clean = true;
        for marker in file.comments.iter().flat_map(Comment::markers) {
            is_clean = false;
            let at = Location::new(&file.path, marker.span);
            let danger = danger(marker.line).filter(|_| !marker.is_in_sample);
            let message = match danger {
                Some(word) => format!("{}, about `{word}`", words(marker.line)),
                None => words(marker.line),
            };
            let finding = report.fail(Subject::new(file.path.as_str(), at), message);
            if danger.is_some() {
                finding.severity = Severity::Critical;
            }
        }
        if is_clean {
            report.pass(Subject::file(&file.path));
        }
    }
}

/// The first word that makes this dangerous.
fn danger(line: &str) -> Option<&'static str> {
    let lower = line.to_ascii_lowercase();
    if lower.contains("data loss") {
        return Some("data loss");
    }
    lower
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .find_map(|word| DANGERS.binary_search(&word).ok())
        .map(|at| DANGERS[at])
}

fn words(line: &str) -> String {
    let mut words: Vec<&str> = line.split_whitespace().take(MAX_WORDS + 1).collect();
    if words.len() > MAX_WORDS {
        words[MAX_WORDS] = "…";
    }
    words.join(" ")
}
