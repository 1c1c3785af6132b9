//! Family: the hub is moved from one database to another while phones are in the middle of their sessions.

use super::{Draw, Mend, What};
use crate::disk::Plan;
use crate::sim::world::{Happening, MINUTE, World};

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn hub(draw: &mut Draw<'_>) -> Option<What> {
    draw.dice.percent(40).then(|| What::HubMoved { down: draw.dice.below(3) * MINUTE })
}

pub async fn strike(world: &mut World, down: u64) {
    // Somebody may be moving it already.
    if !world.hub.is_up() || world.hub_ill {
        return;
    }
    if let Some(disk) = &world.hub.disk {
        disk.plan(Plan::none());
    }
    // In order, so that everything is in the file that is copied.
    let next = world.folder.join("hub").join(world.at.to_string());
    world.crowd.end_sessions();
    world.hub.stop().await;
    world.hub.copy_to(&next).expect("a copy");
    world.hub.folder = next;
    world.plan(world.at + down, Happening::Mend(Mend::HubUp));
}
