//! What goes wrong: one file a family, each draws its faults from the seed and strikes them. A fault is a value with a time, so that a list
//! of them can be shortened.

mod clocks;
mod hub_restored;
mod keys;
mod kills;
mod messages;
mod moves;
mod refiling;
mod restored;
mod roles;
mod snapshot;
mod switched;
mod versions;

use super::dice::Dice;
use super::net::{Spell, Weather};
use super::phone::AfterKill;
use super::run::Seed;
use super::world::{DAY, World};
use crate::disk::Plan;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// When, milliseconds after the start.
    pub at: u64,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Messages of a phone are lost, doubled, late, cut, answered by others.
    Weather {
        family: &'static str,
        phone: usize,
        weather: Weather,
        lasts: u64,
        percent: u64,
    },
    /// The phone's process is killed in the change of its disk with this number.
    PhoneKilled {
        phone: usize,
        change: u64,
        after: AfterKill,
    },
    HubKilled {
        change: u64,
        after: AfterKill,
    },
    /// So many bytes are left on the disk for a while.
    PhoneFull {
        phone: usize,
        space: u64,
        lasts: u64,
    },
    HubFull {
        space: u64,
        lasts: u64,
    },
    /// The hub's process ends and comes back.
    HubRestarted {
        down: u64,
    },
    /// The hub goes on in another folder.
    HubMoved {
        down: u64,
    },
    Clock {
        phone: usize,
        change: clocks::Change,
    },
    HubClock {
        ahead: i64,
    },
    /// Months without a network at one phone, while everything else goes on.
    Away {
        phone: usize,
        days: u64,
    },
    Refiled(refiling::Refiled),
    App {
        phone: usize,
        change: versions::Change,
    },
    KeyRotated {
        phone: usize,
    },
    /// A backup of the phone is put back so much later.
    PhoneRestored {
        phone: usize,
        after: u64,
    },
    PhoneCloned {
        phone: usize,
    },
    Revoked {
        phone: usize,
    },
    /// A backup of the hub is made, and put back later.
    HubRestored {
        after: u64,
    },
    /// Somebody goes to the desk, or gets the role back.
    Role {
        phone: usize,
        back: bool,
    },
    /// A snapshot of the hub's whole machine is taken, and put back so much later.
    HubSnapshot {
        after: u64,
    },
    /// Another person takes a phone over.
    Switched {
        phone: usize,
        to: usize,
    },
}

/// The end of a fault that lasts.
#[derive(Debug)]
pub enum Mend {
    HubUp,
    HubRoom,
    PhoneRoom(usize),
    PhonePutBack { phone: usize, backup: String, made: u64 },
    HubPutBack { backup: String },
    Snapshot { copy: String, taken: u64 },
}

impl What {
    pub fn family(&self) -> &'static str {
        match self {
            Self::Weather { family, .. } => family,
            Self::PhoneKilled { .. } | Self::HubKilled { .. } | Self::HubRestarted { .. } => "killed",
            Self::PhoneFull { .. } | Self::HubFull { .. } => "disk full",
            Self::HubMoved { .. } => "hub moved",
            Self::Clock { .. } | Self::HubClock { .. } => "clocks",
            Self::Away { .. } | Self::Refiled(_) => "re-filed",
            Self::App { .. } => "versions",
            Self::KeyRotated { .. } => "key rotated",
            Self::PhoneRestored { .. } | Self::PhoneCloned { .. } => "restored or cloned",
            Self::Revoked { .. } => "revoked",
            Self::HubRestored { .. } => "hub restored",
            Self::Switched { .. } => "user switched",
            Self::Role { .. } => "roles",
            Self::HubSnapshot { .. } => "hub snapshot",
        }
    }
}

impl Fault {
    /// Whether it strikes alike wherever the hub's database is: it does not hang on single writes of one of them.
    pub fn is_alike_everywhere(&self) -> bool {
        !matches!(self.what, What::HubKilled { .. } | What::HubFull { .. })
    }
}

/// What is being drawn for.
pub struct Draw<'a> {
    pub dice: Dice,
    pub seed: &'a Seed,
}

impl Draw<'_> {
    pub fn when(&mut self) -> u64 {
        self.dice.below(self.seed.days * DAY)
    }
    pub fn phone(&mut self) -> usize {
        self.dice.index(self.seed.phones)
    }
}

