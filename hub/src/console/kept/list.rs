//! Lists of the directory: a page by key, in the order of names, found by words, what is over on request; and the first of them on the page of what
//! they belong to.

use crate::access;
use crate::console::bulk::{self, Wanted};
use crate::console::kit::{Asked, Cell, Choice, Column, Field, Item, Items, Line, ListPage, More, Source, answer_more};
use crate::console::page::Page;
use crate::console::said;
use crate::console::visit::Visit;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::{Directory, Ended, Facet, Key, Listed};
use axum::response::Response;
use chrono::NaiveDate;
use fettle_core::domain::parts::{Card, Place};
use fettle_core::domain::people::Person;
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_core::text::{Lang, code_text, text};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Lines of a section before it says where all of them stand.
const FEW: usize = 20;

/// The items of a list of the directory.
struct Rows {
    hub: Arc<Hub>,
    viewer: access::Viewer,
    lang: Lang,
    today: NaiveDate,
    kind: &'static str,
    words: String,
    ended: Ended,
    owner: Option<Subject>,
    facet: Option<Facet>,
    /// Keys of the headings: the name, the number, what it belongs to, the centre, the state.
    columns: &'static [(&'static str, What)],
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::console) enum What {
    /// What it is called.
    Name,
    /// Its number.
    Code,
    /// What it belongs to.
    Owner,
    /// The centre that it names.
    Centre,
    /// Its last day.
    Until,
    /// The class of a part, the kind of a place.
    Sort,
    /// The roles of a person.
    Roles,
    /// The login name of a person.
    Login,
    /// The language that a person reads.
    Language,
    /// Whether it is over.
    State,
}

/// The day by which something is over.
pub(in crate::console) fn today(hub: &Hub) -> NaiveDate {
    time(hub.clock.now_ms()).with_timezone(&fettle_core::domain::sites::zone("")).date_naive()
}

/// What is said of something that is over; empty for what is not.
fn chip_of(lang: Lang, one: &Listed, today: NaiveDate) -> (String, &'static str) {
    // keys!: kept-over-*
    if one.is_over(today) {
        (text(lang, &format!("kept-over-{}", one.subject.kind())), "")
    } else {
        (String::new(), "")
    }
}

impl Rows {
    async fn read(&self, after: Option<&Key>, most: usize) -> Result<(Vec<Listed>, bool), HubError> {
        let asks = Directory {
            kind: self.kind,
            reach: &self.viewer.reach,
            lang: self.lang,
            words: &self.words,
            owner: self.owner.clone(),
            facet: self.facet.clone(),
            ended: self.ended,
            today: self.today,
        };
        // The hub itself stands among the people, and is nobody: a page is as long without it.
        let one_more = usize::from(self.kind == Person::KIND);
        let mut found = self.hub.ledger.directory(&asks, after, most + one_more).await?;
        found.rows.retain(|one| one.subject.id() != self.hub.ledger.system().uuid());
        found.rows.truncate(most);
        Ok((found.rows, found.cut))
    }
    /// What the columns say of each of these that its row does not hold. The rows of a page are read together.
    async fn said(&self, rows: &[Listed]) -> Result<HashMap<(Uuid, What), String>, HubError> {
        let ids: Vec<Uuid> = rows.iter().map(|one| one.subject.id()).collect();
        let called = |family: &str, code: &str| code_text(self.lang, family, code);
        Ok(match self.kind {
            Card::KIND => {
                let class = |card: &Card| card.class().map(|class| called("parts-class-", class.code()));
                let cards = self.hub.ledger.several::<Card>(ids).await?;
                cards.into_iter().filter_map(|(id, card)| Some(((id, What::Sort), class(&card.state)?))).collect()
            }
            Place::KIND => {
                let kind = |place: &Place| place.kind().map(|kind| called("parts-place-", kind.code()));
                let places = self.hub.ledger.several::<Place>(ids).await?;
                places.into_iter().filter_map(|(id, place)| Some(((id, What::Sort), kind(&place.state)?))).collect()
            }
            Person::KIND => {
                let mut said = HashMap::new();
                for (id, person) in self.hub.ledger.several::<Person>(ids.clone()).await? {
                    let roles: Vec<String> =
                        person.state.roles.iter().map(|role| called("people-role-", role.code())).collect();
                    said.insert((id, What::Roles), roles.join(&text(self.lang, "screen-list-comma")));
                    let language = called("papers-language-", person.state.language.tag());
                    said.insert((id, What::Language), language);
                    if person.state.centre.is_none() {
                        said.insert((id, What::Centre), text(self.lang, "people-head-office"));
                    }
                }
                if self.columns.iter().any(|(_, what)| *what == What::Login) {
                    let people: Vec<PersonId> = ids.into_iter().map(PersonId::new).collect();
                    let logins = self.hub.accounts.logins_of(&people).await?;
                    said.extend(logins.into_iter().map(|(id, login)| ((id.uuid(), What::Login), login)));
                }
                said
            }
            _ => HashMap::new(),
        })
    }
    fn cell(
        &self,
        what: What,
        one: &Listed,
        names: &HashMap<Subject, Listed>,
        said: &HashMap<(Uuid, What), String>,
    ) -> Cell {
        if let Some(said) = said.get(&(one.subject.id(), what)) {
            return Cell::Text(said.clone());
        }
        let called = |subject: &Subject| names.get(subject).map(|one| one.called(self.lang).to_owned());
        match what {
            What::Name => Cell::Text(one.called(self.lang).to_owned()),
            What::Code => Cell::Text(one.code.clone()),
            What::Owner => Cell::Text(one.owner.as_ref().and_then(called).unwrap_or_default()),
            What::Centre => Cell::Text(one.centre.and_then(|centre| called(&centre.into())).unwrap_or_default()),
            What::Until => Cell::Text(one.until.map(|until| until.to_string()).unwrap_or_default()),
            What::Sort | What::Roles | What::Login | What::Language => Cell::Text(String::new()),
            What::State => {
                let (text, tone) = chip_of(self.lang, one, self.today);
                Cell::Chip(text, tone)
            }
        }
    }
}

