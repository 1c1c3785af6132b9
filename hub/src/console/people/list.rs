//! The list of people, in pages, and the form for a new one.

use super::{Choice, centres, must_look_after_people, roles};
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::visit::{Fields, Visit};
use crate::console::words;
use crate::error::Fault;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::people::{Centre, Person, Roles};
use fettle_core::kernel::PersonId;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use uuid::Uuid;

/// Rows of a page.
const PAGE: u32 = 50;

struct Row {
    address: String,
    name: String,
    login: String,
    roles: String,
    centre: String,
    active: bool,
}

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    p: Page,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Where the page begins.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct Start {
    after: Option<Uuid>,
}

/// The page.
pub(in crate::console) async fn page(visit: Visit, Query(from): Query<Start>) -> Result<Response, Fault> {
    must_look_after_people(&visit)?;
    let hub = visit.hub();
    let p = visit.page().at("people");
    let mut found = hub.ledger.some::<Person>(from.after, PAGE + 1).await?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|(id, _)| format!("/people?after={id}"));
    // The hub itself is nobody to look after.
    found.retain(|(id, person)| *id != hub.ledger.system().uuid() && !person.state.name.is_empty());
    let ids: Vec<PersonId> = found.iter().map(|(id, _)| PersonId::new(*id)).collect();
    let mut logins = hub.accounts.logins_of(&ids).await?;
    let mut names = BTreeMap::new();
    let mut rows = Vec::with_capacity(found.len());
    for (id, person) in found {
        let centre = match person.state.centre {
            None => p.t("people-head-office"),
            Some(centre) => {
                if let Entry::Vacant(unknown) = names.entry(centre) {
                    let found = hub.ledger.get::<Centre>(centre.uuid()).await?;
                    unknown.insert(found.map_or_else(String::new, |found| found.state.name.in_lang(p.lang).to_owned()));
                }
                names.get(&centre).cloned().unwrap_or_default()
            }
        };
        let held: Vec<String> =
            roles(&p, &person.state.roles).into_iter().filter(|r| r.chosen).map(|r| r.text).collect();
        rows.push(Row {
            address: format!("/people/{id}"),
            name: words::short(person.state.name.in_lang(p.lang)),
            login: logins.remove(&PersonId::new(id)).unwrap_or_default(),
            roles: held.join(&p.t("screen-list-comma")),
            centre,
            active: person.state.active,
        });
    }
    Ok(html(&People { p, rows, next }))
}

#[derive(Template)]
#[template(path = "person_new.html")]
struct New {
    p: Page,
    /// What was typed and refused.
    f: Fields,
    roles: Vec<Choice>,
    centres: Vec<Choice>,
}

/// The form for a new person.
pub(in crate::console) async fn new(visit: Visit) -> Result<Response, Fault> {
    must_look_after_people(&visit)?;
    show_new(&visit, Fields::default(), String::new()).await
}

/// The form with what was typed, and why it was refused.
pub(super) async fn show_new(visit: &Visit, f: Fields, refusal: String) -> Result<Response, Fault> {
    let refused = !refusal.is_empty();
    let mut p = visit.page().at("people").back_to("/people/new");
    if refused {
        p = p.refused(refusal);
    }
    let held: Roles = super::chosen_roles(&f, &Roles::default());
    let (roles, centres) = (roles(&p, &held), centres(&visit.hub().ledger, &p, f.parse("centre")).await?);
    let mut response = html(&New { p, f, roles, centres });
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
