//! A contract ends before its time.

use crate::console::command::{Told, run_form};
use crate::console::kept::{About, answered, day, look, must, now};
use crate::console::kit::{Field, Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::sites::{Contract, ContractId, end_contract};
use fettle_core::kernel::Refusal;

fn about(auth: &AuthContext, id: ContractId, contract: &Contract) -> (About, Form) {
    let p = auth.page().at("contracts").back_to(&format!("/contracts/{id}/end"));
    let last = Field::day("on", p.t("sites-field-ends")).required();
    let form = Form::new(&p, "end", format!("/contracts/{id}/end"), p.t("contracts-end"))
        .with(last.answers(&["day_unreadable", "day_missing", "contract_backwards", "contract_ends_before"]))
        .with(Field::line("reason", p.t("console-reason")).required().at_most(1_000).answers(&["reason_missing"]))
        .dangerous();
    let crumb = (format!("/contracts/{id}"), contract.number.clone());
    (About { title: p.t("contracts-end"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "contract.ended")?;
    let (id, contract) = look::<Contract, ContractId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &contract);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn end(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "contract.ended")?;
    let (id, known) = look::<Contract, ContractId>(&auth, &id).await?;
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let on = day(&fields, "on").and_then(|on| on.ok_or_else(|| Refusal::new("day_missing")));
    let told = match on {
        Err(refusal) => Some(Told::of(auth.lang(), &refusal)),
        Ok(on) => {
            run_form(&auth, sent, async move |desk| {
                let state = now::<Contract>(&desk, id).await?;
                Ok(end_contract(&desk.actor(actor), id, &state, on, &reason))
            })
            .await?
        }
    };
    Ok(answered(told, &format!("/contracts/{id}"), &fields, || about(&auth, id, &known)))
}
