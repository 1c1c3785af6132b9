//! Calls for help: whose they are, and how many wait for me.

use crate::domain::jobs::{Help, Job};
use crate::domain::people::{Actor, Role};
use crate::screens::blocks::{Banner, Tone};
use crate::screens::route::Route;
use crate::screens::view::View;

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

/// How many calls that are for me wait for an answer.
pub(crate) fn waiting<'a>(me: &Actor, jobs: impl Iterator<Item = &'a Job>) -> usize {
    let open = |job: &&'a Job| job.is_open();
    let calls = jobs.filter(open).flat_map(|job| job.help.iter().map(move |help| (job, help)));
    calls.filter(|(job, help)| help.answers.is_empty() && whose(me, job, help) == Whose::ToMe).count()
}

/// Said on my day, until somebody answered.
pub(crate) fn banner<'a>(view: &View<'_>, me: &Actor, jobs: impl Iterator<Item = &'a Job>) -> Option<Banner> {
    let count = waiting(me, jobs);
    let text = view.words.with("screen-calls-wait", &[("count", count.to_string())]);
    (count > 0).then_some(Banner { tone: Tone::Bad, text, open: Some(Route::Calls) })
}
