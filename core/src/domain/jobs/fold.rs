//! How events make a job's state (documents: in `signing`). Every event is accepted in every state; what does not fit is flagged, once for an event and a code.

use super::codes::JobField;
use super::correct::is_at_site;
use super::events::JobEvent;
use super::facts::*;
use super::flags::JobFlag;
use super::moment::{Fact, Moment};
use super::state::*;
use crate::domain::ids::JobId;
use crate::kernel::{Aggregate, EventId, Flag, Meta, Owned, PersonId};

impl Aggregate for Job {
    const KIND: &'static str = "job";
    const FOLDS: u16 = 4;
    const FLAGS: &'static [&'static str] = JobFlag::CODES;
    type Body = JobEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: JobEvent) {
        self.id.get_or_insert(JobId::new(meta.subject.id()));
        self.flag_misplaced(meta, &body);
        self.flag_unseen_site(meta, &body);
        match body {
            JobEvent::Reported(report) => self.report_in(meta, &report),
            JobEvent::ReportChanged { change } => self.correct(meta, change),
            JobEvent::Judged(judgement) => {
                self.answered.get_or_insert(Moment::of(meta));
                // Who did not know the diagnosis does not overrule it.
                self.judged_after_diagnosis = self.diagnosis.get().is_some() && self.diagnosis.seen_by(meta);
                self.judgement.write(meta, judgement);
            }
            JobEvent::Diagnosed(diagnosis) => {
                self.judged_after_diagnosis = false;
                self.diagnosis.write(meta, diagnosis);
            }
            JobEvent::Planned(plan) => self.plan.write(meta, plan),
            JobEvent::PlanAccepted { by } => self.plan_accepted = Some(fact(meta, by)),
            JobEvent::VisitAgreed(visit) => self.visit.write(meta, visit),
            JobEvent::Assigned(assignment) => {
                self.assignment.write(meta, assignment);
                self.ask_anew(meta);
            }
            JobEvent::Accepted {} => self.answer_assignment(meta, None),
            JobEvent::Declined(decline) => self.answer_assignment(meta, Some(decline.reason)),
            JobEvent::Left(departure) => self.leave(meta, &departure),
            JobEvent::Arrived(arrival) => self.arrive(meta, &arrival),
            JobEvent::Started {} => self.start(meta),
            JobEvent::CameBack {} => self.come_back(meta),
            JobEvent::StepWithdrawn { step } => self.withdraw(meta, step),
            JobEvent::BackupAnswered(answer) => self.backups.push(fact(meta, answer)),
            JobEvent::EvidenceAdded(evidence) => self.evidence.push(fact(meta, evidence)),
            JobEvent::PartReplaced(part) => self.replace(meta, part),
            JobEvent::PartSwappedBack(swap) => self.swap_back(meta, swap),
            JobEvent::Worked(work) => {
                if !self.backup_decided() {
                    self.flag(Flag::new(JobFlag::ChangeWithoutBackup, meta.id));
                }
                self.work.push(fact(meta, work));
            }
            JobEvent::WaitingParts(wait) => self.wait(meta, wait, false),
            JobEvent::WaitingCustomer(wait) => self.wait(meta, wait, true),
            JobEvent::Resumed {} => self.resume(meta),
            JobEvent::Escalated(escalation) => self.escalations.push(fact(meta, escalation)),
            JobEvent::Overdue(overdue) => self.overdue.push(fact(meta, overdue)),
            JobEvent::HelpCalled(call) => {
                self.help.push(Help { moment: Moment::of(meta), call, answers: Vec::new() });
            }
            JobEvent::HelpAnswered(answer) => self.answer_help(meta, answer),
            JobEvent::EmergencyDeclared(emergency) => self.declare(meta, emergency),
            JobEvent::PaperFiled(filing) => self.file(meta, filing),
            JobEvent::CostAdded(cost) => self.costs.push(fact(meta, cost)),
            JobEvent::CauseFound(finding) => self.cause.write(meta, finding),
            JobEvent::DayReported(report) => self.days.push(fact(meta, report)),
            JobEvent::Completed(completion) => self.complete(meta, completion),
            JobEvent::SolvedRemotely(solution) => self.solve(meta, solution),
            JobEvent::Signed(signed) => self.sign(meta, signed),
            JobEvent::DocumentAnswered(answer) => self.answer_document(meta, answer),
            JobEvent::Amended(amendment) => self.amend(meta, amendment),
            JobEvent::CalledBack(call) => self.calls.push(fact(meta, call)),
            JobEvent::Closed {} => self.close(meta),
            JobEvent::Cancelled(cancellation) => self.cancel(meta, cancellation),
            JobEvent::Noted { text } => self.notes.push(fact(meta, text)),
            JobEvent::PhotoAdded(photo) => self.photos.push(fact(meta, photo)),
            JobEvent::RepeatAttributed(repeat) => self.repeat.write(meta, repeat),
            JobEvent::Doubted(doubt) => self.doubt(&doubt),
            JobEvent::FlagSettled(settling) => self.settle_flag(meta, settling),
            JobEvent::ConflictSettled(settling) => self.settle_conflict(meta, &settling),
        }
        if self.cancelled.is_some() && self.has_sheet() && !self.has_flag("signed_and_cancelled") {
            // Both are facts; the signature stands, and the desk is asked.
            self.flag(Flag::new(JobFlag::SignedAndCancelled, meta.id));
        }
        if self.remote.is_some() && self.is_started() && !self.has_flag("remote_and_on_site") {
            self.flag(Flag::new(JobFlag::RemoteAndOnSite, meta.id));
        }
    }

    fn unsettled(&self) -> Vec<&Flag> {
        self.open_flags().collect()
    }

    fn in_conflict(&self) -> bool {
        !self.conflicts().is_empty()
    }

    fn awaits_answer(&self) -> bool {
        self.waiting_help().next().is_some()
    }
}

