//! What a checklist asks. A version never changes once published: answers of years ago are read against it.

use super::{ChecklistFlag, Decimal};
use crate::domain::codes::events;
use crate::domain::ids::ChecklistId;
use crate::domain::jobs::sheet::Bilingual;
use crate::kernel::{Aggregate, EventId, Flag, Hash, Meta, Owned};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One version of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Code of the list, such as `cctv`; the same in all versions.
    pub code: String,
    /// 1, 2, 3 ...
    pub version: u32,
    /// Its title.
    pub title: Bilingual,
    /// Its items, in the order in which they are asked.
    pub items: Vec<Item>,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Id within the list, such as `earth_resistance`.
    pub id: String,
    /// The heading under which it stands; the same for neighbours.
    #[serde(default)]
    pub section: Bilingual,
    /// What is asked.
    pub label: Bilingual,
    /// What kind of answer.
    #[serde(flatten)]
    pub kind: Kind,
    /// Whether the check is incomplete without it.
    #[serde(default)]
    pub required: bool,
    /// Asked only when another item has this answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Dependence>,
    /// Asked once for each piece of equipment of this class on the check's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_for: Option<String>,
    /// Asked by us of ourselves: on our record, and not on what the customer signs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
}

/// A dependence on another item's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependence {
    /// The other item's id.
    pub item: String,
    /// The answer that makes this one visible, as [`super::Value::text`] writes it: `fail`, an option's code, a number.
    pub answer: String,
}

/// Kinds of items (A4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// Pass, fail, not applicable. Fail counts as out of limits.
    PassFail,
    /// One of several options.
    Choice {
        /// The options.
        options: Vec<Choice>,
    },
    /// A number with unit and limits; both ends are allowed.
    Number {
        /// Such as `Ω`.
        unit: String,
        /// The least allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Decimal>,
        /// The most allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<Decimal>,
    },
    /// A duration; limits in minutes, both ends are allowed.
    Duration {
        /// The least allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u32>,
        /// The most allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
    },
    /// How many were replaced or maintained.
    Count,
    /// Free text.
    Text,
    /// A photo.
    Photo,
    /// A reading from a scan.
    Scan,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// Its text.
    pub label: Bilingual,
    /// Whether choosing it counts as out of limits.
    #[serde(default)]
    pub out: bool,
}

/// Why a definition is not one. The first mistake found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} at {item}")]
pub struct BadDefinition {
    /// Stable code.
    pub code: &'static str,
    /// The item, or empty.
    pub item: String,
}

impl Definition {
    /// The id of this version: the same wherever it is published, so that publishing twice is once.
    pub fn id(&self) -> ChecklistId {
        checklist_id(&self.code, self.version)
    }
    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
    /// Checks the definition.
    ///
    /// # Errors
    /// `checklist_empty`, `checklist_code_invalid`, `checklist_item_twice`, `checklist_item_invalid`, `checklist_choice_empty`,
    /// `checklist_choice_twice`, `checklist_limits_crossed`, `checklist_dependence_unknown`, `checklist_dependence_cycle`.
    pub fn validate(&self) -> Result<(), BadDefinition> {
        let bad = |code, item: &str| Err(BadDefinition { code, item: item.to_owned() });
        if self.items.is_empty() || self.title.is_empty() {
            return bad("checklist_empty", "");
        }
        if !plain(&self.code) || self.version == 0 {
            return bad("checklist_code_invalid", &self.code);
        }
        let mut ids = BTreeSet::new();
        for item in &self.items {
            if !plain(&item.id) || item.label.is_empty() {
                return bad("checklist_item_invalid", &item.id);
            }
            if !ids.insert(item.id.as_str()) {
                return bad("checklist_item_twice", &item.id);
            }
            if let Err(code) = item.kind.validate() {
                return bad(code, &item.id);
            }
        }
        for item in &self.items {
            let mut seen = BTreeSet::from([item.id.as_str()]);
            let mut next = item.depends_on.as_ref();
            while let Some(on) = next {
                let Some(other) = self.item(&on.item) else { return bad("checklist_dependence_unknown", &item.id) };
                if !seen.insert(&other.id) {
                    return bad("checklist_dependence_cycle", &item.id);
                }
                next = other.depends_on.as_ref();
            }
        }
        Ok(())
    }
}

