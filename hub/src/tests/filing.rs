//! Re-filing: an aggregate that moves goes whole to its new stream, and the old one forgets it. Live says what moved.

use super::hub;
use super::phone::Phone;
use crate::access::{may_see, person_subject};
use crate::error::HubError;
use crate::ledger::Run;
use crate::testing::{Company, TestHub, parts};
use crate::verify::tests::full;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::jobs::{Cancellation, Departure, Job, JobEvent};
use fettle_core::domain::parts::{
    Condition, CountedLine, Ledger, MovementDetails, MovementEvent, PlaceKind, Reason, StockLine, StocktakeEvent,
};
use fettle_core::domain::people::{PersonChange, PersonEvent, Role, Roles};
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::{Bilingual, Quantity};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Event, PersonId, Subject};
use fettle_core::sync::protocol::{Entry, Moved, paths};
use fettle_core::text::Lang;
use futures_util::StreamExt;
use std::collections::{BTreeMap, BTreeSet};

fn own(entries: Vec<Entry>, phone: &Phone) -> Vec<Entry> {
    entries.into_iter().filter(|entry| entry.s == Stream::Person(phone.person)).collect()
}

#[tokio::test]
async fn a_job_that_is_reassigned_goes_whole_and_is_forgotten() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.stranger]).await;
    let mut first = Phone::enrolled(&hub, company.stranger).await;
    let another = another_stranger(&hub, &company).await;
    let second = Phone::enrolled(&hub, another).await;
    let subject = Subject::from(job);
    let events = |entries: &[Entry], subject: &Subject| {
        entries.iter().filter(|e| e.e.as_ref().is_some_and(|e| e.header().subject == *subject)).count()
    };
    assert_eq!(events(&own(first.pull().await, &first), &subject), 2);
    assert_eq!(events(&own(second.pull().await, &second), &subject), 0);
    // Written before the phone learnt that the job was taken away.
    let left = first.write(&hub, &Draft::new(job.into(), &JobEvent::Left(Departure { check: None })));
    hub.advance(1_000);
    hub.assign(&company, job, vec![another]).await;
    let lost = own(first.pull().await, &first);
    assert!(lost.iter().any(|entry| entry.forget.as_ref() == Some(&subject)), "told to forget");
    assert_eq!(events(&lost, &subject), 0, "a new phone of this person does not get it any more");
    assert_eq!((1..=lost.len() as u64).collect::<Vec<_>>(), lost.iter().map(|e| e.n).collect::<Vec<_>>(), "no gaps");
    let gained = own(second.pull().await, &second);
    assert_eq!(events(&gained, &subject), 3, "whole: reported, assigned, assigned");
    let site = Subject::from(company.site);
    assert_eq!(events(&gained, &site), 1, "the site of an open job comes with it");
    assert_eq!(first.push(&[left]).await[0].quarantined, None, "a fact of then is taken");
    assert_eq!(events(&own(second.pull().await, &second), &subject), 4);
    hub.advance(1_000);
    let after = first.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "?".into() }));
    assert_eq!(first.push(&[after]).await[0].quarantined, None, "who set out for it has it again");
}

/// An engineer of the other centre beside the one that the company has.
async fn another_stranger(hub: &TestHub, company: &Company) -> PersonId {
    let id = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: Bilingual::same("N"),
        roles: Roles::from([Role::Engineer]),
        centre: Some(company.other_centre),
        language: Lang::Zh,
    };
    hub.record(company.admin, vec![Draft::new(person_subject(id), &registered)]).await;
    id
}