fn fact<T>(meta: &Meta<'_>, what: T) -> Fact<T> {
    Fact { moment: Moment::of(meta), what }
}

/// Whether an event is work on the job, so that it belongs on the sheet and does not belong behind its end.
fn is_work(body: &JobEvent) -> bool {
    let elsewhere = matches!(
        body,
        JobEvent::CostAdded(_) | JobEvent::CauseFound(_) | JobEvent::Completed(_) | JobEvent::SolvedRemotely(_)
    );
    elsewhere || is_at_site(body)
}

impl Job {
    fn has_flag(&self, code: &str) -> bool {
        self.flags.iter().any(|flagged| flagged.flag.code == code)
    }

    pub(super) fn flag(&mut self, flag: Flag) {
        let same = |old: &Flagged| old.flag.code == flag.code && old.flag.event == flag.event;
        if !self.flags.iter().any(same) {
            self.flags.push(Flagged { flag, settled: None });
        }
    }

    /// Work behind the job's end is a fact all the same, and a person has to know.
    fn flag_misplaced(&mut self, meta: &Meta<'_>, body: &JobEvent) {
        if !is_work(body) {
            return;
        }
        if self.closed.is_some() {
            self.flag(Flag::new(JobFlag::WorkAfterClosing, meta.id));
        } else if self.is_cancelled() {
            self.flag(Flag::new(JobFlag::WorkAfterCancelling, meta.id));
        } else if self.answered_sheet().is_some() {
            self.flag(Flag::new(JobFlag::WorkAfterSigning, meta.id));
        } else {
            self.unsigned.push(OnSheet::new(meta, SheetFact::of(body)));
        }
    }

    fn report_in(&mut self, meta: &Meta<'_>, report: &Report) {
        // A report removed by law and one that comes late stand as they were corrected.
        let report = self.as_corrected(report);
        match &self.report {
            None => self.report = Some(fact(meta, report)),
            Some(first) if first.what != report => self.flag(Flag::new(JobFlag::ReportedTwice, meta.id)),
            Some(_) => {}
        }
    }

    /// Who is to go says yes or no. A no is put before the desk for as long as its author is still to go.
    fn answer_assignment(&mut self, meta: &Meta<'_>, declined: Option<String>) {
        self.settle_declines(meta, |by| by == meta.by);
        if let Some(reason) = declined.as_ref().filter(|_| self.is_assigned_to(meta.by)) {
            self.flag(Flag::new(JobFlag::AssignmentDeclined, meta.id).with("reason", reason));
        }
        let stands = self.is_assigned_to(meta.by);
        self.assignment_answers.push(AssignmentAnswer { moment: Moment::of(meta), declined, stands });
    }

    /// Who is not to go any more has nothing left to answer, and the desk nothing to decide about a no of theirs.
    fn ask_anew(&mut self, meta: &Meta<'_>) {
        let to = self.assignment.get().map(|assignment| assignment.to.clone()).unwrap_or_default();
        self.settle_declines(meta, |by| !to.contains(&by));
        for answer in self.assignment_answers.iter_mut().filter(|answer| !to.contains(&answer.moment.by)) {
            answer.stands = false;
        }
    }

