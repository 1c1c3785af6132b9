//! Family: a phone changes hands. Nothing of its first user stays on it, and nothing of theirs is lost.

use super::{Draw, What};
use crate::sim::world::World;

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn user(draw: &mut Draw<'_>) -> Option<What> {
    draw.dice.percent(30).then(|| What::Switched { phone: draw.phone(), to: draw.phone() })
}

/// Only a phone whose work is in changes hands; the store itself says so.
pub async fn strike(world: &mut World, phone: usize, to: usize) {
    let someone_else = world.company.members[to].person != world.phones[phone].person;
    if !someone_else || !world.hub.is_up() || world.hub_ill || !world.phones[phone].enrolled() {
        return;
    }
    let now = world.now();
    world.phones[phone].reopen(now);
    world.reconcile(phone);
    let member = world.company.members[to];
    let taken = world.take_over(phone, member.person).await;
    world.trace.note(now, format_args!("p{phone} changes hands: {taken:?}"));
    match taken {
        Ok(()) => {
            world.company.members[phone] = member;
            world.adopt(phone);
        }
        Err(code) if matches!(code.as_str(), "unsent" | "no_answer") => {}
        Err(code) => world.violate(format!("p{phone} cannot change hands: {code}")),
    }
}
