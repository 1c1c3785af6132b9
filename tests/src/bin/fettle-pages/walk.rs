//! The walk: everybody at once, each from page to page; or one page after the other by one person, to compare two hubs.

use crate::browser::Browser;
use crate::pages::Page;
use crate::prepare::Walker;
use crate::{Outcome, html};
use fettle_tests::kills::Dice;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// What a walk came to, by page.
#[derive(Debug, Default)]
pub struct Walked {
    pub times: BTreeMap<&'static str, Vec<Duration>>,
    /// Bytes on the wire.
    pub wire: BTreeMap<&'static str, Vec<usize>>,
    /// What took longest, the longest first.
    pub slowest: Vec<(Duration, String)>,
    /// What was not answered as it should be.
    pub failed: Vec<String>,
}

/// So many of what took longest are kept.
const SLOWEST: usize = 10;

impl Walked {
    /// How many pages were asked.
    pub fn asked(&self) -> usize {
        self.times.values().map(Vec::len).sum()
    }
    async fn open(&mut self, browser: &Browser, page: &'static str, address: &str) {
        match browser.get(address).await {
            Ok(answer) if answer.status == 200 => {
                self.slow([(answer.took, format!("{address} as {}", browser.login))]);
                self.times.entry(page).or_default().push(answer.took);
                self.wire.entry(page).or_default().push(answer.wire);
            }
            Ok(answer) => self.failed.push(format!("{address} as {}: {}", browser.login, answer.status)),
            Err(error) => self.failed.push(format!("{address} as {}: {error}", browser.login)),
        }
    }
    fn slow(&mut self, more: impl IntoIterator<Item = (Duration, String)>) {
        self.slowest.extend(more);
        self.slowest.sort_by(|one, other| other.cmp(one));
        self.slowest.truncate(SLOWEST);
    }
    fn join(&mut self, other: Self) {
        self.slow(other.slowest);
        for (page, times) in other.times {
            self.times.entry(page).or_default().extend(times);
        }
        for (page, wire) in other.wire {
            self.wire.entry(page).or_default().extend(wire);
        }
        self.failed.extend(other.failed);
    }
}

/// Everybody walks for `time`; each looks at a page for half to one and a half of `pause_ms`.
pub async fn together(walkers: &[Walker], time: Duration, pause_ms: u64) -> Walked {
    let until = Instant::now() + time;
    let mut tasks = Vec::new();
    for (n, walker) in walkers.iter().enumerate() {
        let (browser, goals) = (walker.browser.clone(), walker.goals.clone());
        tasks.push(tokio::spawn(async move {
            let (mut dice, mut walked) = (Dice::new(1 + n as u64), Walked::default());
            // They do not begin in one moment.
            sleep(Duration::from_millis(dice.between(0, pause_ms + 1))).await;
            while Instant::now() < until {
                let Some((page, addresses)) = dice.pick(&goals) else { break };
                if let Some(address) = dice.pick(addresses) {
                    walked.open(&browser, page, address).await;
                }
                sleep(Duration::from_millis(dice.between(pause_ms / 2, pause_ms * 3 / 2 + 1))).await;
            }
            walked
        }));
    }
    let mut all = Walked::default();
    for task in tasks {
        match task.await {
            Ok(walked) => all.join(walked),
            Err(error) => all.failed.push(error.to_string()),
        }
    }
    all
}

/// Each of `pages` so often, one request at a time, by the first who can open it.
pub async fn one_by_one(walkers: &[Walker], pages: &[&'static Page], rounds: usize) -> Outcome<Walked> {
    let mut walked = Walked::default();
    for round in 0..rounds {
        for page in pages {
            let opens = walkers.iter().find_map(|walker| Some((walker, walker.addresses(page.name)?)));
            let Some((walker, addresses)) = opens else { continue };
            if let Some(address) = addresses.get(round % addresses.len().max(1)) {
                walked.open(&walker.browser, page.name, address).await;
            }
        }
    }
    match walked.failed.first() {
        Some(failure) => Err(failure.clone().into()),
        None => Ok(walked),
    }
}

/// Bytes of style, scripts and pictures, which a browser fetches once and keeps.
pub async fn bytes_of_files(walkers: &[Walker]) -> Outcome<usize> {
    let Some(walker) = walkers.first() else { return Ok(0) };
    let page = walker.browser.read("/jobs").await?.text();
    let mut bytes = 0;
    for file in html::files(&page) {
        bytes += walker.browser.get(&file).await?.wire;
    }
    Ok(bytes)
}
