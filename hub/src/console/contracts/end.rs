//! A contract ends before its time.

use crate::console::command::{Told, run_form};
use crate::console::kept::{About, answered, day, look, must, now};
use crate::console::kit::{Field, Form, shown_page};
use crate::console::visit::{Posted, Visit};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::sites::{Contract, ContractId, end_contract};
use fettle_core::kernel::Refusal;

fn about(visit: &Visit, id: ContractId, contract: &Contract) -> (About, Form) {
    let p = visit.page().at("contracts").back_to(&format!("/contracts/{id}/end"));
    let last = Field::day("on", p.t("sites-field-ends")).required();
    let form = Form::new(&p, "end", format!("/contracts/{id}/end"), p.t("contracts-end"))
        .with(last.answers(&["day_unreadable", "day_missing", "contract_backwards", "contract_ends_before"]))
        .with(Field::line("reason", p.t("console-reason")).required().at_most(1_000).answers(&["reason_missing"]))
        .dangerous();
    let crumb = (format!("/contracts/{id}"), contract.number.clone());
    (About { title: p.t("contracts-end"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&visit, "contract.ended")?;
    let (id, contract) = look::<Contract, ContractId>(&visit, &id).await?;
    let (About { p, title, crumb }, form) = about(&visit, id, &contract);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn end(
    Path(id): Path<String>,
    Posted { visit, fields, sent }: Posted,
) -> Result<Response, Fault> {
    must(&visit, "contract.ended")?;
    let (id, known) = look::<Contract, ContractId>(&visit, &id).await?;
    let (actor, reason) = (visit.actor(), fields.get("reason").to_owned());
    let on = day(&fields, "on").and_then(|on| on.ok_or_else(|| Refusal::new("day_missing")));
    let told = match on {
        Err(refusal) => Some(Told::of(visit.lang(), &refusal)),
        Ok(on) => {
            run_form(&visit, sent, async move |desk| {
                let state = now::<Contract>(&desk, id).await?;
                Ok(end_contract(&desk.actor(actor), id, &state, on, &reason))
            })
            .await?
        }
    };
    Ok(answered(told, &format!("/contracts/{id}"), &fields, || about(&visit, id, &known)))
}
