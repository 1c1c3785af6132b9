//! Definitions of checklists, with answers: read, checked, filled in.
//!
//! The first line is a definition, each further one `slot value` with a value as an event has it.

use fettle_core::domain::checks::commands;
use fettle_core::domain::checks::{Answer, Check, CheckEvent, CheckStart, Checked, Definition, Slot, Value};
use fettle_core::domain::people::{Actor, Role, Roles};
use fettle_core::kernel::{Aggregate, DeviceId, Draft, EventId, Folded, PersonId, Reading, Recorder, Subject};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A definition and answers to it.
pub fn checklist(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.lines();
    let Ok(list) = serde_json::from_str::<Definition>(lines.next().unwrap_or_default()) else { return };
    let written = serde_json::to_string(&list).expect("a definition is written");
    assert_eq!(serde_json::from_str::<Definition>(&written).expect("and read again"), list);
    let valid = list.validate();
    if let Err(bad) = &valid {
        assert!(bad.code.starts_with("checklist_"));
    }
    let mut check = Filling::of(&list);
    // A list that is not valid may come from elsewhere all the same: it must not hang or hurt a phone.
    for line in lines.take(64) {
        let (slot, value) = line.split_once(' ').unwrap_or((line, ""));
        let (Ok(slot), Ok(value)) = (slot.parse::<Slot>(), serde_json::from_str::<Value>(value)) else { continue };
        assert_eq!(slot.to_string().parse::<Slot>().expect("a slot is read back"), slot);
        check.answer(&list, slot, value);
    }
    asked(&check.folded.state, &list);
}

/// What a check asks of its list holds together.
pub(crate) fn asked(check: &Check, list: &Definition) {
    let visible: BTreeSet<Slot> = check.visible(list).map(|(_, slot)| slot).collect();
    let slots: BTreeSet<Slot> = check.slots(list).map(|(_, slot)| slot).collect();
    assert!(visible.is_subset(&slots), "what is seen is on the list");
    let progress = check.progress(list);
    assert!(progress.done <= progress.total && progress.missing <= progress.total);
    if list.validate().is_ok() && visible.len() == check.visible(list).count() {
        assert_eq!(progress.total, visible.len());
        assert!(visible.iter().all(|slot| check.asked(list, slot).is_some()), "what is seen may be answered");
        assert!(slots.difference(&visible).all(|slot| check.asked(list, slot).is_none()), "what is hidden may not");
    }
    assert_eq!(progress.missing, check.missing(list).len());
    assert!(check.out_of_limits(list).iter().all(|slot| visible.contains(slot)));
    assert_eq!(commands::refuse_missing(check, list).is_ok(), progress.missing == 0);
}

struct Filling {
    recorder: Recorder,
    actor: Actor,
    subject: Subject,
    folded: Folded<Check>,
}

impl Filling {
    fn of(list: &Definition) -> Self {
        let mut classes: Vec<String> = list.items.iter().filter_map(|item| item.repeat_for.clone()).collect();
        classes.dedup();
        let machine =
            |(class, n): (String, u128)| Checked { id: Uuid::from_u128(n).into(), class, name: format!("M{n}") };
        let equipment = classes.into_iter().take(3).zip(1..).map(machine).collect();
        let person = PersonId::new(Uuid::from_u128(9));
        let roles = Roles::from([Role::Engineer]);
        let mut filling = Self {
            recorder: Recorder::new(DeviceId::new(Uuid::from_u128(10))),
            actor: Actor { person, roles, centre: None, device_short: "A7".into(), next_count: 1 },
            subject: Subject::new(Check::KIND, Uuid::from_u128(11)),
            folded: Folded::default(),
        };
        let job = Uuid::from_u128(12).into();
        let start = CheckStart { job, checklist: list.id(), code: list.code.clone(), equipment };
        filling.record(&[Draft::new(filling.subject.clone(), &CheckEvent::Started(start))]);
        filling
    }
    fn answer(&mut self, list: &Definition, slot: Slot, value: Value) {
        let answer = Answer::given(value.clone(), "remark", Vec::new());
        let asked = self.folded.state.asked(list, &slot).is_some();
        let Ok(drafts) = commands::answer(&self.folded.state, &self.actor, list, slot.clone(), answer) else { return };
        assert!(asked, "only what is asked is answered");
        self.record(&drafts);
        assert_eq!(self.folded.state.answer(&slot).map(|answer| &answer.value), Some(&value));
    }
    fn record(&mut self, drafts: &[Draft]) {
        for draft in drafts {
            let number = self.recorder.head.number;
            let reading =
                Reading { wall_ms: 1_795_050_000_000, mono_ms: number, boot: Uuid::nil(), counts_sleep: true };
            let id = EventId::new(Uuid::from_u128(0x2000 + u128::from(number)));
            let seen = self.folded.seen.clone();
            let recorded = self.recorder.record(reading, id, self.actor.person, seen, draft);
            let Ok(event) = recorded else { continue };
            assert!(self.folded.push(&event) && self.folded.skipped == 0, "what a command gives, a fold takes");
        }
    }
}
