//! The clock is right although the phone was offline, or its doubt is said.

use super::*;
use crate::kernel::clock::note;

const HOUR: i64 = 3_600_000;

fn anchor() -> ClockAnchor {
    // The wall clock is two hours behind the hub.
    let reading = Reading { wall_ms: 10 * HOUR, mono_ms: 5_000, boot: boot(1) };
    ClockAnchor { reading, hub_ms: 12 * HOUR as u64, within_ms: 50 }
}
fn at(wall_ms: i64, mono_ms: u64, boot_no: u128) -> ClockNote {
    note(Reading { wall_ms, mono_ms, boot: boot(boot_no) }, Some(&anchor()))
}

#[test]
fn a_steady_clock_is_corrected_by_its_skew() {
    let note = at(11 * HOUR, 5_000 + HOUR as u64, 1);
    assert_eq!((note.hub_ms(), note.doubt), (13 * HOUR as u64, None));
}
#[test]
fn a_wall_clock_set_by_hand_does_not_matter_in_one_boot() {
    let note = at(500 * HOUR, 5_000 + HOUR as u64, 1);
    assert_eq!((note.hub_ms(), note.doubt), (13 * HOUR as u64, Some(Doubt::WallClockSet)));
}
#[test]
fn after_a_restart_the_wall_clock_is_believed_with_doubt() {
    let note = at(20 * HOUR, 3, 2);
    assert_eq!((note.hub_ms(), note.doubt), (22 * HOUR as u64, Some(Doubt::Restarted)));
}
#[test]
fn a_restart_into_the_past_is_told() {
    assert_eq!(at(HOUR, 3, 2).doubt, Some(Doubt::WentBack));
}
#[test]
fn a_phone_that_never_met_the_hub_says_so() {
    let note = note(Reading { wall_ms: -5, mono_ms: 0, boot: boot(1) }, None);
    assert_eq!((note.hub_ms(), note.doubt), (0, Some(Doubt::NeverCompared)));
}

#[test]
fn an_event_is_never_later_than_its_receipt() {
    let mut phone = Phone::new(0);
    let event = phone.write(1, 4_000_000_000_000, &NoteEvent::Added { amount: 1 });
    assert_eq!(event.when_ms(), 4_000_000_000_000);
    let event = event.with_received(1_700_000_000_000);
    assert_eq!(event.when_ms(), 1_700_000_000_000);
    assert_eq!(event.order().ms, 1_700_000_000_000);
}

#[test]
fn a_clock_that_is_ahead_does_not_infect_others() {
    let mut ahead = Phone::new(0);
    let event = ahead.write(1, 4_000_000_000_000, &NoteEvent::Added { amount: 1 }).with_received(1_700_000_000_000);
    let mut other = Phone::new(1);
    other.learn([event.clone()]);
    let next = other.write(2, 1_700_000_001_000, &NoteEvent::Added { amount: 1 });
    assert!(next.order() > event.order(), "what was written knowing the other sorts behind it");
    assert!(next.header().stamp.ms <= 1_700_000_001_000);
    let received = next.with_received(1_700_000_000_001);
    assert!(received.order() > event.order(), "also when both are held back");
}

#[test]
fn the_counter_runs_over_into_the_next_millisecond() {
    let mut clock = Hlc::after(Stamp { ms: 5, count: u32::MAX });
    assert_eq!(clock.tick(1), Stamp { ms: 6, count: 0 });
}

proptest! {
    /// Clocks jump by years, and still: each device's events keep their order, and what knew another sorts behind it.
    #[test]
    fn jumping_clocks_keep_order(steps in steps()) {
        let phones = play(&steps);
        for phone in &phones {
            for pair in phone.own.windows(2) {
                prop_assert!(pair[0].order() < pair[1].order());
            }
        }
        let events = all(&phones);
        for later in &events {
            for earlier in &events {
                let h = earlier.header();
                if later.header().after.has(h.device, h.number) {
                    prop_assert!(earlier.order() < later.order());
                }
            }
        }
    }
}
