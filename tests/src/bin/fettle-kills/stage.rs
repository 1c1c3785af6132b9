//! The company: one centre, an engineer for each phone, one site, and jobs that two of them share.

use fettle_core::domain::ids::{CentreId, CustomerId, JobId, SiteId};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{Assignment, JobEvent, Report};
use fettle_core::domain::people::{CentreEvent, Person, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{CustomerDetails, CustomerEvent, SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Draft, PersonId, Subject};
use fettle_core::text::Lang;
use fettle_hub::clock::Clock;
use fettle_hub::{Hub, Options, random};
use std::error::Error;
use std::path::Path;

/// What the rest has to know of it.
pub struct Staged {
    /// A one-time code for each phone.
    pub codes: Vec<String>,
    /// The hub's epoch, which no kill may change.
    pub epoch: String,
}

fn both(name: &str) -> Bilingual {
    Bilingual { zh: name.to_owned(), en: name.to_owned() }
}

/// Makes the hub's data folder.
pub async fn write(
    data: &Path,
    database: Option<String>,
    phones: usize,
    jobs: usize,
) -> Result<Staged, Box<dyn Error>> {
    let hub = Hub::open(Options { database, ..Options::new(data, Clock::system()) }).await?;
    let now = hub.clock.now_ms();
    let centre = CentreId::from(random::uuid(now)?);
    let customer = CustomerId::from(random::uuid(now)?);
    let site = SiteId::from(random::uuid(now)?);
    let opened = CentreEvent::Opened { name: both("北京"), region: "北京".into(), zone: "Asia/Shanghai".into() };
    let registered = CustomerEvent::Registered {
        details: CustomerDetails {
            name: both("东城分局"), industry: "police".into(), ..CustomerDetails::default()
        },
    };
    let place = SiteEvent::Registered {
        details: SiteDetails {
            address: "和平里北街 1 号".into(),
            ..SiteDetails::new(customer, centre, both("和平里派出所"), "Asia/Shanghai")
        },
    };
    let mut drafts = vec![
        Draft::new(centre.into(), &opened),
        Draft::new(customer.into(), &registered),
        Draft::new(site.into(), &place),
    ];
    let mut people = Vec::new();
    for n in 0..phones {
        let id = PersonId::new(random::uuid(now)?);
        let engineer = PersonEvent::Registered {
            name: both(&format!("工程师 {n}")),
            roles: Roles::from([Role::Engineer]),
            centre: Some(centre),
            language: Lang::Zh,
        };
        drafts.push(Draft::new(Subject::new(Person::KIND, id.uuid()), &engineer));
        people.push(id);
    }
    for n in 0..jobs {
        let job = JobId::from(random::uuid(now)?);
        let report = Report {
            number: format!("H0-{}", n + 1),
            kind: JobKind::Repair,
            channel: Channel::Phone,
            caller: ContactPart { name: "刘所".into(), title: "所长".into(), phone: "010-64001234".into() },
            company: "东城分局".into(),
            product: "PTZ".into(),
            symptom: "云台不转".into(),
            at: time(now),
            centre,
            customer,
            site,
            contract: None,
            equipment: Vec::new(),
            entitlement: None,
            origin: None,
            photos: Vec::new(),
            follows: None,
        };
        let two = [n % phones, (n + 1) % phones].map(|n| people.get(n).copied());
        let mut to: Vec<PersonId> = two.into_iter().flatten().collect();
        to.dedup();
        drafts.push(Draft::new(job.into(), &JobEvent::Reported(report)));
        drafts.push(Draft::new(job.into(), &JobEvent::Assigned(Assignment { to })));
    }
    hub.ledger.record(hub.ledger.system(), drafts).await?;
    let mut codes = Vec::new();
    for person in people {
        codes.push(hub.accounts.enrolment_code(person).await?.code);
    }
    let epoch = hub.epoch().to_string();
    hub.stop();
    Ok(Staged { codes, epoch })
}
