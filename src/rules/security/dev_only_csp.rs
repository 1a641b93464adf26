//! Content-Security-Policies that only the development server sends.

use crate::finding::{Related, Subject};
use crate::project::Project;
use crate::project::deploy::{Policy, PolicyKind, WebApplication};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for application in &project.deployment().applications {
        let policies = &application.policies;
        let place = application.place.as_str();
        if let Some(policy) = policies.iter().find(|policy| policy.protects()) {
            report.pass(Subject::new(place, policy.at.clone()));
            continue;
        }
        if let Some(policy) = policies.iter().find(|policy| policy.kind == PolicyKind::Uncertain) {
            report.unknown(
                Subject::new(place, policy.at.clone()),
                "whether users see this policy is not known",
            );
            continue;
        }
        let development = policies.iter().filter(|policy| policy.kind == PolicyKind::Development);
        // `vite.config.ts` before its variants.
        let Some(first) = development.min_by_key(|policy| policy.at.path.as_str().len()) else {
            continue;
        };
        let finding = report.fail(Subject::new(place, first.at.clone()), message(application));
        for other in policies.iter().filter(|policy| *policy != first) {
            finding.related.push(Related { location: other.at.clone(), label: label(other).to_owned() });
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
