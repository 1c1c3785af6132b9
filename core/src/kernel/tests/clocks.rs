//! The clock is right although the phone was offline, or its doubt is said.

use super::*;
use crate::kernel::clock::note;

const HOUR: i64 = 3_600_000;

fn anchor() -> ClockAnchor {
    // The wall clock is two hours behind the hub.
    let reading = Reading { wall_ms: 10 * HOUR, mono_ms: 5_000, boot: boot(1), counts_sleep: true };
    ClockAnchor { reading, hub_ms: 12 * HOUR as u64, within_ms: 50 }
}
fn at(wall_ms: i64, mono_ms: u64, boot_no: u128) -> ClockNote {
    note(Reading { wall_ms, mono_ms, boot: boot(boot_no), counts_sleep: true }, Some(&anchor()))
}

#[test]
fn a_steady_clock_is_corrected_by_its_skew() {
    let note = at(11 * HOUR, 5_000 + HOUR as u64, 1);
    assert_eq!((note.hub_ms(), note.doubt), (13 * HOUR as u64, None));
}
#[test]
fn a_wall_clock_set_by_hand_does_not_matter_in_one_boot() {
    let note = at(500 * HOUR, 5_000 + HOUR as u64, 1);
    assert_eq!((note.hub_ms(), note.doubt), (13 * HOUR as u64, Some(ClockDoubt::WallClockSet)));
}
/// Readings of a phone whose monotonic clock stood while it slept for two hours, as `std::time::Instant` does on Linux and Android.
const SLEPT: &str = r#"{
    "anchor": {
        "reading": {"wall_ms": 1780300800000, "mono_ms": 60000, "boot": "00000000-0000-7000-8000-000000000001"},
        "hub_ms": 1780300800000,
        "within_ms": 40
    },
    "now": {"wall_ms": 1780308000000, "mono_ms": 420000, "boot": "00000000-0000-7000-8000-000000000001"},
    "right": {"skew": 0, "doubt": null, "hub_ms": 1780308000000}
}"#;

#[test]
fn a_clock_that_stood_in_sleep_is_not_believed_over_the_wall_clock() {
    let case: serde_json::Value = serde_json::from_str(SLEPT).unwrap();
    let read = |part: &str| case[part].clone();
    let anchor: ClockAnchor = serde_json::from_value(read("anchor")).unwrap();
    let now: Reading = serde_json::from_value(read("now")).unwrap();
    assert!(!now.counts_sleep, "what does not say that it counts sleep is not believed to");
    let told = note(now, Some(&anchor));
    assert_eq!((told.skew, told.doubt, told.hub_ms()), (0, None, case["right"]["hub_ms"].as_u64().unwrap()));
    // A clock that counts sleep would prove by the same numbers that the wall clock was set.
    let counts = |reading: Reading| Reading { counts_sleep: true, ..reading };
    let anchor = ClockAnchor { reading: counts(anchor.reading), ..anchor };
    assert_eq!(note(counts(now), Some(&anchor)).doubt, Some(ClockDoubt::WallClockSet));
    // Both readings have to count it.
    assert_eq!(note(now, Some(&anchor)).doubt, None);
}

#[test]
fn a_wall_clock_set_back_is_told_even_by_a_clock_that_stands_in_sleep() {
    let stands = |reading: Reading| Reading { counts_sleep: false, ..reading };
    let anchor = ClockAnchor { reading: stands(anchor().reading), ..anchor() };
    let at = |wall_ms, mono_ms| note(Reading { wall_ms, mono_ms, boot: boot(1), counts_sleep: false }, Some(&anchor));
    // One hour passed awake at least, and the wall clock shows less: the least is the best that is known.
    let back = at(9 * HOUR, 5_000 + HOUR as u64);
    assert_eq!((back.hub_ms(), back.doubt), (13 * HOUR as u64, Some(ClockDoubt::WallClockSet)));
    // A few seconds are drift, and the wall clock is believed.
    let drifted = at(11 * HOUR - 20_000, 5_000 + HOUR as u64);
    assert_eq!((drifted.hub_ms(), drifted.doubt), (13 * HOUR as u64 - 20_000, None));
    // Ahead cannot be told from sleep.
    assert_eq!(at(500 * HOUR, 5_000 + HOUR as u64).doubt, None);
}

proptest! {
    /// However long a device sleeps, its events get the wall clock's time corrected by the known skew, and nobody is said to have set it.
    #[test]
    fn sleep_never_makes_a_time_wrong(asleep in 0i64..400 * HOUR, awake in 0u64..50 * HOUR as u64) {
        let reading = Reading { counts_sleep: false, ..anchor().reading };
        let anchor = ClockAnchor { reading, ..anchor() };
        let wall_ms = reading.wall_ms + asleep + awake as i64;
        let now = Reading { wall_ms, mono_ms: reading.mono_ms + awake, ..reading };
        let told = note(now, Some(&anchor));
        prop_assert_eq!((told.hub_ms(), told.doubt), ((wall_ms + 2 * HOUR) as u64, None));
    }
}

#[test]
fn after_a_restart_the_wall_clock_is_believed_with_doubt() {
    let note = at(20 * HOUR, 3, 2);
    assert_eq!((note.hub_ms(), note.doubt), (22 * HOUR as u64, Some(ClockDoubt::Restarted)));
}
#[test]
fn a_restart_into_the_past_is_told() {
    assert_eq!(at(HOUR, 3, 2).doubt, Some(ClockDoubt::WentBack));
}
#[test]
fn a_phone_that_never_met_the_hub_says_so() {
    let note = note(Reading { wall_ms: -5, mono_ms: 0, boot: boot(1), counts_sleep: true }, None);
    assert_eq!((note.hub_ms(), note.doubt), (0, Some(ClockDoubt::NeverCompared)));
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
