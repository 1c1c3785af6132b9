//! The logo in the head of papers is chosen, or taken off.

use super::record::{known, must_look_after};
use crate::console::command::{Told, run_form};
use crate::console::fields::sent;
use crate::console::kept::{About, answered, now};
use crate::console::kit::{Field, Form, shown_page};
use crate::console::request::AuthContext;
use crate::console::uploaded::{self, Door};
use crate::error::Fault;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::company::{Company, CompanyChange, change_company, company_subject};
use fettle_core::kernel::{BlobRef, Refusal};
use fettle_papers::check_logo;

/// The form by which a logo is brought.
pub(in crate::console) struct Logos;

impl Door for Logos {
    // More than a logo may have: what is too big is told in the form.
    const MOST_BYTES: usize = 2 * 1024 * 1024;
    fn must(auth: &AuthContext) -> Result<(), Fault> {
        must_look_after(auth)
    }
}

/// A logo as it was sent.
pub(in crate::console) type Brought = uploaded::Uploaded<Logos>;

fn about(auth: &AuthContext, company: &Company) -> (About, Form) {
    let p = auth.page().at("company").back_to("/company/logo").live(Some(company_subject().to_string()));
    let codes = &["logo_too_big", "logo_unusable", "logo_missing"];
    let file = Field::file("file", p.t("company-logo-file"), ".png,.jpg,.jpeg,.svg");
    let file = file.help(p.t("company-logo-about")).answers(codes);
    let mut form = Form::new(&p, "logo", "/company/logo", p.t("kept-change")).with(file);
    if company.letter_logo.is_some() {
        form = form.with(Field::tick("remove", p.t("company-logo-remove"), false));
    }
    let crumb = ("/company".to_owned(), p.t("company-title"));
    (About { title: p.t("company-logo"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn logo_form(auth: AuthContext) -> Result<Response, Fault> {
    must_look_after(&auth)?;
    let (About { p, title, crumb }, form) = about(&auth, &known(&auth).await?);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn logo(Brought { auth, fields, files, .. }: Brought) -> Result<Response, Fault> {
    let known = known(&auth).await?;
    let stale = || Fault::new(StatusCode::FORBIDDEN, "form_stale");
    let sent = sent(&auth.context.path, &fields).ok_or_else(stale)?;
    let brought = match files.into_iter().next() {
        Some((_, bytes)) => match check_logo(&bytes) {
            Ok(media_type) => {
                let info = auth.hub().blobs.put(bytes, media_type).await?;
                Ok(Some(BlobRef { hash: info.hash, size: info.size, media_type: info.media_type }))
            }
            Err(e) => Err(Told::fault(auth.lang(), &Fault::bad(e.code()))),
        },
        None if fields.has("remove") => Ok(None),
        None => Err(Told::of(auth.lang(), &Refusal::new("logo_missing"))),
    };
    let told = match brought {
        Err(told) => Some(told),
        Ok(logo) => {
            let actor = auth.actor();
            run_form(&auth, sent, async move |desk| {
                let state = now::<Company>(&desk, company_subject()).await?;
                let change = CompanyChange { letter_logo: Some(logo), ..CompanyChange::default() };
                Ok(change_company(&desk.actor(actor), &state, change))
            })
            .await?
        }
    };
    Ok(answered(told, "/company", &fields, || about(&auth, &known)))
}
