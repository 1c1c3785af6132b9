//! What still belongs to something that is to end: open jobs, sites in use, people. Found by what it names, so that nothing that is over is read.
//! And a record as a page showed it.

use super::Ledger;
use super::command::{Drawn, shown};
use super::console::drawn_at;
use super::stored;
use crate::access::Reach;
use crate::data::uint;
use crate::error::HubError;
use crate::sql;
use fettle_core::domain::ids::{CentreId, ContractId, CustomerId, EquipmentId, PlaceId, SiteId, TakeId};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{Take, TakeStatus};
use fettle_core::domain::people::{CentreOpenItems, PersonOpenItems};
use fettle_core::domain::sites::Equipment;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Aggregate, Event, PersonId, Subject, fold};
use std::collections::BTreeSet;

/// Jobs that a page asks for at most.
const FEW: i64 = 21;

/// What a person still has to do and to give back, with the places and slips that say so.
#[derive(Debug, Default)]
pub struct OfPerson {
    /// Counted.
    pub open_items: PersonOpenItems,
    /// Their bags in which something is booked, with the kinds of parts in each.
    pub bags: Vec<(PlaceId, u64)>,
    /// Slips that wait, or of which something is owed, the oldest first.
    pub takes: Vec<(TakeId, Take)>,
}