    /// The flags of declines by these people are settled by what happened now.
    fn settle_declines(&mut self, meta: &Meta<'_>, of: impl Fn(PersonId) -> bool) {
        let theirs = self.assignment_answers.iter().map(|answer| answer.moment).filter(|moment| of(moment.by));
        let settled: Vec<EventId> = theirs.map(|moment| moment.event).collect();
        let open = self.flags.iter_mut().filter(|flagged| {
            flagged.flag.code == JobFlag::AssignmentDeclined.code()
                && flagged.settled.is_none()
                && settled.contains(&flagged.flag.event)
        });
        for flagged in open {
            flagged.settled = Some(fact(meta, String::new()));
        }
    }

    fn leave(&mut self, meta: &Meta<'_>, departure: &Departure) {
        if departure.check.is_none() && self.emergency.is_none() {
            self.flag(Flag::new(JobFlag::LeftWithoutCheck, meta.id));
        }
        self.visits.push(SiteVisit { left: Some(Moment::of(meta)), check: departure.check, ..SiteVisit::of(meta.by) });
    }

    /// The newest visit of the author that `open` fits, or a new one: who never said that he left can still arrive.
    fn own_visit(&mut self, meta: &Meta<'_>, open: impl Fn(&SiteVisit) -> bool) -> &mut SiteVisit {
        let found = self.visits.iter().rposition(|visit| visit.by == meta.by && open(visit));
        let index = found.unwrap_or_else(|| {
            self.visits.push(SiteVisit::of(meta.by));
            self.visits.len() - 1
        });
        &mut self.visits[index]
    }

    fn arrive(&mut self, meta: &Meta<'_>, arrival: &Arrival) {
        // Who came back and arrives is on a new way.
        let visit = self.own_visit(meta, |visit| visit.arrived.is_none() && visit.back.is_none());
        visit.arrived = Some(Moment::of(meta));
        visit.position = arrival.position;
    }

    /// Who came back without ever having left is back all the same; there is no outing to close.
    fn come_back(&mut self, meta: &Meta<'_>) {
        let own = self.visits.iter_mut().rev().find(|visit| visit.by == meta.by && visit.back.is_none());
        if let Some(visit) = own {
            visit.back = Some(Moment::of(meta));
        }
    }

    fn start(&mut self, meta: &Meta<'_>) {
        self.own_visit(meta, |visit| visit.started.is_none() && visit.back.is_none()).started = Some(Moment::of(meta));
    }

    fn replace(&mut self, meta: &Meta<'_>, part: Replacement) {
        if !self.has_evidence(part.equipment) {
            self.flag(Flag::new(JobFlag::ReplacedWithoutEvidence, meta.id));
        }
        if !self.backup_decided() {
            self.flag(Flag::new(JobFlag::ChangeWithoutBackup, meta.id));
        }
        self.parts.push(Replaced { moment: Moment::of(meta), part, swapped_back: None });
    }

    fn swap_back(&mut self, meta: &Meta<'_>, swap: SwapBack) {
        let undone = self.parts.iter_mut().find(|part| part.moment.event == swap.replacement);
        match undone {
            Some(part) if part.swapped_back.is_none() => part.swapped_back = Some(fact(meta, swap.reason)),
            _ => self.flag(Flag::new(JobFlag::SwapBackUnknown, meta.id)),
        }
    }

    fn wait(&mut self, meta: &Meta<'_>, wait: Wait, for_customer: bool) {
        self.resume(meta);
        self.waiting.push(Waiting { for_customer, from: Moment::of(meta), to: None, wait });
    }

    fn resume(&mut self, meta: &Meta<'_>) {
        if let Some(waiting) = self.waiting.last_mut().filter(|waiting| waiting.to.is_none()) {
            waiting.to = Some(Moment::of(meta));
        }
    }

    fn answer_help(&mut self, meta: &Meta<'_>, answer: HelpAnswer) {
        let call = self.help.iter_mut().find(|help| help.moment.event == answer.call);
        match call {
            Some(help) => help.answers.push(fact(meta, answer.text)),
            None => self.notes.push(fact(meta, answer.text)),
        }
    }

