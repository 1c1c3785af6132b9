//! Times: what a phone writes down as the hub's time is the true one, or a doubt stands beside it. A clock that stands while its phone sleeps is
//! no reason for either.

use crate::sim::company::START;
use crate::sim::world::World;
use fettle_core::kernel::{ClockAnchor, ClockDoubt, ClockNote, Event};

/// How far wall and monotonic clock may part before a person must have set the wall clock, in milliseconds (`kernel::clock`).
const SET_BY_HAND_MS: i64 = 30_000;
/// What rounding and a slow exchange explain.
const SLACK_MS: i64 = 2_000;

#[derive(Debug, Default)]
pub struct Times {
    /// The hub's own clock was set: what its phones learnt of it is as wrong.
    pub hub_was_set: bool,
    /// Events that were compared.
    pub compared: u64,
}

/// What is wrong with a note at `now`, true milliseconds since 1970; `asleep`: its clock stands while the phone sleeps.
fn wrong(note: &ClockNote, anchor: &ClockAnchor, now: i64, stands: bool) -> Option<String> {
    let error = i64::try_from(note.hub_ms()).ok()? - now;
    let then = i64::try_from(anchor.hub_ms).ok()?;
    // How far the wall clock is off now, compared with how far it was off at the exchange.
    let turned = (note.wall - now) - (anchor.reading.wall_ms - then);
    let slack = SLACK_MS + i64::from(anchor.within_ms);
    match note.doubt {
        // A clock that stands in sleep cannot tell a wall clock that was set from sleep.
        None if stands && error.abs() > turned.abs() + SET_BY_HAND_MS + slack => {
            Some(format!("is {error} ms off without a doubt, its wall clock turned by {turned} ms"))
        }
        None if !stands && error.abs() > slack => Some(format!("is {error} ms off without a doubt")),
        Some(ClockDoubt::WallClockSet) if turned.abs() + slack < SET_BY_HAND_MS => {
            Some(format!("says that somebody set its wall clock, which turned by {turned} ms"))
        }
        _ => None,
    }
}

impl World {
    /// A phone wrote these events now.
    pub fn noted(&mut self, p: usize, events: &[Event]) {
        if self.times.hub_was_set || self.hub_offset != 0 {
            return;
        }
        let now = i64::try_from(START + self.now()).expect("a time");
        let phone = &self.phones[p];
        // A phone that was killed in this very write says nothing more.
        let Ok(identity) = phone.store().identity() else { return };
        let Some(anchor) = identity.recorder.anchor else { return };
        let found = events.last().and_then(|event| wrong(&event.header().clock, &anchor, now, phone.skew.stands));
        self.times.compared += 1;
        if let Some(what) = found {
            self.violate(format!("p{p}: the time of an event {what}"));
        }
    }
}
