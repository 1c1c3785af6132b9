//! Search: customers, sites with their people, machines and jobs, as far as this phone holds them. What it does not hold is not found, and the screen
//! says so.

use super::action::{Action, Outcome, SearchAction};
use super::blocks::{Banner, Button, Field, FieldKind, Head, Panel, Row, Section, Tone};
use super::error::Problem;
use super::form::Form;
use super::queries::banners;
use super::queries::found::{equipment_row, job_row, page_of, site_row};
use super::queries::people::contact_row;
use super::route::Route;
use super::view::{View, id};
use crate::domain::find::Query;
use crate::domain::ids::CustomerId;
use crate::domain::jobs::Job;
use crate::domain::sites::{Customer, Equipment, Site};
use crate::domain::sought::{of_contact, of_customer, of_equipment, of_job, of_site};
use crate::kernel::{Aggregate, Subject};
use serde::{Deserialize, Serialize};

/// Search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SearchScreen {
    /// Title, customer, banners.
    pub head: Head,
    /// What is looked for.
    pub search: Panel,
    /// What was found, a section a kind; of a customer its sites, by pages.
    pub found: Section,
    /// The other kinds.
    pub others: Vec<Section>,
}

/// The kinds that are found, in the order in which they stand.
const KINDS: [&str; 4] = [Site::KIND, Customer::KIND, Equipment::KIND, Job::KIND];
/// Records of a kind that are looked at: the index gives what may answer, the records say what does.
const LOOKED_AT: usize = 60;
/// Rows of a kind. Who gets more says more.
const OF_A_KIND: usize = 12;

pub(crate) fn show(view: &View<'_>, words: &str, customer: Option<&str>) -> Result<SearchScreen, Problem> {
    let said = view.words;
    let mut banners = banners::all(view);
    if view.store.is_making_anew()? {
        banners.push(Banner { tone: Tone::Info, text: said.say("screen-search-anew"), open: None });
    }
    let subtitle = match customer {
        Some(customer) => {
            let customer: Customer = view.need(id::<CustomerId>(customer)?.uuid())?;
            customer.name.in_lang(said.lang).to_owned()
        }
        None => String::new(),
    };
    let mut sections = match customer {
        Some(customer) => vec![sites(view, customer, None)?],
        None => found(view, words)?,
    };
    let first = if sections.is_empty() { none(view, words) } else { sections.remove(0) };
    let field = Field::new("words", said.say("screen-search-words"), FieldKind::Code);
    Ok(SearchScreen {
        head: Head { title: said.say("screen-search-title"), subtitle, banners, ..Head::default() },
        search: Panel {
            key: "search".into(),
            title: said.say("screen-search-what"),
            fields: vec![field.value(words).hint(said.say("screen-search-hint"))],
            button: Some(Button::new("search", said.say("screen-search-find"), SearchAction::Search).primary()),
        },
        found: first,
        others: sections,
    })
}

/// Nothing was found, or nothing is looked for yet.
fn none(view: &View<'_>, words: &str) -> Section {
    let empty = if words.trim().is_empty() { "screen-search-begin" } else { "screen-search-none" };
    let (title, empty) = (view.words.say("screen-search-found"), view.words.say(empty));
    Section { key: "found".into(), title, empty, ..Section::default() }
}

fn section(view: &View<'_>, kind: &str, rows: Vec<Row>) -> Section {
    // keys!: screen-search-kind-*
    let title = view.words.code("screen-search-kind-", kind);
    Section { key: kind.to_owned(), title, rows, ..Section::default() }
}

/// The sites of a customer behind `cursor`, newest first.
pub(crate) fn sites(view: &View<'_>, customer: &str, cursor: Option<&str>) -> Result<Section, Problem> {
    let customer: CustomerId = id(customer)?;
    let (sites, more) = page_of::<Site>(view, &customer.into(), cursor)?;
    let rows = sites.iter().map(|(id, site)| site_row(view, (*id).into(), site)).collect::<Result<_, _>>()?;
    Ok(Section { more, empty: view.words.say("screen-search-none"), ..section(view, Site::KIND, rows) })
}

fn found(view: &View<'_>, words: &str) -> Result<Vec<Section>, Problem> {
    let query = Query::read(words);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let may = view.store.may_answer(&query, &KINDS, LOOKED_AT)?;
    // Of a long code only the beginning stands in the index of words, and a whole delivery may share it: the code as printed stands in another one.
    // What has it answers, however many parts the code has.
    let (exact, any) = (view.store.by_code(words)?, Query::default());
    let mut sections = Vec::new();
    for kind in KINDS {
        let own: Vec<&Subject> = may.iter().filter(|subject| subject.kind() == kind).collect();
        // What is behind those may answer too.
        let (mut rows, mut more) = (Vec::new(), own.len() == LOOKED_AT);
        let first = exact.iter().filter(|subject| subject.kind() == kind).map(|subject| (subject, &any));
        let others = own.into_iter().filter(|subject| !exact.contains(subject)).map(|subject| (subject, &query));
        for (subject, asked) in first.chain(others) {
            let Some(row) = row(view, subject, asked)? else { continue };
            if rows.len() == OF_A_KIND {
                more = true;
                break;
            }
            rows.push(row);
        }
        if more {
            let title = view.words.say("screen-search-more");
            rows.push(Row { key: "more".into(), title, tone: Tone::Info, ..Row::default() });
        }
        if !rows.is_empty() {
            sections.push(section(view, kind, rows));
        }
    }
    Ok(sections)
}

/// The row of a record that answers; none where it does not.
fn row(view: &View<'_>, subject: &Subject, query: &Query) -> Result<Option<Row>, Problem> {
    let id = subject.id();
    Ok(match subject.kind() {
        Site::KIND => match view.find::<Site>(id)?.filter(|site| of_site(site).answer(query)) {
            Some(site) => Some(answering(view, site_row(view, id.into(), &site)?, &site, query)),
            None => None,
        },
        Customer::KIND => view.find::<Customer>(id)?.filter(|one| of_customer(one).answer(query)).map(|one| Row {
            key: id.to_string(),
            title: one.name.in_lang(view.words.lang).to_owned(),
            detail: one.code.clone(),
            open: Some(Route::Search { words: String::new(), customer: Some(id.to_string()) }),
            ..Row::default()
        }),
        Equipment::KIND => match view.find::<Equipment>(id)?.filter(|one| of_equipment(one).answer(query)) {
            Some(machine) => Some(equipment_row(view, id.into(), &machine, true)?),
            None => None,
        },
        Job::KIND => match view.find::<Job>(id)?.filter(|one| of_job(one).answer(query)) {
            Some(job) => Some(job_row(view, id.into(), &job, true)?),
            None => None,
        },
        _ => None,
    })
}

/// A site that was found by one of its people says who that is, and the number.
fn answering(view: &View<'_>, row: Row, site: &Site, query: &Query) -> Row {
    match site.contacts.values().find(|contact| of_contact(contact).answer(query)) {
        Some(contact) => {
            let person = contact_row(view, contact);
            Row { detail: person.title, trailing: person.detail, phone: person.phone, message: person.message, ..row }
        }
        None => row,
    }
}

pub(crate) fn act(action: &SearchAction, form: Form<'_>) -> Outcome {
    let SearchAction::Search = action;
    Outcome::to(Route::Search { words: form.text("words").to_owned(), customer: None })
}

impl From<SearchAction> for Action {
    fn from(action: SearchAction) -> Self {
        Self::Search { action }
    }
}
