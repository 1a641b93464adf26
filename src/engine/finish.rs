//! Assessments → report: places, excerpts, fingerprints, order.

use std::collections::HashMap;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::places::Places;
use super::{Evidence, Request, grading, owner};
use crate::finding::{Confidence, Finding, Fingerprint, Location, Problem};
use crate::grade::Score;
use crate::report::{
    Acceptance, Counts, Files, Outcome, Report, ReportFinding, ReportProblem, Repository, RuleReport, Status,
};
use crate::rule::{Assessment, Catalog, CatalogRule, hexadecimal};
use crate::source::Sources;

/// Makes the report.
pub(super) fn finish(
    sources: &Sources,
    catalog: &Catalog,
    rules: &[&CatalogRule],
    assessments: Vec<Assessment>,
    problems: Vec<Problem>,
    request: &Request,
) -> Report {
    let places = Places::new(sources);
    let (mut reports, findings): (Vec<_>, Vec<_>) = rules
        .par_iter()
        .zip(assessments)
        .map(|(rule, assessment)| {
            let accepted = |finding: &Finding| owner::acceptance(rule, finding, request);
            let report = rule_report(rule, &assessment, accepted, request.evidence, &places);
            (report, report_findings(rule, assessment.findings, accepted, &places))
        })
        .unzip();
    let mut findings: Vec<ReportFinding> = findings.into_iter().flatten().collect();
    findings.sort_by(|a, b| (&a.place, &a.rule, &a.message).cmp(&(&b.place, &b.rule, &b.message)));
    reports.sort_by(|a, b| (a.category, &a.id).cmp(&(b.category, &b.id)));
    let problems = problems.into_iter().map(|problem| report_problem(problem, &places)).collect();
    let (grade, path) = grading::grade(&reports, &mut findings);
    Report {
        repository: repository(sources, &reports),
        rules_digest: catalog.digest().to_owned(),
        grade,
        path,
        assessments: reports,
        findings,
        access: Vec::new(),
        since: None,
        problems,
        files: Files { seen: sources.seen(), audited: sources.files.len(), skipped: sources.skipped.clone() },
    }
}

fn repository(sources: &Sources, reports: &[RuleReport]) -> Repository {
    let git = sources.git.as_ref();
    let mut scope = Sha256::new();
    for rule in reports.iter().filter(|rule| rule.status.is_in_scope()) {
        scope.update(&rule.id);
        scope.update([0]);
    }
    let scope = scope.finalize();
    Repository {
        commit: git.and_then(|git| git.commit.clone()),
        tree: git.and_then(|git| git.tree.clone()),
        is_dirty: git.map(|git| git.is_dirty),
        scope_digest: hexadecimal(&scope),
    }
}

fn rule_report(
    rule: &CatalogRule,
    assessment: &Assessment,
    accepted: impl Fn(&Finding) -> Option<Acceptance>,
    evidence: Evidence,
    places: &Places<'_>,
) -> RuleReport {
    let mut counts =
        Counts { pass: assessment.passes.len(), unknown: assessment.unknowns.len(), ..Counts::default() };
    let passes = match evidence {
        Evidence::Every => assessment.passes.as_slice(),
        Evidence::NotPassed => &[],
    };
    // One rule has more of them than all others together: each import of the repository.
    let passes = passes.par_iter().map(|subject| places.subject(subject, Outcome::Pass));
    let mut subjects: Vec<_> = passes.collect();
    for finding in &assessment.findings {
        let (count, outcome) = match finding.confidence {
            Confidence::Tentative => (&mut counts.review, Outcome::Review),
            _ if accepted(finding).is_some() => (&mut counts.accepted, Outcome::Accepted),
            Confidence::Firm | Confidence::Certain => (&mut counts.fail, Outcome::Fail),
        };
        *count += 1;
        subjects.push(places.subject(&finding.subject, outcome));
    }
    for unknown in &assessment.unknowns {
        let mut subject = places.subject(&unknown.subject, Outcome::Unknown);
        subject.reason = Some(unknown.reason.as_str().into());
        subjects.push(subject);
    }
    subjects.par_sort();
    RuleReport {
        id: rule.id.clone(),
        title: rule.data.title.clone(),
        category: rule.category,
        severity: rule.data.severity,
        scoring: rule.data.scoring,
        examines: rule.data.examines.clone(),
        summary: assessment.summary.clone(),
        why: rule.data.why.trim().to_owned(),
        fix: rule.data.fix.trim().to_owned(),
        effort_minutes: rule.data.effort.minutes(),
        status: status(assessment),
        subjects,
        counts,
    }
}

fn status(assessment: &Assessment) -> Status {
    match &assessment.not_evaluated {
        Some(reason) => Status::NotEvaluated(reason.clone()),
        None if assessment.is_applicable() => Status::Assessed,
        None => assessment.unasked.map_or(Status::NotApplicable, Status::NotAsked),
    }
}

fn report_findings(
    rule: &CatalogRule,
    mut findings: Vec<Finding>,
    accepted: impl Fn(&Finding) -> Option<Acceptance> + Sync,
    places: &Places<'_>,
) -> Vec<ReportFinding> {
    findings.sort_by(|a, b| {
        (&a.subject.at, &a.subject.name, &a.message).cmp(&(&b.subject.at, &b.subject.name, &b.message))
    });
    let ordinals = ordinals(&findings, places);
    let report = |(finding, ordinal): (Finding, usize)| {
        let acceptance = accepted(&finding);
        let at = finding.subject.at.as_ref();
        let text = at.map_or("", |at| places.text(at));
        let path = at.map_or("", |at| at.path.as_str());
        let fingerprint = Fingerprint::new(&rule.id, path, &finding.subject.name, text, ordinal);
        ReportFinding {
            rule: rule.id.clone(),
            severity: finding.severity,
            confidence: finding.confidence,
            message: finding.message,
            place: at.map(|at| places.place(at)),
            excerpt: at.and_then(|at| places.excerpt(at)),
            subject: finding.subject.name,
            fingerprint,
            acceptance,
            impact: Score::default(),
            cause: finding.cause,
            related: finding
                .related
                .into_iter()
                .map(|related| (places.place(&related.location), related.label))
                .collect(),
        }
    };
    // One rule may have most of the findings.
    findings.into_par_iter().zip(ordinals).map(report).collect()
}

/// How many findings before each one are its equals: same file, same subject, same text.
fn ordinals(findings: &[Finding], places: &Places<'_>) -> Vec<usize> {
    let mut met: HashMap<(Option<&str>, &str, &str), usize> = HashMap::with_capacity(findings.len());
    let subjects = findings.iter().map(|finding| &finding.subject);
    let ordinal = subjects.map(|subject| {
        let at = subject.at.as_ref();
        let text = at.map_or("", |at| places.text(at));
        let count = met.entry((at.map(|at| at.path.as_str()), &*subject.name, text)).or_default();
        *count += 1;
        *count - 1
    });
    ordinal.collect()
}

fn report_problem(problem: Problem, places: &Places<'_>) -> ReportProblem {
    let location = problem.path.map(|path| Location { path, span: problem.span, side: problem.side });
    ReportProblem {
        place: location.map(|at| places.place(&at)),
        kind: problem.kind,
        message: problem.message,
    }
}
