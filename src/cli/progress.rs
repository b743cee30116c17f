//! A sign of life on a terminal, and the limit of time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};

/// How long a search runs before anything is shown.
const QUIET: Duration = Duration::from_secs(1);

/// Watches one search.
#[derive(Debug)]
pub(super) struct Watch {
    begun: Instant,
    limit: Option<Duration>,
    shown: AtomicBool,
    spinner: ProgressBar,
}

impl Watch {
    /// Begins now.
    pub(super) fn new(what: &str, seconds: Option<u64>) -> Self {
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        spinner.set_message(format!("checking {what}"));
        Self { begun: Instant::now(), limit: seconds.map(Duration::from_secs), shown: AtomicBool::new(false), spinner }
    }

    /// Whether the time is up; the search asks now and then, which also keeps the spinner going.
    pub(super) fn interrupted(&self) -> bool {
        let elapsed = self.begun.elapsed();
        if elapsed > QUIET {
            if !self.shown.swap(true, Ordering::Relaxed) {
                // Draws nothing where standard error is no terminal.
                self.spinner.set_style(indicatif::ProgressStyle::default_spinner());
                self.spinner.set_draw_target(ProgressDrawTarget::stderr());
            }
            self.spinner.tick();
        }
        self.limit.is_some_and(|limit| elapsed >= limit)
    }

    /// Clears the spinner.
    pub(super) fn finish(&self) {
        self.spinner.finish_and_clear();
    }
}

/// How far a simulation is.
#[derive(Debug)]
pub(super) struct Bar {
    begun: Instant,
    shown: AtomicBool,
    drawn: ProgressBar,
}

impl Bar {
    /// Begins now.
    pub(super) fn new(what: &str, replications: u32) -> Self {
        let bar = ProgressBar::with_draw_target(Some(u64::from(replications)), ProgressDrawTarget::hidden());
        bar.set_message(format!("simulating {what}"));
        Self { begun: Instant::now(), shown: AtomicBool::new(false), drawn: bar }
    }

    /// So many replications are done.
    pub(super) fn advance(&self, done: u32) {
        if self.begun.elapsed() > QUIET && !self.shown.swap(true, Ordering::Relaxed) {
            if let Ok(style) = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {pos} of {len}, {eta} to go") {
                self.drawn.set_style(style);
            }
            // Draws nothing where standard error is no terminal.
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.drawn.set_position(u64::from(done));
    }

    /// Clears the bar; gives how long it took.
    pub(super) fn finish(&self) -> Duration {
        self.drawn.finish_and_clear();
        self.begun.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::Watch;

    #[test]
    fn no_time_at_all_is_up_at_once_and_no_limit_never() {
        assert!(Watch::new("a", Some(0)).interrupted());
        assert!(!Watch::new("a", None).interrupted());
    }
}
