//! The world: hub, phones, time, and the queue of what is going to happen.

use super::company::{Company, START, Template};
use super::dice::{self, Dice};
use super::faults::{self, Fault};
use super::http::{self, Arrives};
use super::hub::{HubSide, copy_folder};
use super::net::{self, Back, Fate};
use super::oracles::{book::Book, scope};
use super::phone::{AfterKill, Phone, Session};
use super::run::Seed;
use super::totals::Totals;
use super::trace::Trace;
use super::work;
use crate::disk::{Disk, Plan};
use fettle_core::kernel::{DeviceId, DeviceKey, Hash, PersonId};
use fettle_core::store::Enrolment;
use fettle_core::sync::local;
use fettle_core::sync::machine::{Answer, Apply, Input, Instruction, Method, NetFault, Report, Request};
use fettle_core::sync::protocol::{EnrolRequest, enrol_bytes, paths};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub const MINUTE: u64 = 60_000;
pub const HOUR: u64 = 60 * MINUTE;
pub const DAY: u64 = 24 * HOUR;

/// Rounds of sessions within which everything must have arrived once the faults are over.
const QUIET_ROUNDS: usize = 8;

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
    /// A fault strikes.
    Strike(Fault),
    /// A fault's end.
    Mend(faults::Mend),
}

pub struct World {
    pub company: Company,
    pub hub: HubSide,
    pub phones: Vec<Phone>,
    pub trace: Trace,
    pub book: Book,
    pub violations: Vec<String>,
    pub totals: Totals,
    pub work_dice: Dice,
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
    queue: BTreeMap<(u64, u64), Happening>,
    planned: u64,
    /// Place in the queue's time, milliseconds after the start.
    pub at: u64,
    /// Time that passed between two happenings: months without a network.
    pub leapt: u64,
    /// Months that pass before the world becomes quiet.
    leap_at_the_end: u64,
    pub quiet: bool,
    pub news: u64,
}

