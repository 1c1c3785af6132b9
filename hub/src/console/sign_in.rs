//! Signing in and out, and the switch of language.

use super::page::{Page, html};
use super::visit::{Guest, LANGUAGE_COOKIE, Signed, same_site_path};
use crate::error::Fault;
use crate::server::Address;
use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::text::Lang;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    p: Page,
    next: String,
    login: String,
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// The form.
pub(super) async fn form(guest: Guest, Query(Next { next }): Query<Next>) -> Response {
    if guest.viewer.is_some() {
        return Redirect::to(same_site_path(&next)).into_response();
    }
    html(&SignIn { p: guest.page(), next, login: String::new() })
}

/// Signs in; the form again with the reason when that fails.
pub(super) async fn sign_in(address: Option<Extension<Address>>, Signed { guest, fields }: Signed) -> Response {
    let address = address.map_or_else(String::new, |Extension(address)| address.0);
    let (login, next) = (fields.get("login"), fields.get("next"));
    // Spaces at the ends of a password belong to it.
    let password = fields.0.iter().find(|(name, _)| name == "password").map_or("", |(_, value)| value.as_str());
    match guest.hub.accounts.sign_in(login, password, &address).await {
        Ok((_, cookie)) => {
            // Whoever sat here before is signed out: one browser, one session.
            if let Err(e) = guest.hub.accounts.end_session(&guest.headers).await {
                return Fault::from(e).into_response();
            }
            let next = if next.is_empty() { "/jobs" } else { same_site_path(next) };
            ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()
        }
        Err(fault) => {
            let mut p = guest.page().refused(fault.text(guest.lang));
            p.back = "/login".to_owned();
            let page = html(&SignIn { p, next: next.to_owned(), login: login.to_owned() });
            (fault.status, page).into_response()
        }
    }
}

/// Signs out.
pub(super) async fn sign_out(Signed { guest, .. }: Signed) -> Result<Response, Fault> {
    let cookie = guest.hub.accounts.sign_out(&guest.headers).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
}

/// Keeps the chosen language for a year and goes back to where it was chosen.
pub(super) async fn language(Signed { fields, .. }: Signed) -> Response {
    let lang = Lang::from_tag(fields.get("lang"));
    let cookie = format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", lang.tag());
    ([(header::SET_COOKIE, cookie)], Redirect::to(same_site_path(fields.get("back")))).into_response()
}
