//! Who asks: the person behind the session, the language, and the proof that a form came from a page of ours.

use super::again;
use super::page::Page;
use crate::access::Viewer;
use crate::accounts::{Accounts, COOKIE, NewPhone};
use crate::error::{self, Fault, HubError};
use crate::hub::Hub;
pub(super) use crate::ledger::Sent;
use crate::random;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
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
/// Name of the field that proves that a page of ours in this browser was sent, whoever was signed in then.
const PAGE_FIELD: &str = "page";
/// Name of the field in which somebody is asked for the own password again.
pub(super) const OWN_PASSWORD_FIELD: &str = "own_password";
/// Fields that hold passwords: they are kept in no digest and no page.
const SECRET_FIELDS: [&str; 5] = [OWN_PASSWORD_FIELD, "password", "old", "new", "again"];
/// Longest text of a field, in characters: a form says it beforehand, and what is longer is refused with the text kept in the form.
const LONGEST_TEXT: usize = 20_000;

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(found, _)| *found == name).map(|(_, value)| value))
}

/// The language of the cookie, else the one that the browser asks for.
pub(super) fn language(accounts: &Accounts, headers: &HeaderMap) -> Lang {
    cookie(headers, &accounts.cookie_name(LANGUAGE_COOKIE)).map_or_else(|| error::language(headers), Lang::from_tag)
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
    /// What it brings to prove the browser alone: a session may end while somebody types.
    pub page: String,
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
        // Cookies of ours do not come along from other sites' pages (SameSite): those cannot know it either.
        let page = random::digest(&format!("fettle.page.v1\0{secret}"));
        Ok(Self { token, page, fresh, nonce: random::secret()?, trouble: Arc::default() })
    }
    /// The guard of the same answer in the session that a `Set-Cookie` begins.
    pub(super) fn in_session(
        &self,
        accounts: &Accounts,
        headers: &HeaderMap,
        set_cookie: &str,
    ) -> Result<Self, HubError> {
        let form = accounts.cookie_name(FORM_COOKIE);
        let kept = cookie(headers, &form).unwrap_or_default();
        let session = set_cookie.split(';').next().unwrap_or_default();
        let line = format!("{form}={kept}; {session}").parse().map_err(|_| HubError::Record("a cookie".into()))?;
        let fresh = Self::of(accounts, &HeaderMap::from_iter([(header::COOKIE, line)]))?;
        Ok(Self { token: fresh.token, page: fresh.page, ..self.clone() })
    }
    /// The hidden fields that prove where a form comes from.
    pub(super) fn proof(&self) -> String {
        hidden(TOKEN_FIELD, &self.token) + &hidden(PAGE_FIELD, &self.page)
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
    /// Phones in the person's name that the person has not said to know.
    pub phones: Vec<NewPhone>,
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
    /// Number of the newest event row that the page may show.
    pub(super) fn drawn(&self) -> u64 {
        self.drawn
    }
    /// The hidden fields of the next form.
    pub(super) fn fields(&self, guard: &Guard) -> String {
        // Another id for each form of the page; the random end of a UUIDv7 has room for the count.
        let id = Uuid::from_u128(self.first.as_u128() ^ u128::from(self.given.fetch_add(1, Ordering::Relaxed)));
        guard.proof() + &hidden(COMMAND_FIELD, &id.to_string()) + &hidden(DRAWN_FIELD, &self.drawn.to_string())
    }
}

/// A hidden field; its value is ours, of letters and digits.
fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
}

impl Guest {
    /// What a template says about itself.
    pub(super) fn page(&self) -> Page {
        let forms = (&self.guard, self.forms.clone());
        Page::new(&self.hub, self.lang, self.viewer.as_ref(), forms, self.path.clone()).told_of(&self.phones)
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
        let phones = match &viewer {
            Some(viewer) => hub.accounts.new_phones(viewer.id).await?,
            None => Vec::new(),
        };
        let guard = match parts.extensions.get::<Guard>() {
            Some(guard) => guard.clone(),
            None => Guard::of(&hub.accounts, &parts.headers)?,
        };
        Ok(Self {
            hub: Arc::clone(hub),
            viewer,
            lang: language(&hub.accounts, &parts.headers),
            guard,
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            headers: parts.headers.clone(),
            forms,
            phones,
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
    /// Whether a field of the form that was sent holds more than any text may.
    pub too_long: bool,
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
            device_short: self.hub().ledger.console_short(),
            next_count: 0,
        }
    }
}

impl FromRequestParts<Arc<Hub>> for Visit {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let guest = Guest::from_request_parts(parts, hub).await?;
        let viewer = guest.viewer.clone().ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "sign_in_first"))?;
        Ok(Self { viewer, guest, too_long: false })
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
    /// Whether the form has such a field, filled in or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| found == name)
    }
    /// All values of a field that are not empty.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, value)| found == name && !value.trim().is_empty()).map(|(_, v)| v.trim())
    }
    /// The value of a field as it was typed: spaces at the ends of a password belong to it.
    pub(super) fn exact(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
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

/// A form as it came, and what it proves.
struct Came {
    guest: Guest,
    fields: Fields,
    /// Whether its token is the one of this browser's session.
    right: bool,
    /// Whether a page of ours in this browser sent it.
    ours: bool,
}

impl Came {
    async fn read(request: Request, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let guest = Guest::from_request_parts(&mut parts, hub).await?;
        let form = Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), hub).await;
        let fields = Fields(form.map_err(|e| unreadable(e.status()))?.0);
        // In constant time, as the tokens are compared and not looked up.
        let is = |name: &str, wanted: &str| bool::from(fields.get(name).as_bytes().ct_eq(wanted.as_bytes()));
        let (right, ours) = (is(TOKEN_FIELD, &guest.guard.token), is(PAGE_FIELD, &guest.guard.page));
        Ok(Self { guest, fields, right, ours })
    }
}

