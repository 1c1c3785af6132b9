//! Rows of jobs: everything that lists of jobs (`job_list`) show, filter and sort by, and that figures count.
//!
//! A function of the job's own state and streams, of its contract's state (what was promised), and of the names and the zone of its site and
//! customer in the directory.

use super::directory::{self, Listed};
use super::item::Item;
use super::page::{EVERY, Key};
use crate::error::HubError;
use crate::ledger::batch::{among, parts, subject};
use crate::ledger::business::State;
use crate::ledger::stored;
use crate::sql::{self, Builder, Conn, Row};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use fettle_core::domain::calendar::{WorkingDays, day_in};
use fettle_core::domain::calendars::{Calendar, calendar_subject};
use fettle_core::domain::dues::Overdue;
use fettle_core::domain::ids::{CentreId, ContractId, CustomerId, JobId, SiteId};
use fettle_core::domain::jobs::sheet::{Cause, JobKind};
use fettle_core::domain::jobs::{self, Job, JobSummary, OpenSla, Status, late, open_slas, sla_target_of};
use fettle_core::domain::sites::{SlaTarget, zone};
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_core::text::Lang;
use std::collections::{BTreeSet, HashMap};

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
    pub promises: Vec<OpenSla>,
    /// What is late of it and was told last.
    pub overdue: Option<Overdue>,
    /// Who goes or went.
    pub engineers: Vec<PersonId>,
    place_zh: String,
    place_en: String,
}

/// What is due of open work that waits for no time, and of work that is over: later than any time.
const NOT_DUE: i64 = 9_000_000_000_000_000;
const OVER: i64 = NOT_DUE + 1;

/// What of a job's own state the rows hang on.
type Said = (JobSummary, Option<ContractId>, Vec<OpenSla>, Option<Overdue>);

pub(super) fn said(state: &State) -> Option<Said> {
    let job = state.0.as_job()?;
    Some((JobSummary::of(job)?, job.contract(), open_slas(job, &SlaTarget::default()), told_last(job)))
}

fn told_last(job: &Job) -> Option<Overdue> {
    late(job).last().map(|told| told.what.clone())
}

/// The records whose names, terms or working days the rows of a job show.
pub(super) fn shown_by(job: &Job) -> BTreeSet<Subject> {
    let named = job.site().map(Subject::from).into_iter().chain(job.customer().map(Subject::from));
    let named = named.chain(job.contract().map(Subject::from)).chain(job.assignees().into_iter().map(Subject::from));
    named.chain(calendars(job)).collect()
}

/// The calendars that the return call of a job is counted by: of the year of the answer in any zone, and of the one behind it.
fn calendars(job: &Job) -> impl Iterator<Item = Subject> {
    let years = jobs::to_call_back(job).map(|answered| answered.at.year());
    years.into_iter().flat_map(|year| year - 1..=year + 1).map(calendar_subject)
}

/// What rows of jobs are made from, beside the jobs.
pub(super) struct Beside {
    names: HashMap<Subject, Listed>,
    contracts: HashMap<Subject, State>,
    days: WorkingDays,
}

