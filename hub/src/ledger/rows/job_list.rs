//! Lists of jobs: what they ask for, and the pages, counts and figures that the rows give.
//!
//! Who asks is part of the question: only what is filed where the viewer reaches it is looked at. What a row is stands in `jobs`.

use super::jobs::{COLUMNS, JobListed, JobSort, is_open, listed, rank, with_engineers};
use super::page::{EVERY, Key, Page, Within};
use super::question::{MOST_SORTED, matching};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{self, among};
use crate::sql::{Builder, Conn};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use fettle_core::domain::ids::{CentreId, ContractId, CustomerId, EquipmentId, SiteId};
use fettle_core::domain::jobs::sheet::{Cause, JobKind};
use fettle_core::domain::jobs::{Job, Status};
use fettle_core::domain::reach::Reach;
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_core::text::Lang;
use std::collections::{BTreeMap, HashMap};

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
    /// Of this kind.
    pub kind: Option<JobKind>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// At this site.
    pub site: Option<SiteId>,
    /// About this machine.
    pub equipment: Option<EquipmentId>,
    /// Under this contract.
    pub contract: Option<ContractId>,
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
            kind: None,
            customer: None,
            site: None,
            equipment: None,
            contract: None,
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
        by_status || self.engineer.is_some() || self.is_of_thing()
    }
    /// Whether it asks for the jobs of a customer, a site, a machine or a contract. They are read by what they are of, newest first, and each is asked
    /// whether the asker reaches it.
    fn is_of_thing(&self) -> bool {
        self.customer.is_some() || self.site.is_some() || self.equipment.is_some() || self.contract.is_some()
    }
    /// Whether it asks for all open work by what is due, which stands first in the index of that order: the index is walked, and no other.
    fn walks_due(&self) -> bool {
        let all = self.engineer.is_none() && !self.is_of_thing();
        all && self.sort == JobSort::Due && matches!(self.which, Which::Open)
    }
    /// What it is ordered by first, as a number or a text of `job_in`.
    fn first(&self) -> &'static str {
        match self.sort {
            JobSort::Newest | JobSort::Oldest => "0",
            JobSort::Level | JobSort::LevelDown => "t.level",
            JobSort::Status | JobSort::StatusDown => "t.rank",
            JobSort::Due | JobSort::DueDown => "t.due",
            JobSort::Site | JobSort::SiteDown if self.lang == Lang::En => "t.place_en",
            JobSort::Site | JobSort::SiteDown => "t.place_zh",
        }
    }
    /// Goes on with what a row of `job_in`, and the row of its job, have to be.
    fn filter(&self, query: &mut Builder) {
        match self.which {
            Which::Any => {}
            Which::Open => {
                query.push(if self.walks_due() { " AND t.open + 0 = 1" } else { " AND t.open = 1" });
            }
            Which::Attention => {
                query.push(" AND t.attention = 1");
            }
            Which::Is(status) => {
                query.push(" AND t.rank = ").push_bind(rank(status));
            }
        }
        self.of_thing(query);
        if let Some(kind) = self.kind {
            query.push(" AND t.kind = ").push_bind(kind.code().to_owned());
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
    /// Goes on with: the row `r` of the job is of what is asked for.
    fn of_thing(&self, query: &mut Builder) {
        let columns = [
            ("r.customer", self.customer.map(Subject::from)),
            ("r.site", self.site.map(Subject::from)),
            // Said twice, so that the index of what has a contract serves.
            ("r.contract <> '' AND r.contract", self.contract.map(Subject::from)),
        ];
        for (column, thing) in columns {
            if let Some(thing) = thing {
                query.push(format!(" AND {column} = ")).push_bind(thing.to_string());
            }
        }
        if let Some(machine) = self.equipment {
            // A job names its machines for good.
            query.push(" AND r.subject IN (SELECT source FROM link WHERE target = ");
            query.push_bind(Subject::from(machine).to_string()).push(" AND source >= 'job/' AND source < 'job0')");
        }
    }
    /// Goes on with: behind `after`.
    fn behind(&self, query: &mut Builder, after: &Key) -> Result<(), HubError> {
        let (number, text, age, subject) = self.order_of(after)?;
        let than = if self.sort.is_turned() { "<" } else { ">" };
        // What a thing has stands by the time of the report: a deep page begins where the one before ended.
        match self.sort {
            JobSort::Newest if self.is_of_thing() => {
                query.push(" AND r.reported <= ").push_bind(age.saturating_neg());
            }
            JobSort::Oldest if self.is_of_thing() => {
                query.push(" AND r.reported >= ").push_bind(age.saturating_neg());
            }
            _ => {}
        }
        match self.sort {
            JobSort::Newest | JobSort::Oldest => {
                query.push(format!(" AND (t.age, t.subject) {than} ("));
            }
            JobSort::Level
            | JobSort::LevelDown
            | JobSort::Status
            | JobSort::StatusDown
            | JobSort::Due
            | JobSort::DueDown => {
                query.push(format!(" AND ({}, t.age, t.subject) {than} (", self.first()));
                query.push_bind(number).push(", ");
            }
            JobSort::Site | JobSort::SiteDown => {
                query.push(format!(" AND ({}, t.age, t.subject) {than} (", self.first())).push_bind(text).push(", ");
            }
        }
        query.push_bind(age).push(", ").push_bind(subject).push(")");
        Ok(())
    }
    /// Where a page ended, as rows are ordered.
    fn order_of(&self, key: &Key) -> Result<(i64, String, i64, String), HubError> {
        let bad = || HubError::Record("key of a page".into());
        let (age, first) = key.sort.split_once('~').ok_or_else(bad)?;
        let (number, text) = match self.sort {
            JobSort::Newest | JobSort::Oldest => (0, ""),
            JobSort::Level
            | JobSort::LevelDown
            | JobSort::Status
            | JobSort::StatusDown
            | JobSort::Due
            | JobSort::DueDown => (first.parse().map_err(|_| bad())?, ""),
            JobSort::Site | JobSort::SiteDown => (0, first),
        };
        Ok((number, text.to_owned(), age.parse().map_err(|_| bad())?, key.subject.to_string()))
    }
    /// Whether a page of this order ends at such a place.
    pub fn goes_on_from(&self, after: &Key) -> bool {
        self.order_of(after).is_ok()
    }
    /// The order, as a branch of the statement has it.
    fn order(&self) -> String {
        let down = if self.sort.is_turned() { " DESC" } else { "" };
        match (self.sort, self.is_sparse()) {
            (JobSort::Newest, _) if self.is_of_thing() => "r.reported DESC, r.subject".to_owned(),
            (JobSort::Oldest, _) if self.is_of_thing() => "r.reported, r.subject DESC".to_owned(),
            (JobSort::Newest, _) => "t.age, t.subject".to_owned(),
            (JobSort::Oldest, _) => "t.age DESC, t.subject DESC".to_owned(),
            (JobSort::Due, _) if self.walks_due() => "t.due, t.age, t.subject".to_owned(),
            (_, false) => format!("{}{down}, t.age{down}, t.subject{down}", self.first()),
            // No index of this order is walked.
            (JobSort::Site | JobSort::SiteDown, true) => {
                format!("{} || ''{down}, t.age{down}, t.subject{down}", self.first())
            }
            (_, true) => format!("{} + 0{down}, t.age{down}, t.subject{down}", self.first()),
        }
    }
    /// The ranges that are read together: where the jobs of the asked centre stand, if the asker reaches that.
    fn within(&self) -> Within {
        if self.is_of_thing() {
            return Within::asking(self.reach);
        }
        let stream = self.centre.map(|centre| Subject::from(centre).to_string());
        match stream {
            Some(stream) if Within::has(self.reach, &stream) => Within::stream(stream),
            // Jobs of a centre stand under that centre and under their people, and under no other centre.
            Some(_) => Within::of_people(self.reach),
            None => Within::of(self.reach),
        }
    }
    /// Goes on with the jobs that answer, a range a stream, each at most `most`.
    fn ranges(&self, query: &mut Builder, after: Option<&Key>, most: i64) -> Result<bool, HubError> {
        let within = self.within();
        for (n, stream) in within.streams.iter().enumerate() {
            query.push(if n == 0 { "" } else { " UNION " });
            query.push(format!("SELECT * FROM (SELECT t.subject, {} AS first, t.age FROM ", self.first()));
            match self.engineer {
                engineer if self.is_of_thing() => {
                    // In this order, as written: no index of all that is open, or of a time, is walked for a thing.
                    query.push("job_row r CROSS JOIN job_in t WHERE t.subject = r.subject AND ");
                    if let Some(person) = engineer {
                        query.push("r.subject IN (SELECT subject FROM job_engineer WHERE person = ");
                        query.push_bind(person.to_string()).push(") AND ");
                    }
                    query.push("t.stream = ");
                }
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
        let mut query = Builder::new("SELECT COUNT(*) FROM (SELECT subject FROM (");
        if !asks.ranges(&mut query, None, limit)? {
            return Ok((0, false));
        }
        query.push(") u LIMIT ").push_bind(limit).push(") c");
        let count: i64 = query.build_query_scalar().fetch_one(&mut *conn).await?;
        let count = usize::try_from(count).unwrap_or(0);
        Ok((count.min(most), count > most))
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
        let within = Within::of(reach);
        // A job stands once under each of its streams. Counted apart, each question has an index that holds all it reads.
        let counts = |what: &str, further: &str, last: &str| {
            let one = within.streams.len() == 1;
            let count = if one { "COUNT(*)" } else { "COUNT(DISTINCT t.subject)" };
            let mut query = Builder::new(format!("SELECT {what}{count} FROM job_in t WHERE t.stream IN ("));
            batch::in_texts(&mut query, &within.streams);
            query.push(further);
            within.each(&mut query, "t.subject");
            query.push(last);
            query
        };
        let mut caused = counts("t.cause, ", " AND t.cause <> ''", " GROUP BY t.cause");
        for row in caused.build().fetch_all(self.db.read()).await? {
            let (code, count): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            if let Ok(cause) = Cause::read(&code) {
                found.insert(cause, u32::try_from(count).unwrap_or(u32::MAX));
            }
        }
        let all: i64 = counts("", "", "").build_query_scalar().fetch_one(self.db.read()).await?;
        let all = crate::data::uint(all);
        Ok((found, all))
    }
}

async fn by_order(
    conn: &mut Conn,
    asks: &Jobs<'_>,
    after: Option<&Key>,
    most: usize,
) -> Result<Vec<JobListed>, HubError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut query = Builder::new(format!("SELECT {COLUMNS} FROM (SELECT * FROM ("));
    if !asks.ranges(&mut query, after, most)? {
        // Who left reaches nothing.
        return Ok(Vec::new());
    }
    let down = if asks.sort.is_turned() { " DESC" } else { "" };
    query.push(format!(") u ORDER BY first{down}, age{down}, subject{down} LIMIT ")).push_bind(most);
    let order = format!("p.first{down}, p.age{down}, p.subject{down}");
    query.push(format!(") p JOIN job_row r ON r.subject = p.subject ORDER BY {order}"));
    query.build().fetch_all(conn).await?.iter().map(listed).collect()
}

/// All that answers the words and stands behind `after`, in order; and whether there is more than can be sorted.
async fn by_words(conn: &mut Conn, asks: &Jobs<'_>, after: Option<&Key>) -> Result<(Vec<JobListed>, bool), HubError> {
    let engineer = asks.engineer.map(Subject::from);
    let Some(matched) = matching(asks.reach, asks.words, &[Job::KIND], (engineer.as_ref(), None)) else {
        return Ok((Vec::new(), false));
    };
    // The words lead: no index of a stream is walked, with a question to the words for each job of it.
    let mut query = Builder::new(format!(
        "SELECT {COLUMNS} FROM search_word w JOIN search_doc s ON s.id = w.rowid JOIN job_row r ON r.subject = s.subject \
         JOIN job_in t ON t.subject = s.subject AND t.stream || '' = '{EVERY}' WHERE "
    ));
    matched.push(&mut query, conn.is_postgres());
    asks.filter(&mut query);
    let most = MOST_SORTED;
    query.push(" ORDER BY w.rowid DESC LIMIT ").push_bind(i64::try_from(most + 1).unwrap_or(i64::MAX));
    let rows = query.build().fetch_all(conn).await?;
    let cut = rows.len() > most;
    let mut found: Vec<JobListed> = rows.iter().take(most).map(listed).collect::<Result<_, _>>()?;
    found.sort_by_cached_key(|row| row.order(asks.sort, asks.lang));
    if asks.sort.is_turned() {
        found.reverse();
    }
    if let Some(after) = after {
        let end = asks.order_of(after)?;
        let behind = |row: &JobListed| {
            let order = row.order(asks.sort, asks.lang);
            if asks.sort.is_turned() { order < end } else { order > end }
        };
        found.retain(behind);
    }
    Ok((found, cut))
}
