//! Runs that come at once: what shares a commit, what fails alone, and what is done before the writer is free.

use super::*;
use crate::testing::TestHub;
use crate::tests::phone::Phone;
use crate::tests::replacement::{say_again, successor};
use crate::verify::tests::full;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::kernel::{Draft, Event, Recorder};
use rusqlite::Connection;

/// What comes of runs that are pushed while the writer is busy, so that they wait together.
async fn pushed(hub: &TestHub, runs: Vec<Run>) -> Vec<Result<Vec<Receipt>, HubError>> {
    let ledger = &hub.hub.ledger;
    let busy = ledger.cache.lock().await;
    let count = runs.len();
    let pushing: Vec<_> = runs
        .into_iter()
        .map(|run| {
            let ledger = Arc::clone(ledger);
            tokio::spawn(async move { ledger.commit(run).await })
        })
        .collect();
    while ledger.waiting.lock().expect("held").len() < count {
        tokio::task::yield_now().await;
    }
    drop(busy);
    let mut answers = Vec::new();
    for one in pushing {
        answers.push(one.await.expect("ran"));
    }
    answers
}

async fn phones(hub: &TestHub, count: usize) -> (Vec<Phone>, Vec<Run>) {
    let company = hub.company(false).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let (mut phones, mut runs) = (Vec::new(), Vec::new());
    for n in 0..count {
        let mut phone = Phone::enrolled(hub, company.engineer).await;
        let events = vec![phone.write(hub, &Draft::new(job.into(), &JobEvent::Noted { text: format!("{n}") }))];
        let head = phone.signed(phone.recorder.head);
        runs.push(Run { device: phone.recorder.device, events, head, quarantined: None });
        phones.push(phone);
    }
    (phones, runs)
}

