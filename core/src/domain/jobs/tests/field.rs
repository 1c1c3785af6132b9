//! On the way and on site: what has to come before what.

use super::*;
use crate::domain::jobs::sheet::Position;

#[test]
fn leaving_needs_this_jobs_completed_ready_check() {
    let mut day = Day::reported();
    let id = day.eng.fill(READY_TO_LEAVE);
    let open = day.eng.check(id);
    assert_eq!(day.eng.no(|job, me| c::leave(job, me, Some(&open))), "ready_check_missing", "not completed");
    day.eng.complete_check(id);
    let done = day.eng.check(id);
    let mut other = done.clone();
    other.start.as_mut().unwrap().job = JobId::new(uuid(99));
    assert_eq!(day.eng.no(|job, me| c::leave(job, me, Some(&other))), "ready_check_missing", "of another job");
    let mut repair = done.clone();
    repair.start.as_mut().unwrap().code = REPAIR_CHECK.into();
    assert_eq!(day.eng.no(|job, me| c::leave(job, me, Some(&repair))), "ready_check_missing", "another list");
    day.eng.ok(|job, me| c::leave(job, me, Some(&done)));
    assert_eq!(day.eng.job().status(), Status::Left);
}

#[test]
fn arriving_comes_before_starting_and_each_once() {
    let mut day = Day::reported();
    assert_eq!(day.eng.no(c::start_work), "not_on_site");
    day.eng.ok(|job, me| c::arrive(job, me, None));
    assert_eq!(day.eng.job().status(), Status::OnSite);
    assert_eq!(day.eng.no(|job, me| c::arrive(job, me, None)), "already_on_site");
    day.eng.ok(c::start_work);
    assert_eq!(day.eng.job().status(), Status::Working);
    assert_eq!(day.eng.no(c::start_work), "already_started");
    assert_eq!(day.eng.job().visits.len(), 1);
}

#[test]
fn an_outing_ends_at_coming_back_and_the_next_begins_again() {
    let mut day = Day::reported();
    assert_eq!(day.eng.no(c::come_back), "not_out");
    day.eng.ok(|job, me| c::arrive(job, me, None));
    // Nobody was there: back without any work, and the job is where it was.
    let before = Day::reported().eng.job().status();
    day.eng.ok(c::come_back);
    assert_eq!((day.eng.job().status(), day.eng.no(c::come_back)), (before, "not_out"));
    assert_eq!(day.eng.no(c::start_work), "not_on_site");
    let position = Position { latitude_e7: 298_745_000, longitude_e7: 1_215_440_000, accuracy_m: Some(20) };
    day.eng.ok(|job, me| c::arrive(job, me, Some(position)));
    day.eng.ok(c::start_work);
    day.eng.ok(c::come_back);
    let job = day.eng.job();
    assert_eq!((job.status(), job.visits.len()), (Status::Working, 2));
    assert_eq!(job.visits[1].position, Some(position));
    assert!(job.visits.iter().all(|visit| visit.out_since().is_none() && visit.back.is_some()));
}

#[test]
fn a_step_by_mistake_is_withdrawn_at_once_and_the_job_is_as_before() {
    let mut day = Day::reported();
    let soon = at(0) + TimeDelta::seconds(9);
    let states = |day: &Day| (day.eng.job().status(), day.eng.job().visits, day.eng.job().flags, day.eng.job().waiting);
    // Without the list nobody leaves: the flag goes with the step.
    let before = states(&day);
    let left = day.eng.fact(JobEvent::Left(Departure { check: None }));
    assert_ne!(states(&day), before);
    day.eng.ok(|job, me| c::withdraw_step(job, me, left, soon));
    assert_eq!(states(&day), before);
    assert_eq!(day.eng.no(|job, me| c::withdraw_step(job, me, left, soon)), "undo_late", "once");

    type Tap = fn(&Job, &Actor) -> Result<Vec<Draft>, Refusal>;
    let steps: [Tap; 3] = [|job, me| c::arrive(job, me, None), c::start_work, c::come_back];
    for step in steps {
        let before = states(&day);
        let done = day.eng.ok(step);
        let late = at(0) + TimeDelta::seconds(16);
        assert_eq!(day.eng.no(|job, me| c::withdraw_step(job, me, done, late)), "undo_late");
        assert_eq!(day.desk.no(|job, me| c::withdraw_step(job, me, done, soon)), "undo_late", "the step of another");
        day.eng.ok(|job, me| c::withdraw_step(job, me, done, soon));
        assert_eq!(states(&day), before);
        let again = day.eng.ok(step);
        day.desk.learn(&day.eng);
        day.desk.fact(JobEvent::StepWithdrawn { step: again });
        day.eng.learn(&day.desk);
        assert_ne!(states(&day), before, "nobody withdraws the step of another");
    }
    let waits = day.eng.ok(|job, me| c::wait_for_customer(job, me, Wait { reason: "钥匙".into(), until: None }));
    assert!(day.eng.job().waits().is_some());
    let goes_on = day.eng.ok(c::resume);
    assert_eq!(day.eng.no(|job, me| c::withdraw_step(job, me, waits, soon)), "undo_late", "not the last step");
    day.eng.ok(|job, me| c::withdraw_step(job, me, goes_on, soon));
    assert!(day.eng.job().waits().is_some());
}

