//! The small company of the test hub with what a repair needs: a camera, a contract, people who sign, parts, places, checklists.

use fettle_core::domain::checks::{Checklist, commands as checks, shipped};
use fettle_core::domain::ids::{ContactId, ContractId, EquipmentId, JobId};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind, SheetLanguage};
use fettle_core::domain::jobs::{Job, Report, commands};
use fettle_core::domain::parts::{
    self, Books, Card, CardClass, CardDetails, CardId, Movement, MovementDetails, MovementId, Place, PlaceId,
    PlaceKind, Stock, Take, TakeId, TakeStatus,
};
use fettle_core::domain::people::{Actor, Person};
use fettle_core::domain::sites::{Contact, ContractEvent, EquipmentDetails, EquipmentEvent, SiteEvent, Terms};
use fettle_core::domain::values::{Bilingual, Phone, Quantity, Unit};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, PersonId};
use fettle_hub::testing::{Company, TestHub, parts as kit};
use std::collections::{BTreeMap, BTreeSet};

/// The serial number of the board that is taken first, and of the other one.
pub const BOARDS: [&str; 2] = ["DB-0001", "DB-0002"];

/// Who and what the tests name.
#[derive(Clone, Copy)]
pub struct District {
    pub company: Company,
    pub camera: EquipmentId,
    pub contract: ContractId,
    /// A serialised part: two in the store.
    pub board: CardId,
    /// A part without serial numbers: ten in the store.
    pub plug: CardId,
    pub store: PlaceId,
    pub quarantine: PlaceId,
    /// The engineer's bag.
    pub bag: PlaceId,
}

fn same(name: &str) -> Bilingual {
    Bilingual { zh: name.to_owned(), en: name.to_owned() }
}

/// A hub with the district.
pub async fn district() -> (TestHub, District) {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let d = District {
        company,
        camera: hub.fresh().into(),
        contract: hub.fresh().into(),
        board: hub.fresh().into(),
        plug: hub.fresh().into(),
        store: hub.fresh().into(),
        quarantine: hub.fresh().into(),
        bag: hub.fresh().into(),
    };
    let mut drafts = d.customer_side(&hub);
    drafts.extend(d.store_side(&hub));
    hub.record(hub.hub.ledger.system(), drafts).await;
    let admin = d.actor(&hub, company.admin).await;
    for list in shipped() {
        let drafts = checks::publish(&Checklist::default(), &admin, list.clone()).expect("a list");
        hub.record(company.admin, drafts).await;
    }
    (hub, d)
}

