//! The clock of an audit, and a bar on standard error for somebody who waits.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::engine::Watch;

/// Redraws a second: enough to be seen moving, too few to cost anything.
const REDRAWS: u8 = 12;

/// Watches an audit.
pub(super) struct Progress {
    start: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Only the clock.
    pub(super) fn hidden(start: Instant) -> Self {
        Self { start, bar: None }
    }

    /// With a bar over so many files.
    pub(super) fn shown(start: Instant, files: usize) -> Self {
        let target = ProgressDrawTarget::stderr_with_hz(REDRAWS);
        let bar = ProgressBar::with_draw_target(Some(files as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files") {
            bar.set_style(style);
        }
        Self { start, bar: Some(bar) }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Progress {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn file_extracted(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}
