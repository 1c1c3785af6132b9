//! Records were ticked in a list, or all of its filter are meant: what the act wants to know is asked.

use super::asked::{MOST, asks_nothing, code, form, records};
use super::look::{Chosen, preview};
use super::place::{crumb, key, tick};
use super::will::title;
use crate::bulk::List;
use crate::console::kit::{Asked, Source, shown_page};
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use axum::response::Response;
use uuid::Uuid;

/// The page, for records that were chosen; `cut` where there are more than one act takes. Where the act asks nothing, what it comes to is shown at once.
pub(in crate::console) async fn chosen(
    auth: &AuthContext,
    list: List,
    code: &'static str,
    (records, cut): (Vec<Uuid>, bool),
) -> Result<Response, Fault> {
    if let Some(act) = asks_nothing(code) {
        return preview(auth, Chosen { act, records, cut }).await;
    }
    let mut p = auth.page().at(list.name());
    if cut {
        let told = p.t1(key(list, "bulk-cut", "bulk-cut-kept"), "most", MOST);
        p = p.refused(told);
    }
    let form = form(auth, &p, (list, code), &records, None).await?;
    let (title, crumb) = (title(&p, list, code, records.len()), crumb(&p, list));
    Ok(shown_page(p, title, crumb, form))
}

/// All that a list has, at most [`MOST`], and whether there are more.
async fn all(source: &impl Source) -> Result<(Vec<Uuid>, bool), HubError> {
    let items = source.page(None, MOST + 1).await?.items;
    let ids = items.iter().filter_map(|item| item.address.rsplit('/').next()?.parse().ok());
    let mut all: Vec<Uuid> = ids.collect();
    let cut = all.len() > MOST;
    all.truncate(MOST);
    Ok((all, cut))
}

/// What the address of a list asks for.
pub(in crate::console) enum Wanted {
    /// No act: the list.
    List,
    /// An act, and no record was ticked: the list, with a word about it.
    OfNone,
    /// The page of an act.
    Act(Response),
}

/// What the address of a list of records of `kind` asks for; what is listed comes from `source`.
///
/// # Errors
/// `query_unreadable`, `not_allowed`; others when the hub fails.
pub(in crate::console) async fn of_list(
    auth: &AuthContext,
    kind: &str,
    asked: &Asked,
    source: &impl Source,
) -> Result<Wanted, Fault> {
    let (Some(list), act) = (List::of_kind(kind), asked.get("act")) else { return Ok(Wanted::List) };
    if act.is_empty() {
        return Ok(Wanted::List);
    }
    let code = code(auth, list, act)?;
    let meant = if asked.get("all").is_empty() { records(asked.all(tick(list))) } else { all(source).await? };
    if meant.0.is_empty() {
        return Ok(Wanted::OfNone);
    }
    Ok(Wanted::Act(chosen(auth, list, code, meant).await?))
}
