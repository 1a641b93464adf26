//! The report for machines: the shape every other format can be made from, described by
//! [`SCHEMA`]. Written as a stream, one subject, finding or problem a line, so that two reports
//! can be compared line by line.

use std::io::{self, Write};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::ser::{Formatter, Serializer as JsonSerializer};

use super::{access, access_change};
use crate::grade::{Cap, CategoryGrade, FORMULA, Grade};
use crate::report::{
    Acceptance, Place, Report, ReportFinding, ReportProblem, ReportSubject, RuleReport, Status, Step,
};
use crate::source::{Side, SkippedFile};

/// Fields may be added under one version; none is removed and none changes its meaning.
pub const SCHEMA_VERSION: &str = "1";
/// The JSON Schema of what [`write()`] writes.
pub const SCHEMA: &str = include_str!("report.schema.json");
/// Digits behind the point of a gain: one finding among thousands still gains something.
const GAIN_DECIMALS: u32 = 4;

/// Writes the whole report and a line ending.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = JsonSerializer::with_formatter(&mut *out, Lines { depth: 0, has_value: false });
    Document(report).serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Writes a JSON object of these fields.
macro_rules! object {
    ($serializer:expr, { $($key:literal: $value:expr),* $(,)? }) => {{
        let mut map = $serializer.serialize_map(None)?;
        $(map.serialize_entry($key, &$value)?;)*
        map
    }};
}

/// Makes a type of the report serialisable: `$name` borrows what `$body` writes.
macro_rules! written {
    ($name:ident($type:ty) = |$value:ident, $serializer:ident| $body:expr) => {
        struct $name<'r>(&'r $type);

        impl Serialize for $name<'_> {
            fn serialize<S: Serializer>(&self, $serializer: S) -> Result<S::Ok, S::Error> {
                let $value = self.0;
                $body
            }
        }
    };
}

/// A sequence whose items are written one by one.
struct Each<F>(F);

impl<T: Serialize, I: Iterator<Item = T>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        for item in (self.0)() {
            sequence.serialize_element(&item)?;
        }
        sequence.end()
    }
}

written!(
    Document(Report) = |report, serializer| {
        let map = object!(serializer, {
            "schema_version": SCHEMA_VERSION,
            "tool": Tool(report),
            "repository": Repository(report),
            "verdict": report.grade.verdict.name(),
            "grade": Graded(&report.grade),
            "categories": Each(|| report.grade.categories.iter().map(Category)),
            "path": Each(|| report.path.iter().map(WayUp)),
            "assessments": Each(|| report.assessments.iter().map(Assessment)),
            "findings": Each(|| report.findings.iter().map(Finding)),
            "access": Each(|| report.access.iter().map(access::row)),
            "since": report.since.as_ref().map(access_change::json),
            "problems": Each(|| report.problems.iter().map(Problem)),
            "files": Files(report),
        });
        map.end()
    }
);

written!(
    Tool(Report) = |report, serializer| {
        let map = object!(serializer, {
            "name": "gonogo",
            "version": env!("CARGO_PKG_VERSION"),
            "rules_digest": report.rules_digest,
            "formula": FORMULA,
        });
        map.end()
    }
);

written!(
    Repository(Report) = |report, serializer| {
        let repository = &report.repository;
        let map = object!(serializer, {
            "root": ".",
            "commit": repository.commit,
            "tree": repository.tree,
            "dirty": repository.is_dirty,
            "scope_digest": repository.scope_digest,
        });
        map.end()
    }
);

written!(
    Graded(Grade) = |grade, serializer| {
        let mut map = object!(serializer, {
            "letter": grade.letter.name(),
            "score": grade.score.to_string(),
            "caps": Each(|| grade.caps.iter().map(CapOf)),
        });
        if let Some((letter, score)) = &grade.without_accepted {
            map.serialize_entry("without_accepted", &Standing(letter.name(), score.to_string()))?;
        }
        map.end()
    }
);

/// A letter and its score.
struct Standing(&'static str, String);

impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "letter": self.0, "score": self.1 }).end()
    }
}

written!(
    CapOf(Cap) = |cap, serializer| {
        object!(serializer, { "letter": cap.letter.name(), "reason": cap.reason }).end()
    }
);

written!(
    Category(CategoryGrade) = |category, serializer| {
        let map = object!(serializer, {
            "name": category.category.name(),
            "score": category.score.to_string(),
            "weight": category.weight,
        });
        map.end()
    }
);

written!(
    WayUp(Step) = |step, serializer| {
        let map = object!(serializer, {
            "rule": step.rule,
            "severity": step.severity.name(),
            "findings": step.findings,
            "effort_minutes": step.effort_minutes,
            "gain": step.gain.decimals(GAIN_DECIMALS),
            "verdict": step.reached.verdict.name(),
            "letter": step.reached.letter.name(),
            "score": step.reached.score.to_string(),
        });
        map.end()
    }
);

