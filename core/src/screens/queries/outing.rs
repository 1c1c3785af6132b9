//! Who is out, by the newest way of each person.

use super::job::Known;
use crate::domain::ids::JobId;
use crate::domain::jobs::{Job, Moment, SiteVisit};
use crate::domain::rules::OUTING_FORGOTTEN;
use crate::kernel::PersonId;
use crate::screens::action::JobAction;
use crate::screens::blocks::{Banner, Button, Tone};
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Closes the outing.
pub(crate) fn back(view: &View<'_>, known: &Known) -> Button {
    Button::new("come_back", view.words.say("screen-outing-back"), known.action(JobAction::ComeBack))
}

/// The newest way of each person who is out, among the jobs that this phone knows. Who left for another site is no longer at the one before.
pub(crate) fn out(view: &View<'_>, jobs: &[(Uuid, Job)]) -> BTreeMap<PersonId, (JobId, SiteVisit, Moment)> {
    let mut newest: BTreeMap<PersonId, (JobId, SiteVisit, Moment)> = BTreeMap::new();
    for (id, job) in jobs {
        for visit in &job.visits {
            let Some(began) = visit.left.or(visit.arrived).or(visit.started) else { continue };
            let later =
                newest.get(&visit.by).is_none_or(|(.., known)| (known.at, known.event) < (began.at, began.event));
            if later {
                newest.insert(visit.by, (JobId::new(*id), *visit, began));
            }
        }
    }
    let now = view.words.now;
    newest.retain(|_, (_, visit, began)| visit.out_since().is_some() && now - began.at < OUTING_FORGOTTEN);
    newest
}

/// Said on my day while I am out: it has to be closed.
pub(crate) fn banner(view: &View<'_>, me: PersonId, jobs: &[(Uuid, Job)]) -> Result<Option<Banner>, Problem> {
    let Some((job, _, began)) = out(view, jobs).remove(&me) else { return Ok(None) };
    let known = Known::read(view, job)?;
    let args = [("time", view.words.time(began.at, known.zone)), ("place", known.whose(view.words))];
    let text = view.words.with("screen-outing-since", &args);
    Ok(Some(Banner { tone: Tone::Info, text, open: Some(Route::Outing { job: job.to_string() }) }))
}
