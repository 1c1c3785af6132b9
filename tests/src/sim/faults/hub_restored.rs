//! Family: the hub is put back from a backup while phones have gone on; they refill it.

use super::{Draw, Mend, What};
use crate::sim::database::Database;
use crate::sim::world::{HOUR, Happening, World};
use fettle_hub::sql;
use fettle_hub::upkeep::{self, Asked};
use std::path::PathBuf;

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn hub(draw: &mut Draw<'_>) -> Option<What> {
    draw.dice.percent(40).then(|| What::HubRestored { after: draw.dice.between(1, 3 * 24) * HOUR })
}

/// The folder that the product's own command backs up. It reads a server's database beside the hub; a file on a disk that fails on demand it does
/// not see, so that gets a copy of it.
async fn source(world: &World, backup: &str) -> Result<PathBuf, sql::Error> {
    match world.hub.database {
        Database::Server(_) => Ok(world.hub.folder.clone()),
        Database::File(_) => {
            let copy = world.folder.join(format!("{backup}-copy"));
            world.hub.copy_to(&copy).await?;
            Ok(copy)
        }
    }
}

/// A backup is made while the hub serves, by the product's own command.
pub async fn strike(world: &mut World, after: u64) {
    if !world.hub.is_up() || world.hub_ill {
        return;
    }
    let backup = format!("hub-backup-{}", world.at);
    let source = match source(world, &backup).await {
        Ok(source) => source,
        Err(error) => {
            world.trace.note(world.now(), format_args!("no backup of the hub: {error}"));
            return;
        }
    };
    let made = upkeep::backup(&source, &world.folder.join(&backup), true, &world.hub.hubs_clock()).await;
    world.trace.note(
        world.now(),
        format_args!("backup of the hub: {:?}", made.as_ref().map(|_| ()).map_err(|e| e.to_string())),
    );
    if made.is_ok() {
        world.plan(world.at + after, Happening::Mend(Mend::HubPutBack { backup }));
    } else if !world.hub.dead() {
        world.violate("the hub cannot be backed up");
    }
}

pub async fn put_back(world: &mut World, backup: &str) {
    if !world.hub.is_up() || world.hub_ill {
        return;
    }
    world.hub.database.heal();
    let next = world.folder.join("hub").join(format!("restored-{}", world.at));
    world.crowd.end_sessions();
    world.hub.stop().await;
    let asked = Asked { backup: &world.folder.join(backup), data: &next, key: None, damaged: false };
    let restored = upkeep::restore(asked, &world.hub.hubs_clock(), &mut |_, _, _| {}).await;
    match restored {
        Ok(restored) if restored.done => {
            if let Err(what) = world.hub.go_on_in(next).await {
                world.violate(format!("a restored hub cannot be carried to its server: {what}"));
            }
        }
        other => {
            let what = other.map(|restored| restored.report.findings).map_err(|e| e.to_string());
            world.violate(format!("the backup of the hub cannot be put back: {what:?}"));
        }
    }
    world.hub.start().await;
    world.hub_lost_something = true;
}
