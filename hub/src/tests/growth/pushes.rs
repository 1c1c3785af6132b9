//! Pushes, new jobs, greetings, late events: beside few and beside many.

use super::{commit, jobs, note, reads, writes};
use crate::tests::hub;
use crate::tests::phone::Phone;
use crate::verify::tests::full;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Cancellation, Job, JobEvent};
use fettle_core::domain::people::PersonEvent;
use fettle_core::domain::sites::{SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Event, Subject};

#[tokio::test]
async fn a_push_and_a_new_job_cost_the_same_however_many_jobs_are_open_at_the_site() {
    let (hub, company) = hub().await;
    let few = jobs(&hub, &company, 5).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let mut measured = Vec::new();
    for more in [0, 400] {
        if more > 0 {
            jobs(&hub, &company, more).await;
        }
        for warm in [true, false] {
            let events = vec![phone.write(&hub, &Draft::new(few[0].into(), &note("seen")))];
            let pushed = writes(&hub.hub.ledger, commit(&hub, &phone, events)).await;
            // Opened, given to somebody who had none of that site, and closed again: the site comes and goes.
            let fresh: JobId = hub.fresh().into();
            let opened = writes(&hub.hub.ledger, async {
                hub.record(company.desk, vec![hub.report(&company, fresh, format!("G-{fresh}"))]).await;
                hub.assign(&company, fresh, vec![company.stranger]).await;
                let cancelled = JobEvent::Cancelled(Cancellation { reason: "by mistake".into(), at_work: Vec::new() });
                hub.record(company.desk, vec![Draft::new(fresh.into(), &cancelled)]).await;
            });
            let opened = opened.await;
            if !warm {
                measured.push((pushed, opened));
            }
        }
    }
    let [(push_few, open_few), (push_many, open_many)] = measured[..] else { panic!("two") };
    assert!(push_many < push_few * 3 / 2, "one push: {push_few} beside few, {push_many} beside many");
    assert!(open_many < open_few * 3 / 2, "one job: {open_few} beside few, {open_many} beside many");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// A customer of one site and one of hundreds: a job that opens and closes brings its own site and the customer along, and files none of the others.
#[tokio::test]
async fn a_job_costs_the_same_however_many_sites_its_customer_has() {
    let (hub, company) = hub().await;
    let mut measured = Vec::new();
    for more in [0, 400] {
        let both = |name: String| Bilingual { zh: name.clone(), en: name };
        let site = |n: usize| {
            let site = SiteEvent::Registered {
                details: SiteDetails::new(company.customer, company.centre, both(format!("site {n}")), "Asia/Shanghai"),
            };
            Draft::new(Subject::new("site", hub.fresh()), &site)
        };
        if more > 0 {
            hub.record(hub.hub.ledger.system(), (0..more).map(site).collect()).await;
        }
        for warm in [true, false] {
            let job: JobId = hub.fresh().into();
            // For somebody of another centre, whose stream gets the site and the customer, and loses them again.
            let opened = writes(&hub.hub.ledger, async {
                hub.record(company.desk, vec![hub.report(&company, job, format!("G-{job}"))]).await;
                hub.assign(&company, job, vec![company.stranger]).await;
                let cancelled = JobEvent::Cancelled(Cancellation { reason: "by mistake".into(), at_work: Vec::new() });
                hub.record(company.desk, vec![Draft::new(job.into(), &cancelled)]).await;
            });
            let opened = opened.await;
            if !warm {
                measured.push(opened);
            }
        }
    }
    assert!(measured[1] < measured[0] * 3 / 2, "beside one site, beside 400 more: {measured:?}");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_greeting_costs_the_same_however_much_the_phone_sent() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let mut measured = Vec::new();
    for count in [20, 1_000] {
        let events = (0..count).map(|n| phone.write(&hub, &Draft::new(job.into(), &note(format!("{n}")))));
        let events: Vec<Event> = events.collect();
        commit(&hub, &phone, events).await;
        phone.hello().await;
        // What the hub does by itself after a push is none of the greeting's.
        hub.hub.ledger.look_at_sheets().await.expect("looked");
        measured.push(reads(&hub.hub.ledger, async { drop(phone.hello().await) }).await);
    }
    assert!(measured[1] < measured[0] * 3 / 2, "{measured:?}");
    // Something of it quarantined is told all the same.
    let bad = phone.write(
        &hub,
        &Draft::new(Subject::new("person", company.desk.uuid()), &PersonEvent::Deactivated { reason: "?".into() }),
    );
    assert_eq!(phone.push(std::slice::from_ref(&bad)).await[0].quarantined.as_deref(), Some("not_allowed"));
    let quarantined = phone.hello().await.quarantined;
    assert_eq!(quarantined.iter().map(|kept| kept.event).collect::<Vec<_>>(), [bad.header().id]);
}

#[tokio::test]
async fn an_event_that_waited_costs_the_same_however_many_still_wait() {
    let mut measured = Vec::new();
    for waiting in [10, 200] {
        let (hub, company) = hub().await;
        let mut first = Phone::enrolled(&hub, company.colleague).await;
        let mut second = Phone::enrolled(&hub, company.engineer).await;
        let jobs: Vec<JobId> = (0..waiting).map(|_| hub.fresh().into()).collect();
        let notes: Vec<Event> =
            jobs.iter().map(|job| second.write(&hub, &Draft::new((*job).into(), &note("w")))).collect();
        let receipts = second.push(&notes).await;
        assert!(receipts.iter().all(|receipt| receipt.quarantined.as_deref() == Some("subject_unknown")));
        let mut of_others = 0;
        for (n, job) in jobs.iter().take(10).enumerate() {
            let report = first.write(&hub, &hub.report(&company, *job, format!("W-{n}")));
            let took = writes(&hub.hub.ledger, commit(&hub, &first, vec![report])).await;
            // The first reads what waits, the others know it.
            of_others += if n == 0 { 0 } else { took };
        }
        measured.push(of_others);
        let state = hub.hub.ledger.get::<Job>(jobs[9].uuid()).await.expect("read").expect("there").state;
        assert_eq!(state.notes.len(), 1, "it counts now");
    }
    assert!(measured[1] < measured[0] * 3 / 2, "nine jobs, with 10 and 200 notes waiting: {measured:?}");
}

#[tokio::test]
async fn what_comes_late_folds_its_job_once_and_not_once_an_event() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let (mut early, mut late) =
        (Phone::enrolled(&hub, company.engineer).await, Phone::enrolled(&hub, company.colleague).await);
    let start = hub.hub.clock.now_ms();
    let write = |phone: &mut Phone, count: u64, from: u64| -> Vec<Event> {
        let event = |n| Draft::new(job.into(), &note(format!("{n}")));
        (0..count).map(|n| phone.write_at(&hub, &event(n), from + n)).collect()
    };
    let warm = write(&mut early, 100, start + 1_000);
    commit(&hub, &early, warm).await;
    let last = write(&mut early, 100, start + 2_000);
    let in_order = writes(&hub.hub.ledger, commit(&hub, &early, last)).await;
    // Without a network for a while: all of it sorts before what came meanwhile.
    let behind = write(&mut late, 100, start + 1);
    let out_of_order = writes(&hub.hub.ledger, commit(&hub, &late, behind)).await;
    assert!(out_of_order < in_order * 2, "100 events in order {in_order}, late {out_of_order}");
    let folded = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there");
    assert_eq!(folded.count, 302);
    let report = full(hub.data()).await;
    assert!(report.holds(), "the state is that of its events: {:?}", report.findings);
}
