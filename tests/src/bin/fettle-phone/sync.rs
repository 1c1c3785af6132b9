//! Sessions: now and then while there is work, to the end when there is none.

use crate::Phone;
use fettle_core::store::UnsentState;
use fettle_core::sync::driver::{Options, SyncSession, enrol_by_link};
use fettle_core::sync::enrol_link::EnrolLink;
use fettle_core::sync::machine::Report;
use fettle_tests::kills::{Dice, Line};
use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::time::sleep;

type Outcome = Result<(), Box<dyn Error>>;

/// Codes that a lost network, a hub that is away and a full disk give. Any other is a complaint.
const PASSING: &[&str] = &[
    "network_down",
    "hub_unreachable",
    "hub_slow",
    "connection_broken",
    "hub_busy",
    "hub_failed",
    "hub_unsteady",
    "store_full",
    "hub_full",
    "cancelled",
];

/// Longest time without anything getting further, when everything has to come to rest.
const PATIENCE: Duration = Duration::from_secs(90);

/// The driver, less patient than on a mobile network.
pub fn session(phone: &Phone) -> Result<SyncSession, Box<dyn Error>> {
    let mut options = Options::new("test", "en");
    options.connect = Duration::from_secs(2);
    options.silence = Duration::from_secs(3);
    options.poll = Duration::from_secs(1);
    options.machine.tries = 3;
    // More places to be killed at.
    options.machine.push_events = 20;
    options.machine.page = 200;
    options.machine.piece_most = 64 * 1024;
    Ok(SyncSession::new(options, phone.clock.clone())?)
}

/// Enrols unless that is done, however often it takes.
pub async fn enrol(phone: &Phone, session: &SyncSession, link: &str) -> Outcome {
    let link: EnrolLink = link.parse().map_err(|_| "not an enrolment link")?;
    while phone.store.identity()?.enrolment.is_none() {
        if let Err(failure) = enrol_by_link(session, &phone.store, &link, "phone").await {
            note(phone, &failure.code)?;
            sleep(Duration::from_millis(100)).await;
        }
    }
    Ok(())
}

/// Sessions until the file `stop` is there: by the live line or one after another, as the dice say.
pub async fn until_stopped(phone: &Phone, session: &SyncSession, dice: &mut Dice, stop: &Path) -> Outcome {
    let follows = dice.between(0, 2) == 1;
    let mut told = Ok(());
    let playing = async {
        loop {
            if follows {
                let keep = |report: &Report| keep(&mut told, receipts(phone, report));
                session.follow(&phone.store, keep).await;
            } else {
                keep(&mut told, receipts(phone, &session.run_once(&phone.store).await));
            }
            sleep(Duration::from_millis(dice.between(20, 600))).await;
        }
    };
    let stopped = async {
        while !stop.exists() {
            sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        () = playing => {}
        () = stopped => {}
    }
    phone.stopping.store(true, Ordering::SeqCst);
    Ok(told?)
}

/// Remembers the first failure.
fn keep(told: &mut io::Result<()>, next: io::Result<()>) {
    if told.is_ok() {
        *told = next;
    }
}

/// Sessions until everything is sent.
pub async fn until_sent(phone: &Phone, session: &SyncSession) -> Outcome {
    until(phone, session, |report| report.waiting == 0 && report.files_waiting == 0).await
}

/// Sessions until nothing is new.
pub async fn until_quiet(phone: &Phone, session: &SyncSession) -> Outcome {
    until(phone, session, |report| report.waiting == 0 && report.files_waiting == 0 && report.pulled == 0).await
}

async fn until(phone: &Phone, session: &SyncSession, done: impl Fn(&Report) -> bool) -> Outcome {
    let mut moved = Instant::now();
    loop {
        let report = session.run_once(&phone.store).await;
        receipts(phone, &report)?;
        if report.pushed + report.pulled + report.blobs_up + report.blobs_down > 0 {
            moved = Instant::now();
        }
        if report.code.is_none() && done(&report) {
            return Ok(());
        }
        if moved.elapsed() > PATIENCE {
            phone.journal.write(&[Line::Complaint(format!("does not come to an end: {report:?}"))])?;
            return Err("does not come to an end".into());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// Notes what a session gave.
fn receipts(phone: &Phone, report: &Report) -> io::Result<()> {
    if let Some(code) = &report.code {
        note(phone, code)?;
    }
    // First what was written, then what still waits: an event in between counts as waiting.
    let written = phone.journal.unacknowledged();
    let mut lines = Vec::new();
    match phone.store.unsent() {
        Ok(unsent) => {
            let mut got = written;
            for one in unsent {
                got.remove(&one.id);
                if let UnsentState::Quarantined(code) = one.state {
                    lines.push(Line::Complaint(format!("{} is in quarantine: {code}", one.id)));
                }
            }
            lines.extend(got.into_iter().map(Line::Receipt));
        }
        Err(error) => phone.failed("reading the outbox", &error)?,
    }
    if lines.is_empty() { Ok(()) } else { phone.journal.write(&lines) }
}

fn note(phone: &Phone, code: &str) -> io::Result<()> {
    let passes = PASSING.contains(&code);
    phone.journal.write(&[if passes {
        Line::Said(code.to_owned())
    } else {
        Line::Complaint(format!("session: {code}"))
    }])
}
