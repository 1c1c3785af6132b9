//! The directory: one row for every customer, site, contract, machine, person, centre, card and place, with what a list or a name needs of it.
//!
//! A function of the record's own state (`directory`) and of its streams (`directory_in`).

use super::facet::{Facet, under};
use super::item::Item;
use super::page::Key;
use crate::data::{int, uint};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{among, parts, subject};
use crate::ledger::business::State;
use crate::sql::{self, Builder, Conn, Row};
use chrono::NaiveDate;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::find::{Called, sort_key};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::parts::{Card, Place};
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::sites::{Contract, Customer, Equipment, Site};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Aggregate, Subject};
use fettle_core::text::Lang;
use std::collections::{BTreeSet, HashMap};

/// The kinds that stand in it.
pub(super) const KINDS: [&str; 8] =
    [Customer::KIND, Site::KIND, Contract::KIND, Equipment::KIND, Person::KIND, Centre::KIND, Card::KIND, Place::KIND];

/// A row of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which record.
    pub subject: Subject,
    /// Its number or serial number; empty where it has none.
    pub code: String,
    /// Its name; empty where it has none but its code.
    pub name: Bilingual,
    /// What it belongs to.
    pub owner: Option<Subject>,
    /// The centre that it names.
    pub centre: Option<CentreId>,
    /// Its time zone, as recorded; empty where it has none.
    pub zone: String,
    /// It is over because somebody said so: closed, retired, left, withdrawn, ended.
    pub ended: bool,
    /// Its last day.
    pub until: Option<NaiveDate>,
    /// When it was last written about, milliseconds since 1970 UTC.
    pub changed: u64,
    /// What it is found by beside its number: the labels of a machine.
    pub labels: Vec<String>,
    sort_zh: String,
    sort_en: String,
    sort_code: String,
    sort_until: String,
}

/// What a list stands by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// Its name, or its number where it has none.
    #[default]
    Name,
    /// Its number. Those without one stand behind all others.
    Code,
    /// Its last day: of a contract, or of a machine's warranty. Those without one stand behind all others.
    Until,
    /// When it was last written about.
    Changed,
}

impl By {
    /// The column that has it, in `directory` as in `directory_in`.
    pub(super) fn column(self, lang: Lang) -> &'static str {
        match self {
            Self::Name if lang == Lang::En => "sort_en",
            Self::Name => "sort_zh",
            Self::Code => "sort_code",
            Self::Until => "sort_until",
            Self::Changed => "changed",
        }
    }
}

/// What stands where there is nothing to stand by: behind all numbers, letters and days.
const NONE: &str = "~";

impl Listed {
    /// What to call it: its name, or its code where it has none.
    pub fn called(&self, lang: Lang) -> &str {
        if self.name.is_empty() { &self.code } else { self.name.in_lang(lang) }
    }
    /// The key by which it sorts for readers of a language.
    pub fn sort(&self, lang: Lang) -> &str {
        if lang == Lang::En { &self.sort_en } else { &self.sort_zh }
    }
    /// Whether it is over on a day.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.ended || self.until.is_some_and(|until| until < today)
    }
    /// Behind what a page goes on that ends with this row, in a list that stands by this.
    pub fn key(&self, by: By, lang: Lang) -> Key {
        let sort = match by {
            By::Name => self.sort(lang).to_owned(),
            By::Code => self.sort_code.clone(),
            By::Until => self.sort_until.clone(),
            // As text it stands like the number.
            By::Changed => format!("{:020}", self.changed),
        };
        Key { sort, subject: self.subject.clone() }
    }
}

