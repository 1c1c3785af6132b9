//! What is known of a job.
//!
//! Here lives the state and what can be read from it; how events make it is in `fold`, how far it has come in `progress`.

use super::codes::{DocumentDoubtCode, JobField, OwedPaper};
use super::corrections::Corrected;
use super::document::Party;
use super::facts::*;
use super::flags::JobFlag;
use super::moment::{Fact, Moment};
use super::sheet::{BackupDecision, JobKind, Position};
use super::signed::SignedDocument;
use crate::domain::dues::Overdue;
use crate::domain::fields::Written;
use crate::domain::ids::{CentreId, CheckId, ContractId, CustomerId, EquipmentId, JobId, SiteId};
use crate::kernel::{DeviceId, EventId, Flag, Meta, Owned, PersonId};
use crate::text::{Lang, code_text, text};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// People, each once, in order of id.
fn each_once(people: impl Iterator<Item = PersonId>) -> Vec<PersonId> {
    let mut all: Vec<PersonId> = people.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// One way to the site and the work there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteVisit {
    /// Whose.
    pub by: PersonId,
    /// Left for the site.
    pub left: Option<Moment>,
    /// The ready-to-leave check.
    pub check: Option<CheckId>,
    /// Arrived.
    pub arrived: Option<Moment>,
    /// Started to work.
    pub started: Option<Moment>,
    /// Where the phone was at the arrival, if known.
    #[serde(default)]
    pub position: Option<Position>,
    /// Came back from it: the outing is closed (B11).
    #[serde(default)]
    pub back: Option<Moment>,
}

impl SiteVisit {
    /// A way that nothing is known of yet but whose it is.
    pub(super) fn of(by: PersonId) -> Self {
        Self { by, left: None, check: None, arrived: None, started: None, position: None, back: None }
    }
    /// Since when its person is out; none when that is over.
    pub fn out_since(&self) -> Option<Moment> {
        self.left.or(self.arrived).or(self.started).filter(|_| self.back.is_none())
    }
}

/// What somebody who was to go said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentAnswer {
    /// When and by whom.
    pub moment: Moment,
    /// Why not; none for a yes.
    pub declined: Option<String>,
    /// Whether it is still about the assignment that counts: who was taken off the job is asked anew when it is given back.
    pub stands: bool,
}

/// A part that went in, and whether it came out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// When and by whom.
    pub moment: Moment,
    /// What.
    pub part: Replacement,
    /// The old part went back in: when, and why.
    pub swapped_back: Option<Fact<String>>,
}

/// A span in which the job waited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// For the customer (the promises' clocks stand) or for parts (they run).
    pub for_customer: bool,
    /// Since when.
    pub from: Moment,
    /// Until when; none while it lasts.
    pub to: Option<Moment>,
    /// For what, and when it should go on.
    pub wait: Wait,
}

/// A call for help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// When and by whom.
    pub moment: Moment,
    /// The call.
    pub call: HelpCall,
    /// Answers.
    pub answers: Vec<Fact<String>>,
}

/// A paper that is owed after an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Which.
    pub paper: OwedPaper,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// When it came in, and what it says.
    pub filed: Option<Fact<String>>,
}

/// Under which name a flag says which fields it is about: codes of [`SheetField`], with spaces between.
const FIELDS: &str = "fields";
/// Under which name a flag says which party it is about.
const PARTY: &str = "party";

impl DocumentDoubt {
    /// The flag that it puts on the job.
    pub fn flag(&self) -> Flag {
        let code = match self.code {
            // Doubted for a reason that a later version found: a person has to look either way.
            DocumentDoubtCode::SheetDiffers | DocumentDoubtCode::Newer(_) => JobFlag::SheetDiffers,
            DocumentDoubtCode::StrokesReused => JobFlag::StrokesReused,
        };
        let flag = Flag::new(code, self.sheet);
        let fields: Vec<&str> = self.fields.iter().map(|field| field.code()).collect();
        if fields.is_empty() { flag } else { flag.with(FIELDS, fields.join(" ")) }
    }
}

