//! Signing in and out, and the switch of language.

use super::again;
use super::page::{Page, html};
use super::request::{Carried, CsrfForm, Forms, LANGUAGE_COOKIE, RequestContext, same_site_path};
use super::sign_in_form::SignIn;
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
pub(super) async fn form(context: RequestContext, Query(Next { next }): Query<Next>) -> Response {
    if context.viewer.is_some() {
        return Redirect::to(same_site_path(&next)).into_response();
    }
    let p = context.page().back_to("/login");
    html(&SignIn { p, next: bounded(&next, LONGEST_NEXT), login: String::new(), carried: String::new() })
}

/// Signs in; the form again with the reason when that fails.
pub(super) async fn sign_in(address: Option<Extension<Address>>, CsrfForm { context, fields }: CsrfForm) -> Response {
    let address = address.map_or_else(String::new, |Extension(address)| address.0);
    let (login, next) = (fields.get("login"), fields.get("next"));
    // Spaces at the ends of a password belong to it.
    let password = fields.exact("password");
    match context.hub.accounts.sign_in_with(login, password, &address, &context.headers).await {
        Ok(signed_in) => {
            // Whoever sat here before is signed out: one browser, one session.
            if let Err(e) = context.hub.accounts.end_session(&context.headers).await {
                return Fault::from(e).into_response();
            }
            let carried = Carried::from_field(fields.exact("carried"));
            let answer = match carried.map(|carried| go_on(&context, &signed_in, next, carried)) {
                Some(Ok(page)) => page,
                Some(Err(fault)) => return fault.into_response(),
                None => Redirect::to(if next.is_empty() { "/jobs" } else { same_site_path(next) }).into_response(),
            };
            let cookies = signed_in.cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect();
            (AppendHeaders::<Vec<_>>(cookies), answer).into_response()
        }
        Err(fault) => {
            let p = context.page().refused(fault.text(context.lang)).back_to("/login");
            let (next, login) = (bounded(next, LONGEST_NEXT), bounded(login, LONGEST_LOGIN));
            let page = html(&SignIn { p, next, login, carried: fields.exact("carried").to_owned() });
            (fault.status, page).into_response()
        }
    }
}

/// After the sign-in: what was typed, to be sent.
fn go_on(context: &RequestContext, signed_in: &SignedIn, action: &str, carried: Carried) -> Result<Response, Fault> {
    let session = signed_in.cookies.first().map_or("", String::as_str);
    let guard = context.guard.in_session(&context.hub.accounts, &context.headers, session)?;
    let forms = Forms::of(&context.hub)?;
    let p = Page::new(&context.hub, context.lang, Some(&signed_in.viewer), (&guard, forms), "/".to_owned());
    Ok(again::show(p, same_site_path(action).to_owned(), carried))
}

/// What the browser kept of photos and pages goes with the session; browsers heed it under TLS.
pub(super) fn clear() -> (header::HeaderName, String) {
    (header::HeaderName::from_static("clear-site-data"), "\"cache\"".to_owned())
}

/// Signs out.
pub(super) async fn sign_out(CsrfForm { context, .. }: CsrfForm) -> Result<Response, Fault> {
    let cookie = context.hub.accounts.sign_out(&context.headers).await?;
    Ok(([(header::SET_COOKIE, cookie), clear()], Redirect::to("/login")).into_response())
}

/// Keeps the chosen language for a year and goes back to where it was chosen.
pub(super) async fn language(CsrfForm { context, fields }: CsrfForm) -> Response {
    let lang = Lang::from_tag(fields.get("lang"));
    let cookie = context.hub.accounts.cookie(LANGUAGE_COOKIE, lang.tag(), Some(365 * 24 * 60 * 60));
    ([(header::SET_COOKIE, cookie)], Redirect::to(same_site_path(fields.get("back")))).into_response()
}
