//! Rows of jobs: everything that the list of jobs shows, filters and sorts by, and that figures count.
//!
//! A function of the job's own state and streams, of its contract's state (what was promised), and of the names and the zone of its site and
//! customer in the directory.

use super::directory::{self, Listed};
use super::item::Item;
use super::page::{EVERY, Key, Page, Within};
use super::question::{MOST_SORTED, matching};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{self, among, parts, subject};
use crate::ledger::business::State;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use fettle_core::domain::ids::{CentreId, ContractId, CustomerId, JobId, SiteId};
use fettle_core::domain::jobs::sheet::{Cause, JobKind};
use fettle_core::domain::jobs::{Job, JobSummary, OpenPromise, Status, open_promises, promise_of};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::{Promise, zone};
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_core::text::Lang;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So much of a symptom a list shows, in characters.
const SYMPTOM: usize = 200;
/// The level of what was not judged: behind all others.
const NOT_JUDGED: i64 = 9;

/// A job as a list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobListed {
    /// Which.
    pub id: JobId,
    /// The number that people read.
    pub number: String,
    /// Which of the six kinds.
    pub kind: JobKind,
    /// How far it has come.
    pub status: Status,
    /// Fault level, once judged.
    pub level: Option<u8>,
    /// Work first, papers after.
    pub emergency: bool,
    /// Flags and conflicts that wait for a person.
    pub attention: u32,
    /// Centre.
    pub centre: CentreId,
    /// Customer.
    pub customer: CustomerId,
    /// Site.
    pub site: SiteId,
    /// The contract that it is done under.
    pub contract: Option<ContractId>,
    /// When the contact was.
    pub reported: DateTime<Utc>,
    /// On which day, in the site's zone.
    pub day: NaiveDate,
    /// The cause on the newest sheet that the customer signed by hand.
    pub cause: Option<Cause>,
    /// The beginning of the symptom as told.
    pub symptom: String,
    /// The promises that are open.
    pub promises: Vec<OpenPromise>,
    /// Who goes or went.
    pub engineers: Vec<PersonId>,
    place_zh: String,
    place_en: String,
}

/// What of a job's own state the rows hang on.
pub(super) fn said(state: &State) -> Option<(JobSummary, Option<ContractId>, Vec<OpenPromise>)> {
    let job = state.0.as_job()?;
    Some((JobSummary::of(job)?, job.contract(), open_promises(job, &Promise::default())))
}

/// The records whose names or terms the rows of a job show.
pub(super) fn shown_by(job: &Job) -> BTreeSet<Subject> {
    let named = job.site().map(Subject::from).into_iter().chain(job.customer().map(Subject::from));
    named.chain(job.contract().map(Subject::from)).chain(job.assignees().into_iter().map(Subject::from)).collect()
}

/// What rows of jobs are made from, beside the jobs.
struct Beside {
    names: HashMap<Subject, Listed>,
    contracts: HashMap<Subject, State>,
}

impl Beside {
    async fn read(conn: &mut SqliteConnection, items: &[Item]) -> Result<Self, HubError> {
        let shown: BTreeSet<Subject> =
            items.iter().filter_map(|item| item.state.0.as_job()).flat_map(shown_by).collect();
        let (contracts, named): (Vec<Subject>, Vec<Subject>) =
            shown.into_iter().partition(|subject| subject.kind() == "contract");
        Ok(Self {
            names: if named.is_empty() { HashMap::new() } else { directory::read(conn, &named).await? },
            contracts: if contracts.is_empty() { HashMap::new() } else { batch::states(conn, &contracts).await? },
        })
    }
    fn row(&self, state: &State) -> Option<JobListed> {
        let job = state.0.as_job()?;
        let summary = JobSummary::of(job)?;
        let contract = job.contract().and_then(|id| self.contracts.get(&id.into())?.0.as_contract());
        let (site, customer) = (self.names.get(&summary.site.into()), self.names.get(&summary.customer.into()));
        let site_zone = zone(site.map_or("", |site| &site.zone));
        let place = |lang| {
            let key = |row: Option<&Listed>| row.map_or("", |row| row.sort(lang)).to_owned();
            // Two spaces sort before anything that a name goes on with.
            format!("{}  {}", key(customer), key(site))
        };
        Some(JobListed {
            id: summary.id,
            number: summary.number,
            kind: summary.kind,
            status: summary.status,
            level: summary.level,
            emergency: summary.emergency,
            attention: summary.attention,
            centre: summary.centre,
            customer: summary.customer,
            site: summary.site,
            contract: job.contract(),
            // To the millisecond, as the row has it.
            reported: millis(summary.reported_at.timestamp_millis()),
            day: summary.reported_at.with_timezone(&site_zone).date_naive(),
            cause: summary.signed_cause,
            symptom: summary.symptom.chars().take(SYMPTOM).collect(),
            promises: open_promises(job, &promise_of(job, contract)),
            engineers: summary.assignees,
            place_zh: place(Lang::Zh),
            place_en: place(Lang::En),
        })
    }
}

