//! What the owner of a repository decided: where a rule does not apply, which risks are taken.

use super::Request;
use crate::config::AcceptedRisk;
use crate::finding::{Finding, Location};
use crate::report::Acceptance;
use crate::rule::{Assessment, CatalogRule};

/// Takes the subjects out to which a rule does not apply.
pub(super) fn drop_overridden(assessments: &mut [Assessment], rules: &[&CatalogRule], request: &Request) {
    if request.overrides.is_empty() {
        return;
    }
    for (assessment, rule) in assessments.iter_mut().zip(rules) {
        let applies = |at: &Option<Location>| {
            let path = at.as_ref().map(|at| &at.path);
            path.is_none_or(|path| !request.overrides.iter().any(|one| one.skips(&rule.id, path)))
        };
        assessment.passes.retain(|subject| applies(&subject.at));
        assessment.findings.retain(|finding| applies(&finding.subject.at));
        assessment.unknowns.retain(|unknown| applies(&unknown.subject.at));
    }
}

/// Who owns the risk of a finding, when somebody does today.
pub(super) fn acceptance(rule: &CatalogRule, finding: &Finding, request: &Request) -> Option<Acceptance> {
    let covers = |risk: &&AcceptedRisk| risk.covers(&rule.id, &finding.subject.name, request.today);
    let risk = request.accepted.iter().find(covers)?;
    Some(Acceptance {
        reason: risk.reason.clone(),
        owner: risk.owner.clone(),
        expires: risk.expires.map(|date| date.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Date};
    use crate::engine::{Request, audit};
    use crate::finding::Severity;
    use crate::grade::Verdict;
    use crate::report::{Outcome, Report};
    use crate::source::Sources;

    const CONFLICT: &str = "<<<<<<< a\none\n=======\ntwo\n>>>>>>> b\n";

    fn audited(configuration: &str, today: Option<Date>) -> Report {
        let catalog = crate::rules::catalog().expect("every rule file is well-formed");
        let config = Config::read(configuration, "gonogo.toml", &catalog).expect("a configuration");
        let catalog = catalog.reweighed(&config.severities);
        let rule = catalog.get("merge-conflict-marker").expect("a built-in rule");
        let sources = Sources::in_memory([("cli/a.ts", CONFLICT), ("src/b.ts", "one\n")]);
        audit(&sources, &catalog, &[rule], &Request::new(config, today))
    }

    #[test]
    fn a_rule_skips_the_paths_of_an_override() {
        let report = audited("[[override]]\npaths = [\"cli/\"]\nskip = [\"merge-conflict-marker\"]", None);
        assert!(report.findings.is_empty());
        assert_eq!(report.assessments[0].counts.pass, 1);
    }

    const ACCEPTED: &str = r#"
        [[accept]]
        rule = "merge-conflict-marker"
        subject = "cli/a.ts"
        reason = "a fixture of the manual"
        owner = "docs"
        expires = 2027-03-01
    "#;

    #[test]
    fn an_accepted_risk_counts_half_and_does_not_block() {
        let report = audited(ACCEPTED, Some(Date::since_epoch(0)));
        let owner = report.findings[0].acceptance.as_ref().map(|acceptance| acceptance.owner.as_str());
        assert_eq!((owner, report.grade.score.to_string().as_str()), (Some("docs"), "66.6"));
        assert_ne!(report.grade.verdict, Verdict::NoGo);
        assert_eq!(report.assessments[0].subjects[0].outcome, Outcome::Accepted);
        assert!(report.grade.without_accepted.is_some() && report.path.is_empty());
    }

    #[test]
    fn an_expired_acceptance_covers_nothing() {
        let report = audited(ACCEPTED, Some(Date::since_epoch(30_000)));
        assert_eq!((report.grade.verdict, report.assessments[0].counts.accepted), (Verdict::NoGo, 0));
    }

    #[test]
    fn a_rule_weighs_what_the_owner_says() {
        let report = audited("[rule.merge-conflict-marker]\nseverity = \"minor\"", None);
        assert_eq!(report.assessments[0].severity, Severity::Minor);
        assert_ne!(report.rules_digest, audited("", None).rules_digest);
    }
}
