//! One person: what is on record, and every form about it.

use super::{Choice, centres, leaving, must_look_after_people, roles};
use crate::accounts::OpenSession;
use crate::console::kit::Section;
use crate::console::page::{Page, html};
use crate::console::phones::{self, PhoneView};
use crate::console::visit::{Fields, Visit};
use crate::console::words;
use crate::error::Fault;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono_tz::Tz;
use fettle_core::domain::people::{Account, Centre, Person};
use fettle_core::domain::sites::zone;
use fettle_core::kernel::PersonId;
use fettle_core::kernel::fold::time;

/// A session in a list.
pub(in crate::console) struct SessionView {
    pub id: String,
    pub began: String,
    pub used: String,
    pub network: String,
    pub here: bool,
}

impl SessionView {
    pub(in crate::console) fn of(p: &Page, session: OpenSession, zone: Tz, now_ms: u64) -> Self {
        Self {
            id: session.id,
            began: words::minute(time(session.started_at), zone),
            used: words::ago(p, time(session.seen_at), time(now_ms)),
            network: session.network.unwrap_or_default(),
            here: session.here,
        }
    }
}

#[derive(Template)]
#[template(path = "person.html")]
struct View {
    p: Page,
    id: String,
    name: String,
    name_zh: String,
    name_en: String,
    active: bool,
    login: String,
    phone: String,
    roles: Vec<Choice>,
    centres: Vec<Choice>,
    phones: Vec<PhoneView>,
    sessions: Vec<SessionView>,
    /// Whether this is the reader: nobody takes the own access away.
    own: bool,
    /// What stands in the way of leaving; none for who left.
    open: Option<Section>,
    /// Where the form leads that ends one.
    end_phone: String,
    /// A link for a password, to be shown once.
    link: String,
    link_until: String,
}

/// The zone of the reader's centre.
pub(in crate::console) async fn zone_of(visit: &Visit) -> Result<Tz, Fault> {
    let ledger = &visit.hub().ledger;
    let own = match visit.viewer.person.centre {
        Some(centre) => ledger.get::<Centre>(centre.uuid()).await?.map(|centre| centre.state),
        None => ledger.some::<Centre>(None, 1).await?.into_iter().next().map(|(_, centre)| centre.state),
    };
    Ok(zone(&own.unwrap_or_default().zone))
}

/// The page.
pub(in crate::console) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    must_look_after_people(&visit)?;
    let id: PersonId = id.parse().map_err(|_| Fault::not_found())?;
    show(&visit, id, Shown::default()).await
}

/// What the page shows beside the record.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Why a form was refused, which, and what it held.
    pub refusal: String,
    /// Where what stands in the way is listed.
    pub in_the_way: Option<(String, String)>,
    pub act: String,
    pub fields: Fields,
    /// A link for a password and until when it is good.
    pub link: Option<(String, u64)>,
}

/// The page with more.
pub(super) async fn show(visit: &Visit, id: PersonId, shown: Shown) -> Result<Response, Fault> {
    let hub = visit.hub();
    let person = hub.ledger.get::<Person>(id.uuid()).await?.map(|folded| folded.state);
    let person = person.filter(|person| !person.name.is_empty() && id != hub.ledger.system());
    let mut person = person.ok_or_else(Fault::not_found)?;
    let account = hub.ledger.get::<Account>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    let refused = !shown.refusal.is_empty();
    let mut p = visit.page().at("people").back_to(&format!("/people/{id}"));
    if refused {
        p = p.refused(shown.refusal).listing(shown.in_the_way);
    }
    let name = person.name.in_lang(p.lang).to_owned();
    // What was typed and refused stays in its form.
    let typed = |act: &str, field: &str, kept: &str| {
        if shown.act == act { shown.fields.get(field).to_owned() } else { kept.to_owned() }
    };
    let login = hub.accounts.logins_of(&[id]).await?.remove(&id).unwrap_or_default();
    let phone = account.phone.map(|phone| phone.to_string()).unwrap_or_default();
    let (name_zh, name_en) = (typed("name", "name_zh", &person.name.zh), typed("name", "name_en", &person.name.en));
    if shown.act == "roles" {
        person.roles = super::chosen_roles(&shown.fields, &person.roles);
    }
    let centre = if shown.act == "centre" { shown.fields.parse("centre") } else { person.centre };
    let zone = zone_of(visit).await?;
    let now = hub.clock.now_ms();
    let mut sessions = Vec::new();
    for session in hub.accounts.sessions_of(id, &visit.guest.headers).await? {
        sessions.push(SessionView::of(&p, session, zone, now));
    }
    let view = View {
        id: id.to_string(),
        end_phone: format!("/people/{id}/phone"),
        name,
        name_zh,
        name_en,
        active: person.active,
        login: typed("login", "login", &login),
        phone: typed("phone-number", "phone", &phone),
        roles: roles(&p, &person.roles),
        centres: centres(&hub.ledger, &p, centre).await?,
        phones: phones::of(hub, &p, id, zone).await?,
        sessions,
        own: id == visit.viewer.id,
        open: if person.active { Some(leaving::still_open(visit, &p, id).await?) } else { None },
        link_until: shown.link.as_ref().map_or_else(String::new, |(_, until)| words::minute(time(*until), zone)),
        link: shown.link.map(|(link, _)| link).unwrap_or_default(),
        p,
    };
    let mut response = html(&view);
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
