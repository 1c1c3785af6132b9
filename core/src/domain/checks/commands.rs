//! What a person may do with checklists and checks.

use super::{
    Answer, Check, CheckEvent, CheckStart, Checked, Checklist, ChecklistEvent, Definition, Item, Kind, READY_TO_LEAVE,
    Slot,
};
use crate::domain::ids::{CheckId, ChecklistId, EquipmentId, JobId};
use crate::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use crate::domain::jobs::{CheckOrigin, Job, JobEvent, Report};
use crate::domain::people::Actor;
use crate::domain::sites::Entitled;
use crate::kernel::{Aggregate, Draft, EventId, Flag, Refusal, Subject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Publishes a version of a checklist. `known` is what is already there under [`Definition::id`].
///
/// # Errors
/// `not_allowed`; `checklist_version_used` when this version is there already; the codes of [`Definition::validate`].
pub fn publish(known: &Checklist, actor: &Actor, definition: Definition) -> Result<Vec<Draft>, Refusal> {
    actor.must("checklist.published")?;
    definition.validate().map_err(|bad| Refusal::new(bad.code).with("item", bad.item))?;
    if known.definition.is_some() {
        return Err(Refusal::new("checklist_version_used").with("version", definition.version));
    }
    let subject = Subject::new(Checklist::KIND, definition.id().uuid());
    Ok(vec![Draft::new(subject, &ChecklistEvent::Published(definition))])
}

/// Ends a list: no check is begun with it any more, those that were begun go on. `list` is its newest version by now, `shown` the one that its page
/// showed: what was published meanwhile is not ended by who has not seen it.
///
/// # Errors
/// `not_allowed`; `checklist_unknown`, `checklist_version_newer`, `checklist_needed` (nobody leaves for a site without it), `checklist_ended`,
/// `reason_missing`.
pub fn withdraw(list: &Checklist, shown: u32, actor: &Actor, reason: &str) -> Result<Vec<Draft>, Refusal> {
    actor.must("checklist.withdrawn")?;
    let newest = as_shown(list, shown)?;
    if newest.code == READY_TO_LEAVE {
        return Err(Refusal::new("checklist_needed"));
    }
    if list.ended().is_some() {
        return Err(Refusal::new("checklist_ended"));
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    let subject = Subject::new(Checklist::KIND, newest.id().uuid());
    Ok(vec![Draft::new(subject, &ChecklistEvent::Withdrawn { reason })])
}

/// Takes an ended list back: checks may be begun with it again.
///
/// # Errors
/// `not_allowed`; `checklist_unknown`, `checklist_version_newer`, `checklist_in_use`.
pub fn reinstate(list: &Checklist, shown: u32, actor: &Actor) -> Result<Vec<Draft>, Refusal> {
    actor.must("checklist.reinstated")?;
    let newest = as_shown(list, shown)?;
    if list.ended().is_none() {
        return Err(Refusal::new("checklist_in_use"));
    }
    let subject = Subject::new(Checklist::KIND, newest.id().uuid());
    Ok(vec![Draft::new(subject, &ChecklistEvent::Reinstated {})])
}

/// What the newest version asks, where it is the one that was shown.
fn as_shown(list: &Checklist, shown: u32) -> Result<&Definition, Refusal> {
    let newest = list.definition.as_ref().ok_or_else(|| Refusal::new("checklist_unknown"))?;
    if newest.version == shown {
        return Ok(newest);
    }
    Err(Refusal::new("checklist_version_newer").with("version", newest.version))
}

/// Begins a check of `list` for `job`, about `equipment`. The new check's id is the draft's subject.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`, `job_signed`; `checklist_unknown`, `checklist_ended`.
pub fn start(
    job: &Job,
    actor: &Actor,
    list: &Checklist,
    equipment: Vec<Checked>,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("check.started")?;
    job.must_be_workable()?;
    let job = job.id.ok_or_else(|| Refusal::new("job_unknown"))?;
    if list.ended().is_some() {
        return Err(Refusal::new("checklist_ended"));
    }
    let list = list.definition.as_ref().ok_or_else(|| Refusal::new("checklist_unknown"))?;
    let start = CheckStart { job, checklist: list.id(), code: list.code.clone(), equipment };
    Ok(vec![Draft::new(Subject::new(Check::KIND, fresh()), &CheckEvent::Started(start))])
}

/// Answers an item, or answers it again. Out of limits it also offers a repair.
///
/// # Errors
/// `not_allowed`; `check_unknown`, `check_completed`, `check_item_unknown` (no such item, or not asked now), `check_answer_kind` (the
/// answer does not fit the item), `check_photo_missing`, `check_remark_needed` (out of limits without remark and photo).
pub fn answer(
    check: &Check,
    actor: &Actor,
    list: &Definition,
    slot: Slot,
    answer: Answer,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("check.answered")?;
    let (subject, item) = open_item(check, list, &slot)?;
    if !item.kind.accepts(&answer.value) {
        return Err(Refusal::new("check_answer_kind").with("item", &slot.item));
    }
    if item.kind == Kind::Photo && answer.photos.is_empty() {
        return Err(Refusal::new("check_photo_missing").with("item", &slot.item));
    }
    let out = item.kind.within(&answer.value) == Some(false);
    if item.wants_remark(&answer) {
        return Err(Refusal::new("check_remark_needed").with("item", &slot.item));
    }
    // What a ready-to-leave check finds is put right before leaving; what any other finds is the customer's.
    let offer = out && check.code() != READY_TO_LEAVE && !check.offers.contains_key(&slot);
    let blobs: Vec<_> = answer.photos.iter().flat_map(|photo| photo.blobs()).collect();
    let answered = CheckEvent::Answered { slot: slot.clone(), answer };
    let mut drafts = vec![Draft::new(subject.clone(), &answered).with_blobs(blobs)];
    if offer {
        drafts.push(Draft::new(subject, &CheckEvent::RepairOffered { slot }));
    }
    Ok(drafts)
}

/// Leaves an item out, with a reason. A required item cannot be left out: where it does not apply, that is its answer. Only the photo that
/// answers one can be refused, since it may have been taken for another place; the item is missing again then.
///
/// # Errors
/// `not_allowed`; `check_unknown`, `check_completed`, `check_item_unknown`, `check_item_required`, `reason_missing`.
pub fn skip(check: &Check, actor: &Actor, list: &Definition, slot: Slot, reason: &str) -> Result<Vec<Draft>, Refusal> {
    actor.must("check.skipped")?;
    let (subject, item) = open_item(check, list, &slot)?;
    if item.required && !check.has_photo_to_refuse(item, &slot) {
        return Err(Refusal::new("check_item_required").with("item", &slot.item));
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    Ok(vec![Draft::new(subject, &CheckEvent::Skipped { slot, reason })])
}

/// Ends a check.
///
/// # Errors
/// `not_allowed`; `check_unknown`, `check_completed`, `check_items_missing` (their ids in `items`), `check_in_conflict` (two answers
/// stand in one item: answer it again).
pub fn complete(check: &Check, actor: &Actor, list: &Definition) -> Result<Vec<Draft>, Refusal> {
    actor.must("check.completed")?;
    let subject = open(check)?;
    refuse_missing(check, list)?;
    if let Some(slot) = check.visible(list).find(|(_, slot)| check.conflicts().any(|other| other == slot)) {
        return Err(Refusal::new("check_in_conflict").with("item", &slot.1.item));
    }
    if check.code() == READY_TO_LEAVE
        && let Some(slot) = check.out_of_limits(list).first()
    {
        return Err(Refusal::new("check_not_ready").with("item", &slot.item));
    }
    Ok(vec![Draft::new(subject, &CheckEvent::Completed {})])
}

/// What the repair that grows out of a check needs to be told.
#[derive(Clone, Debug)]
pub struct RepairOffer {
    /// The symptom, as typed or as the item's text.
    pub symptom: String,
    /// Who at the customer's was told.
    pub contact: ContactPart,
    /// What the customer is entitled to for the repair, as far as it could be asked: the inspection's contract may not cover repairs.
    pub entitled: Option<Entitled>,
}

/// Takes the offer: opens a repair on the same site, linked both ways. The new job's id is the first draft's subject.
///
/// # Errors
/// `not_allowed`; `check_unknown`, `check_not_offered`, `check_repair_open` (there is one already), `job_unknown`, `text_missing`.
pub fn open_repair(
    check: &Check,
    job: &Job,
    actor: &Actor,
    slot: Slot,
    offer: RepairOffer,
    now: DateTime<Utc>,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("job.reported")?;
    actor.must("check.repair_linked")?;
    let id = check.id.ok_or_else(|| Refusal::new("check_unknown"))?;
    let parent = job.report.as_ref().ok_or_else(|| Refusal::new("job_unknown"))?;
    if !check.offers.contains_key(&slot) {
        return Err(Refusal::new("check_not_offered"));
    }
    if check.repairs.contains_key(&slot) {
        return Err(Refusal::new("check_repair_open"));
    }
    if offer.symptom.trim().is_empty() {
        return Err(Refusal::new("text_missing").with("field", "symptom"));
    }
    let equipment: Vec<EquipmentId> = slot.equipment.map_or_else(|| parent.what.equipment.clone(), |one| vec![one]);
    let report = Report {
        number: actor.number(),
        kind: JobKind::Repair,
        channel: Channel::Phone,
        caller: offer.contact,
        symptom: offer.symptom,
        at: now,
        equipment,
        contract: offer.entitled.as_ref().and_then(|entitled| entitled.contract),
        entitlement: offer.entitled.map(Entitled::part),
        origin: Some(CheckOrigin { check: id, slot: slot.clone() }),
        // What was seen there is what the repair begins with.
        photos: check.answer(&slot).map(|answer| answer.photos.clone()).unwrap_or_default(),
        follows: None,
        ..parent.what.clone()
    };
    let blobs: Vec<_> = report.photos.iter().flat_map(|photo| photo.blobs()).collect();
    let repair = fresh();
    let linked = CheckEvent::RepairLinked { slot, job: JobId::new(repair) };
    let reported = Draft::new(Subject::new(Job::KIND, repair), &JobEvent::Reported(report)).with_blobs(blobs);
    Ok(vec![reported, Draft::new(subject(id), &linked)])
}

/// Refuses a check whose required items are not all answered; their ids stand in the argument `items`.
///
/// # Errors
/// `check_items_missing`.
pub fn refuse_missing(check: &Check, list: &Definition) -> Result<(), Refusal> {
    let missing: Vec<String> = check.missing(list).iter().map(Slot::to_string).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::new("check_items_missing").with("items", missing.join(" ")).with("count", missing.len()))
}

fn subject(id: CheckId) -> Subject {
    Subject::new(Check::KIND, id.uuid())
}

/// The check's subject, while it may still be changed.
fn open(check: &Check) -> Result<Subject, Refusal> {
    let id = check.id.filter(|_| check.start.is_some()).ok_or_else(|| Refusal::new("check_unknown"))?;
    if check.is_completed() {
        return Err(Refusal::new("check_completed"));
    }
    Ok(subject(id))
}

fn open_item<'a>(check: &Check, list: &'a Definition, slot: &Slot) -> Result<(Subject, &'a Item), Refusal> {
    let subject = open(check)?;
    if check.checklist() != Some(list.id()) {
        return Err(Refusal::new("check_other_list"));
    }
    let item = check.asked(list, slot).ok_or_else(|| Refusal::new("check_item_unknown").with("item", &slot.item))?;
    Ok((subject, item))
}

/// Settles two answers that were given concurrently: that of event `chosen` stands.
///
/// # Errors
/// `not_allowed`; `check_unknown`; `conflict_unknown` where the item is not in conflict, or no answer of it is of that event.
pub fn settle_conflict(check: &Check, actor: &Actor, slot: Slot, chosen: EventId) -> Result<Vec<Draft>, Refusal> {
    actor.must("check.conflict_settled")?;
    let id = check.id.ok_or_else(|| Refusal::new("check_unknown"))?;
    let stands = check
        .entries
        .get(&slot)
        .is_some_and(|entry| entry.in_conflict() && entry.writes().iter().any(|write| write.event == chosen));
    if !stands {
        return Err(Refusal::new("conflict_unknown"));
    }
    Ok(vec![Draft::new(subject(id), &CheckEvent::ConflictSettled { slot, chosen })])
}

/// Settles what does not fit about a version of a list: a person looked at it and decided.
///
/// # Errors
/// `not_allowed`; `flag_unknown`, as after a colleague settled it; `reason_missing` without a decision.
pub fn settle_list_flag(
    list: &Checklist,
    actor: &Actor,
    id: ChecklistId,
    event: EventId,
    decision: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("checklist.flag_settled")?;
    let decision = decided(&list.flags, event, decision)?;
    let subject = Subject::new(Checklist::KIND, id.uuid());
    Ok(vec![Draft::new(subject, &ChecklistEvent::FlagSettled { event, decision })])
}

/// What was decided about a flag that is open.
fn decided(flags: &[Flag], event: EventId, decision: &str) -> Result<String, Refusal> {
    if !flags.iter().any(|flag| flag.event == event) {
        return Err(Refusal::new("flag_unknown"));
    }
    let decision = decision.trim().to_owned();
    if decision.is_empty() { Err(Refusal::new("reason_missing")) } else { Ok(decision) }
}

/// Settles what does not fit: a person looked at it and decided.
///
/// # Errors
/// `not_allowed`; `check_unknown`; `flag_unknown`, as after a colleague settled it; `reason_missing` without a decision.
pub fn settle_flag(check: &Check, actor: &Actor, event: EventId, decision: &str) -> Result<Vec<Draft>, Refusal> {
    actor.must("check.flag_settled")?;
    let id = check.id.ok_or_else(|| Refusal::new("check_unknown"))?;
    let decision = decided(&check.flags, event, decision)?;
    Ok(vec![Draft::new(subject(id), &CheckEvent::FlagSettled { event, decision })])
}
