//! The page: the letterhead with its history, and how this hub runs, by the options that it was started with.

use crate::console::kept::{facts, history};
use crate::console::kit::{Line, RecordPage, Section, record};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::company::{Company, company_subject};
use fettle_core::domain::people::Role;
use fettle_core::kernel::Aggregate;

const FACTS: &[&str] = &["name", "letter_address", "letter_phone", "letter_logo", "letter_terms", "form_pattern"];

/// Refuses who is no administrator.
pub(super) fn must_look_after(auth: &AuthContext) -> Result<(), Fault> {
    let may = auth.viewer.is(Role::Administrator);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// What is on record; nothing before somebody wrote it.
pub(super) async fn known(auth: &AuthContext) -> Result<Company, HubError> {
    let found = auth.hub().ledger.get::<Company>(company_subject().id()).await?;
    Ok(found.map(|folded| folded.state).unwrap_or_default())
}

/// How the hub runs. These are set where it is started, since it needs them before anybody can sign in.
fn runs(auth: &AuthContext, p: &Page) -> Section {
    let hub = auth.hub();
    let front = hub.front();
    let yes = |yes: bool| p.t(if yes { "sites-said-true" } else { "sites-said-false" });
    let or_none = |text: String| if text.is_empty() { p.t("company-not-set") } else { text };
    let line = |label: &str, option: &str, said: String| Line {
        text: format!("{}: {said}", p.t(label)),
        below: format!("fettle serve {option}"),
        ..Line::default()
    };
    let address = front.link.address.clone().unwrap_or_default();
    let lines = vec![
        line("company-hub-name", "--name", hub.name().to_owned()),
        line("company-hub-address", "--address", or_none(address)),
        line("company-hub-hosts", "--host", or_none(front.hosts.join(", "))),
        line("company-hub-tls", "--tls-cert --tls-key --plain", yes(front.tls.is_some())),
        line("company-hub-proxy", "--behind-proxy", yes(front.behind_proxy)),
        line("company-hub-version", "", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    Section { title: p.t("company-hub"), lines, empty: String::new(), more: None, add: None, form: None }
}

/// The page.
pub(in crate::console) async fn page(auth: AuthContext) -> Result<Response, Fault> {
    must_look_after(&auth)?;
    let subject = company_subject();
    let state = auth.hub().ledger.any(&subject).await?.unwrap_or_else(|| AnyFolded::new(Company::KIND));
    let p = auth.page().at("company").live(Some(subject.to_string()));
    let company = known(&auth).await?;
    let unnamed = company.name.is_empty();
    let page = RecordPage {
        title: p.t("company-title"),
        chip: if unnamed { (p.t("company-unnamed"), "wait") } else { (String::new(), "") },
        crumbs: Vec::new(),
        links: vec![
            ("/company/change".to_owned(), p.t("company-change")),
            ("/company/logo".to_owned(), p.t("company-logo")),
        ],
        acts: Vec::new(),
        facts: facts(&auth, &p, &state, FACTS).await?,
        sections: vec![runs(&auth, &p)],
        history: history(&auth, &p, &subject).await?,
        p,
    };
    Ok(record(page))
}
