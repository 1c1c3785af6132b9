//! Every aggregate there is, as one type: for who handles events without knowing the business (store, hub, filing).
//!
//! A new aggregate is one line in the list below.

use super::calendars::Calendar;
use super::checks::{Check, Checklist};
use super::company::Company;
use super::fields::{Master, Written, choose};
use super::jobs::Job;
use super::parts::{Card, CardPrice, Movement, Place, Stocktake, Take};
use super::people::{Account, Centre, Device, Person, Skills};
use super::sites::{Contract, Customer, Equipment, Price, Site};
use super::values::Bilingual;
use crate::kernel::{
    Aggregate, Body, DecodeError, Draft, Event, EventId, Flag, Folded, Frontier, Order, Refusal, Subject, fold,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! aggregates {
    ($($variant:ident, $as:ident;)+) => {
        /// The fold of any aggregate.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "folded", rename_all = "snake_case")]
        #[allow(clippy::large_enum_variant, reason = "most of what is held is jobs, which are the large ones")]
        pub enum AnyFolded {
            $(#[doc = concat!("A folded [`", stringify!($variant), "`].")] $variant(Folded<$variant>),)+
            /// A kind of a newer version: its events are kept and passed on, nothing is made of them here.
            Unknown(Folded<Opaque>),
        }

        /// The kinds that this version knows.
        pub const KINDS: &[&str] = &[$(<$variant as Aggregate>::KIND),+];

        /// Kinds with the types of their events.
        pub const TYPES: &[(&str, &[&str])] =
            &[$((<$variant as Aggregate>::KIND, <<$variant as Aggregate>::Body as Body>::TYPES)),+];

        /// Kinds with the versions of their folds.
        pub const FOLDS: &[(&str, u16)] = &[$((<$variant as Aggregate>::KIND, <$variant as Aggregate>::FOLDS)),+];

        /// Kinds with the codes of the flags that they may carry.
        pub const FLAGS: &[(&str, &[&str])] =
            &[$((<$variant as Aggregate>::KIND, <$variant as Aggregate>::FLAGS)),+];

        /// Whether the body of an event reads here.
        ///
        /// # Errors
        /// As [`Event::decode`]; `Unknown` too for a kind of a newer version.
        pub fn decodes(event: &Event) -> Result<(), DecodeError> {
            match event.header().subject.kind() {
                $(<$variant as Aggregate>::KIND => event.decode::<<$variant as Aggregate>::Body>().map(drop),)+
                _ => Err(DecodeError::Unknown),
            }
        }

        impl AnyFolded {
            /// An aggregate of `kind` before its first event.
            pub fn new(kind: &str) -> Self {
                match kind {
                    $(<$variant as Aggregate>::KIND => Self::$variant(Folded::default()),)+
                    _ => Self::Unknown(Folded::default()),
                }
            }
            /// Folds the events of one aggregate; any order, repetitions allowed.
            pub fn fold<'a>(kind: &str, events: impl IntoIterator<Item = &'a Event>) -> Self {
                match kind {
                    $(<$variant as Aggregate>::KIND => Self::$variant(fold(events)),)+
                    _ => Self::Unknown(fold(events)),
                }
            }
            /// Reads the stored form of an aggregate of `kind`.
            ///
            /// # Errors
            /// What serde says of a text that is none.
            pub fn read(kind: &str, json: &[u8]) -> Result<Self, serde_json::Error> {
                match kind {
                    $(<$variant as Aggregate>::KIND => serde_json::from_slice(json).map(Self::$variant),)+
                    _ => serde_json::from_slice(json).map(Self::Unknown),
                }
            }
            /// Reads the body of an event once, for whoever folds or judges it later.
            pub fn keep_read(event: &Event) {
                match event.header().subject.kind() {
                    $(<$variant as Aggregate>::KIND => event.keep_read::<<$variant as Aggregate>::Body>(),)+
                    _ => {}
                }
            }
            /// Takes in an event that sorts behind all others. `false`, and no change, when it does not: the caller then refolds.
            pub fn push(&mut self, event: &Event) -> bool {
                match self {
                    $(Self::$variant(folded) => folded.push(event),)+
                    Self::Unknown(folded) => folded.push(event),
                }
            }
            /// The subject's kind; empty for a kind of a newer version.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => <$variant as Aggregate>::KIND,)+
                    Self::Unknown(_) => "",
                }
            }
            /// What has been seen of the subject: the `after` of the next event written about it.
            pub fn seen(&self) -> &Frontier {
                match self {
                    $(Self::$variant(folded) => &folded.seen,)+
                    Self::Unknown(folded) => &folded.seen,
                }
            }
            /// Order of the newest event taken in.
            pub fn last(&self) -> Option<Order> {
                match self {
                    $(Self::$variant(folded) => folded.last,)+
                    Self::Unknown(folded) => folded.last,
                }
            }
            /// Events without effect here: newer than this version, redacted, or malformed.
            pub fn skipped(&self) -> u64 {
                match self {
                    $(Self::$variant(folded) => folded.skipped,)+
                    Self::Unknown(folded) => folded.skipped,
                }
            }
            /// Flags that nobody settled yet.
            pub fn unsettled(&self) -> Vec<&Flag> {
                match self {
                    $(Self::$variant(folded) => folded.state.unsettled(),)+
                    Self::Unknown(_) => Vec::new(),
                }
            }
            /// Events taken in.
            pub fn count(&self) -> u64 {
                match self {
                    $(Self::$variant(folded) => folded.count,)+
                    Self::Unknown(folded) => folded.count,
                }
            }
            $(
                #[doc = concat!("The [`", stringify!($variant), "`], if it is one.")]
                pub fn $as(&self) -> Option<&$variant> {
                    if let Self::$variant(folded) = self { Some(&folded.state) } else { None }
                }
            )+
        }

        $(
            impl From<Folded<$variant>> for AnyFolded {
                fn from(folded: Folded<$variant>) -> Self {
                    Self::$variant(folded)
                }
            }
        )+
    };
}

