//! What does not grow: the work of SQLite for a push, a greeting, a late event, a name, beside few and beside many. It is counted in instructions
//! of SQLite's machine, which are the same on every machine and however busy it is.

use super::hub;
use super::phone::Phone;
use crate::ledger::{Directory, Ended, Facet, JobSort, Jobs, Ledger, Run, Which};
use crate::testing::{Company, TestHub, parts};
use crate::verify::tests::full;
use chrono::TimeDelta;
use fettle_core::domain::ids::{CardId, JobId, MovementId, PlaceId};
use fettle_core::domain::jobs::{Assignment, Cancellation, Job, JobEvent, Status};
use fettle_core::domain::parts::{
    CardClass, CardDetails, Condition, CountedLine, MovementDetails, MovementEvent, PlaceChange, PlaceDetails,
    PlaceEvent, PlaceKind, StocktakeEvent,
};
use fettle_core::domain::people::PersonEvent;
use fettle_core::domain::sites::{SiteDetails, SiteEvent};
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::{Bilingual, Quantity};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Event, Subject};
use fettle_core::sync::protocol::paths;
use fettle_core::text::Lang;
use futures_util::StreamExt;
use std::sync::Arc;

fn note(text: impl Into<String>) -> JobEvent {
    JobEvent::Noted { text: text.into() }
}

pub(crate) async fn writes(ledger: &Ledger, work: impl Future<Output = ()>) -> u64 {
    let before = ledger.work().0;
    work.await;
    ledger.work().0 - before
}

pub(crate) async fn reads(ledger: &Ledger, work: impl Future<Output = ()>) -> u64 {
    let before = ledger.work().1;
    work.await;
    ledger.work().1 - before
}

/// Open jobs at the company's one site, for its engineer.
async fn jobs(hub: &TestHub, company: &Company, count: usize) -> Vec<JobId> {
    let jobs: Vec<JobId> = (0..count).map(|_| hub.fresh().into()).collect();
    let reported: Vec<Draft> = jobs.iter().map(|job| hub.report(company, *job, format!("G-{job}"))).collect();
    hub.record(hub.hub.ledger.system(), reported).await;
    let assigned = |job: &JobId| {
        let to = vec![company.engineer];
        Draft::new((*job).into(), &JobEvent::Assigned(Assignment { to }))
    };
    hub.record(hub.hub.ledger.system(), jobs.iter().map(assigned).collect()).await;
    jobs
}

async fn commit(hub: &TestHub, phone: &Phone, events: Vec<Event>) {
    let run = Run { device: phone.recorder.device, events, head: phone.signed(phone.recorder.head), apart: None };
    let receipts = hub.hub.ledger.commit(run).await.expect("taken");
    assert!(receipts.iter().all(|receipt| receipt.quarantined.is_none()), "{receipts:?}");
}

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
    // Something of it kept apart is told all the same.
    let bad = phone.write(
        &hub,
        &Draft::new(Subject::new("person", company.desk.uuid()), &PersonEvent::Deactivated { reason: "?".into() }),
    );
    assert_eq!(phone.push(std::slice::from_ref(&bad)).await[0].quarantined.as_deref(), Some("not_allowed"));
    let apart = phone.hello().await.apart;
    assert_eq!(apart.iter().map(|kept| kept.event).collect::<Vec<_>>(), [bad.header().id]);
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

#[tokio::test]
async fn another_name_of_a_place_moves_none_of_its_movements() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let place: PlaceId = hub.fresh().into();
    let details = |name: &str, person| PlaceDetails {
        kind: PlaceKind::BranchStore,
        name: Bilingual::same(name),
        centre: Some(company.centre),
        person,
        bin: String::new(),
    };
    hub.record(ledger.system(), vec![Draft::new(place.into(), &PlaceEvent::Opened { details: details("A", None) })])
        .await;
    let mut measured = Vec::new();
    for count in [10, 300] {
        let movement = |_| {
            let card: CardId = hub.fresh().into();
            let id: MovementId = hub.fresh().into();
            let details = MovementDetails::opening(card, Quantity::pieces(1), place);
            Draft::new(Subject::new("movement", id.uuid()), &MovementEvent::Recorded { details })
        };
        hub.record(ledger.system(), (0..count).map(movement).collect()).await;
        for name in ["B", "C"] {
            let renamed = PlaceEvent::Changed {
                change: PlaceChange { name: Some(Bilingual::same(name)), ..PlaceChange::default() },
            };
            let work = hub.record(ledger.system(), vec![Draft::new(place.into(), &renamed)]);
            measured.push(writes(ledger, work).await);
        }
    }
    assert!(measured[3] < measured[1] * 3 / 2, "{measured:?}");
    // Given to somebody it takes its movements along.
    let own = Stream::Person(company.stranger);
    let before = ledger.newest_numbers([own.clone()].into()).await.expect("read")[&own];
    let given =
        PlaceEvent::Changed { change: PlaceChange { person: Some(Some(company.stranger)), ..PlaceChange::default() } };
    hub.record(ledger.system(), vec![Draft::new(place.into(), &given)]).await;
    let after = ledger.newest_numbers([own.clone()].into()).await.expect("read")[&own];
    assert_eq!(after - before, 310);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// Pieces that were in a bag by the books are counted in a store: one more costs the same beside many.
