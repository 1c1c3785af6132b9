//! Signing in and out, and the switch of language.

use super::again;
use super::page::{Page, html};
use super::sign_in_form::SignIn;
use super::visit::{Carried, Forms, Guest, LANGUAGE_COOKIE, Signed, same_site_path};
use crate::accounts::SignedIn;
use crate::console::query::Query;
use crate::error::Fault;
use crate::front::Address;
use axum::Extension;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use fettle_core::text::Lang;
use serde::Deserialize;

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// Longest address to go on to, and longest login name, that the form takes back to the page: it does so for anybody.
const LONGEST_NEXT: usize = 2_000;
const LONGEST_LOGIN: usize = 200;

/// The text, if it is not longer than `most` bytes.
fn bounded(text: &str, most: usize) -> String {
    if text.len() <= most { text.to_owned() } else { String::new() }
}

/// The form.
pub(super) async fn form(guest: Guest, Query(Next { next }): Query<Next>) -> Response {
    if guest.viewer.is_some() {
        return Redirect::to(same_site_path(&next)).into_response();
    }
    let p = guest.page().back_to("/login");
    html(&SignIn { p, next: bounded(&next, LONGEST_NEXT), login: String::new(), carried: String::new() })
}

/// Signs in; the form again with the reason when that fails.
pub(super) async fn sign_in(address: Option<Extension<Address>>, Signed { guest, fields }: Signed) -> Response {
    let address = address.map_or_else(String::new, |Extension(address)| address.0);
    let (login, next) = (fields.get("login"), fields.get("next"));
    // Spaces at the ends of a password belong to it.
    let password = fields.exact("password");
    match guest.hub.accounts.sign_in_with(login, password, &address, &guest.headers).await {
        Ok(signed_in) => {
            // Whoever sat here before is signed out: one browser, one session.
            if let Err(e) = guest.hub.accounts.end_session(&guest.headers).await {
                return Fault::from(e).into_response();
            }
            let carried = Carried::from_field(fields.exact("carried"));
            let answer = match carried.map(|carried| go_on(&guest, &signed_in, next, carried)) {
                Some(Ok(page)) => page,
                Some(Err(fault)) => return fault.into_response(),
                None => Redirect::to(if next.is_empty() { "/jobs" } else { same_site_path(next) }).into_response(),
            };
            let cookies = signed_in.cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect();
            (AppendHeaders::<Vec<_>>(cookies), answer).into_response()
        }
        Err(fault) => {
            let p = guest.page().refused(fault.text(guest.lang)).back_to("/login");
            let (next, login) = (bounded(next, LONGEST_NEXT), bounded(login, LONGEST_LOGIN));
            let page = html(&SignIn { p, next, login, carried: fields.exact("carried").to_owned() });
            (fault.status, page).into_response()
        }
    }
}

/// After the sign-in: what was typed, to be sent.
fn go_on(guest: &Guest, signed_in: &SignedIn, action: &str, carried: Carried) -> Result<Response, Fault> {
    let session = signed_in.cookies.first().map_or("", String::as_str);
    let guard = guest.guard.in_session(&guest.hub.accounts, &guest.headers, session)?;
    let forms = Forms::of(&guest.hub)?;
    let p = Page::new(&guest.hub, guest.lang, Some(&signed_in.viewer), (&guard, forms), "/".to_owned());
    Ok(again::show(p, same_site_path(action).to_owned(), carried))
}

/// What the browser kept of photos and pages goes with the session; browsers heed it under TLS.
pub(super) fn clear() -> (header::HeaderName, String) {
    (header::HeaderName::from_static("clear-site-data"), "\"cache\"".to_owned())
}

/// Signs out.
pub(super) async fn sign_out(Signed { guest, .. }: Signed) -> Result<Response, Fault> {
    let cookie = guest.hub.accounts.sign_out(&guest.headers).await?;
    Ok(([(header::SET_COOKIE, cookie), clear()], Redirect::to("/login")).into_response())
}

/// Keeps the chosen language for a year and goes back to where it was chosen.
pub(super) async fn language(Signed { guest, fields }: Signed) -> Response {
    let lang = Lang::from_tag(fields.get("lang"));
    let cookie = guest.hub.accounts.cookie(LANGUAGE_COOKIE, lang.tag(), Some(365 * 24 * 60 * 60));
    ([(header::SET_COOKIE, cookie)], Redirect::to(same_site_path(fields.get("back")))).into_response()
}
