//! The console: pages for the desk, the store and the manager, rendered here, with very little script.
//!
//! A page reads the ledger through [`crate::access`], and acts through the domain's commands and [`crate::ledger::Ledger::command`]: it is a
//! device like any other. [`request`] knows who asks, [`layer`] what every answer carries, [`packed`] how it goes over the line, [`page`] what every
//! template may say. No business rule lives here, and no text: those are the domain's and the catalogue's.

mod account;
mod again;
mod assets;
mod audit;
mod backup;
mod bulk;
mod calendars;
mod calling;
mod cards;
mod centres;
mod checklists;
mod command;
mod company;
mod contracts;
mod customers;
mod devices;
mod entitled;
mod equipment;
pub(crate) mod escape;
mod fields;
mod figures;
mod first_report;
mod guard;
mod import;
mod job;
mod jobs;
mod kept;
mod keys;
mod kit;
mod late;
mod layer;
mod live;
mod looks_after;
mod machines;
mod masked;
mod movements;
mod names;
mod packed;
mod page;
mod pdf;
mod people;
mod phones;
mod places;
mod quarantine;
mod query;
mod receive;
mod report;
mod request;
mod rescued;
mod said;
mod scanned;
mod search;
mod sections;
mod sign_in;
mod sign_in_form;
mod sites;
mod slip;
mod stock;
mod take_back;
mod takes;
#[cfg(test)]
pub(crate) mod tests;
mod uploaded;
mod verify;
mod views;
mod words;
mod worklist;

use crate::error::Fault;
use crate::hub::Hub;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{get, post};
use std::sync::Arc;