/// The row of a state; none for a kind that does not stand here, or of which nothing but a name of it is known yet.
pub(super) fn row(subject: &Subject, state: &State) -> Option<Listed> {
    #[derive(Default)]
    struct Says<'s> {
        code: &'s str,
        name: Bilingual,
        owner: Option<Subject>,
        centre: Option<CentreId>,
        zone: &'s str,
        ended: bool,
        until: Option<NaiveDate>,
        labels: Vec<String>,
    }
    let none = Says::default();
    let says = match &state.0 {
        AnyFolded::Customer(f) => Says {
            code: &f.state.code,
            name: f.state.name.clone(),
            centre: f.state.centre,
            ended: f.state.ended.is_some(),
            ..none
        },
        AnyFolded::Site(f) => Says {
            code: &f.state.code,
            name: f.state.name.clone(),
            owner: f.state.customer.map(Into::into),
            centre: f.state.centre,
            zone: &f.state.zone,
            ended: f.state.closed.is_some(),
            ..none
        },
        AnyFolded::Contract(f) => Says {
            code: &f.state.number,
            owner: f.state.customer.map(Into::into),
            ended: !f.state.ended_because.is_empty(),
            until: f.state.customer.map(|_| f.state.ends),
            ..none
        },
        AnyFolded::Equipment(f) => Says {
            code: if f.state.sn.is_empty() { &f.state.pn } else { &f.state.sn },
            name: f.state.name.clone(),
            owner: f.state.site.map(Into::into),
            ended: f.state.retired.is_some(),
            // One a line.
            labels: f.state.codes.iter().map(|code| code.replace('\n', " ")).filter(|code| !code.is_empty()).collect(),
            ..none
        },
        AnyFolded::Person(f) => Says {
            name: f.state.name.clone(),
            owner: f.state.centre.map(Into::into),
            centre: f.state.centre,
            ended: !f.state.active,
            ..none
        },
        AnyFolded::Centre(f) => Says {
            name: f.state.name.clone(),
            centre: Some(subject.id().into()),
            zone: &f.state.zone,
            ended: !f.state.open,
            ..none
        },
        AnyFolded::Card(f) => {
            Says { code: f.state.number(), name: f.state.name(), ended: f.state.withdrawn.is_some(), ..none }
        }
        AnyFolded::Place(f) => Says {
            code: f.state.bin(),
            name: f.state.name(),
            owner: f.state.person().map(Subject::from).or(f.state.centre().map(Subject::from)),
            centre: f.state.centre(),
            ended: f.state.closed.is_some(),
            ..none
        },
        _ => return None,
    };
    let called = if subject.kind() == Person::KIND { Called::Person } else { Called::Thing };
    let key = |lang| {
        // Machines of one name stand by their serial numbers.
        let name = if says.name.is_empty() { "" } else { says.name.in_lang(lang) };
        sort_key(&format!("{name} {}", says.code), called)
    };
    let (sort_zh, sort_en) = (key(Lang::Zh), key(Lang::En));
    let or_none = |key: String| if key.is_empty() { NONE.to_owned() } else { key };
    let sort_code = or_none(sort_key(says.code, Called::Thing));
    let sort_until = match &state.0 {
        AnyFolded::Contract(_) => or_none(day_text(says.until)),
        AnyFolded::Equipment(f) => or_none(day_text(f.state.warranty_end)),
        _ => String::new(),
    };
    let changed = state.0.last().map_or(0, |order| order.ms);
    let Says { code, name, owner, centre, zone, ended, until, labels } = says;
    let (subject, code, zone) = (subject.clone(), code.to_owned(), zone.to_owned());
    Some(Listed {
        subject,
        code,
        name,
        owner,
        centre,
        zone,
        ended,
        until,
        changed,
        labels,
        sort_zh,
        sort_en,
        sort_code,
        sort_until,
    })
}

/// The records whose names the rows of this one show, or under whose customer they stand.
pub(super) fn shown_by(state: &State) -> BTreeSet<Subject> {
    match &state.0 {
        AnyFolded::Equipment(f) => f.state.site.map(Subject::from).into_iter().collect(),
        AnyFolded::Site(f) => f.state.customer.map(Subject::from).into_iter().collect(),
        AnyFolded::Contract(f) => f.state.customer.map(Subject::from).into_iter().collect(),
        _ => BTreeSet::new(),
    }
}

/// The records whose rows show the name of `what`, or follow from it otherwise, behind `after`, in the order of their subjects.
pub(super) async fn showing(
    conn: &mut Conn,
    what: &Subject,
    after: &str,
    most: usize,
) -> Result<Vec<Subject>, HubError> {
    let sql = "SELECT subject FROM directory WHERE owner = $1 AND kind IN ('site', 'contract', 'equipment') \
               AND subject > $2 ORDER BY subject LIMIT $3";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let names: Vec<String> =
        sql::query_scalar(sql).bind(what.to_string()).bind(after).bind(most).fetch_all(conn).await?;
    names.iter().map(|name| subject(name)).collect()
}

pub(super) const COLUMNS: &str = "d.subject, d.code, d.name_zh, d.name_en, d.owner, d.centre, d.zone, d.ended, d.until, d.changed, d.sort_zh, \
                                  d.sort_en, d.labels, d.sort_code, d.sort_until";

