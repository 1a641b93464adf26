//! What the tool says: findings, the subjects they are about, and problems.

mod fingerprint;
mod problem;
mod severity;
mod subject;

pub use fingerprint::Fingerprint;
pub use problem::{Problem, ProblemKind};
pub use severity::{Confidence, Severity};
pub use subject::{Location, Subject};

/// Another place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is to be seen there.
    pub label: String,
}

/// A subject that failed a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What failed, and where.
    pub subject: Subject,
    /// How bad it is here; the rule's own severity unless the check knows better.
    pub severity: Severity,
    /// How sure the rule is here.
    pub confidence: Confidence,
    /// What is wrong here. Its first line stands alone.
    pub message: String,
    /// Other places that explain it, in the order to read them.
    pub related: Vec<Related>,
    /// What it may share with others of its rule: one repair ends all findings of one cause.
    pub cause: Option<Box<str>>,
}
