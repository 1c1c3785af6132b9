//! Re-filing: an aggregate that moves goes whole to its new stream, and the old one forgets it. Live says what moved.

use super::hub;
use super::phone::Phone;
use crate::access::{may_see, person_subject};
use crate::error::HubError;
use crate::testing::{Company, TestHub};
use crate::verify::tests::full;
use fettle_core::domain::jobs::{Cancellation, Departure, Job, JobEvent};
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, PersonId, Subject};
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
    let to = |centre| PersonEvent::Changed { name: None, roles: None, centre: Some(Some(centre)) };
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
