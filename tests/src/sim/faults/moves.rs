//! Family: the hub is moved from one database to another while phones are in the middle of their sessions.

use super::{Draw, Mend, What};
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
    world.hub.database.heal();
    // In order, so that everything is in the database that is copied.
    let next = world.folder.join("hub").join(world.at.to_string());
    world.crowd.end_sessions();
    world.hub.stop().await;
    world.hub.move_to(next).await;
    world.plan(world.at + down, Happening::Mend(Mend::HubUp));
}