impl Beside {
    /// For records that are no jobs.
    pub(super) fn none() -> Self {
        Self { names: HashMap::new(), contracts: HashMap::new(), days: WorkingDays::default() }
    }
    pub(super) async fn read(conn: &mut Conn, items: &[Item]) -> Result<Self, HubError> {
        let shown: BTreeSet<Subject> =
            items.iter().filter_map(|item| item.state.0.as_job()).flat_map(shown_by).collect();
        let (terms, named): (Vec<Subject>, Vec<Subject>) =
            shown.into_iter().partition(|subject| ["contract", Calendar::KIND].contains(&subject.kind()));
        let contracts = if terms.is_empty() { HashMap::new() } else { stored::states(conn, &terms).await? };
        let mut days = WorkingDays::default();
        for calendar in contracts.values().filter_map(|state| state.0.as_calendar()) {
            calendar.put(&mut days);
        }
        let names = if named.is_empty() { HashMap::new() } else { directory::read(conn, &named).await? };
        Ok(Self { names, contracts, days })
    }
    /// What was promised of a job.
    pub(super) fn sla(&self, job: &Job) -> SlaTarget {
        sla_target_of(job, job.contract().and_then(|id| self.contracts.get(&id.into())?.0.as_contract()))
    }
    /// The days that the return call of a job is counted by.
    pub(super) fn days(&self) -> &WorkingDays {
        &self.days
    }
    /// The zone of a job's site.
    pub(super) fn zone(&self, job: &Job) -> Tz {
        let site = job.site().and_then(|id| self.names.get(&id.into()));
        zone(site.map_or("", |site| &site.zone))
    }
    fn row(&self, state: &State) -> Option<JobListed> {
        let job = state.0.as_job()?;
        let summary = JobSummary::of(job)?;
        let (site, customer) = (self.names.get(&summary.site.into()), self.names.get(&summary.customer.into()));
        let site_zone = self.zone(job);
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
            day: day_in(summary.reported_at, site_zone),
            cause: summary.signed_cause,
            symptom: summary.symptom.chars().take(SYMPTOM).collect(),
            promises: open_slas(job, &self.sla(job)),
            overdue: told_last(job),
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
    pub(super) fn subject(&self) -> Subject {
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
    /// When the next thing of it is due, milliseconds since 1970 UTC: open work of which nothing runs out stands behind, then what is over.
    fn due(&self) -> i64 {
        if !is_open(self.status) {
            return OVER;
        }
        self.promises.iter().filter(|promise| !promise.paused).map(|promise| promise.until).min().unwrap_or(NOT_DUE)
    }
    fn place(&self, lang: Lang) -> &str {
        if lang == Lang::En { &self.place_en } else { &self.place_zh }
    }
    /// Behind what a page goes on that ends with this job.
    pub fn key(&self, sort: JobSort, lang: Lang) -> Key {
        let first = match sort {
            JobSort::Newest | JobSort::Oldest => String::new(),
            JobSort::Level | JobSort::LevelDown => self.level_stored().to_string(),
            JobSort::Status | JobSort::StatusDown => self.rank().to_string(),
            JobSort::Due | JobSort::DueDown => self.due().to_string(),
            JobSort::Site | JobSort::SiteDown => self.place(lang).to_owned(),
        };
        Key { sort: format!("{}~{first}", self.age()), subject: self.subject() }
    }
    /// What it is ordered by.
    pub(super) fn order(&self, sort: JobSort, lang: Lang) -> (i64, String, i64, String) {
        let (number, text) = match sort {
            JobSort::Newest | JobSort::Oldest => (0, ""),
            JobSort::Level | JobSort::LevelDown => (self.level_stored(), ""),
            JobSort::Status | JobSort::StatusDown => (self.rank(), ""),
            JobSort::Due | JobSort::DueDown => (self.due(), ""),
            JobSort::Site | JobSort::SiteDown => (0, self.place(lang)),
        };
        (number, text.to_owned(), self.age(), self.subject().to_string())
    }
}

pub(super) fn rank(status: Status) -> i64 {
    let at = Status::ALL.iter().position(|one| *one == status).unwrap_or(Status::ALL.len());
    i64::try_from(at).unwrap_or(i64::MAX)
}

pub(super) fn is_open(status: Status) -> bool {
    !matches!(status, Status::Closed | Status::Cancelled)
}

/// Writes the rows of changed jobs.
pub(super) async fn put(conn: &mut Conn, items: &[Item], beside: &Beside) -> Result<(), HubError> {
    let jobs: Vec<&Item> = items.iter().filter(|item| item.subject.kind() == Job::KIND).collect();
    if jobs.is_empty() {
        return Ok(());
    }
    let subjects: Vec<Subject> = jobs.iter().map(|item| item.subject.clone()).collect();
    for table in ["job_row", "job_in", "job_engineer"] {
        among(&format!("DELETE FROM {table} WHERE subject IN ("), &subjects).build().execute(&mut *conn).await?;
    }
    let rows: Vec<(&Item, JobListed)> =
        jobs.iter().filter_map(|item| Some((*item, beside.row(&item.state)?))).collect();
    let mut promises = Vec::with_capacity(rows.len());
    for (_, row) in &rows {
        let overdue = row.overdue.as_ref().map(serde_json::to_string).transpose()?;
        promises.push((serde_json::to_string(&row.promises)?, overdue.unwrap_or_default()));
    }
    let all: Vec<(&JobListed, &(String, String))> = rows.iter().map(|(_, row)| row).zip(&promises).collect();
    for some in parts(&all) {
        let mut query = Builder::new(
            "INSERT INTO job_row (subject, number, kind, status, level, emergency, attention, centre, customer, site, contract, \
             reported, day, cause, symptom, promises, place_zh, place_en, overdue) ",
        );
        query.push_values(some, |mut out, (row, (promises, overdue))| {
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
                .push_bind(row.cause.as_ref().map_or("", Cause::code))
                .push_bind(row.symptom.clone())
                .push_bind(promises.clone())
                .push_bind(row.place_zh.clone())
                .push_bind(row.place_en.clone())
                .push_bind(overdue.clone());
        });
        query.build().execute(&mut *conn).await?;
    }
    let within: Vec<(&JobListed, &str)> = rows
        .iter()
        .flat_map(|(item, row)| item.streams.iter().map(String::as_str).chain([EVERY]).map(move |stream| (row, stream)))
        .collect();
    for some in parts(&within) {
        let mut query = Builder::new(
            "INSERT INTO job_in (subject, stream, age, level, rank, open, attention, centre, cause, day, place_zh, place_en, kind, due) ",
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
                .push_bind(row.cause.as_ref().map_or("", Cause::code))
                .push_bind(row.day.to_string())
                .push_bind(row.place_zh.clone())
                .push_bind(row.place_en.clone())
                .push_bind(row.kind.code())
                .push_bind(row.due());
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
        let mut query = Builder::new("INSERT INTO job_engineer (person, age, subject, n) ");
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

/// Jobs whose rows or words show a name, a code or the terms of `what`, behind `after`, in the order of their subjects.
pub(super) async fn showing(
    conn: &mut Conn,
    what: &Subject,
    after: &str,
    most: usize,
) -> Result<Vec<Subject>, HubError> {
    let from = match what.kind() {
        "site" => "job_row WHERE site = $1",
        "customer" => "job_row WHERE customer = $1",
        "contract" => "job_row WHERE contract = $1 AND contract <> ''",
        "equipment" => {
            "(SELECT DISTINCT source AS subject FROM link WHERE target = $1 AND source >= 'job/' AND source < 'job0') l WHERE 1 = 1"
        }
        "person" => "job_engineer WHERE person = $1",
        // Only what is open is counted again; the name of the calendar says nothing of which.
        Calendar::KIND => "due WHERE what = 'return_call' AND $1 <> ''",
        _ => return Ok(Vec::new()),
    };
    let sql = format!("SELECT subject FROM {from} AND subject > $2 ORDER BY subject LIMIT $3");
    let key = if what.kind() == "person" { what.id().to_string() } else { what.to_string() };
    let names: Vec<String> = sql::query_scalar(sql::AssertSqlSafe(sql))
        .bind(key)
        .bind(after)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(conn)
        .await?;
    names.iter().map(|name| subject(name)).collect()
}

/// Whether the rows of a job are those of its state.
pub(super) async fn holds(conn: &mut Conn, item: &Item) -> Result<bool, HubError> {
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
    let sql = "SELECT stream, age, level, rank, open, attention, centre, cause, day, place_zh, place_en, kind, due FROM job_in WHERE subject = $1";
    let mut within = BTreeSet::new();
    for row in sql::query(sql).bind(item.subject.to_string()).fetch_all(&mut *conn).await? {
        let Some(wanted) = &wanted else { return Ok(false) };
        let same = row.try_get::<i64, _>(1)? == wanted.age()
            && row.try_get::<i64, _>(2)? == wanted.level_stored()
            && row.try_get::<i64, _>(3)? == wanted.rank()
            && row.try_get::<i64, _>(4)? == i64::from(is_open(wanted.status))
            && row.try_get::<i64, _>(5)? == i64::from(wanted.attention > 0)
            && row.try_get::<String, _>(6)? == Subject::from(wanted.centre).to_string()
            && row.try_get::<String, _>(7)? == wanted.cause.as_ref().map_or("", Cause::code)
            && row.try_get::<String, _>(8)? == wanted.day.to_string()
            && row.try_get::<String, _>(9)? == wanted.place_zh
            && row.try_get::<String, _>(10)? == wanted.place_en
            && row.try_get::<String, _>(11)? == wanted.kind.code()
            && row.try_get::<i64, _>(12)? == wanted.due();
        if !same {
            return Ok(false);
        }
        within.insert(row.try_get::<String, _>(0)?);
    }
    let streams = item.streams.iter().cloned().chain([EVERY.to_owned()]).filter(|_| wanted.is_some()).collect();
    Ok(within == streams)
}

pub(super) const COLUMNS: &str = "r.subject, r.number, r.kind, r.status, r.level, r.emergency, r.attention, r.centre, r.customer, r.site, \
                       r.contract, r.reported, r.day, r.cause, r.symptom, r.promises, r.place_zh, r.place_en, r.overdue";

pub(super) fn listed(row: &Row) -> Result<JobListed, HubError> {
    fn id<T: From<uuid::Uuid>>(row: &Row, at: usize) -> Result<T, HubError> {
        Ok(subject(row.try_get(at)?)?.id().into())
    }
    let bad = |what: &str| HubError::Record(format!("row of a job: {what}"));
    let (kind, status, day, cause, contract): (String, String, String, String, String) =
        (row.try_get(2)?, row.try_get(3)?, row.try_get(12)?, row.try_get(13)?, row.try_get(10)?);
    let level: i64 = row.try_get(4)?;
    let overdue: String = row.try_get(18)?;
    Ok(JobListed {
        id: id(row, 0)?,
        number: row.try_get(1)?,
        kind: JobKind::read(&kind).map_err(|_| bad(&kind))?,
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
        cause: if cause.is_empty() { None } else { Some(Cause::read(&cause).map_err(|_| bad(&cause))?) },
        symptom: row.try_get(14)?,
        promises: serde_json::from_str(row.try_get(15)?)?,
        overdue: if overdue.is_empty() { None } else { Some(serde_json::from_str(&overdue)?) },
        engineers: Vec::new(),
        place_zh: row.try_get(16)?,
        place_en: row.try_get(17)?,
    })
}

pub(super) async fn with_engineers(conn: &mut Conn, jobs: &mut [JobListed]) -> Result<(), HubError> {
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

/// Orders of the list. Ties stand newest first; an order that is turned round is so to its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum JobSort {
    /// By the time of the report, the newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// The gravest level first, what was not judged last.
    Level,
    /// The same turned round.
    LevelDown,
    /// In the order of the work.
    Status,
    /// The same turned round.
    StatusDown,
    /// By customer and site.
    Site,
    /// The same turned round.
    SiteDown,
    /// By what is due next; open work of which nothing runs out stands behind, then what is over.
    Due,
    /// The same turned round.
    DueDown,
}

impl JobSort {
    /// Whether it is another order from its end on.
    pub(super) fn is_turned(self) -> bool {
        matches!(self, Self::Oldest | Self::LevelDown | Self::StatusDown | Self::SiteDown | Self::DueDown)
    }
}
