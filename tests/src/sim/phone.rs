//! A phone: a real store on a folder of its own, clocks that may be wrong, and the session that is under way.

use super::company::START;
use super::dice::Dice;
use super::net::Spell;
use crate::disk::{Disk, Plan};
use fettle_core::domain::people::Actor;
use fettle_core::kernel::{DeviceId, PersonId, Reading};
use fettle_core::store::{self, KeyStore, MemoryKeys, Setup, Store, StoreError};
use fettle_core::sync::machine::{Config, Machine};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// A phone that nobody uses falls asleep after so many milliseconds.
const AWAKE_MS: u64 = 5 * 60_000;

/// How wrong a phone's clocks are.
#[derive(Debug, Clone, Copy)]
pub struct Skew {
    /// The wall clock is ahead by so many milliseconds.
    pub offset_ms: i64,
    /// It gains so many millionths.
    pub drift_ppm: i64,
    pub boot: Uuid,
    /// When it booted, milliseconds after the start.
    pub booted: u64,
    /// Its monotonic clock stands while it sleeps; on other platforms it goes on.
    pub stands: bool,
    /// It says that its clock counts sleep although it stands.
    pub lies: bool,
    /// How long it slept since it booted, and when it was last in use.
    slept: u64,
    used: u64,
}

impl Skew {
    fn asleep(&self, now: u64) -> u64 {
        now.saturating_sub(self.used.max(self.booted)).saturating_sub(AWAKE_MS)
    }
    /// It is in use: what it slept before is over.
    pub fn wake(&mut self, now: u64) {
        self.slept += self.asleep(now);
        self.used = now;
    }
    pub fn reboot(&mut self, boot: Uuid, now: u64) {
        (self.boot, self.booted, self.slept, self.used) = (boot, now, 0, now);
    }
    pub fn reading(&self, now: u64) -> Reading {
        let wall = i64::try_from(START + now).expect("a time");
        let gained = i64::try_from(now).expect("a time") / 1_000_000 * self.drift_ppm;
        let slept = if self.stands { self.slept + self.asleep(now) } else { 0 };
        let mono_ms = now.saturating_sub(self.booted).saturating_sub(slept);
        let counts_sleep = !self.stands || self.lies;
        Reading { wall_ms: wall + self.offset_ms + gained, mono_ms, boot: self.boot, counts_sleep }
    }
}

/// Which app runs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum App {
    /// This version.
    Current,
    /// A version before parts were known.
    Older,
    /// A version that writes what nobody else knows yet.
    Newer,
}

/// What a kill leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterKill {
    /// What the process wrote.
    Written,
    /// Of what was not synced some is kept, some dropped, some torn: the power went.
    Torn,
    /// Nothing that was not synced.
    Synced,
}

pub struct Session {
    pub number: u64,
    pub machine: Machine,
}

pub struct Phone {
    pub person: PersonId,
    pub device: DeviceId,
    pub home: PathBuf,
    pub disk: Disk,
    /// The platform's key store: outside of all files and backups.
    pub keys: Arc<dyn KeyStore>,
    store: Option<Store>,
    pub skew: Skew,
    pub random: Arc<Mutex<Dice>>,
    pub session: Option<Session>,
    pub sessions: u64,
    pub spells: Vec<Spell>,
    pub app: App,
    pub packed: bool,
    /// What is left of the files when a planned kill strikes.
    pub after_kill: AfterKill,
    /// What ended its syncing until a person acts.
    pub ended: Option<String>,
    /// The last opening found a file that did not hold, set it aside, and saved what it could.
    pub salvaged: bool,
}

fn kinds(app: App) -> store::Kinds {
    use fettle_core::domain::{checks, jobs, people, sites};
    match app {
        App::Older => store::Kinds::new()
            .with::<people::Person>()
            .with::<people::Account>()
            .with::<people::Centre>()
            .with::<people::Device>()
            .with::<sites::Customer>()
            .with::<sites::Site>()
            .with::<sites::Equipment>()
            .with::<jobs::Job>()
            .with::<checks::Checklist>(),
        App::Current | App::Newer => store::kinds(),
    }
}