written!(
    Assessment(RuleReport) = |rule, serializer| {
        let mut map = object!(serializer, {
            "rule": rule.id,
            "category": rule.category.name(),
            "severity": rule.severity.name(),
            "title": rule.title,
            "scoring": rule.scoring.name(),
            "effort_minutes": rule.effort_minutes,
            "status": match rule.status {
                Status::Assessed => "assessed",
                Status::NotApplicable => "not-applicable",
                Status::NotEvaluated(_) | Status::NotAsked(_) => "not-evaluated",
            },
        });
        if let Some(reason) = rule.status.reason() {
            map.serialize_entry("reason", reason)?;
        }
        for (outcome, count) in [
            ("pass", rule.counts.pass),
            ("fail", rule.counts.fail),
            ("accepted", rule.counts.accepted),
            ("unknown", rule.counts.unknown),
            ("review", rule.counts.review),
        ] {
            map.serialize_entry(outcome, &count)?;
        }
        if let Some(summary) = &rule.summary {
            map.serialize_entry("summary", summary)?;
        }
        map.serialize_entry("subjects", &Each(|| rule.subjects.iter().map(Subject)))?;
        map.end()
    }
);

written!(
    Subject(ReportSubject) = |subject, serializer| {
        let place = subject.place.as_ref();
        let mut map = object!(serializer, {
            "name": &*subject.name,
            "status": subject.outcome.name(),
            "path": place.map(|place| place.path.as_str()),
            "line": place.map(|place| place.start.line),
            "column": place.map(|place| place.start.column),
        });
        if let Some(side) = place.and_then(|place| place.side) {
            map.serialize_entry("side", side.name())?;
        }
        if let Some(reason) = &subject.reason {
            map.serialize_entry("reason", &**reason)?;
        }
        map.end()
    }
);

written!(
    Finding(ReportFinding) = |finding, serializer| {
        let place = finding.place.as_ref();
        let mut map = object!(serializer, {
            "rule": finding.rule,
            "severity": finding.severity.name(),
            "confidence": finding.confidence.name(),
            "message": finding.message,
            "subject": &*finding.subject,
            "path": place.map(|place| place.path.as_str()),
            "line": place.map(|place| place.start.line),
            "column": place.map(|place| place.start.column),
            "end_line": place.map(|place| place.end.line),
            "end_column": place.map(|place| place.end.column),
            "side": place.and_then(|place| place.side).map(Side::name),
            "fingerprint": finding.fingerprint.to_string(),
            "impact": finding.impact.decimals(GAIN_DECIMALS),
            "related": Each(|| finding.related.iter().map(Related)),
        });
        if let Some(acceptance) = &finding.acceptance {
            map.serialize_entry("accepted", &Accepted(acceptance))?;
        }
        map.end()
    }
);

written!(
    Related((Place, String)) = |related, serializer| {
        let (place, label) = related;
        let map = object!(serializer, {
            "path": place.path.as_str(),
            "line": place.start.line,
            "column": place.start.column,
            "label": label,
        });
        map.end()
    }
);

written!(
    Accepted(Acceptance) = |acceptance, serializer| {
        let map = object!(serializer, {
            "reason": acceptance.reason,
            "owner": acceptance.owner,
            "expires": acceptance.expires,
        });
        map.end()
    }
);

written!(
    Problem(ReportProblem) = |problem, serializer| {
        let place = problem.place.as_ref();
        let mut map = object!(serializer, {
            "path": place.map(|place| place.path.as_str()),
            "kind": problem.kind.name(),
            "line": place.map(|place| place.start.line),
            "column": place.map(|place| place.start.column),
            "message": problem.message,
        });
        if let Some(side) = place.and_then(|place| place.side) {
            map.serialize_entry("side", side.name())?;
        }
        map.end()
    }
);

written!(
    Files(Report) = |report, serializer| {
        let files = &report.files;
        let map = object!(serializer, {
            "seen": files.seen,
            "audited": files.audited,
            "skipped": files.skipped.len(),
            "skipped_files": Each(|| files.skipped.iter().map(Skipped)),
        });
        map.end()
    }
);

written!(
    Skipped(SkippedFile) = |file, serializer| {
        object!(serializer, { "path": file.path.as_str(), "reason": file.reason }).end()
    }
);

/// Breaks lines down to the items of a list in a list, so that each subject has a line of its own.
const BROKEN_DEPTH: usize = 4;

/// Indents like a person would, and writes the innermost objects on one line.
struct Lines {
    depth: usize,
    has_value: bool,
}

impl Lines {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value && self.depth < BROKEN_DEPTH {
            self.indent(writer)?;
        }
        self.has_value = true;
        writer.write_all(bracket)
    }

    fn separate<W: ?Sized + Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        match () {
            () if self.depth <= BROKEN_DEPTH => self.indent(writer),
            () if first => Ok(()),
            () => writer.write_all(b" "),
        }
    }

    fn indent<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}
