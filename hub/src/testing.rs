//! A hub for tests: on a free port, in a temporary folder, with a clock that can be moved, and a small company.

#![allow(clippy::expect_used, reason = "for tests")]

pub mod disk;
pub mod parts;

use crate::access::person_subject;
use crate::clock::Clock;
use crate::data::{Db, Place};
use crate::front::Front;
use crate::hub::{Hub, Options};
use crate::ledger::Quarantined;
use crate::server;
use chrono::TimeDelta;
use fettle_core::domain::ids::{CentreId, CustomerId, JobId, SiteId};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{Assignment, JobEvent, Report};
use fettle_core::domain::local_time;
use fettle_core::domain::people::{AccountEvent, CentreEvent, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{CustomerDetails, CustomerEvent, SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;
use sqlx::{Connection, PgConnection};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A running hub. Its folder goes with the value.
#[derive(Debug)]
pub struct TestHub {
    /// The hub.
    pub hub: Arc<Hub>,
    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub address: String,
    ahead_ms: Arc<AtomicU64>,
    folder: TempDir,
    serving: JoinHandle<()>,
}

/// A hub that does not run: nobody answers at its address.
#[derive(Debug)]
pub struct StoppedHub {
    ahead_ms: Arc<AtomicU64>,
    folder: TempDir,
    port: u16,
}

impl StoppedHub {
    /// Starts it again on its folder, at the address that it had.
    pub async fn start(self) -> TestHub {
        self.start_with(Front::default()).await
    }
    /// Starts it again as `front` says.
    pub async fn start_with(self, front: Front) -> TestHub {
        let Self { ahead_ms, folder, port } = self;
        let (hub, address, serving) = listen(&folder, &ahead_ms, port, front).await;
        TestHub { hub, address, ahead_ms, folder, serving }
    }
    /// The same hub on another folder.
    pub fn moved_to(self, folder: TempDir) -> Self {
        Self { folder, ..self }
    }
    /// The data folder.
    pub fn data(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// The ids of the small company. Every password is [`PASSWORD`].
#[derive(Debug, Clone, Copy)]
pub struct Company {
    /// The first centre: staff, customer, site.
    pub centre: CentreId,
    /// A second centre, for scope.
    pub other_centre: CentreId,
    /// Login `admin`, head office.
    pub admin: PersonId,
    /// Login `manager`.
    pub manager: PersonId,
    /// Login `desk`.
    pub desk: PersonId,
    /// Login `engineer`.
    pub engineer: PersonId,
    /// Login `colleague`: an engineer of the same centre.
    pub colleague: PersonId,
    /// Login `keeper`: keeps the store.
    pub keeper: PersonId,
    /// Login `stranger`: an engineer of the other centre.
    pub stranger: PersonId,
    /// The customer.
    pub customer: CustomerId,
    /// The customer's site.
    pub site: SiteId,
}

/// The password of everyone in [`Company`].
pub const PASSWORD: &str = "correct horse";

/// A time of report as the desk would type it at the company's site, the same in every form of one run.
pub static AN_HOUR_AGO: LazyLock<String> =
    LazyLock::new(|| local_time::field(time(wall_ms()) - TimeDelta::hours(1), chrono_tz::Asia::Shanghai));

fn wall_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(0))
}

/// `port` 0 takes a free one.
async fn listen(
    folder: &TempDir,
    ahead_ms: &Arc<AtomicU64>,
    port: u16,
    front: Front,
) -> (Arc<Hub>, String, JoinHandle<()>) {
    let ahead = Arc::clone(ahead_ms);
    let clock = Clock::new(move || wall_ms() + ahead.load(Ordering::SeqCst));
    // A test says when what is due is done: else it would happen at another moment each time.
    let database = server_database(folder.path()).await;
    let options = Options { dues: false, database, ..Options::new(folder.path(), clock).named(Some("Test".into())) };
    let hub = Hub::open(options).await.expect("a hub");
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
    let scheme = if front.tls.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", listener.local_addr().expect("an address"));
    hub.set_front(front).await.expect("set once");
    let serving = Arc::clone(&hub);
    let task = tokio::spawn(async move { server::serve(serving, listener).await.expect("serving") });
    (hub, address, task)
}

/// Where hubs of tests have their databases: an address of a PostgreSQL server with `NAME` in it, or files where it is not set.
const SERVER: &str = "FETTLE_TEST_SERVER";

/// A database of its own for a hub that is made in `folder`.
async fn server_database(folder: &std::path::Path) -> Option<String> {
    if Place::is_made(folder) { None } else { free_server_database().await }
}

/// The address of a database with nothing in it, where tests have a server.
pub async fn free_server_database() -> Option<String> {
    let server = std::env::var(SERVER).ok()?;
    let name = format!("t{}", Uuid::new_v4().simple());
    let mut conn = PgConnection::connect(&server.replace("NAME", "postgres")).await.expect("the server of the tests");
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await.expect("a database");
    conn.close().await.expect("closed");
    Some(server.replace("NAME", &name))
}

impl TestHub {
    /// Starts an empty hub.
    pub async fn start() -> Self {
        Self::start_with(Front::default()).await
    }
    /// Starts an empty hub whose database is a file, whatever tests have.
    pub async fn on_file() -> Self {
        let folder = TempDir::new().expect("a folder");
        drop(Db::open(&Place::File(folder.path().join("hub.db")), wall_ms(), None).await.expect("a database"));
        Self::begin(folder, Front::default()).await
    }
    /// Another process of the same hub, where its database is on a server, and where it listens.
    pub async fn beside(&self) -> Option<(Arc<Hub>, String)> {
        if !matches!(Place::of(self.data()), Ok(Place::Server(_))) {
            return None;
        }
        let (hub, address, _) = listen(&self.folder, &self.ahead_ms, 0, Front::default()).await;
        Some((hub, address))
    }
    /// Starts an empty hub that meets the network as `front` says.
    pub async fn start_with(front: Front) -> Self {
        Self::begin(TempDir::new().expect("a folder"), front).await
    }
    /// Starts a hub on a data folder that is there.
    pub async fn on(folder: TempDir) -> Self {
        Self::begin(folder, Front::default()).await
    }
    async fn begin(folder: TempDir, front: Front) -> Self {
        let ahead_ms = Arc::new(AtomicU64::new(0));
        let (hub, address, serving) = listen(&folder, &ahead_ms, 0, front).await;
        Self { hub, address, ahead_ms, folder, serving }
    }
    /// Stops the hub in order; its folder and its address stay its own.
    pub async fn stop(self) -> StoppedHub {
        let Self { hub, ahead_ms, folder, serving, address } = self;
        hub.stop();
        serving.await.expect("an orderly end");
        // Requests that were cut may hold the hub, and with it the folder's lock, a little longer.
        for _ in 0..200 {
            if Arc::strong_count(&hub) == 1 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        drop(hub);
        // The database's connections close on threads of their own; the last one writes the log back.
        for _ in 0..500 {
            if !folder.path().join("hub.db-wal").exists() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let port = address.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).expect("a port");
        StoppedHub { ahead_ms, folder, port }
    }
    /// Stops the hub in order and starts it again on its folder, at another address.
    pub async fn restart(self) -> Self {
        let stopped = self.stop().await;
        StoppedHub { port: 0, ..stopped }.start().await
    }
    /// All that somebody has to look at in quarantine, newest first.
    pub async fn quarantine(&self) -> Vec<Quarantined> {
        let devices: Vec<_> = self.hub.ledger.devices().await.expect("read").iter().map(|row| row.id).collect();
        self.hub.ledger.quarantine(&devices, None, usize::MAX).await.expect("read")
    }
    /// Moves the hub's clock forward.
    pub fn advance(&self, ms: u64) {
        self.ahead_ms.fetch_add(ms, Ordering::SeqCst);
    }
    /// Moves it back by what it was moved forward.
    pub fn turn_back(&self, ms: u64) {
        self.ahead_ms.fetch_sub(ms, Ordering::SeqCst);
    }
    /// Sets the hub's clock so far ahead of the system's.
    pub fn set_ahead(&self, ms: u64) {
        self.ahead_ms.store(ms, Ordering::SeqCst);
    }
    /// The data folder.
    pub fn data(&self) -> &std::path::Path {
        self.folder.path()
    }
    /// A path on this hub as an address.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
    /// A one-time code for a phone of `person`.
    pub async fn code(&self, person: PersonId) -> String {
        self.hub.accounts.enrolment_code(person).await.expect("a code").code
    }
    /// A fresh UUIDv7.
    pub fn fresh(&self) -> Uuid {
        crate::random::uuid(self.hub.clock.now_ms()).expect("randomness")
    }
    /// Records as a person in the console.
    pub async fn record(&self, by: PersonId, drafts: Vec<Draft>) {
        self.hub.ledger.record(by, drafts).await.expect("recorded");
    }
    /// Enters the small company; `passwords` only where someone signs in, as hashing them is slow.
    pub async fn company(&self, passwords: bool) -> Company {
        let company = Company {
            centre: self.fresh().into(),
            other_centre: self.fresh().into(),
            admin: self.fresh().into(),
            manager: self.fresh().into(),
            desk: self.fresh().into(),
            engineer: self.fresh().into(),
            colleague: self.fresh().into(),
            keeper: self.fresh().into(),
            stranger: self.fresh().into(),
            customer: self.fresh().into(),
            site: self.fresh().into(),
        };
        let (here, there) = (Some(company.centre), Some(company.other_centre));
        let people = [
            (company.admin, "admin", "管理员", Role::Administrator, None),
            (company.manager, "manager", "王经理", Role::Manager, here),
            (company.desk, "desk", "李客服", Role::Desk, here),
            (company.engineer, "engineer", "张工", Role::Engineer, here),
            (company.colleague, "colleague", "陈工", Role::Engineer, here),
            (company.keeper, "keeper", "赵库管", Role::StockKeeper, here),
            (company.stranger, "stranger", "周工", Role::Engineer, there),
        ];
        let mut drafts = Vec::new();
        for (centre, name) in [(company.centre, "北京"), (company.other_centre, "上海")] {
            let opened = CentreEvent::Opened { name: both(name), region: name.into(), zone: "Asia/Shanghai".into() };
            drafts.push(Draft::new(centre.into(), &opened));
        }
        for (id, login, name, role, centre) in people {
            let registered =
                PersonEvent::Registered { name: both(name), roles: Roles::from([role]), centre, language: Lang::Zh };
            drafts.push(Draft::new(person_subject(id), &registered));
            let login = AccountEvent::LoginSet { login: Some(login.into()) };
            drafts.push(Draft::new(Subject::new("account", id.uuid()), &login));
        }
        let customer = CustomerEvent::Registered {
            details: CustomerDetails {
                name: both("东城分局"),
                industry: "police".into(),
                ..CustomerDetails::default()
            },
        };
        drafts.push(Draft::new(company.customer.into(), &customer));
        let site = SiteEvent::Registered {
            details: SiteDetails {
                address: "和平里北街 1 号".into(),
                ..SiteDetails::new(company.customer, company.centre, both("和平里派出所"), "Asia/Shanghai")
            },
        };
        drafts.push(Draft::new(company.site.into(), &site));
        self.record(self.hub.ledger.system(), drafts).await;
        if passwords {
            for (id, ..) in people {
                self.hub.accounts.set_password(id, PASSWORD).await.expect("a password");
            }
        }
        company
    }
    /// Reports a repair at the company's site and assigns it.
    pub async fn job(&self, company: &Company, to: Vec<PersonId>) -> JobId {
        let job = JobId::from(self.fresh());
        let number = format!("BJ-H0-{}", self.hub.ledger.next_count().await.expect("a count"));
        self.record(company.desk, vec![self.report(company, job, number)]).await;
        self.assign(company, job, to).await;
        job
    }
    /// The report of a job in the first centre.
    #[must_use]
    pub fn report(&self, company: &Company, job: JobId, number: String) -> Draft {
        let report = Report {
            number,
            kind: JobKind::Repair,
            channel: Channel::Phone,
            caller: ContactPart { name: "刘所".into(), title: "所长".into(), phone: "010-1".into() },
            company: "东城分局".into(),
            product: "PTZ".into(),
            symptom: "无图像".into(),
            at: time(self.hub.clock.now_ms()),
            centre: company.centre,
            customer: company.customer,
            site: company.site,
            contract: None,
            equipment: Vec::new(),
            entitlement: None,
            origin: None,
            photos: Vec::new(),
            follows: None,
        };
        Draft::new(job.into(), &JobEvent::Reported(report))
    }
    /// Assigns a job.
    pub async fn assign(&self, company: &Company, job: JobId, to: Vec<PersonId>) {
        let assigned = JobEvent::Assigned(Assignment { to });
        self.record(company.desk, vec![Draft::new(job.into(), &assigned)]).await;
    }
}

fn both(name: &str) -> Bilingual {
    Bilingual { zh: name.to_owned(), en: name.to_owned() }
}
