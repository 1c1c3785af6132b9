//! Who and what there is: centres with their people, customers with sites, contracts and machines.

use super::Filling;
use crate::Outcome;
use crate::people::{ROLES, login};
use crate::sizes::Sizes;
use chrono::{Days, NaiveDate};
use fettle_core::domain::ids::{CentreId, ContactId, ContractId, CustomerId, EquipmentId, SiteId};
use fettle_core::domain::people::{Account, AccountEvent, CentreEvent, Person, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{
    Contact, ContractEvent, CustomerDetails, CustomerEvent, EquipmentDetails, EquipmentEvent, JobKind, PriceEvent,
    SheetLanguage, SiteDetails, SiteEvent, Terms,
};
use fettle_core::domain::values::{Bilingual, Money, Phone};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Draft, PersonId, Subject};
use fettle_core::text::Lang;
use std::collections::{BTreeMap, BTreeSet};

const DISTRICTS: [&str; 12] =
    ["东城", "西城", "朝阳", "海淀", "丰台", "石景山", "通州", "顺义", "昌平", "大兴", "房山", "怀柔"];
const KINDS: [(&str, &str); 6] = [
    ("派出所", "police"),
    ("小学", "education"),
    ("变电站", "power"),
    ("机场", "traffic"),
    ("医院", "health"),
    ("工厂", "industry"),
];
const SURNAMES: [&str; 10] = ["张", "王", "李", "赵", "陈", "刘", "杨", "黄", "周", "吴"];
const MACHINES: [(&str, &str, &str); 5] = [
    ("camera_ptz", "PTZ-600", "云台摄像机"),
    ("server", "SV-2U-400", "服务器"),
    ("ups", "UPS-3K", "不间断电源"),
    ("switch", "SW-24", "交换机"),
    ("earthing", "ET-10", "接地装置"),
];

/// A centre with its people.
pub struct Staffed {
    pub id: CentreId,
    pub engineers: Vec<PersonId>,
}

/// A site with whose it is and what stands there.
pub struct Served {
    pub id: SiteId,
    pub customer: CustomerId,
    /// Which of the centres looks after it.
    pub centre: usize,
    pub contract: ContractId,
    pub machines: Vec<EquipmentId>,
    pub name: String,
}

pub struct Company {
    pub centres: Vec<Staffed>,
    pub sites: Vec<Served>,
}

/// Enters all of it.
pub async fn entered(filling: &mut Filling, sizes: &Sizes) -> Outcome<Company> {
    let (mut drafts, mut centres) = (Vec::new(), Vec::new());
    for n in 0..sizes.centres() {
        centres.push(centre(filling, n, sizes.engineers(), &mut drafts)?);
    }
    filling.record(drafts, 1_000).await?;
    let mut sites = Vec::new();
    let customers = sizes.customers();
    for n in 0..customers {
        let mut drafts = Vec::new();
        let own = sizes.sites() * n / customers..sizes.sites() * (n + 1) / customers;
        sites.extend(customer(filling, n, own, sizes, &centres, &mut drafts)?);
        filling.record(drafts, 10).await?;
    }
    Ok(Company { centres, sites })
}

fn number(n: usize) -> Option<Phone> {
    Phone::parse(&format!("138{:08}", n % 100_000_000)).ok()
}

fn centre(filling: &Filling, n: usize, engineers: usize, drafts: &mut Vec<Draft>) -> Outcome<Staffed> {
    let id: CentreId = filling.fresh()?;
    let name = Bilingual::new(format!("第{}服务中心", n + 1), format!("Centre {}", n + 1));
    let region = DISTRICTS[n % DISTRICTS.len()].to_owned();
    drafts.push(Draft::new(id.into(), &CentreEvent::Opened { name, region, zone: "Asia/Shanghai".into() }));
    let mut all = Vec::new();
    for role in ROLES {
        // Head office is nobody's centre.
        let of = Some(id).filter(|_| role != Role::Administrator);
        let entered = person(filling, (role, n, of), Some(login(role, n)), drafts)?;
        all.extend(Some(entered).filter(|_| role == Role::Engineer));
    }
    for _ in 1..engineers {
        all.push(person(filling, (Role::Engineer, n, Some(id)), None, drafts)?);
    }
    Ok(Staffed { id, engineers: all })
}

fn person(
    filling: &Filling,
    (role, n, centre): (Role, usize, Option<CentreId>),
    login: Option<String>,
    drafts: &mut Vec<Draft>,
) -> Outcome<PersonId> {
    let id = PersonId::new(filling.fresh()?);
    let count = drafts.len();
    let name = Bilingual::new(
        format!("{}{}{count}", SURNAMES[count % SURNAMES.len()], role.code()),
        format!("{} {n}-{count}", role.code()),
    );
    let registered = PersonEvent::Registered { name, roles: Roles::from([role]), centre, language: Lang::Zh };
    let account = Subject::new(Account::KIND, id.uuid());
    drafts.push(Draft::new(Subject::new(Person::KIND, id.uuid()), &registered));
    drafts.push(Draft::new(account.clone(), &AccountEvent::PhoneSet { phone: number(n * 1_000 + count) }));
    if let Some(login) = login {
        drafts.push(Draft::new(account, &AccountEvent::LoginSet { login: Some(login) }));
    }
    Ok(id)
}

