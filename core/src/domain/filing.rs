//! Filing: who may know an aggregate, as the streams that it is filed under. Pure: what other aggregates say comes in by [`Lookup`].
//!
//! Everyone: persons, centres, cards, places, checklists. A centre: its sites with their customers, contracts and equipment, its jobs with
//! their checks, takes, movements, stocktakes. A person: own jobs with their checks, takes and bag, and the site, customer, contract and equipment of
//! the person's open jobs, wherever they are. Devices and accounts: their person. Prices of contracts: no phone.
//!
//! Nothing is filed under a person that the person's phone has by another stream, and nothing beside [`Stream::Everyone`].

use super::any::AnyFolded;
use super::ids::{CentreId, ContractId, CustomerId, EquipmentId, JobId, PlaceId, SiteId};
use super::jobs::Job;
use super::parts::{Place, Take};
use super::people::{Centre, Person};
use super::reach::is_followed;
use super::sites::{Contract, Customer, Equipment, Site};
use super::stream::Stream;
use crate::kernel::{Aggregate, PersonId, Subject};
use std::collections::BTreeSet;

/// What filing asks about other aggregates. The hub answers.
pub trait Lookup {
    /// The aggregate; none where nothing is known of it.
    fn state(&self, subject: &Subject) -> Option<&AnyFolded>;
    /// Aggregates of `kind` whose [`links`] name `subject`.
    fn naming(&self, subject: &Subject, kind: &'static str) -> Vec<Subject>;
}

fn subject<A: Aggregate>(id: impl Into<uuid::Uuid>) -> Subject {
    Subject::new(A::KIND, id)
}

macro_rules! subjects {
    ($($id:ident => $aggregate:ident;)+) => {
        $(impl From<$id> for Subject {
            fn from(id: $id) -> Self {
                subject::<$aggregate>(id.uuid())
            }
        })+
    };
}
subjects! {
    CentreId => Centre;
    CustomerId => Customer;
    SiteId => Site;
    ContractId => Contract;
    EquipmentId => Equipment;
    JobId => Job;
    PlaceId => Place;
    PersonId => Person;
}

/// What an aggregate names that matters to filing: the hub keeps these to answer [`Lookup::naming`]. A job names its site
/// only while its people need it; its machines for good, so that a fault that comes back is found.
pub fn links(state: &AnyFolded) -> BTreeSet<Subject> {
    match state {
        AnyFolded::Site(f) => f.state.customer.map(Into::into).into_iter().collect(),
        AnyFolded::Contract(f) => f.state.sites.iter().map(|site| (*site).into()).collect(),
        AnyFolded::Equipment(f) => f.state.site.map(Into::into).into_iter().collect(),
        AnyFolded::Job(f) => {
            let live = f.state.is_live();
            let site = f.state.site().filter(|_| live).map(Subject::from);
            let contract = f.state.contract().filter(|_| live).map(Subject::from);
            let people = f.state.assignees().into_iter().map(Into::into);
            let equipment = f.state.equipment().into_iter().map(Into::into);
            site.into_iter().chain(contract).chain(equipment).chain(people).collect()
        }
        AnyFolded::Place(f) => f.state.person().map(Into::into).into_iter().collect(),
        AnyFolded::Take(f) => f.state.taker.map(Into::into).into_iter().collect(),
        AnyFolded::Check(f) => f.state.job().map(Into::into).into_iter().collect(),
        AnyFolded::Movement(f) => {
            let places = f.state.details.iter().flat_map(|d| d.from.into_iter().chain(d.to));
            places.map(Into::into).collect()
        }
        AnyFolded::Stocktake(f) => f.state.places().map(Into::into).collect(),
        _ => BTreeSet::new(),
    }
}

/// The aggregates that have to be filed anew when the one of this state changed; those in turn only if they moved.
pub fn depends_on(about: &Subject, state: &AnyFolded, lookup: &dyn Lookup) -> BTreeSet<Subject> {
    let naming =
        |kinds: &[&'static str]| kinds.iter().flat_map(|kind| lookup.naming(about, kind)).collect::<BTreeSet<_>>();
    match state {
        AnyFolded::Job(f) => {
            let mut all = naming(&["check"]);
            all.extend(f.state.site().map(Subject::from));
            all.extend(f.state.contract().map(Subject::from));
            all
        }
        AnyFolded::Site(f) => {
            let mut all = naming(&["equipment", "contract"]);
            all.extend(f.state.customer.map(Subject::from));
            all
        }
        AnyFolded::Place(_) => naming(&["movement", "stocktake"]),
        AnyFolded::Person(_) => of_person(about, lookup),
        _ => BTreeSet::new(),
    }
}

/// What hangs on which streams a person's phone follows: own work, and what it brings along.
fn of_person(about: &Subject, lookup: &dyn Lookup) -> BTreeSet<Subject> {
    let mut all: BTreeSet<Subject> = lookup.naming(about, Take::KIND).into_iter().collect();
    let also = |of: &Subject| lookup.state(of).map(|state| depends_on(of, state, lookup)).unwrap_or_default();
    for place in lookup.naming(about, Place::KIND) {
        all.extend(also(&place));
    }
    for job in lookup.naming(about, Job::KIND) {
        all.extend(also(&job));
        if let Some(state) = lookup.state(&job).and_then(AnyFolded::as_job).filter(|job| job.is_live()) {
            all.extend(state.site().iter().flat_map(|site| also(&(*site).into())));
        }
        all.insert(job);
    }
    all
}

/// The streams that an aggregate belongs in.
pub fn filing(about: &Subject, state: &AnyFolded, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let mut streams = who_may_know(about, state, lookup);
    if streams.contains(&Stream::Everyone) {
        return BTreeSet::from([Stream::Everyone]);
    }
    let others: Vec<Stream> = streams.iter().filter(|stream| !matches!(stream, Stream::Person(_))).cloned().collect();
    streams.retain(|stream| {
        let Stream::Person(id) = stream else { return true };
        let person = lookup.state(&(*id).into()).and_then(AnyFolded::as_person);
        !person.is_some_and(|person| others.iter().any(|other| is_followed(person, other)))
    });
    streams
}

/// Every stream that has a claim, also where it says twice what another one has.
fn who_may_know(about: &Subject, state: &AnyFolded, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let person = |id: PersonId| BTreeSet::from([Stream::Person(id)]);
    match state {
        AnyFolded::Person(_)
        | AnyFolded::Centre(_)
        | AnyFolded::Card(_)
        | AnyFolded::Place(_)
        | AnyFolded::Checklist(_) => BTreeSet::from([Stream::Everyone]),
        AnyFolded::Account(_) => person(PersonId::new(about.id())),
        AnyFolded::Device(f) => f.state.person.map(person).unwrap_or_default(),
        AnyFolded::Customer(_) => {
            lookup.naming(about, Site::KIND).iter().flat_map(|site| of_site(site, lookup)).collect()
        }
        AnyFolded::Site(f) => site_streams(about, &f.state, lookup),
        AnyFolded::Contract(f) => contract_streams(about, &f.state, lookup),
        AnyFolded::Equipment(f) => f.state.site.map(|site| of_site(&site.into(), lookup)).unwrap_or_default(),
        AnyFolded::Job(f) => job_streams(&f.state),
        AnyFolded::Check(f) => {
            let job = f.state.job().and_then(|job| lookup.state(&job.into())).and_then(AnyFolded::as_job);
            job.map(job_streams).unwrap_or_default()
        }
        AnyFolded::Take(f) => {
            let (take, mut all) = (&f.state, BTreeSet::new());
            all.extend(take.centre.map(centre));
            all.extend(take.taker.map(Stream::Person));
            all
        }
        AnyFolded::Movement(f) => {
            let places = f.state.details.iter().flat_map(|d| d.from.into_iter().chain(d.to));
            places.flat_map(|place| place_streams(place, lookup)).collect()
        }
        AnyFolded::Stocktake(f) => f.state.places().flat_map(|place| place_streams(place, lookup)).collect(),
        AnyFolded::Price(_) | AnyFolded::Unknown(_) => BTreeSet::new(),
    }
}

fn centre(id: CentreId) -> Stream {
    Stream::Centre(id.uuid())
}

fn job_streams(job: &Job) -> BTreeSet<Stream> {
    let people = job.assignees().into_iter().map(Stream::Person);
    people.chain(job.centre().map(centre)).collect()
}

fn of_site(site: &Subject, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let state = lookup.state(site).and_then(AnyFolded::as_site);
    state.map(|state| site_streams(site, state, lookup)).unwrap_or_default()
}

fn site_streams(about: &Subject, site: &Site, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let mut all: BTreeSet<Stream> = site.centre.map(centre).into_iter().collect();
    for job in lookup.naming(about, Job::KIND) {
        if let Some(job) = lookup.state(&job).and_then(AnyFolded::as_job).filter(|job| job.is_live()) {
            // A centre that works on another's site has to know it too.
            all.extend(job_streams(job));
        }
    }
    all
}

/// Who works under a contract has to know what it promises, also on a site that it does not name: it may list the machine. A job of another
/// customer that names it opens nothing.
fn contract_streams(about: &Subject, contract: &Contract, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let mut all: BTreeSet<Stream> = contract.sites.iter().flat_map(|site| of_site(&(*site).into(), lookup)).collect();
    for job in lookup.naming(about, Job::KIND) {
        let job = lookup.state(&job).and_then(AnyFolded::as_job);
        if let Some(job) = job.filter(|job| job.is_live() && job.customer() == contract.customer) {
            all.extend(job_streams(job));
        }
    }
    all
}

fn place_streams(place: PlaceId, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let Some(place) = lookup.state(&place.into()).and_then(AnyFolded::as_place) else { return BTreeSet::new() };
    let mut all: BTreeSet<Stream> = place.person().map(Stream::Person).into_iter().collect();
    all.extend(place.centre().map(centre));
    if all.is_empty() {
        // A place of nobody, such as a main store of the whole house.
        all.insert(Stream::Everyone);
    }
    all
}

#[cfg(test)]
mod tests;