/// What the text of a flag mentions, in `lang`.
pub fn flag_args(flag: &Flag, lang: Lang) -> Vec<(&str, String)> {
    let said = |(name, value): (&'_ String, &String)| {
        if name == PARTY {
            return Party::read(value).map_or_else(|_| value.clone(), |party| party.text(lang));
        }
        if name != FIELDS {
            return value.clone();
        }
        let names = value.split(' ').map(|code| code_text(lang, "job-sheet-field-", code));
        names.collect::<Vec<_>>().join(&text(lang, "screen-list-comma"))
    };
    flag.args.iter().map(|arg| (arg.0.as_str(), said(arg))).collect()
}

/// A flag and, once a person looked at it, what was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flagged {
    /// What does not fit.
    pub flag: Flag,
    /// What was decided.
    pub settled: Option<Fact<String>>,
}

/// A fact that belongs on the sheet, with what is needed to tell whether a signer had seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OnSheet {
    pub event: EventId,
    device: DeviceId,
    number: u64,
    pub of: SheetFact,
}

impl OnSheet {
    pub(super) fn new(meta: &Meta<'_>, of: SheetFact) -> Self {
        Self { event: meta.id, device: meta.device, number: meta.number, of }
    }
    /// Whether the author of an event had seen it.
    pub(super) fn seen_by(&self, meta: &Meta<'_>) -> bool {
        self.device == meta.device || meta.after.has(self.device, self.number)
    }
}

/// What kind of fact belongs on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SheetFact {
    /// Work at the site.
    AtSite,
    /// Other work.
    Work,
    /// A correction of the report.
    Report,
}

/// One job.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its id; none before any event.
    pub id: Option<JobId>,
    /// The report as it stands by all corrections; none while it has not arrived or was removed by law.
    pub report: Option<Fact<Report>>,
    /// Who corrected which field of the report.
    #[serde(default)]
    pub written: Written,
    /// Corrections of the report, in order, with what it said before.
    #[serde(default)]
    pub corrections: Vec<Fact<Vec<Corrected>>>,
    /// Class and level.
    pub judgement: Owned<Judgement>,
    /// When it was first judged: the answer that the first promise is about.
    pub answered: Option<Moment>,
    /// The diagnosis report.
    pub diagnosis: Owned<Diagnosis>,
    /// Whether the job was judged again by somebody who knew the diagnosis: then that level counts.
    #[serde(default)]
    pub(super) judged_after_diagnosis: bool,
    /// The plan.
    pub plan: Owned<Plan>,
    /// Who at the customer's accepted the plan.
    pub plan_accepted: Option<Fact<String>>,
    /// The agreed time.
    pub visit: Owned<Visit>,
    /// Who goes.
    pub assignment: Owned<Assignment>,
    /// What those who are or were to go said to it, in order.
    #[serde(default)]
    pub assignment_answers: Vec<AssignmentAnswer>,
    /// Ways to the site, in order.
    pub visits: Vec<SiteVisit>,
    /// The customer's answers about a backup; the last counts.
    pub backups: Vec<Fact<BackupAnswer>>,
    /// Evidence.
    pub evidence: Vec<Fact<Evidence>>,
    /// Parts that went in.
    pub parts: Vec<Replaced>,
    /// What was done.
    pub work: Vec<Fact<Work>>,
    /// Spans of waiting.
    pub waiting: Vec<Waiting>,
    /// Steps up.
    pub escalations: Vec<Fact<Escalation>>,
    /// What was late, and who was told of it.
    #[serde(default)]
    pub overdue: Vec<Fact<Overdue>>,
    /// Calls for help.
    pub help: Vec<Help>,
    /// The emergency, if one was declared.
    pub emergency: Option<Fact<Emergency>>,
    /// Papers owed.
    pub owed: Vec<Owed>,
    /// Costs.
    pub costs: Vec<Fact<Cost>>,
    /// The cause.
    pub cause: Owned<CauseFinding>,
    /// What days came to, in order of the record; the newest of a day counts.
    #[serde(default)]
    pub days: Vec<Fact<DayReport>>,
    /// When the work was done.
    pub completed: Option<Fact<Completion>>,
    /// How it was solved from afar; see [`Job::is_answered_remotely`] for whether that stands.
    pub remote: Option<Fact<RemoteSolution>>,
    /// Documents that somebody answered to, in order.
    #[serde(default)]
    pub documents: Vec<SignedDocument>,
    /// Amendments; their count is the revision.
    pub amendments: Vec<Fact<Amendment>>,
    /// Return calls.
    pub calls: Vec<Fact<ReturnCall>>,
    /// How many of them were made before the customer answered to the current revision's sheet.
    #[serde(default)]
    pub(super) calls_before: usize,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// When and why it was given up; see [`Job::status`] for whether that stands.
    pub cancelled: Option<Fact<Cancellation>>,
    /// Notes.
    pub notes: Vec<Fact<String>>,
    /// Photos for the record.
    pub photos: Vec<Fact<PhotoAdded>>,
    /// The repeat that it was put down to.
    pub repeat: Owned<RepeatAttribution>,
    /// What does not fit, settled or not.
    pub flags: Vec<Flagged>,
    /// Facts since the last signature that belong on the sheet.
    pub(super) unsigned: Vec<OnSheet>,
}