impl District {
    fn customer_side(&self, hub: &TestHub) -> Vec<Draft> {
        let c = &self.company;
        let contact = Contact {
            id: ContactId::from(hub.fresh()),
            name: "刘所".into(),
            title: "所长".into(),
            phone: Phone::parse("010-64001234").ok(),
            may_sign: true,
            messenger: String::new(),
        };
        let today = time(hub.hub.clock.now_ms()).date_naive();
        let terms = Terms {
            customer: c.customer,
            number: "HT-01".into(),
            sites: BTreeSet::from([c.site]),
            services: BTreeSet::from([JobKind::Repair]),
            promises: BTreeMap::new(),
            inspections_a_year: 4,
            starts: today - chrono::TimeDelta::days(100),
            ends: today + chrono::TimeDelta::days(100),
            watermark: true,
            language: SheetLanguage::Both,
        };
        let details = EquipmentDetails {
            site: c.site,
            pn: "PTZ-600".into(),
            sn: "SN-777".into(),
            name: same("PTZ"),
            class: "camera_ptz".into(),
            place: "门口".into(),
            parent: None,
            installed: None,
            warranty_end: None,
            life_end: None,
            contract: None,
        };
        vec![
            Draft::new(c.site.into(), &SiteEvent::ContactSet { contact }),
            Draft::new(self.contract.into(), &ContractEvent::Agreed { terms }),
            Draft::new(self.camera.into(), &EquipmentEvent::Registered { details }),
            Draft::new(self.camera.into(), &EquipmentEvent::CodeBound { code: "PS01-C01".into() }),
        ]
    }
    fn store_side(&self, hub: &TestHub) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (id, number, serialised) in [(self.board, "P-1001", true), (self.plug, "P-2001", false)] {
            let (model, class) = (format!("M-{number}"), CardClass::Critical);
            let details = CardDetails { model, class, ..kit::card(number, serialised) };
            drafts.push(kit::registered(id, details));
        }
        let places = [
            (self.store, PlaceKind::BranchStore, None),
            (self.quarantine, PlaceKind::Quarantine, None),
            (self.bag, PlaceKind::Bag, Some(self.company.engineer)),
            (hub.fresh().into(), PlaceKind::Bag, Some(self.company.colleague)),
        ];
        for (id, kind, person) in places {
            drafts.push(kit::opened(id, kind, self.company.centre, person));
        }
        let mut came = |card, amount, serial: Option<&str>| {
            let details = MovementDetails {
                serial: serial.map(str::to_owned),
                ..MovementDetails::opening(card, Quantity::whole(amount, Unit::Piece), self.store)
            };
            drafts.push(kit::moved(hub.fresh().into(), details));
        };
        for serial in BOARDS {
            came(self.board, 1, Some(serial));
        }
        came(self.plug, 10, None);
        drafts
    }

    /// A person at the console.
    pub async fn actor(&self, hub: &TestHub, person: PersonId) -> Actor {
        let state = hub.hub.ledger.get::<Person>(person.uuid()).await.expect("read").expect("there").state;
        Actor {
            person,
            roles: state.roles.clone(),
            centre: state.centre,
            device_short: hub.hub.ledger.console_short().to_owned(),
            next_count: hub.hub.ledger.next_count().await.expect("a count"),
        }
    }
    /// The desk takes a call about the camera and gives the job to `to`.
    pub async fn call(&self, hub: &TestHub, to: Vec<PersonId>) -> JobId {
        let now = time(hub.hub.clock.now_ms());
        let report = Report {
            number: String::new(),
            kind: JobKind::Repair,
            channel: Channel::Phone,
            caller: ContactPart { name: "刘所".into(), title: "所长".into(), phone: "010-64001234".into() },
            company: "东城分局".into(),
            product: "PTZ".into(),
            symptom: "云台不转，画面正常".into(),
            at: now,
            centre: self.company.centre,
            customer: self.company.customer,
            site: self.company.site,
            contract: Some(self.contract),
            equipment: vec![self.camera],
            entitlement: None,
            origin: None,
            photos: Vec::new(),
            follows: None,
        };
        let desk = self.actor(hub, self.company.desk).await;
        let drafts = commands::report(&desk, report, now, &mut || hub.fresh()).expect("a report");
        let job = JobId::new(drafts[0].subject.id());
        hub.record(self.company.desk, drafts).await;
        self.assign(hub, job, to).await;
        job
    }
    pub async fn assign(&self, hub: &TestHub, job: JobId, to: Vec<PersonId>) {
        let desk = self.actor(hub, self.company.desk).await;
        let drafts = commands::assign(&job_on(hub, job).await, &desk, to).expect("assigned");
        hub.record(self.company.desk, drafts).await;
    }
    /// The manager approves every open slip, the store keeper hands out.
    pub async fn hand_out(&self, hub: &TestHub) {
        for (id, folded) in hub.hub.ledger.all::<Take>().await.expect("read") {
            if folded.state.status != Some(TakeStatus::Requested) {
                continue;
            }
            let manager = self.actor(hub, self.company.manager).await;
            hub.record(manager.person, parts::approve(&manager, TakeId::new(id), &folded.state).expect("approved"))
                .await;
            let take = hub.hub.ledger.get::<Take>(id).await.expect("read").expect("there").state;
            let keeper = self.actor(hub, self.company.keeper).await;
            let books = books(hub).await;
            let issued = parts::issue(&books, &keeper, id.into(), &take, &BTreeMap::new(), &mut || hub.fresh());
            hub.record(keeper.person, issued.expect("issued")).await;
        }
    }
    /// The store keeper receives everything that is on its way.
    pub async fn receive_back(&self, hub: &TestHub) {
        let keeper = self.actor(hub, self.company.keeper).await;
        for (id, known) in takes(hub).await {
            for sent in known.on_its_way {
                let take = hub.hub.ledger.get::<Take>(id.uuid()).await.expect("read").expect("there").state;
                let books = books(hub).await;
                let drafts = parts::receive_back(&books, &keeper, (id, &take), sent.event, &mut || hub.fresh());
                hub.record(keeper.person, drafts.expect("received")).await;
            }
        }
    }
}

/// A job as the hub has it.
pub async fn job_on(hub: &TestHub, job: JobId) -> Job {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("the hub has the job").state
}

/// Every take on the hub.
pub async fn takes(hub: &TestHub) -> Vec<(TakeId, Take)> {
    let all = hub.hub.ledger.all::<Take>().await.expect("read");
    all.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect()
}

/// The hub's stock.
pub async fn stock(hub: &TestHub) -> Stock {
    books(hub).await.stock
}

async fn books(hub: &TestHub) -> Books {
    let ledger = &hub.hub.ledger;
    let mut books = Books::default();
    for (id, card) in ledger.all::<Card>().await.expect("read") {
        books.cards.insert(id.into(), card.state);
    }
    for (id, place) in ledger.all::<Place>().await.expect("read") {
        books.places.insert(id.into(), place.state);
    }
    let movements = ledger.all::<Movement>().await.expect("read");
    books.stock = Stock::of(movements.iter().map(|(id, movement)| (MovementId::new(*id), &movement.state)));
    books
}
