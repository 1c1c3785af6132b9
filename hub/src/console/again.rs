//! A form whose session ended while it was filled in: nothing typed is lost. Somebody signs in, sees what was typed, and sends it.
//!
//! It is never sent by itself: whoever signs in may be somebody else than who typed. And it is carried only where a page of ours in the same
//! browser sent it, so that no other site gets a form of its own sent by a sign-in.

use super::page::{Page, html};
use super::sign_in::SignIn;
use super::visit::{Carried, Forms, Guest, same_site_path};
use crate::accounts::SignedIn;
use crate::error::Fault;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fettle_core::text::text;

#[derive(Template)]
#[template(path = "again.html")]
struct Again {
    p: Page,
    action: String,
    carried: Carried,
    typed: Vec<String>,
}

/// Answers such a form: by a sign-in that goes on with it, or, where somebody is signed in anew, at once by what is to be sent.
pub(super) fn ask(guest: Guest, carried: Carried) -> Response {
    let action = same_site_path(&guest.path).to_owned();
    let p = guest.page().back_to("/");
    if guest.viewer.is_some() {
        return (StatusCode::FORBIDDEN, show(p, action, carried)).into_response();
    }
    let p = p.refused(text(guest.lang, "console-again-sign-in"));
    let page = SignIn { p, next: action, login: String::new(), carried: carried.to_field() };
    (StatusCode::UNAUTHORIZED, html(&page)).into_response()
}

/// After the sign-in: what was typed, to be sent.
pub(super) fn go_on(guest: &Guest, signed_in: &SignedIn, action: &str, carried: Carried) -> Result<Response, Fault> {
    let session = signed_in.cookies.first().map_or("", String::as_str);
    let guard = guest.guard.in_session(&guest.hub.accounts, &guest.headers, session)?;
    let forms = Forms::of(&guest.hub)?;
    let p = Page::new(&guest.hub, guest.lang, Some(&signed_in.viewer), (&guard, forms), "/".to_owned());
    Ok(show(p, same_site_path(action).to_owned(), carried))
}

fn show(p: Page, action: String, carried: Carried) -> Response {
    html(&Again { typed: carried.typed(), p, action, carried })
}