fn millis(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl JobListed {
    fn subject(&self) -> Subject {
        self.id.into()
    }
    fn age(&self) -> i64 {
        -self.reported.timestamp_millis()
    }
    fn rank(&self) -> i64 {
        rank(self.status)
    }
    fn level_stored(&self) -> i64 {
        self.level.map_or(NOT_JUDGED, i64::from)
    }
    fn place(&self, lang: Lang) -> &str {
        if lang == Lang::En { &self.place_en } else { &self.place_zh }
    }
    /// Behind what a page goes on that ends with this job.
    pub fn key(&self, sort: JobSort, lang: Lang) -> Key {
        let first = match sort {
            JobSort::Newest | JobSort::Oldest => String::new(),
            JobSort::Level => self.level_stored().to_string(),
            JobSort::Status => self.rank().to_string(),
            JobSort::Site => self.place(lang).to_owned(),
        };
        Key { sort: format!("{}~{first}", self.age()), subject: self.subject() }
    }
    /// What it is ordered by.
    fn order(&self, sort: JobSort, lang: Lang) -> (i64, String, i64, String) {
        let (number, text) = match sort {
            JobSort::Newest | JobSort::Oldest => (0, ""),
            JobSort::Level => (self.level_stored(), ""),
            JobSort::Status => (self.rank(), ""),
            JobSort::Site => (0, self.place(lang)),
        };
        (number, text.to_owned(), self.age(), self.subject().to_string())
    }
}

fn rank(status: Status) -> i64 {
    let at = Status::ALL.iter().position(|one| *one == status).unwrap_or(Status::ALL.len());
    i64::try_from(at).unwrap_or(i64::MAX)
}

fn is_open(status: Status) -> bool {
    !matches!(status, Status::Closed | Status::Cancelled)
}

/// Writes the rows of changed jobs.
pub(super) async fn put(conn: &mut SqliteConnection, items: &[Item]) -> Result<(), HubError> {
    let jobs: Vec<Item> = items.iter().filter(|item| item.subject.kind() == Job::KIND).cloned().collect();
    if jobs.is_empty() {
        return Ok(());
    }
    let beside = Beside::read(conn, &jobs).await?;
    let subjects: Vec<Subject> = jobs.iter().map(|item| item.subject.clone()).collect();
    for table in ["job_row", "job_in", "job_engineer"] {
        among(&format!("DELETE FROM {table} WHERE subject IN ("), &subjects).build().execute(&mut *conn).await?;
    }
    let rows: Vec<(&Item, JobListed)> = jobs.iter().filter_map(|item| Some((item, beside.row(&item.state)?))).collect();
    let mut promises = Vec::with_capacity(rows.len());
    for (_, row) in &rows {
        promises.push(serde_json::to_string(&row.promises)?);
    }
    let all: Vec<(&JobListed, &String)> = rows.iter().map(|(_, row)| row).zip(&promises).collect();
    for some in parts(&all) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO job_row (subject, number, kind, status, level, emergency, attention, centre, customer, site, contract, \
             reported, day, cause, symptom, promises, place_zh, place_en) ",
        );
        query.push_values(some, |mut out, (row, promises)| {
            out.push_bind(row.subject().to_string())
                .push_bind(row.number.clone())
                .push_bind(row.kind.code())
                .push_bind(row.status.code())
                .push_bind(row.level_stored())
                .push_bind(i64::from(row.emergency))
                .push_bind(i64::from(row.attention))
                .push_bind(Subject::from(row.centre).to_string())
                .push_bind(Subject::from(row.customer).to_string())
                .push_bind(Subject::from(row.site).to_string())
                .push_bind(row.contract.map(|id| Subject::from(id).to_string()).unwrap_or_default())
                .push_bind(row.reported.timestamp_millis())
                .push_bind(row.day.to_string())
                .push_bind(row.cause.map_or("", Cause::code))
                .push_bind(row.symptom.clone())
                .push_bind((*promises).clone())
                .push_bind(row.place_zh.clone())
                .push_bind(row.place_en.clone());
        });
        query.build().execute(&mut *conn).await?;
    }
    let within: Vec<(&JobListed, &str)> = rows
        .iter()
        .flat_map(|(item, row)| item.streams.iter().map(String::as_str).chain([EVERY]).map(move |stream| (row, stream)))
        .collect();
    for some in parts(&within) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO job_in (subject, stream, age, level, rank, open, attention, centre, cause, day, place_zh, place_en) ",
        );
        query.push_values(some, |mut out, (row, stream)| {
            out.push_bind(row.subject().to_string())
                .push_bind((*stream).to_owned())
                .push_bind(row.age())
                .push_bind(row.level_stored())
                .push_bind(row.rank())
                .push_bind(i64::from(is_open(row.status)))
                .push_bind(i64::from(row.attention > 0))
                .push_bind(Subject::from(row.centre).to_string())
                .push_bind(row.cause.map_or("", Cause::code))
                .push_bind(row.day.to_string())
                .push_bind(row.place_zh.clone())
                .push_bind(row.place_en.clone());
        });
        query.build().execute(&mut *conn).await?;
    }
    let engineers: Vec<(&JobListed, usize, PersonId)> = rows
        .iter()
        .flat_map(|(_, row)| {
            let mut seen = BTreeSet::new();
            let each = row.engineers.iter().filter(move |id| seen.insert(**id)).enumerate();
            each.map(move |(n, id)| (row, n, *id))
        })
        .collect();
    for some in parts(&engineers) {
        let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO job_engineer (person, age, subject, n) ");
        query.push_values(some, |mut out, (row, n, person)| {
            out.push_bind(person.to_string())
                .push_bind(row.age())
                .push_bind(row.subject().to_string())
                .push_bind(i64::try_from(*n).unwrap_or(i64::MAX));
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Jobs whose rows show the name or the terms of `what`, behind `after`, in the order of their subjects.
pub(super) async fn showing(
    conn: &mut SqliteConnection,
    what: &Subject,
    after: &str,
    most: usize,
) -> Result<Vec<Subject>, HubError> {
    let from = match what.kind() {
        "site" => "job_row WHERE site = $1",
        "customer" => "job_row WHERE customer = $1",
        // What nothing is open of was promised under any terms.
        "contract" => "job_row WHERE contract = $1 AND contract <> '' AND promises <> '[]'",
        "person" => "job_engineer WHERE person = $1",
        _ => return Ok(Vec::new()),
    };
    let sql = format!("SELECT subject FROM {from} AND subject > $2 ORDER BY subject LIMIT $3");
    let key = if what.kind() == "person" { what.id().to_string() } else { what.to_string() };
    let names: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(key)
        .bind(after)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(conn)
        .await?;
    names.iter().map(|name| subject(name)).collect()
}

/// Whether the rows of a job are those of its state.
pub(super) async fn holds(conn: &mut SqliteConnection, item: &Item) -> Result<bool, HubError> {
    if item.subject.kind() != Job::KIND {
        return Ok(true);
    }
    let beside = Beside::read(conn, std::slice::from_ref(item)).await?;
    let wanted = beside.row(&item.state);
    let mut query =
        among(&format!("SELECT {COLUMNS} FROM job_row r WHERE r.subject IN ("), std::slice::from_ref(&item.subject));
    let found = query.build().fetch_all(&mut *conn).await?;
    let mut found: Vec<JobListed> = found.iter().map(listed).collect::<Result<_, _>>()?;
    with_engineers(conn, &mut found).await?;
    if let Some(wanted) = &wanted {
        // Who stands in it twice goes once.
        let mut seen = BTreeSet::new();
        let engineers: Vec<PersonId> = wanted.engineers.iter().copied().filter(|id| seen.insert(*id)).collect();
        let wanted = JobListed { engineers, ..wanted.clone() };
        if found.first() != Some(&wanted) {
            return Ok(false);
        }
    } else if !found.is_empty() {
        return Ok(false);
    }
    let sql = "SELECT stream, age, level, rank, open, attention, centre, cause, day, place_zh, place_en FROM job_in WHERE subject = $1";
    let mut within = BTreeSet::new();
    for row in sqlx::query(sql).bind(item.subject.to_string()).fetch_all(&mut *conn).await? {
        let Some(wanted) = &wanted else { return Ok(false) };
        let same = row.try_get::<i64, _>(1)? == wanted.age()
            && row.try_get::<i64, _>(2)? == wanted.level_stored()
            && row.try_get::<i64, _>(3)? == wanted.rank()
            && row.try_get::<i64, _>(4)? == i64::from(is_open(wanted.status))
            && row.try_get::<i64, _>(5)? == i64::from(wanted.attention > 0)
            && row.try_get::<String, _>(6)? == Subject::from(wanted.centre).to_string()
            && row.try_get::<String, _>(7)? == wanted.cause.map_or("", Cause::code)
            && row.try_get::<String, _>(8)? == wanted.day.to_string()
            && row.try_get::<String, _>(9)? == wanted.place_zh
            && row.try_get::<String, _>(10)? == wanted.place_en;
        if !same {
            return Ok(false);
        }
        within.insert(row.try_get::<String, _>(0)?);
    }
    let streams = item.streams.iter().cloned().chain([EVERY.to_owned()]).filter(|_| wanted.is_some()).collect();
    Ok(within == streams)
}

const COLUMNS: &str = "r.subject, r.number, r.kind, r.status, r.level, r.emergency, r.attention, r.centre, r.customer, r.site, \
                       r.contract, r.reported, r.day, r.cause, r.symptom, r.promises, r.place_zh, r.place_en";

fn listed(row: &SqliteRow) -> Result<JobListed, HubError> {
    fn id<T: From<uuid::Uuid>>(row: &SqliteRow, at: usize) -> Result<T, HubError> {
        Ok(subject(row.try_get(at)?)?.id().into())
    }
    let bad = |what: &str| HubError::Record(format!("row of a job: {what}"));
    let (kind, status, day, cause, contract): (String, String, String, String, String) =
        (row.try_get(2)?, row.try_get(3)?, row.try_get(12)?, row.try_get(13)?, row.try_get(10)?);
    let level: i64 = row.try_get(4)?;
    Ok(JobListed {
        id: id(row, 0)?,
        number: row.try_get(1)?,
        kind: JobKind::from_code(&kind).ok_or_else(|| bad(&kind))?,
        status: Status::from_code(&status).ok_or_else(|| bad(&status))?,
        level: u8::try_from(level).ok().filter(|_| level != NOT_JUDGED),
        emergency: row.try_get::<i64, _>(5)? == 1,
        attention: u32::try_from(row.try_get::<i64, _>(6)?).unwrap_or(u32::MAX),
        centre: id(row, 7)?,
        customer: id(row, 8)?,
        site: id(row, 9)?,
        contract: (!contract.is_empty()).then(|| subject(&contract).map(|s| s.id().into())).transpose()?,
        reported: millis(row.try_get(11)?),
        day: day.parse().map_err(|_| bad(&day))?,
        cause: if cause.is_empty() { None } else { Some(Cause::from_code(&cause).ok_or_else(|| bad(&cause))?) },
        symptom: row.try_get(14)?,
        promises: serde_json::from_str(row.try_get(15)?)?,
        engineers: Vec::new(),
        place_zh: row.try_get(16)?,
        place_en: row.try_get(17)?,
    })
}

async fn with_engineers(conn: &mut SqliteConnection, jobs: &mut [JobListed]) -> Result<(), HubError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let subjects: Vec<Subject> = jobs.iter().map(JobListed::subject).collect();
    let mut query = among("SELECT subject, person FROM job_engineer WHERE subject IN (", &subjects);
    query.push(" ORDER BY subject, n");
    let mut of: HashMap<Subject, Vec<PersonId>> = HashMap::new();
    for row in query.build().fetch_all(conn).await? {
        let person: String = row.try_get(1)?;
        let person = person.parse().map_err(|_| HubError::Record(format!("person {person}")))?;
        of.entry(subject(row.try_get(0)?)?).or_default().push(person);
    }
    for job in jobs {
        job.engineers = of.remove(&job.subject()).unwrap_or_default();
    }
    Ok(())
}

/// Which jobs, by how far they have come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// All.
    #[default]
    Any,
    /// Those that are neither closed nor cancelled.
    Open,
    /// Those with flags or conflicts that wait for a person.
    Attention,
    /// Those of one status.
    Is(Status),
}

/// Orders of the list. Ties stand newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum JobSort {
    /// By the time of the report, the newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// The gravest level first, what was not judged last.
    Level,
    /// In the order of the work.
    Status,
    /// By customer and site.
    Site,
}

