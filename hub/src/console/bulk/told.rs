//! What became of an act on many records: what was done, what was refused and why; and the way back, once.

use super::carry::{begin_and_go_on, go_on};
use super::place::{crumb, key, list, path};
use super::row::{Row, heads, names, row, seen};
use super::will::title;
use crate::bulk::{Became, Bulk, BulkItem, List};
use crate::console::kit::Form;
use crate::console::page::{Page, html};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::any::AnyFolded;
use fettle_core::text::text_with;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One record of it.
struct Line {
    /// Without an address for a record that the reader does not see any more.
    row: Row,
    /// What became of it.
    became: String,
    good: &'static str,
}

#[derive(Template)]
#[template(path = "bulk_told.html")]
struct Told {
    p: Page,
    title: String,
    /// The list: address and text.
    crumb: (String, String),
    about: String,
    heads: [String; 3],
    lines: Vec<Line>,
    /// What was not tried yet is tried.
    again: Option<Form>,
    /// It is taken back.
    back: Option<Form>,
    /// Where it was taken back, or what it took back: address and text.
    other: Option<(String, String)>,
}

async fn own(auth: &AuthContext, list: List, id: &str) -> Result<(Bulk, Vec<BulkItem>), Fault> {
    let id = id.parse().map_err(|_| Fault::not_found())?;
    let found = auth.hub().bulks.get(id, auth.viewer.id).await?;
    found.filter(|(bulk, _)| bulk.act.list() == list).ok_or_else(Fault::not_found)
}

fn became(p: &Page, undo: bool, became: Option<&Became>) -> (String, &'static str) {
    match became {
        None => (p.t("bulk-not-yet"), ""),
        Some(Became::Done) if undo => (p.t("bulk-taken-back"), "good"),
        Some(Became::Done) => (p.t("bulk-done"), "good"),
        Some(Became::Refused { key, args }) => {
            let args: Vec<(&str, String)> = args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            (text_with(p.lang, key, &args), "bad")
        }
    }
}

/// The page of one act on a list's records. Its form of the way back has seen what the records are now.
pub(in crate::console) async fn told_of(auth: AuthContext, list: List, id: &str) -> Result<Response, Fault> {
    let (bulk, items) = own(&auth, list, id).await?;
    let hub = auth.hub();
    let ids: Vec<Uuid> = items.iter().map(|(id, _)| *id).collect();
    let seen = seen(&hub.ledger, &auth.viewer.reach, list, &ids).await?;
    let p = auth.page().at(list.name());
    let names = names(&hub.ledger, &p, &bulk.act, &seen).await?;
    let states: BTreeMap<Uuid, &AnyFolded> = seen.iter().map(|(id, state)| (*id, state)).collect();
    let (undo, mut lines) = (bulk.undoes.is_some(), Vec::with_capacity(items.len()));
    for (id, outcome) in &items {
        let (became, good) = became(&p, undo, outcome.as_ref());
        let row = match states.get(id) {
            Some(state) => row(&p, &names, &bulk.act, *id, state),
            None => Row { name: "–".to_owned(), ..Row::default() },
        };
        lines.push(Line { row, became, good });
    }
    let count = |wanted: fn(&Option<Became>) -> bool| items.iter().filter(|(_, became)| wanted(became)).count();
    let (done, waiting) = (count(|one| *one == Some(Became::Done)), count(Option::is_none));
    let not = items.len() - done - waiting;
    let args = [("done", done.to_string()), ("not", not.to_string())];
    let about = p.tn(key(list, "bulk-became", "bulk-became-kept"), &args);
    let other = other(&auth, &p, &bulk).await?;
    let to = |act: &str| format!("{}/{}/{act}", path(list), bulk.id);
    let way_back = !undo && bulk.act.has_a_way_back() && other.is_none() && waiting == 0 && done > 0;
    let back = way_back.then(|| Form::new(&p, "back", to("back"), p.t1("bulk-back", "count", done)));
    let again = (waiting > 0).then(|| Form::new(&p, "again", to("again"), p.t1("bulk-again", "count", waiting)));
    // Those that something kept from being done stand first.
    lines.sort_by_key(|line| line.good == "good");
    let title = title(&p, list, bulk.act.code(), items.len());
    let title = if undo { p.t1("bulk-back-title", "what", title) } else { title };
    let (crumb, heads) = (crumb(&p, list), heads(&p, list));
    Ok(html(&Told { title, crumb, about, heads, lines, again, back, other, p }))
}

/// The same, of the list that the address names.
pub(in crate::console) async fn told(
    auth: AuthContext,
    Path((name, id)): Path<(String, String)>,
) -> Result<Response, Fault> {
    told_of(auth, list(&name)?, &id).await
}

async fn other(auth: &AuthContext, p: &Page, bulk: &Bulk) -> Result<Option<(String, String)>, HubError> {
    let link = |id, key: &str| (format!("{}/{id}", path(bulk.act.list())), p.t(key));
    Ok(match bulk.undoes {
        Some(first) => Some(link(first, "bulk-what-was-taken-back")),
        None => auth.hub().bulks.undone(bulk.id).await?.map(|id| link(id, "bulk-was-taken-back")),
    })
}

/// What was not tried yet is tried, or all that was done is taken back: the last that was done goes first.
pub(in crate::console) async fn again_or_back_of(
    list: List,
    (id, act): (&str, &str),
    posted: AuthForm,
) -> Result<Response, Fault> {
    let AuthForm { auth, sent, .. } = posted;
    let (bulk, items) = own(&auth, list, id).await?;
    let first = match bulk.undoes {
        // Without it nobody knows what is to be taken back: it must not be done a second time in its place.
        Some(first) => {
            let found = auth.hub().bulks.get(first, auth.viewer.id).await?;
            Some(found.ok_or_else(Fault::not_found)?.0.drawn)
        }
        None => None,
    };
    match act {
        "again" => {
            go_on(&auth, &bulk, &items, first).await?;
            Ok(Redirect::to(&format!("{}/{}", path(list), bulk.id)).into_response())
        }
        "back" if bulk.undoes.is_none() && bulk.act.has_a_way_back() => {
            // Once: who sends it from another page is led to what came of it.
            if let Some(known) = auth.hub().bulks.undone(bulk.id).await?.filter(|known| *known != sent.id) {
                return Ok(Redirect::to(&format!("{}/{known}", path(list))).into_response());
            }
            let done = items.into_iter().filter(|(_, became)| *became == Some(Became::Done)).map(|(id, _)| id);
            let back =
                Bulk { id: sent.id, person: auth.viewer.id, act: bulk.act, drawn: sent.drawn, undoes: Some(bulk.id) };
            begin_and_go_on(&auth, back, &done.rev().collect::<Vec<_>>(), Some(bulk.drawn)).await
        }
        _ => Err(Fault::not_found()),
    }
}

/// The same, of the list that the address names.
pub(in crate::console) async fn again_or_back(
    Path((name, id, act)): Path<(String, String, String)>,
    posted: AuthForm,
) -> Result<Response, Fault> {
    again_or_back_of(list(&name)?, (&id, &act), posted).await
}
