//! Filing: who may know an aggregate, as the streams that it is filed under. Pure: what other aggregates say comes in by [`Lookup`].
//!
//! Everyone: persons, centres, cards, places, checklists, calendars, the company. A centre: its sites with their customers, contracts and equipment, its
//! jobs with their checks and takes. The ledger of a centre, month by month: movements, and the stocktakes that change what lies at its places; what nobody
//! counts (on the way, at a supplier's) stays with the centre. The office of a centre: prices of the contracts of its
//! sites, what its people are able and licensed to do, and the customers that it looks after while none of its sites has them; head office's: those that no centre has, and what parts cost. A person: own jobs with their
//! checks, takes and bag, and the site, customer, contract and equipment of
//! the person's open jobs, wherever they are. Devices: their person. Accounts: their person, and the colleagues of the centre, who have to call each other.
//!
//! Nothing is filed under a person that the person's phone has by another stream, nothing under an office that its centre has, and nothing beside
//! [`Stream::Everyone`]. But for the own bag: the months of a ledger are left one day, and what is in the bag stays.

use super::any::AnyFolded;
use super::ids::{CardId, CentreId, ContractId, CustomerId, EquipmentId, JobId, PlaceId, SiteId};
use super::jobs::Job;
use super::parts::{Card, Place, PlaceKind, Take};
use super::people::{Account, Centre, Person, Skills};
use super::reach::{followed, is_followed};
use super::sites::{Contract, Customer, Equipment, Price, Site};
use super::stream::{Month, Stream};
use crate::kernel::{Aggregate, Event, PersonId, Subject};
use chrono::DateTime;
use std::collections::BTreeSet;
use std::fmt;

/// Version of these rules: where a hub's records were filed by others, they are refiled.
pub const FILING: u32 = 6;

/// What filing asks about other aggregates. The hub answers.
pub trait Lookup {
    /// The aggregate; none where nothing is known of it.
    fn state(&self, subject: &Subject) -> Option<&AnyFolded>;
    /// Aggregates of `kind` whose [`links`] name `subject`.
    fn naming(&self, subject: &Subject, kind: &'static str) -> Vec<Subject>;
    /// The streams of all aggregates that bring `what`: see [`brings`]. Kept by stream, so that the open jobs of a site are not walked.
    fn brought(&self, what: &Brought) -> BTreeSet<Stream>;
    /// Places that a stocktake changes beside those that it names: the books had a counted piece there. See [`super::parts::displaced`].
    fn displaced_from(&self, stocktake: &Subject) -> BTreeSet<PlaceId>;
    /// The stocktakes that change `place` so.
    fn displacing(&self, place: &Subject) -> BTreeSet<Subject>;
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
    CardId => Card;
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

/// Something that whoever knows something else has to know too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Brought {
    /// The aggregate.
    pub what: Subject,
    /// Of a contract: whose jobs bring it. A job of another customer that names it opens nothing.
    pub of: Option<CustomerId>,
}

impl Brought {
    fn to(what: impl Into<Subject>) -> Self {
        Self { what: what.into(), of: None }
    }
}

impl fmt::Display for Brought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            Some(customer) => write!(f, "{} {}", self.what, Subject::from(customer)),
            None => write!(f, "{}", self.what),
        }
    }
}

/// The kinds that bring something, each before those that it brings.
pub const BRINGING: [&str; 2] = [Job::KIND, Site::KIND];

/// What an aggregate brings to every stream that has a claim to it itself: a job that its people work on its site and its contract, a site
/// its customer.
pub fn brings(state: &AnyFolded) -> BTreeSet<Brought> {
    match state {
        AnyFolded::Job(f) if f.state.is_live() => {
            let contract = f.state.contract().map(|contract| Brought { what: contract.into(), of: f.state.customer() });
            f.state.site().map(Brought::to).into_iter().chain(contract).collect()
        }
        AnyFolded::Site(f) => f.state.customer.map(Brought::to).into_iter().collect(),
        _ => BTreeSet::new(),
    }
}

/// What of an aggregate the filing of others hangs on. Where a change leaves it and the aggregate's own streams as they were, nothing else
/// has to be refiled: a note on a job moves no site, a place with another name no movement.
pub type Basis = (BTreeSet<Stream>, BTreeSet<Brought>);

