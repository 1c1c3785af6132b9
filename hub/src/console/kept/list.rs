//! Lists of the directory: a page by key, in the order of a column, found by words, what is over on request; and the first of them on the page of what
//! they belong to.

use super::cells::{Reader, What, chip_of};
use crate::access;
use crate::console::bulk::{self, Wanted};
use crate::console::kit::{Asked, Choice, Column, Field, Item, Items, Line, ListPage, More, Source, answer_more};
use crate::console::names::zone_of;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::said;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::{By, Directory, Ended, Facet, Key, ListOrder, Listed};
use axum::response::Response;
use chrono::{Days, NaiveDate};
use fettle_core::domain::people::Person;
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Subject};
use fettle_core::text::Lang;
use std::sync::Arc;
use uuid::Uuid;

/// Lines of a section before it says where all of them stand.
const FEW: usize = 20;

/// The items of a list of the directory.
struct Rows {
    reader: Reader,
    kind: &'static str,
    words: String,
    ended: Ended,
    owner: Option<Subject>,
    order: ListOrder,
    /// Keys of the headings, and what stands below them.
    columns: Columns,
}

/// The columns of a list: keys of their headings, and what stands below each.
pub(in crate::console) type Columns = &'static [(&'static str, What)];

/// The day by which something is over.
pub(in crate::console) fn today(hub: &Hub) -> NaiveDate {
    time(hub.clock.now_ms()).with_timezone(&fettle_core::domain::sites::zone("")).date_naive()
}

impl Rows {
    async fn read(&self, after: Option<&Key>, most: usize) -> Result<(Vec<Listed>, bool), HubError> {
        let Reader { hub, viewer, lang, today, .. } = &self.reader;
        let asks = Directory {
            kind: self.kind,
            reach: &viewer.reach,
            lang: *lang,
            words: &self.words,
            owner: self.owner.clone(),
            facet: None,
            ended: self.ended,
            today: *today,
        };
        // The hub itself stands among the people, and is nobody: a page is as long without it.
        let one_more = usize::from(self.kind == Person::KIND);
        let mut found = hub.ledger.directory_in(&asks, &self.order, after, most + one_more).await?;
        found.rows.retain(|one| one.subject.id() != hub.ledger.system().uuid());
        found.rows.truncate(most);
        Ok((found.rows, found.cut))
    }
}

impl Source for Rows {
    fn columns(&self, p: &Page) -> Vec<Column> {
        let order = |what: What| what.order().map_or("", |(name, _)| name);
        self.columns.iter().map(|(key, what)| Column::of(p, key).standing_by(order(*what))).collect()
    }
    fn stands_by(&self) -> Option<(&'static str, bool)> {
        let mut orders = self.columns.iter().filter_map(|(_, what)| what.order());
        let name = orders.find(|(_, by)| *by == self.order.by).map_or("", |(name, _)| name);
        Some((name, self.order.down))
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.and_then(|key| key.parse::<Key>().ok());
        let (rows, cut) = self.read(after.as_ref(), most).await?;
        let said = self.reader.said(&rows, self.columns).await?;
        let item = |one: &Listed| Item {
            key: one.key(self.order.by, self.reader.lang).to_string(),
            // The list of people is read by who may open each of them.
            address: match one.subject.kind() {
                Person::KIND => format!("/people/{}", one.subject.id()),
                _ => said::address(&one.subject),
            },
            cells: self.columns.iter().map(|(_, what)| self.reader.cell(*what, one, &said)).collect(),
        };
        Ok(Items { items: rows.iter().map(item).collect(), cut })
    }
}

/// The field for words.
pub(in crate::console) fn words_filter(p: &Page) -> Field {
    Field::line("q", p.t("kept-words"))
}

/// The field for what is over.
pub(in crate::console) fn ended_filter(p: &Page) -> Field {
    let choice = |value: &str, key: &str| Choice::new(value, p.t(key), "");
    let choices = vec![choice("", "kept-in-use"), choice("only", "kept-ended"), choice("all", "kept-all")];
    Field::one("ended", p.t("console-status"), choices)
}