#[tokio::test]
async fn a_piece_that_is_found_elsewhere_costs_the_same_however_many_were() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let parts::Store { store, bag, board, .. } = parts::store(&hub, &company).await;
    let found = |_| {
        let serial = Some(format!("S-{}", hub.fresh()));
        let opening = MovementDetails::opening(board, Quantity::pieces(1), bag);
        let details = MovementDetails { serial: serial.clone(), ..opening };
        let moved = Draft::new(Subject::new("movement", hub.fresh()), &MovementEvent::Recorded { details });
        // At the moment at which it is recorded, which is later.
        let (condition, at) = (Condition::New, time(hub.hub.clock.now_ms()) + TimeDelta::hours(1));
        let line =
            CountedLine { card: board, condition, serial, counted: 1000, booked: 0, at, from: None, first_in: None };
        let counted = StocktakeEvent::Counted { place: store, lines: vec![line], remark: String::new(), whole: false };
        [moved, Draft::new(Subject::new("stocktake", hub.fresh()), &counted)]
    };
    let mut measured = Vec::new();
    for count in [5, 300] {
        let (moved, counted): (Vec<Draft>, Vec<Draft>) = (0..count).map(found).map(|[one, other]| (one, other)).unzip();
        hub.record(ledger.system(), moved).await;
        hub.advance(10);
        hub.record(ledger.system(), counted).await;
        let [moved, counted] = found(0);
        hub.record(ledger.system(), vec![moved]).await;
        hub.advance(10);
        measured.push(writes(ledger, hub.record(ledger.system(), vec![counted])).await);
    }
    assert!(measured[1] < measured[0] * 3 / 2, "{measured:?}");
    let on_hub = ledger.stock_at(bag).await.expect("read");
    assert!(on_hub.iter().all(|line| line.quantity == 0), "all of them lie in the store");
}

#[tokio::test]
async fn a_page_is_cut_before_it_is_read() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let text = "x".repeat(100_000);
    let events = (0..30).map(|_| phone.write(&hub, &Draft::new(job.into(), &note(text.clone()))));
    let events: Vec<Event> = events.collect();
    commit(&hub, &phone, events).await;
    let centre = Stream::Centre(company.centre.uuid());
    let ledger = &hub.hub.ledger;
    let whole = ledger.entries(&centre, 0, 5_000, usize::MAX).await.expect("read");
    assert!(!whole.more && whole.bytes > 3_000_000);
    let newest = whole.entries.last().map(|entry| entry.n).expect("entries");
    // By size, by count, exactly, and from where one page ended to the end of all.
    let (mut at, mut pages, mut seen) = (0, 0, 0);
    loop {
        let part = ledger.entries(&centre, at, 5_000, 1_000_000).await.expect("read");
        assert!(part.bytes < 1_200_000, "{}", part.bytes);
        seen += part.entries.len();
        pages += 1;
        at = part.entries.last().map_or(at, |entry| entry.n);
        if !part.more {
            break;
        }
    }
    assert_eq!((at, seen), (newest, whole.entries.len()));
    assert!(pages >= 3);
    let part = ledger.entries(&centre, 0, 3, usize::MAX).await.expect("read");
    assert!(part.entries.len() == 3 && part.more);
    let part = ledger.entries(&centre, newest - 3, 3, usize::MAX).await.expect("read");
    assert!(part.entries.len() == 3 && !part.more);
    let part = ledger.entries(&centre, newest - 3, 3, 0).await.expect("read");
    assert!(part.entries.is_empty() && part.more, "no room on this page");
}

