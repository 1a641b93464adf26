//! What a rule found out: each subject passes, fails or stays unknown.

use crate::finding::{Finding, Subject};

use super::CatalogRule;

/// A subject the rule could not judge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What.
    pub subject: Subject,
    /// Why not.
    pub reason: String,
}

/// One rule's passes, fails and unknowns over its subjects.
#[derive(Clone, Debug, Default)]
pub struct Assessment {
    /// Subjects in order.
    pub passes: Vec<Subject>,
    /// Subjects that failed.
    pub findings: Vec<Finding>,
    /// Subjects that could not be judged.
    pub unknowns: Vec<Unknown>,
    /// Why the rule as a whole could not be evaluated.
    pub not_evaluated: Option<String>,
    /// Why the rule has nothing to examine unless somebody asks: then it is no part of the grade.
    pub unasked: Option<&'static str>,
    /// What the findings amount to, where their number alone does not say it: one sentence without
    /// full stop.
    pub summary: Option<String>,
}

impl Assessment {
    /// Whether the rule met any subject.
    pub fn is_applicable(&self) -> bool {
        !(self.passes.is_empty() && self.findings.is_empty() && self.unknowns.is_empty())
    }
}

/// Takes down what one rule's check says, subject by subject.
#[derive(Debug)]
pub struct Reporter<'r> {
    rule: &'r CatalogRule,
    assessment: Assessment,
}

impl<'r> Reporter<'r> {
    /// An empty assessment of `rule`.
    pub fn new(rule: &'r CatalogRule) -> Self {
        Self { rule, assessment: Assessment::default() }
    }

    /// The subject is as it should be.
    pub fn pass(&mut self, subject: impl Into<Subject>) {
        self.assessment.passes.push(subject.into());
    }

    /// The subject is not. The finding has the rule's severity and confidence; what is returned may
    /// lower or raise them and add related places.
    ///
    /// # Panics
    /// Never: what was pushed is there.
    pub fn fail(&mut self, subject: impl Into<Subject>, message: impl Into<String>) -> &mut Finding {
        self.assessment.findings.push(Finding {
            subject: subject.into(),
            severity: self.rule.data.severity,
            confidence: self.rule.data.confidence,
            message: message.into(),
            related: Vec::new(),
            cause: None,
        });
        self.assessment.findings.last_mut().expect("one was just pushed")
    }

    /// The subject cannot be judged.
    pub fn unknown(&mut self, subject: impl Into<Subject>, reason: impl Into<String>) {
        self.assessment.unknowns.push(Unknown { subject: subject.into(), reason: reason.into() });
    }

    /// What the rule needs is missing, so that no subject can be judged.
    pub fn not_evaluated(&mut self, reason: impl Into<String>) {
        self.assessment.not_evaluated = Some(reason.into());
    }

    /// The rule answers a question that nobody asked of this audit.
    pub fn not_asked(&mut self, reason: &'static str) {
        self.assessment.unasked = Some(reason);
    }

    /// What the findings amount to, in one sentence without full stop.
    pub fn summarise(&mut self, summary: impl Into<String>) {
        self.assessment.summary = Some(summary.into());
    }

    /// All that was said.
    pub fn finish(self) -> Assessment {
        self.assessment
    }
}