    fn declare(&mut self, meta: &Meta<'_>, emergency: Emergency) {
        for paper in &emergency.papers {
            if !self.owed.iter().any(|owed| owed.paper == *paper) {
                self.owed.push(Owed { paper: *paper, due: emergency.due, filed: None });
            }
        }
        self.emergency.get_or_insert(fact(meta, emergency));
    }

    fn file(&mut self, meta: &Meta<'_>, filing: PaperFiling) {
        let owed = self.owed.iter_mut().find(|owed| owed.paper == filing.paper && owed.filed.is_none());
        match owed {
            Some(owed) => owed.filed = Some(fact(meta, filing.text)),
            None => self.notes.push(fact(meta, filing.text)),
        }
    }

    fn complete(&mut self, meta: &Meta<'_>, completion: Completion) {
        self.resume(meta);
        if self.is_repair() && self.cause.get().is_none() {
            self.flag(Flag::new(JobFlag::CompletedWithoutCause, meta.id));
        }
        match &self.completed {
            None => self.completed = Some(fact(meta, completion)),
            // The first stands on the sheet; what the other says is not lost sight of.
            Some(first) if first.what != completion => self.flag(Flag::new(JobFlag::CompletedTwice, meta.id)),
            Some(_) => {}
        }
    }

    /// Solved from afar: done, answered, and no sheet to sign.
    fn solve(&mut self, meta: &Meta<'_>, solution: RemoteSolution) {
        self.answered.get_or_insert(Moment::of(meta));
        if let Some(finding) = &solution.finding {
            self.cause.write(meta, finding.clone());
        }
        self.complete(meta, Completion { summary: solution.done.clone(), ..Completion::default() });
        self.remote.get_or_insert(fact(meta, solution));
    }

    fn close(&mut self, meta: &Meta<'_>) {
        if self.report.is_some()
            && !self.is_cancelled()
            && self.answered_sheet().is_none()
            && !self.is_answered_remotely()
        {
            // A desk that had not seen the amendment; the new revision has no answer of the customer.
            self.flag(Flag::new(JobFlag::ClosedUnsigned, meta.id));
        }
        self.closed.get_or_insert(Moment::of(meta));
    }

    fn cancel(&mut self, meta: &Meta<'_>, cancellation: Cancellation) {
        let unknown = self.at_work().into_iter().any(|person| !cancellation.at_work.contains(&person));
        if unknown && self.cancelled.is_none() {
            self.flag(Flag::new(JobFlag::CancelledAtWork, meta.id));
        }
        self.cancelled.get_or_insert(fact(meta, cancellation));
    }

    fn amend(&mut self, meta: &Meta<'_>, amendment: Amendment) {
        if !self.sheets().any(|sheet| sheet.hash() == amendment.replaces) {
            self.flag(Flag::new(JobFlag::AmendedUnsigned, meta.id));
        }
        if self.closed.is_some() {
            self.flag(Flag::new(JobFlag::AmendedAfterClosing, meta.id));
        }
        self.amendments.push(fact(meta, amendment));
    }

    fn settle_flag(&mut self, meta: &Meta<'_>, settling: FlagSettling) {
        let found = self.flags.iter_mut().find(|flagged| {
            flagged.flag.event == settling.event && flagged.flag.code == settling.code && flagged.settled.is_none()
        });
        if let Some(flagged) = found {
            flagged.settled = Some(fact(meta, settling.decision));
        }
    }

    fn settle_conflict(&mut self, meta: &Meta<'_>, settling: &ConflictSettling) {
        match settling.field {
            JobField::Judgement => choose(&mut self.judgement, meta, settling),
            JobField::Diagnosis => choose(&mut self.diagnosis, meta, settling),
            JobField::Plan => choose(&mut self.plan, meta, settling),
            JobField::Visit => choose(&mut self.visit, meta, settling),
            JobField::Assignment => choose(&mut self.assignment, meta, settling),
            JobField::Cause => choose(&mut self.cause, meta, settling),
            JobField::Repeat => choose(&mut self.repeat, meta, settling),
            _ => self.choose_reported(meta, settling),
        }
    }
}

/// Writes the chosen value once more: it replaces every value that the person had seen, and only those.
fn choose<T: Clone + PartialEq>(field: &mut Owned<T>, meta: &Meta<'_>, settling: &ConflictSettling) {
    let chosen = field.writes().iter().find(|write| write.event == settling.chosen).map(|write| write.value.clone());
    if let Some(value) = chosen {
        field.write(meta, value);
    }
}
