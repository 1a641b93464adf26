//! Web applications that no Content-Security-Policy protects. Whatever the answer, the subject is the
//! application and not the policy: the other side of a conflict may have another one, or none.

use crate::finding::Related;
use crate::project::Project;
use crate::project::deploy::{Policy, PolicyKind};
use crate::rule::Reporter;

pub(super) fn check(project: &Project, report: &mut Reporter<'_>) {
    for application in &project.deployment().applications {
        let policies = &application.policies;
        let is = |kind| policies.iter().any(|policy| policy.kind == kind);
        if policies.iter().any(Policy::protects) {
            report.pass(application);
        } else if let Some(policy) = policies.iter().find(|policy| policy.kind == PolicyKind::Uncertain) {
            report.unknown(application, policy.doubt());
        } else if is(PolicyKind::Development) {
            // There is one, and `dev-only-csp` says what is wrong with it.
        } else if let Some(policy) = policies.first() {
            let message = format!("the only policy reports and enforces nothing: {}", policy.at.path);
            let label = "reports and enforces nothing".to_owned();
            let finding = report.fail(application, message);
            finding.related.push(Related { location: policy.at.clone(), label });
        } else {
            let message = "no Content-Security-Policy in the page, a header file, a proxy or a server";
            report.fail(application, message);
        }
    }
}
