//! Who knows what: a job assigned to somebody brings its site, customer, contract and equipment to that person, and takes them away again.

mod offices;
mod stock;

use super::*;
use crate::domain::parts::Ledger;
use crate::domain::people::{PersonChange, PersonEvent, Role, Roles};
use crate::domain::reach::follows;
use crate::domain::sites::{
    ContractEvent, CustomerDetails, CustomerEvent, EquipmentDetails, EquipmentEvent, SheetLanguage, SiteDetails,
    SiteEvent, Terms,
};
use crate::domain::testing::{Log, id};
use crate::domain::values::Bilingual;
use crate::kernel::{Body, Draft};
use crate::text::Lang;
use serde_json::json;
use std::collections::BTreeMap;

/// Everything folded, with the links turned round.
struct Index(BTreeMap<Subject, AnyFolded>);

impl Index {
    fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        for (subject, state) in &self.0 {
            match state {
                AnyFolded::Movement(f) => ledger.add(subject.id().into(), &f.state),
                AnyFolded::Stocktake(f) => ledger.count(subject.id().into(), &f.state),
                _ => {}
            }
        }
        ledger
    }
}

impl Lookup for Index {
    fn state(&self, subject: &Subject) -> Option<&AnyFolded> {
        self.0.get(subject)
    }
    fn naming(&self, subject: &Subject, kind: &'static str) -> Vec<Subject> {
        let of_kind = self.0.iter().filter(|(other, _)| other.kind() == kind);
        of_kind.filter(|(_, state)| links(state).contains(subject)).map(|(other, _)| other.clone()).collect()
    }
    fn brought(&self, what: &Brought) -> BTreeSet<Stream> {
        let bringing = self.0.iter().filter(|(_, state)| brings(state).contains(what));
        bringing.flat_map(|(subject, state)| claims(subject, state, self)).collect()
    }
    fn displaced_from(&self, stocktake: &Subject) -> BTreeSet<PlaceId> {
        let of = self.ledger().displaced().into_iter().filter(|(source, _)| *source == stocktake.id());
        of.map(|(_, place)| place).collect()
    }
    fn displacing(&self, place: &Subject) -> BTreeSet<Subject> {
        let at = self.ledger().displaced().into_iter().filter(|(_, other)| other.uuid() == place.id());
        at.map(|(source, _)| Subject::new("stocktake", source)).collect()
    }
}

struct World {
    log: Log,
    by: PersonId,
    home: CentreId,
    site: SiteId,
    customer: CustomerId,
    contract: ContractId,
    machine: EquipmentId,
}

fn event<B: Body>(subject: impl Into<Subject>, body: &B) -> Vec<Draft> {
    vec![Draft::new(subject.into(), body)]
}

impl World {
    fn new() -> Self {
        let log = Log::at("2026-11-18T01:00:00Z");
        let mut world = Self { log, by: id(), home: id(), site: id(), customer: id(), contract: id(), machine: id() };
        let Self { home, site, customer, contract, machine, .. } = world;
        world.write(event(
            customer,
            &CustomerEvent::Registered {
                details: CustomerDetails {
                    name: Bilingual::same("C"),
                    industry: String::new(),
                    ..CustomerDetails::default()
                },
            },
        ));
        world.write(event(
            site,
            &SiteEvent::Registered { details: SiteDetails::new(customer, home, Bilingual::same("S"), "Asia/Shanghai") },
        ));
        let terms = Terms {
            customer,
            number: "HT-1".into(),
            sites: [site].into(),
            services: [].into(),
            promises: [].into(),
            inspections_a_year: 0,
            starts: "2026-01-01".parse().unwrap(),
            ends: "2026-12-31".parse().unwrap(),
            watermark: false,
            language: SheetLanguage::Chinese,
        };
        world.write(event(contract, &ContractEvent::Agreed { terms }));
        let details = EquipmentDetails {
            site,
            pn: "PN".into(),
            sn: String::new(),
            name: Bilingual::same("E"),
            class: "server".into(),
            place: String::new(),
            parent: None,
            installed: None,
            warranty_end: None,
            life_end: None,
            contract: None,
        };
        world.write(event(machine, &EquipmentEvent::Registered { details }));
        world
    }
    fn write(&mut self, drafts: Vec<Draft>) {
        self.log.write(self.by, drafts);
    }
    /// A raw event of a job, as the wire has it.
    fn job_event(&mut self, job: JobId, kind: &str, body: serde_json::Value) {
        let (subject, body) = (job.into(), body.to_string());
        self.write(vec![Draft { subject, kind: kind.to_owned(), version: 1, body, blobs: vec![] }]);
        let folded: crate::kernel::Folded<Job> = crate::kernel::fold(self.log.of(&job.into()));
        assert_eq!(folded.skipped, 0, "{kind:?} has another form");
    }
    fn report(&mut self, centre: CentreId) -> JobId {
        let job: JobId = id();
        let (customer, site) = (self.customer, self.site);
        self.job_event(
            job,
            "reported",
            json!({
                "number": "A7-1", "kind": "repair", "channel": "phone",
                "caller": {"name": "", "title": "", "phone": ""}, "company": "", "product": "", "symptom": "",
                "at": "2026-11-18T01:00:00Z", "centre": centre, "customer": customer, "site": site,
            }),
        );
        job
    }
    fn index(&self) -> Index {
        let kinds = crate::domain::any::KINDS.iter();
        let subjects = kinds.flat_map(|kind| self.log.subjects(kind));
        Index(subjects.map(|subject| (subject.clone(), self.log.any(&subject))).collect())
    }
    fn filed(&self, subject: impl Into<Subject>) -> BTreeSet<Stream> {
        let (subject, index) = (subject.into(), self.index());
        filing(&subject, &index.0[&subject], &index)
    }
    fn about_the_site(&self) -> [Subject; 4] {
        [self.site.into(), self.customer.into(), self.contract.into(), self.machine.into()]
    }
}

