//! Arguments, commands, exit codes; the only place that prints.
#![expect(clippy::print_stdout, reason = "the command line is what prints")]

use std::path::Path;
use std::process::ExitCode;

use crate::{engine, rules, source};

/// Runs the program.
pub fn main() -> ExitCode {
    let root = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let report = engine::with_threads(0, || {
        let tree = source::walk(Path::new(&root)).expect("a folder");
        let sources = source::read(tree);
        let catalog = rules::catalog().expect("rules");
        let rules: Vec<_> = catalog.rules().iter().collect();
        engine::audit(&sources, &catalog, &rules, &engine::Request::default())
    });
    for rule in &report.assessments {
        println!("{} {:?} {:?}", rule.id, rule.counts, rule.status);
    }
    for finding in report.findings.iter() {
        println!(
            "{:?} {} {}",
            finding.place.as_ref().map(|p| (p.path.clone(), p.start.line, p.start.column, p.side)),
            finding.rule,
            finding.message
        );
    }
    println!("{} problems", report.problems.len());
    ExitCode::SUCCESS
}