#[tokio::test]
async fn a_card_is_told_to_all_who_listen_without_a_look_for_each() {
    let (hub, company) = hub().await;
    let ledger = Arc::clone(&hub.hub.ledger);
    let told = |number: u64| {
        let ledger = Arc::clone(&ledger);
        let place = PlaceDetails {
            kind: PlaceKind::MainStore,
            name: Bilingual::same(format!("{number}")),
            centre: None,
            person: None,
            bin: String::new(),
        };
        let id: PlaceId = hub.fresh().into();
        async move {
            let opened = Draft::new(id.into(), &PlaceEvent::Opened { details: place });
            ledger.record(ledger.system(), vec![opened]).await.expect("recorded");
        }
    };
    // What recording alone reads.
    let alone = reads(&ledger, told(1)).await;
    let mut lines = Vec::new();
    for _ in 0..8 {
        let phone = Phone::enrolled(&hub, company.engineer).await;
        let answer = phone.ask(reqwest::Method::GET, paths::LIVE).send().await.expect("an answer");
        lines.push(Box::pin(answer.bytes_stream()));
    }
    let everyone = Stream::Everyone;
    let mut measured = Vec::new();
    // The first time also says what the phones' own enrolments moved.
    for number in [2, 3] {
        let work = async {
            told(number).await;
            let newest = ledger.newest_numbers([everyone.clone()].into()).await.expect("read")[&everyone];
            let wanted = format!(r#""s":"everyone","n":{newest}"#);
            for line in &mut lines {
                let mut heard = String::new();
                while !heard.contains(&wanted) {
                    heard += &String::from_utf8_lossy(&line.next().await.expect("open").expect("bytes"));
                }
            }
        };
        ledger.look_at_sheets().await.expect("looked");
        measured.push(reads(&ledger, work).await);
    }
    // The test's own look is one, and the hub's own after a commit; a look for each of eight would be twice as many.
    assert!(measured[1] <= alone + 60, "{measured:?} instead of {alone}: nobody's rights changed");
}

#[tokio::test]
async fn a_page_of_a_list_and_a_search_cost_the_same_however_much_there_is() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let desk = hub.hub.accounts.viewer(company.desk).await.expect("read").expect("there").reach;
    let stranger = hub.hub.accounts.viewer(company.stranger).await.expect("read").expect("there").reach;
    let admin = hub.hub.accounts.viewer(company.admin).await.expect("read").expect("there").reach;
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day");
    let mut measured = Vec::new();
    for count in [200, 4_800] {
        let site = |n| {
            let registered = SiteEvent::Registered {
                details: SiteDetails::new(
                    company.customer,
                    company.centre,
                    Bilingual::same(format!("{n}号楼派出所")),
                    "Asia/Shanghai",
                ),
            };
            Draft::new(Subject::new("site", hub.fresh()), &registered)
        };
        hub.record(ledger.system(), (0..count).map(site).collect()).await;
        // What the hub does by itself after a commit is none of it.
        ledger.look_at_sheets().await.expect("looked");
        let mut work = Vec::new();
        for reach in [&desk, &stranger, &admin] {
            for owner in [None, Some(Subject::from(company.customer))] {
                // Whoever looks by owner looks at what the owner has.
                if owner.is_some() && reach == &stranger {
                    continue;
                }
                let asks = Directory {
                    kind: "site",
                    reach,
                    lang: Lang::Zh,
                    words: "",
                    owner,
                    facet: None,
                    ended: Ended::All,
                    today,
                };
                let first = ledger.directory(&asks, None, 25).await.expect("read");
                for after in [None, first.next.as_ref()] {
                    work.push(
                        reads(ledger, async { drop(ledger.directory(&asks, after, 25).await.expect("read")) }).await,
                    );
                }
            }
            for typed in ["派出所", "hplpcs", "1"] {
                work.push(
                    reads(ledger, async { drop(ledger.search(reach, typed, &[], 20).await.expect("read")) }).await,
                );
            }
        }
        measured.push(work);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        // The hub looks at what was committed beside the test, which costs some dozens of steps; a walk would cost thousands.
        assert!(*many < *few * 3 / 2 + 300, "few {:?}, many {:?}", measured[0], measured[1]);
    }
}

