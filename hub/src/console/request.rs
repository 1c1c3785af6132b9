//! Who asks: the person behind the session, the language, and the proof that a form came from a page of ours.

use super::again;
pub(super) use super::fields::{Carried, Fields, OWN_PASSWORD_FIELD};
use super::fields::{LONGEST_TEXT, sent};
use super::guard::{COMMAND_FIELD, PAGE_FIELD, TOKEN_FIELD};
pub(super) use super::guard::{Forms, Guard, LANGUAGE_COOKIE, language, same_site_path};
use super::page::Page;
use crate::access::Viewer;
use crate::accounts::NewPhone;
use crate::error::Fault;
use crate::hub::Hub;
pub(super) use crate::ledger::Submission;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use fettle_core::domain::people::Actor;
use fettle_core::text::Lang;
use std::sync::Arc;
use uuid::Uuid;

/// Who asks and how, signed in or not.
#[derive(Debug)]
pub(super) struct RequestContext {
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

impl RequestContext {
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

impl FromRequestParts<Arc<Hub>> for RequestContext {
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

/// The same of somebody who is signed in.
#[derive(Debug)]
pub(super) struct AuthContext {
    /// Who.
    pub viewer: Viewer,
    /// The rest.
    pub context: RequestContext,
    /// Whether a field of the form that was sent holds more than any text may.
    pub too_long: bool,
}

impl AuthContext {
    /// The hub.
    pub(super) fn hub(&self) -> &Arc<Hub> {
        &self.context.hub
    }
    /// What the person reads.
    pub(super) fn lang(&self) -> Lang {
        self.context.lang
    }
    /// What a template says about itself.
    pub(super) fn page(&self) -> Page {
        self.context.page()
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

impl FromRequestParts<Arc<Hub>> for AuthContext {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let context = RequestContext::from_request_parts(parts, hub).await?;
        let viewer = context.viewer.clone().ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "sign_in_first"))?;
        Ok(Self { viewer, context, too_long: false })
    }
}

/// A form as it came, and what it proves.
struct IncomingForm {
    context: RequestContext,
    fields: Fields,
    /// Whether its token is the one of this browser's session.
    right: bool,
    /// Whether a page of ours in this browser sent it.
    ours: bool,
}

impl IncomingForm {
    async fn read(request: Request, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let context = RequestContext::from_request_parts(&mut parts, hub).await?;
        let form = Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), hub).await;
        let fields = Fields(form.map_err(|e| unreadable(e.status()))?.0);
        let (right, ours) =
            (context.guard.token.is(fields.get(TOKEN_FIELD)), context.guard.page.is(fields.get(PAGE_FIELD)));
        Ok(Self { context, fields, right, ours })
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
pub(super) struct CsrfForm {
    /// Who.
    pub context: RequestContext,
    /// What.
    pub fields: Fields,
}

impl FromRequest<Arc<Hub>> for CsrfForm {
    type Rejection = Fault;
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let IncomingForm { context, fields, right, .. } = IncomingForm::read(request, hub).await?;
        if right { Ok(Self { context, fields }) } else { Err(stale()) }
    }
}

/// A form of somebody who is signed in. Where the session ended while it was filled in, what was typed goes on: to the sign-in, and then to
/// be sent.
pub(super) struct AuthForm {
    /// Who.
    pub auth: AuthContext,
    /// What.
    pub fields: Fields,
    /// Which form it was, and what its page showed.
    pub sent: Submission,
}

impl FromRequest<Arc<Hub>> for AuthForm {
    type Rejection = Response;
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, Response> {
        Self::of(IncomingForm::read(request, hub).await.map_err(Fault::into_response)?)
    }
}

impl AuthForm {
    #[allow(clippy::result_large_err, reason = "the refusal is the answer itself")]
    fn of(incoming: IncomingForm) -> Result<Self, Response> {
        let IncomingForm { context, fields, right, ours } = incoming;
        let viewer = context.viewer.clone().filter(|_| right);
        let Some(viewer) = viewer else {
            if ours && let Some(carried) = Carried::of(&fields) {
                return Err(again::ask(context.page(), &context.path, context.viewer.is_some(), carried));
            }
            let nobody = context.viewer.is_none() && right;
            let fault = if nobody { Fault::new(StatusCode::UNAUTHORIZED, "sign_in_first") } else { stale() };
            return Err(fault.into_response());
        };
        let sent = sent(&context.path, &fields).ok_or_else(|| stale().into_response())?;
        let too_long = fields.0.iter().any(|(_, value)| value.chars().count() > LONGEST_TEXT);
        Ok(Self { auth: AuthContext { viewer, context, too_long }, fields, sent })
    }
}

/// A form that ends the session it is sent in: whoever sends it twice has none the second time.
pub(super) enum SessionEndingForm {
    /// In a session.
    AuthForm(Box<AuthForm>),
    /// In none any more, with the token of the one that it was drawn in.
    Over { context: Box<RequestContext>, fields: Fields, form: Uuid },
}

impl FromRequest<Arc<Hub>> for SessionEndingForm {
    type Rejection = Response;
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, Response> {
        let incoming = IncomingForm::read(request, hub).await.map_err(Fault::into_response)?;
        match incoming.fields.parse(COMMAND_FIELD) {
            Some(form) if incoming.right && incoming.context.viewer.is_none() => {
                Ok(Self::Over { context: Box::new(incoming.context), fields: incoming.fields, form })
            }
            _ => AuthForm::of(incoming).map(|posted| Self::AuthForm(Box::new(posted))),
        }
    }
}
