//! Family: the vault's key is changed while the outbox is full.

use super::{Draw, What};
use crate::sim::world::World;

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn rotation(draw: &mut Draw<'_>) -> Option<What> {
    draw.dice.percent(50).then(|| What::KeyRotated { phone: draw.phone() })
}

/// A kill or a full disk may break it off; the next opening, or the next change, goes on.
pub fn strike(world: &mut World, p: usize) {
    let rotated = world.phones[p].store().rotate_key();
    let waiting = world.phones[p].store().counts().map(|counts| counts.pending);
    world.trace.note(
        world.now(),
        format_args!("p{p} rotates its key with {waiting:?} waiting: {:?}", rotated.map_err(|e| e.code())),
    );
    world.risen(p);
}
