//! A hub that was put back by a snapshot of its whole machine learns it from what it signed for its phones, and from nothing else.

use super::hub;
use super::phone::{Phone, refused};
use crate::ledger::{Drawn, Outcome, Submission};
use crate::sql;
use crate::testing::TestHub;
use crate::verify::tests::full;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{FaultClass, Job, JobEvent, Judgement};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Draft, Event, EventId, Frontier, PersonId, Reading};
use fettle_core::sync::protocol::{CHECKPOINT, Greeting, Hello, PullRequest, ReturnLine, paths};
use reqwest::Response;
use std::collections::BTreeMap;
use std::path::Path;

fn note(job: fettle_core::domain::ids::JobId, text: &str) -> Draft {
    Draft::new(job.into(), &JobEvent::Noted { text: text.into() })
}

fn checkpoint(answer: &Response) -> String {
    answer.headers()[CHECKPOINT].to_str().expect("text").to_owned()
}

async fn hello(phone: &Phone, checkpoint: Option<&str>) -> (Greeting, String) {
    let hello = Hello { versions: vec![1], head: phone.recorder.head, wall: 0, app: "0.1".into() };
    let mut ask = phone.post(paths::HELLO).json(&hello);
    if let Some(checkpoint) = checkpoint {
        ask = ask.header(CHECKPOINT, checkpoint);
    }
    let answer = ask.send().await.expect("an answer");
    let next = self::checkpoint(&answer);
    (answer.json().await.expect("a greeting"), next)
}

/// Files of a stopped hub, to be written over it in place: the same inodes, other bytes.
fn snapshot(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            std::fs::write(to.join(path.file_name().expect("a name")), std::fs::read(&path).expect("read"))
                .expect("written");
        }
    }
}

async fn put_back(hub: TestHub, copy: &Path) -> TestHub {
    let hub = hub.stop().await;
    for entry in std::fs::read_dir(hub.data()).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() && !copy.join(path.file_name().expect("a name")).exists() {
            std::fs::remove_file(path).expect("removed");
        }
    }
    snapshot(copy, hub.data());
    hub.start().await
}

/// A hub, its snapshot, and a phone with what it was told after the snapshot.
async fn behind(write_after: bool) -> (TestHub, Phone, String, uuid::Uuid) {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let hub = hub.stop().await;
    let copy = tempfile::tempdir().expect("a folder");
    snapshot(hub.data(), copy.path());
    let hub = hub.start().await;
    let epoch = hub.hub.epoch();
    hub.record(company.desk, vec![note(job, "lost")]).await;
    let (greeting, told) = hello(&phone, None).await;
    assert_eq!(greeting.epoch, epoch);
    let hub = put_back(hub, copy.path()).await;
    assert_eq!(hub.hub.epoch(), epoch, "nothing on the machine tells");
    if write_after {
        // What comes now takes the number that the lost one had.
        hub.record(company.desk, vec![note(job, "in its place")]).await;
        hub.record(company.desk, vec![note(job, "and behind it")]).await;
    }
    (hub, phone, told, epoch)
}

#[tokio::test]
async fn a_snapshot_put_back_is_noticed_by_what_a_phone_was_told() {
    for write_after in [false, true] {
        let (hub, phone, told, epoch) = behind(write_after).await;
        assert_eq!(hello(&phone, None).await.0.epoch, epoch, "who was told nothing cannot tell");
        let (greeting, next) = hello(&phone, Some(&told)).await;
        assert_ne!(greeting.epoch, epoch, "something came after: {write_after}");
        assert_eq!(greeting.epoch, hub.hub.epoch());
        assert_eq!(hub.hub.ledger.console_short(), "H1", "numbers that people read are not given twice");
        let lost = greeting.lost.expect("it asks for what its former console wrote");
        assert_eq!(lost.console, hub.hub.ledger.console());
        assert!(!lost.after.contains_key(&lost.console));
        // Again, by whoever: it is one epoch.
        assert_eq!(hello(&phone, Some(&told)).await.0.epoch, greeting.epoch);
        assert_eq!(hello(&phone, Some(&next)).await.0.epoch, greeting.epoch);
        let epoch = greeting.epoch;
        let hub = hub.stop().await.start().await;
        assert_eq!(hub.hub.epoch(), epoch, "and stays it");
    }
}

