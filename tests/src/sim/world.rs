//! The world: hub, phones, time, and the queue of what is going to happen.

use super::company::{Company, START, Template};
use super::crowd::Crowd;
use super::database::Database;
use super::dice::{self, Dice};
use super::doing::Doing;
use super::faults::{self, Fault};
use super::http::{self, Arrives};
use super::hub::{HubSide, copy_folder};
use super::net::Fate;
use super::oracles::{book::Book, times::Times};
use super::phone::{AfterKill, Phone};
use super::pieces::Pieces;
use super::run::Seed;
use super::server::Server;
use super::spoil::Spoil;
use super::totals::Totals;
use super::trace::Trace;
use super::work;
use super::written::Writes;
use crate::disk::Disk;
use fettle_core::sync::machine::{Input, Request};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub const MINUTE: u64 = 60_000;
pub const HOUR: u64 = 60 * MINUTE;
pub const DAY: u64 = 24 * HOUR;

/// What is going to happen.
#[derive(Debug)]
pub enum Happening {
    /// A phone looks whether there is something new.
    Begin(usize),
    /// A request reaches the hub.
    Deliver { phone: usize, session: u64, token: String, request: Request, fate: Fate },
    /// A copy of a request reaches the hub long after.
    Stray { token: String, request: Request },
    /// What a session waited for.
    Go { phone: usize, session: u64, input: Input },
    /// A person does something on a phone.
    Act(usize),
    /// Somebody works at a centre's console.
    Desk(usize),
    /// People at a centre's console open pages at once.
    Crowd(usize),
    /// A form that was drawn earlier is sent.
    Send(usize),
    /// A fault strikes.
    Strike(Fault),
    /// A fault's end.
    Mend(faults::Mend),
}

pub struct World {
    pub seed: u64,
    pub company: Company,
    pub hub: HubSide,
    pub phones: Vec<Phone>,
    pub trace: Trace,
    pub book: Book,
    pub violations: Vec<String>,
    pub totals: Totals,
    pub work_dice: Dice,
    pub crowd_dice: Dice,
    pub net_dice: Dice,
    pub fault_dice: Dice,
    pub folder: PathBuf,
    /// The hub's clock is ahead of true time by so much.
    pub hub_offset: i64,
    pub hub_after_kill: AfterKill,
    /// Its disk is full or broken for now: it may fail.
    pub hub_ill: bool,
    /// It was put back from a backup: what its phones lost too is nowhere any more.
    pub hub_lost_something: bool,
    /// What people at the console have open, and what became of it.
    pub crowd: Crowd,
    /// Where every piece is, whatever the program says.
    pub pieces: Pieces,
    /// Who wrote what into fields of several authors, and what they had seen.
    pub writes: Writes,
    /// What a phone was recording when it died.
    pub uncertain: BTreeMap<usize, Doing>,
    /// What phones noted of the time, beside the true one.
    pub times: Times,
    /// A promise that this world breaks on purpose, to see its oracle find it.
    pub spoil: Option<Spoil>,
    queue: BTreeMap<(u64, u64), Happening>,
    planned: u64,
    /// Place in the queue's time, milliseconds after the start.
    pub at: u64,
    /// Time that passed between two happenings: months without a network.
    pub leapt: u64,
    /// Months that pass before the world becomes quiet.
    pub leap_at_the_end: u64,
    pub quiet: bool,
    pub news: u64,
}