aggregates! {
    Person, as_person;
    Account, as_account;
    Skills, as_skills;
    Centre, as_centre;
    Device, as_device;
    Customer, as_customer;
    Site, as_site;
    Contract, as_contract;
    Price, as_price;
    Equipment, as_equipment;
    Job, as_job;
    Checklist, as_checklist;
    Check, as_check;
    Card, as_card;
    CardPrice, as_card_price;
    Place, as_place;
    Movement, as_movement;
    Stocktake, as_stocktake;
    Take, as_take;
    Calendar, as_calendar;
    Company, as_company;
}

/// The version of a kind's fold; 0 for a kind of a newer version, of which nothing is made here.
pub fn folds_of(kind: &str) -> u16 {
    FOLDS.iter().find(|(name, _)| *name == kind).map_or(<Opaque as Aggregate>::FOLDS, |(_, folds)| *folds)
}

impl AnyFolded {
    /// The stored form, which names its kind. Written here and not where it is stored: code for the states of all kinds is made once.
    ///
    /// # Errors
    /// What serde says; no state is without a stored form.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
    /// Reads what [`to_text`](Self::to_text) wrote.
    ///
    /// # Errors
    /// What serde says of a text that is none.
    pub fn from_text(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
    /// Who wrote which field, of master data; none for other kinds.
    pub fn written(&self) -> Option<&Written> {
        Some(match self {
            Self::Person(f) => f.state.written(),
            Self::Account(f) => f.state.written(),
            Self::Skills(f) => f.state.written(),
            Self::Centre(f) => f.state.written(),
            Self::Customer(f) => f.state.written(),
            Self::Site(f) => f.state.written(),
            Self::Contract(f) => f.state.written(),
            Self::Price(f) => f.state.written(),
            Self::Equipment(f) => f.state.written(),
            Self::Card(f) => f.state.written(),
            Self::CardPrice(f) => f.state.written(),
            Self::Place(f) => f.state.written(),
            Self::Company(f) => f.state.written(),
            _ => return None,
        })
    }
    /// What a record of master data says, by field; nothing for other kinds.
    pub fn facts(&self) -> BTreeMap<String, serde_json::Value> {
        match self {
            Self::Person(f) => f.state.facts(),
            Self::Account(f) => f.state.facts(),
            Self::Skills(f) => f.state.facts(),
            Self::Centre(f) => f.state.facts(),
            Self::Device(f) => f.state.facts(),
            Self::Customer(f) => f.state.facts(),
            Self::Site(f) => f.state.facts(),
            Self::Contract(f) => f.state.facts(),
            Self::Price(f) => f.state.facts(),
            Self::Equipment(f) => f.state.facts(),
            Self::Card(f) => f.state.facts(),
            Self::CardPrice(f) => f.state.facts(),
            Self::Place(f) => f.state.facts(),
            Self::Company(f) => f.state.facts(),
            _ => BTreeMap::new(),
        }
    }
    /// What a record of people, sites or parts is called; none for kinds without a name, and before it is known.
    pub fn name(&self) -> Option<Bilingual> {
        let name = match self {
            Self::Person(f) => f.state.name.clone(),
            Self::Centre(f) => f.state.name.clone(),
            Self::Customer(f) => f.state.name.clone(),
            Self::Site(f) => f.state.name.clone(),
            Self::Contract(f) => Bilingual::same(f.state.number.clone()),
            Self::Equipment(f) => f.state.name.clone(),
            Self::Card(f) => f.state.name(),
            Self::Place(f) => f.state.name(),
            Self::Company(f) => f.state.name.clone(),
            _ => return None,
        };
        Some(name).filter(|name| !name.is_empty())
    }
    /// Chooses one of the values that stand beside each other in a field of master data.
    ///
    /// # Errors
    /// As [`choose`]; `conflict_unknown` for other kinds.
    pub fn choose(&self, subject: &Subject, field: &str, chosen: EventId) -> Result<Vec<Draft>, Refusal> {
        match self {
            Self::Person(f) => choose(subject, &f.state, field, chosen),
            Self::Account(f) => choose(subject, &f.state, field, chosen),
            Self::Skills(f) => choose(subject, &f.state, field, chosen),
            Self::Centre(f) => choose(subject, &f.state, field, chosen),
            Self::Customer(f) => choose(subject, &f.state, field, chosen),
            Self::Site(f) => choose(subject, &f.state, field, chosen),
            Self::Contract(f) => choose(subject, &f.state, field, chosen),
            Self::Price(f) => choose(subject, &f.state, field, chosen),
            Self::Equipment(f) => choose(subject, &f.state, field, chosen),
            Self::Card(f) => choose(subject, &f.state, field, chosen),
            Self::CardPrice(f) => choose(subject, &f.state, field, chosen),
            Self::Place(f) => choose(subject, &f.state, field, chosen),
            Self::Company(f) => choose(subject, &f.state, field, chosen),
            _ => Err(Refusal::new("conflict_unknown")),
        }
    }
}

/// The state of a kind of a newer version: nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Opaque {}

/// Events of a kind of a newer version: none is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum OpaqueEvent {}

impl Body for OpaqueEvent {
    const TYPES: &'static [&'static str] = &[];
}