impl Job {
    /// The number that people read; empty while the report is missing.
    pub fn number(&self) -> &str {
        self.report.as_ref().map_or("", |report| report.what.number.as_str())
    }
    /// Which of the six kinds.
    pub fn kind(&self) -> Option<JobKind> {
        self.report.as_ref().map(|report| report.what.kind)
    }
    /// Whether it is about a fault, and so needs a level and a cause.
    pub fn is_repair(&self) -> bool {
        self.kind() == Some(JobKind::Repair)
    }
    /// The site.
    pub fn site(&self) -> Option<SiteId> {
        self.report.as_ref().map(|report| report.what.site)
    }
    /// The customer.
    pub fn customer(&self) -> Option<CustomerId> {
        self.report.as_ref().map(|report| report.what.customer)
    }
    /// The contract.
    pub fn contract(&self) -> Option<ContractId> {
        self.report.as_ref().and_then(|report| report.what.contract)
    }
    /// The service centre.
    pub fn centre(&self) -> Option<CentreId> {
        self.report.as_ref().map(|report| report.what.centre)
    }
    /// Everyone who is or was to do it by a standing assignment, and who worked on it: all of them may know it. In order of id.
    pub fn assignees(&self) -> Vec<PersonId> {
        let assigned = self.assignment.writes().iter().flat_map(|write| write.value.to.iter().copied());
        let there = self.visits.iter().map(|visit| visit.by);
        each_once(assigned.chain(there))
    }
    /// Whether a person is to go by the assignment that counts.
    pub fn is_assigned_to(&self, person: PersonId) -> bool {
        self.assignment.get().is_some_and(|assignment| assignment.to.contains(&person))
    }
    /// What a person said to the assignment that counts; none before.
    pub fn answer_of(&self, person: PersonId) -> Option<&AssignmentAnswer> {
        self.assignment_answers.iter().rev().find(|answer| answer.moment.by == person && answer.stands)
    }
    /// Who took the job on, of those who are to go.
    pub fn accepted_by(&self) -> Vec<PersonId> {
        let to = self.assignment.get().map(|assignment| assignment.to.as_slice()).unwrap_or_default();
        let accepted = |person: &PersonId| self.answer_of(*person).is_some_and(|answer| answer.declined.is_none());
        to.iter().copied().filter(accepted).collect()
    }
    /// Whether a person who is to go has said nothing to it yet. Who went has answered by going.
    pub fn awaits_answer_of(&self, person: PersonId) -> bool {
        let ended = self.completed.is_some() || self.current_sheet().is_some();
        self.is_open()
            && !ended
            && self.is_assigned_to(person)
            && self.answer_of(person).is_none()
            && self.newest_visit(person).is_none()
    }
    /// The engineer who leads: the first of the assignment that counts, else who went first.
    pub fn lead(&self) -> Option<PersonId> {
        let assigned = self.assignment.get().and_then(|assignment| assignment.to.first().copied());
        assigned.or_else(|| self.visits.first().map(|visit| visit.by))
    }
    /// Equipment of the report, and what was worked on beside it, in that order.
    pub fn equipment(&self) -> Vec<EquipmentId> {
        let reported = self.report.iter().flat_map(|report| report.what.equipment.iter().copied());
        let seen = self.evidence.iter().map(|evidence| evidence.what.equipment);
        let mended = self.parts.iter().map(|part| part.part.equipment);
        let mut all = Vec::new();
        for equipment in reported.chain(seen).chain(mended) {
            if !all.contains(&equipment) {
                all.push(equipment);
            }
        }
        all
    }
    /// The level that counts: the newest diagnosis', or that of a judgement whose author knew the diagnosis. None before any.
    pub fn level(&self) -> Option<u8> {
        let judged = self.judgement.get().map(|judgement| judgement.level);
        let diagnosed = self.diagnosis.get().map(|diagnosis| diagnosis.level);
        if self.judged_after_diagnosis { judged.or(diagnosed) } else { diagnosed.or(judged) }
    }
    /// Whether the customer was called back about what was done: a call before the work was signed again says nothing of it (B4, E5).
    pub fn is_called_back(&self) -> bool {
        self.calls.len() > self.calls_before
    }
    /// 0 before any amendment.
    pub fn revision(&self) -> u32 {
        u32::try_from(self.amendments.len()).unwrap_or(u32::MAX)
    }
    /// The span of waiting that still lasts.
    pub fn waits(&self) -> Option<&Waiting> {
        self.waiting.last().filter(|waiting| waiting.to.is_none())
    }
    /// Whether the work began.
    pub fn is_started(&self) -> bool {
        self.visits.iter().any(|visit| visit.started.is_some())
    }
    /// Whether somebody is on site.
    pub fn is_on_site(&self) -> bool {
        self.visits.iter().any(|visit| visit.arrived.is_some())
    }
    /// The newest way of a person to the site.
    pub fn newest_visit(&self, by: PersonId) -> Option<&SiteVisit> {
        self.visits.iter().rev().find(|visit| visit.by == by)
    }
    /// The customer's answer about a backup that counts.
    pub fn backup(&self) -> Option<&Fact<BackupAnswer>> {
        self.backups.last()
    }
    /// Whether anything may be changed: the customer agreed to a backup or refused it, on record (E7).
    pub fn backup_decided(&self) -> bool {
        self.backup().is_some_and(|answer| BackupDecision::ALL.contains(&answer.what.decision))
    }
    /// Whether there is evidence for a replacement on `equipment`: newer than the last part that turned out not to be to blame.
    pub fn has_evidence(&self, equipment: EquipmentId) -> bool {
        let cleared = self.parts.iter().filter(|part| part.part.equipment == equipment);
        let cleared = cleared.filter(|part| part.swapped_back.is_some()).count();
        let seen = self.evidence.iter().filter(|evidence| evidence.what.equipment == equipment).count();
        // One piece of evidence carries one suspicion: once a part was cleared, a new suspicion needs new evidence.
        seen > cleared
    }
    /// Whether an earlier replacement of this card on this equipment turned out not to be to blame.
    pub fn is_cleared(&self, equipment: EquipmentId, card: crate::domain::ids::CardId) -> bool {
        let same = |part: &&Replaced| part.part.equipment == equipment && part.part.card == card;
        self.parts.iter().filter(same).any(|part| part.swapped_back.is_some())
    }
    /// Whether the job was given up and that stands: a signed completion stands against it.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.is_some() && !self.has_sheet()
    }
    /// Whether there is still something to do.
    pub fn is_open(&self) -> bool {
        !self.is_cancelled() && self.closed.is_none()
    }
    /// Whether it was solved from afar, so that there is no sheet to sign (E3, B4). Who worked on site has it signed there all the same.
    pub fn is_answered_remotely(&self) -> bool {
        self.remote.is_some() && !self.is_started()
    }
    /// Who is out for it now: left, on site or at work, and not back. In order of id.
    pub fn at_work(&self) -> Vec<PersonId> {
        let out = self.visits.iter().filter(|visit| visit.out_since().is_some()).map(|visit| visit.by);
        each_once(out)
    }
    /// Whether its people still need what belongs to it: it is open, or was given up under somebody who is out for it.
    pub fn is_live(&self) -> bool {
        self.is_open() || (self.closed.is_none() && !self.at_work().is_empty())
    }
    /// The return call after which the fault still has to be dealt with: it said that the fault is not gone, and no job goes on with it.
    pub fn unsolved(&self) -> Option<&Fact<ReturnCall>> {
        self.calls.last().filter(|call| !call.what.gone && self.follow_up().is_none())
    }
    /// The job that goes on with a fault that was not gone.
    pub fn follow_up(&self) -> Option<JobId> {
        self.calls.iter().rev().find_map(|call| call.what.follow_up)
    }
    /// Papers that are owed and not in.
    pub fn owed_papers(&self) -> impl Iterator<Item = &Owed> {
        self.owed.iter().filter(|owed| owed.filed.is_none())
    }
    /// Flags that nobody has settled.
    pub fn open_flags(&self) -> impl Iterator<Item = &Flag> {
        self.flags.iter().filter(|flagged| flagged.settled.is_none()).map(|flagged| &flagged.flag)
    }
    /// Fields in which a person has to choose between values that were written concurrently.
    pub fn conflicts(&self) -> Vec<JobField> {
        let all = [
            (JobField::Judgement, self.judgement.in_conflict()),
            (JobField::Diagnosis, self.diagnosis.in_conflict()),
            (JobField::Plan, self.plan.in_conflict()),
            (JobField::Visit, self.visit.in_conflict()),
            (JobField::Assignment, self.assignment.in_conflict()),
            (JobField::Cause, self.cause.in_conflict()),
            (JobField::Repeat, self.repeat.in_conflict()),
        ];
        let own = all.into_iter().filter(|(_, conflict)| *conflict).map(|(field, _)| field);
        let reported = JobField::ALL.iter().copied().filter(|field| field.is_of_report());
        own.chain(reported.filter(|field| self.written.is_in_conflict(field.code()))).collect()
    }
    /// Who wrote the values that stand in a field, and whom they name.
    pub fn people_of(&self, field: JobField) -> Vec<PersonId> {
        fn authors<T: PartialEq>(field: &Owned<T>) -> Vec<PersonId> {
            field.writes().iter().map(|write| write.by).collect()
        }
        match field {
            JobField::Judgement => authors(&self.judgement),
            JobField::Diagnosis => authors(&self.diagnosis),
            JobField::Plan => authors(&self.plan),
            JobField::Visit => authors(&self.visit),
            JobField::Assignment => {
                let named = self.assignment.writes().iter().flat_map(|write| write.value.to.iter().copied());
                authors(&self.assignment).into_iter().chain(named).collect()
            }
            JobField::Cause => authors(&self.cause),
            JobField::Repeat => authors(&self.repeat),
            field if field.is_of_report() => self.written.writes(field.code()).iter().map(|write| write.by).collect(),
            _ => Vec::new(),
        }
    }
}
