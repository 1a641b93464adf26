//! The gate: does this report pass, and why.

use std::process::ExitCode;

use crate::finding::{Confidence, Severity};
use crate::grade::Letter;
use crate::render::counted;
use crate::report::Report;

/// What the report is held to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    /// Findings from this severity on fail it.
    pub(super) fail_on: Severity,
    /// Lower letters fail it.
    pub(super) min_grade: Option<Letter>,
    /// Whether what could not be read or judged fails it.
    pub(super) is_strict: bool,
    /// Whether it passes whatever was found.
    pub(super) exit_zero: bool,
}

/// The exit code, and the words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exit {
    /// The number.
    pub(super) code: u8,
    /// Why it is this number.
    pub(super) reason: String,
}

impl From<&Exit> for ExitCode {
    fn from(exit: &Exit) -> Self {
        Self::from(exit.code)
    }
}

impl Gate {
    /// Judges a report. A failed gate wins over an incomplete audit.
    pub(super) fn judge(self, report: &Report) -> Exit {
        let failed = self.failed(report);
        let problems = report.problems.len();
        let incomplete = (self.is_strict && problems > 0)
            .then(|| format!("{} with --strict", counted(problems, "problem")));
        match (failed, incomplete) {
            (Some(reason), _) if self.exit_zero => {
                Exit { code: 0, reason: format!("--exit-zero, although {reason}") }
            }
            (Some(reason), _) => Exit { code: 1, reason },
            (None, Some(reason)) => Exit { code: 4, reason },
            (None, None) => Exit { code: 0, reason: self.passed(report) },
        }
    }

    fn failed(self, report: &Report) -> Option<String> {
        let (worst, count) = Severity::ALL
            .into_iter()
            .take_while(|severity| *severity >= self.fail_on)
            .map(|severity| (severity, count(report, severity)))
            .find(|(_, count)| *count > 0)
            .unzip();
        if let (Some(severity), Some(count)) = (worst, count) {
            let reach = if severity == self.fail_on { "reach" } else { "exceed" };
            let verb = if count == 1 {
                format!("{reach}{}", if reach == "reach" { "es" } else { "s" })
            } else {
                reach.to_owned()
            };
            return Some(format!(
                "{} {verb} --fail-on {}",
                counted(count, severity.name()),
                self.fail_on.name()
            ));
        }
        let letter = report.grade.letter;
        let min = self.min_grade.filter(|min| letter < *min)?;
        Some(format!("the letter {letter} is under --min-grade {min}"))
    }

    fn passed(self, report: &Report) -> String {
        let below = Severity::ALL.into_iter().filter(|severity| *severity < self.fail_on);
        let worst = below.map(|severity| (severity, count(report, severity))).find(|(_, count)| *count > 0);
        match worst {
            Some((severity, count)) => {
                let verb = if count == 1 { "is" } else { "are" };
                format!("{} {verb} below --fail-on {}", counted(count, severity.name()), self.fail_on.name())
            }
            None => "nothing failed".to_owned(),
        }
    }
}

/// Findings of that severity that are more than tentative.
fn count(report: &Report, severity: Severity) -> usize {
    let is_meant = |finding: &&crate::report::ReportFinding| {
        finding.severity == severity
            && finding.confidence > Confidence::Tentative
            && finding.acceptance.is_none()
    };
    report.findings.iter().filter(is_meant).count()
}