/// What a list of jobs asks for.
#[derive(Debug, Clone)]
pub struct Jobs<'q> {
    /// Who asks.
    pub reach: &'q Reach,
    /// In whose order of names.
    pub lang: Lang,
    /// How far they have come.
    pub which: Which,
    /// Of this centre.
    pub centre: Option<CentreId>,
    /// With this engineer.
    pub engineer: Option<PersonId>,
    /// Of this level.
    pub level: Option<u8>,
    /// With this cause on the signed sheet.
    pub cause: Option<Cause>,
    /// What answers these words; empty for everything.
    pub words: &'q str,
    /// Reported on this day or later, in the site's zone.
    pub from: Option<NaiveDate>,
    /// Reported on this day or earlier.
    pub to: Option<NaiveDate>,
    /// The order.
    pub sort: JobSort,
}

impl<'q> Jobs<'q> {
    /// All that `reach` covers.
    pub fn all(reach: &'q Reach, lang: Lang) -> Self {
        Self {
            reach,
            lang,
            which: Which::Any,
            centre: None,
            engineer: None,
            level: None,
            cause: None,
            words: "",
            from: None,
            to: None,
            sort: JobSort::Newest,
        }
    }
    /// Whether few jobs answer, however many there are: they are sorted as they are, and no order is walked for them.
    fn is_sparse(&self) -> bool {
        let by_status = match self.which {
            Which::Any => false,
            Which::Open | Which::Attention => true,
            Which::Is(status) => is_open(status),
        };
        by_status || self.engineer.is_some()
    }
    /// What it is ordered by first, as a number or a text of `job_in`.
    fn first(&self) -> &'static str {
        match self.sort {
            JobSort::Newest | JobSort::Oldest => "0",
            JobSort::Level => "t.level",
            JobSort::Status => "t.rank",
            JobSort::Site if self.lang == Lang::En => "t.place_en",
            JobSort::Site => "t.place_zh",
        }
    }
    /// Goes on with what a row of `job_in` has to be.
    fn filter(&self, query: &mut QueryBuilder<Sqlite>) {
        match self.which {
            Which::Any => {}
            Which::Open => {
                query.push(" AND t.open = 1");
            }
            Which::Attention => {
                query.push(" AND t.attention = 1");
            }
            Which::Is(status) => {
                query.push(" AND t.rank = ").push_bind(rank(status));
            }
        }
        if let Some(centre) = self.centre {
            query.push(" AND t.centre = ").push_bind(Subject::from(centre).to_string());
        }
        if let Some(level) = self.level {
            query.push(" AND t.level = ").push_bind(i64::from(level));
        }
        if let Some(cause) = self.cause {
            // Said twice, so that the index of what has a cause serves.
            query.push(" AND t.cause <> '' AND t.cause = ").push_bind(cause.code());
        }
        // The day is the site's; the time bounds what is looked at, since no zone is further off.
        if let Some(from) = self.from {
            query.push(" AND t.day >= ").push_bind(from.to_string());
            query.push(" AND t.age <= ").push_bind(-ms_of(from, -FURTHEST));
        }
        if let Some(to) = self.to {
            query.push(" AND t.day <= ").push_bind(to.to_string());
            query.push(" AND t.age >= ").push_bind(-ms_of(to, 24 + FURTHEST));
        }
    }
    /// Goes on with: behind `after`.
    fn behind(&self, query: &mut QueryBuilder<Sqlite>, after: &Key) -> Result<(), HubError> {
        let bad = || HubError::Record("key of a page".into());
        let (age, first) = after.sort.split_once('~').ok_or_else(bad)?;
        let age: i64 = age.parse().map_err(|_| bad())?;
        let than = if self.sort == JobSort::Oldest { "<" } else { ">" };
        match self.sort {
            JobSort::Newest | JobSort::Oldest => {
                query.push(format!(" AND (t.age, t.subject) {than} ("));
            }
            JobSort::Level | JobSort::Status => {
                let first: i64 = first.parse().map_err(|_| bad())?;
                query.push(format!(" AND ({}, t.age, t.subject) > (", self.first())).push_bind(first).push(", ");
            }
            JobSort::Site => {
                let first = first.to_owned();
                query.push(format!(" AND ({}, t.age, t.subject) > (", self.first())).push_bind(first).push(", ");
            }
        }
        query.push_bind(age).push(", ").push_bind(after.subject.to_string()).push(")");
        Ok(())
    }
    /// Where a page ended, as rows are ordered.
    fn order_of(&self, key: &Key) -> Result<(i64, String, i64, String), HubError> {
        let bad = || HubError::Record("key of a page".into());
        let (age, first) = key.sort.split_once('~').ok_or_else(bad)?;
        let (number, text) = match self.sort {
            JobSort::Newest | JobSort::Oldest => (0, ""),
            JobSort::Level | JobSort::Status => (first.parse().map_err(|_| bad())?, ""),
            JobSort::Site => (0, first),
        };
        Ok((number, text.to_owned(), age.parse().map_err(|_| bad())?, key.subject.to_string()))
    }
    /// The order, as a branch of the statement has it.
    fn order(&self) -> String {
        match (self.sort, self.is_sparse()) {
            (JobSort::Newest, _) => "t.age, t.subject".to_owned(),
            (JobSort::Oldest, _) => "t.age DESC, t.subject DESC".to_owned(),
            (_, false) => format!("{}, t.age, t.subject", self.first()),
            // No index of this order is walked.
            (JobSort::Site, true) => format!("{} || '', t.age, t.subject", self.first()),
            (_, true) => format!("{} + 0, t.age, t.subject", self.first()),
        }
    }
    /// The ranges that are read together: where the jobs of the asked centre stand, if the asker reaches that.
    fn within(&self) -> Within {
        let stream = self.centre.map(|centre| Subject::from(centre).to_string());
        match stream {
            Some(stream) if Within::has(self.reach, &stream) => Within::stream(stream),
            // Jobs of a centre stand under that centre and under their people, and under no other centre.
            Some(_) => Within::of_people(self.reach),
            None => Within::of(self.reach),
        }
    }
    /// Goes on with the jobs that answer, a range a stream, each at most `most`.
    fn ranges(&self, query: &mut QueryBuilder<Sqlite>, after: Option<&Key>, most: i64) -> Result<bool, HubError> {
        let within = self.within();
        for (n, stream) in within.streams.iter().enumerate() {
            query.push(if n == 0 { "" } else { " UNION " });
            query.push(format!("SELECT * FROM (SELECT t.subject, {} AS first, t.age FROM ", self.first()));
            match self.engineer {
                Some(person) => {
                    query.push("job_engineer e JOIN job_in t ON t.subject = e.subject WHERE e.person = ");
                    query.push_bind(person.to_string()).push(" AND t.stream = ");
                }
                None => {
                    query.push("job_in t WHERE t.stream = ");
                }
            }
            query.push_bind(stream.clone());
            within.each(query, "t.subject");
            self.filter(query);
            if let Some(after) = after {
                self.behind(query, after)?;
            }
            query.push(format!(" ORDER BY {} LIMIT ", self.order())).push_bind(most).push(") b");
        }
        Ok(!within.streams.is_empty())
    }
}

