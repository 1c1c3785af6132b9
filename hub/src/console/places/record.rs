//! One place: what is known of it, what is in it, its history.

use super::closed::section;
use super::stock::lines;
use crate::console::kept::{any, facts, history, look};
use crate::console::kit::{Form, RecordPage, Section, record};
use crate::console::request::AuthContext;
use crate::console::stock::sees_inside;
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::parts::{Place, PlaceId, PlaceKind, may_keep_places};
use fettle_core::kernel::Subject;

const FACTS: &[&str] = &["place.kind", "place.name", "place.centre", "place.person", "place.bin", "place.closed"];

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, place) = look::<Place, PlaceId>(&auth, &id).await?;
    let subject = Subject::from(id);
    let state = any(&auth, &subject).await?;
    let (p, actor) = (auth.page().at("places").live(Some(subject.to_string())), auth.actor());
    let (keeps, closed) = (may_keep_places(&actor, place.centre()), place.closed.is_some());
    let inside = sees_inside(&auth.viewer.reach, &place);
    let mut links = Vec::new();
    let store = place.kind().is_some_and(PlaceKind::available);
    if store && inside && !closed && actor.may("movement.inspected") {
        links.push((format!("/stock/receive?place={id}"), p.t("receive-title")));
    }
    if keeps {
        links.push((format!("/places/{id}/change"), p.t("kept-change")));
    }
    if keeps && !closed {
        links.push((format!("/places/{id}/close"), p.t("places-close")));
    }
    let acts = if keeps && closed {
        vec![Form::new(&p, "reopen", format!("/places/{id}/reopen"), p.t("places-reopen"))]
    } else {
        Vec::new()
    };
    // Everyone knows that a place is there; what lies in it is for its centre, its person, and head office.
    let there = if inside { lines(&auth, &p, (id, &place)).await? } else { Vec::new() };
    let stock = Section {
        title: p.t("console-stock"),
        // The list has every part with all its serial numbers, and is a file as well.
        more: (!there.is_empty()).then(|| (format!("/stock/list?place={id}"), p.t("kept-all"))),
        lines: there,
        empty: p.t(if inside { "places-empty" } else { "places-not-seen" }),
        add: None,
        form: None,
    };
    let closed_until = if inside { section(&auth, &p, id, &place).await? } else { None };
    let page = RecordPage {
        title: place.name().in_lang(p.lang).to_owned(),
        chip: if closed { (p.t("kept-over-place"), "") } else { (String::new(), "") },
        crumbs: vec![("/places".to_owned(), p.t("places-title"))],
        links,
        acts,
        facts: facts(&auth, &p, &state, FACTS).await?,
        sections: [stock].into_iter().chain(closed_until).collect(),
        history: history(&auth, &p, &subject).await?,
        p,
    };
    Ok(record(page))
}
