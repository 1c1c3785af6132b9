//! What the record answers in a person's place. An item says what it is known by; the answer is marked as known, and anybody may answer it anew.

use super::{Answer, Check, CheckEvent, Definition, Item, Known, READY_TO_LEAVE, Slot, Value, commands};
use crate::domain::calendar::day_in;
use crate::domain::jobs::Job;
use crate::domain::jobs::sheet::Verdict;
use crate::domain::people::Actor;
use crate::kernel::{Draft, PersonId, Refusal, Subject};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// What is on record when a check begins, as far as items may be known by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnRecord {
    /// What holds.
    pub holds: BTreeSet<Known>,
    /// Pieces that are carried.
    pub carried: u32,
    /// Items that the person passed today.
    pub today: BTreeSet<String>,
}

impl OnRecord {
    /// What a job says of itself. `earlier`: whether its machines had work before.
    pub fn of(job: &Job, earlier: bool, now: DateTime<Utc>) -> Self {
        let says = [
            (Known::NoParts, job.plan.get().is_some_and(|plan| plan.parts.trim().is_empty())),
            (Known::Entitlement, job.report.as_ref().is_some_and(|report| report.what.entitlement.is_some())),
            (Known::Visit, job.visit.get().is_some_and(|visit| visit.to >= now)),
            (Known::NoEarlier, !earlier && !job.equipment().is_empty()),
        ];
        let holds = says.into_iter().filter(|(_, so)| *so).map(|(known, _)| known).collect();
        Self { holds, ..Self::default() }
    }

    /// And what this person passed before the same way out today: a check of the same kind, begun on the same day.
    pub fn same_day(&mut self, check: &Check, me: PersonId, now: DateTime<Utc>, zone: Tz) {
        let today = check.started.is_some_and(|began| began.by == me && day_in(began.at, zone) == day_in(now, zone));
        if !today || check.code() != READY_TO_LEAVE {
            return;
        }
        for (slot, entry) in &check.entries {
            let passed = entry.get().and_then(|entry| entry.answer()).is_some_and(|answer| answer.value == passes());
            if passed && slot.equipment.is_none() {
                self.today.insert(slot.item.clone());
            }
        }
    }

    fn answer(&self, item: &Item) -> Option<Value> {
        match item.known()? {
            // How long it ran is known when the check ends.
            Known::SinceWork => None,
            Known::Carried => Some(Value::Count(self.carried)),
            Known::SameDay => self.today.contains(&item.id).then(passes),
            known => self.holds.contains(&known).then(passes),
        }
    }
}

fn passes() -> Value {
    Value::PassFail(Verdict::Pass)
}

/// Answers what is known, in a check that begins: `check` is its subject. What depends on another answer is asked.
///
/// # Errors
/// `not_allowed`.
pub fn known_answers(
    check: &Subject,
    actor: &Actor,
    list: &Definition,
    record: &OnRecord,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("check.answered")?;
    let mut drafts = Vec::new();
    for item in list.items.iter().filter(|item| item.depends_on.is_none()) {
        let Some(value) = record.answer(item) else { continue };
        let answer = Answer { known: true, ..Answer::given(value, "", Vec::new()) };
        drafts.push(Draft::new(check.clone(), &CheckEvent::Answered { slot: Slot::of(&item.id), answer }));
    }
    Ok(drafts)
}

/// What is proposed for items that are still to be answered, in limits: a person sees it where the answer goes, and ends the check with it.
pub fn proposed(check: &Check, list: &Definition, job: &Job, now: DateTime<Utc>) -> Vec<(Slot, Value)> {
    let Some(ended) = work_ended(job) else { return Vec::new() };
    let seconds = u32::try_from((now - ended).num_minutes().max(0).saturating_mul(60)).unwrap_or(u32::MAX);
    // A time of another day is no test of this repair.
    if seconds > LONGEST_TEST {
        return Vec::new();
    }
    let open = check.visible(list).filter(|(item, slot)| {
        item.known() == Some(Known::SinceWork)
            && check.answer(slot).is_none()
            && item.kind.within(&Value::Duration(seconds)) != Some(false)
    });
    open.map(|(_, slot)| (slot, Value::Duration(seconds))).collect()
}

/// Answers with what was proposed.
///
/// # Errors
/// Those of `commands::answer`.
pub fn take_proposed(
    check: &Check,
    actor: &Actor,
    list: &Definition,
    proposed: Vec<(Slot, Value)>,
) -> Result<Vec<Draft>, Refusal> {
    let mut drafts = Vec::new();
    for (slot, value) in proposed {
        let answer = Answer { known: true, ..Answer::given(value, "", Vec::new()) };
        drafts.extend(commands::answer(check, actor, list, slot, answer)?);
    }
    Ok(drafts)
}