#[tokio::test]
async fn a_persons_stream_has_only_what_no_other_stream_of_that_person_has() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let own_device = own(phone.pull().await, &phone).len();
    let mut jobs = Vec::new();
    for _ in 0..3 {
        let job = hub.job(&company, vec![company.engineer]).await;
        let cancelled = JobEvent::Cancelled(Cancellation { reason: "?".into(), at_work: Vec::new() });
        hub.record(company.desk, vec![Draft::new(job.into(), &cancelled)]).await;
        jobs.push(Subject::from(job));
    }
    let open = Subject::from(hub.job(&company, vec![company.engineer]).await);
    let entries = phone.pull().await;
    assert_eq!(own(entries.clone(), &phone).len(), own_device, "all of it is the centre's");
    let mut seen = BTreeSet::new();
    for event in entries.iter().filter_map(|entry| entry.e.as_ref()) {
        assert!(seen.insert(event.header().id), "{} came twice", event.header().subject);
    }
    // Another language changes no stream, another centre does: own work goes along, with the site of what is open.
    let before = hub.hub.ledger.streams().await.expect("read");
    let spoken = PersonEvent::LanguageSet { language: Lang::En };
    hub.record(company.admin, vec![Draft::new(person_subject(company.engineer), &spoken)]).await;
    let moved = |streams: &BTreeMap<Stream, u64>| streams.values().sum::<u64>();
    assert_eq!(moved(&hub.hub.ledger.streams().await.expect("read")), moved(&before) + 1);
    let to = |centre| PersonEvent::Changed {
        change: PersonChange { centre: Some(Some(centre)), ..PersonChange::default() },
    };
    hub.record(company.admin, vec![Draft::new(person_subject(company.engineer), &to(company.other_centre))]).await;
    let here: Vec<Subject> = own(phone.pull().await, &phone)
        .into_iter()
        .filter_map(|entry| entry.e)
        .map(|e| e.header().subject.clone())
        .collect();
    let site = Subject::from(company.site);
    assert!(
        jobs.iter().chain([&open, &site, &company.customer.into()]).all(|subject| here.contains(subject)),
        "{here:?}"
    );
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
    // And back: the centre has it all, and the own stream says so.
    hub.record(company.admin, vec![Draft::new(person_subject(company.engineer), &to(company.centre))]).await;
    let entries = own(phone.pull().await, &phone);
    assert!(entries.iter().any(|entry| entry.forget.as_ref() == Some(&site)));
    assert_eq!(entries.iter().filter(|entry| entry.e.is_some()).count(), own_device);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// A database of before decision 0021 has every own job in the person's stream too: the next making of states files it again, and a phone that
/// followed the stream so far loses nothing and leaves what comes by the centre.
#[tokio::test]
async fn an_old_databases_second_filings_are_taken_back() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let job = Subject::from(hub.job(&company, vec![company.engineer]).await);
    let own_stream = Stream::Person(company.engineer).to_string();
    let old: Vec<Subject> = vec![job.clone(), company.site.into(), company.customer.into()];
    let stopped = hub.stop().await;
    let mut db = rusqlite::Connection::open(stopped.data().join("hub.db")).expect("opened");
    let tx = db.transaction().expect("begun");
    for subject in &old {
        let filed = "INSERT INTO filed (subject, stream) VALUES (?1, ?2)";
        assert_eq!(tx.execute(filed, [subject.to_string(), own_stream.clone()]).expect("filed"), 1);
        let events = "SELECT seq FROM event WHERE subject = ?1 AND quarantined IS NULL ORDER BY seq";
        let mut all = tx.prepare(events).expect("prepared");
        let seqs: Vec<i64> =
            all.query_map([subject.to_string()], |r| r.get(0)).expect("read").map(|seq| seq.expect("a row")).collect();
        for seq in seqs {
            let next = "UPDATE stream SET newest = newest + 1 WHERE name = ?1 RETURNING newest";
            let n: i64 = tx.query_row(next, [&own_stream], |r| r.get(0)).expect("a number");
            let entry = "INSERT INTO entry (stream, n, event) VALUES (?1, ?2, ?3)";
            tx.execute(entry, rusqlite::params![own_stream, n, seq]).expect("entered");
        }
    }
    tx.execute("UPDATE setting SET value = '0' WHERE key = ?1", [crate::ledger::FILING_KEY]).expect("older rules");
    let newest: i64 =
        tx.query_row("SELECT newest FROM stream WHERE name = ?1", [&own_stream], |r| r.get(0)).expect("read");
    let newest = crate::data::uint(newest);
    tx.commit().expect("written");
    drop(db);

    let mut hub = stopped.start().await;
    let after: Vec<Entry> = own(phone.pull().await, &phone).into_iter().filter(|entry| entry.n > newest).collect();
    let left: BTreeSet<Subject> = after.iter().filter_map(|entry| entry.forget.clone()).collect();
    assert_eq!(left, old.iter().cloned().collect(), "who followed so far leaves them there");
    assert!(after.iter().all(|entry| entry.e.is_none()));
    // A fresh phone walks numbers without content, and has each of them once, by the centre.
    let all = phone.pull().await;
    for subject in &old {
        let of = |entry: &&Entry| entry.e.as_ref().is_some_and(|event| event.header().subject == *subject);
        let streams: BTreeSet<Stream> = all.iter().filter(of).map(|entry| entry.s.clone()).collect();
        assert_eq!(streams, BTreeSet::from([Stream::Centre(company.centre.uuid())]), "{subject}");
    }
    let numbers: Vec<u64> = own(all, &phone).iter().map(|entry| entry.n).collect();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "no number is given twice, none is left out");
    assert!(full(hub.data()).await.holds());
    // Once: the next start finds nothing to do.
    let stood = hub.hub.ledger.streams().await.expect("read");
    hub = hub.restart().await;
    assert_eq!(hub.hub.ledger.streams().await.expect("read"), stood);
}

