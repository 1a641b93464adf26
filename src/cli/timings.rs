//! `--timings`: where the time went. On standard error, never in a report.

use std::io::{self, Write};
use std::time::Duration;

use crate::engine::Timings;

/// Writes phases, languages and rules, the slowest rule first.
pub(super) fn write(out: &mut dyn Write, timings: &Timings, whole: Duration) -> io::Result<()> {
    writeln!(out, "\nphase (wall time)")?;
    for (name, time) in &timings.phases {
        line(out, name, *time, "")?;
        if *name == "extract" {
            for (language, (files, time)) in &timings.languages {
                line(out, &format!("  {language}"), *time, &format!("{files} files, summed over threads"))?;
            }
        }
    }
    line(out, "whole", whole, "")?;
    writeln!(out, "\nrule (summed over threads)")?;
    let mut rules = timings.rules.clone();
    rules.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    for (rule, time) in &rules {
        line(out, rule, *time, "")?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, name: &str, time: Duration, note: &str) -> io::Result<()> {
    let line = format!("  {name:<32}{:>10.2} ms  {note}", time.as_secs_f64() * 1000.0);
    writeln!(out, "{}", line.trim_end())
}
