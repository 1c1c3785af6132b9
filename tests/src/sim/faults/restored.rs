//! Families: a phone is put back from a backup, or lives on twice; a device is revoked. Keys are in no backup; whoever copies a whole phone copies them too.

use super::{Draw, Mend, What};
use crate::sim::dice::Dice;
use crate::sim::hub::copy_folder;
use crate::sim::phone::Phone;
use crate::sim::world::{DAY, HOUR, Happening, World};
use std::path::Path;

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn restored(draw: &mut Draw<'_>) -> Option<What> {
    let phone = draw.phone();
    Some(if draw.dice.percent(30) {
        What::PhoneCloned { phone }
    } else {
        What::PhoneRestored { phone, after: draw.dice.between(1, 4 * 24) * HOUR }
    })
}

fn copy(world: &mut World, p: usize, to: &Path) {
    let now = world.now();
    world.phones[p].pause(now);
    copy_folder(&world.phones[p].home, to);
    world.phones[p].open(now);
    world.reconcile(p);
}

/// A backup is made now and put back later.
pub fn strike(world: &mut World, p: usize, after: u64) {
    // A name and no path: the trace is the same wherever the folder is.
    let backup = format!("backup{p}-{}", world.at);
    let place = world.folder.join(&backup);
    copy(world, p, &place);
    let made = world.book.count();
    world.plan(world.at + after, Happening::Mend(Mend::PhonePutBack { phone: p, backup, made }));
}

pub fn put_back(world: &mut World, p: usize, backup: &str, made: u64) {
    let now = world.now();
    world.phones[p].pause(now);
    let home = world.phones[p].home.clone();
    let only_here = world.phones[p].files_that_wait();
    std::fs::remove_dir_all(&home).expect("removed");
    copy_folder(&world.folder.join(backup), &home);
    world.phones[p].disk.settle();
    // What was written after the backup and that the hub never confirmed is on no medium any more.
    world.book.lose(p, made);
    let half_sealed = world.phones[p].half_sealed();
    if !world.phones[p].try_open(now, false) {
        // The key was changed since, or destroyed with the revoked phone: nobody reads this copy any more.
        world.book.lose(p, 0);
        world.trace.note(now, format_args!("p{p} begins anew"));
        assert!(world.phones[p].try_open(now, true), "a new beginning opens");
    }
    if world.phones[p].salvaged {
        assert!(half_sealed, "a store that nobody damaged is set aside");
        // What was under the key that is gone is lost with it.
        world.book.lose(p, 0);
        world.trace.note(now, format_args!("p{p} saves what opens"));
    }
    world.phones[p].pause(now);
    let still_here = world.phones[p].files_that_wait();
    world.phones[p].open(now);
    world.book.lost_blobs.extend(only_here.difference(&still_here).cloned());
    world.adopt(p);
}

/// Everything of the phone is copied to another one, and both are used.
pub fn clone(world: &mut World, p: usize) {
    let q = world.phones.len();
    let root = world.folder.join(format!("phone{q}"));
    copy(world, p, &root.join("store"));
    let now = world.now();
    // Of its own: two copies of one phone never draw the same ids.
    let dice = Dice::new(world.seed, &format!("clone {q}"));
    let clone = Phone::clone_of(&world.phones[p], &root, dice, now);
    world.phones.push(clone);
    let member = world.company.members[p];
    world.company.members.push(member);
    world.adopt(q);
    for _ in 0..6 {
        let later = world.fault_dice.below(2 * DAY);
        world.plan(world.at + later, Happening::Act(q));
        let later = world.fault_dice.below(2 * DAY);
        world.plan(world.at + later, Happening::Begin(q));
    }
}

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn revoked(draw: &mut Draw<'_>) -> Option<What> {
    draw.dice.percent(25).then(|| What::Revoked { phone: draw.phone() })
}

/// The device is revoked: it hands in what it has, into quarantine, and wipes itself.
pub async fn revoke(world: &mut World, p: usize) {
    if !world.hub.is_up() {
        return;
    }
    let hub = world.hub.hub().clone();
    let revoked = hub.accounts.revoke(world.company.admin, world.phones[p].device, "the phone was stolen");
    let revoked = world.hub.alive(revoked).await.is_some_and(|revoked| revoked.is_ok());
    world.trace.note(world.now(), format_args!("p{p} revoked: {revoked}"));
}