/// No zone is further from UTC, in hours.
const FURTHEST: i64 = 15;

fn ms_of(day: NaiveDate, hours: i64) -> i64 {
    let at = day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    at.saturating_add(TimeDelta::hours(hours).num_milliseconds())
}

impl Ledger {
    /// A page of the list of jobs, behind `after`, of at most `limit` rows.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer, or `after` is no key of this order.
    pub async fn jobs(&self, asks: &Jobs<'_>, after: Option<&Key>, limit: usize) -> Result<Page<JobListed>, HubError> {
        let mut conn = self.db.read().acquire().await?;
        let (mut rows, cut) = if asks.words.trim().is_empty() {
            (by_order(&mut conn, asks, after, limit + 1).await?, false)
        } else {
            by_words(&mut conn, asks, after).await?
        };
        let more = rows.len() > limit;
        rows.truncate(limit);
        with_engineers(&mut conn, &mut rows).await?;
        let next = rows.last().filter(|_| more).map(|row| row.key(asks.sort, asks.lang));
        Ok(Page { rows, next, cut })
    }

    /// How many jobs answer, and whether there are more: counting ends at `most`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn count_jobs(&self, asks: &Jobs<'_>, most: usize) -> Result<(usize, bool), HubError> {
        let mut conn = self.db.read().acquire().await?;
        if !asks.words.trim().is_empty() {
            let (rows, cut) = by_words(&mut conn, asks, None).await?;
            return Ok((rows.len(), cut));
        }
        let asks = Jobs { sort: JobSort::Newest, ..asks.clone() };
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut query = QueryBuilder::<Sqlite>::new("SELECT COUNT(*) FROM (SELECT subject FROM (");
        if !asks.ranges(&mut query, None, limit)? {
            return Ok((0, false));
        }
        query.push(") u LIMIT ").push_bind(limit).push(") c");
        let count: i64 = query.build_query_scalar().fetch_one(&mut *conn).await?;
        let count = usize::try_from(count).unwrap_or(0);
        Ok((count.min(most), count > most))
    }

    /// Who is to go on jobs within `reach` that are open.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn engineers_at_work(&self, reach: &Reach) -> Result<Vec<PersonId>, HubError> {
        let within = Within::of(reach);
        let sql = "SELECT DISTINCT e.person FROM job_in t JOIN job_engineer e ON e.subject = t.subject WHERE t.open = 1 AND t.stream IN (";
        let mut query = QueryBuilder::<Sqlite>::new(sql);
        batch::in_texts(&mut query, &within.streams);
        within.each(&mut query, "t.subject");
        query.push(" ORDER BY e.person LIMIT 500");
        let people: Vec<String> = query.build_query_scalar().fetch_all(self.db.read()).await?;
        people.iter().map(|id| id.parse().map_err(|_| HubError::Record(format!("person {id}")))).collect()
    }

    /// The rows of these jobs alone. Asks nobody whether they may be seen.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn job_rows(&self, subjects: &[Subject]) -> Result<HashMap<Subject, JobListed>, HubError> {
        let mut query = among(&format!("SELECT {COLUMNS} FROM job_row r WHERE r.subject IN ("), subjects);
        let rows = query.build().fetch_all(self.db.read()).await?;
        rows.iter().map(listed).map(|row| row.map(|row| (row.subject(), row))).collect()
    }

    /// How many jobs within `reach` bear each cause on the sheet that the customer signed, and how many jobs there are.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn causes(&self, reach: &Reach) -> Result<(BTreeMap<Cause, u32>, u64), HubError> {
        let mut found = BTreeMap::new();
        let mut all = 0;
        let within = Within::of(reach);
        let mut query =
            QueryBuilder::<Sqlite>::new("SELECT t.cause, COUNT(DISTINCT t.subject) FROM job_in t WHERE t.stream IN (");
        batch::in_texts(&mut query, &within.streams);
        within.each(&mut query, "t.subject");
        query.push(" GROUP BY t.cause");
        for row in query.build().fetch_all(self.db.read()).await? {
            let (code, count): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            all += crate::data::uint(count);
            if let Some(cause) = Cause::from_code(&code) {
                found.insert(cause, u32::try_from(count).unwrap_or(u32::MAX));
            }
        }
        Ok((found, all))
    }
}

