//! Re-filing: an aggregate that moves goes whole to its new stream, and the old one forgets it. Live says what moved.

use super::hub;
use super::phone::Phone;
use crate::access::may_see;
use crate::error::HubError;
use fettle_core::domain::jobs::{Departure, Job, JobEvent};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Draft, Subject};
use fettle_core::sync::protocol::{Entry, Moved, paths};
use futures_util::StreamExt;

fn own(entries: Vec<Entry>, phone: &Phone) -> Vec<Entry> {
    entries.into_iter().filter(|entry| entry.s == Stream::Person(phone.person)).collect()
}

#[tokio::test]
async fn a_job_that_is_reassigned_goes_whole_and_is_forgotten() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut first = Phone::enrolled(&hub, company.engineer).await;
    let second = Phone::enrolled(&hub, company.stranger).await;
    let subject = Subject::from(job);
    let events = |entries: &[Entry], subject: &Subject| {
        entries.iter().filter(|e| e.e.as_ref().is_some_and(|e| e.header().subject == *subject)).count()
    };
    assert_eq!(events(&own(first.pull().await, &first), &subject), 2);
    assert_eq!(events(&own(second.pull().await, &second), &subject), 0);
    // Written before the phone learnt that the job was taken away.
    let left = first.write(&hub, &Draft::new(job.into(), &JobEvent::Left(Departure { check: None })));
    hub.advance(1_000);
    hub.assign(&company, job, vec![company.stranger]).await;
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
    let after = first.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "?".into() }));
    // The centre's stream still reaches the job: both engineers' centre owns it.
    assert_eq!(first.push(&[after]).await[0].quarantined, None);
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
    let news = moved(3).await;
    let centre = Stream::Centre(company.centre.uuid());
    assert!(
        news.iter().any(|m| m.s == centre) && news.iter().any(|m| m.s == Stream::Person(company.engineer)),
        "{news:?}"
    );
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
