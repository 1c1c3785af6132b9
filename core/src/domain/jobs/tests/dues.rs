//! What of a job falls due, and which step comes next.

use super::*;
use crate::domain::calendar::WorkingDays;
use crate::domain::dues::{Due, Late, Overdue};
use crate::domain::sites::SlaTarget;
use chrono_tz::Tz;
use proptest::prelude::*;
use std::collections::BTreeSet;

const TARGET: SlaTarget = SlaTarget { answered_min: 30, on_site_min: 120, restored_min: 60 };
const ZONE: Tz = Tz::Asia__Shanghai;

fn due(job: &Job) -> Vec<Due> {
    dues(job, &TARGET, ZONE, &WorkingDays::default())
}

/// What, which step, and minutes into the day.
fn said(job: &Job) -> Vec<(Late, u8, i64)> {
    due(job).iter().filter_map(|due| Some((due.what, due.step, (due.at? - at(0)).num_minutes()))).collect()
}

/// The hub's own device: it does what falls due first.
fn tell(hub: &mut Phone) -> Option<Due> {
    let next = due(&hub.job()).into_iter().find(|due| due.at.is_some())?;
    hub.fact(JobEvent::Overdue(Overdue::of(&next, vec![hub.person])));
    Some(next)
}

#[test]
fn each_level_has_its_own_limit_from_step_to_step() {
    let mut day = Day::reported();
    assert_eq!(said(&day.desk.job()), [(Late::Answered, 1, 30), (Late::OnSite, 1, 120)]);
    tell(&mut day.desk);
    let untold = (Late::OnSite, 1, 120);
    assert_eq!(
        said(&day.desk.job()),
        [(Late::Answered, 2, 60), untold],
        "half an hour: nobody judged, so the worst level"
    );
    let told: Vec<_> = late(&day.desk.job()).iter().map(|told| (told.what.what, told.what.step)).collect();
    assert_eq!(told, [(Late::Answered, 1)]);
    day.now(40);
    day.judge();
    assert_eq!(said(&day.desk.job()), [untold]);
    assert!(late(&day.desk.job()).is_empty(), "answered, if too late");
    tell(&mut day.desk);
    assert_eq!(said(&day.desk.job()), [(Late::OnSite, 2, 120 + 8 * 60)], "level 3");
}

#[test]
fn what_waits_for_the_customer_or_is_done_falls_due_no_more() {
    let mut day = Day::working(); // started at 65
    assert_eq!(said(&day.eng.job()), [(Late::Restored, 1, 125)]);
    day.now(75);
    day.eng.ok(|job, me| c::wait_for_customer(job, me, Wait { reason: "x".into(), until: None }));
    assert_eq!(said(&day.eng.job()), []);
    day.now(175);
    day.eng.ok(c::resume);
    assert_eq!(said(&day.eng.job()), [(Late::Restored, 1, 225)]);
    assert_eq!(said(&Day::completed().eng.job()), []);
}

#[test]
fn papers_of_an_emergency_fall_due_one_by_one() {
    let site = Site { zone: "Asia/Shanghai".into(), ..Site::default() };
    let mut day = Day::reported();
    day.eng.ok(|job, me| c::declare_emergency(job, me, (&site, &WorkingDays::default()), "全区黑屏", at(0)));
    let papers = |job: &Job| {
        let all = due(job).into_iter().filter(|due| due.what == Late::Paper);
        all.map(|due| (due.item, due.step, (due.since - at(0)).num_hours())).collect::<Vec<_>>()
    };
    let owed: Vec<_> = day.eng.job().owed_papers().map(|owed| owed.paper).collect();
    assert!(owed.len() > 1);
    let mut all: Vec<_> = owed.iter().map(|paper| (paper.code().to_owned(), 1, 24)).collect();
    assert_eq!(papers(&day.eng.job()).into_iter().collect::<BTreeSet<_>>(), all.iter().cloned().collect());
    day.eng.ok(|job, me| c::file_paper(job, me, PaperFiling { paper: owed[0], text: "已补".into() }));
    all.remove(0);
    assert_eq!(papers(&day.eng.job()).into_iter().collect::<BTreeSet<_>>(), all.iter().cloned().collect());
}

#[test]
fn the_return_call_falls_due_again_once_the_work_was_signed_anew() {
    let mut day = Day::signed();
    let since = due(&day.desk.job())[0].clone();
    assert_eq!((since.what, since.step, since.at), (Late::ReturnCall, 1, Some(since.since)));
    for step in 1..=3 {
        assert_eq!(tell(&mut day.desk).map(|due| (due.what, due.step)), Some((Late::ReturnCall, step)));
    }
    assert_eq!(tell(&mut day.desk), None);
    assert_eq!(late(&day.desk.job()).len(), 1);
    day.meet();
    day.now(6 * 24 * 60);
    let replaces = day.eng.job().current_sheet().unwrap().hash();
    day.eng.fact(JobEvent::Amended(Amendment { reason: "再修".into(), replaces }));
    day.sign().unwrap();
    day.meet();
    assert!(late(&day.desk.job()).is_empty());
    assert_eq!(tell(&mut day.desk).map(|due| (due.what, due.step)), Some((Late::ReturnCall, 1)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whoever does what falls due first, until nothing does, takes each step once and in order of time, whatever was promised.
    #[test]
    fn no_step_comes_twice_and_none_is_passed_over(answered in 0_u32..5_000, on_site in 0_u32..5_000, level in 1_u8..=4) {
        let sla = SlaTarget { answered_min: answered, on_site_min: on_site, restored_min: 60 };
        let mut day = Day::reported();
        if level > 1 {
            day.desk.fact(JobEvent::Judged(Judgement { class: FaultClass::Hardware, level, remark: String::new() }));
        }
        let (mut seen, mut last) = (Vec::new(), Some(at(-1)));
        let next = |job: &Job| dues(job, &sla, ZONE, &WorkingDays::default()).into_iter().next().filter(|due| due.at.is_some());
        while let Some(next) = next(&day.desk.job()) {
            prop_assert!(next.at >= last);
            last = next.at;
            seen.push((next.what, next.step));
            prop_assert!(seen.len() <= 6);
            day.desk.fact(JobEvent::Overdue(Overdue::of(&next, Vec::new())));
        }
        seen.sort();
        let of = |what| (1..=3).map(move |step| (what, step));
        let answered = of(Late::Answered).filter(|_| level == 1);
        prop_assert_eq!(seen, answered.chain(of(Late::OnSite)).collect::<Vec<_>>());
    }
}