/// The basis of this state.
pub fn basis(state: &AnyFolded) -> Basis {
    let streams = match state {
        AnyFolded::Job(f) => job_streams(&f.state),
        AnyFolded::Site(f) => f.state.centre.map(centre).into_iter().collect(),
        // Which month it is says nothing of the place.
        AnyFolded::Place(f) => own_streams(&f.state, Month::of(DateTime::UNIX_EPOCH)),
        // What the phone follows beside its own stream: nothing of that is filed twice.
        AnyFolded::Person(f) if f.state.active => followed(&f.state),
        _ => BTreeSet::new(),
    };
    // Whose office knows its price.
    if let AnyFolded::Contract(f) = state {
        return (streams, f.state.sites.iter().map(|site| Brought::to(*site)).collect());
    }
    // Whose office knows what the person is able to do.
    if let AnyFolded::Person(f) = state {
        return (streams, f.state.centre.map(Brought::to).into_iter().collect());
    }
    (streams, brings(state))
}

/// Whether an event only adds to the record of an aggregate that is on record: a note, a photo. Nothing changes by it that others hang on: not where
/// it is filed, what it names, its flags, nor what lists and search show of it. Most of what comes from the field is this.
pub fn only_adds(event: &Event) -> bool {
    event.header().subject.kind() == Job::KIND && ["noted", "photo_added"].contains(&event.header().kind.as_str())
}

/// The aggregates that have to be refiled when the one of this state changed; those in turn only if they moved. It
/// has to be asked only where the [`basis`] changed or the aggregate moved.
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
            // Also where the contract itself stays: an open job may keep it where the site was.
            let prices: Vec<Subject> = all.iter().filter(|one| one.kind() == Contract::KIND).map(price_of).collect();
            all.extend(prices);
            all.extend(f.state.customer.map(Subject::from));
            all
        }
        AnyFolded::Contract(_) => BTreeSet::from([price_of(about)]),
        AnyFolded::Place(_) => {
            let mut all = naming(&["movement", "stocktake"]);
            all.extend(lookup.displacing(about));
            all
        }
        AnyFolded::Person(_) => of_person(about, lookup),
        _ => BTreeSet::new(),
    }
}

/// What hangs on which streams a person's phone follows: own work, and what it brings along.
fn of_person(about: &Subject, lookup: &dyn Lookup) -> BTreeSet<Subject> {
    let mut all: BTreeSet<Subject> = lookup.naming(about, Take::KIND).into_iter().collect();
    all.extend([Subject::new(Skills::KIND, about.id()), Subject::new(Account::KIND, about.id())]);
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
    let mut streams = claims(about, state, lookup);
    if streams.contains(&Stream::Everyone) {
        return BTreeSet::from([Stream::Everyone]);
    }
    let others: Vec<Stream> = streams.iter().filter(|stream| !matches!(stream, Stream::Person(_))).cloned().collect();
    streams.retain(|stream| match stream {
        Stream::Person(id) => {
            let person = lookup.state(&(*id).into()).and_then(AnyFolded::as_person);
            !person.is_some_and(|person| others.iter().any(|other| is_followed(person, other)))
        }
        Stream::Office(Some(id)) => !others.contains(&Stream::Centre(*id)),
        _ => true,
    });
    streams
}