async fn by_order(
    conn: &mut SqliteConnection,
    asks: &Jobs<'_>,
    after: Option<&Key>,
    most: usize,
) -> Result<Vec<JobListed>, HubError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut query = QueryBuilder::<Sqlite>::new(format!("SELECT {COLUMNS} FROM (SELECT * FROM ("));
    if !asks.ranges(&mut query, after, most)? {
        // Who left reaches nothing.
        return Ok(Vec::new());
    }
    let order = if asks.sort == JobSort::Oldest { "age DESC, subject DESC" } else { "first, age, subject" };
    query.push(format!(") u ORDER BY {order} LIMIT ")).push_bind(most);
    let order = if asks.sort == JobSort::Oldest { "p.age DESC, p.subject DESC" } else { "p.first, p.age, p.subject" };
    query.push(format!(") p JOIN job_row r ON r.subject = p.subject ORDER BY {order}"));
    query.build().fetch_all(conn).await?.iter().map(listed).collect()
}

/// All that answers the words and stands behind `after`, in order; and whether there is more than can be sorted.
async fn by_words(
    conn: &mut SqliteConnection,
    asks: &Jobs<'_>,
    after: Option<&Key>,
) -> Result<(Vec<JobListed>, bool), HubError> {
    let engineer = asks.engineer.map(Subject::from);
    let Some(matched) = matching(asks.reach, asks.words, &[Job::KIND], engineer.as_ref()) else {
        return Ok((Vec::new(), false));
    };
    let mut query = QueryBuilder::<Sqlite>::new(format!(
        "SELECT {COLUMNS} FROM search_word w JOIN search_doc s ON s.id = w.rowid JOIN job_row r ON r.subject = s.subject \
         JOIN job_in t ON t.subject = s.subject AND t.stream = '{EVERY}' WHERE search_word MATCH "
    ));
    query.push_bind(matched);
    asks.filter(&mut query);
    let most = MOST_SORTED;
    query.push(" ORDER BY w.rowid DESC LIMIT ").push_bind(i64::try_from(most + 1).unwrap_or(i64::MAX));
    let rows = query.build().fetch_all(conn).await?;
    let cut = rows.len() > most;
    let mut found: Vec<JobListed> = rows.iter().take(most).map(listed).collect::<Result<_, _>>()?;
    found.sort_by_cached_key(|row| row.order(asks.sort, asks.lang));
    if asks.sort == JobSort::Oldest {
        found.reverse();
    }
    if let Some(after) = after {
        let end = asks.order_of(after)?;
        let behind = |row: &JobListed| {
            let order = row.order(asks.sort, asks.lang);
            if asks.sort == JobSort::Oldest { order < end } else { order > end }
        };
        found.retain(behind);
    }
    Ok((found, cut))
}
