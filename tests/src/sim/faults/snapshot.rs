//! Family: the whole machine of the hub is put back by a snapshot: database, mark and clock together, so that nothing on it tells. What it signed for
//! its phones does. What the console writes before the first phone comes back is beside what was lost, and seen by nobody who saw that.

use super::{Draw, Mend, What};
use crate::sim::hub::copy_folder;
use crate::sim::world::{HOUR, Happening, World};
use std::path::Path;

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn hub(draw: &mut Draw<'_>) -> Option<What> {
    draw.dice.percent(40).then(|| What::HubSnapshot { after: draw.dice.between(1, 48) * HOUR })
}

/// A snapshot is taken now, and put back later.
pub async fn strike(world: &mut World, after: u64) {
    if !world.hub.is_up() || world.hub_ill {
        return;
    }
    let copy = format!("hub-snapshot-{}", world.at);
    // In order, so that the snapshot needs no recovery: what a torn one does is another family's.
    world.hub.database.heal();
    world.hub.stop().await;
    let place = world.folder.join(&copy);
    copy_folder(&world.hub.folder, &place);
    world.hub.database.keep(&place).await;
    world.hub.start().await;
    let taken = world.now();
    world.plan(world.at + after, Happening::Mend(Mend::Snapshot { copy, taken }));
}

/// Everything of the machine is as it was: files in place, with their inodes, rows in the same database of the server, and its clock.
pub async fn put_back(world: &mut World, copy: &str, taken: u64) {
    if !world.hub.is_up() || world.hub_ill {
        return;
    }
    world.hub.database.heal();
    world.crowd.end_sessions();
    world.hub.stop().await;
    let place = world.folder.join(copy);
    overwrite(&place, &world.hub.folder);
    world.hub.database.put_back(&place, &world.hub.folder).await;
    // A clock that nobody set right yet.
    world.hub_offset = i64::try_from(taken).expect("a time") - i64::try_from(world.now()).expect("a time");
    world.times.hub_was_set = true;
    world.show_clock();
    world.hub.start().await;
    world.hub_lost_something = true;
}

/// Writes files over those that are there, so that they keep their identity; what is there and was not then goes.
fn overwrite(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(to).expect("a folder") {
        let path = entry.expect("an entry").path();
        if !from.join(path.file_name().expect("a name")).exists() {
            let gone = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            gone.expect("removed");
        }
    }
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            overwrite(&path, &target);
        } else {
            std::fs::write(&target, std::fs::read(&path).expect("read")).expect("written");
        }
    }
}