/// Eight hours: longer ago is no running test.
const LONGEST_TEST: u32 = 8 * 60 * 60;

/// When something was last done: work that was recorded, or a part that went in.
fn work_ended(job: &Job) -> Option<DateTime<Utc>> {
    let work = job.work.iter().map(|fact| fact.what.to.unwrap_or(fact.what.from));
    let parts = job.parts.iter().map(|part| part.moment.at);
    work.chain(parts).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checks::Kind;
    use crate::domain::checks::commands as c;
    use crate::domain::jobs::tests::{Day, Phone, list, uuid};
    use crate::domain::people::Role;
    use crate::kernel::Aggregate;

    fn item(id: &str, known_by: Option<Known>) -> Item {
        let first = list(READY_TO_LEAVE).items.remove(0);
        Item { id: id.into(), known_by, ..first }
    }
    fn own() -> Definition {
        let count = Item { kind: Kind::Count, together: false, ..item("carried", Some(Known::Carried)) };
        let items = vec![
            item("plain", None),
            item("paid", Some(Known::Entitlement)),
            item("tools", Some(Known::SameDay)),
            item("told", Some(Known::Visit)),
            count,
        ];
        Definition { version: 90, items, ..list(READY_TO_LEAVE) }
    }
    fn answered(phone: &Phone, list: &Definition, record: &OnRecord) -> Vec<String> {
        let drafts = known_answers(&Subject::new(Check::KIND, uuid(8)), &phone.actor(), list, record).unwrap();
        let slot = |draft: &Draft| {
            let body: serde_json::Value = serde_json::from_str(&draft.body).unwrap();
            assert_eq!(body["answer"]["known"], true, "{body}");
            body["slot"].as_str().unwrap().to_owned()
        };
        drafts.iter().map(slot).collect()
    }

    #[test]
    fn what_is_on_record_is_answered_and_marked_and_nothing_else() {
        let phone = Phone::new(2, Role::Engineer);
        let list = own();
        assert!(list.validate().is_ok());
        let mut record = OnRecord { carried: 3, ..OnRecord::default() };
        assert_eq!(answered(&phone, &list, &record), ["carried"]);
        record.holds.insert(Known::Visit);
        record.today.insert("tools".into());
        record.today.insert("plain".into());
        assert_eq!(
            answered(&phone, &list, &record),
            ["tools", "told", "carried"],
            "only what the list says is known so"
        );
    }

    #[test]
    fn what_was_passed_today_by_the_same_person_holds_for_the_next_job_of_the_day() {
        let (zone, list) = (Tz::Asia__Shanghai, own());
        let mut day = Day::reported();
        let id = uuid(8);
        let drafts = c::start(&day.eng.job(), &day.eng.actor(), &list.clone().into(), vec![], &mut || id).unwrap();
        day.eng.record(drafts);
        let check = || day.eng.check(id.into());
        let me = day.eng.actor().person;
        let began = check().started.unwrap().at;
        let said = |now: DateTime<Utc>, me: PersonId, check: &Check| {
            let mut record = OnRecord::default();
            record.same_day(check, me, now, zone);
            record.today
        };
        assert!(said(began, me, &check()).is_empty(), "nothing was answered");
        let answer = Answer::given(passes(), "", Vec::new());
        let drafts = c::answer(&check(), &day.eng.actor(), &list, Slot::of("tools"), answer).unwrap();
        day.eng.record(drafts);
        let check = day.eng.check(id.into());
        assert_eq!(said(began, me, &check), BTreeSet::from(["tools".to_owned()]));
        assert!(said(began + chrono::Duration::days(1), me, &check).is_empty(), "the next day it is asked again");
        assert!(said(began, PersonId::new(uuid(77)), &check).is_empty(), "a colleague's tools are not mine");
    }

    #[test]
    fn only_what_is_asked_once_and_in_the_right_kind_can_be_known() {
        let bad = |item: Item| Definition { items: vec![item], ..own() }.validate().unwrap_err().code;
        let counted = Item { kind: Kind::Count, together: false, ..item("a", Some(Known::Visit)) };
        assert_eq!(bad(counted), "checklist_known_kind");
        assert_eq!(bad(item("a", Some(Known::Carried))), "checklist_known_kind");
        let each = Item { repeat_for: Some("ups".into()), ..item("a", Some(Known::Visit)) };
        assert_eq!(bad(each), "checklist_known_kind");
        let measured = Item { kind: Kind::Count, together: true, ..item("a", None) };
        assert_eq!(bad(measured), "checklist_together_kind");
    }
}