#[test]
fn a_site_with_all_that_belongs_to_it_is_its_centres() {
    let world = World::new();
    for subject in world.about_the_site() {
        assert_eq!(world.filed(subject.clone()), BTreeSet::from([Stream::Centre(world.home.uuid())]), "{subject}");
    }
}

#[test]
fn an_open_job_brings_its_site_to_who_does_it_and_a_closed_one_takes_it_away() {
    let mut world = World::new();
    let (engineer, away): (PersonId, CentreId) = (id(), id());
    let job = world.report(away);
    world.job_event(job, "assigned", json!({"to": [engineer]}));
    let home = Stream::Centre(world.home.uuid());
    let theirs = BTreeSet::from([Stream::Centre(away.uuid()), Stream::Person(engineer)]);
    assert_eq!(world.filed(job), theirs);
    for subject in world.about_the_site() {
        let mut expected = theirs.clone();
        expected.insert(home.clone());
        assert_eq!(world.filed(subject.clone()), expected, "{subject}");
    }
    world.job_event(job, "cancelled", json!({"reason": "called by mistake"}));
    for subject in world.about_the_site() {
        assert_eq!(world.filed(subject.clone()), BTreeSet::from([home.clone()]), "{subject}");
    }
    assert_eq!(world.filed(job), theirs, "the job itself stays theirs");
}

/// The site was reported wrongly, and the right one is another centre's: job and site go there, and the wrong site is nobody's any more by this job.
#[test]
fn a_job_whose_site_is_corrected_is_filed_where_the_right_one_is() {
    let mut world = World::new();
    let (engineer, away, right): (PersonId, CentreId, SiteId) = (id(), id(), id());
    let (home, customer) = (world.home, world.customer);
    let details = SiteDetails::new(customer, away, Bilingual::same("R"), "Asia/Shanghai");
    world.write(event(right, &SiteEvent::Registered { details }));
    let job = world.report(home);
    world.job_event(job, "assigned", json!({"to": [engineer]}));
    let of = |centre: CentreId| Stream::Centre(centre.uuid());
    let theirs = Stream::Person(engineer);
    assert_eq!(world.filed(world.site), BTreeSet::from([of(home), theirs.clone()]));
    let before = basis(&world.index().0[&job.into()]);
    world.job_event(job, "report_changed", json!({"change": {"symptom": "dark"}}));
    assert_eq!(basis(&world.index().0[&job.into()]), before, "another symptom files nothing anew");
    world.job_event(job, "report_changed", json!({"change": {"site": right, "centre": away}}));
    assert_ne!(basis(&world.index().0[&job.into()]), before);
    assert_eq!(world.filed(job), BTreeSet::from([of(away), theirs.clone()]));
    assert_eq!(world.filed(right), BTreeSet::from([of(away), theirs]));
    assert_eq!(world.filed(world.site), BTreeSet::from([of(home)]));
}

#[test]
fn a_job_brings_its_contract_also_to_a_site_that_the_contract_does_not_name() {
    let mut world = World::new();
    let (engineer, away, elsewhere): (PersonId, CentreId, SiteId) = (id(), id(), id());
    let (customer, contract, home) = (world.customer, world.contract, Stream::Centre(world.home.uuid()));
    let job = |world: &mut World, customer: CustomerId| {
        let job: JobId = id();
        let report = json!({
            "number": "A7-1", "kind": "repair", "channel": "phone", "caller": {"name": "", "title": "", "phone": ""},
            "company": "", "product": "", "symptom": "", "at": "2026-11-18T01:00:00Z", "centre": away,
            "customer": customer, "site": elsewhere, "contract": contract,
        });
        world.job_event(job, "reported", report);
        world.job_event(job, "assigned", json!({"to": [engineer]}));
        job
    };
    job(&mut world, id());
    assert_eq!(world.filed(contract), BTreeSet::from([home.clone()]), "another customer's job opens no contract");
    let theirs = job(&mut world, customer);
    let with_job = BTreeSet::from([home.clone(), Stream::Centre(away.uuid()), Stream::Person(engineer)]);
    assert_eq!(world.filed(contract), with_job);
    let index = world.index();
    let subject = Subject::from(theirs);
    assert!(depends_on(&subject, &index.0[&subject], &index).contains(&contract.into()));
    world.job_event(theirs, "cancelled", json!({"reason": "called by mistake"}));
    assert_eq!(world.filed(contract), BTreeSet::from([home]));
}

