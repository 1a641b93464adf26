//! What an audit tells while it runs. The clock comes from outside, and no time enters the report.

use std::collections::BTreeMap;
use std::time::Duration;

/// Somebody who wants to know how far an audit is and how long its parts take.
pub trait Watch: Sync {
    /// Time since a fixed moment.
    fn now(&self) -> Duration;
    /// One more file's facts are known.
    fn file_extracted(&self);
}

/// Nobody: time stands still.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn file_extracted(&self) {}
}

/// How long the parts of one audit took.
#[derive(Clone, Debug, Default)]
pub struct Timings {
    /// Wall time of each phase, in order.
    pub phases: Vec<(&'static str, Duration)>,
    /// Files of each language, and the time to read their facts, summed over threads.
    pub languages: BTreeMap<&'static str, (usize, Duration)>,
    /// Time of each rule, summed over both readings of a conflict, in the order of the rules.
    pub rules: Vec<(String, Duration)>,
}

impl Timings {
    /// Runs one phase and takes down its time.
    pub fn phase<T>(&mut self, name: &'static str, watch: &dyn Watch, work: impl FnOnce() -> T) -> T {
        let start = watch.now();
        let made = work();
        self.phases.push((name, watch.now().saturating_sub(start)));
        made
    }
}
