//! `fettle-phone`: a phone without a screen, for `fettle-kills`: the core's store with its vault and its real HTTP driver, one process.
//!
//! It works on the jobs of its person and syncs at the same time, until it is told to stop, sends everything, and prints counts. Whatever the
//! store or the hub said is safe is written to a journal outside the store. It may be killed at any moment and started again. With
//! `--states` it writes nothing, syncs until nothing is new, and tells what it knows.

mod states;
mod sync;
mod work;

use clap::Parser;
use fettle_core::store::{FileKeys, Setup, Store, StoreError, kinds};
use fettle_core::sync::driver::{Clock as _, SystemClock};
use fettle_tests::kills::{Dice, Journal, Line};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Exit code where the disk is full at the start: try again later.
const FULL: u8 = 3;

/// A phone without a screen, for the tests that kill it
#[derive(Debug, Parser)]
struct Arguments {
    /// Folder of the store
    #[arg(long)]
    home: PathBuf,
    /// Folder of the key store
    #[arg(long)]
    keys: PathBuf,
    /// Journal of what is safe
    #[arg(long)]
    journal: PathBuf,
    /// Enrolment link
    #[arg(long)]
    link: String,
    /// What its draws come from
    #[arg(long)]
    seed: u64,
    /// The phone stops writing and goes when this file is there
    #[arg(long)]
    stop: PathBuf,
    /// Write nothing, sync until nothing is new, and put what is known into this file
    #[arg(long)]
    states: Option<PathBuf>,
}

/// What the parts of the phone share.
struct Phone {
    store: Store,
    clock: Arc<SystemClock>,
    journal: Journal,
    stopping: AtomicBool,
}

impl Phone {
    /// Notes a failure; one that may not happen is a complaint.
    fn failed(&self, at: &str, error: &StoreError) -> std::io::Result<()> {
        match error {
            StoreError::Full => self.journal.write(&[Line::Said("store_full".into())]),
            other => self.journal.write(&[Line::Complaint(format!("{at}: {}: {other}", other.code()))]),
        }
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fettle-phone: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let clock = Arc::new(SystemClock::default());
    let (journal, written) = Journal::open(&arguments.journal)?;
    let setup = Setup::new(&arguments.home, kinds(), Arc::new(FileKeys::new(&arguments.keys)));
    let opened = match Store::open(setup, clock.now().wall_ms) {
        Ok(opened) => opened,
        Err(StoreError::Full) => return Ok(ExitCode::from(FULL)),
        Err(error) => {
            journal.write(&[Line::Complaint(format!("opening: {}: {error}", error.code()))])?;
            return Err(error.into());
        }
    };
    if opened.succeeded {
        journal.write(&[Line::Complaint("a kill was taken for a restored copy".into())])?;
    }
    if let Some(aside) = opened.set_aside {
        journal.write(&[Line::Complaint(format!("the file was set aside: {aside:?}"))])?;
    }
    let phone = Arc::new(Phone { store: opened.store, clock, journal, stopping: AtomicBool::new(false) });
    // What was committed just before a kill is the store's word too.
    let missed = phone.store.unsent()?.into_iter().map(|unsent| unsent.id).filter(|id| !written.contains(id));
    phone.journal.write(&missed.map(Line::Event).collect::<Vec<_>>())?;

    let mut dice = Dice::new(arguments.seed);
    let session = sync::session(&phone)?;
    sync::enrol(&phone, &session, &arguments.link).await?;
    if let Some(file) = arguments.states {
        sync::until_quiet(&phone, &session).await?;
        states::write(&phone.store, &file)?;
        return Ok(ExitCode::SUCCESS);
    }
    let writer = work::start(Arc::clone(&phone), dice.draw());
    sync::until_stopped(&phone, &session, &mut dice, &arguments.stop).await?;
    writer.join().map_err(|_| "the writer panicked")??;
    sync::until_sent(&phone, &session).await?;
    let counts = phone.store.counts()?;
    println!("{counts:?}");
    Ok(ExitCode::SUCCESS)
}