/// The faults of a seed, in order of time.
pub fn draw(seed: &Seed) -> Vec<Fault> {
    type Family = (&'static str, fn(&mut Draw<'_>) -> Option<What>);
    const FAMILIES: &[Family] = &[
        ("acknowledgements", messages::acknowledgement),
        ("messages", messages::message),
        ("uploads", messages::upload),
        ("kills", kills::kill),
        ("full", kills::full),
        ("clocks", clocks::clock),
        ("refiling", refiling::refiling),
        ("versions", versions::version),
        ("keys", keys::rotation),
        ("restored", restored::restored),
        ("revoked", restored::revoked),
        ("moves", moves::hub),
        ("hub restored", hub_restored::hub),
        ("roles", roles::role),
        ("hub snapshot", snapshot::hub),
        ("newer streams", messages::newer_streams),
        ("switched", switched::user),
    ];
    let mut all = Vec::new();
    for (name, family) in FAMILIES {
        let mut draw = Draw { dice: Dice::new(seed.seed, name), seed };
        // Not every family in every seed: some faults show only where others are silent.
        let most = match draw.dice.below(4) {
            0 => 0,
            1 => 1,
            2 => 2 + seed.phones as u64 * seed.days / 20,
            _ => 4 + seed.phones as u64 * seed.days / 10,
        };
        for _ in 0..most {
            let at = draw.when();
            all.extend(family(&mut draw).map(|what| Fault { at, what }));
        }
    }
    all.sort_by_key(|fault| fault.at);
    all
}

pub async fn strike(world: &mut World, fault: &Fault) {
    world.trace.note(world.now(), format_args!("fault {:?}", fault.what));
    *world.totals.faults.entry(fault.what.family()).or_default() += 1;
    match &fault.what {
        What::Weather { phone, weather, lasts, percent, .. } => {
            let spell = Spell { weather: *weather, until: world.at + lasts, percent: *percent };
            let spells = &mut world.phones[*phone].spells;
            spells.retain(|spell| spell.until > fault.at);
            spells.push(spell);
        }
        What::PhoneKilled { phone, change, after } => kills::phone(world, *phone, *change, *after),
        What::HubKilled { change, after } => kills::hub(world, *change, *after),
        What::PhoneFull { phone, space, lasts } => kills::phone_full(world, *phone, *space, *lasts),
        What::HubFull { space, lasts } => kills::hub_full(world, *space, *lasts),
        What::HubRestarted { down } => kills::restart(world, *down).await,
        What::HubMoved { down } => moves::strike(world, *down).await,
        What::Clock { phone, change } => clocks::strike(world, *phone, *change),
        What::HubClock { ahead } => {
            world.hub_offset = *ahead;
            world.times.hub_was_set = true;
        }
        What::Away { phone, days } => refiling::away(world, *phone, *days),
        What::Refiled(refiled) => refiling::strike(world, refiled).await,
        What::PhoneRestored { phone, after } => restored::strike(world, *phone, *after),
        What::PhoneCloned { phone } => restored::clone(world, *phone),
        What::Revoked { phone } => restored::revoke(world, *phone).await,
        What::HubRestored { after } => hub_restored::strike(world, *after).await,
        What::Switched { phone, to } => switched::strike(world, *phone, *to).await,
        What::Role { phone, back } => roles::strike(world, *phone, *back).await,
        What::HubSnapshot { after } => snapshot::strike(world, *after).await,
        What::KeyRotated { phone } => keys::strike(world, *phone),
        What::App { phone, change } => versions::strike(world, *phone, *change),
    }
}

pub async fn mend(world: &mut World, mend: &Mend) {
    world.trace.note(world.now(), format_args!("mended {mend:?}"));
    match mend {
        Mend::HubUp => world.hub_up().await,
        Mend::HubRoom => {
            world.hub_ill = false;
            world.hub.database.heal();
        }
        Mend::PhonePutBack { phone, backup, made } => restored::put_back(world, *phone, backup, *made),
        Mend::Snapshot { copy, taken } => snapshot::put_back(world, copy, *taken).await,
        Mend::HubPutBack { backup } => hub_restored::put_back(world, backup).await,
        Mend::PhoneRoom(p) => world.phones[*p].disk.plan(Plan::none()),
    }
}

/// What is over when everything becomes quiet. Wrong clocks stay wrong.
pub fn heal(world: &mut World, phone: usize) {
    world.phones[phone].spells.clear();
    world.phones[phone].disk.plan(Plan::none());
    versions::update(world, phone);
}
