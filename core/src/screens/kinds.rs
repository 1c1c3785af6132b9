//! Which aggregates the phone's store projects, and what of each is indexed. This is where the store learns the business.

use crate::domain::checks::{Check, Checklist};
use crate::domain::ids::{CustomerId, JobId, PlaceId, SiteId};
use crate::domain::jobs::Job;
use crate::domain::parts::{Card, Movement, Place, Take};
use crate::domain::people::{Account, Centre, Device, Person};
use crate::domain::sites::{Contract, Customer, Equipment, Price, Site};
use crate::kernel::{Aggregate, Folded, Subject};
use crate::store::{Index, Kinds};

/// Changes with every change of any state's form, fold or index: all projections are then folded anew at opening.
const FOLDS: u32 = 1;

/// The name under which the movements from or to a place are found. No label says this.
pub(crate) fn place_code(place: PlaceId) -> String {
    format!("place:{place}")
}

/// The subject of a customer.
fn of_customer(id: Option<CustomerId>) -> Option<Subject> {
    id.map(|id| Subject::new(Customer::KIND, id.uuid()))
}
/// The subject of a site.
pub(crate) fn of_site(id: Option<SiteId>) -> Option<Subject> {
    id.map(|id| Subject::new(Site::KIND, id.uuid()))
}
/// The subject of a job.
pub(crate) fn of_job(id: Option<JobId>) -> Option<Subject> {
    id.map(|id| Subject::new(Job::KIND, id.uuid()))
}

fn open_or_done(open: bool) -> Option<String> {
    Some(if open { "open" } else { "done" }.to_owned())
}

/// The kinds of aggregates on a phone.
pub fn kinds() -> Kinds {
    Kinds::new(FOLDS)
        .with::<Person>()
        .with::<Account>()
        .with::<Centre>()
        .with::<Device>()
        .with::<Customer>()
        .with::<Price>()
        .with::<Checklist>()
        .with_index::<Site>(|_, f| Index { parent: of_customer(f.state.customer), ..Index::default() })
        .with_index::<Contract>(|_, f| Index { parent: of_customer(f.state.customer), ..Index::default() })
        .with_index::<Equipment>(equipment)
        .with_index::<Job>(job)
        .with_index::<Check>(|_, f| Index {
            parent: of_job(f.state.job()),
            status: open_or_done(!f.state.is_completed()),
            ..Index::default()
        })
        .with_index::<Card>(|_, f| Index { codes: f.state.codes().map(str::to_owned).collect(), ..Index::default() })
        .with_index::<Place>(|_, f| Index { status: f.state.kind().map(|k| k.code().to_owned()), ..Index::default() })
        .with_index::<Movement>(movement)
        .with_index::<Take>(|_, f| Index {
            parent: of_job(f.state.job),
            status: open_or_done(f.state.is_open()),
            due_ms: f.state.paper_due.map(|due| due.timestamp_millis()),
            codes: Some(f.state.number.clone()).filter(|n| !n.is_empty()).into_iter().collect(),
        })
}

fn equipment(_: &Subject, folded: &Folded<Equipment>) -> Index {
    let state = &folded.state;
    let own = Some(&state.sn).filter(|sn| !sn.is_empty());
    Index {
        parent: of_site(state.site),
        codes: own.into_iter().chain(&state.codes).cloned().collect(),
        ..Index::default()
    }
}

fn job(_: &Subject, folded: &Folded<Job>) -> Index {
    let state = &folded.state;
    Index {
        parent: of_site(state.site()),
        status: Some(state.status().code().to_owned()),
        // What is due first comes first; the visit that was agreed is what the engineer is held to.
        due_ms: state.visit.get().map(|visit| visit.from.timestamp_millis()),
        codes: Some(state.number().to_owned()).filter(|n| !n.is_empty()).into_iter().collect(),
    }
}

fn movement(_: &Subject, folded: &Folded<Movement>) -> Index {
    let Some(details) = &folded.state.details else { return Index::default() };
    let places = [details.from, details.to].into_iter().flatten().map(place_code);
    Index { codes: places.chain(details.serial.clone()).collect(), ..Index::default() }
}
