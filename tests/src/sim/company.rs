//! The firm that every seed starts from: two centres with desks, managers, store keepers, engineers, sites, equipment and parts. Made once
//! for each number of phones, then copied.

use super::database::Database;
use super::dice::{self, Dice};
use super::hub::HubSide;
use fettle_core::domain::checks::{Checklist, commands as checks, shipped};
use fettle_core::domain::ids::{CardId, CentreId, ContactId, CustomerId, EquipmentId, PlaceId, SiteId};
use fettle_core::domain::parts::{CardClass, CardDetails, CardPrice, CardPriceEvent, MovementDetails, PlaceKind};
use fettle_core::domain::people::{Actor, CentreEvent, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{
    Contact, CustomerDetails, CustomerEvent, EquipmentDetails, EquipmentEvent, SiteDetails, SiteEvent,
};
use fettle_core::domain::values::{Bilingual, Money, Phone, Quantity, Unit};
use fettle_core::kernel::{Aggregate, Draft, PersonId, Subject};
use fettle_core::text::Lang;
use fettle_hub::testing::parts;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tempfile::TempDir;
use uuid::Uuid;

/// When every simulation begins: 30 March 2026, 00:00 UTC, a Monday, so that a month ends in it.
pub const START: u64 = 1_774_828_800_000;

/// Somebody with a phone.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub person: PersonId,
    /// Which of the two centres.
    pub centre: usize,
    /// Managers carry phones too: they judge, plan and assign.
    pub manager: bool,
    /// Some keep a store and have a phone.
    pub keeper: bool,
    pub bag: PlaceId,
}

#[derive(Debug, Clone)]
pub struct SiteOf {
    pub id: SiteId,
    pub customer: CustomerId,
    pub centre: usize,
    pub equipment: Vec<EquipmentId>,
}

#[derive(Debug, Clone)]
pub struct Company {
    pub centres: [CentreId; 2],
    pub admin: PersonId,
    pub desks: [PersonId; 2],
    pub managers: [PersonId; 2],
    pub keepers: [PersonId; 2],
    pub members: Vec<Member>,
    pub sites: Vec<SiteOf>,
    pub stores: [PlaceId; 2],
    pub quarantines: [PlaceId; 2],
    /// The suppliers' repair shops, and places for scrap.
    pub shops: [PlaceId; 2],
    pub scraps: [PlaceId; 2],
    /// A part with serial numbers, and one without.
    pub board: CardId,
    pub plug: CardId,
}

fn same(name: impl Into<String>) -> Bilingual {
    Bilingual::same(name)
}

impl Company {
    fn draw(phones: usize, dice: &mut Dice) -> Self {
        let mut id = || dice.uuid(START - 86_400_000);
        let centres = [id().into(), id().into()];
        let members = (0..phones).map(|n| Member {
            person: PersonId::new(id()),
            // Two thirds in the first centre, so that a small company has colleagues too.
            centre: usize::from(n % 3 == 2),
            manager: n % 5 == 3,
            keeper: n % 5 == 4,
            bag: id().into(),
        });
        let members = members.collect();
        let sites = (0..4).map(|n| SiteOf {
            id: id().into(),
            customer: id().into(),
            centre: n % 2,
            equipment: vec![id().into(), id().into()],
        });
        let sites = sites.collect();
        let mut person = || PersonId::new(id());
        Self {
            centres,
            admin: person(),
            desks: [person(), person()],
            managers: [person(), person()],
            keepers: [person(), person()],
            members,
            sites,
            stores: [id().into(), id().into()],
            quarantines: [id().into(), id().into()],
            shops: [id().into(), id().into()],
            scraps: [id().into(), id().into()],
            board: id().into(),
            plug: id().into(),
        }
    }

    fn people(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (n, centre) in self.centres.into_iter().enumerate() {
            let opened =
                CentreEvent::Opened { name: same(format!("C{n}")), region: "R".into(), zone: "Asia/Shanghai".into() };
            drafts.push(Draft::new(centre.into(), &opened));
        }
        let mut all = vec![(self.admin, Role::Administrator, None)];
        for n in 0..2 {
            all.push((self.desks[n], Role::Desk, Some(n)));
            all.push((self.managers[n], Role::Manager, Some(n)));
            all.push((self.keepers[n], Role::StockKeeper, Some(n)));
        }
        for member in &self.members {
            let role = match member {
                Member { manager: true, .. } => Role::Manager,
                Member { keeper: true, .. } => Role::StockKeeper,
                _ => Role::Engineer,
            };
            all.push((member.person, role, Some(member.centre)));
        }
        for (n, (id, role, centre)) in all.into_iter().enumerate() {
            let registered = PersonEvent::Registered {
                name: same(format!("P{n}")),
                roles: Roles::from([role]),
                centre: centre.map(|n: usize| self.centres[n]),
                language: Lang::Zh,
            };
            drafts.push(Draft::new(id.into(), &registered));
        }
        drafts
    }

