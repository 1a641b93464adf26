//! The report for pull requests and auditors: GitHub's Markdown, in the order of every report for
//! people. Whatever comes from the repository is escaped.

mod escape;
mod findings;
mod head;
mod part;
mod tail;

use std::io::{self, Write};

use super::Style;
use crate::report::Report;

/// Writes the report, cut to the style's limit with a note of what was cut.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut parts = vec![head::verdict(report), head::categories(report), head::blocking(report)];
    parts.push(head::coverage(report));
    parts.push(head::access(report));
    parts.push(head::access_changes(report));
    parts.extend(findings::firm(report, style));
    parts.extend(findings::tentative(report, style));
    parts.push(findings::accepted(report));
    parts.push(tail::works(report));
    parts.push(tail::path(report));
    parts.push(tail::not_looked_at(report));
    parts.push(tail::reproduce(report, style));
    out.write_all(part::join(parts, style.limit).as_bytes())
}