/// Also between greeting and pull, and by a phone that the hub does not know any more.
#[tokio::test]
async fn every_step_of_a_session_notices_it() {
    let (hub, phone, told, epoch) = behind(true).await;
    let pull = PullRequest { epoch, cursors: BTreeMap::from([(Stream::Everyone, 0)]), limit: 10 };
    let refused = refused(|| phone.post(paths::PULL).json(&pull).header(CHECKPOINT, &told), 409).await;
    assert_eq!(refused.code, "epoch_changed");
    assert_ne!(hub.hub.epoch(), epoch);

    let (hub, phone, told, epoch) = behind(true).await;
    let stranger = Phone::unknown(&hub, PersonId::new(hub.fresh()));
    let hello = Hello { versions: vec![1], head: stranger.recorder.head, wall: 0, app: "0.1".into() };
    let answer = stranger.post(paths::HELLO).json(&hello).header(CHECKPOINT, &told).send().await.expect("an answer");
    assert_eq!(answer.status(), 401);
    assert_ne!(hub.hub.epoch(), epoch, "a phone that was enrolled after the snapshot may be the first to come");
    drop(phone);
}

/// Twenty phones at once are one new epoch, and nobody's sign-in of before counts on.
#[tokio::test]
async fn many_at_once_begin_one_epoch() {
    let (hub, phone, told, epoch) = behind(true).await;
    let asked = futures_util::future::join_all((0..20).map(|_| hello(&phone, Some(&told)))).await;
    let epochs: std::collections::BTreeSet<_> = asked.iter().map(|(greeting, _)| greeting.epoch).collect();
    assert_eq!(epochs.len(), 1, "{epochs:?}");
    assert!(!epochs.contains(&epoch));
    assert_eq!(hub.hub.ledger.console_short(), "H1");
}

/// Only the hub's own signature is believed: no phone can make it begin an epoch that is not due, however often it tries.
#[tokio::test]
async fn nobody_can_force_an_epoch() {
    let (hub, company) = hub().await;
    hub.job(&company, vec![company.engineer]).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let epoch = hub.hub.epoch();
    let (greeting, told) = hello(&phone, None).await;
    hub.job(&company, vec![company.engineer]).await;
    let (said, signature) = told.rsplit_once('.').expect("a signature");
    let parts: Vec<&str> = said.split('.').collect();
    let with = |at: usize, value: &str| {
        let mut parts = parts.clone();
        parts[at] = value;
        format!("{}.{signature}", parts.join("."))
    };
    let own = phone.key.sign(format!("fettle.checkpoint.v1\0{}", with(3, "999999")).as_bytes());
    let forged = [
        with(2, "7"),
        with(3, "999999"),
        with(4, "999999"),
        with(5, "1"),
        with(6, &"0".repeat(64)),
        with(1, &hub.fresh().to_string()),
        with(1, &epoch.to_string().to_uppercase()),
        format!("{said}.{own}"),
        format!("{said}."),
        "1".to_owned(),
        ".....".to_owned(),
        told.to_uppercase(),
        // True, and of the past.
        told.clone(),
    ];
    for forged in &forged {
        assert_eq!(hello(&phone, Some(forged)).await.0.epoch, epoch, "{forged}");
    }
    // Cursors beyond the end, and a number that the hub never acknowledged: this phone is told to start over, and nobody else.
    for beyond in [1, 1_000, u64::MAX] {
        let cursors = greeting.streams.iter().map(|(stream, n)| (stream.clone(), n.saturating_add(beyond))).collect();
        let pull = PullRequest { epoch, cursors, limit: 10 };
        let answer = refused(|| phone.post(paths::PULL).json(&pull), 409).await;
        assert_eq!(answer.code, "epoch_changed");
    }
    assert_eq!(hub.hub.epoch(), epoch);
    assert_eq!(hub.hub.ledger.console_short(), "H0");
}

/// The same snapshot is put back twice: what people read as numbers is not given twice either, though the clock went back with it.
#[tokio::test]
async fn the_same_snapshot_twice_gives_other_numbers() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let hub = hub.stop().await;
    let copy = tempfile::tempdir().expect("a folder");
    snapshot(hub.data(), copy.path());
    let mut hub = hub.start().await;
    let mut numbers = std::collections::BTreeSet::new();
    let mut told = None;
    for _ in 0..3 {
        hub.record(company.desk, vec![note(job, "lost")]).await;
        for _ in 0..5 {
            let number =
                format!("{}-{}", hub.hub.ledger.console_short(), hub.hub.ledger.next_count().await.expect("one"));
            assert!(numbers.insert(number.clone()), "{number} again");
        }
        hub.record(company.desk, vec![note(job, "lost too")]).await;
        told = Some(hello(&phone, told.as_deref()).await.1);
        hub = put_back(hub, copy.path()).await;
        // Its clock as well: it stands where it stood, and nobody set it right yet.
        hub.set_ahead(0);
        hello(&phone, told.as_deref()).await;
    }
}

fn judged(job: JobId, level: u8) -> Draft {
    let judgement = Judgement { class: FaultClass::Hardware, level, remark: String::new() };
    Draft::new(job.into(), &JobEvent::Judged(judgement))
}

