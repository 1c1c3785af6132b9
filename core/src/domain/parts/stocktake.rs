//! A stocktake: what was found at a place, each line at the moment at which it was counted. It is a statement about that moment, not a
//! difference: what happened before it and becomes known later changes nothing of it (D5).

use super::{CardId, Closing, Condition, PlaceId, StockKey, StocktakeFlag, StocktakeId};
use crate::domain::codes::events;
use crate::domain::printed::folded;
use crate::kernel::{Aggregate, EventId, Flag, Meta, PersonId};
use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

/// One line as it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedLine {
    /// The part.
    pub card: CardId,
    /// In which condition.
    pub condition: Condition,
    /// Serial number; none for parts without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// What was there, in thousandths of the card's unit.
    pub counted: i64,
    /// What the books of the counting device said at that moment, in thousandths.
    pub booked: i64,
    /// The moment, by the best knowledge of the counting device.
    pub at: DateTime<Utc>,
    /// Where the books had this piece; none where they had it here or nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PlaceId>,
    /// In a count of the whole place: when the oldest of it had come in, by the books of the counting device. Older movements are not at hand
    /// everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_in: Option<DateTime<Utc>>,
}

impl CountedLine {
    /// More than the books said: above zero; less: below.
    pub const fn difference(&self) -> i64 {
        self.counted.saturating_sub(self.booked)
    }
    /// The line of stock at `place` that it is about.
    pub fn key(&self, place: PlaceId) -> StockKey {
        StockKey { place, card: self.card, condition: self.condition, serial: self.serial.clone() }
    }
}

events! {
    /// Events of a stocktake.
    StocktakeEvent {
        /// Lines of a place were counted. A large count comes in several of these.
        Counted = "counted" {
            /// The place.
            place: PlaceId,
            /// What was counted.
            lines: Vec<CountedLine>,
            /// What explains the differences, as typed; empty where there are none.
            #[serde(default, skip_serializing_if = "String::is_empty")]
            remark: String,
            /// With this everything at the place is counted: of what the stocktake does not list nothing was there when its first line was counted, and
            /// the ledger of the place is closed before that. Said by the last event of a count, so that who has it has all.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            whole: bool,
        },
        /// A person looked at a flag and settled it.
        FlagSettled = "flag_settled" {
            /// The event that had been flagged.
            event: EventId,
            /// What was found, as typed.
            remark: String,
        },
    }
}

/// A stocktake of one place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stocktake {
    /// The place; none before it is known.
    pub place: Option<PlaceId>,
    /// What was counted, by card, condition and serial number; of a line that was counted twice the later moment.
    pub lines: Vec<CountedLine>,
    /// What explains the differences, as typed.
    pub remark: String,
    /// Everything at the place was counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// When it was booked.
    pub at: DateTime<Utc>,
    /// Who booked it.
    pub by: Option<PersonId>,
    /// What does not fit.
    pub flags: Vec<Flag>,
}

impl Stocktake {
    /// Lines that differ from the books of the device that counted.
    pub fn differences(&self) -> impl Iterator<Item = &CountedLine> {
        self.lines.iter().filter(|line| line.difference() != 0)
    }
    /// Until when it closes the ledger of its place, where the whole place was counted: when its first line was.
    pub fn closing(&self, id: StocktakeId) -> Option<(PlaceId, Closing)> {
        let first = self.lines.iter().map(|line| line.at).min();
        let at = first.unwrap_or(self.at.trunc_subsecs(3));
        self.place.filter(|_| self.whole).map(|place| (place, Closing { at, stocktake: id }))
    }
    /// Places that it says something about: the one that was counted, and those where the books had what was found.
    pub fn places(&self) -> impl Iterator<Item = PlaceId> + '_ {
        self.place.into_iter().chain(self.lines.iter().filter_map(|line| line.from))
    }
}

impl Aggregate for Stocktake {
    const KIND: &'static str = "stocktake";
    const FOLDS: u16 = 2;
    const FLAGS: &'static [&'static str] = StocktakeFlag::CODES;
    type Body = StocktakeEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: StocktakeEvent) {
        match body {
            StocktakeEvent::Counted { place, mut lines, remark, whole } => {
                if self.place.is_some_and(|known| known != place) {
                    // One count is of one place: what was recorded first stands.
                    self.flags.push(Flag::new(StocktakeFlag::CountedElsewhere, meta.id));
                    return;
                }
                self.place = Some(place);
                self.whole |= whole;
                self.at = meta.when();
                self.by = Some(meta.by);
                if !remark.is_empty() {
                    self.remark = remark;
                }
                for line in &mut lines {
                    // Nothing was counted after it was recorded. The ledger knows milliseconds.
                    line.at = line.at.min(meta.when()).trunc_subsecs(3);
                    line.first_in = line.first_in.map(|at| at.min(meta.when()).trunc_subsecs(3));
                }
                self.lines.append(&mut lines);
                let name = |line: &CountedLine| (line.card, line.condition, line.serial.as_deref().map(folded));
                self.lines.sort_by(|a, b| (name(a), b.at, b.counted).cmp(&(name(b), a.at, a.counted)));
                self.lines.dedup_by(|later, first| name(later) == name(first));
            }
            StocktakeEvent::FlagSettled { event, .. } => self.flags.retain(|flag| flag.event != event),
        }
    }

    fn unsettled(&self) -> Vec<&Flag> {
        self.flags.iter().collect()
    }
}
