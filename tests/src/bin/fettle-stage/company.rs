//! The hub's side: the sample company, and the call that the day begins with.

use fettle_core::domain::checks::{Checklist, ChecklistEvent, shipped};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{Assignment, Job, JobEvent, Report};
use fettle_core::domain::parts::Card;
use fettle_core::domain::sites::{Equipment, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Draft, PersonId, Subject};
use fettle_hub::clock::Clock;
use fettle_hub::import::{Known, plan, read_folder};
use fettle_hub::random;
use fettle_hub::{Hub, Options};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// Who goes.
pub const ENGINEER: &str = "wang";
/// Who took the call.
pub const DESK: &str = "lin";
/// The camera that does not turn (fault 2 of the sample's story) and the part that it will need.
const EQUIPMENT: &str = "PS05-C03";
const CARD: &str = "P-1001";

/// What the tests have to know of it.
pub struct Staged {
    /// The job's id.
    pub job: String,
    /// The id of the card of the part that will be needed.
    pub card: String,
}

/// Makes the hub's data folder.
pub async fn write(data: &Path) -> Result<Staged, Box<dyn Error>> {
    let clock = Clock::system();
    let hub = Hub::open(Options::new(data, clock).named(Some("Fettle".into()))).await?;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hub/sample/company");
    let mut failed = None;
    let mut fresh = || {
        random::uuid(hub.clock.now_ms()).unwrap_or_else(|error| {
            failed = Some(error);
            Uuid::nil()
        })
    };
    let planned = plan(&read_folder(&sample)?, Known::default(), &mut fresh);
    if let Some(error) = failed {
        return Err(error.into());
    }
    if !planned.problems.is_empty() {
        return Err(format!("the sample company has bad rows: {:?}", planned.problems).into());
    }
    hub.ledger.record(hub.ledger.system(), planned.drafts).await?;
    let lists = shipped().iter().map(|list| {
        Draft::new(Subject::new(Checklist::KIND, list.id().uuid()), &ChecklistEvent::Published(list.clone()))
    });
    hub.ledger.record(hub.ledger.system(), lists.collect()).await?;

    let job = call(&hub).await?;
    let card = find::<Card>(&hub, |card| card.number() == CARD).await?.0;
    hub.stop();
    Ok(Staged { job: job.to_string(), card: card.to_string() })
}

/// The desk takes the call and gives the job to the engineer.
async fn call(hub: &Arc<Hub>) -> Result<Uuid, Box<dyn Error>> {
    let desk = person(hub, DESK).await?;
    let engineer = person(hub, ENGINEER).await?;
    let (equipment, camera) = find::<Equipment>(hub, |one| one.codes.iter().any(|code| code == EQUIPMENT)).await?;
    let site = camera.site.ok_or("the camera stands nowhere")?;
    let place = hub.ledger.get::<Site>(site.uuid()).await?.ok_or("the camera's site is not there")?.state;
    let job = random::uuid(hub.clock.now_ms())?;
    let report = Report {
        number: format!("H0-{}", hub.ledger.next_count().await?),
        kind: JobKind::Repair,
        channel: Channel::Phone,
        caller: ContactPart { name: "陈操作员".into(), title: "操作员".into(), phone: "13900000305".into() },
        company: "示范区公安分局".into(),
        product: camera.pn.clone(),
        symptom: "云台不转，画面正常".into(),
        at: time(hub.clock.now_ms()),
        centre: place.centre.ok_or("the site has no centre")?,
        customer: place.customer.ok_or("the site has no customer")?,
        site,
        contract: camera.contract,
        equipment: vec![equipment.into()],
        entitlement: None,
        origin: None,
        photos: Vec::new(),
        follows: None,
    };
    let subject = Subject::new(Job::KIND, job);
    let reported = Draft::new(subject.clone(), &JobEvent::Reported(report));
    let assigned = Draft::new(subject, &JobEvent::Assigned(Assignment { to: vec![engineer] }));
    hub.ledger.record(desk, vec![reported, assigned]).await?;
    Ok(job)
}

async fn person(hub: &Arc<Hub>, login: &str) -> Result<PersonId, Box<dyn Error>> {
    Ok(hub.accounts.by_login(login).await?.ok_or_else(|| format!("nobody is called {login}"))?)
}

async fn find<A: Aggregate>(hub: &Arc<Hub>, fits: impl Fn(&A) -> bool) -> Result<(Uuid, A), Box<dyn Error>> {
    let all = hub.ledger.all::<A>().await?;
    let found = all.into_iter().map(|(id, folded)| (id, folded.state)).find(|(_, state)| fits(state));
    found.ok_or_else(|| format!("the sample company lacks a {}", A::KIND).into())
}