#[test]
fn nothing_is_changed_before_the_backup_is_decided() {
    let mut day = Day::reported();
    let work = || Work { from: at(0), to: None, text: "重启".into() };
    assert_eq!(day.eng.no(|job, me| c::record_work(job, me, work())), "not_started");
    day.eng.ok(|job, me| c::arrive(job, me, None));
    day.eng.ok(c::start_work);
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
    assert_eq!(day.eng.no(|job, me| c::record_work(job, me, work())), "backup_unanswered");
    assert_eq!(day.eng.no(|job, me| c::replace_part(job, me, part(camera()))), "backup_unanswered");
    let nobody = BackupAnswer { by: " ".into(), ..backup() };
    assert_eq!(day.eng.no(|job, me| c::answer_backup(job, me, nobody)), "text_missing");
    day.eng.ok(|job, me| c::answer_backup(job, me, backup()));
    day.eng.ok(|job, me| c::record_work(job, me, work()));
    day.eng.ok(|job, me| c::replace_part(job, me, part(camera())));
    assert!(day.eng.job().work.len() == 1 && day.eng.job().parts.len() == 1);
}

#[test]
fn a_replacement_needs_evidence_for_that_equipment() {
    let mut day = Day::working();
    let other = EquipmentId::new(uuid(0x0dd));
    assert_eq!(day.eng.no(|job, me| c::replace_part(job, me, part(camera()))), "evidence_missing");
    let empty = Evidence { equipment: camera(), note: " ".into(), photos: vec![] };
    assert_eq!(day.eng.no(|job, me| c::add_evidence(job, me, empty)), "evidence_empty");
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(other)));
    assert_eq!(day.eng.no(|job, me| c::replace_part(job, me, part(camera()))), "evidence_missing", "of another device");
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
    let none = Replacement { quantity: Amount::whole(0), ..part(camera()) };
    assert_eq!(day.eng.no(|job, me| c::replace_part(job, me, none)), "quantity_not_positive");
    let absurd = Replacement { quantity: Amount::whole(4_000_000_000), ..part(camera()) };
    assert_eq!(day.eng.no(|job, me| c::replace_part(job, me, absurd)), "quantity_absurd");
    day.eng.ok(|job, me| c::replace_part(job, me, part(camera())));
}

#[test]
fn a_swap_back_moves_the_suspicion_on() {
    let mut day = Day::working();
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
    let replaced = day.eng.ok(|job, me| c::replace_part(job, me, part(camera())));
    let swap = |reason: &str| SwapBack { replacement: replaced, reason: reason.into() };
    assert_eq!(day.eng.no(|job, me| c::swap_back(job, me, swap(" "))), "reason_missing");
    day.eng.ok(|job, me| c::swap_back(job, me, swap("故障又现")));
    assert_eq!(day.eng.no(|job, me| c::swap_back(job, me, swap("x"))), "part_swapped_back");
    let unknown = SwapBack { replacement: EventId::new(uuid(404)), reason: "x".into() };
    assert_eq!(day.eng.no(|job, me| c::swap_back(job, me, unknown)), "part_unknown");
    // The same card here again is not to blame; another one needs new evidence.
    assert_eq!(day.eng.no(|job, me| c::replace_part(job, me, part(camera()))), "part_cleared");
    let next = || Replacement { card: CardId::new(uuid(0xca2e)), ..part(camera()) };
    assert_eq!(day.eng.no(|job, me| c::replace_part(job, me, next())), "evidence_missing");
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
    day.eng.ok(|job, me| c::replace_part(job, me, next()));
    let job = day.eng.job();
    assert_eq!(job.parts.iter().filter(|part| part.swapped_back.is_none()).count(), 1);
    assert!(flags(&job).is_empty(), "{:?}", flags(&job));
}

#[test]
fn waiting_and_going_on() {
    let mut day = Day::working();
    let wait = || Wait { reason: "镜头".into(), until: None };
    assert_eq!(day.eng.no(c::resume), "not_waiting");
    assert_eq!(
        day.eng.no(|job, me| c::wait_for_parts(job, me, Wait { reason: " ".into(), until: None })),
        "text_missing"
    );
    day.eng.ok(|job, me| c::wait_for_parts(job, me, wait()));
    assert_eq!(day.eng.job().status(), Status::WaitingParts);
    day.eng.ok(|job, me| c::wait_for_customer(job, me, wait()));
    let job = day.eng.job();
    assert_eq!(job.status(), Status::WaitingCustomer);
    assert!(job.waiting[0].to.is_some(), "one wait ends the other");
    day.eng.ok(c::resume);
    assert_eq!(day.eng.job().status(), Status::Working);
    assert_eq!(Day::completed().eng.no(|job, me| c::wait_for_parts(job, me, wait())), "already_completed");
}

