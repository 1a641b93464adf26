//! Web applications that no Content-Security-Policy protects.

use crate::finding::Subject;
use crate::project::Project;
use crate::project::deploy::PolicyKind;
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for application in &project.deployment().applications {
        let policies = &application.policies;
        let place = application.place.as_str();
        if let Some(policy) = policies.iter().find(|policy| policy.protects()) {
            report.pass(Subject::new(place, policy.at.clone()));
        } else if let Some(policy) = policies.iter().find(|policy| policy.kind == PolicyKind::Uncertain) {
            report.unknown(
                Subject::new(place, policy.at.clone()),
                "whether users see this policy is not known",
            );
        } else if policies.iter().any(|policy| policy.kind == PolicyKind::Development) {
            // There is one, and `dev-only-csp` says what is wrong with it.
        } else if let Some(policy) = policies.first() {
            let message = "the only policy reports and enforces nothing";
            report.fail(Subject::new(place, policy.at.clone()), message);
        } else {
            report.fail(
                application,
                "no Content-Security-Policy in the page, a header file, a proxy or a server",
            );
        }
    }
}
