//! Family: clocks that jump by years, drift, start over, show the wrong zone; on phones and on the hub.

use super::{Draw, What};
use crate::sim::world::{DAY, HOUR, World};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Somebody sets the wall clock.
    Set(i64),
    /// It runs too fast or too slow, in millionths.
    Drift(i64),
    /// The phone starts over: its monotonic clock begins at zero.
    Reboot,
    Right,
}

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn clock(draw: &mut Draw<'_>) -> Option<What> {
    let dice = &mut draw.dice;
    let ms = |n: u64| i64::try_from(n).unwrap_or(0);
    let sign = if dice.percent(50) { 1 } else { -1 };
    if dice.percent(10) {
        return Some(What::HubClock { ahead: sign * ms(dice.below(3 * DAY)) });
    }
    let change = match dice.below(6) {
        0 => Change::Set(sign * ms(dice.between(300, 4_000) * DAY)),
        1 => Change::Set(sign * ms(dice.between(1, 12) * HOUR)),
        2 => Change::Set(sign * ms(dice.between(1, 100_000))),
        3 => Change::Drift(sign * ms(dice.between(10, 50_000))),
        4 => Change::Reboot,
        _ => Change::Right,
    };
    Some(What::Clock { phone: draw.phone(), change })
}

pub fn strike(world: &mut World, phone: usize, change: Change) {
    let now = world.now();
    let boot = Uuid::from_u128(u128::from(world.fault_dice.draw()));
    let phone = &mut world.phones[phone];
    match change {
        Change::Set(offset_ms) => phone.skew.offset_ms = offset_ms,
        Change::Drift(drift_ppm) => phone.skew.drift_ppm = drift_ppm,
        Change::Reboot => phone.skew.reboot(boot, now),
        Change::Right => (phone.skew.offset_ms, phone.skew.drift_ppm) = (0, 0),
    }
}