/// The routes of the console.
pub fn routes(hub: &Arc<Hub>) -> Router<Arc<Hub>> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/jobs") }))
        .route("/login", get(sign_in::form).post(sign_in::sign_in))
        .route("/logout", post(sign_in::sign_out))
        .route("/account", get(account::page))
        .route("/account/password", post(account::password))
        .route("/account/sign-out", post(account::sign_out_everywhere))
        .route("/account/session", post(account::end_session))
        .route("/account/known", post(account::know_phone))
        .route("/account/phone", post(account::end_phone))
        .route("/people", get(people::page))
        .route("/people/new", get(people::new_form).post(people::add))
        .route("/people/{id}", get(people::record))
        .route("/people/{id}/{act}", get(people::act_form).post(people::act))
        .route("/people/{id}/skills/new", get(people::new_skill).post(people::add_skill))
        .route("/people/{id}/skills/{skill}", get(people::skill).post(people::change_skill))
        .route("/people/{id}/skills/{skill}/remove", post(people::remove_skill))
        .route("/password/{secret}", get(people::link_form).post(people::link_set))
        .route("/centres", get(centres::page))
        .route("/centres/new", get(centres::new).post(centres::add))
        .route("/centres/{id}", get(centres::record))
        .route("/centres/{id}/change", get(centres::change_form).post(centres::change))
        .route("/centres/{id}/close", get(centres::close_form).post(centres::close))
        .route("/centres/{id}/reopen", post(centres::reopen))
        .route("/customers", get(customers::page))
        .route("/customers/new", get(customers::new_form).post(customers::add))
        .route("/customers/{id}", get(customers::record))
        .route("/customers/{id}/change", get(customers::change_form).post(customers::change))
        .route("/customers/{id}/end", get(customers::end_form).post(customers::end))
        .route("/customers/{id}/back", post(customers::back))
        .route("/sites", get(sites::page))
        .route("/sites/new", get(sites::new_form).post(sites::add))
        .route("/sites/{id}", get(sites::record))
        .route("/sites/{id}/change", get(sites::change_form).post(sites::change))
        .route("/sites/{id}/close", get(sites::close_form).post(sites::close))
        .route("/sites/{id}/reopen", post(sites::reopen))
        .route("/sites/{id}/contacts/new", get(sites::new_contact).post(sites::add_contact))
        .route("/sites/{id}/contacts/{contact}", get(sites::contact).post(sites::change_contact))
        .route("/sites/{id}/contacts/{contact}/remove", post(sites::remove_contact))
        .route("/contracts", get(contracts::page))
        .route("/contracts/new", get(contracts::new_form).post(contracts::add))
        .route("/contracts/{id}", get(contracts::record))
        .route("/contracts/{id}/change", get(contracts::change_form).post(contracts::change))
        .route("/contracts/{id}/end", get(contracts::end_form).post(contracts::end))
        .route("/contracts/{id}/price", get(contracts::price_form).post(contracts::set_price))
        .route("/equipment", get(equipment::page))
        .route("/equipment/new", get(equipment::new_form).post(equipment::add))
        .route("/equipment/{id}", get(equipment::record))
        .route("/equipment/{id}/change", get(equipment::change_form).post(equipment::change))
        .route("/equipment/{id}/retire", get(equipment::retire_form).post(equipment::retire))
        .route("/equipment/{id}/reinstate", post(equipment::reinstate))
        .route("/equipment/{id}/bind", post(equipment::bind))
        .route("/equipment/{id}/unbind", post(equipment::unbind))
        .route(
            "/import",
            get(import::page).post(import::bring).layer(DefaultBodyLimit::max(import::MOST_BYTES + 64 * 1024)),
        )
        .route("/import/template.xlsx", get(import::template))
        .route("/import/export.xlsx", get(import::export))
        .route("/import/{id}", get(import::batch))
        .route("/import/{id}/problems.csv", get(import::problems))
        .route("/import/{id}/start", post(import::start))
        .route("/import/{id}/drop", post(import::drop_it))
        .route("/import/{id}/rows", get(import::rows).post(import::choose))
        .route("/import/{id}/headings", post(import::headings))
        .route("/import/forget", post(import::forget))
        .route("/import/{id}/undo", post(import::undo))
        .route("/import/{id}/undo/look", post(import::look))
        .route("/company", get(company::page))
        .route("/company/change", get(company::form).post(company::change))
        .route("/company/logo", get(company::logo_form).post(company::logo))
        .route("/checklists", get(checklists::page))
        .route("/checklists/new", get(checklists::form))
        .route("/checklists/import", post(checklists::bring))
        .route("/checklists/publish", post(checklists::publish))
        .route("/checklists/{code}", get(checklists::record))
        .route("/checklists/{code}/new", get(checklists::form_of))
        .route("/checklists/{code}/withdraw", get(checklists::end_form).post(checklists::withdraw))
        .route("/checklists/{code}/reinstate", post(checklists::reinstate))
        .route("/checklists/{code}/csv", get(checklists::csv))
        .route("/checklists/{code}/xlsx", get(checklists::xlsx))
        .route("/calendars", get(calendars::page))
        .route("/calendars/import", get(calendars::form).post(calendars::bring))
        .route("/calendars/{year}", get(calendars::record))
        .route("/calendars/{year}/publish", post(calendars::publish))
        .route("/calendars/{year}/days.csv", get(calendars::days))
        .route("/audit", get(audit::page))
        .route("/backup", get(backup::page))
        .route("/language", post(sign_in::language))
        .route("/assets/{name}", get(assets::asset))
        .route("/live", get(live::live))
        .route("/jobs", get(jobs::list))
        .route("/jobs/new", get(report::form).post(report::report))
        .route("/jobs/first", get(first_report::form).post(first_report::report))
        .route("/bulk", get(bulk::page))
        .route("/bulk/{list}", post(bulk::carry))
        .route("/bulk/{list}/look", post(bulk::look))
        .route("/bulk/{list}/{id}", get(bulk::told))
        .route("/bulk/{list}/{id}/{act}", post(bulk::again_or_back))
        .route("/jobs/bulk", get(jobs::choose).post(jobs::carry))
        .route("/jobs/bulk/look", post(jobs::look))
        .route("/jobs/bulk/{id}", get(jobs::told))
        .route("/jobs/bulk/{id}/{act}", post(jobs::again_or_back))
        .route("/jobs/{id}", get(job::page))
        .route("/jobs/{id}/report.pdf", get(pdf::report))
        .route("/jobs/{id}/documents/{hash}/paper.pdf", get(pdf::document))
        .route("/jobs/{id}/change", get(job::change_form).post(job::change))
        .route("/jobs/{id}/{act}", post(job::act))
        .route("/takes/{id}/slip.pdf", get(pdf::slip))
        .route("/takes/{id}/{act}", post(takes::act))
        .route("/views/new", get(views::form).post(views::keep))
        .route("/views/{id}/remove", post(views::remove))
        .route("/search", get(search::page))
        .route("/lookup", get(search::lookup))
        .route("/lookup/machines", get(machines::lookup))
        .route("/palette", get(search::palette))
        .route("/worklist", get(worklist::page).post(worklist::settle))
        .route("/stock", get(stock::page))
        .route("/stock/short", get(stock::short))
        .route("/stock/places", get(stock::places))
        .route("/stock/list", get(places::stock))
        .route("/stock/receive", get(receive::page).post(receive::receive))
        .route("/cards", get(cards::page))
        .route("/cards/new", get(cards::new_form).post(cards::add))
        .route("/cards/{id}", get(cards::record))
        .route("/cards/{id}/price", get(cards::price_form).post(cards::set_price))
        .route("/cards/{id}/change", get(cards::change_form).post(cards::change))
        .route("/cards/{id}/end", get(cards::end_form).post(cards::end))
        .route("/cards/{id}/back", post(cards::back))
        .route("/cards/{id}/bind", post(cards::bind))
        .route("/cards/{id}/unbind", post(cards::unbind))
        .route("/places", get(places::page))
        .route("/places/new", get(places::new_form).post(places::add))
        .route("/places/{id}", get(places::record))
        .route("/places/{id}/change", get(places::change_form).post(places::change))
        .route("/places/{id}/close", get(places::close_form).post(places::close))
        .route("/places/{id}/reopen", post(places::reopen))
        .route("/stock/{place}/{card}", get(movements::page))
        .route("/stock/{place}/{card}/{movement}/back", get(take_back::form).post(take_back::take_back))
        .route("/devices", get(devices::page))
        .route("/devices/enrol", get(devices::enrol_form).post(devices::enrol))
        .route("/devices/{id}", get(devices::record))
        .route("/devices/{id}/revoke", get(devices::revoke_form).post(devices::revoke))
        .route("/quarantine", get(quarantine::page))
        .route("/quarantine/{id}/release", post(quarantine::release))
        .route("/quarantine/device/{id}/release", post(quarantine::release_all))
        .route("/figures", get(figures::figures))
        .route("/verify/{hash}", get(verify::verify))
        .layer(middleware::from_fn_with_state(Arc::clone(hub), layer::page_layer))
        .layer(packed::layer())
        .layer(middleware::from_fn(packed::own_only))
}

/// Answers what stands at no address: a page for browsers, JSON for phones, both in the language that is asked for.
pub fn nothing(hub: &Arc<Hub>) -> Router {
    let nothing = || async { Fault::not_found() };
    Router::new()
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(Arc::clone(hub), layer::page_layer_for_browsers))
        .layer(packed::layer())
        .layer(middleware::from_fn(packed::own_only))
}
