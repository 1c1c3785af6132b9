//! People, for administrators: who works here, with which roles and at which centre; how they sign in; their phones; and their leaving, which
//! ends all of it in one act. What may be done is the domain's (`fettle_core::domain::people`).

mod acts;
mod leaving;
mod link;
mod list;
mod person;

pub(super) use acts::{act, add};
pub(super) use link::{form as link_form, set as link_set};
pub(super) use list::{new, page};
pub(super) use person::{SessionView, page as person, zone_of};

use super::kit::Choice;
use super::page::Page;
use super::visit::{Fields, OWN_PASSWORD_FIELD, Visit};
use crate::error::{Fault, HubError};
use crate::ledger::Ledger;
use axum::http::StatusCode;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Centre, Role, Roles};

/// Refuses who is no administrator.
fn must_look_after_people(visit: &Visit) -> Result<(), Fault> {
    let may = visit.viewer.is(Role::Administrator);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// Asks for the reader's own password, typed into the form. The text of a refusal comes back as `Some(_)`.
pub(super) async fn confirm(visit: &Visit, fields: &Fields) -> Result<Option<String>, Fault> {
    match visit.hub().accounts.confirm(visit.viewer.id, fields.exact(OWN_PASSWORD_FIELD)).await {
        Ok(()) => Ok(None),
        Err(fault) if fault.status.is_server_error() => Err(fault),
        Err(fault) => Ok(Some(fault.text(visit.lang()))),
    }
}

/// Every role, with those that are held.
fn roles(p: &Page, held: &Roles) -> Vec<Choice> {
    let role = |role: &Role| Choice {
        value: role.code().to_owned(),
        // keys!: people-role-*
        text: p.code("people-role-", &role.code().replace('_', "-")),
        chosen: held.has(*role),
    };
    let newer: Vec<Role> = held.iter().filter(|role| matches!(role, Role::Newer(_))).collect();
    Role::ALL.iter().chain(&newer).map(role).collect()
}

/// The roles that a form chooses: those of this version, and those of a later one that the person holds already.
fn chosen_roles(fields: &Fields, held: &Roles) -> Roles {
    let known = |code: &str| Role::from_code(code).or_else(|| held.iter().find(|role| role.code() == code));
    fields.all("role").filter_map(known).collect()
}

/// Head office, then every open centre.
async fn centres(ledger: &Ledger, p: &Page, at: Option<CentreId>) -> Result<Vec<Choice>, HubError> {
    let mut all = vec![Choice { value: String::new(), text: p.t("people-head-office"), chosen: at.is_none() }];
    for (id, centre) in ledger.all::<Centre>().await? {
        let chosen = at == Some(CentreId::from(id));
        if centre.state.open || chosen {
            all.push(Choice { value: id.to_string(), text: centre.state.name.in_lang(p.lang).to_owned(), chosen });
        }
    }
    Ok(all)
}
