//! Family: jobs given to other people and centres, sites and persons that change centre, while edits wait; months without a network.

use super::{Draw, What};
use crate::sim::net::{Spell, Weather};
use crate::sim::work;
use crate::sim::world::{DAY, World};
use fettle_core::domain::jobs::{Job, commands};
use fettle_core::domain::people::{PersonChange, PersonEvent};
use fettle_core::domain::sites::{SiteChange, SiteEvent};
use fettle_core::kernel::{Draft, PersonId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refiled {
    /// A job that a phone has goes to other people.
    Job { from: usize, to: usize },
    /// A person changes centre.
    Person { phone: usize, centre: usize },
    /// A site is served by another centre.
    Site { site: usize, centre: usize },
}

#[allow(clippy::unnecessary_wraps, reason = "every family has this form")]
pub fn refiling(draw: &mut Draw<'_>) -> Option<What> {
    Some(match draw.dice.below(10) {
        0 => What::Away { phone: draw.phone(), days: draw.dice.between(1, draw.seed.days) },
        1 if draw.dice.percent(40) => What::Away { phone: draw.phone(), days: draw.dice.between(85, 100) },
        2 => What::Refiled(Refiled::Person { phone: draw.phone(), centre: draw.dice.index(2) }),
        3 => What::Refiled(Refiled::Site { site: draw.dice.index(4), centre: draw.dice.index(2) }),
        _ => What::Refiled(Refiled::Job { from: draw.phone(), to: draw.phone() }),
    })
}

/// The phone is without a network for so many days. When that is longer than the simulation, the months pass at once at its end.
pub fn away(world: &mut World, phone: usize, days: u64) {
    let until = world.at + days * DAY;
    world.phones[phone].spells.push(Spell { weather: Weather::Offline, until, percent: 100 });
    if days > 60 {
        world.leap_at_the_end(days * DAY);
    }
}

pub async fn strike(world: &mut World, refiled: &Refiled) {
    let Some(ledger) = world.hub.router().map(|_| world.hub.hub().ledger.clone()) else { return };
    let (by, drafts) = match refiled {
        Refiled::Job { from, to } => {
            let jobs = ledger.all::<Job>().await.unwrap_or_default();
            let theirs = world.company.members[*from].person;
            let open: Vec<_> = jobs
                .into_iter()
                .filter(|(_, job)| job.state.is_open() && job.state.assignees().contains(&theirs))
                .collect();
            let Some((_, job)) = world.fault_dice.pick(&open) else { return };
            let desk = usize::from(job.state.centre() == Some(world.company.centres[1]));
            let Some(actor) = work::console(world, world.company.desks[desk]).await else { return };
            let to: Vec<PersonId> = vec![world.company.members[*to].person];
            let Ok(drafts) = commands::assign(&job.state, &actor, to) else { return };
            (actor.person, drafts)
        }
        Refiled::Person { phone, centre } => {
            let person = world.company.members[*phone].person;
            let changed = PersonEvent::Changed {
                change: PersonChange { centre: Some(Some(world.company.centres[*centre])), ..PersonChange::default() },
            };
            (world.company.admin, vec![Draft::new(person.into(), &changed)])
        }
        Refiled::Site { site, centre } => {
            let centre = Some(world.company.centres[*centre]);
            let changed = SiteEvent::Changed { change: SiteChange { centre: Some(centre), ..SiteChange::default() } };
            (world.company.admin, vec![Draft::new(world.company.sites[*site].id.into(), &changed)])
        }
    };
    work::record_at_console(world, "refiled", by, drafts).await;
}