impl Ledger {
    /// A record as a page that was drawn at `drawn` showed it; nothing known where it was not there yet.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn as_drawn<A: Aggregate>(&self, id: impl Into<Subject>, drawn: Drawn) -> Result<A, HubError> {
        let subject = Subject::new(A::KIND, id.into().id());
        let mut conn = self.db.read().acquire().await?;
        let now = self.console();
        let at = drawn_at(&mut conn, now, drawn.console.unwrap_or(now), drawn.seq).await?;
        let frontier = shown(&mut conn, BTreeSet::from([subject.clone()]), at).await?.remove(&subject);
        drop(conn);
        let Some(frontier) = frontier else {
            return Ok(self.get::<A>(subject.id()).await?.map(|folded| folded.state).unwrap_or_default());
        };
        let events = self.events_of(&subject).await?;
        let seen = |event: &&Event| frontier.has(event.header().device, event.header().number);
        Ok(fold::<A>(events.iter().filter(seen)).state)
    }

    /// Whether anything came to a record after a page was drawn that showed it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn moved_since(&self, subject: &Subject, drawn: Drawn) -> Result<bool, HubError> {
        let mut conn = self.db.read().acquire().await?;
        let now = self.console();
        let at = drawn_at(&mut conn, now, drawn.console.unwrap_or(now), drawn.seq).await?;
        Ok(shown(&mut conn, BTreeSet::from([subject.clone()]), at).await?.contains_key(subject))
    }

    async fn texts(&self, sql: &'static str, of: String) -> Result<Vec<Subject>, HubError> {
        let names: Vec<String> = sql::query_scalar(sql).bind(of).bind(FEW).fetch_all(self.db.read()).await?;
        names.iter().map(|name| name.parse().map_err(|_| HubError::Record(format!("subject {name}")))).collect()
    }
    async fn count(&self, sql: &'static str, of: String) -> Result<u64, HubError> {
        let count: i64 = sql::query_scalar(sql).bind(of).fetch_one(self.db.read()).await?;
        Ok(uint(count))
    }

    /// The newest open jobs of a site: a job names its site only while it is open.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn jobs_of_site(&self, site: SiteId) -> Result<Vec<Subject>, HubError> {
        let sql = "SELECT DISTINCT source FROM link WHERE target = $1 AND filing = 1 AND source >= 'job/' AND source < 'job0' \
                   ORDER BY source DESC LIMIT $2";
        self.texts(sql, Subject::from(site).to_string()).await
    }
    /// The newest jobs of a machine, open or not.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn jobs_of_machine(&self, machine: EquipmentId) -> Result<Vec<Subject>, HubError> {
        let sql = "SELECT DISTINCT source FROM link WHERE target = $1 AND source >= 'job/' AND source < 'job0' \
                   ORDER BY source DESC LIMIT $2";
        self.texts(sql, Subject::from(machine).to_string()).await
    }
    /// The newest open jobs under a contract: a job names it only while it is open.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn jobs_of_contract(&self, contract: ContractId) -> Result<Vec<Subject>, HubError> {
        let sql = "SELECT DISTINCT source FROM link WHERE target = $1 AND filing = 1 AND source >= 'job/' AND source < 'job0' \
                   ORDER BY source DESC LIMIT $2";
        self.texts(sql, Subject::from(contract).to_string()).await
    }
    /// The newest open jobs at the sites of a customer.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn jobs_of_customer(&self, customer: CustomerId) -> Result<Vec<Subject>, HubError> {
        let sql = "SELECT DISTINCT l.source FROM directory d JOIN link l ON l.target = d.subject \
                   WHERE d.owner = $1 AND d.kind = 'site' AND l.filing = 1 AND l.source >= 'job/' AND l.source < 'job0' \
                   ORDER BY l.source DESC LIMIT $2";
        self.texts(sql, Subject::from(customer).to_string()).await
    }
    /// The newest open jobs of a centre: those that bring their site to it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn jobs_of_centre(&self, centre: CentreId) -> Result<Vec<Subject>, HubError> {
        let sql = "SELECT DISTINCT source FROM brought WHERE source >= 'job/' AND source < 'job0' AND stream = $1 \
                   ORDER BY source DESC LIMIT $2";
        self.texts(sql, Stream::Centre(centre.uuid()).to_string()).await
    }
    /// The machines of a site, at most `most`, in the order of birth.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn machines_of(&self, site: SiteId, most: u32) -> Result<Vec<(EquipmentId, Equipment)>, HubError> {
        let sql = "SELECT DISTINCT source FROM link WHERE target = $1 AND source >= 'equipment/' AND source < 'equipment0' \
                   ORDER BY source LIMIT $2";
        let query = sql::query_scalar(sql).bind(Subject::from(site).to_string()).bind(i64::from(most));
        let names: Vec<String> = query.fetch_all(self.db.read()).await?;
        let subjects: Vec<Subject> = names.iter().filter_map(|name| name.parse().ok()).collect();
        let mut conn = self.db.read().acquire().await?;
        let states = stored::states(&mut conn, &subjects).await?;
        let machine = |subject: &Subject| {
            let state = states.get(subject)?.0.as_equipment()?.clone();
            Some((EquipmentId::new(subject.id()), state))
        };
        Ok(subjects.iter().filter_map(machine).collect())
    }
    /// The records of a kind with exactly this number, whoever may see them: at most a few.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn with_code(&self, kind: &'static str, code: &str) -> Result<Vec<Subject>, HubError> {
        let everything = Reach::All(self.system());
        let found = self.search(&everything, code, &[kind], 50).await?;
        let names = self.names(found.into_iter().map(|one| one.subject).collect()).await?;
        Ok(names.into_values().filter(|one| one.code == code).map(|one| one.subject).collect())
    }
    /// How many open jobs a site has.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn open_at_site(&self, site: SiteId) -> Result<u64, HubError> {
        let sql = "SELECT COUNT(DISTINCT source) FROM link WHERE target = $1 AND filing = 1 AND source >= 'job/' AND source < 'job0'";
        self.count(sql, Subject::from(site).to_string()).await
    }
    /// How many sites in use and how many open jobs a customer has.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn open_items_of_customer(&self, customer: CustomerId) -> Result<(u64, u64), HubError> {
        let customer = Subject::from(customer).to_string();
        let sites = "SELECT COUNT(*) FROM directory WHERE owner = $1 AND kind = 'site' AND ended = 0";
        let jobs = "SELECT COUNT(DISTINCT l.source) FROM directory d JOIN link l ON l.target = d.subject \
                    WHERE d.owner = $1 AND d.kind = 'site' AND l.filing = 1 AND l.source >= 'job/' AND l.source < 'job0'";
        Ok((self.count(sites, customer.clone()).await?, self.count(jobs, customer).await?))
    }
    /// What a person still has to do and to give back.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn open_items_of_person(&self, person: PersonId) -> Result<OfPerson, HubError> {
        let name = Subject::from(person).to_string();
        let mut of = OfPerson::default();
        // Open jobs that they are or were on; those that they are assigned to now count.
        let sql = "SELECT e.subject FROM job_engineer e JOIN job_in t ON t.subject = e.subject AND t.stream = '*' \
                   WHERE e.person = $1 AND t.open = 1";
        let jobs: Vec<String> = sql::query_scalar(sql).bind(person.to_string()).fetch_all(self.db.read()).await?;
        let jobs: Vec<Subject> = jobs.iter().filter_map(|name| name.parse().ok()).collect();
        for (_, job) in self.several::<Job>(jobs.iter().map(Subject::id).collect()).await? {
            let assigned = job.state.assignment.get().is_some_and(|known| known.to.contains(&person));
            of.open_items.jobs += u64::from(assigned);
        }
        let named =
            "SELECT DISTINCT source FROM link WHERE target = $1 AND source >= $2 AND source < $3 ORDER BY source";
        let naming = async |kind: &str| -> Result<Vec<Subject>, HubError> {
            let query = sql::query_scalar(named).bind(name.clone()).bind(format!("{kind}/")).bind(format!("{kind}0"));
            let names: Vec<String> = query.fetch_all(self.db.read()).await?;
            Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
        };
        let kinds = "SELECT COUNT(DISTINCT card) FROM stock_line WHERE place = $1 AND quantity <> 0";
        for place in naming("place").await? {
            let count = self.count(kinds, place.id().to_string()).await?;
            if count > 0 {
                of.open_items.parts += count;
                of.bags.push((place.id().into(), count));
            }
        }
        let takes = naming(Take::KIND).await?;
        for (id, take) in self.several::<Take>(takes.iter().map(Subject::id).collect()).await? {
            let take = take.state;
            if take.taker != Some(person) || !take.is_open() {
                continue;
            }
            match take.status {
                Some(TakeStatus::Requested | TakeStatus::Approved) => of.open_items.slips += 1,
                _ => of.open_items.owed += 1,
            }
            of.takes.push((id.into(), take));
        }
        of.takes.sort_by_key(|(id, take)| (take.at, *id));
        Ok(of)
    }
    /// What still belongs to a centre. Open jobs are those that bring their site to it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn open_items_of_centre(&self, centre: CentreId) -> Result<CentreOpenItems, HubError> {
        let owner = Subject::from(centre).to_string();
        let stream = Stream::Centre(centre.uuid()).to_string();
        let people = "SELECT COUNT(*) FROM directory WHERE owner = $1 AND kind = 'person' AND ended = 0";
        let places = "SELECT COUNT(*) FROM directory WHERE owner = $1 AND kind = 'place' AND ended = 0";
        let jobs =
            "SELECT COUNT(DISTINCT source) FROM brought WHERE source >= 'job/' AND source < 'job0' AND stream = $1";
        // What a centre names is among what its stream has, or its office: each in one of them.
        let of = "SELECT COUNT(*) FROM directory_in i JOIN directory d ON d.subject = i.subject \
                  WHERE i.stream IN ($1, $4) AND i.kind = $2 AND i.ended = 0 AND d.centre = $3";
        let office = Stream::Office(Some(centre.uuid())).to_string();
        let own = async |kind: &'static str| -> Result<u64, HubError> {
            let query = sql::query_scalar(of).bind(stream.clone()).bind(kind).bind(centre.to_string());
            let count: i64 = query.bind(office.clone()).fetch_one(self.db.read()).await?;
            Ok(uint(count))
        };
        Ok(CentreOpenItems {
            jobs: self.count(jobs, stream.clone()).await?,
            people: self.count(people, owner.clone()).await?,
            sites: own("site").await?,
            customers: own("customer").await?,
            places: self.count(places, owner).await?,
        })
    }
}
