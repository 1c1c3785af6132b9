//! Who asks: the person behind the session, the language, and the proof that a form came from a page of ours.

use super::page::Page;
use crate::access::Viewer;
use crate::accounts::{Accounts, COOKIE};
use crate::error::{self, Fault, HubError};
use crate::hub::Hub;
pub(super) use crate::ledger::Sent;
use crate::random;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use fettle_core::domain::people::Actor;
use fettle_core::kernel::Refusal;
use fettle_core::text::Lang;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Cookie with a random value that every form's token is made from.
const FORM_COOKIE: &str = "fettle_form";
/// Cookie with the language that was chosen.
pub(super) const LANGUAGE_COOKIE: &str = "fettle_lang";
/// Name of the token's field.
const TOKEN_FIELD: &str = "token";
/// Name of the field with the command's id.
const COMMAND_FIELD: &str = "command";
/// Name of the field that says what the page showed.
const DRAWN_FIELD: &str = "drawn";

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(found, _)| *found == name).map(|(_, value)| value))
}

/// The language of the cookie, else the one that the browser asks for.
pub(super) fn language(headers: &HeaderMap) -> Lang {
    cookie(headers, LANGUAGE_COOKIE).map_or_else(|| error::language(headers), Lang::from_tag)
}

/// A path on this hub; `/` for anything that could lead elsewhere. Browsers drop tabs and ends of lines before they look at it.
pub(super) fn same_site_path(path: &str) -> &str {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control());
    if own { path } else { "/" }
}

/// The token of this browser's forms: bound to its form cookie and to its session, so that another site can neither know nor plant it.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    /// What a form has to bring.
    pub token: String,
    fresh: Option<String>,
    /// Drawn for this answer: script and style of the page name it.
    pub nonce: String,
    /// What the hub could not do, where the page says so itself and keeps what was typed: the status of the answer.
    pub trouble: Arc<OnceLock<StatusCode>>,
}

impl Guard {
    /// The guard of a request; with a fresh cookie when it brought none.
    pub(super) fn of(accounts: &Accounts, headers: &HeaderMap) -> Result<Self, HubError> {
        let known = cookie(headers, &accounts.cookie_name(FORM_COOKIE)).filter(|value| value.len() == 64);
        let fresh = if known.is_none() { Some(random::secret()?) } else { None };
        let secret = known.or(fresh.as_deref()).unwrap_or_default();
        let session = cookie(headers, &accounts.cookie_name(COOKIE)).unwrap_or_default();
        let token = random::digest(&format!("fettle.form.v1\0{secret}\0{session}"));
        Ok(Self { token, fresh, nonce: random::secret()?, trouble: Arc::default() })
    }
    /// The `Set-Cookie` that the browser lacks.
    pub(super) fn fresh_cookie(&self, accounts: &Accounts) -> Option<String> {
        Some(accounts.cookie(FORM_COOKIE, self.fresh.as_ref()?, None))
    }
}

/// Somebody, signed in or not.
#[derive(Debug)]
pub(super) struct Guest {
    /// The hub.
    pub hub: Arc<Hub>,
    /// Who, when signed in.
    pub viewer: Option<Viewer>,
    /// What they read.
    pub lang: Lang,
    /// Their forms' guard.
    pub guard: Guard,
    /// Path and query of the request.
    pub path: String,
    /// The request's headers.
    pub headers: HeaderMap,
    /// What the forms of a page drawn now bring back.
    pub forms: Forms,
}

/// What every form of a page brings back beside the token: an id of its own, and what the page showed at most.
#[derive(Debug, Clone)]
pub(super) struct Forms {
    first: Uuid,
    given: Arc<AtomicU32>,
    drawn: u64,
}

impl Forms {
    /// The forms of a page that is drawn from now on. To be asked before anything of the page is read.
    pub(super) fn of(hub: &Hub) -> Result<Self, HubError> {
        let first = random::uuid(hub.clock.now_ms())?;
        Ok(Self { first, given: Arc::default(), drawn: hub.ledger.newest() })
    }
    /// The hidden fields of the next form.
    pub(super) fn fields(&self, token: &str) -> String {
        // Another id for each form of the page; the random end of a UUIDv7 has room for the count.
        let id = Uuid::from_u128(self.first.as_u128() ^ u128::from(self.given.fetch_add(1, Ordering::Relaxed)));
        let field = |name: &str, value: &str| format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        field(TOKEN_FIELD, token)
            + &field(COMMAND_FIELD, &id.to_string())
            + &field(DRAWN_FIELD, &self.drawn.to_string())
    }
}

impl Guest {
    /// What a template says about itself.
    pub(super) fn page(&self) -> Page {
        let forms = (&self.guard, self.forms.clone());
        Page::new(&self.hub, self.lang, self.viewer.as_ref(), forms, self.path.clone())
    }
    /// The address under which this browser reaches the hub; for links and QR codes.
    pub(super) fn address(&self) -> String {
        self.hub.front().address_for(&self.headers)
    }
}