fn customer(
    filling: &Filling,
    n: usize,
    own: std::ops::Range<usize>,
    sizes: &Sizes,
    centres: &[Staffed],
    drafts: &mut Vec<Draft>,
) -> Outcome<Vec<Served>> {
    let (id, contract): (CustomerId, ContractId) = (filling.fresh()?, filling.fresh()?);
    let centre = n % centres.len();
    let (kind, industry) = KINDS[n % KINDS.len()];
    let district = DISTRICTS[n / KINDS.len() % DISTRICTS.len()];
    let name = format!("{district}第{}{kind}", n + 1);
    let details = CustomerDetails {
        name: Bilingual::new(name.clone(), format!("Customer {}", n + 1)),
        industry: industry.to_owned(),
        code: format!("K{:05}", n + 1),
        notes: String::new(),
        centre: Some(centres[centre].id),
    };
    drafts.push(Draft::new(id.into(), &CustomerEvent::Registered { details }));
    let mut sites = Vec::new();
    for at in own {
        let site: SiteId = filling.fresh()?;
        let site_name = format!("{name}{}号机房", at + 1);
        let details = SiteDetails {
            address: format!("{district}区和平里北街 {} 号", at % 900 + 1),
            code: format!("S{:06}", at + 1),
            ..SiteDetails::new(id, centres[centre].id, Bilingual::same(site_name.clone()), "Asia/Shanghai")
        };
        drafts.push(Draft::new(site.into(), &SiteEvent::Registered { details }));
        let contact = Contact {
            id: filling.fresh::<ContactId>()?,
            name: format!("{}所{at}", SURNAMES[at % SURNAMES.len()]),
            title: "所长".into(),
            phone: number(at),
            may_sign: true,
            messenger: String::new(),
        };
        drafts.push(Draft::new(site.into(), &SiteEvent::ContactSet { contact }));
        let mut machines = Vec::new();
        for m in sizes.machines * at / sizes.sites()..sizes.machines * (at + 1) / sizes.sites() {
            machines.push(machine(filling, m, site, drafts)?);
        }
        sites.push(Served { id: site, customer: id, centre, contract, machines, name: site_name });
    }
    drafts.extend(agreed(filling, (n, id, contract), sites.iter().map(|site| site.id).collect()));
    Ok(sites)
}

fn agreed(
    filling: &Filling,
    (n, customer, id): (usize, CustomerId, ContractId),
    sites: BTreeSet<SiteId>,
) -> [Draft; 2] {
    let starts = time(filling.now_ms()).date_naive();
    // Two years have gone by when the company is whole; some end soon after.
    let ends = starts.checked_add_days(Days::new(760 + (n % 400) as u64)).unwrap_or(NaiveDate::MAX);
    let terms = Terms {
        customer,
        number: format!("HT-{:05}", n + 1),
        sites,
        services: BTreeSet::from([JobKind::Repair, JobKind::Inspection]),
        promises: BTreeMap::new(),
        inspections_a_year: 2,
        starts,
        ends,
        watermark: false,
        language: SheetLanguage::Both,
    };
    let price = PriceEvent::Set { value: Money::new(1_200_000 + n as i64, "CNY"), payment: "按季度".into() };
    [
        Draft::new(id.into(), &ContractEvent::Agreed { terms }),
        Draft::new(Subject::new("contract_price", id.uuid()), &price),
    ]
}

fn machine(filling: &Filling, m: usize, site: SiteId, drafts: &mut Vec<Draft>) -> Outcome<EquipmentId> {
    let id: EquipmentId = filling.fresh()?;
    let (class, pn, name) = MACHINES[m % MACHINES.len()];
    let today = time(filling.now_ms()).date_naive();
    let details = EquipmentDetails {
        site,
        pn: pn.to_owned(),
        sn: format!("SN{m:07}"),
        name: Bilingual::new(name, pn),
        class: class.to_owned(),
        place: format!("A列{}柜", m % 40),
        parent: None,
        installed: Some(today),
        warranty_end: today.checked_add_days(Days::new(365 + (m % 900) as u64)),
        life_end: today.checked_add_days(Days::new(3_650)),
        contract: None,
    };
    drafts.push(Draft::new(id.into(), &EquipmentEvent::Registered { details }));
    drafts.push(Draft::new(id.into(), &EquipmentEvent::CodeBound { code: format!("M-{m:06}") }));
    Ok(id)
}