impl World {
    /// `server`: where the hub's database is, if it is no file.
    pub async fn begin(seed: &Seed, template: &Template, folder: &Path, server: Option<Server>) -> Self {
        dice::of_the_hub(Dice::new(seed.seed, "hub"));
        let place = folder.join("hub");
        let data = place.join("0");
        let clock = Arc::new(AtomicU64::new(START));
        let hub = match server {
            None => {
                let disk = Disk::new(&place, seed.seed);
                copy_folder(template.folder(), &data);
                disk.settle();
                HubSide::open(data, clock, Database::File(Some(disk))).await
            }
            Some(server) => {
                copy_folder(template.folder(), &data);
                HubSide::open_on(data, clock, server).await
            }
        };
        let mut world = Self {
            company: template.company.clone(),
            hub,
            phones: Vec::new(),
            seed: seed.seed,
            trace: Trace::new(seed.loud),
            book: Book::default(),
            violations: Vec::new(),
            totals: Totals::default(),
            work_dice: Dice::new(seed.seed, "work"),
            crowd_dice: Dice::new(seed.seed, "crowd"),
            net_dice: Dice::new(seed.seed, "net"),
            fault_dice: Dice::new(seed.seed, "fault"),
            folder: folder.to_owned(),
            hub_offset: 0,
            hub_after_kill: AfterKill::Written,
            hub_ill: false,
            hub_lost_something: false,
            crowd: Crowd::default(),
            pieces: Pieces::of(&template.company),
            writes: Writes::default(),
            uncertain: BTreeMap::new(),
            times: Times::default(),
            spoil: seed.spoil,
            queue: BTreeMap::new(),
            planned: 0,
            at: 0,
            leapt: 0,
            leap_at_the_end: 0,
            quiet: false,
            news: 0,
        };
        for n in 0..world.company.members.len() {
            let dice = Dice::new(seed.seed, &format!("phone {n}"));
            let home = folder.join(format!("phone{n}"));
            let mut phone = Phone::new(&home, world.company.members[n].person, dice, n % 2 == 1);
            // Both kinds of platforms.
            phone.skew.stands = n % 3 == 1;
            phone.skew.lies = seed.spoil == Some(Spoil::ClockLies);
            world.phones.push(phone);
            world.enrol(n).await;
        }
        world
    }

    /// True time, milliseconds after the start.
    pub fn now(&self) -> u64 {
        self.at + self.leapt
    }
    /// The hub's clock, milliseconds since 1970 UTC.
    pub fn hub_ms(&self) -> u64 {
        (START + self.now()).saturating_add_signed(self.hub_offset)
    }
    pub fn show_clock(&self) {
        self.hub.clock.store(self.hub_ms(), Ordering::SeqCst);
    }
    pub fn violate(&mut self, what: impl Into<String>) {
        let what = what.into();
        self.trace.note(self.now(), format_args!("VIOLATION {what}"));
        if self.violations.len() < 20 {
            self.violations.push(what);
        }
    }
    /// Whether a file was only on media that no longer exist: a phone's, or a hub's and then no phone's that made it.
    pub fn nobody_has(&self, blob: &str) -> bool {
        let nowhere = || self.hub_lost_something && !self.phones.iter().any(|p| p.can_give(None, Some(blob)));
        self.book.lost_blobs.contains(blob) || nowhere()
    }
    pub fn plan(&mut self, at: u64, happening: Happening) {
        self.planned += 1;
        self.queue.insert((at.max(self.at), self.planned), happening);
    }
    /// So much time passes, for everybody, between the last working day and quiet.
    pub fn leap_at_the_end(&mut self, ms: u64) {
        self.leap_at_the_end = self.leap_at_the_end.max(ms);
    }
    pub fn plan_faults(&mut self, faults: &[Fault]) {
        for fault in faults {
            self.plan(fault.at, Happening::Strike(fault.clone()));
        }
    }
    /// Working days: acts, sessions, desks.
    pub fn plan_days(&mut self, days: u64) {
        for day in 0..days {
            let morning = day * DAY + 8 * HOUR;
            for centre in 0..2 {
                for _ in 0..2 {
                    let at = morning + self.work_dice.below(9 * HOUR);
                    self.plan(at, Happening::Desk(centre));
                }
                for _ in 0..3 {
                    let at = morning + self.crowd_dice.below(9 * HOUR);
                    self.plan(at, Happening::Crowd(centre));
                }
            }
            for phone in 0..self.phones.len() {
                let acts = self.work_dice.between(1, 4);
                for _ in 0..acts {
                    let at = morning + self.work_dice.below(10 * HOUR);
                    self.plan(at, Happening::Act(phone));
                }
                let looks = self.work_dice.between(1, 3);
                for _ in 0..looks {
                    let at = morning + self.work_dice.below(11 * HOUR);
                    self.plan(at, Happening::Begin(phone));
                }
            }
        }
    }

    /// Plays everything that is planned.
    pub async fn run_queue(&mut self) {
        while let Some(((at, _), happening)) = self.queue.pop_first() {
            self.at = at;
            self.show_clock();
            self.happen(happening).await;
        }
    }

