//! The page behind a link by which somebody sets the own password once. Whoever has the link is let in: nobody is signed in here.

use crate::console::page::{Page, html};
use crate::console::request::{CsrfForm, RequestContext};
use crate::error::Fault;
use crate::front::Address;
use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::people::Person;

#[derive(Template)]
#[template(path = "password_link.html")]
struct View {
    p: Page,
    action: String,
    name: String,
    login: String,
}

/// The form.
pub(in crate::console) async fn form(context: RequestContext, Path(secret): Path<String>) -> Result<Response, Fault> {
    show(&context, &secret, String::new()).await
}

async fn show(context: &RequestContext, secret: &str, refusal: String) -> Result<Response, Fault> {
    let hub = &context.hub;
    let person = hub.accounts.person_of_link(secret).await?;
    let name = hub.ledger.get::<Person>(person.uuid()).await?.map(|folded| folded.state.name).unwrap_or_default();
    let login = hub.accounts.logins_of(&[person]).await?.remove(&person).unwrap_or_default();
    let mut p = context.page().back_to("/login");
    if !refusal.is_empty() {
        p = p.refused(refusal);
    }
    Ok(html(&View { name: name.in_lang(p.lang).to_owned(), login, p, action: format!("/password/{secret}") }))
}

/// Sets the password; the link is used up then.
pub(in crate::console) async fn set(
    address: Option<Extension<Address>>,
    Path(secret): Path<String>,
    CsrfForm { context, fields }: CsrfForm,
) -> Result<Response, Fault> {
    let address = address.map_or_else(String::new, |Extension(address)| address.0);
    let set = if fields.exact("new") == fields.exact("again") {
        context.hub.accounts.use_link(&secret, fields.exact("new"), &address).await
    } else {
        Err(Fault::bad("passwords_differ"))
    };
    match set {
        Ok(()) => Ok(Redirect::to("/login").into_response()),
        Err(fault) if fault.code == "link_unknown" || fault.status.is_server_error() => Err(fault),
        Err(fault) => Ok((fault.status, show(&context, &secret, fault.text(context.lang)).await?).into_response()),
    }
}
