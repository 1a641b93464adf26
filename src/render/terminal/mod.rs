//! The report for somebody at a terminal: the answer first, then what blocks, then the evidence.

mod findings;
mod frame;
mod head;
mod page;
mod tail;

use std::io::{self, Write};

use page::Page;

use super::Style;
use crate::report::Report;

/// Writes the report.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    head::verdict(&mut page, report)?;
    head::repository(&mut page, report)?;
    head::categories(&mut page, report)?;
    head::blocking(&mut page, report)?;
    head::coverage(&mut page, report)?;
    head::access(&mut page, report)?;
    findings::firm(&mut page, report)?;
    findings::tentative(&mut page, report)?;
    findings::accepted(&mut page, report)?;
    tail::works(&mut page, report)?;
    tail::path(&mut page, report)?;
    tail::not_looked_at(&mut page, report)?;
    tail::reproduce(&mut page, report)
}