/// Why a body is no form.
fn unreadable(status: StatusCode) -> Fault {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::new(status, "body_too_large").with("megabytes", 2),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Fault::new(status, "form_not_one"),
        _ => Fault::bad("form_unreadable"),
    }
}

fn stale() -> Fault {
    Fault::new(StatusCode::FORBIDDEN, "form_stale")
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
        let Came { guest, fields, right, .. } = Came::read(request, hub).await?;
        if right { Ok(Self { guest, fields }) } else { Err(stale()) }
    }
}

/// A form of somebody who is signed in. Where the session ended while it was filled in, what was typed goes on: to the sign-in, and then to
/// be sent.
pub(super) struct Posted {
    /// Who.
    pub visit: Visit,
    /// What.
    pub fields: Fields,
    /// Which form it was, and what its page showed.
    pub sent: Sent,
}

impl FromRequest<Arc<Hub>> for Posted {
    type Rejection = Response;
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, Response> {
        let Came { guest, fields, right, ours } = Came::read(request, hub).await.map_err(Fault::into_response)?;
        let viewer = guest.viewer.clone().filter(|_| right);
        let Some(viewer) = viewer else {
            if ours && let Some(carried) = Carried::of(&fields) {
                return Err(again::ask(guest, carried));
            }
            let nobody = guest.viewer.is_none() && right;
            let fault = if nobody { Fault::new(StatusCode::UNAUTHORIZED, "sign_in_first") } else { stale() };
            return Err(fault.into_response());
        };
        let sent = sent(&guest.path, &fields).ok_or_else(|| stale().into_response())?;
        let too_long = fields.0.iter().any(|(_, value)| value.chars().count() > LONGEST_TEXT);
        Ok(Self { visit: Visit { viewer, guest, too_long }, fields, sent })
    }
}

/// What a form says, on its way through a sign-in: with its command and what its page showed, without proofs and passwords.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// Its fields.
    pub fields: Vec<(String, String)>,
    /// Whether it asks for the own password again.
    pub asks: bool,
}

impl Carried {
    /// Of a form; none where it is made of passwords, which nobody but the browser keeps.
    fn of(fields: &Fields) -> Option<Self> {
        let asks = |name: &str| name == OWN_PASSWORD_FIELD;
        if fields.0.iter().any(|(name, _)| SECRET_FIELDS.contains(&name.as_str()) && !asks(name)) {
            return None;
        }
        let left = [TOKEN_FIELD, PAGE_FIELD, OWN_PASSWORD_FIELD];
        let kept = fields.0.iter().filter(|(name, _)| !left.contains(&name.as_str())).cloned().collect();
        Some(Self { fields: kept, asks: fields.0.iter().any(|(name, _)| asks(name)) })
    }
    /// As one field.
    pub(super) fn to_field(&self) -> String {
        serde_json::to_string(&(&self.fields, self.asks)).unwrap_or_default()
    }
    /// The way back; none for what does not read.
    pub(super) fn from_field(text: &str) -> Option<Self> {
        let (fields, asks) = serde_json::from_str(text).ok()?;
        Some(Self { fields, asks })
    }
    /// What somebody typed or chose, as far as it can be read again: no ids, no numbers of ours.
    pub(super) fn typed(&self) -> Vec<String> {
        let ours = [COMMAND_FIELD, DRAWN_FIELD, "back"];
        let read = |value: &str| !value.trim().is_empty() && value.parse::<Uuid>().is_err();
        let typed = self.fields.iter().filter(|(name, value)| !ours.contains(&name.as_str()) && read(value));
        typed.map(|(_, value)| value.clone()).collect()
    }
}

/// Which form was sent; none where its page gave it no id.
fn sent(path: &str, fields: &Fields) -> Option<Sent> {
    let id: Uuid = fields.parse(COMMAND_FIELD)?;
    if id.get_version_num() != 7 {
        return None;
    }
    let own = [TOKEN_FIELD, PAGE_FIELD, COMMAND_FIELD, DRAWN_FIELD];
    // A digest of a password would be one to guess at.
    let left = |name: &str| own.contains(&name) || SECRET_FIELDS.contains(&name);
    let said: Vec<_> = fields.0.iter().filter(|(name, _)| !left(name)).collect();
    let digest = random::digest(&serde_json::to_string(&(path, said)).ok()?);
    Some(Sent { id, drawn: fields.parse(DRAWN_FIELD)?, digest })
}
