//! The hand that moves all clocks of the demo.

use crate::clock::Clock;
use chrono::{DateTime, Utc};
use fettle_core::kernel::Reading;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// What stands in the hand once nobody holds it.
const LET_GO: u64 = u64::MAX;

/// The demo's time: one for the hub, and each phone shows its own.
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicU64>);

impl Hand {
    /// Begins at `at`.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(Arc::new(AtomicU64::new(millis(at))))
    }
    /// The hub's clock: the demo's time while the story is played, the system's from [`Hand::let_go`] on.
    pub fn hub_clock(&self) -> Clock {
        let (hand, system) = (Arc::clone(&self.0), Clock::system());
        Clock::new(move || match hand.load(Ordering::SeqCst) {
            LET_GO => system.now_ms(),
            shown => shown,
        })
    }
    /// The story is told: from here on time is real.
    pub fn let_go(&self) {
        self.0.store(LET_GO, Ordering::SeqCst);
    }
    /// Moves to `at`; time does not go back.
    pub fn to(&self, at: DateTime<Utc>) {
        self.0.fetch_max(millis(at), Ordering::SeqCst);
    }
    /// Goes on by minutes.
    pub fn pass(&self, minutes: u64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        fettle_core::kernel::fold::time(self.0.load(Ordering::SeqCst))
    }
}

fn millis(at: DateTime<Utc>) -> u64 {
    u64::try_from(at.timestamp_millis()).unwrap_or(0)
}

/// A phone's clocks: its wall clock is off by some minutes, as phones' are.
#[derive(Clone, Debug)]
pub struct PhoneClock {
    hand: Hand,
    off_ms: i64,
    boot: Uuid,
}

impl PhoneClock {
    /// The clocks of a phone whose wall clock is `off_minutes` ahead (or behind).
    pub fn new(hand: &Hand, off_minutes: i64, boot: Uuid) -> Self {
        Self { hand: hand.clone(), off_ms: off_minutes * 60_000, boot }
    }
}

impl fettle_core::screens::Clock for PhoneClock {
    fn now(&self) -> Reading {
        // Each look at the clock finds it a little later, as in life.
        self.hand.0.fetch_add(40, Ordering::SeqCst);
        let now = self.hand.0.load(Ordering::SeqCst);
        Reading {
            wall_ms: i64::try_from(now).unwrap_or(i64::MAX) + self.off_ms,
            mono_ms: now,
            boot: self.boot,
            counts_sleep: true,
        }
    }
}