impl Phone {
    pub fn new(root: &Path, person: PersonId, dice: Dice, packed: bool) -> Self {
        let mut phone = Self::at(root, person, dice, packed);
        phone.open(0);
        phone
    }
    fn at(root: &Path, person: PersonId, mut dice: Dice, packed: bool) -> Self {
        let disk = Disk::new(root, dice.draw());
        let boot = Uuid::from_u128(u128::from(dice.draw()));
        Self {
            person,
            device: DeviceId::new(Uuid::nil()),
            home: root.join("store"),
            disk,
            keys: Arc::new(MemoryKeys::default()),
            store: None,
            skew: Skew { offset_ms: 0, drift_ppm: 0, boot, booted: 0, stands: false, lies: false, slept: 0, used: 0 },
            random: Arc::new(Mutex::new(dice)),
            session: None,
            sessions: 0,
            spells: Vec::new(),
            app: App::Current,
            packed,
            after_kill: AfterKill::Written,
            ended: None,
            salvaged: false,
        }
    }
    pub fn store(&self) -> &Store {
        self.store.as_ref().expect("an open store")
    }
    pub fn open(&mut self, now: u64) {
        assert!(self.try_open(now, false), "the key is another one");
        assert!(!self.salvaged, "a store that nobody damaged is set aside");
    }
    /// Opens; starts over where a person says so. `false`: no key opens the file, as of a copy from before the key was changed.
    pub fn try_open(&mut self, now: u64, start_over: bool) -> bool {
        let random = Arc::clone(&self.random);
        let setup = Setup {
            random: Arc::new(move |bytes: &mut [u8]| {
                random.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
                Ok::<(), StoreError>(())
            }),
            vfs: Some(self.disk.vfs()),
            ..Setup::new(&self.home, kinds(self.app), Arc::clone(&self.keys))
        };
        let wall = self.skew.reading(now).wall_ms;
        let opened = if start_over { Store::start_anew(setup, wall) } else { Store::open(setup, wall) };
        let opened = match opened {
            Err(StoreError::KeyWrong | StoreError::KeyLost) if !start_over => return false,
            other => other.expect("the store opens"),
        };
        self.salvaged = !start_over && opened.set_aside.is_some();
        self.device = opened.store.identity().expect("an identity").device;
        self.store = Some(opened.store);
        true
    }
    /// Whether its file is from the midst of a change of keys that came to its end since: the key before is gone.
    pub fn half_sealed(&self) -> bool {
        let conn = rusqlite::Connection::open(self.home.join("fettle.db")).expect("a file");
        let old: Option<u32> = conn.query_row("SELECT old FROM vault", [], |r| r.get(0)).expect("a row");
        old.is_some_and(|old| self.keys.get(&format!("vault/{old}")).expect("keys").is_none())
    }
    /// The app is closed in order, on a disk without faults.
    pub fn pause(&mut self, now: u64) {
        self.reopen(now);
        self.close();
    }
    /// Another phone with a copy of everything that `this` has, keys too; its files are at `root` already.
    pub fn clone_of(this: &Self, root: &Path, dice: Dice, now: u64) -> Self {
        let keys = MemoryKeys::default();
        let names = (0..20).map(|n| format!("vault/{n}")).chain(["vault/newest".to_owned(), "witness".to_owned()]);
        for name in names {
            if let Some(value) = this.keys.get(&name).expect("keys") {
                keys.put(&name, &value).expect("keys");
            }
        }
        let mut clone = Self::at(root, this.person, dice, this.packed);
        clone.keys = Arc::new(keys);
        clone.skew = this.skew;
        clone.app = this.app;
        clone.open(now);
        clone
    }
    /// The database, to be read beside the store.
    pub fn look(&self) -> rusqlite::Connection {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
        let vfs = self.disk.vfs();
        rusqlite::Connection::open_with_flags_and_vfs(self.home.join("fettle.db"), flags, vfs.as_str())
            .expect("the phone's database")
    }
    /// Whether an own event, or a file made here, is in the store: it can give it to a hub that lost it.
    pub fn can_give(&self, event: Option<&str>, blob: Option<&str>) -> bool {
        let conn = self.look();
        let there = |sql: &str, hex: Option<&str>| {
            hex.is_some_and(|hex| conn.query_row(sql, [hex], |r| r.get::<_, bool>(0)).expect("a row"))
        };
        let event = event.map(|id| id.replace('-', ""));
        there(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE event = unhex(?1)) OR EXISTS (SELECT 1 FROM former WHERE event = unhex(?1))",
            event.as_deref(),
        ) || there("SELECT EXISTS (SELECT 1 FROM blob WHERE hash = unhex(?1) AND mine = 1 AND local = 1)", blob)
    }
    /// Hashes of the files of a closed phone that no hub has confirmed.
    pub fn files_that_wait(&self) -> BTreeSet<String> {
        let conn = self.look();
        let sql = "SELECT lower(hex(hash)) FROM blob WHERE mine = 1 AND local = 1 AND uploaded = 0";
        let mut rows = conn.prepare(sql).expect("sql");
        let hashes = rows.query_map([], |r| r.get(0)).expect("rows").collect::<Result<_, _>>();
        hashes.expect("rows")
    }
    pub fn close(&mut self) {
        self.session = None;
        self.store = None;
    }
    /// The app is closed and started again, on a disk without faults.
    pub fn reopen(&mut self, now: u64) {
        self.close();
        if self.disk.dead() {
            // A planned kill struck while it closed.
            self.rise(now);
            return;
        }
        self.disk.plan(Plan::none());
        self.open(now);
    }
    /// The process died: what is left of its files is what [`AfterKill`] says, and the app is started again.
    pub fn rise(&mut self, now: u64) {
        self.disk.kill();
        self.close();
        match self.after_kill {
            AfterKill::Written => self.disk.restart(),
            AfterKill::Torn => self.disk.power_loss(),
            AfterKill::Synced => self.disk.power_loss_of_all(),
        }
        self.disk.plan(Plan::none());
        self.open(now);
    }
    /// Its person takes it in the hand: a store that a broken-off wipe left paused goes on with it. Whether it can be used.
    pub fn wakes(&self) -> bool {
        !matches!(self.store().identity(), Err(StoreError::Paused)) || self.store().resume().is_ok()
    }
    /// Whether it belongs to anybody: a wiped one does not.
    pub fn enrolled(&self) -> bool {
        self.store().identity().is_ok_and(|identity| identity.enrolment.is_some())
    }
    pub fn draw(&self) -> u64 {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).draw()
    }
    pub fn fresh(&self, ms: u64) -> Uuid {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).uuid(ms)
    }
    pub fn machine(&self) -> Machine {
        let app = match self.app {
            App::Older => "0.0.9",
            App::Current => "0.1.0",
            App::Newer => "9.0.0",
        };
        // Small runs, pages and pieces, so that faults find seams.
        let config =
            Config { push_events: 7, page: 40, piece_least: 700, piece_most: 700, ..Config::new(app, "zh-CN") };
        Machine::new(config, self.draw())
    }
    /// The phone's person as a command's actor; none before the persons arrived.
    pub fn actor(&self) -> Option<Actor> {
        let identity = self.store().identity().expect("an identity");
        let person = self.store().get::<fettle_core::domain::people::Person>(self.person.uuid()).expect("reads")?.state;
        Some(Actor {
            person: self.person,
            roles: person.roles,
            centre: person.centre,
            device_short: identity.enrolment?.enrolled.short,
            next_count: identity.recorder.head.number + 1,
        })
    }
}
