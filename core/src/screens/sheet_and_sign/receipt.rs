//! What the customer gets: a code that leads to the page which says that the document is genuine, and the paper that this phone draws of it,
//! headed as the hub's paper is. The hub's sealed paper takes its place where there is a network.

use super::lines::{in_both, said};
use crate::domain::company::{Company, company_subject};
use crate::domain::jobs::SignedDocument;
use crate::domain::jobs::document::DocumentKind;
use crate::domain::jobs::sheet::{JobKind, SheetLanguage};
use crate::domain::values::Bilingual;
use crate::screens::blocks::Head;
use crate::screens::error::Problem;
use crate::screens::view::View;
use serde::{Deserialize, Serialize};

/// What the customer gets, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Receipt {
    /// What the customer is told of it.
    pub text: String,
    /// The page that says whether the document is genuine; empty on a phone of no hub.
    pub link: String,
    /// The link as a QR code: one text a row, `#` for dark and `.` for light, without its quiet zone. Empty where there is no link.
    pub code: Vec<String>,
}

/// What a paper of this document has beside the screen's sections and answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetPaper {
    /// The job, for `App::paper`.
    pub job: String,
    /// The document's title.
    pub title: String,
    /// Number, customer and site.
    pub subtitle: String,
    /// Company, address, telephone: each a line.
    pub letterhead: Vec<String>,
    /// What was confirmed; empty where nobody signed.
    pub confirm: String,
    /// What stands before the check code.
    pub check: String,
    /// The check page as a link, and as a QR code as in [`Receipt`].
    pub link: String,
    /// See `link`.
    pub code: Vec<String>,
    /// Says how the pictures are printed; empty where there are none.
    pub photos: String,
}

/// The document's title, as papers print it.
pub(super) fn title(kind: &DocumentKind, job: Option<JobKind>, language: SheetLanguage) -> String {
    match kind {
        DocumentKind::ServiceReport if job == Some(JobKind::Repair) => said(language, "papers-title-repair"),
        DocumentKind::ServiceReport => said(language, "papers-title-service"),
        other => in_both(language, |lang| other.text(lang)),
    }
}

/// Our company as it stands in the head of papers; by the hub's name where nobody wrote it yet.
pub(super) fn letterhead(view: &View<'_>, language: SheetLanguage) -> Result<Vec<String>, Problem> {
    let company: Company = view.get(company_subject().id())?;
    let hub = view.identity.enrolment.as_ref().map(|enrolment| enrolment.enrolled.hub_name.clone());
    let name = |name: &Bilingual| in_both(language, |lang| name.in_lang(lang).to_owned());
    let own = name(&company.name);
    let phone = match company.letter_phone.as_str() {
        "" => String::new(),
        phone => format!("{} {phone}", said(language, "papers-phone-short")),
    };
    let lines = [if own.is_empty() { hub.unwrap_or_default() } else { own }, name(&company.letter_address), phone];
    Ok(lines.into_iter().filter(|line| !line.trim().is_empty()).collect())
}

/// The page of the hub that says whether the document is genuine.
fn link(view: &View<'_>, signed: &SignedDocument) -> String {
    let hub = view.identity.enrolment.as_ref().map(|enrolment| enrolment.hub_url.trim_end_matches('/'));
    hub.map(|hub| format!("{hub}/verify/{}", signed.hash())).unwrap_or_default()
}

fn code(link: &str) -> Vec<String> {
    // A link that is too long for a code is there as a text.
    if link.is_empty() { Vec::new() } else { fettle_media::qr::rows(link).unwrap_or_default() }
}

/// What the customer gets of a document on record.
pub(super) fn of(view: &View<'_>, signed: &SignedDocument) -> Receipt {
    let (language, link) = (signed.leading().signature.language, link(view, signed));
    Receipt { text: said(language, "papers-receipt"), code: code(&link), link }
}

/// What the paper of a document on record has beside the sections; `photos`: whether there are pictures.
pub(super) fn paper(
    view: &View<'_>,
    (head, letterhead): (&Head, &[String]),
    photos: bool,
    signed: &SignedDocument,
) -> SheetPaper {
    let language = signed.leading().signature.language;
    let link = link(view, signed);
    SheetPaper {
        job: signed.document.about.job.to_string(),
        title: head.title.clone(),
        subtitle: head.subtitle.clone(),
        letterhead: letterhead.to_vec(),
        confirm: if signed.leading().is_signed() { said(language, "papers-confirm") } else { String::new() },
        check: said(language, "papers-sheet-hash"),
        code: code(&link),
        link,
        photos: if photos { view.words.say("screen-sign-paper-photos") } else { String::new() },
    }
}
