//! What every form of a page brings back: the proof that a page of ours in this browser sent it, an id of its own, and what the page showed.

use super::masked::Masked;
use crate::accounts::{Accounts, COOKIE};
use crate::error::{self, HubError};
use crate::hub::Hub;
use crate::ledger::Drawn;
use crate::random;
use axum::http::{HeaderMap, StatusCode, header};
use fettle_core::text::Lang;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// Cookie with a random value that every form's token is made from.
const FORM_COOKIE: &str = "fettle_form";
/// Cookie with the language that was chosen.
pub(super) const LANGUAGE_COOKIE: &str = "fettle_lang";
/// Name of the token's field.
pub(super) const TOKEN_FIELD: &str = "token";
/// Name of the field with the command's id.
pub(super) const COMMAND_FIELD: &str = "command";
/// Name of the field that says what the page showed.
pub(super) const DRAWN_FIELD: &str = "drawn";
/// Name of the field that proves that a page of ours in this browser was sent, whoever was signed in then.
pub(super) const PAGE_FIELD: &str = "page";

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
    pub token: Masked,
    /// What it brings to prove the browser alone: a session may end while somebody types.
    pub page: Masked,
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
        let token = Masked::of(&format!("fettle.form.v1\0{secret}\0{session}"))?;
        // Cookies of ours do not come along from other sites' pages (SameSite): those cannot know it either.
        let page = Masked::of(&format!("fettle.page.v1\0{secret}"))?;
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
        hidden(TOKEN_FIELD, self.token.written()) + &hidden(PAGE_FIELD, self.page.written())
    }
    /// The `Set-Cookie` that the browser lacks.
    pub(super) fn fresh_cookie(&self, accounts: &Accounts) -> Option<String> {
        Some(accounts.cookie(FORM_COOKIE, self.fresh.as_ref()?, None))
    }
}

/// What every form of a page brings back beside the token: an id of its own, and what the page showed at most.
#[derive(Debug, Clone)]
pub(super) struct Forms {
    first: Uuid,
    given: Arc<AtomicU32>,
    drawn: Drawn,
}

impl Forms {
    /// The forms of a page that is drawn from now on. To be asked before anything of the page is read.
    pub(super) fn of(hub: &Hub) -> Result<Self, HubError> {
        let first = random::uuid(hub.clock.now_ms())?;
        Ok(Self { first, given: Arc::default(), drawn: hub.ledger.drawn() })
    }
    /// Number of the newest event row that the page may show.
    pub(super) fn drawn(&self) -> u64 {
        self.drawn.seq
    }
    /// The same forms, as if the page had been drawn at this place.
    pub(super) fn at(self, drawn: Drawn) -> Self {
        Self { drawn, ..self }
    }
    /// The hidden fields of the next form.
    pub(super) fn fields(&self, guard: &Guard) -> String {
        // Another id for each form of the page; the random end of a UUIDv7 has room for the count.
        let id = Uuid::from_u128(self.first.as_u128() ^ u128::from(self.given.fetch_add(1, Ordering::Relaxed)));
        guard.proof() + &hidden(COMMAND_FIELD, &id.to_string()) + &hidden(DRAWN_FIELD, &self.drawn.to_string())
    }
}

/// A hidden field; its value is ours, of letters, digits, dots and hyphens.
fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
}