#[test]
fn help_is_one_tap_in_four_cases_and_is_answered() {
    let mut day = Day::working();
    for case in HelpCase::ALL {
        let call = day.eng.ok(|job, me| c::call_help(job, me, HelpCall { case: *case, text: String::new() }));
        day.meet();
        day.desk.ok(|job, me| c::answer_help(job, me, HelpAnswer { call, text: "来了".into() }));
    }
    let job = day.desk.job();
    assert_eq!(job.help.len(), 4);
    assert!(job.help.iter().all(|help| help.answers.len() == 1));
    let late = HelpAnswer { call: job.help[0].moment.event, text: "我来".into() };
    assert_eq!(day.desk.no(|job, me| c::answer_help_first(job, me, late)), "help_answered");
    let lost = HelpAnswer { call: EventId::new(uuid(404)), text: "x".into() };
    assert_eq!(day.desk.no(|job, me| c::answer_help(job, me, lost)), "help_call_unknown");
}

#[test]
fn escalation_says_whom_it_told() {
    let mut day = Day::working();
    let to = day.desk.person;
    assert_eq!(day.eng.no(|job, me| c::escalate(job, me, to, " ")), "text_missing");
    day.eng.ok(|job, me| c::escalate(job, me, to, "需要厂家"));
    assert_eq!(day.eng.job().escalations[0].what.to, to);
}

#[test]
fn a_cost_has_a_payer_a_currency_and_a_basis() {
    let day = Day::working();
    let give = |change: fn(&mut Cost)| {
        let mut cost = cost();
        change(&mut cost);
        day.eng.no(|job, me| c::add_cost(job, me, cost))
    };
    assert_eq!(give(|cost| cost.amount = -1), "amount_invalid");
    assert_eq!(give(|cost| cost.amount = 1_000_000_001), "amount_invalid");
    assert_eq!(give(|cost| cost.currency = "元".into()), "currency_invalid");
    assert_eq!(give(|cost| cost.basis = " ".into()), "text_missing");
}

#[test]
fn completing_needs_cause_and_complete_checks() {
    let mut day = Day::working();
    let done = |day: &Day, checks: &[(Check, Definition)]| {
        let checks = pairs(checks);
        c::complete(&day.eng.job(), &day.eng.actor(), &checks, Completion::default()).map_err(|no| no.code)
    };
    assert_eq!(done(&day, &[]).unwrap_err(), "cause_missing");
    let finding = || CauseFinding { cause: Cause::Other, diagnosis: "不明".into() };
    assert_eq!(
        day.eng.no(|job, me| c::find_cause(job, me, CauseFinding { diagnosis: " ".into(), ..finding() })),
        "text_missing"
    );
    day.eng.ok(|job, me| c::find_cause(job, me, finding()));
    // A check that was begun has to be finished.
    let (job, actor, id) = (day.eng.job(), day.eng.actor(), day.eng.fresh());
    let drafts = checks::commands::start(&job, &actor, &list(REPAIR_CHECK).into(), vec![], &mut || id).unwrap();
    day.eng.record(drafts);
    assert_eq!(done(&day, &day.checks()).unwrap_err(), "check_items_missing");
    let id = day.eng.fill(REPAIR_CHECK);
    let of = |day: &Day| vec![(day.eng.check(id), list(REPAIR_CHECK))];
    assert_eq!(done(&day, &of(&day)).unwrap_err(), "check_open");
    day.eng.complete_check(id);
    assert!(done(&day, &of(&day)).is_ok());
}

#[test]
fn what_happened_comes_out_whole() {
    let mut day = Day::completed();
    day.meet();
    let job = day.desk.job();
    assert_eq!(job.status(), Status::Completed);
    assert_eq!((job.work.len(), job.parts.len(), job.costs.len(), job.evidence.len()), (1, 1, 1, 1));
    assert!(flags(&job).is_empty(), "{:?}", flags(&job));
    assert_eq!(day.eng.no(|job, me| c::complete(job, me, &[], Completion::default())), "already_completed");
}

#[test]
fn evidence_is_asked_for_of_each_machine_of_a_repair_at_work() {
    let day = Day::reported();
    assert_eq!(day.eng.job().wants_evidence(None), None, "nobody is at work");
    let mut day = Day::working();
    assert_eq!(day.eng.job().wants_evidence(None), Some(camera()));
    assert_eq!(day.eng.job().wants_evidence(Some(EquipmentId::new(uuid(0x0dd)))), None, "not of this job");
    assert_eq!(day.eng.job().evidence_photo(None), None);
    day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
    let job = day.eng.job();
    assert_eq!(job.wants_evidence(None), None);
    assert_eq!(job.evidence_photo(Some(camera())), Some(&photo(1)));
    assert_eq!(job.evidence_photo(Some(EquipmentId::new(uuid(0x0dd)))), None);
}
