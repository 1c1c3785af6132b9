//! Calls for help: whose they are, and how many wait for me.

use crate::domain::jobs::{Help, Job};
use crate::domain::people::{Actor, Centre, Role};
use crate::screens::blocks::{Banner, Tone};
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Whose a call is, seen by me.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    Mine,
    ToMe,
    Colleagues,
}

/// Help is called from the manager and the desk of the centre, and who goes to that job is asked first.
pub(crate) fn whose(me: &Actor, job: &Job, help: &Help) -> Whose {
    if help.moment.by == me.person {
        return Whose::Mine;
    }
    let office = me.is(Role::Manager) || me.is(Role::Desk);
    let of_my_centre = me.centre.is_none() || job.centre() == me.centre;
    if (office && of_my_centre) || job.assignees().contains(&me.person) { Whose::ToMe } else { Whose::Colleagues }
}

/// How many calls on a job that are for me wait for an answer.
fn waiting(me: &Actor, job: &Job) -> usize {
    let for_me = |help: &&Help| help.answers.is_empty() && whose(me, job, help) == Whose::ToMe;
    if job.is_open() { job.help.iter().filter(for_me).count() } else { 0 }
}

/// The centres whose calls the office answers: the own one, or from head office every one.
fn answered_for(view: &View<'_>, me: &Actor) -> Result<Vec<Uuid>, Problem> {
    if !me.is(Role::Manager) && !me.is(Role::Desk) {
        return Ok(Vec::new());
    }
    match me.centre {
        Some(centre) => Ok(vec![centre.uuid()]),
        None => Ok(view.all::<Centre>()?.into_iter().map(|(id, _)| id).collect()),
    }
}

/// Said on my day, until somebody answered. `mine`: what is mine of the open jobs; of the others those are read on which somebody calls.
pub(crate) fn banner(view: &View<'_>, me: &Actor, mine: &[(Uuid, Job)]) -> Result<Option<Banner>, Problem> {
    let mut count: usize = mine.iter().map(|(_, job)| waiting(me, job)).sum();
    let own: BTreeSet<Uuid> = mine.iter().map(|(id, _)| *id).collect();
    for centre in answered_for(view, me)? {
        let calling = view.jobs_under(centre)?;
        count += calling.iter().filter(|(id, _)| !own.contains(id)).map(|(_, job)| waiting(me, job)).sum::<usize>();
    }
    let text = view.words.with("screen-calls-wait", &[("count", count.to_string())]);
    Ok((count > 0).then_some(Banner { tone: Tone::Bad, text, open: Some(Route::Calls) }))
}
