//! Family: somebody's role changes (to the desk, where nobody works on sites) while work of before waits on the phone, and comes back. The hub judges
//! by the role at the time of the deed ([`crate::sim::oracles`]): what was done after the change, before the phone heard of it, is quarantined and
//! listed.

use super::{Draw, What};
use crate::sim::work;
use crate::sim::world::World;
use fettle_core::domain::people::{PersonChange, PersonEvent, Role, Roles};
use fettle_core::kernel::Draft;

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn role(draw: &mut Draw<'_>) -> Option<What> {
    draw.dice.percent(40).then(|| What::Role { phone: draw.phone(), back: draw.dice.percent(60) })
}

pub async fn strike(world: &mut World, phone: usize, back: bool) {
    if world.hub.router().is_none() {
        return;
    }
    let member = world.company.members[phone];
    let role = match member {
        _ if !back => Role::Desk,
        _ if member.manager => Role::Manager,
        _ if member.keeper => Role::StockKeeper,
        _ => Role::Engineer,
    };
    let changed =
        PersonEvent::Changed { change: PersonChange { roles: Some(Roles::from([role])), ..PersonChange::default() } };
    let draft = Draft::new(member.person.into(), &changed);
    work::record_at_console(world, "role", world.company.admin, vec![draft]).await;
}