impl Source for Rows {
    fn columns(&self, p: &Page) -> Vec<Column> {
        self.columns.iter().map(|(key, _)| Column::of(p, key)).collect()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.and_then(|key| key.parse::<Key>().ok());
        let (rows, cut) = self.read(after.as_ref(), most).await?;
        let named = rows.iter().flat_map(|one| one.owner.clone().into_iter().chain(one.centre.map(Subject::from)));
        let names = self.hub.ledger.names(named.collect()).await?;
        let said = self.said(&rows).await?;
        let item = |one: &Listed| Item {
            key: Key { sort: one.sort(self.lang).to_owned(), subject: one.subject.clone() }.to_string(),
            // The list of people is read by who may open each of them.
            address: match one.subject.kind() {
                Person::KIND => format!("/people/{}", one.subject.id()),
                _ => said::address(&one.subject),
            },
            cells: self.columns.iter().map(|(_, what)| self.cell(*what, one, &names, &said)).collect(),
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
    visit: &Visit,
    p: &Page,
    asked: &Asked,
    (name, label): (&'static str, &str),
    called: impl Fn(&A) -> &Bilingual,
) -> Result<Option<(Subject, Field)>, Fault> {
    if asked.get(name).is_empty() {
        return Ok(None);
    }
    let id: Uuid = asked.get(name).parse().map_err(|_| Fault::bad("query_unreadable"))?;
    let owner = access::look::<A>(&visit.hub().ledger, &visit.viewer, id).await?.state;
    let (stands, text) = (id.to_string(), called(&owner).in_lang(p.lang));
    let choices = vec![Choice::new("", p.t("kept-all"), &stands), Choice::new(&stands, text, &stands)];
    Ok(Some((Subject::new(A::KIND, id), Field::one(name, p.t(label), choices))))
}

/// Answers a list of records of `kind`, of those that belong to `owner` where the address names one.
///
/// # Errors
/// As [`answer_more`].
pub(in crate::console) async fn answer_rows(
    visit: &Visit,
    asked: &Asked,
    page: ListPage,
    kind: &'static str,
    owner: Option<(Subject, Field)>,
    columns: &'static [(&'static str, What)],
) -> Result<Response, Fault> {
    answer_cut(visit, asked, page, (kind, owner, None), columns).await
}

/// Answers a list of records of `kind`, of those that belong to `owner` and are of a facet where the address names them.
///
/// # Errors
/// As [`answer_more`].
pub(in crate::console) async fn answer_cut(
    visit: &Visit,
    asked: &Asked,
    mut page: ListPage,
    (kind, owner, facet): (&'static str, Option<(Subject, Field)>, Option<Facet>),
    columns: &'static [(&'static str, What)],
) -> Result<Response, Fault> {
    let owner = owner.map(|(owner, filter)| {
        page.filters.push(filter);
        owner
    });
    answer_some(visit, asked, page, (kind, owner, facet), columns).await
}

/// Answers a list of records of `kind`, of those of a facet where the address names one.
///
/// # Errors
/// As [`answer_more`].
pub(in crate::console) async fn answer_facet(
    visit: &Visit,
    asked: &Asked,
    page: ListPage,
    kind: &'static str,
    facet: Option<Facet>,
    columns: &'static [(&'static str, What)],
) -> Result<Response, Fault> {
    answer_some(visit, asked, page, (kind, None, facet), columns).await
}

async fn answer_some(
    visit: &Visit,
    asked: &Asked,
    mut page: ListPage,
    (kind, owner, facet): (&'static str, Option<Subject>, Option<Facet>),
    columns: &'static [(&'static str, What)],
) -> Result<Response, Fault> {
    let ended = match asked.get("ended") {
        "" => Ended::Without,
        "only" => Ended::Only,
        "all" => Ended::All,
        _ => return Err(Fault::bad("query_unreadable")),
    };
    let hub = Arc::clone(visit.hub());
    let (viewer, today, words) = (visit.viewer.clone(), today(&hub), asked.get("q").to_owned());
    let source = Rows { hub, viewer, lang: visit.lang(), today, kind, words, ended, owner, facet, columns };
    match bulk::of_list(visit, kind, asked, &source).await? {
        Wanted::Act(act) => return Ok(act),
        Wanted::OfNone => {
            let told = page.p.t("bulk-nothing-ticked");
            page.p = page.p.refused(told);
        }
        Wanted::List => {}
    }
    let many = bulk::many(visit, &page.p, kind, page.path);
    answer_more(visit, asked, page, source, More { many, all: true, ..More::default() }).await
}

/// The first records of `kind` that belong to `owner`, what is over among them; and whether there are more.
pub(in crate::console) async fn lines_of(
    visit: &Visit,
    kind: &'static str,
    owner: &Subject,
    ended: Ended,
) -> Result<(Vec<Line>, bool), HubError> {
    let hub = visit.hub();
    let today = today(hub);
    let asks = Directory {
        kind,
        reach: &visit.viewer.reach,
        lang: visit.lang(),
        words: "",
        owner: Some(owner.clone()),
        facet: None,
        ended,
        today,
    };
    let found = hub.ledger.directory(&asks, None, FEW).await?;
    Ok((found.rows.iter().map(|one| line_of(visit.lang(), one, today)).collect(), found.next.is_some()))
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
