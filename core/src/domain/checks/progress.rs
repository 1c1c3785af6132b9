//! What a checklist shows, misses and finds out of limits, given the answers so far. Pure, and reckoned again each time: nothing is stored
//! that an answer of a colleague could make stale.

use super::{Answer, Check, Checked, Definition, Dependence, Entry, Item, Kind, Slot, Value};
use crate::domain::jobs::sheet::Verdict;

/// How far a check has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Visible slots that are answered, or left out where they may be.
    pub done: usize,
    /// Visible slots.
    pub total: usize,
    /// Required visible slots without an answer.
    pub missing: usize,
}

impl Check {
    /// Every slot of the list in order, repeated items once for each piece of equipment of their class; also what is not visible now.
    pub fn slots<'a>(&'a self, list: &'a Definition) -> impl Iterator<Item = (&'a Item, Slot)> {
        list.items.iter().flat_map(|item| {
            let slots: Vec<Slot> = match &item.repeat_for {
                None => vec![Slot::of(&item.id)],
                Some(class) => self.of_class(class).map(|one| Slot::for_equipment(&item.id, one.id)).collect(),
            };
            slots.into_iter().map(move |slot| (item, slot))
        })
    }

    /// The slots that are asked now. Answers to others are kept, and count for nothing while they are hidden.
    pub fn visible<'a>(&'a self, list: &'a Definition) -> impl Iterator<Item = (&'a Item, Slot)> {
        self.slots(list).filter(|(item, slot)| self.is_visible(list, item, slot))
    }

    /// Required visible slots without an answer. A skip is no answer.
    pub fn missing(&self, list: &Definition) -> Vec<Slot> {
        let open = self.visible(list).filter(|(item, slot)| item.required && self.answer(slot).is_none());
        open.map(|(_, slot)| slot).collect()
    }

    /// How far it has come.
    pub fn progress(&self, list: &Definition) -> Progress {
        let mut progress = Progress::default();
        for (item, slot) in self.visible(list) {
            progress.total += 1;
            let missing = item.required && self.answer(&slot).is_none();
            progress.done += usize::from(self.entries.contains_key(&slot) && !missing);
            progress.missing += usize::from(missing);
        }
        progress
    }

    /// Visible slots whose answer is out of limits.
    pub fn out_of_limits(&self, list: &Definition) -> Vec<Slot> {
        let out = self.visible(list).filter(|(item, slot)| {
            self.answer(slot).is_some_and(|answer| item.kind.within(&answer.value) == Some(false))
        });
        out.map(|(_, slot)| slot).collect()
    }

    /// The item that `slot` belongs to, if the list has such a slot and it is asked now.
    pub fn asked<'a>(&self, list: &'a Definition, slot: &Slot) -> Option<&'a Item> {
        let item = list.item(&slot.item)?;
        let fits = match (&item.repeat_for, slot.equipment) {
            (None, None) => true,
            (Some(class), Some(id)) => self.of_class(class).any(|one| one.id == id),
            _ => false,
        };
        (fits && self.is_visible(list, item, slot)).then_some(item)
    }

    /// What people call the equipment of a slot; empty where there is none.
    pub fn equipment_name(&self, slot: &Slot) -> &str {
        let all = self.start.as_ref().map_or(&[][..], |start| &start.equipment);
        all.iter().find(|one| Some(one.id) == slot.equipment).map_or("", |one| one.name.as_str())
    }

    fn of_class(&self, class: &str) -> impl Iterator<Item = &Checked> {
        let all = self.start.as_ref().map_or(&[][..], |start| &start.equipment);
        all.iter().filter(move |one| one.class == class)
    }

    fn is_visible(&self, list: &Definition, item: &Item, slot: &Slot) -> bool {
        let (mut item, mut on) = (item, item.depends_on.as_ref());
        // A valid list has no cycles; a list from elsewhere must not hang a phone.
        for _ in 0..=list.items.len() {
            let Some(dependence) = on else { return true };
            let Some(other) = list.item(&dependence.item) else { return false };
            if !self.depends_hold(item, other, dependence, slot) {
                return false;
            }
            (item, on) = (other, other.depends_on.as_ref());
        }
        false
    }

    /// Whether the other item has the answer: for the same equipment where both repeat for it, for any where only the other one repeats.
    fn depends_hold(&self, item: &Item, other: &Item, dependence: &Dependence, slot: &Slot) -> bool {
        let has = |slot: &Slot| self.answer(slot).is_some_and(|answer| answer.value.text() == dependence.answer);
        match (&other.repeat_for, slot.equipment) {
            (None, _) => has(&Slot::of(&other.id)),
            (Some(class), Some(id)) if item.repeat_for.as_ref() == Some(class) => {
                has(&Slot::for_equipment(&other.id, id))
            }
            (Some(class), _) => self.of_class(class).any(|one| has(&Slot::for_equipment(&other.id, one.id))),
        }
    }
}

impl Entry {
    /// The answer, unless skipped.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Answered(answer) => Some(answer),
            Self::Skipped(_) => None,
        }
    }
}

impl Item {
    /// Whether an answer is out of limits and says nothing about it: a remark or a photo belongs to it.
    pub fn wants_remark(&self, answer: &Answer) -> bool {
        self.kind.within(&answer.value) == Some(false) && answer.remark.trim().is_empty() && answer.photos.is_empty()
    }
}

impl Kind {
    /// Whether an answer of this kind is within limits; none where there are no limits, or the item does not apply.
    pub fn within(&self, value: &Value) -> Option<bool> {
        match (self, value) {
            (Self::PassFail, Value::PassFail(verdict)) => match verdict {
                Verdict::Pass => Some(true),
                Verdict::Fail => Some(false),
                Verdict::NotApplicable | Verdict::Newer(_) => None,
            },
            (Self::Choice { options }, Value::Choice(code)) if options.iter().any(|option| option.out) => {
                options.iter().find(|option| option.code == *code).map(|option| !option.out)
            }
            (Self::Number { min, max, .. }, Value::Number(number)) if min.is_some() || max.is_some() => {
                Some(min.is_none_or(|min| min <= *number) && max.is_none_or(|max| *number <= max))
            }
            (Self::Duration { min, max }, Value::Duration(seconds)) if min.is_some() || max.is_some() => {
                let seconds = u64::from(*seconds);
                let (min, max) = (min.map(|m| u64::from(m) * 60), max.map(|m| u64::from(m) * 60));
                Some(min.is_none_or(|min| min <= seconds) && max.is_none_or(|max| seconds <= max))
            }
            _ => None,
        }
    }

    /// Whether `value` is an answer to an item of this kind.
    pub fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Choice { options }, Value::Choice(code)) => options.iter().any(|option| option.code == *code),
            (Self::Text, Value::Text(text)) | (Self::Scan, Value::Scan(text)) => !text.trim().is_empty(),
            (Self::PassFail, Value::PassFail(_))
            | (Self::Number { .. }, Value::Number(_))
            | (Self::Duration { .. }, Value::Duration(_))
            | (Self::Count, Value::Count(_))
            | (Self::Photo, Value::Photo) => true,
            _ => false,
        }
    }
}