impl Kind {
    fn validate(&self) -> Result<(), &'static str> {
        let crossed = match self {
            Self::Choice { options } => {
                let codes: BTreeSet<&str> = options.iter().map(|option| option.code.as_str()).collect();
                if options.is_empty() || options.iter().any(|option| !plain(&option.code) || option.label.is_empty()) {
                    return Err("checklist_choice_empty");
                }
                if codes.len() < options.len() {
                    return Err("checklist_choice_twice");
                }
                false
            }
            Self::Number { min: Some(min), max: Some(max), .. } => min > max,
            Self::Duration { min: Some(min), max: Some(max) } => min > max,
            _ => false,
        };
        if crossed { Err("checklist_limits_crossed") } else { Ok(()) }
    }
}

/// Lower-case letters, digits and `_`: safe in keys, file names and URLs.
fn plain(code: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    !code.is_empty() && code.len() <= 64 && code.bytes().all(allowed)
}

/// The id of version `version` of the list `code`: a UUID (version 8, RFC 9562) over a hash of both.
pub fn checklist_id(code: &str, version: u32) -> ChecklistId {
    let hash = Hash::of_parts(&[b"fettle.checklist.v1\0", code.as_bytes(), b"\0", &version.to_be_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.bytes()[..16]);
    ChecklistId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

events! {
    /// The events of a checklist version.
    ChecklistEvent {
        /// The version is there, for good.
        Published = "published" (Definition),
        /// A person looked at what does not fit and decided.
        FlagSettled = "flag_settled" {
            /// The event that did not fit.
            event: EventId,
            /// What was decided, as typed.
            decision: String,
        },
        /// The list is ended with this version: no check is begun with it. Checks that were begun go on.
        Withdrawn = "withdrawn" {
            /// Why, as typed.
            reason: String,
        },
        /// It is in use again.
        Reinstated = "reinstated" {},
    }
}

/// One version of a checklist, as folded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checklist {
    /// What it asks; none before it is published.
    pub definition: Option<Definition>,
    /// Why it was withdrawn, or nothing once it is taken back. Who takes it back takes back what they knew of: a withdrawal that they had not seen
    /// stands beside it.
    #[serde(default, skip_serializing_if = "is_unwritten")]
    pub withdrawn: Owned<Option<String>>,
    /// What a person has to look at.
    #[serde(default)]
    pub flags: Vec<Flag>,
}

fn is_unwritten(withdrawn: &Owned<Option<String>>) -> bool {
    withdrawn.writes().is_empty()
}

impl From<Definition> for Checklist {
    fn from(definition: Definition) -> Self {
        Self { definition: Some(definition), ..Self::default() }
    }
}

impl Aggregate for Checklist {
    const KIND: &'static str = "checklist";
    const FOLDS: u16 = 2;
    const FLAGS: &'static [&'static str] = ChecklistFlag::CODES;
    type Body = ChecklistEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: ChecklistEvent) {
        let definition = match body {
            ChecklistEvent::Published(definition) => definition,
            ChecklistEvent::FlagSettled { event, .. } => {
                self.flags.retain(|flag| flag.event != event);
                return;
            }
            ChecklistEvent::Withdrawn { reason } => return self.withdrawn.write(meta, Some(reason)),
            ChecklistEvent::Reinstated {} => return self.withdrawn.write(meta, None),
        };
        match &self.definition {
            None => self.definition = Some(definition),
            // A version never changes: a different second one is kept out and shown.
            Some(first) if *first != definition => self.flags.push(Flag::new(ChecklistFlag::PublishedTwice, meta.id)),
            Some(_) => {}
        }
    }

    fn unsettled(&self) -> Vec<&Flag> {
        self.flags.iter().collect()
    }
}