#[tokio::test]
async fn live_says_what_moved_and_nothing_else() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let answer = phone.ask(reqwest::Method::GET, paths::LIVE).send().await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut bytes = answer.bytes_stream();
    let mut text = String::new();
    let mut moved = async |wanted: usize| {
        let mut all: Vec<Moved> = Vec::new();
        while all.len() < wanted {
            let piece = tokio::time::timeout(std::time::Duration::from_secs(10), bytes.next()).await.expect("in time");
            text += std::str::from_utf8(&piece.expect("open").expect("bytes")).expect("text");
            while let Some(end) = text.find("\n\n") {
                let event: String = text.drain(..end + 2).collect();
                if let Some(data) = event.lines().find_map(|line| line.strip_prefix("data: ")) {
                    assert!(event.contains("event: moved"));
                    all.push(serde_json::from_str(data).expect("moved"));
                }
            }
        }
        all
    };
    let known = phone.hello().await.streams;
    assert_eq!(
        moved(known.len()).await.into_iter().map(|m| (m.s, m.n)).collect::<Vec<_>>(),
        known.into_iter().collect::<Vec<_>>()
    );
    hub.job(&company, vec![company.engineer]).await;
    let centre = Stream::Centre(company.centre.uuid());
    // What moves within a moment is told at once.
    let news = moved(1).await;
    assert!(news.iter().all(|m| m.s == centre), "{news:?}");
    assert!(!news.iter().any(|m| m.s == Stream::Person(company.desk)));
}

#[tokio::test]
async fn a_stream_of_others_is_not_given() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let epoch = phone.hello().await.epoch;
    for stream in [format!("centre/{}", company.other_centre), format!("person/{}", company.colleague)] {
        let asked = serde_json::json!({ "epoch": epoch, "cursors": { stream: 0 }, "limit": 10 });
        let body = super::phone::refused(|| phone.post(paths::PULL).json(&asked), 403).await;
        assert_eq!(body.code, "stream_not_allowed");
    }
    let asked = serde_json::json!({ "epoch": hub.fresh(), "cursors": { "everyone": 0 }, "limit": 10 });
    assert_eq!(super::phone::refused(|| phone.post(paths::PULL).json(&asked), 409).await.code, "epoch_changed");
}

#[tokio::test]
async fn the_console_shows_what_its_person_reaches() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let ledger = &hub.hub.ledger;
    for (person, sees) in
        [(company.manager, true), (company.admin, true), (company.colleague, true), (company.stranger, false)]
    {
        let viewer = hub.hub.accounts.viewer(person).await.expect("read").expect("a person");
        assert_eq!(ledger.all_within::<Job>(&viewer.reach).await.expect("read").len(), usize::from(sees));
        assert_eq!(may_see(ledger, &viewer, &job.into()).await.expect("read"), sees);
    }
    let refused =
        ledger.record(company.stranger, vec![Draft::new(job.into(), &JobEvent::Noted { text: "?".into() })]).await;
    assert!(matches!(refused, Err(HubError::Fault(fault)) if fault.code == "out_of_scope"));
    let refused =
        ledger.record(company.keeper, vec![Draft::new(job.into(), &JobEvent::Noted { text: "?".into() })]).await;
    assert!(matches!(refused, Err(HubError::Fault(fault)) if fault.code == "not_allowed"));
    assert_eq!(ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").count, 2, "nothing changed");
    assert_eq!(ledger.by_parent::<Job>(&company.site.into()).await.expect("read").len(), 1);
    let (first, second) = tokio::join!(ledger.next_count(), ledger.next_count());
    assert_ne!(first.expect("a count"), second.expect("a count"));
}

