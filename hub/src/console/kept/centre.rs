//! The centre that a form chooses. Centres are few: they are a list to choose from.

use crate::console::kit::{Asked, Choice, Field};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::{Fault, HubError};
use crate::ledger::Desk;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::Centre;
use fettle_core::kernel::Refusal;

/// Centres that a list shows at most.
const MOST: u32 = 1_000;

/// The field; `stands` is the centre on record. `none` is the text for no centre, where that can be chosen. Who is of a centre chooses none.
pub(in crate::console) async fn centre_field(
    auth: &AuthContext,
    p: &Page,
    stands: Option<CentreId>,
    none: Option<String>,
) -> Result<Option<Field>, HubError> {
    if auth.viewer.person.centre.is_some() {
        return Ok(None);
    }
    let stands = stands.map(|id| id.to_string()).unwrap_or_default();
    let mut choices: Vec<Choice> = none.into_iter().map(|text| Choice::new("", text, &stands)).collect();
    for (id, centre) in auth.hub().ledger.some::<Centre>(None, MOST).await? {
        if centre.state.open || id.to_string() == stands {
            choices.push(Choice::new(id, centre.state.name.in_lang(p.lang), &stands));
        }
    }
    Ok(Some(Field::one("centre", p.t("sites-field-centre"), choices).answers(&["centre_unknown", "choice_unreadable"])))
}

/// What a list is cut down to where its address names a centre, and the field that says so.
///
/// # Errors
/// `query_unreadable` for what is no id; others when the database does not answer.
pub(in crate::console) async fn centre_filter(
    auth: &AuthContext,
    p: &Page,
    asked: &Asked,
    label: &str,
) -> Result<(Option<CentreId>, Field), Fault> {
    let chosen: Option<CentreId> = match asked.get("centre") {
        "" => None,
        id => Some(id.parse().map_err(|_| Fault::bad("query_unreadable"))?),
    };
    let mut choices = vec![Choice::new("", p.t("kept-all"), "")];
    for (id, centre) in auth.hub().ledger.some::<Centre>(None, MOST).await? {
        choices.push(Choice::new(id, centre.state.name.in_lang(p.lang), ""));
    }
    Ok((chosen, Field::one("centre", p.t(label), choices)))
}

/// The centre that a form chooses; of who is of a centre, that one.
///
/// # Errors
/// `choice_unreadable`.
pub(in crate::console) fn own_or_chosen(own: Option<CentreId>, fields: &Fields) -> Result<Option<CentreId>, Refusal> {
    if own.is_some() { Ok(own) } else { fields.optional("centre") }
}

/// What is known of a centre that a command names.
pub(in crate::console) async fn centre_of(desk: &Desk, id: Option<CentreId>) -> Result<Option<Centre>, HubError> {
    let Some(id) = id else { return Ok(None) };
    Ok(desk.ledger.get::<Centre>(id.uuid()).await?.map(|folded| folded.state))
}
