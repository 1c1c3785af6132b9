//! One filling of a checklist, as folded.

use super::{Answer, CheckEvent, CheckFlag, CheckStart, Slot};
use crate::domain::ids::{CheckId, ChecklistId, JobId};
use crate::domain::jobs::Moment;
use crate::kernel::{Aggregate, Flag, Meta, Owned};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands in a slot. One register, so that an answer and a skip written concurrently are a conflict too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Answered.
    Answered(Answer),
    /// Left out, with the reason.
    Skipped(String),
}

/// One filling of a checklist.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Its id; none before any event.
    pub id: Option<CheckId>,
    /// What it began with; none before it began.
    pub start: Option<CheckStart>,
    /// When it began.
    pub started: Option<Moment>,
    /// What stands in each slot. Two answers of two people who did not see each other are both kept.
    pub entries: BTreeMap<Slot, Owned<Entry>>,
    /// When it was completed. An answer that follows is kept and flagged.
    pub completed: Option<Moment>,
    /// Repairs that were offered.
    pub offers: BTreeMap<Slot, Moment>,
    /// Repairs that grew out of it.
    pub repairs: BTreeMap<Slot, Vec<JobId>>,
    /// What a person has to look at.
    #[serde(default)]
    pub flags: Vec<Flag>,
}

impl Check {
    /// The job that it belongs to.
    pub fn job(&self) -> Option<JobId> {
        self.start.as_ref().map(|start| start.job)
    }
    /// The version of the list.
    pub fn checklist(&self) -> Option<ChecklistId> {
        self.start.as_ref().map(|start| start.checklist)
    }
    /// The list's code; empty before it began.
    pub fn code(&self) -> &str {
        self.start.as_ref().map_or("", |start| start.code.as_str())
    }
    /// The answer that counts in `slot`.
    pub fn answer(&self, slot: &Slot) -> Option<&Answer> {
        self.entries.get(slot)?.get()?.answer()
    }
    /// Slots in which a person has to choose between answers.
    pub fn conflicts(&self) -> impl Iterator<Item = &Slot> {
        self.entries.iter().filter(|(_, entry)| entry.in_conflict()).map(|(slot, _)| slot)
    }
    /// Whether it is done.
    pub fn is_completed(&self) -> bool {
        self.completed.is_some()
    }
    fn write(&mut self, meta: &Meta<'_>, slot: Slot, entry: Entry) {
        self.entries.entry(slot).or_default().write(meta, entry);
    }
}

impl Aggregate for Check {
    const KIND: &'static str = "check";
    const FOLDS: u16 = 2;
    const FLAGS: &'static [&'static str] = CheckFlag::CODES;
    type Body = CheckEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: CheckEvent) {
        self.id.get_or_insert(CheckId::new(meta.subject.id()));
        match body {
            CheckEvent::Started(start) => match &self.start {
                None => {
                    self.start = Some(start);
                    self.started = Some(Moment::of(meta));
                }
                Some(first) if *first != start => self.flags.push(Flag::new(CheckFlag::StartedTwice, meta.id)),
                Some(_) => {}
            },
            CheckEvent::Answered { slot, answer } => {
                if self.completed.is_some() {
                    self.flags.push(Flag::new(CheckFlag::AnsweredLate, meta.id).with("item", &slot.item));
                }
                self.write(meta, slot, Entry::Answered(answer));
            }
            CheckEvent::Skipped { slot, reason } => {
                if self.completed.is_some() {
                    self.flags.push(Flag::new(CheckFlag::SkippedLate, meta.id).with("item", &slot.item));
                }
                self.write(meta, slot, Entry::Skipped(reason));
            }
            CheckEvent::Completed {} => {
                self.completed.get_or_insert(Moment::of(meta));
            }
            CheckEvent::RepairOffered { slot } => {
                self.offers.entry(slot).or_insert(Moment::of(meta));
            }
            CheckEvent::RepairLinked { slot, job } => {
                let jobs = self.repairs.entry(slot).or_default();
                if !jobs.contains(&job) {
                    jobs.push(job);
                }
            }
            CheckEvent::ConflictSettled { slot, chosen } => {
                let writes = self.entries.get(&slot).map(Owned::writes).unwrap_or_default();
                let value = writes.iter().find(|write| write.event == chosen).map(|write| write.value.clone());
                if let Some(value) = value {
                    self.write(meta, slot, value);
                }
            }
            CheckEvent::FlagSettled { event, .. } => self.flags.retain(|flag| flag.event != event),
        }
    }

    fn unsettled(&self) -> Vec<&Flag> {
        self.flags.iter().collect()
    }

    fn in_conflict(&self) -> bool {
        self.conflicts().next().is_some()
    }
}
