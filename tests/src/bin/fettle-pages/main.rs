//! `fettle-pages`: a big company on a hub of its own, and people who walk its pages; the figures as tables in Markdown.
//!
//! `sizes` says how big it is, `people` who signs in, `fill` writes it through the hub's own ledger into a folder that is kept; `process` is the hub that
//! is measured, `browser` one person's browser, `html` what it takes from a page, `pages` what there is to walk, `prepare` the addresses of each person,
//! `walk` the walk, `news` the way of a change to another browser, `figures` the tables. `beside` does the same with the hub of another version, whose
//! jobs come through `phone`. Run as `fettle-pages serve ...` it is the hub's binary, so that a small run needs no other.

mod beside;
mod browser;
mod figures;
mod fill;
mod html;
mod news;
mod pages;
mod people;
mod phone;
mod prepare;
mod process;
mod sizes;
mod walk;

use beside::Beside;
use clap::Parser;
use figures::{Times, Told};
use process::Serving;
use sizes::Sizes;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// What a part of it comes to.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Fill a hub with a big company and let people walk its pages
///
/// The figures are printed as tables in Markdown, what happens meanwhile on standard error. Exit code: 0 every page was answered, 1 some were not (they
/// are named), 2 it did not run.
#[derive(Debug, Parser)]
#[command(name = "fettle-pages")]
struct Arguments {
    /// Folder that is filled the first time, kept, and used again by later runs of the same sizes
    #[arg(long)]
    data: PathBuf,
    /// A PostgreSQL database with nothing in it, for the first time; the folder keeps to it
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The hub's binary; this one does for it, with another allocator, where none is named
    #[arg(long, value_name = "BINARY")]
    hub: Option<PathBuf>,
    #[command(flatten)]
    sizes: Sizes,
    /// A small company and a short walk, whatever the other sizes say: to see that all of it works
    #[arg(long)]
    small: bool,
    /// Only fill the folder
    #[arg(long)]
    only_fill: bool,
    /// People who walk at once
    #[arg(long, default_value_t = 20)]
    people: usize,
    /// How long they walk
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// How long each of them looks at a page before the next one, in the middle, in milliseconds; 0 for what the hub can give
    #[arg(long, default_value_t = 500)]
    pause_ms: u64,
    /// Changes whose way to another browser is measured, while the others walk
    #[arg(long, default_value_t = 50)]
    changes: usize,
    /// The hub's binary of another version: the pages that both have are asked one by one on both
    #[arg(long, value_name = "BINARY")]
    beside: Option<PathBuf>,
    /// Open jobs on each of those two hubs
    #[arg(long, default_value_t = 20_000)]
    beside_jobs: usize,
    /// How often each of those pages is asked
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Folder of the sample company, which those two hubs begin with
    #[arg(long, default_value = "hub/sample/company")]
    company: PathBuf,
}

impl Arguments {
    fn small(self) -> Self {
        if !self.small {
            return self;
        }
        Self {
            sizes: Sizes::SMALL,
            people: 5,
            seconds: 2,
            pause_ms: 20,
            changes: 2,
            beside_jobs: 60,
            rounds: 2,
            ..self
        }
    }
}

fn main() -> ExitCode {
    // The hub's own commands: the same `main` as the binary's.
    const HUB: [&str; 4] = ["serve", "passwd", "import", "enrol"];
    if std::env::args().nth(1).is_some_and(|first| HUB.contains(&first.as_str())) {
        return fettle_hub::cli::main();
    }
    let arguments = Arguments::parse().small();
    let done = tokio::runtime::Runtime::new().map_err(Into::into).and_then(|runtime| runtime.block_on(run(arguments)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fettle-pages: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether every page was answered.
async fn run(arguments: Arguments) -> Outcome<bool> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let own = std::env::current_exe()?;
    let binary = arguments.hub.clone().unwrap_or(own);
    let sizes = arguments.sizes;
    fill::unless_filled(&arguments.data, arguments.database.clone(), &sizes).await?;
    if arguments.only_fill {
        return Ok(true);
    }
    let hub = Serving::start(&binary, &arguments.data.join("hub"), &arguments.data.join("hub.log")).await?;
    eprintln!("up: first answer after {:?}", hub.first_answer);
    hub.quiet().await?;
    let mut walkers = Vec::new();
    for login in people::logins(&sizes, arguments.people) {
        let browser = browser::signed_in(&hub.address, &login, people::PASSWORD).await?;
        walkers.push(prepare::walker(browser, &pages::all().collect::<Vec<_>>()).await?);
        eprintln!("{login} is signed in and has seen {} pages", walkers.last().map_or(0, |walker| walker.goals.len()));
    }
    let compared: Vec<_> = pages::older_hubs().collect();
    let big = match &arguments.beside {
        Some(_) => walk::one_by_one(&walkers, &compared, arguments.rounds).await?,
        None => walk::Walked::default(),
    };
    let browsers: Vec<_> = walkers.iter().map(|walker| walker.browser.clone()).collect();
    let (walked, news) = tokio::join!(
        walk::together(&walkers, Duration::from_secs(arguments.seconds), arguments.pause_ms),
        news::of_changes(&browsers, arguments.changes),
    );
    let (mut told, mut failed) = (Told::default(), missed(&walkers));
    let database = if fill::is_on_server(&arguments.data) { "PostgreSQL" } else { "SQLite" };
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    told.line(format!("{}; {database}, {processors} processors, which the browsers share.", sizes.told()));
    told.walked(&walked, walk::bytes_of_files(&walkers).await?, arguments.people, arguments.seconds);
    match news {
        Ok(times) => told.line(format!("Another browser knew of a change after {}.", Times::of(times))),
        Err(error) => failed.push(format!("news: {error}")),
    }
    told.line(format!("The hub gave its first answer {} ms after its start.", hub.first_answer.as_millis()));
    told.line(format!("Its memory after the walk: {}.", hub.memory()?));
    println!("{told}");
    for (took, what) in &walked.slowest {
        eprintln!("slowest: {took:?} {what}");
    }
    drop(hub);
    failed.extend(walked.failed);
    if let Some(other) = arguments.beside {
        let beside = Beside {
            other,
            here: binary,
            folder: arguments.data.clone(),
            company: arguments.company,
            jobs: arguments.beside_jobs,
            rounds: arguments.rounds,
        };
        println!("{}", beside.measured(&big, sizes.jobs).await?);
    }
    for failure in &failed {
        eprintln!("not answered: {failure}");
    }
    Ok(failed.is_empty())
}

/// Pages that nobody could open. A list may be too short for a next page.
fn missed(walkers: &[prepare::Walker]) -> Vec<String> {
    let opened = |page: &pages::Page| walkers.iter().any(|walker| walker.addresses(page.name).is_some());
    let wanted = pages::all().filter(|page| !matches!(page.way, pages::Way::Next(_)));
    wanted.filter(|page| !opened(page)).map(|page| format!("{}: nobody found one", page.name)).collect()
}
