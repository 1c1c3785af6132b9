//! An act is done to many records, or taken back: each by a command of its own, which has seen what the preview showed. One that changed meanwhile is
//! refused, the others are done. What was tried is noted record by record, so that a form that is sent twice goes on where it was cut.

use super::asked::{code, read, records};
use super::decide::{Around, One};
use super::place::{field, list, path};
use super::row::seen;
use crate::bulk::{Act, Became, Bulk, BulkItem, List};
use crate::console::request::{AuthContext, AuthForm, Submission};
use crate::error::{Fault, HubError};
use crate::ledger::{Decision, Desk, Drawn, Outcome};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::people::Actor;
use fettle_core::kernel::{Refusal, Subject};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// What becomes of a refusal.
fn refused(family: &str, code: &str, args: impl IntoIterator<Item = (impl ToString, String)>) -> Became {
    let args = args.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    Became::Refused { key: format!("{family}-{code}"), args }
}

/// The refusal of what the person does not see: the same as of what is not there.
const fn unknown(list: List) -> &'static str {
    match list {
        List::Jobs => "job_unknown",
        List::Customers => "customer_unknown",
        List::Sites => "site_unknown",
        List::Contracts => "contract_unknown",
        List::Equipment => "equipment_unknown",
        List::Cards => "card_unknown",
        List::People => "person_unknown",
    }
}

/// The preview was agreed to.
pub(in crate::console) async fn carry_on(list: List, posted: AuthForm) -> Result<Response, Fault> {
    let AuthForm { auth, fields, sent } = posted;
    let code = code(&auth, list, fields.get("act"))?;
    let act = read(&auth, list, code, &fields).await?.map_err(|_| Fault::bad("form_unreadable"))?;
    let (records, cut) = records(fields.get(field(list)).split(' '));
    if auth.too_long || cut || records.is_empty() {
        return Err(Fault::bad("form_unreadable"));
    }
    let bulk = Bulk { id: sent.id, person: auth.viewer.id, act, drawn: sent.drawn, undoes: None };
    begin_and_go_on(&auth, bulk, &records, None).await
}

/// The same, of the list that the address names.
pub(in crate::console) async fn carry(Path(name): Path<String>, posted: AuthForm) -> Result<Response, Fault> {
    carry_on(list(&name)?, posted).await
}

/// Notes what is asked for, and does what was not tried yet. `before`: where the preview of what is taken back was drawn.
pub(super) async fn begin_and_go_on(
    auth: &AuthContext,
    bulk: Bulk,
    records: &[Uuid],
    before: Option<Drawn>,
) -> Result<Response, Fault> {
    let bulks = &auth.hub().bulks;
    bulks.begin(&bulk, records, auth.hub().clock.now_ms()).await?;
    let Some((bulk, items)) = bulks.get(bulk.id, bulk.person).await? else { return Err(Fault::not_found()) };
    go_on(auth, &bulk, &items, before).await?;
    Ok(Redirect::to(&format!("{}/{}", path(bulk.act.list()), bulk.id)).into_response())
}

/// Does what was not tried yet. A database that does not answer leaves the rest for the next time.
pub(super) async fn go_on(
    auth: &AuthContext,
    bulk: &Bulk,
    items: &[BulkItem],
    before: Option<Drawn>,
) -> Result<(), Fault> {
    let waiting: Vec<Uuid> = items.iter().filter(|(_, became)| became.is_none()).map(|(id, _)| *id).collect();
    let (ledger, list) = (&auth.hub().ledger, bulk.act.list());
    let may_see: BTreeSet<Uuid> =
        seen(ledger, &auth.viewer.reach, list, &waiting).await?.into_iter().map(|(id, _)| id).collect();
    let chosen: Arc<BTreeSet<Uuid>> = Arc::new(items.iter().map(|(id, _)| *id).collect());
    for id in waiting {
        let became = if may_see.contains(&id) {
            one(auth, bulk, (id, &chosen), before).await?
        } else {
            refused("refusal", unknown(list), std::iter::empty::<(&str, String)>())
        };
        auth.hub().bulks.became(bulk.id, id, &became).await?;
    }
    Ok(())
}

/// One record, as a command of its own.
async fn one(
    auth: &AuthContext,
    bulk: &Bulk,
    (id, chosen): (Uuid, &Arc<BTreeSet<Uuid>>),
    before: Option<Drawn>,
) -> Result<Became, Fault> {
    let sent = Submission { id: bulk.command(id), drawn: bulk.drawn, digest: bulk.digest(&[id])? };
    let (act, actor, drawn, chosen) = (bulk.act.clone(), auth.actor(), bulk.drawn, Arc::clone(chosen));
    let decide = Box::new(move |desk: Desk| {
        Box::pin(async move { decide(&desk, &act, actor, (id, chosen.as_ref(), drawn, before)).await }) as _
    });
    became(auth.hub().ledger.command(auth.viewer.id, sent, false, decide).await)
}

/// What became of a record for which the hub said this. What the hub cannot do just now is no answer: it is an error here, and the record waits.
fn became(said: Result<Outcome, HubError>) -> Result<Became, Fault> {
    match said {
        Ok(Outcome::Recorded(_) | Outcome::Again) => Ok(Became::Done),
        Ok(Outcome::Refused(refusal)) => Ok(refused("refusal", refusal.code, refusal.args)),
        Err(HubError::Fault(fault)) if !fault.status.is_server_error() => Ok(refused("error", fault.code, fault.args)),
        Err(other) => Err(other.into()),
    }
}

async fn decide(
    desk: &Desk,
    act: &Act,
    actor: Actor,
    (id, chosen, drawn, before): (Uuid, &BTreeSet<Uuid>, Drawn, Option<Drawn>),
) -> Result<Decision, HubError> {
    let subject = Subject::new(act.list().kind(), id);
    if before.is_none() && desk.ledger.moved_since(&subject, drawn).await? {
        return Ok(Err(Refusal::new("changed_since_shown")));
    }
    let state = desk.ledger.any(&subject).await?.unwrap_or_else(|| AnyFolded::new(act.list().kind()));
    let one = One { id, state: &state, chosen, looked_at: false, before };
    Around::new(&desk.ledger).decide(act, one, &desk.actor(actor)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use std::collections::BTreeMap;

    #[test]
    fn a_fault_that_passes_is_no_refusal_of_a_record() {
        let of = |status| became(Err(Fault::new(status, "database_busy").into()));
        let full = StatusCode::INSUFFICIENT_STORAGE;
        for passing in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::INTERNAL_SERVER_ERROR, full] {
            assert_eq!(of(passing).map_err(|fault| fault.status), Err(passing));
        }
        let broken = became(Err(HubError::Record("?".into())));
        assert!(broken.is_err_and(|fault| fault.status.is_server_error()));
        let key = "error-database_busy".to_owned();
        assert_eq!(of(StatusCode::CONFLICT), Ok(Became::Refused { key, args: BTreeMap::new() }));
        assert_eq!(became(Ok(Outcome::Again)), Ok(Became::Done), "as it was done before");
        let said = became(Ok(Outcome::Refused(Refusal::new("job_closed"))));
        assert_eq!(said, Ok(Became::Refused { key: "refusal-job_closed".into(), args: BTreeMap::new() }));
    }
}
