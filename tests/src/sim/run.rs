//! One seed from start to verdict.

use super::company::{scratch, template};
use super::faults::{self, Fault};
use super::oracles;
use super::server::{self, Server};
use super::spoil::Spoil;
use super::totals::Totals;
use super::world::World;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use uuid::Uuid;

/// What is simulated.
#[derive(Debug, Clone)]
pub struct Seed {
    pub seed: u64,
    pub days: u64,
    pub phones: usize,
    /// Faults of this list instead of those drawn from the seed.
    pub faults: Option<Vec<Fault>>,
    /// Prints the trace.
    pub loud: bool,
    /// A promise that is broken on purpose.
    pub spoil: Option<Spoil>,
    /// The server of the hub's database, as [`server::of_the_tests`] says it; a file without one.
    pub server: Option<String>,
}

impl Seed {
    /// On the server of the tests, where there is one.
    pub fn new(seed: u64, days: u64, phones: usize) -> Self {
        Self { seed, days, phones, faults: None, loud: false, spoil: None, server: server::of_the_tests() }
    }
    /// As one line of a file in `tests/seeds`.
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let mut number = || words.next()?.parse::<u64>().ok();
        let (seed, days, phones) = (number()?, number()?, number()?);
        Some(Self::new(seed, days, usize::try_from(phones).ok()?))
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    pub hash: String,
    pub violations: Vec<String>,
    pub tail: Vec<String>,
    pub faults: Vec<Fault>,
    pub totals: Totals,
    /// What the oracles saw of the hub in the end ([`oracles::seen`]).
    pub seen: BTreeMap<String, String>,
}

/// Plays a seed on a runtime of its own.
pub fn play(seed: &Seed) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let run = format!("sim_{}", Uuid::new_v4().simple());
    let work = AssertUnwindSafe(|| runtime.block_on(play_async(seed, &run)));
    let played = catch_unwind(work);
    // With all its connections.
    drop(runtime);
    if let Some(address) = &seed.server {
        server::clean(address, &run);
    }
    played.unwrap_or_else(|panic| {
        let text =
            panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        Outcome {
            hash: String::new(),
            violations: vec![format!("panic: {}", text.unwrap_or_default())],
            tail: Vec::new(),
            faults: seed.faults.clone().unwrap_or_else(|| faults::draw(seed)),
            totals: Totals { seeds: 1, violations: 1, ..Totals::default() },
            seen: BTreeMap::new(),
        }
    })
}

async fn play_async(seed: &Seed, run: &str) -> Outcome {
    let folder = tempfile::Builder::new().prefix("fettle-sim-").tempdir_in(scratch()).expect("a folder");
    let drawn = faults::draw(seed);
    let faults = seed.faults.clone().unwrap_or(drawn);
    let server = match &seed.server {
        Some(address) => Some(Server::begin(address, run).await),
        None => None,
    };
    let mut world = World::begin(seed, &template(seed.phones), folder.path(), server).await;
    world.plan_days(seed.days);
    world.plan_faults(&faults);
    world.run_queue().await;
    world.quiet().await;
    oracles::after_quiet(&mut world).await;
    let seen = oracles::seen(&world).await;
    if !world.violations.is_empty() && std::env::var_os("FETTLE_SIM_KEEP").is_some() {
        eprintln!("seed {}: the files are in {}", seed.seed, folder.keep().display());
    }
    world.totals.seeds = 1;
    world.totals.times = world.times.compared;
    world.totals.device_days = seed.days * seed.phones as u64;
    world.totals.violations = world.violations.len() as u64;
    Outcome {
        hash: world.trace.hash(),
        violations: std::mem::take(&mut world.violations),
        tail: world.trace.tail(),
        faults,
        totals: std::mem::take(&mut world.totals),
        seen,
    }
}
