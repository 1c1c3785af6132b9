//! What a person is able and licensed to do: skills and certificates. Private like an account, and known to the office of the person's centre, which
//! decides whom it sends: an aggregate of its own, with the person's UUID.

use super::{Skill, SkillsEvent};
use crate::domain::calendar::later;
use crate::domain::dues::{Due, Late, Overdue, next_step};
use crate::domain::fields::{Master, Written};
use crate::domain::ids::SkillId;
use crate::domain::printed::folded;
use crate::domain::rules::{CERTIFICATE_ASKED_BEFORE_END, ESCALATION_LIMIT_CERTIFICATE};
use crate::kernel::{Aggregate, EventId, Meta};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the names of its fields begin with; the skill's id follows.
const WITHIN: &str = "skill.";

/// The skills and certificates of a person. Its id is the person's UUID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Skills {
    /// Those that stand.
    pub all: BTreeMap<SkillId, Skill>,
    /// Which of them were about to end, and who was told of it.
    pub overdue: Vec<Overdue>,
    /// Who wrote what; each skill is one field.
    #[serde(skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fn field(id: SkillId) -> String {
    format!("{WITHIN}{id}")
}

impl Skills {
    /// The skill or certificate of this name, however it is written.
    pub fn named(&self, name: &str) -> Option<SkillId> {
        let name = folded(name);
        self.all.iter().find(|(_, skill)| folded(&skill.name) == name).map(|(id, _)| *id)
    }
    /// Whether two people wrote about one of them concurrently.
    pub(super) fn is_in_conflict(&self, id: SkillId) -> bool {
        self.written.is_in_conflict(&field(id))
    }
    fn put(&mut self, meta: &Meta<'_>, name: &str, value: Value) {
        if let Some(id) = name.strip_prefix(WITHIN).and_then(|id| id.parse::<SkillId>().ok()) {
            match serde_json::from_value::<Option<Skill>>(value.clone()).ok().flatten() {
                Some(skill) => self.all.insert(id, skill),
                None => self.all.remove(&id),
            };
        }
        self.written.write(meta, name, value);
    }
}

impl Aggregate for Skills {
    const KIND: &'static str = "skills";
    const FOLDS: u16 = 1;
    type Body = SkillsEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: SkillsEvent) {
        match body {
            SkillsEvent::Set { skill, details } => self.put(meta, &field(skill), json!(details)),
            SkillsEvent::Removed { skill } => {
                self.put(meta, &field(skill), Value::Null);
                self.overdue.retain(|told| told.item != skill.to_string());
            }
            SkillsEvent::Overdue(told) => {
                // What was about to end before was renewed.
                self.overdue.retain(|one| one.item != told.item || one.is_of(told.what, told.due));
                self.overdue.push(told);
            }
            SkillsEvent::ConflictSettled { field, chosen } => {
                if let Some(value) = self.written.by_event(&field, chosen).cloned() {
                    self.put(meta, &field, value);
                }
            }
        }
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Skills {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        self.all.iter().map(|(id, skill)| (field(*id), json!(skill))).collect()
    }
    fn settled(field: String, chosen: EventId) -> SkillsEvent {
        SkillsEvent::ConflictSettled { field, chosen }
    }
}

/// Which certificates are about to end, each with its next step: first long enough before the last day to renew it, the last step on that day. Of who
/// left nothing is renewed: whoever asks knows that.
pub fn skills_dues(skills: &Skills) -> Vec<Due> {
    let due = |(id, skill): (&SkillId, &Skill)| {
        let ends = skill.ends()?;
        let item = id.to_string();
        let of = |told: &&Overdue| told.item == item && told.is_of(Late::Certificate, ends);
        let taken = skills.overdue.iter().filter(of).map(|told| told.step);
        let asked = later(ends, -CERTIFICATE_ASKED_BEFORE_END);
        let step = next_step(Late::Certificate, &item, asked, ESCALATION_LIMIT_CERTIFICATE, taken);
        // It is late once it is over, and not when it is asked for.
        Some(Due { since: DateTime::from_timestamp_millis(ends.timestamp_millis()).unwrap_or(ends), ..step })
    };
    let mut all: Vec<Due> = skills.all.iter().filter_map(due).collect();
    all.sort_by(|one, other| one.order().cmp(&other.order()));
    all
}
