//! Project → assessments, one a rule; two readings of a conflict become one assessment.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use rayon::prelude::*;

use super::extract::words_of;
use super::watch::Watch;
use crate::finding::{Finding, Problem, ProblemKind, Subject};
use crate::project::Project;
use crate::rule::{Assessment, CatalogRule, Reporter};
use crate::source::{Side, Span};

/// What every rule found out.
pub(super) struct Checked {
    /// One a rule, in the order of the rules.
    pub(super) assessments: Vec<Assessment>,
    /// Rules that panicked.
    pub(super) failures: Vec<Problem>,
    /// Time of each rule.
    pub(super) times: Vec<(String, Duration)>,
}

/// Runs every rule on every reading. A rule that panics is not evaluated, and a problem says so.
pub(super) fn check(
    readings: &[(Option<Side>, Project)],
    rules: &[&CatalogRule],
    watch: &dyn Watch,
) -> Checked {
    let checked = rules.par_iter().map(|rule| {
        let start = watch.now();
        let sides = readings.iter().map(|(side, project)| (*side, run(project, rule)));
        let assessment = merge(sides.collect());
        (assessment, (rule.id.clone(), watch.now().saturating_sub(start)))
    });
    let (assessments, times): (Vec<Assessment>, Vec<_>) = checked.unzip();
    let failures = rules.iter().zip(&assessments).filter_map(|(rule, assessment)| failure(rule, assessment));
    let failures = failures.collect();
    Checked { assessments, failures, times }
}

const FAILED: &str = "gonogo failed in this rule";

fn run(project: &Project, rule: &CatalogRule) -> Assessment {
    let examine = || {
        let mut reporter = Reporter::new(rule);
        (rule.check)(project, &mut reporter);
        reporter.finish()
    };
    catch_unwind(AssertUnwindSafe(examine)).unwrap_or_else(|panic| Assessment {
        not_evaluated: Some(format!("{FAILED}: {}; please report it", words_of(&*panic))),
        ..Assessment::default()
    })
}

fn failure(rule: &CatalogRule, assessment: &Assessment) -> Option<Problem> {
    let reason = assessment.not_evaluated.as_ref().filter(|reason| reason.starts_with(FAILED))?;
    let message = format!("{}: {reason}", rule.id);
    Some(Problem { path: None, span: Span::default(), side: None, kind: ProblemKind::Internal, message })
}

/// What was seen on both sides is said once; what was seen on one says which.
fn merge(mut sides: Vec<(Option<Side>, Assessment)>) -> Assessment {
    if let [(None, assessment)] = sides.as_mut_slice() {
        return std::mem::take(assessment);
    }
    let mut merged = Assessment::default();
    let seen: Vec<BTreeSet<Key>> = sides.iter().map(|(_, a)| a.findings.iter().map(key).collect()).collect();
    for (index, (side, assessment)) in sides.into_iter().enumerate() {
        for mut finding in assessment.findings {
            let elsewhere =
                seen.iter().enumerate().any(|(other, keys)| other != index && keys.contains(&key(&finding)));
            if elsewhere && index > 0 {
                continue;
            }
            if !elsewhere && let Some(at) = &mut finding.subject.at {
                at.side = side;
            }
            merged.findings.push(finding);
        }
        merged.passes.extend(assessment.passes);
        merged.unknowns.extend(assessment.unknowns);
        merged.not_evaluated = merged.not_evaluated.or(assessment.not_evaluated);
        merged.unasked = merged.unasked.or(assessment.unasked);
        merged.summary = merged.summary.or(assessment.summary);
    }
    drop_repeated(&mut merged);
    merged
}

type Key = (Subject, String);

fn key(finding: &Finding) -> Key {
    (finding.subject.clone(), finding.message.clone())
}

/// A subject that fails on one side does not pass on the other, and none is counted twice.
fn drop_repeated(merged: &mut Assessment) {
    let failed: BTreeSet<Subject> =
        merged.findings.iter().map(|finding| without_side(&finding.subject)).collect();
    merged.unknowns.sort();
    merged.unknowns.dedup_by(|a, b| a.subject == b.subject);
    merged.unknowns.retain(|unknown| !failed.contains(&unknown.subject));
    let unknown: BTreeSet<Subject> = merged.unknowns.iter().map(|unknown| unknown.subject.clone()).collect();
    merged.passes.sort();
    merged.passes.dedup();
    merged.passes.retain(|subject| !failed.contains(subject) && !unknown.contains(subject));
}

fn without_side(subject: &Subject) -> Subject {
    let mut subject = subject.clone();
    if let Some(at) = &mut subject.at {
        at.side = None;
    }
    subject
}
