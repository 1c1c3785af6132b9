//! What every answer of the console carries: safety headers, the form cookie, and faults as pages instead of JSON.

use super::page::{Page, html};
use super::request::{Forms, Guard, language, same_site_path};
use crate::error::{Fault, RETRY_AFTER};
use crate::hub::Hub;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

/// Own files only, nobody's frame, no inline script or style; script and style only where the page itself names them with the number that this
/// answer drew. A file that a phone sent lies under the same origin: naming it makes no script of it.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; \
         worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )
}

/// A fault as a person reads it.
#[derive(Template)]
#[template(path = "problem.html")]
struct Problem {
    p: Page,
    code: &'static str,
    text: String,
}

/// [`page_layer`], for what asks for a page only.
pub(super) async fn page_layer_for_browsers(hub: State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let accepted = request.headers().get_all(header::ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
    let browser = accepted.into_iter().any(|accepted| accepted.contains("text/html"));
    if browser { page_layer(hub, request, next).await } else { next.run(request).await }
}

/// Security headers, the form cookie, the host's name, and faults as pages.
pub(super) async fn page_layer(State(hub): State<Arc<Hub>>, mut request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let reading = request.method() == Method::GET;
    let guard = match Guard::of(&hub.accounts, &headers) {
        Ok(guard) => guard,
        Err(e) => return Fault::from(e).into_response(),
    };
    request.extensions_mut().insert(guard.clone());
    let mut response = match hub.front().known_host(&headers) {
        Ok(()) => next.run(request).await,
        Err(host) => Fault::new(StatusCode::MISDIRECTED_REQUEST, "host_unknown").with("host", host).into_response(),
    };
    if let Some(fault) = response.extensions_mut().remove::<Fault>() {
        response = if fault.status == StatusCode::UNAUTHORIZED && reading {
            Redirect::to(&format!("/login?next={}", encoded(&path))).into_response()
        } else {
            let viewer = hub.accounts.session(&headers).await.ok().flatten();
            let lang = language(&hub.accounts, &headers);
            let back = if reading { path } else { "/".to_owned() };
            let forms = match Forms::of(&hub) {
                Ok(forms) => forms,
                Err(e) => return Fault::from(e).into_response(),
            };
            let p = Page::new(&hub, lang, viewer.as_ref(), (&guard, forms), back);
            let page = html(&Problem { p, code: fault.code, text: fault.text(lang) });
            (fault.status, page).into_response()
        };
    }
    if let Some(status) = guard.trouble.get() {
        *response.status_mut() = *status;
    }
    let busy = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let head = response.headers_mut();
    if busy {
        head.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        head.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy(&guard.nonce)) {
        head.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // What a page shows is not for the next person at this computer.
    head.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(cookie) = guard.fresh_cookie(&hub.accounts).and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        head.append(header::SET_COOKIE, cookie);
    }
    response
}

fn encoded(path: &str) -> String {
    let path = same_site_path(path);
    percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC).to_string()
}