impl World {
    pub async fn begin(seed: &Seed, template: &Template, folder: &Path) -> Self {
        dice::of_the_hub(Dice::new(seed.seed, "hub"));
        let place = folder.join("hub");
        let disk = Disk::new(&place, seed.seed);
        copy_folder(template.folder(), &place.join("0"));
        disk.settle();
        let clock = Arc::new(AtomicU64::new(START));
        let hub = HubSide::open(place.join("0"), clock, Some(disk)).await;
        let mut world = Self {
            company: template.company.clone(),
            hub,
            phones: Vec::new(),
            trace: Trace::new(seed.loud),
            book: Book::default(),
            violations: Vec::new(),
            totals: Totals::default(),
            work_dice: Dice::new(seed.seed, "work"),
            net_dice: Dice::new(seed.seed, "net"),
            fault_dice: Dice::new(seed.seed, "fault"),
            folder: folder.to_owned(),
            hub_offset: 0,
            hub_after_kill: AfterKill::Written,
            hub_ill: false,
            hub_lost_something: false,
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
            let phone = Phone::new(&home, world.company.members[n].person, dice, n % 2 == 1);
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
                if self.phones[phone].wakes() {
                    work::act(self, phone);
                }
                self.risen(phone);
            }
            Happening::Desk(centre) => work::desk(self, centre).await,
            Happening::Strike(fault) => faults::strike(self, &fault).await,
            Happening::Mend(mend) => faults::mend(self, &mend).await,
        }
    }

    fn begin_session(&mut self, p: usize) {
        let wakes = self.phones[p].wakes();
        if self.risen(p) || !wakes {
            return;
        }
        if self.phones[p].session.is_some() || !self.phones[p].enrolled() {
            return;
        }
        let phone = &mut self.phones[p];
        phone.sessions += 1;
        phone.session = Some(Session { number: phone.sessions, machine: phone.machine() });
        self.totals.sessions += 1;
        self.advance(p, Input::Started);
    }

    /// Steps a session until it waits for the network, for time, or is over.
    fn advance(&mut self, p: usize, mut input: Input) {
        loop {
            let now = self.now();
            let Some(session) = self.phones[p].session.as_mut() else { return };
            let number = session.number;
            let instruction = session.machine.step(input);
            let phone = &self.phones[p];
            input = match instruction {
                Instruction::Load(need) => Input::Loaded(local::load(phone.store(), &need, phone.skew.reading(now))),
                Instruction::Apply(apply) => {
                    let receipts = if let Apply::Receipts(receipts) = &apply { receipts.clone() } else { Vec::new() };
                    let done = local::apply(phone.store(), apply);
                    self.trace.note(now, format_args!("p{p} apply {done:?}"));
                    if done.is_ok() {
                        self.book.acknowledge(self.phones[p].device, &receipts);
                    }
                    Input::Applied(done)
                }
                Instruction::Send(request) => {
                    self.send(p, number, request);
                    return;
                }
                Instruction::Wait { ms } => {
                    self.plan(self.at + ms, Happening::Go { phone: p, session: number, input: Input::Waited });
                    return;
                }
                Instruction::Finished(report) => {
                    self.finished(p, &report);
                    return;
                }
            };
            if self.risen(p) {
                return;
            }
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

    /// Makes of the dead hub's files what the kill leaves.
    pub async fn bury_hub(&mut self) {
        self.trace.note(self.now(), format_args!("hub killed, {:?}", self.hub_after_kill));
        self.hub.stop().await;
        if let Some(disk) = &self.hub.disk {
            match self.hub_after_kill {
                AfterKill::Written => disk.restart(),
                AfterKill::Torn => disk.power_loss(),
                AfterKill::Synced => disk.power_loss_of_all(),
            }
        }
    }

    /// The hub serves again, on a disk without faults.
    pub async fn hub_up(&mut self) {
        if self.hub.dead() {
            self.bury_hub().await;
        }
        if let Some(disk) = &self.hub.disk {
            disk.plan(Plan::none());
        }
        self.hub_ill = false;
        self.hub.start().await;
    }

    fn finished(&mut self, p: usize, report: &Report) {
        self.trace.note(self.now(), format_args!("p{p} finished {report:?}"));
        self.phones[p].session = None;
        // A succession makes another device of it.
        let phone = &mut self.phones[p];
        phone.device = phone.store().identity().map_or(phone.device, |identity| identity.device);
        self.news += report.pulled + report.pushed + report.quarantined + report.blobs_up + report.blobs_down;
        // A revoked phone is wiped, and then nobody's.
        let gone = matches!(report.code.as_deref(), Some("device_wiped" | "not_enrolled"));
        if self.quiet && !gone {
            if let Some(code) = &report.code {
                self.news += 1;
                self.trace.note(self.now(), format_args!("p{p} is not done: {code}"));
            }
        } else if report.code.is_some() && !gone && self.net_dice.percent(50) {
            let later = self.net_dice.between(5, 60) * MINUTE;
            self.plan(self.at + later, Happening::Begin(p));
        }
        const NEVER: &[&str] = &["device_forked", "bad_turn", "store_corrupt", "protocol_version"];
        if let Some(code) = report.code.as_deref().filter(|code| NEVER.contains(code)) {
            self.phones[p].ended.clone_from(&report.code);
            self.violate(format!("p{p}: a session ends with {code}"));
        }
    }

    fn send(&mut self, p: usize, session: u64, request: Request) {
        self.totals.requests += 1;
        let phone = &self.phones[p];
        let token =
            phone.store().identity().expect("an identity").enrolment.map(|e| e.enrolled.token).unwrap_or_default();
        let fate = Fate::draw(&phone.spells, self.at, &request.path, &mut self.net_dice);
        if let Some(later) = fate.again_after {
            self.plan(self.at + later, Happening::Stray { token: token.clone(), request: request.clone() });
        }
        let there = self.net_dice.between(10, 150);
        self.plan(self.at + there, Happening::Deliver { phone: p, session, token, request, fate });
    }

    async fn deliver(&mut self, p: usize, token: &str, request: &Request, fate: Fate) -> Input {
        let mut answer = None;
        if let Some(arrives) = fate.arrives {
            for _ in 0..fate.times {
                let packed = self.phones[p].packed;
                let Some(router) = self.hub.router() else { return Input::Failed(NetFault::Unreachable) };
                let Some(said) = self.hub.alive(http::ask(router, token, request, arrives, packed)).await else {
                    self.hub_died().await;
                    return Input::Failed(NetFault::Broken);
                };
                let digest = Hash::of(&said.body).to_string();
                self.trace.note(
                    self.now(),
                    format_args!(
                        "p{p} {:?} {} {} -> {} {}",
                        request.method,
                        request.path,
                        request.body.len(),
                        said.status,
                        &digest[..8]
                    ),
                );
                if said.status >= 500 && !self.hub_ill {
                    let text = String::from_utf8_lossy(&said.body).into_owned();
                    self.violate(format!("the hub fails: {} {} {text}", said.status, request.path));
                }
                if said.status == 200 {
                    scope::check(self, p, request, &said);
                }
                answer = Some(said);
            }
        }
        match fate.back {
            Back::Nothing(fault) => Input::Failed(fault),
            Back::Portal => Input::Answered(net::portal(&mut self.net_dice)),
            Back::Busy(status) => Input::Answered(net::busy(status)),
            Back::Answer => answer.map_or(Input::Failed(NetFault::Broken), Input::Answered),
            Back::Widened => answer.map_or(Input::Failed(NetFault::Broken), |a| Input::Answered(net::widened(a))),
            Back::Part(per_mille) => answer.map_or(Input::Failed(NetFault::Broken), |mut a: Answer| {
                a.body.truncate(usize::try_from(a.body.len() as u64 * per_mille / 1000).unwrap_or(0));
                a.cut = true;
                Input::Answered(a)
            }),
        }
    }

    /// Enrols a phone's store with a fresh code of its person.
    pub async fn enrol(&mut self, p: usize) {
        let phone = &self.phones[p];
        let identity = phone.store().identity().expect("an identity");
        let enrolment =
            enrolment(&self.hub, p, phone.person, identity.device, &identity.key).await.expect("no faults yet");
        phone.store().enrolled(&enrolment).expect("kept");
        self.phones[p].device = identity.device;
    }

    /// Another person takes a phone over; the code of what stands against it.
    pub async fn take_over(&mut self, p: usize, person: PersonId) -> Result<(), String> {
        let phone = &self.phones[p];
        if phone.store().counts().is_ok_and(|counts| counts.pending > 0 || counts.blobs_up > 0) {
            return Err("unsent".into());
        }
        let candidate = phone.store().candidate().expect("randomness");
        let enrolment = enrolment(&self.hub, p, person, candidate.device, &candidate.key).await.ok_or("no_answer")?;
        phone.store().taken_over(&candidate, &enrolment).map_err(|e| e.code().to_owned())?;
        let phone = &mut self.phones[p];
        phone.person = person;
        phone.device = candidate.device;
        phone.ended = None;
        Ok(())
    }

    async fn round(&mut self) {
        self.news = 0;
        for p in 0..self.phones.len() {
            let at = self.at + 1000;
            self.plan(at, Happening::Begin(p));
            self.run_queue().await;
        }
    }

    /// The faults are over: everybody syncs until nobody learns anything new.
    pub async fn quiet(&mut self) {
        self.quiet = true;
        self.hub_up().await;
        if self.leap_at_the_end > 0 {
            self.leapt += self.leap_at_the_end;
            self.show_clock();
            // Who has a network goes on meanwhile; who is away is still away.
            self.round().await;
        }
        for p in 0..self.phones.len() {
            faults::heal(self, p);
        }
        for round in 0..QUIET_ROUNDS {
            self.round().await;
            self.trace.note(self.now(), format_args!("quiet round {round}: {} news", self.news));
            if self.news == 0 {
                return;
            }
        }
        self.violate(format!("not quiet after {QUIET_ROUNDS} rounds"));
    }
}

/// Enrols a device at the hub with a fresh code of a person; nothing where the hub dies meanwhile.
async fn enrolment(hub: &HubSide, p: usize, person: PersonId, device: DeviceId, key: &DeviceKey) -> Option<Enrolment> {
    let router = hub.router().expect("the hub is up");
    let code = hub.alive(hub.hub().accounts.enrolment_code(person)).await?.expect("a code").code;
    let ask = EnrolRequest {
        code: code.clone(),
        device,
        public_key: key.public(),
        name: format!("phone {p}"),
        app: "0.1.0".into(),
        proof: key.sign(&enrol_bytes(&code, device)),
    };
    let request = Request {
        method: Method::Post,
        path: paths::ENROL.into(),
        headers: vec![("content-type", "application/json".into())],
        body: serde_json::to_vec(&ask).expect("json"),
        compress: false,
    };
    let answer = hub.alive(http::ask(router, "", &request, Arrives::Whole, false)).await?;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let enrolled = serde_json::from_slice(&answer.body).expect("an enrolment");
    Some(Enrolment { hub_url: "http://hub".into(), pins: Vec::default(), enrolled })
}
