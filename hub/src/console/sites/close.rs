//! Nothing is done at a site any more, or it is in use again.

use crate::console::command::run_form;
use crate::console::kept::{About, answered, centre_of, look, must, now, with_list};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::sites::{Customer, Site, SiteId, close_site, reopen_site};

fn about(auth: &AuthContext, id: SiteId, site: &Site) -> (About, Form) {
    let p = auth.page().at("sites").back_to(&format!("/sites/{id}/close"));
    let crumb = (format!("/sites/{id}"), site.name.in_lang(p.lang).to_owned());
    let form = Form::new(&p, "close", format!("/sites/{id}/close"), p.t("sites-close"))
        .with(Field::line("reason", p.t("console-reason")).required().at_most(1_000).answers(&["reason_missing"]))
        .dangerous();
    (About { title: p.t("sites-close"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "site.closed")?;
    let (id, site) = look::<Site, SiteId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &site);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn close(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "site.closed")?;
    let (id, known) = look::<Site, SiteId>(&auth, &id).await?;
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let jobs = desk.ledger.open_at_site(id).await?;
        let state = now::<Site>(&desk, id).await?;
        Ok(close_site(&desk.actor(actor), id, &state, jobs, &reason))
    })
    .await?;
    let told = with_list(&auth.page(), id, told);
    Ok(answered(told, &format!("/sites/{id}"), &fields, || about(&auth, id, &known)))
}

/// The site is in use again.
pub(in crate::console) async fn reopen(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "site.reopened")?;
    let (id, known) = look::<Site, SiteId>(&auth, &id).await?;
    let actor = auth.actor();
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Site>(&desk, id).await?;
        let centre = centre_of(&desk, state.centre).await?.unwrap_or_default();
        let customer = match state.customer {
            Some(customer) => now::<Customer>(&desk, customer).await?,
            None => Customer::default(),
        };
        Ok(reopen_site(&desk.actor(actor), id, &state, (&customer, &centre)))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/sites/{id}?done=1")).into_response()) };
    let p = auth.page().at("sites").back_to(&format!("/sites/{id}"));
    let crumb = (format!("/sites/{id}"), known.name.in_lang(p.lang).to_owned());
    let form = Form::new(&p, "reopen", format!("/sites/{id}/reopen"), p.t("sites-reopen"));
    let title = p.t("sites-reopen");
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
