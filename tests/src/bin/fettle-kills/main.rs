//! `fettle-kills`: a real hub and real phones as processes, killed with SIGKILL at random moments, over a network that breaks and disks
//! that fill up; then everything comes to rest and is looked through.
//!
//! `stage` makes the company, `process` starts and kills, `network` is the wire with faults, `disks` are small file systems that fill up,
//! `storm` is the time of faults, `calm` the time after it, `oracle` what has to be true then. Run as `fettle-kills serve ...` it is the
//! hub's binary, so that a test needs no other.

mod calm;
mod disks;
mod inside;
mod network;
mod oracle;
mod process;
mod stage;
mod storm;

use clap::Parser;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Kill a real hub and real phones, over and over, and look whether anything is lost or doubled
///
/// Exit code: 0 nothing is, 1 something is (the folder stays), 2 it did not run.
#[derive(Debug, Parser)]
struct Arguments {
    /// Longest time of kills, in minutes
    #[arg(long, default_value_t = 2.0)]
    minutes: f64,
    /// Most kills
    #[arg(long, default_value_t = u64::MAX, hide_default_value = true)]
    kills: u64,
    /// Phones
    #[arg(long, default_value_t = 4)]
    phones: usize,
    /// Jobs
    #[arg(long, default_value_t = 30)]
    jobs: usize,
    /// What the moments and faults come from; another each time by default
    #[arg(long)]
    seed: Option<u64>,
    /// Folder to work in, made and, when all is well, removed; in the system's temporary folder by default
    #[arg(long)]
    folder: Option<PathBuf>,
    /// A PostgreSQL database with nothing in it: two processes of the hub then serve on it, and either is killed
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The hub's binary; this one does for it by default
    #[arg(long)]
    hub: Option<PathBuf>,
    /// The phone's binary; beside this one by default
    #[arg(long)]
    phone: Option<PathBuf>,
}

fn main() -> ExitCode {
    // The hub's own commands: the same `main` as the binary's.
    const HUB: [&str; 8] = ["serve", "verify", "backup", "restore", "move", "passwd", "import", "enrol"];
    if std::env::args().nth(1).is_some_and(|first| HUB.contains(&first.as_str())) {
        return fettle_hub::cli::main();
    }
    let arguments = Arguments::parse();
    if let Some(code) = inside::again() {
        return code;
    }
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fettle-kills: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether nothing was violated.
fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let seed = arguments.seed.unwrap_or(now.as_secs());
    let name = format!("fettle-kills-{seed}-{}", now.as_millis());
    let folder = arguments.folder.clone().unwrap_or_else(|| std::env::temp_dir().join(name));
    std::fs::create_dir_all(&folder)?;
    println!("seed {seed}, {} phones, folder {}", arguments.phones, folder.display());
    let runtime = tokio::runtime::Runtime::new()?;
    let disks = disks::Disks::mount(&folder);
    if !disks.there() {
        println!("no disk fills up: small file systems need the right to mount");
    }
    let staged = runtime.block_on(stage::write(
        &folder.join("hub"),
        arguments.database.clone(),
        arguments.phones,
        arguments.jobs,
    ))?;
    let mut ports = vec![free_port()?];
    if arguments.database.is_some() {
        ports.push(free_port()?);
    }
    let wire = runtime.block_on(network::Wire::to(ports.clone(), seed))?;
    let own = std::env::current_exe()?;
    let binaries = process::Binaries {
        hub: arguments.hub.clone().unwrap_or_else(|| own.clone()),
        phone: arguments.phone.clone().unwrap_or_else(|| beside(&own, "fettle-phone")),
    };
    let mut field = process::Field::start(&folder, &binaries, &ports, &wire.address, &staged.codes, seed)?;
    let until = Duration::from_secs_f64(arguments.minutes * 60.0);
    let mut found = storm::rage(&mut field, &wire, &disks, seed, until, arguments.kills)?;
    wire.heal();
    disks.free()?;
    found.extend(calm::settle(&mut field)?);
    let (counts, violations) = runtime.block_on(oracle::look(&folder, &binaries.hub, &staged))?;
    found.extend(violations);

    let (phones, hubs) = field.kills();
    println!("kills: {} ({phones} of phones, {hubs} of the hub)", phones + hubs);
    println!("network cuts: {}; disks filled up: {} times", wire.cuts(), disks.filled());
    println!("{counts}");
    println!("violations: {}", found.len());
    for violation in &found {
        println!("  {violation}");
    }
    if found.is_empty() {
        disks.unmount();
        std::fs::remove_dir_all(&folder)?;
    } else {
        disks.keep(&folder)?;
        println!("kept: {} (journal-N of phone-N, *.log, hub/, phone-N/home); again: --seed {seed}", folder.display());
    }
    Ok(found.is_empty())
}

/// A port that was free a moment ago. The hub has to come back at the same one.
fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn beside(binary: &Path, name: &str) -> PathBuf {
    binary.with_file_name(name)
}
