//! Family: the hub is put back from a backup while phones have gone on; they refill it.

use super::{Draw, Mend, What};
use crate::disk::Plan;
use crate::sim::world::{HOUR, Happening, World};
use fettle_hub::clock::Clock;
use fettle_hub::upkeep::{self, Asked};
use std::sync::Arc;
use std::sync::atomic::Ordering;

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn hub(draw: &mut Draw<'_>) -> Option<What> {
    draw.dice.percent(40).then(|| What::HubRestored { after: draw.dice.between(1, 3 * 24) * HOUR })
}

fn clock(world: &World) -> Clock {
    let clock = Arc::clone(&world.hub.clock);
    Clock::new(move || clock.load(Ordering::SeqCst))
}

/// A backup is made while the hub serves, by the product's own command.
pub async fn strike(world: &mut World, after: u64) {
    if !world.hub.is_up() || world.hub_ill {
        return;
    }
    let backup = format!("hub-backup-{}", world.at);
    let copy = world.folder.join(format!("{backup}-copy"));
    if let Err(error) = world.hub.copy_to(&copy) {
        world.trace.note(world.now(), format_args!("no backup of the hub: {error}"));
        return;
    }
    let made = upkeep::backup(&copy, &world.folder.join(&backup), true, &clock(world)).await;
    world.trace.note(
        world.now(),
        format_args!("backup of the hub: {:?}", made.as_ref().map(|_| ()).map_err(|e| e.to_string())),
    );
    if made.is_ok() {
        world.plan(world.at + after, Happening::Mend(Mend::HubPutBack { backup }));
    } else {
        world.violate("the hub cannot be backed up");
    }
}

pub async fn put_back(world: &mut World, backup: &str) {
    if !world.hub.is_up() || world.hub_ill {
        return;
    }
    if let Some(disk) = &world.hub.disk {
        disk.plan(Plan::none());
    }
    let next = world.folder.join("hub").join(format!("restored-{}", world.at));
    world.crowd.end_sessions();
    world.hub.stop().await;
    let asked = Asked { backup: &world.folder.join(backup), data: &next, key: None, damaged: false };
    let restored = upkeep::restore(asked, &clock(world), &mut |_, _, _| {}).await;
    match restored {
        Ok(restored) if restored.done => world.hub.folder = next,
        other => {
            let what = other.map(|restored| restored.report.findings).map_err(|e| e.to_string());
            world.violate(format!("the backup of the hub cannot be put back: {what:?}"));
        }
    }
    world.hub.start().await;
    world.hub_lost_something = true;
}