/// What a phone has of a bag, by what it pulled.
async fn in_bag(phone: &Phone, bag: PlaceId) -> (Vec<StockLine>, BTreeSet<Subject>) {
    let mut events: BTreeMap<Subject, Vec<Event>> = BTreeMap::new();
    for entry in phone.pull().await {
        if let Some(gone) = entry.forget {
            events.remove(&gone);
        }
        if let Some(event) = entry.e {
            events.entry(event.header().subject.clone()).or_default().push(*event);
        }
    }
    let mut ledger = Ledger::default();
    for (subject, events) in &events {
        match AnyFolded::fold(subject.kind(), events) {
            AnyFolded::Movement(f) => ledger.add(subject.id().into(), &f.state),
            AnyFolded::Stocktake(f) => ledger.count(subject.id().into(), &f.state),
            _ => {}
        }
    }
    (ledger.stock().at(bag).collect(), events.into_keys().collect())
}

/// Found by the simulator (seed 46 with 3 phones): a keeper counts a piece before the hub learns that it went into a bag of another centre.
#[tokio::test]
async fn a_bag_hears_of_the_count_that_found_its_piece_elsewhere() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let parts::Store { store, board, .. } = parts::store(&hub, &company).await;
    let bag: PlaceId = hub.fresh().into();
    let opened = parts::opened(bag, PlaceKind::Bag, company.other_centre, Some(company.stranger));
    hub.record(ledger.system(), vec![opened]).await;
    let mut phone = Phone::enrolled(&hub, company.stranger).await;
    let moved = |from, to| {
        let opening = MovementDetails::opening(board, Quantity::pieces(1), bag);
        let details = MovementDetails { from, to, serial: Some("S1".into()), reason: Reason::Take, ..opening };
        Draft::new(Subject::new("movement", hub.fresh()), &MovementEvent::Recorded { details })
    };
    let into = (phone.write(&hub, &moved(None, Some(bag))), phone.recorder.head);
    hub.advance(60_000);
    let out = (phone.write(&hub, &moved(Some(bag), None)), phone.recorder.head);
    hub.advance(60_000);
    let (condition, at) = (Condition::New, time(hub.hub.clock.now_ms()));
    let serial = Some("S1".to_owned());
    let line = CountedLine { card: board, condition, serial, counted: 1000, booked: 0, at, from: None, first_in: None };
    let counted = StocktakeEvent::Counted { place: store, lines: vec![line], remark: String::new(), whole: false };
    let stocktake = Subject::new("stocktake", hub.fresh());
    hub.advance(1_000);
    hub.record(ledger.system(), vec![Draft::new(stocktake.clone(), &counted)]).await;
    assert!(!in_bag(&phone, bag).await.1.contains(&stocktake), "the count of a store of others");

    for ((event, head), has) in [(into, true), (out, false)] {
        let run =
            Run { device: phone.recorder.device, events: vec![event], head: phone.signed(head), quarantined: None };
        assert_eq!(ledger.commit(run).await.expect("taken")[0].quarantined, None);
        let (lines, subjects) = in_bag(&phone, bag).await;
        assert!(lines.is_empty(), "it lies in the shelf: {lines:?}");
        let on_hub = ledger.stock_at(bag).await.expect("read");
        assert!(on_hub.iter().all(|line| line.quantity == 0), "{on_hub:?}");
        assert_eq!(subjects.contains(&stocktake), has, "only as long as it changes what lies in the bag");
        let report = full(hub.data()).await;
        assert!(report.holds(), "{:?}", report.findings);
    }
}