/// The levels that stand beside each other.
async fn levels(hub: &TestHub, job: JobId) -> Vec<u8> {
    let job = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    let mut levels: Vec<u8> = job.judgement.writes().iter().map(|write| write.value.level).collect();
    levels.sort_unstable();
    levels
}

/// A form of the desk, drawn at `drawn`, is sent.
async fn send(hub: &TestHub, by: PersonId, drawn: Drawn, draft: Draft) {
    let sent = Submission { id: hub.fresh(), drawn, digest: String::new() };
    let decide =
        Box::new(|_| -> futures_util::future::BoxFuture<'static, _> { Box::pin(async { Ok(Ok(vec![draft])) }) });
    let outcome = hub.hub.ledger.command(by, sent, false, decide).await.expect("recorded");
    assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
}

/// What the console writes on a snapshot before the first phone comes back has numbers of its own: who saw what was lost has not seen it.
#[tokio::test]
async fn no_number_of_the_console_stands_for_two_events() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let hub = hub.stop().await;
    let copy = tempfile::tempdir().expect("a folder");
    snapshot(hub.data(), copy.path());
    let hub = hub.start().await;
    hub.record(company.desk, vec![judged(job, 1)]).await;
    let lost = hub.hub.ledger.drawn();
    let (_, told) = hello(&phone, None).await;
    let pulled: Vec<Event> = phone.pull().await.into_iter().filter_map(|entry| Some(*entry.e?)).collect();
    let mut seen = Frontier::new();
    for event in pulled.iter().filter(|event| event.header().subject == job.into()) {
        seen.see(event.header().device, event.header().number);
    }
    let hub = put_back(hub, copy.path()).await;

    // In the place of what was lost, seen by nobody; a form that showed what was lost did not show it either.
    hub.record(company.manager, vec![judged(job, 2)]).await;
    assert_eq!(hub.hub.ledger.newest(), lost.seq, "the same row");
    send(&hub, company.desk, lost, judged(job, 3)).await;
    assert_eq!(levels(&hub, job).await, [2, 3]);
    let wall_ms = i64::try_from(hub.hub.clock.now_ms()).expect("a time");
    let now = Reading { wall_ms, mono_ms: 1, boot: uuid::Uuid::nil(), counts_sleep: true };
    let own = phone.recorder.record(now, EventId::new(hub.fresh()), phone.person, seen, &judged(job, 4));
    assert_eq!(phone.push(&[own.expect("recorded")]).await[0].quarantined, None);
    assert_eq!(levels(&hub, job).await, [2, 3, 4]);

    // The hub learns of it. What was lost comes back to its own place, and the phone had it before its eyes.
    let lost = hello(&phone, Some(&told)).await.0.lost.expect("it asks");
    let back = |event: &&Event| event.header().number > lost.after.get(&event.header().device).copied().unwrap_or(0);
    let back: Vec<&Event> = pulled.iter().filter(|event| event.signed().is_some()).filter(back).collect();
    assert!(!back.is_empty());
    let body: String = back
        .iter()
        .map(|event| serde_json::to_string(&ReturnLine::Event(Box::new((*event).clone()))).expect("a line") + "\n")
        .collect();
    let answer = phone.post(paths::RETURN).body(body).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    for event in back {
        let kept = hub.hub.ledger.events_of(&event.header().subject).await.expect("read");
        assert!(kept.iter().any(|kept| kept.header().id == event.header().id), "{:?}", event.header());
    }
    assert_eq!(levels(&hub, job).await, [2, 3, 4]);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{report:?}");
}

/// A form counts for what its page showed also after the hub started over; and for nothing of what came after that.
#[tokio::test]
async fn a_form_that_was_open_over_a_restart_has_seen_what_it_showed() {
    let (mut hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    hub.record(company.manager, vec![judged(job, 1)]).await;
    let drawn = hub.hub.ledger.drawn();
    let before = hub.hub.ledger.console();
    for _ in 0..3 {
        hub = hub.restart().await;
    }
    assert_ne!(hub.hub.ledger.console(), before);
    assert_eq!(hub.hub.ledger.console_short(), "H0", "people see no difference");
    send(&hub, company.desk, drawn, judged(job, 2)).await;
    assert_eq!(levels(&hub, job).await, [2], "it replaces what the page showed");
    // Whatever number it names: a console that ended showed nothing of what came later.
    send(&hub, company.manager, Drawn { seq: u64::MAX >> 1, ..drawn }, judged(job, 3)).await;
    assert_eq!(levels(&hub, job).await, [2, 3]);
    let empty: i64 = sql::query_scalar("SELECT COUNT(*) FROM device WHERE person = id AND head_number = 0")
        .fetch_one(hub.hub.db().read())
        .await
        .expect("read");
    assert_eq!(empty, 0, "a start that wrote nothing leaves nothing");
    assert!(full(hub.data()).await.holds());
}