#[test]
fn everything_that_moves_with_a_change_is_named() {
    let mut world = World::new();
    let engineer: PersonId = id();
    let job = world.report(world.home);
    let before = world.index();
    world.job_event(job, "assigned", json!({"to": [engineer]}));
    let after = world.index();
    // What a hub does: file again what changed, then what depends on it as long as something moved.
    let mut todo = vec![Subject::from(job)];
    let mut moved = BTreeSet::new();
    while let Some(subject) = todo.pop() {
        // A contract without a price names one all the same; what nothing is on record of has nothing to be filed.
        if !after.0.contains_key(&subject) {
            continue;
        }
        let was = filing(&subject, &before.0[&subject], &before);
        if was != filing(&subject, &after.0[&subject], &after) && moved.insert(subject.clone()) {
            todo.extend(depends_on(&subject, &after.0[&subject], &after));
        }
    }
    let all = after
        .0
        .keys()
        .filter(|subject| filing(subject, &before.0[*subject], &before) != filing(subject, &after.0[*subject], &after));
    assert_eq!(moved, all.cloned().collect(), "nothing that moved is missed");
    assert_eq!(moved.len(), 5, "the job, its site, customer, contract and machine");
}

#[test]
fn what_a_phone_has_by_its_centre_is_not_filed_under_its_person_too() {
    let mut world = World::new();
    let (home, away): (CentreId, CentreId) = (world.home, id());
    let engineer: PersonId = id();
    let registered = PersonEvent::Registered {
        name: Bilingual::same("N"),
        roles: Roles::from([Role::Engineer]),
        centre: Some(home),
        language: Lang::Zh,
    };
    world.write(event(engineer, &registered));
    let job = world.report(home);
    world.job_event(job, "assigned", json!({"to": [engineer]}));
    let [here, there] = [home, away].map(|id| Stream::Centre(id.uuid()));
    let about: Vec<Subject> = world.about_the_site().into_iter().chain([job.into()]).collect();
    for subject in &about {
        assert_eq!(world.filed(subject.clone()), [here.clone()].into(), "{subject}");
    }
    // What is filed by the person has to be looked at when the person's streams change, and that is all of it.
    let index = world.index();
    let subject = Subject::from(engineer);
    let hangs = depends_on(&subject, &index.0[&subject], &index);
    assert!(about.iter().all(|subject| hangs.contains(subject)), "{hangs:?}");
    world.write(event(
        engineer,
        &PersonEvent::Changed { change: PersonChange { centre: Some(Some(away)), ..PersonChange::default() } },
    ));
    for subject in &about {
        assert_eq!(world.filed(subject.clone()), [here.clone(), Stream::Person(engineer)].into(), "{subject}");
    }
    // A job of the other centre at this one's site: who is there gets the site by the job.
    let another = world.report(away);
    world.job_event(another, "assigned", json!({"to": [engineer]}));
    assert_eq!(world.filed(another), [there.clone()].into());
    assert_eq!(world.filed(world.site), [here, there].into());
}

#[test]
fn who_follows_which_streams() {
    let (own, other, me): (CentreId, CentreId, PersonId) = (id(), id(), id());
    let person = |role, centre, active| Person { roles: Roles::from([role]), centre, active, ..Person::default() };
    let (all, mine) = (Stream::Everyone, Stream::Person(me));
    let centre = |id: CentreId| Stream::Centre(id.uuid());
    let streams = |person: Person| follows(me, &person, &[own, other]);
    assert_eq!(streams(person(Role::Engineer, Some(own), true)), [all.clone(), mine.clone(), centre(own)].into());
    let head_office = [all.clone(), mine.clone(), centre(own), centre(other)];
    assert_eq!(streams(person(Role::StockKeeper, None, true)), head_office.clone().into());
    let offices = [None, Some(own.uuid()), Some(other.uuid())].map(Stream::Office);
    assert_eq!(streams(person(Role::Manager, None, true)), head_office.into_iter().chain(offices.clone()).collect());
    let desk = [all.clone(), mine.clone(), centre(own), offices[1].clone()];
    assert_eq!(streams(person(Role::Desk, Some(own), true)), desk.into());
    assert_eq!(streams(person(Role::Integrator, Some(own), true)), [all, mine].into(), "only what is given to it");
    assert_eq!(streams(person(Role::Manager, None, false)), BTreeSet::new());
}
