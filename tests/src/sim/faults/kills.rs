//! Family: a process killed at any write, sync or renaming, on either side, with what was not synced kept, torn or dropped; disk full. What that is
//! for a hub whose database is on a server, [`crate::sim::database`] says.

use super::{Draw, Mend, What};
use crate::disk::Plan;
use crate::sim::phone::AfterKill;
use crate::sim::world::{HOUR, Happening, MINUTE, World};

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn kill(draw: &mut Draw<'_>) -> Option<What> {
    let after = *draw.dice.pick(&[AfterKill::Written, AfterKill::Torn, AfterKill::Synced])?;
    Some(match draw.dice.below(8) {
        0 => What::HubRestarted { down: draw.dice.below(90) * MINUTE },
        1 | 2 => What::HubKilled { change: draw.dice.between(1, 120), after },
        _ => What::PhoneKilled { phone: draw.phone(), change: draw.dice.between(1, 150), after },
    })
}

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn full(draw: &mut Draw<'_>) -> Option<What> {
    let lasts = draw.dice.between(1, 20) * HOUR;
    let space = draw.dice.below(200) * 1024;
    Some(if draw.dice.percent(25) {
        What::HubFull { space, lasts: lasts / 4 }
    } else {
        What::PhoneFull { phone: draw.phone(), space, lasts }
    })
}

pub fn phone(world: &mut World, p: usize, change: u64, after: AfterKill) {
    let phone = &mut world.phones[p];
    phone.after_kill = after;
    phone.disk.plan(Plan::kill(change));
}

pub fn hub(world: &mut World, change: u64, after: AfterKill) {
    world.hub_after_kill = after;
    if world.hub.is_up() {
        world.hub.database.kill(change, after);
    }
}

pub fn phone_full(world: &mut World, p: usize, space: u64, lasts: u64) {
    world.phones[p].disk.plan(Plan::space(space));
    world.plan(world.at + lasts, Happening::Mend(Mend::PhoneRoom(p)));
}

pub fn hub_full(world: &mut World, space: u64, lasts: u64) {
    if world.hub.is_up() {
        world.hub.database.fill_up(space);
        world.hub_ill = true;
        world.plan(world.at + lasts, Happening::Mend(Mend::HubRoom));
    }
}

pub async fn restart(world: &mut World, down: u64) {
    world.hub.stop().await;
    world.plan(world.at + down, Happening::Mend(Mend::HubUp));
}
