//! What is known of a site is changed: the fields that the person changed, no others.

use super::form;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, centre_of, look, must, now};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::fields::Change;
use fettle_core::domain::sites::{Site, SiteId, change_site};
use fettle_core::kernel::Subject;

async fn about(auth: &AuthContext, id: SiteId, site: &Site, drawn: Option<Drawn>) -> Result<(About, Form), HubError> {
    let p = auth
        .page()
        .at("sites")
        .back_to(&format!("/sites/{id}/change"))
        .drawn_at(drawn)
        .live(Some(Subject::from(id).to_string()));
    let form = Form::new(&p, "site", format!("/sites/{id}/change"), p.t("kept-change"));
    let form = form::fields(auth, &p, form, site).await?;
    let crumb = (format!("/sites/{id}"), site.name.in_lang(p.lang).to_owned());
    Ok((About { title: p.t("sites-change"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "site.changed")?;
    let (id, site) = look::<Site, SiteId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &site, None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "site.changed")?;
    let (id, known) = look::<Site, SiteId>(&auth, &id).await?;
    let (actor, said, drawn) = (auth.actor(), fields.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let read = form::read(&said).and_then(|change| Ok((change, said.optional("centre")?)));
        let (mut change, centre) = match read {
            Ok(read) => read,
            Err(refusal) => return Ok(Err(refusal)),
        };
        change.centre = centre.map(Some);
        let change = change.since(&desk.ledger.as_drawn::<Site>(id, drawn).await?);
        let centre = centre_of(&desk, change.centre.flatten()).await?;
        let state = now::<Site>(&desk, id).await?;
        Ok(change_site(&desk.actor(actor), id, &state, change, centre.as_ref()))
    })
    .await?;
    let again = about(&auth, id, &known, Some(drawn)).await?;
    Ok(answered(told, &format!("/sites/{id}"), &fields, || again))
}
