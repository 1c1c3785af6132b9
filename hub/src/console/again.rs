//! A form whose session ended while it was filled in: nothing typed is lost. Somebody signs in, sees what was typed, and sends it.
//!
//! It is never sent by itself: whoever signs in may be somebody else than who typed. And it is carried only where a page of ours in the same
//! browser sent it, so that no other site gets a form of its own sent by a sign-in.

use super::fields::Carried;
use super::guard::same_site_path;
use super::page::{Page, html};
use super::sign_in_form::SignIn;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "again.html")]
struct Again {
    p: Page,
    action: String,
    carried: Carried,
    typed: Vec<String>,
}

/// Answers such a form, which was sent to `path`: by a sign-in that goes on with it, or, where somebody is signed in again, at once by what is
/// to be sent.
pub(super) fn ask(page: Page, path: &str, signed_in: bool, carried: Carried) -> Response {
    let action = same_site_path(path).to_owned();
    let p = page.back_to("/");
    if signed_in {
        return (StatusCode::FORBIDDEN, show(p, action, carried)).into_response();
    }
    let refused = p.t("console-again-sign-in");
    let page = SignIn { p: p.refused(refused), next: action, login: String::new(), carried: carried.to_field() };
    (StatusCode::UNAUTHORIZED, html(&page)).into_response()
}

/// What was typed, to be sent.
pub(super) fn show(p: Page, action: String, carried: Carried) -> Response {
    html(&Again { typed: carried.typed(), p, action, carried })
}
