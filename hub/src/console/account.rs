//! The own account: another password, and the end of all sessions.

use super::page::{Page, html};
use super::visit::{Posted, Visit};
use crate::error::Fault;
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::people::Role;

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    p: Page,
    /// Whether the audit is theirs to read.
    audits: bool,
}

fn show(visit: &Visit, p: Page) -> Response {
    html(&Account { audits: visit.viewer.is(Role::Administrator), p })
}

/// The page.
pub(super) async fn page(visit: Visit) -> Response {
    show(&visit, visit.page().at("account"))
}

/// Changes the password; every other session of the person ends, and this one begins anew.
pub(super) async fn password(Posted { visit, fields, .. }: Posted) -> Result<Response, Fault> {
    // Spaces at the ends of a password belong to it.
    let typed = |name: &str| fields.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str());
    let changed = if typed("new") == typed("again") {
        visit.hub().accounts.change_password(visit.viewer.id, typed("old"), typed("new")).await
    } else {
        Err(Fault::bad("passwords_differ"))
    };
    match changed {
        Ok(cookie) => Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/account?done=1")).into_response()),
        Err(fault) => {
            let mut p = visit.page().at("account").refused(fault.text(visit.lang()));
            p.back = "/account".to_owned();
            Ok((fault.status, show(&visit, p)).into_response())
        }
    }
}

/// Ends every session of the person, this one too.
pub(super) async fn sign_out_everywhere(Posted { visit, .. }: Posted) -> Result<Response, Fault> {
    visit.hub().accounts.sign_out_everywhere(visit.viewer.id).await?;
    Ok(Redirect::to("/login").into_response())
}
