//! The hub's clock. Injected, so that tests and the demo can let three months pass in seconds.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Times further ahead than this were written while the clock stood wrong: sessions and codes of then are over, tries are nothing. What is
/// within it a clock may lose when it is set right by its own service.
pub(crate) const AHEAD_MS: u64 = 5 * 60 * 1000;

/// Gives milliseconds.
type Shows = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Gives milliseconds since 1970 UTC, and beside them those of a clock that nobody sets.
#[derive(Clone)]
pub struct Clock {
    wall: Shows,
    steady: Shows,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        let ms = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        let started = Instant::now();
        Self {
            wall: Arc::new(move || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, ms)),
            steady: Arc::new(move || ms(started.elapsed())),
        }
    }
    /// A clock that shows what `now` says, in milliseconds since 1970 UTC, and that nobody sets.
    pub fn new(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        let wall: Shows = Arc::new(now);
        Self { steady: Arc::clone(&wall), wall }
    }
    /// The same beside another steady clock: it may be set.
    pub fn beside(self, steady: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self { steady: Arc::new(steady), ..self }
    }
    /// Now.
    pub fn now_ms(&self) -> u64 {
        (self.wall)()
    }
    /// Milliseconds since some time, by a clock that nobody sets.
    pub fn steady_ms(&self) -> u64 {
        (self.steady)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now_ms())
    }
}