    fn customers(&self, fresh: &mut dyn FnMut() -> Uuid) -> Vec<Draft> {
        let mut drafts = Vec::new();
        // Before their first site: the offices' alone. Under ids of their own, so that the seeds play as before.
        for (n, centre) in [Some(self.centres[0]), Some(self.centres[1]), None].into_iter().enumerate() {
            let details = CustomerDetails { name: same(format!("F{n}")), centre, ..CustomerDetails::default() };
            let id = Uuid::from_u128(0x0192_0000_0000_7000_8000_00f0_0000_0000 + n as u128);
            drafts.push(Draft::new(CustomerId::new(id).into(), &CustomerEvent::Registered { details }));
        }
        for (n, site) in self.sites.iter().enumerate() {
            let customer = CustomerEvent::Registered {
                details: CustomerDetails {
                    name: same(format!("K{n}")),
                    industry: "police".into(),
                    ..CustomerDetails::default()
                },
            };
            drafts.push(Draft::new(site.customer.into(), &customer));
            let registered = SiteEvent::Registered {
                details: SiteDetails {
                    address: format!("{n} Street"),
                    ..SiteDetails::new(site.customer, self.centres[site.centre], same(format!("S{n}")), "Asia/Shanghai")
                },
            };
            drafts.push(Draft::new(site.id.into(), &registered));
            let contact = Contact {
                id: ContactId::from(fresh()),
                name: "刘所".into(),
                title: "所长".into(),
                phone: Phone::parse("010-64001234").ok(),
                may_sign: true,
                messenger: String::new(),
            };
            drafts.push(Draft::new(site.id.into(), &SiteEvent::ContactSet { contact }));
            for (m, equipment) in site.equipment.iter().enumerate() {
                let details = EquipmentDetails {
                    site: site.id,
                    pn: "PTZ-600".into(),
                    sn: format!("SN-{n}-{m}"),
                    name: same("PTZ"),
                    class: "camera_ptz".into(),
                    place: "gate".into(),
                    parent: None,
                    installed: None,
                    warranty_end: None,
                    life_end: None,
                    contract: None,
                };
                drafts.push(Draft::new((*equipment).into(), &EquipmentEvent::Registered { details }));
            }
        }
        drafts
    }

    fn stock(&self, fresh: &mut dyn FnMut() -> Uuid) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (id, number, serialised) in [(self.board, "P-1001", true), (self.plug, "P-2001", false)] {
            let (model, class) = (format!("M-{number}"), CardClass::Critical);
            let details = CardDetails { model, class, ..parts::card(number, serialised) };
            drafts.push(parts::registered(id, details));
            let price = CardPriceEvent::Set { value: Some(Money { minor: 38_000, currency: "CNY".into() }) };
            drafts.push(Draft::new(Subject::new(CardPrice::KIND, id.uuid()), &price));
        }
        let mut places = Vec::new();
        for n in 0..2 {
            places.push((self.stores[n], PlaceKind::BranchStore, n, None));
            places.push((self.quarantines[n], PlaceKind::Quarantine, n, None));
            places.push((self.shops[n], PlaceKind::SupplierRepair, n, None));
            places.push((self.scraps[n], PlaceKind::Scrap, n, None));
        }
        places.extend(self.members.iter().map(|m| (m.bag, PlaceKind::Bag, m.centre, Some(m.person))));
        for (id, kind, centre, person) in places {
            drafts.push(parts::opened(id, kind, self.centres[centre], person));
        }
        for (n, store) in self.stores.into_iter().enumerate() {
            let mut came = |card, amount, serial: Option<String>| {
                let details = MovementDetails {
                    serial,
                    ..MovementDetails::opening(card, Quantity::whole(amount, Unit::Piece), store)
                };
                drafts.push(parts::moved(fresh().into(), details));
            };
            for serial in 0..3 {
                came(self.board, 1, Some(format!("DB-{n}-{serial}")));
            }
            came(self.plug, 200, None);
        }
        drafts
    }
}

/// A hub's folder with the firm on record, to be copied.
#[derive(Debug)]
pub struct Template {
    folder: TempDir,
    pub company: Company,
}

impl Template {
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Where simulations keep their files: in memory where the system has such a place.
pub fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

/// The template for a firm with so many phones.
pub fn template(phones: usize) -> Arc<Template> {
    static MADE: OnceLock<Mutex<BTreeMap<usize, Arc<Template>>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(made.entry(phones).or_insert_with(|| {
        // In a thread of its own: it has its own runtime and its own source of randomness.
        let work = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(make(phones))
        };
        Arc::new(std::thread::spawn(work).join().expect("a template"))
    }))
}

async fn make(phones: usize) -> Template {
    let mut dice = Dice::new(phones as u64, "company");
    dice::of_the_hub(Dice::new(phones as u64, "template"));
    let company = Company::draw(phones, &mut dice);
    let place = tempfile::Builder::new().prefix("fettle-sim-").tempdir_in(scratch()).expect("a folder");
    let clock = Arc::new(AtomicU64::new(START - 86_400_000));
    let hub = HubSide::open(place.path().join("live"), clock, Database::File(None)).await;
    let mut fresh = || dice.uuid(START - 86_400_000);
    let ledger = &hub.hub().ledger;
    let mut drafts = company.people();
    drafts.extend(company.customers(&mut fresh));
    drafts.extend(company.stock(&mut fresh));
    ledger.record(ledger.system(), drafts).await.expect("recorded");
    let admin = Actor {
        person: company.admin,
        roles: Roles::from([Role::Administrator]),
        centre: None,
        device_short: "H0".into(),
        next_count: 1,
    };
    for list in shipped() {
        let drafts = checks::publish(&Checklist::default(), &admin, list.clone()).expect("a list");
        ledger.record(company.admin, drafts).await.expect("recorded");
    }
    hub.copy_to(&place.path().join("template")).await.expect("a copy");
    drop(hub);
    let folder = tempfile::Builder::new().prefix("fettle-sim-").tempdir_in(scratch()).expect("a folder");
    super::hub::copy_folder(&place.path().join("template"), folder.path());
    Template { folder, company }
}