#[tokio::test]
async fn parts_of_a_class_and_what_is_where_cost_the_same_however_many_came_and_went() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let desk = hub.hub.accounts.viewer(company.desk).await.expect("read").expect("there").reach;
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day");
    let (place, card): (PlaceId, CardId) = (hub.fresh().into(), hub.fresh().into());
    let opened = parts::opened(place, PlaceKind::BranchStore, company.centre, None);
    let critical = CardDetails { class: CardClass::Critical, ..parts::card("B-1", true) };
    hub.record(ledger.system(), vec![opened, parts::registered(card, critical)]).await;
    let mut measured = Vec::new();
    for count in [50, 950] {
        let others =
            (0..count).map(|n| parts::registered(hub.fresh().into(), parts::card(&format!("W-{count}-{n}"), false)));
        hub.record(ledger.system(), others.collect()).await;
        // Pieces that came and went: each leaves a line that is empty.
        let piece = |n: i32| {
            let serial = Some(format!("S-{count}-{n}"));
            let came = MovementDetails { serial, ..MovementDetails::opening(card, Quantity::pieces(1), place) };
            let went = MovementDetails { from: Some(place), to: None, ..came.clone() };
            [parts::moved(hub.fresh().into(), came), parts::moved(hub.fresh().into(), went)]
        };
        hub.record(ledger.system(), (0..count).flat_map(piece).collect()).await;
        ledger.look_at_sheets().await.expect("looked");
        let facet = Some(Facet::class(CardClass::Critical));
        let (lang, ended) = (Lang::Zh, Ended::All);
        let asks = Directory { kind: "card", reach: &desk, lang, words: "", owner: None, facet, ended, today };
        let found = ledger.directory(&asks, None, 25).await.expect("read");
        assert_eq!(found.rows.len(), 1);
        assert!(ledger.stock_of_card(card).await.expect("read").is_empty());
        measured.push([
            reads(ledger, async { drop(ledger.directory(&asks, None, 25).await.expect("read")) }).await,
            reads(ledger, async { drop(ledger.stock_of_card(card).await.expect("read")) }).await,
            reads(ledger, async { drop(ledger.stock_of_place(place, None, 25).await.expect("read")) }).await,
            reads(ledger, async { ledger.places_with(card).await.map(|_| ()).expect("read") }).await,
        ]);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        assert!(*many < *few * 3 / 2 + 300, "{measured:?}");
    }
}

#[tokio::test]
async fn a_page_of_jobs_costs_the_same_however_many_there_are() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let desk = hub.hub.accounts.viewer(company.desk).await.expect("read").expect("there").reach;
    let stranger = hub.hub.accounts.viewer(company.stranger).await.expect("read").expect("there").reach;
    let admin = hub.hub.accounts.viewer(company.admin).await.expect("read").expect("there").reach;
    let mut measured = Vec::new();
    for count in [200, 4_800] {
        let reported: Vec<Draft> = (0..count)
            .map(|_| {
                let job: JobId = hub.fresh().into();
                hub.report(&company, job, format!("G-{job}"))
            })
            .collect();
        hub.record(ledger.system(), reported).await;
        // What the hub does by itself after a commit is none of it.
        ledger.look_at_sheets().await.expect("looked");
        let mut work = Vec::new();
        for reach in [&desk, &stranger, &admin] {
            for sort in [JobSort::Newest, JobSort::Oldest, JobSort::Level, JobSort::Status, JobSort::Site] {
                for centre in [None, Some(company.other_centre)] {
                    let asks = Jobs { sort, centre, ..Jobs::all(reach, Lang::Zh) };
                    let first = ledger.jobs(&asks, None, 25).await.expect("read");
                    for after in [None, first.next.as_ref()] {
                        work.push(
                            reads(ledger, async { drop(ledger.jobs(&asks, after, 25).await.expect("read")) }).await,
                        );
                    }
                    work.push(
                        reads(ledger, async { ledger.count_jobs(&asks, 100).await.map(drop).expect("read") }).await,
                    );
                }
            }
            for which in [Which::Open, Which::Attention, Which::Is(Status::Closed)] {
                let asks = Jobs { which, ..Jobs::all(reach, Lang::Zh) };
                work.push(reads(ledger, async { drop(ledger.jobs(&asks, None, 25).await.expect("read")) }).await);
            }
        }
        measured.push(work);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        // The hub looks at what was committed beside the test, which costs some dozens of steps; a walk would cost thousands.
        assert!(*many < *few * 3 / 2 + 300, "few {:?}, many {:?}", measured[0], measured[1]);
    }
}