#[tokio::test]
async fn phones_that_push_at_once_share_a_commit_and_a_wrong_run_fails_alone() {
    let hub = TestHub::start().await;
    let (_, mut runs) = phones(&hub, 6).await;
    runs[5].head.signature = "0".repeat(128);
    let mut news = hub.hub.ledger.news();
    let answers = pushed(&hub, runs).await;
    for answer in &answers[..5] {
        assert_eq!(answer.as_ref().expect("taken").len(), 1);
    }
    assert!(matches!(&answers[5], Err(HubError::Fault(fault)) if fault.code == "chain_bad_signature"));
    let mut told = news.recv().await.expect("told").touched.len();
    // On a busy server what was set up before may be told only now.
    while told > 5 {
        told = news.recv().await.expect("told").touched.len();
    }
    assert_eq!(told, 5, "five runs, told once");
    assert!(news.try_recv().is_err());
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_run_that_cannot_be_written_takes_no_other_along() {
    let hub = TestHub::start().await;
    let (_, runs) = phones(&hub, 4).await;
    let (bad, again) = (runs[1].device, Run { events: runs[1].events.clone(), head: runs[1].head.clone(), ..runs[1] });
    let db = Connection::open(hub.data().join("hub.db")).expect("opened");
    let trigger = format!(
        "CREATE TRIGGER no BEFORE INSERT ON event WHEN NEW.device = '{bad}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    );
    db.execute_batch(&trigger).expect("made");
    let answers = pushed(&hub, runs).await;
    let taken: Vec<bool> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(taken, [true, false, true, true]);
    db.execute_batch("DROP TRIGGER no").expect("dropped");
    assert_eq!(hub.hub.ledger.commit(again).await.expect("taken").len(), 1, "at the next try");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// While the writer is at work, hashes and signatures of what comes are checked all the same; what holds waits for it with its proof, and is
/// not hashed again by it.
#[tokio::test]
async fn signatures_and_hashes_are_checked_beside_the_writer_and_not_again_by_it() {
    let hub = TestHub::start().await;
    let (phones, mut runs) = phones(&hub, 3).await;
    runs[1].head.signature = "0".repeat(128);
    runs[2].head.head.number = 7;
    let ledger = &hub.hub.ledger;
    let busy = ledger.cache.lock().await;
    let writing = Connection::open(hub.data().join("hub.db")).expect("opened");
    writing.execute_batch("BEGIN IMMEDIATE").expect("the database's lock too");
    let mut pushing = Vec::new();
    // One after the other, so that they wait in this order.
    for (place, run) in runs.into_iter().enumerate() {
        let ledger = Arc::clone(ledger);
        pushing.push(tokio::spawn(async move { ledger.commit(run).await }));
        while hub.hub.ledger.waiting.lock().expect("held").len() <= place {
            tokio::task::yield_now().await;
        }
    }
    // What is no run at all is answered meanwhile.
    let refused = phones[0].post("/sync/v1/push").body("{}").send().await.expect("an answer");
    assert_eq!(refused.status(), 400);
    {
        let mut waiting = ledger.waiting.lock().expect("held");
        let holds: Vec<bool> = waiting.iter().map(|one| one.verified.is_some()).collect();
        assert_eq!(holds, [true, false, false]);
        // And their bodies are read: who judges, folds and files them later reads none again.
        assert!(waiting.iter().all(|one| one.run.events.iter().all(Event::is_read)));
        // Whatever happens to it now, nobody looks again.
        waiting[0].run.head.signature = "f".repeat(128);
    }
    writing.execute_batch("COMMIT").expect("done");
    drop(busy);
    let mut answers = Vec::new();
    for one in pushing {
        answers.push(one.await.expect("ran"));
    }
    let codes: Vec<&str> = answers
        .iter()
        .map(|answer| match answer {
            Ok(_) => "taken",
            Err(HubError::Fault(fault)) => fault.code,
            Err(_) => "failed",
        })
        .collect();
    assert_eq!(codes, ["taken", "chain_bad_signature", "chain_forged"]);
}

/// A run as it was, once more.
fn again(run: &Run) -> Run {
    Run { events: run.events.clone(), head: run.head.clone(), ..*run }
}

/// Six copies of one phone, as where its backup was put on six: each says something else after the same beginning, and all send it at once. One is taken,
/// the others are told and kept, another phone in the same commit does not notice, and what they have comes in by their successors.
#[tokio::test]
async fn of_six_branches_of_one_phone_at_once_one_is_taken_and_nothing_of_the_others_is_lost() {
    let hub = TestHub::start().await;
    let (mut all, mut runs) = phones(&hub, 2).await;
    let (of_other, begun) = (runs.remove(1), runs.remove(0));
    let ledger = &hub.hub.ledger;
    let job = begun.events[0].header().subject.clone();
    let note = |text: &str| Draft::new(job.clone(), &JobEvent::Noted { text: text.into() });
    ledger.commit(begun).await.expect("the common beginning");
    let phone = &mut all[0];
    let trunk = phone.recorder.clone();
    let mut branches: Vec<(Recorder, Run)> = Vec::new();
    for n in 0..6 {
        phone.recorder = trunk.clone();
        // Of different lengths, so that some would follow others by their numbers alone.
        let events = (0..=n % 3).map(|k| phone.write(&hub, &note(&format!("branch {n}.{k}")))).collect();
        let run =
            Run { device: phone.recorder.device, events, head: phone.signed(phone.recorder.head), quarantined: None };
        branches.push((phone.recorder.clone(), run));
    }
    let mut at_once: Vec<Run> = branches.iter().map(|(_, run)| again(run)).collect();
    // One of them is sent twice, as after an answer that was lost.
    at_once.extend([again(&branches[3].1), of_other]);
    let answers = pushed(&hub, at_once).await;
    assert!(answers[7].is_ok(), "the other phone");
    let taken: Vec<usize> = (0..6).filter(|n| answers[*n].is_ok()).collect();
    assert_eq!(taken.len(), 1, "{answers:?}");
    let taken = taken[0];
    for (n, answer) in answers[..7].iter().enumerate() {
        match answer {
            Ok(receipts) => {
                assert!(n % 6 == taken || (n, taken) == (6, 3), "{n}");
                assert_eq!(receipts.len(), branches[taken].1.events.len());
            }
            Err(HubError::Fault(fault)) => assert_eq!(fault.code, "chain_fork", "{n}"),
            Err(e) => panic!("{n}: {e}"),
        }
    }
    let kept = ledger.refused_runs().await.expect("read");
    assert_eq!(kept.len(), 5, "each branch once");
    assert!(kept.iter().all(|run| run.code == "chain_fork" && run.device == phone.recorder.device));
    assert_eq!(phone.hello().await.have, branches[taken].0.head);
    // The one that was taken goes on.
    phone.recorder = branches[taken].0.clone();
    let next = [phone.write(&hub, &note("it goes on"))];
    assert_eq!(phone.push(&next).await[0].quarantined, None);
    // The others are other devices from now on, and say again what nobody has.
    for (n, (recorder, run)) in branches.iter().enumerate().filter(|(n, _)| *n != taken) {
        phone.recorder = recorder.clone();
        let (mut new, said) = successor(&hub, phone, vec![recorder.head, trunk.head]).await;
        assert_eq!(said.common, trunk.head, "{n}");
        let repeats: Vec<Event> = run.events.iter().map(|event| say_again(&hub, &mut new.recorder, event)).collect();
        let receipts = new.push(&repeats).await;
        assert!(receipts.iter().all(|receipt| receipt.quarantined.is_none() && receipt.notices.is_empty()));
    }
    let job = ledger.get::<Job>(job.id()).await.expect("read").expect("there").state;
    let texts: std::collections::BTreeSet<&str> = job.notes.iter().map(|note| note.what.as_str()).collect();
    let mut wanted = std::collections::BTreeSet::from(["0", "1", "it goes on"]);
    let said: Vec<String> = (0..6).flat_map(|n| (0..=n % 3).map(move |k| format!("branch {n}.{k}"))).collect();
    wanted.extend(said.iter().map(String::as_str));
    assert_eq!((texts, job.notes.len()), (wanted.clone(), wanted.len()), "all of it, and once");
    assert!(ledger.refused_runs().await.expect("read").is_empty(), "what is on record is not kept beside it");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