    async fn happen(&mut self, happening: Happening) {
        self.hub_died().await;
        match happening {
            Happening::Begin(phone) => self.begin_session(phone),
            Happening::Deliver { phone, session, token, request, fate } => {
                let input = self.deliver(phone, &token, &request, fate).await;
                let back = self.net_dice.between(10, 150);
                self.plan(self.at + back, Happening::Go { phone, session, input });
            }
            Happening::Stray { token, request } => {
                if let Some(router) = self.hub.router() {
                    let answer = self.hub.alive(http::ask(router, &token, &request, Arrives::Whole, false)).await;
                    let status = answer.map(|answer| answer.status);
                    self.trace.note(self.now(), format_args!("stray {} -> {status:?}", request.path));
                }
            }
            Happening::Go { phone, session, mut input } => {
                let current = self.phones[phone].session.as_ref().map(|s| s.number);
                if current == Some(session) {
                    if let Input::Answered(answer) = &mut input {
                        answer.reading = Some(self.phones[phone].skew.reading(self.now()));
                    }
                    self.advance(phone, input);
                }
            }
            Happening::Act(phone) => {
                let now = self.now();
                self.phones[phone].skew.wake(now);
                if self.phones[phone].wakes() {
                    work::act(self, phone);
                }
                self.risen(phone);
            }
            Happening::Desk(centre) => work::desk(self, centre).await,
            Happening::Crowd(centre) => work::crowd(self, centre).await,
            Happening::Send(form) => work::send(self, form).await,
            Happening::Strike(fault) => faults::strike(self, &fault).await,
            Happening::Mend(mend) => faults::mend(self, &mend).await,
        }
    }

    /// Whether the phone's process just died; it then lives again, and what it had promised is still there.
    pub fn risen(&mut self, p: usize) -> bool {
        if !self.phones[p].disk.dead() {
            return false;
        }
        let now = self.now();
        self.trace.note(now, format_args!("p{p} killed, {:?}", self.phones[p].after_kill));
        self.phones[p].rise(now);
        self.reconcile(p);
        let pause = self.fault_dice.between(1, 40) * MINUTE;
        self.plan(self.at + pause, Happening::Begin(p));
        true
    }

    /// What a phone was committing when it died is there or not; what it had committed is there.
    pub fn reconcile(&mut self, p: usize) {
        let store = self.phones[p].store();
        let head = store.identity().expect("an identity").recorder.head.number;
        let waiting = store.batch(1_000_000, 1 << 40).expect("reads").map(|batch| batch.events).unwrap_or_default();
        let device = self.phones[p].device;
        let known = self.book.last(device);
        if head < known {
            self.violate(format!("p{p} committed number {known}, after the kill it is at {head}"));
        }
        let fresh: Vec<_> = waiting.into_iter().filter(|event| event.header().number > known).collect();
        self.trace.note(self.now(), format_args!("p{p} is at {head}, the book at {known}"));
        self.book.commit(p, &fresh);
        self.was_it_done(p, &fresh);
    }

    /// A phone whose files were put back or copied is used again, by whatever device it is now.
    pub fn adopt(&mut self, p: usize) {
        let phone = &self.phones[p];
        let head = phone.store().identity().expect("an identity").recorder.head.number;
        self.trace.note(self.now(), format_args!("p{p} is now {} at {head}", phone.device));
        let soon = self.fault_dice.below(6) * HOUR;
        self.plan(self.at + soon, Happening::Begin(p));
    }

    /// Whether the hub's process just died; it comes back after a while.
    pub async fn hub_died(&mut self) -> bool {
        if !self.hub.dead() {
            return false;
        }
        self.bury_hub().await;
        let down = self.fault_dice.below(20) * MINUTE;
        self.plan(self.at + down, Happening::Mend(faults::Mend::HubUp));
        true
    }

    /// Makes of the dead hub's database what the kill leaves.
    pub async fn bury_hub(&mut self) {
        self.trace.note(self.now(), format_args!("hub killed, {:?}", self.hub_after_kill));
        self.hub.stop().await;
        self.hub.database.rise(self.hub_after_kill);
        *self.totals.acts.entry("hub killed".to_owned()).or_default() += 1;
    }

    /// The hub serves again, on a disk without faults.
    pub async fn hub_up(&mut self) {
        if self.hub.dead() {
            self.bury_hub().await;
        }
        self.hub.database.heal();
        self.hub_ill = false;
        self.hub.start().await;
    }
}