/// What a list is cut down to where its address names an owner: whose records are listed, and the field that says so. None where it names none.
///
/// # Errors
/// `query_unreadable` for what is no id, `not_found` for what the viewer may not see.
pub(in crate::console) async fn owner_of<A: Aggregate>(
    auth: &AuthContext,
    p: &Page,
    asked: &Asked,
    (name, label): (&'static str, &str),
    called: impl Fn(&A) -> &Bilingual,
) -> Result<Option<(Subject, Field)>, Fault> {
    if asked.get(name).is_empty() {
        return Ok(None);
    }
    let id: Uuid = asked.get(name).parse().map_err(|_| Fault::bad("query_unreadable"))?;
    let owner = access::look::<A>(&auth.hub().ledger, &auth.viewer, id).await?.state;
    let (stands, text) = (id.to_string(), called(&owner).in_lang(p.lang));
    let choices = vec![Choice::new("", p.t("kept-all"), &stands), Choice::new(&stands, text, &stands)];
    Ok(Some((Subject::new(A::KIND, id), Field::one(name, p.t(label), choices))))
}

/// What a list is cut down to beside words and what is over.
#[derive(Default)]
pub(in crate::console) struct Cut {
    /// To what belongs to this one, and the field that says so.
    pub owner: Option<(Subject, Field)>,
    /// To what is of all of these facets.
    pub facets: Vec<Facet>,
    /// To what ends within so many days.
    pub ends: Option<u16>,
}

/// The field for what ends within some of these days from today on, and what the address asks for.
///
/// # Errors
/// `query_unreadable` for another number of days.
pub(in crate::console) fn ends_filter(
    p: &Page,
    asked: &Asked,
    label: &str,
    days: &[u16],
) -> Result<(Option<u16>, Field), Fault> {
    let chosen = match asked.get("ends") {
        "" => None,
        text => {
            let found = text.parse::<u16>().ok().filter(|found| days.contains(found));
            Some(found.ok_or_else(|| Fault::bad("query_unreadable"))?)
        }
    };
    let some = days.iter().map(|days| Choice::new(days, p.t1("kept-ends-within", "days", days), ""));
    let choices = std::iter::once(Choice::new("", p.t("kept-all"), "")).chain(some).collect();
    Ok((chosen, Field::one("ends", p.t(label), choices)))
}

/// Answers a list of records of `kind`, of those that belong to `owner` and are of a facet where the address names them.
///
/// # Errors
/// As [`answer_listed`].
pub(in crate::console) async fn answer_cut(
    auth: &AuthContext,
    asked: &Asked,
    page: ListPage,
    (kind, owner, facet): (&'static str, Option<(Subject, Field)>, Option<Facet>),
    columns: Columns,
) -> Result<Response, Fault> {
    let cut = Cut { owner, facets: facet.into_iter().collect(), ends: None };
    answer_listed(auth, asked, page, (kind, cut), columns).await
}

/// Answers a list of records of `kind`, of those of a facet where the address names one.
///
/// # Errors
/// As [`answer_listed`].
pub(in crate::console) async fn answer_facet(
    auth: &AuthContext,
    asked: &Asked,
    page: ListPage,
    kind: &'static str,
    facet: Option<Facet>,
    columns: Columns,
) -> Result<Response, Fault> {
    answer_cut(auth, asked, page, (kind, None, facet), columns).await
}

/// Answers a list of records of `kind`, cut down as the address asks for, and in the order that it names.
///
/// # Errors
/// `query_unreadable` for an order that no column has and for a state that is none; others as [`answer_more`].
pub(in crate::console) async fn answer_listed(
    auth: &AuthContext,
    asked: &Asked,
    mut page: ListPage,
    (kind, cut): (&'static str, Cut),
    columns: Columns,
) -> Result<Response, Fault> {
    let bad = || Fault::bad("query_unreadable");
    let ended = match asked.get("ended") {
        "" => Ended::Without,
        "only" => Ended::Only,
        "all" => Ended::All,
        _ => return Err(bad()),
    };
    let Cut { owner, facets: within, ends } = cut;
    let owner = owner.map(|(owner, filter)| {
        page.filters.push(filter);
        owner
    });
    let (by, down) = match asked.sort() {
        Some((name, down)) => {
            let mut orders = columns.iter().filter_map(|(_, what)| what.order());
            (orders.find(|(known, _)| *known == name).map(|(_, by)| by).ok_or_else(bad)?, down)
        }
        // Who asks what ends soon wants the next one first.
        None if ends.is_some() => (By::Until, false),
        None => (By::Name, false),
    };
    let hub = Arc::clone(auth.hub());
    let today = today(&hub);
    let ends = ends.and_then(|days| Some((today, today.checked_add_days(Days::new(u64::from(days)))?)));
    let zone = zone_of(auth).await?;
    let reader = Reader { hub, viewer: auth.viewer.clone(), lang: auth.lang(), today, zone };
    let order = ListOrder { by, down, within, ends };
    let source = Rows { reader, kind, words: asked.get("q").to_owned(), ended, owner, order, columns };
    match bulk::of_list(auth, kind, asked, &source).await? {
        Wanted::Act(act) => return Ok(act),
        Wanted::OfNone => {
            let told = page.p.t("bulk-nothing-ticked");
            page.p = page.p.refused(told);
        }
        Wanted::List => {}
    }
    let many = bulk::many(auth, &page.p, kind, page.path);
    answer_more(auth, asked, page, source, More { many, all: true, ..More::default() }).await
}

/// The first records of `kind` that belong to `owner`, what is over among them; and whether there are more.
pub(in crate::console) async fn lines_of(
    auth: &AuthContext,
    kind: &'static str,
    owner: &Subject,
    ended: Ended,
) -> Result<(Vec<Line>, bool), HubError> {
    let hub = auth.hub();
    let today = today(hub);
    let asks = Directory {
        kind,
        reach: &auth.viewer.reach,
        lang: auth.lang(),
        words: "",
        owner: Some(owner.clone()),
        facet: None,
        ended,
        today,
    };
    let found = hub.ledger.directory(&asks, None, FEW).await?;
    Ok((found.rows.iter().map(|one| line_of(auth.lang(), one, today)).collect(), found.next.is_some()))
}

/// A record as a line.
pub(in crate::console) fn line_of(lang: Lang, one: &Listed, today: NaiveDate) -> Line {
    let below = if one.name.is_empty() { String::new() } else { one.code.clone() };
    let until = one.until.map(|until| until.to_string()).unwrap_or_default();
    let below = [below, until].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    Line {
        text: one.called(lang).to_owned(),
        below,
        // Persons are their administrators' to open.
        address: if one.subject.kind() == <Person as fettle_core::kernel::Aggregate>::KIND {
            String::new()
        } else {
            said::address(&one.subject)
        },
        chip: chip_of(lang, one, today),
        ..Line::default()
    }
}