pub(super) fn listed(row: &Row) -> Result<Listed, HubError> {
    let (owner, centre, until): (String, String, String) = (row.try_get(4)?, row.try_get(5)?, row.try_get(8)?);
    let labels: String = row.try_get(12)?;
    let bad = |what: &str| HubError::Record(format!("directory {what}"));
    Ok(Listed {
        subject: subject(row.try_get(0)?)?,
        code: row.try_get(1)?,
        name: Bilingual { zh: row.try_get(2)?, en: row.try_get(3)? },
        owner: (!owner.is_empty()).then(|| subject(&owner)).transpose()?,
        centre: (!centre.is_empty()).then(|| centre.parse().map_err(|_| bad(&centre))).transpose()?,
        zone: row.try_get(6)?,
        ended: row.try_get::<i64, _>(7)? == 1,
        until: (!until.is_empty()).then(|| day(&until).ok_or_else(|| bad(&until))).transpose()?,
        changed: uint(row.try_get(9)?),
        labels: labels.lines().map(str::to_owned).collect(),
        sort_zh: row.try_get(10)?,
        sort_en: row.try_get(11)?,
        sort_code: row.try_get(13)?,
        sort_until: row.try_get(14)?,
    })
}

/// Days as text that sorts. Those that no calendar shows stand for none.
pub(super) fn day_text(day: Option<NaiveDate>) -> String {
    let plain = day.filter(|day| *day > NaiveDate::MIN && *day < NaiveDate::MAX);
    plain.map(|day| day.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// Rows by subject.
pub(super) async fn read(conn: &mut Conn, subjects: &[Subject]) -> Result<HashMap<Subject, Listed>, HubError> {
    let mut query = among(&format!("SELECT {COLUMNS} FROM directory d WHERE d.subject IN ("), subjects);
    let rows = query.build().fetch_all(conn).await?;
    rows.iter().map(listed).map(|row| row.map(|row| (row.subject.clone(), row))).collect()
}

/// Writes the rows of changed records; those come back whose names are others than before, or what else rows of others show of them.
pub(super) async fn put(conn: &mut Conn, items: &[Item]) -> Result<BTreeSet<Subject>, HubError> {
    let now: Vec<(&Item, Listed)> =
        items.iter().filter_map(|item| Some((item, row(&item.subject, &item.state)?))).collect();
    let subjects: Vec<Subject> = now.iter().map(|(item, _)| item.subject.clone()).collect();
    if subjects.is_empty() {
        return Ok(BTreeSet::new());
    }
    let before = read(conn, &subjects).await?;
    let changed: Vec<&Listed> =
        now.iter().map(|(_, row)| row).filter(|row| before.get(&row.subject) != Some(*row)).collect();
    for some in parts(&changed) {
        let mut query = Builder::new(
            "INSERT INTO directory (subject, kind, code, name_zh, name_en, owner, centre, zone, ended, until, sort_zh, \
             sort_en, changed, labels, sort_code, sort_until) ",
        );
        query.push_values(some, |mut out, row| {
            out.push_bind(row.subject.to_string())
                .push_bind(row.subject.kind().to_owned())
                .push_bind(row.code.clone())
                .push_bind(row.name.zh.clone())
                .push_bind(row.name.en.clone())
                .push_bind(row.owner.as_ref().map(Subject::to_string).unwrap_or_default())
                .push_bind(row.centre.map(|centre| centre.to_string()).unwrap_or_default())
                .push_bind(row.zone.clone())
                .push_bind(i64::from(row.ended))
                .push_bind(day_text(row.until))
                .push_bind(row.sort_zh.clone())
                .push_bind(row.sort_en.clone())
                .push_bind(int(row.changed))
                .push_bind(row.labels.join("\n"))
                .push_bind(row.sort_code.clone())
                .push_bind(row.sort_until.clone());
        });
        query.push(
            " ON CONFLICT (subject) DO UPDATE SET code = excluded.code, name_zh = excluded.name_zh, name_en = excluded.name_en, \
             owner = excluded.owner, centre = excluded.centre, zone = excluded.zone, ended = excluded.ended, \
             until = excluded.until, sort_zh = excluded.sort_zh, sort_en = excluded.sort_en, changed = excluded.changed, \
             labels = excluded.labels, sort_code = excluded.sort_code, sort_until = excluded.sort_until",
        );
        query.build().execute(&mut *conn).await?;
    }
    file(conn, &now).await?;
    // Of a site also whose it is, which its machines stand under, and its zone, in which the days of its jobs are.
    let of_site = |row: &Listed| (row.subject.kind() == Site::KIND).then(|| (row.owner.clone(), row.zone.clone()));
    let called = |row: &Listed| (row.name.clone(), row.code.clone(), row.labels.clone(), of_site(row));
    let renamed = changed.into_iter().filter(|row| before.get(&row.subject).map(called) != Some(called(row)));
    Ok(renamed.map(|row| row.subject.clone()).collect())
}

/// Writes under which names these stand. The rows of the sites where machines stand are there.
async fn file(conn: &mut Conn, now: &[(&Item, Listed)]) -> Result<(), HubError> {
    let subjects: Vec<Subject> = now.iter().map(|(item, _)| item.subject.clone()).collect();
    among("DELETE FROM directory_in WHERE subject IN (", &subjects).build().execute(&mut *conn).await?;
    let items: Vec<&Item> = now.iter().map(|(item, _)| *item).collect();
    let customers = of_customers(conn, &items).await?;
    let within = now.iter().flat_map(|(item, row)| {
        let names = under(item, customers.get(&item.subject));
        names.into_iter().map(move |stream| (row, stream))
    });
    let within: Vec<(&Listed, String)> = within.collect();
    for some in parts(&within) {
        let sql = "INSERT INTO directory_in (subject, stream, kind, ended, sort_zh, sort_en, sort_code, sort_until, changed) ";
        let mut query = Builder::new(sql);
        query.push_values(some, |mut out, (row, stream)| {
            out.push_bind(row.subject.to_string())
                .push_bind(stream.clone())
                .push_bind(row.subject.kind().to_owned())
                .push_bind(i64::from(row.ended))
                .push_bind(row.sort_zh.clone())
                .push_bind(row.sort_en.clone())
                .push_bind(row.sort_code.clone())
                .push_bind(row.sort_until.clone())
                .push_bind(int(row.changed));
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// The site where a machine stands.
fn stands_at(item: &Item) -> Option<Subject> {
    match &item.state.0 {
        AnyFolded::Equipment(f) => f.state.site.map(Subject::from),
        _ => None,
    }
}

/// The facet of each machine that says whose it is, as far as its site is known.
async fn of_customers(conn: &mut Conn, items: &[&Item]) -> Result<HashMap<Subject, Facet>, HubError> {
    let sites: BTreeSet<Subject> = items.iter().filter_map(|item| stands_at(item)).collect();
    if sites.is_empty() {
        return Ok(HashMap::new());
    }
    let sites = read(conn, &sites.into_iter().collect::<Vec<_>>()).await?;
    let facet = |item: &&Item| {
        let customer = sites.get(&stands_at(item)?)?.owner.as_ref()?;
        Some((item.subject.clone(), Facet::machines_of(customer)))
    };
    Ok(items.iter().filter_map(facet).collect())
}

/// Writes again under which names machines stand, once more is known of their sites.
pub(super) async fn file_again(conn: &mut Conn, items: &[Item]) -> Result<(), HubError> {
    let machines = items.iter().filter(|item| item.subject.kind() == Equipment::KIND);
    let now: Vec<(&Item, Listed)> =
        machines.filter_map(|item| Some((item, row(&item.subject, &item.state)?))).collect();
    if now.is_empty() { Ok(()) } else { file(conn, &now).await }
}

/// Whether the rows of a record are those of its state.
pub(super) async fn holds(conn: &mut Conn, item: &Item) -> Result<bool, HubError> {
    let wanted = row(&item.subject, &item.state).map(|row| Listed { until: day(&day_text(row.until)), ..row });
    let found = read(conn, std::slice::from_ref(&item.subject)).await?.remove(&item.subject);
    if found != wanted {
        return Ok(false);
    }
    let Some(wanted) = wanted else { return Ok(true) };
    let customers = of_customers(conn, &[item]).await?;
    let sql = "SELECT stream, kind, ended, sort_zh, sort_en, sort_code, sort_until, changed FROM directory_in WHERE subject = $1";
    let mut within = BTreeSet::new();
    for row in sql::query(sql).bind(item.subject.to_string()).fetch_all(conn).await? {
        let same = row.try_get::<String, _>(1)? == item.subject.kind()
            && row.try_get::<i64, _>(2)? == i64::from(wanted.ended)
            && row.try_get::<String, _>(3)? == wanted.sort_zh
            && row.try_get::<String, _>(4)? == wanted.sort_en
            && row.try_get::<String, _>(5)? == wanted.sort_code
            && row.try_get::<String, _>(6)? == wanted.sort_until
            && uint(row.try_get(7)?) == wanted.changed;
        if !same {
            return Ok(false);
        }
        within.insert(row.try_get::<String, _>(0)?);
    }
    Ok(within == under(item, customers.get(&item.subject)))
}

impl Ledger {
    /// The rows of these records alone, in one statement: what their names are. Asks nobody whether they may be seen.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn names(&self, mut subjects: Vec<Subject>) -> Result<HashMap<Subject, Listed>, HubError> {
        subjects.sort();
        subjects.dedup();
        if subjects.is_empty() {
            return Ok(HashMap::new());
        }
        let mut conn = self.db.read().acquire().await?;
        read(&mut conn, &subjects).await
    }
}
