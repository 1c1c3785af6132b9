//! Family: apps of the version before and of the one after beside this one; types and fields that nobody knows are passed on.

use super::{Draw, What};
use crate::sim::net::{Spell, Weather};
use crate::sim::phone::App;
use crate::sim::world::{HOUR, World};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The phone runs an older app until it is updated.
    Older,
    /// The phone runs a newer app.
    Newer,
    /// This version is installed.
    Current,
    /// The hub's answers are a newer hub's for a while.
    NewerHub { hours: u64 },
}

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn version(draw: &mut Draw<'_>) -> Option<What> {
    let change = match draw.dice.below(5) {
        0 => Change::Older,
        1 | 2 => Change::Newer,
        3 => Change::Current,
        _ => Change::NewerHub { hours: draw.dice.between(1, 48) },
    };
    Some(What::App { phone: draw.phone(), change })
}

pub fn strike(world: &mut World, phone: usize, change: Change) {
    let app = match change {
        Change::Older => App::Older,
        Change::Newer => App::Newer,
        Change::Current => App::Current,
        Change::NewerHub { hours } => {
            let spell = Spell { weather: Weather::NewerHub, until: world.at + hours * HOUR, percent: 100 };
            world.phones[phone].spells.push(spell);
            return;
        }
    };
    install(world, phone, app);
}

/// Everybody has this version in the end.
pub fn update(world: &mut World, phone: usize) {
    if world.phones[phone].app == App::Older {
        install(world, phone, App::Current);
    }
}

fn install(world: &mut World, phone: usize, app: App) {
    let now = world.now();
    world.phones[phone].app = app;
    world.phones[phone].reopen(now);
    world.reconcile(phone);
}
