//! Content-Security-Policies that only the development server sends.

use crate::finding::{Related, Subject};
use crate::project::Project;
use crate::project::deploy::{Policy, PolicyKind, WebApplication};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for application in &project.deployment().applications {
        let policies = &application.policies;
        let development = policies.iter().filter(|policy| policy.kind == PolicyKind::Development);
        // `vite.config.ts` before its variants.
        let first = development.min_by_key(|policy| policy.at.path.as_str().len());
        // The same place for every answer: on one side of a conflict it may be another.
        let subject = first.map_or_else(
            || Subject::from(application),
            |policy| Subject::new(application.place.as_str(), policy.at.clone()),
        );
        if policies.iter().any(Policy::protects) {
            report.pass(subject);
        } else if let Some(policy) = policies.iter().find(|policy| policy.kind == PolicyKind::Uncertain) {
            report.unknown(subject, policy.doubt());
        } else if let Some(first) = first {
            let finding = report.fail(subject, message(application));
            for other in policies.iter().filter(|policy| *policy != first) {
                let label = label(other).to_owned();
                finding.related.push(Related { location: other.at.clone(), label });
            }
        }
    }
}

fn message(application: &WebApplication) -> String {
    let reports = application.policies.iter().any(|policy| policy.kind == PolicyKind::Production);
    let rest =
        if reports { "what production sends only reports" } else { "nothing production serves has one" };
    format!("only the development server sends this policy; {rest}")
}

fn label(policy: &Policy) -> &'static str {
    match policy.kind {
        PolicyKind::Development => "also on a development server only",
        PolicyKind::Production => "reports and enforces nothing",
        PolicyKind::Uncertain => "not known to reach users",
    }
}
