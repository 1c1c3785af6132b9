//! What phones are given: a page of a stream, and news while they listen.

use super::{commit, note, reads};
use crate::tests::hub;
use crate::tests::phone::Phone;
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::parts::{PlaceDetails, PlaceEvent, PlaceKind};
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Event};
use fettle_core::sync::protocol::paths;
use futures_util::StreamExt;
use std::sync::Arc;

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
