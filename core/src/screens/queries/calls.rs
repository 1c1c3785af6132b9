//! Calls for help: whose they are, and how many wait for me.

use crate::domain::ids::JobId;
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

/// The calls on a job that are for me and wait for an answer.
fn waiting<'j>(me: &Actor, job: &'j Job) -> impl Iterator<Item = &'j Help> {
    job.waiting_help().filter(move |help| whose(me, job, help) == Whose::ToMe)
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

/// What waits for my answer, each call with its job. `mine`: what is mine of the open jobs; of the others those are read on which somebody calls.
pub(crate) fn to_answer(view: &View<'_>, me: &Actor, mine: &[(Uuid, Job)]) -> Result<Vec<(JobId, Job, Help)>, Problem> {
    let own: BTreeSet<Uuid> = mine.iter().map(|(id, _)| *id).collect();
    let mut found = Vec::new();
    let mut add = |id: Uuid, job: &Job| {
        found.extend(waiting(me, job).map(|help| (JobId::new(id), job.clone(), help.clone())));
    };
    mine.iter().for_each(|(id, job)| add(*id, job));
    for centre in answered_for(view, me)? {
        let calling = view.jobs_under(centre)?;
        calling.iter().filter(|(id, _)| !own.contains(id)).for_each(|(id, job)| add(*id, job));
    }
    Ok(found)
}

/// Jobs that the list of open ones does not have and on which somebody may wait: mine, and those of the centres that the office answers for.
pub(crate) fn beside_open(view: &View<'_>, me: &Actor) -> Result<Vec<(Uuid, Job)>, Problem> {
    let mut jobs = view.jobs_under(me.person.uuid())?;
    for centre in answered_for(view, me)? {
        jobs.extend(view.jobs_under(centre)?);
    }
    jobs.retain(|(_, job)| job.waiting_help().next().is_some());
    Ok(jobs)
}

/// Said on my day, until somebody answered.
pub(crate) fn banner(view: &View<'_>, me: &Actor, mine: &[(Uuid, Job)]) -> Result<Option<Banner>, Problem> {
    let count = to_answer(view, me, mine)?.len();
    let text = view.words.with("screen-calls-wait", &[("count", count.to_string())]);
    Ok((count > 0).then_some(Banner { tone: Tone::Bad, text, open: Some(Route::Calls) }))
}