/// Every stream that has a claim, also where it says twice what another one has.
pub fn claims(about: &Subject, state: &AnyFolded, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let person = |id: PersonId| BTreeSet::from([Stream::Person(id)]);
    match state {
        AnyFolded::Person(_)
        | AnyFolded::Centre(_)
        | AnyFolded::Card(_)
        | AnyFolded::Place(_)
        | AnyFolded::Checklist(_)
        | AnyFolded::Calendar(_)
        | AnyFolded::Company(_) => BTreeSet::from([Stream::Everyone]),
        AnyFolded::Account(_) => account_streams(about, lookup),
        AnyFolded::Skills(_) => skills_streams(about, lookup),
        AnyFolded::Device(f) => f.state.person.map(person).unwrap_or_default(),
        AnyFolded::Customer(f) => {
            // Also before its first site somebody has to find it: who keeps customers, and nobody in the field.
            let mut all = lookup.brought(&Brought::to(about.clone()));
            match f.state.centre {
                Some(id) => all.extend([Stream::Office(Some(id.uuid()))]),
                None if !all.iter().any(|stream| matches!(stream, Stream::Centre(_))) => {
                    all.insert(Stream::Office(None));
                }
                None => {}
            }
            all
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
            places.flat_map(|place| place_streams(place, Month::of(f.state.at), lookup)).collect()
        }
        AnyFolded::Stocktake(f) => {
            let places = f.state.places().chain(lookup.displaced_from(about));
            places.flat_map(|place| place_streams(place, Month::of(f.state.at), lookup)).collect()
        }
        AnyFolded::Price(_) => price_streams(about, lookup),
        // The list of parts is the whole house's, what they cost head office's.
        AnyFolded::CardPrice(_) => BTreeSet::from([Stream::Office(None)]),
        AnyFolded::Unknown(_) => BTreeSet::new(),
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

/// A centre that works on another's site has to know it too.
fn site_streams(about: &Subject, site: &Site, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let mut all = lookup.brought(&Brought::to(about.clone()));
    all.extend(site.centre.map(centre));
    all
}

/// Who works under a contract has to know what it promises, also on a site that it does not name: it may list the machine. A job of another
/// customer that names it opens nothing.
fn contract_streams(about: &Subject, contract: &Contract, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let mut all = lookup.brought(&Brought { what: about.clone(), of: contract.customer });
    all.extend(contract.sites.iter().flat_map(|site| of_site(&(*site).into(), lookup)));
    all
}

/// The person's own, and the centre's for whoever works there: who is out has to be able to call the colleagues, the desk and the manager. Nobody
/// outside the house, and no other centre, is told, and whoever left is nobody's to call any more.
fn account_streams(about: &Subject, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let own = PersonId::new(about.id());
    let person = lookup.state(&own.into()).and_then(AnyFolded::as_person);
    let house = person.filter(|person| person.active).map(followed).unwrap_or_default();
    let centres = house.into_iter().filter(|stream| matches!(stream, Stream::Centre(_)));
    centres.chain([Stream::Person(own)]).collect()
}

/// The office of the person's centre alone: who plans whom to send where has to know what each may do, and nobody else.
fn skills_streams(about: &Subject, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let person = lookup.state(&PersonId::new(about.id()).into()).and_then(AnyFolded::as_person);
    // Of somebody who is not on record yet they are filed when the person is.
    person.map(|person| Stream::Office(person.centre.map(CentreId::uuid))).into_iter().collect()
}

/// The price of a contract, which has its id.
fn price_of(contract: &Subject) -> Subject {
    Subject::new(Price::KIND, contract.id())
}

/// The offices of the centres whose sites the contract names; a job of another centre brings the contract and not what it costs.
fn price_streams(about: &Subject, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let contract = Subject::new(Contract::KIND, about.id());
    // A contract that is not on record yet files its price when it is.
    let Some(contract) = lookup.state(&contract).and_then(AnyFolded::as_contract) else { return BTreeSet::new() };
    let of = |site: &SiteId| lookup.state(&(*site).into()).and_then(AnyFolded::as_site).and_then(|site| site.centre);
    let offices: BTreeSet<Stream> =
        contract.sites.iter().filter_map(of).map(|id| Stream::Office(Some(id.uuid()))).collect();
    if offices.is_empty() { BTreeSet::from([Stream::Office(None)]) } else { offices }
}

fn place_streams(place: PlaceId, month: Month, lookup: &dyn Lookup) -> BTreeSet<Stream> {
    let Some(place) = lookup.state(&place.into()).and_then(AnyFolded::as_place) else { return BTreeSet::new() };
    own_streams(place, month)
}

/// The streams that show what lies at a place: it is for its centre and its person. Everyone knows that the place is there, and what lies at a place
/// of nobody.
pub fn inside(place: &Place) -> BTreeSet<Stream> {
    let centre = place.centre().map(|id| Stream::Centre(id.uuid()));
    let mut all: BTreeSet<Stream> = centre.into_iter().chain(place.person().map(Stream::Person)).collect();
    if all.is_empty() {
        all.insert(Stream::Everyone);
    }
    all
}

/// Where the ledger of a place is filed in a month.
fn own_streams(place: &Place, month: Month) -> BTreeSet<Stream> {
    let by_month = place.kind().is_none_or(PlaceKind::by_month);
    let of = place.centre().map(CentreId::uuid);
    let mut all: BTreeSet<Stream> = place.person().map(Stream::Person).into_iter().collect();
    if of.is_some() || all.is_empty() {
        all.insert(match of {
            _ if by_month => Stream::Stock(of, month),
            Some(id) => Stream::Centre(id),
            // A place of nobody.
            None => Stream::Everyone,
        });
    }
    all
}

#[cfg(test)]
mod tests;
