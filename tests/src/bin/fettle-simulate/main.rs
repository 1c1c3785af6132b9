//! Runs many seeds of the simulator and prints what they came to.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a tool of the tests")]

use clap::Parser;
use fettle_tests::sim::{self, Seed, Totals};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Simulates a hub and its phones from seeds, with faults, and checks that nothing is lost, doubled, or seen by who may not. The hub's database is a
/// file, or on the server that `FETTLE_TEST_SERVER` names (`tests/tools/postgres tests/simulate ...`).
#[derive(Debug, Parser)]
struct Args {
    /// How many seeds.
    #[arg(long, default_value_t = 20)]
    seeds: u64,
    /// The first one.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Simulated days of each.
    #[arg(long, default_value_t = 10)]
    days: u64,
    /// Seeds at once.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Phones of each seed.
    #[arg(long, default_value_t = 5)]
    phones: usize,
    /// Prints the whole trace.
    #[arg(long)]
    trace: bool,
    /// Runs every seed twice and compares.
    #[arg(long)]
    twice: bool,
    /// Prints which commands were accepted and refused.
    #[arg(long)]
    acts: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let next = AtomicU64::new(args.from);
    let totals = Mutex::new(Totals::default());
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..args.jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= args.from + args.seeds {
                        return;
                    }
                    one(&args, seed, &totals, began);
                }
            });
        }
    });
    let totals = totals.into_inner().expect("totals");
    println!("{totals}");
    println!("{:.1} s", began.elapsed().as_secs_f64());
    if args.acts {
        for (act, count) in &totals.acts {
            println!("{count:8} {act}");
        }
    }
    if totals.violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn one(args: &Args, number: u64, totals: &Mutex<Totals>, began: Instant) {
    let seed = Seed { loud: args.trace, ..Seed::new(number, args.days, args.phones) };
    let outcome = sim::play(&seed);
    if args.twice {
        let again = sim::play(&seed);
        if again.hash != outcome.hash {
            println!("seed {number}: two runs differ: {} and {}", outcome.hash, again.hash);
            totals.lock().unwrap().violations += 1;
        }
    }
    if !outcome.violations.is_empty() {
        let shrunk = sim::shrunk(&seed, &outcome.faults);
        let _lock = totals.lock().unwrap();
        println!("seed {number} ({} days, {} phones) fails:", args.days, args.phones);
        for violation in &outcome.violations {
            println!("  {violation}");
        }
        println!("  with {} of {} faults:", shrunk.len(), outcome.faults.len());
        for fault in &shrunk {
            println!("    {} {:?}", fault.at, fault.what);
        }
        println!("  the trace ends:");
        for line in &outcome.tail {
            println!("    {line}");
        }
    }
    let mut totals = totals.lock().unwrap();
    totals.add(&outcome.totals);
    if totals.seeds.is_multiple_of(100) {
        let device_days = totals.device_days;
        eprintln!(
            "{} seeds, {device_days} device-days, {} violations, {:.0} s",
            totals.seeds,
            totals.violations,
            began.elapsed().as_secs_f64()
        );
    }
}