impl FromRequestParts<Arc<Hub>> for Guest {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let forms = Forms::of(hub)?;
        let viewer = hub.accounts.session(&parts.headers).await?;
        let guard = match parts.extensions.get::<Guard>() {
            Some(guard) => guard.clone(),
            None => Guard::of(&hub.accounts, &parts.headers)?,
        };
        Ok(Self {
            hub: Arc::clone(hub),
            viewer,
            lang: language(&parts.headers),
            guard,
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            headers: parts.headers.clone(),
            forms,
        })
    }
}

/// Somebody who is signed in.
#[derive(Debug)]
pub(super) struct Visit {
    /// Who.
    pub viewer: Viewer,
    /// The rest.
    pub guest: Guest,
}

impl Visit {
    /// The hub.
    pub(super) fn hub(&self) -> &Arc<Hub> {
        &self.guest.hub
    }
    /// What the person reads.
    pub(super) fn lang(&self) -> Lang {
        self.guest.lang
    }
    /// What a template says about itself.
    pub(super) fn page(&self) -> Page {
        self.guest.page()
    }
    /// The person as the author of commands.
    pub(super) fn actor(&self) -> Actor {
        Actor {
            person: self.viewer.id,
            roles: self.viewer.person.roles.clone(),
            centre: self.viewer.person.centre,
            device_short: self.hub().ledger.console_short().to_owned(),
            next_count: 0,
        }
    }
}

impl FromRequestParts<Arc<Hub>> for Visit {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let guest = Guest::from_request_parts(parts, hub).await?;
        let viewer = guest.viewer.clone().ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "sign_in_first"))?;
        Ok(Self { viewer, guest })
    }
}

/// The fields of a form, in their order; a name may stand several times.
#[derive(Debug, Default, Clone)]
pub(super) struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a field without the spaces around it; empty when it is not there.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }
    /// All values of a field that are not empty.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, value)| found == name && !value.trim().is_empty()).map(|(_, v)| v.trim())
    }
    /// The value as an id, a number, a code.
    pub(super) fn parse<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }
}

impl Fields {
    /// The value as one of a list of codes.
    ///
    /// # Errors
    /// `choice_unreadable` for what is not on the list: it is never replaced by another.
    pub(super) fn choice<T>(&self, name: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        from_code(self.get(name)).ok_or_else(|| Refusal::new("choice_unreadable"))
    }
    /// The value as an id; none where the field is empty.
    ///
    /// # Errors
    /// `choice_unreadable` for what is no id.
    pub(super) fn optional<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        match self.get(name) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Refusal::new("choice_unreadable")),
        }
    }
}

/// A form whose token is right, whoever sent it; it records nothing.
pub(super) struct Signed {
    /// Who.
    pub guest: Guest,
    /// What.
    pub fields: Fields,
}

impl FromRequest<Arc<Hub>> for Signed {
    type Rejection = Fault;
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let guest = Guest::from_request_parts(&mut parts, hub).await?;
        let stale = || Fault::new(StatusCode::FORBIDDEN, "form_stale");
        let form = Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), hub).await;
        let fields = Fields(form.map_err(|_| stale())?.0);
        // In constant time, as the token is compared and not looked up.
        let right = fields.get(TOKEN_FIELD).as_bytes().ct_eq(guest.guard.token.as_bytes());
        if !bool::from(right) {
            return Err(stale());
        }
        Ok(Self { guest, fields })
    }
}

/// A form of somebody who is signed in.
pub(super) struct Posted {
    /// Who.
    pub visit: Visit,
    /// What.
    pub fields: Fields,
    /// Which form it was, and what its page showed.
    pub sent: Sent,
}

impl FromRequest<Arc<Hub>> for Posted {
    type Rejection = Fault;
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let Signed { guest, fields } = Signed::from_request(request, hub).await?;
        let viewer = guest.viewer.clone().ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "sign_in_first"))?;
        let sent = sent(&guest.path, &fields).ok_or_else(|| Fault::new(StatusCode::FORBIDDEN, "form_stale"))?;
        Ok(Self { visit: Visit { viewer, guest }, fields, sent })
    }
}

/// Which form was sent; none where its page gave it no id.
fn sent(path: &str, fields: &Fields) -> Option<Sent> {
    let id: Uuid = fields.parse(COMMAND_FIELD)?;
    if id.get_version_num() != 7 {
        return None;
    }
    let own = [TOKEN_FIELD, COMMAND_FIELD, DRAWN_FIELD];
    let said: Vec<_> = fields.0.iter().filter(|(name, _)| !own.contains(&name.as_str())).collect();
    let digest = random::digest(&serde_json::to_string(&(path, said)).ok()?);
    Some(Sent { id, drawn: fields.parse(DRAWN_FIELD)?, digest })
}
