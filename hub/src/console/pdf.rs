//! Papers as files: the service report of a job, the slip of a take. What a paper could not print is told before it is opened.

use super::page::{Page, html};
use super::request::AuthContext;
use super::slip::take_slip;
use crate::access;
use crate::console::query::Query;
use crate::error::Fault;
use crate::papers::{self, PaperFault, Printing, service_report};
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fettle_core::domain::ids::{JobId, TakeId};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::domain::parts::Take;
use fettle_core::kernel::Hash;
use fettle_papers::Paper;
use serde::Deserialize;

/// In which language or languages.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    lang: String,
    /// `1`: who asks has read the warnings.
    #[serde(default)]
    anyway: String,
    /// `internal`: our own copy; the customer's where nothing is said.
    #[serde(default)]
    copy: String,
}

impl Asked {
    fn printing<'a>(&self, address: Option<&'a str>) -> Printing<'a> {
        Printing { language: self.language(), internal: self.is_internal(), address }
    }
    fn is_internal(&self) -> bool {
        self.copy == "internal"
    }
    fn language(&self) -> SheetLanguage {
        SheetLanguage::from_code(&self.lang).unwrap_or(SheetLanguage::Both)
    }
}

/// What a paper could not print.
#[derive(Template)]
#[template(path = "paper.html")]
struct Warnings {
    p: Page,
    number: String,
    texts: Vec<String>,
    /// Address of the paper all the same.
    anyway: String,
    /// Where the paper is about.
    back: String,
}

/// The service report of a job's newest signed sheet.
pub(super) async fn report(
    auth: AuthContext,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let id: JobId = id.parse().map_err(|_| Fault::not_found())?;
    let job = access::look::<Job>(&auth.hub().ledger, &auth.viewer, id.uuid()).await?.state;
    let address = auth.hub().front().link.address.clone();
    let paper = service_report(auth.hub(), id, asked.printing(address.as_deref())).await;
    answer(&auth, paper, job.number(), &asked, (format!("/jobs/{id}/report.pdf"), format!("/jobs/{id}")))
}

/// The paper of one document of a job, by its hash.
pub(super) async fn document(
    auth: AuthContext,
    Path((id, hash)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let id: JobId = id.parse().map_err(|_| Fault::not_found())?;
    let hash: Hash = hash.parse().map_err(|_| Fault::not_found())?;
    let job = access::look::<Job>(&auth.hub().ledger, &auth.viewer, id.uuid()).await?.state;
    let address = auth.hub().front().link.address.clone();
    let paper = papers::document(auth.hub(), id, hash, asked.printing(address.as_deref())).await;
    let own = format!("/jobs/{id}/documents/{hash}/paper.pdf");
    answer(&auth, paper, job.number(), &asked, (own, format!("/jobs/{id}")))
}

/// The slip of a take.
pub(super) async fn slip(
    auth: AuthContext,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let id: TakeId = id.parse().map_err(|_| Fault::not_found())?;
    let take = access::look::<Take>(&auth.hub().ledger, &auth.viewer, id.uuid()).await?.state;
    let paper = take_slip(auth.hub(), id, &take, asked.language()).await;
    let back = take.job.map_or_else(|| format!("/stock?slip={id}"), |job| format!("/jobs/{job}"));
    answer(&auth, paper, &take.number, &asked, (format!("/takes/{id}/slip.pdf"), back))
}

/// A paper under a name that says what it is; before it, where something could not be printed, what that is.
fn answer(
    auth: &AuthContext,
    paper: Result<Paper, PaperFault>,
    number: &str,
    asked: &Asked,
    (own, back): (String, String),
) -> Result<Response, Fault> {
    let paper = paper.map_err(|fault| match fault {
        PaperFault::NoSheet | PaperFault::NoDocument | PaperFault::KindUnknown => {
            Fault::new(StatusCode::NOT_FOUND, fault.code())
        }
        PaperFault::Doubted => Fault::new(StatusCode::CONFLICT, fault.code()),
        PaperFault::Hub(e) => e.into(),
        PaperFault::Paper(e) => {
            tracing::error!(error = %e, "a paper could not be made");
            Fault::new(StatusCode::INTERNAL_SERVER_ERROR, e.code())
        }
    })?;
    if !paper.warnings.is_empty() && asked.anyway != "1" {
        let p = auth.page();
        let texts = paper.warnings.iter().map(|warning| warning.text(p.lang)).collect();
        let copy = if asked.is_internal() { "&copy=internal" } else { "" };
        let anyway = format!("{own}?lang={}{copy}&anyway=1", asked.language().code());
        return Ok(html(&Warnings { number: number.to_owned(), texts, anyway, back, p }));
    }
    let plain = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    let copy = if asked.is_internal() { "-internal" } else { "" };
    let name = format!("{}{copy}-{}.pdf", plain(number), asked.language().code());
    let head = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
    ];
    Ok((head, paper.pdf).into_response())
}
