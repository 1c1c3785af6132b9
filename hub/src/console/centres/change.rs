//! What is known of a centre is changed: the fields that the person changed, no others.

use super::form::{fields, must_look_after_centres, read};
use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, now};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::fields::Change;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Centre, change_centre};
use fettle_core::kernel::Subject;

fn about(auth: &AuthContext, id: CentreId, centre: &Centre, drawn: Option<Drawn>) -> (About, Form) {
    let path = format!("/centres/{id}/change");
    let p = auth.page().at("centres").back_to(&path).drawn_at(drawn).live(Some(Subject::from(id).to_string()));
    let form = fields(&p, Form::new(&p, "centre", path, p.t("kept-change")), centre);
    let crumb = (format!("/centres/{id}"), centre.name.in_lang(p.lang).to_owned());
    (About { title: p.t("centres-change"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_look_after_centres(&auth)?;
    let (id, centre) = look::<Centre, CentreId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &centre, None);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_look_after_centres(&auth)?;
    let (id, known) = look::<Centre, CentreId>(&auth, &id).await?;
    let (actor, said, drawn) = (auth.actor(), fields.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let change = read(&said).since(&desk.ledger.as_drawn::<Centre>(id, drawn).await?);
        let state = now::<Centre>(&desk, id).await?;
        Ok(change_centre(&desk.actor(actor), id, &state, change))
    })
    .await?;
    Ok(answered(told, &format!("/centres/{id}"), &fields, || about(&auth, id, &known, Some(drawn))))
}