impl Aggregate for Opaque {
    const KIND: &'static str = "";
    const FOLDS: u16 = 0;
    type Body = OpaqueEvent;

    fn apply(&mut self, _: &crate::kernel::Meta<'_>, body: OpaqueEvent) {
        match body {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::{PersonEvent, Role};
    use crate::domain::testing::{Log, actor, id};
    use crate::kernel::{Draft, PersonId, Subject};

    #[test]
    fn every_kind_starts_as_itself_and_is_read_back_as_written() {
        for kind in KINDS {
            let empty = AnyFolded::new(kind);
            assert_eq!(empty.kind(), *kind);
            let text = serde_json::to_string(&empty).unwrap();
            assert_eq!(serde_json::from_str::<AnyFolded>(&text).unwrap(), empty, "{text}");
        }
        assert_eq!(AnyFolded::new("of_tomorrow").kind(), "");
    }

    #[test]
    fn an_unknown_kind_counts_and_sees_without_effect() {
        let mut log = Log::at("2026-11-18T01:00:00Z");
        let by = actor([Role::Desk]).person;
        let subject: Subject = "of_tomorrow/00000000-0000-0000-0000-000000000001".parse().unwrap();
        let draft =
            Draft { subject: subject.clone(), kind: "begun".into(), version: 1, body: "{}".into(), blobs: vec![] };
        log.write(by, vec![draft.clone(), draft]);
        let folded = log.any(&subject);
        assert!(matches!(folded, AnyFolded::Unknown(_)) && folded.count() == 2);
        let newest = log.events.last().unwrap();
        assert!(folded.seen().has(newest.header().device, newest.header().number), "what is written next has seen it");
    }

    #[test]
    fn pushing_one_by_one_is_folding_at_once() {
        let mut log = Log::at("2026-11-18T01:00:00Z");
        let (by, person) = (actor([Role::Administrator]).person, id::<PersonId>());
        for reason in ["first", "second"] {
            let subject = Subject::new("person", person.uuid());
            log.write(by, vec![Draft::new(subject, &PersonEvent::Deactivated { reason: reason.into() })]);
        }
        let mut pushed = AnyFolded::new("person");
        assert!(log.events.iter().all(|event| pushed.push(event)));
        assert_eq!(pushed, AnyFolded::fold("person", log.events.iter().rev().chain(&log.events)));
        assert!(!pushed.push(&log.events[0]), "an old event asks for a new fold");
        assert!(pushed.as_person().is_some() && pushed.as_job().is_none());
    }
}
