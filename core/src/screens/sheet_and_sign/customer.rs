//! The customer's mode: a document in the customer's language with what matters first, their own words, and their signature; and once they
//! answered, what they get. What is shown is what is signed: the action carries the hash of the document that stood on the screen.

use super::answers::{self, SignedAnswer};
use super::meant::{Meant, built, meant};
use super::places::document_of;
use super::receipt::{self, Receipt, SheetPaper};
use super::sources::Sources;
use super::{daily, lines, parties, signers, summary};
use crate::domain::ids::JobId;
use crate::domain::jobs::SignedDocument;
use crate::domain::jobs::document::DocumentKind;
use crate::domain::jobs::sheet::{Opinion, SheetLanguage};
use crate::screens::action::{Action, SignAction};
use crate::screens::blocks::{Button, Field, FieldKind, Head, Section};
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use serde::{Deserialize, Serialize};

/// The document and its signature, as the customer holds the phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetAndSignScreen {
    /// The document's title, its number and site. No banner: what is the engineer's is not said to the customer.
    pub head: Head,
    /// The way back to the engineer's side: small, and asks for nothing.
    pub leave: Button,
    /// Whose paper it is: our company, its address and telephone.
    pub letterhead: Vec<String>,
    /// What is missing before the document can be signed; empty when nothing is.
    pub missing: String,
    /// The language that the document is in now: `zh-CN`, `en` or `both`.
    pub language: String,
    /// Changes the language.
    pub languages: Vec<Button>,
    /// What matters, first: fault, work, result, price, parts, what is left. No rows where the document has no such summary.
    pub summary: Section,
    /// The document, in its language, section by section.
    pub sheet: Vec<Section>,
    /// SHA-256 of the document in hex: goes with the signature; empty while it cannot be built.
    pub hash: String,
    /// What the customer has to say: remarks and a rating, on the document itself. None where it is not asked.
    pub opinion: Option<Button>,
    /// What the customer confirms, above the pad.
    pub confirm: String,
    /// Who signs: chosen among the site's people or typed, never proposed.
    pub signer: Vec<Field>,
    /// Signs, the main button: the shell fills in the strokes and the pad's size.
    pub sign: Option<Button>,
    /// The answer that is on record for this revision.
    pub answer: Option<SignedAnswer>,
    /// What the customer gets, once there is an answer.
    pub receipt: Option<Receipt>,
    /// What the paper that this phone draws has beside the sections, once there is an answer.
    pub paper: Option<SheetPaper>,
}

pub(crate) fn show(view: &View<'_>, id: JobId, document: &str) -> Result<SheetAndSignScreen, Problem> {
    let sources = Sources::read(view, id)?;
    match meant(&sources, document)? {
        Meant::OnRecord(signed) => on_record(view, &sources, signed, document),
        Meant::Next(kind) => to_sign(view, &sources, kind),
    }
}

/// A screen of a document of this kind with nothing on it yet.
fn blank(
    view: &View<'_>,
    sources: &Sources,
    (kind, language): (&DocumentKind, SheetLanguage),
    document: &str,
) -> Result<SheetAndSignScreen, Problem> {
    let known = &sources.known;
    let side = Route::SheetSide { job: known.id.to_string(), document: document.to_owned() };
    let site = known.site.name.in_lang(view.words.lang);
    let head = Head {
        title: receipt::title(kind, known.job.kind(), language),
        subtitle: format!("{} · {site}", known.job.number()),
        ..Head::default()
    };
    Ok(SheetAndSignScreen {
        head,
        leave: Button::new("leave", view.words.say("screen-sign-leave"), side),
        letterhead: receipt::letterhead(view, language)?,
        missing: String::new(),
        language: language.code().to_owned(),
        languages: Vec::new(),
        summary: Section::default(),
        sheet: Vec::new(),
        hash: String::new(),
        opinion: None,
        confirm: String::new(),
        signer: Vec::new(),
        sign: None,
        answer: None,
        receipt: None,
        paper: None,
    })
}

/// A document that somebody answered to: what the customer gets, and the pad of who answers next.
fn on_record(
    view: &View<'_>,
    sources: &Sources,
    signed: &SignedDocument,
    document: &str,
) -> Result<SheetAndSignScreen, Problem> {
    let known = &sources.known;
    let language = signed.leading().signature.language;
    let mut screen = blank(view, sources, (&signed.document.kind, language), document)?;
    match signed.document.kind {
        DocumentKind::ServiceReport => {
            let sheet = signed.document.sheet()?;
            (screen.summary, screen.sheet) = (summary::section(&sheet), lines::sections(&sheet));
        }
        DocumentKind::DailyReport => screen.sheet = daily::sections(&signed.document.daily()?),
        // Of a later version: kept, verified, and not readable here.
        DocumentKind::Newer(_) => {}
    }
    shrink(&mut screen.sheet, sources);
    screen.hash = signed.hash().to_string();
    screen.answer = Some(answers::answer(view, known, signed.leading()));
    screen.sheet.extend(parties::section(view, known, signed));
    screen.receipt = Some(receipt::of(view, signed));
    let photos = screen.sheet.iter().any(|section| section.rows.iter().any(|row| row.photo.is_some()));
    screen.paper = Some(receipt::paper(view, (&screen.head, screen.letterhead.as_slice()), photos, signed));
    if let Some(pad) = parties::pad(view, known, signed)? {
        (screen.signer, screen.confirm, screen.sign) = (pad.signer, pad.confirm, Some(pad.sign));
    }
    Ok(screen)
}

/// A document as it would be signed now, and the pad.
fn to_sign(view: &View<'_>, sources: &Sources, kind: DocumentKind) -> Result<SheetAndSignScreen, Problem> {
    let (words, known) = (view.words, &sources.known);
    let action = |action| Action::Sign { job: known.id.to_string(), action };
    let mut screen = blank(view, sources, (&kind, sources.language), &document_of(&kind))?;
    screen.confirm = lines::in_both(sources.language, |lang| crate::text::text(lang, "papers-confirm"));
    screen.languages = languages(view, sources, &action);
    match built(sources, &kind) {
        Ok(built) => (screen.hash, screen.summary, screen.sheet) = (built.hash, built.summary, built.sections),
        Err(problem) => screen.missing = problem.told(words.lang).text,
    }
    shrink(&mut screen.sheet, sources);
    screen.signer = signers::fields(view, known, &kind)?;
    let why_not = Some(screen.missing.clone()).filter(|missing| !missing.is_empty());
    let empty = SignAction::Sign { sheet: screen.hash.clone(), width: 0.0, height: 0.0, strokes: Vec::new() };
    let sign = Button::new("sign", words.say("screen-sign-sign"), action(empty)).primary();
    screen.sign = Some(sign.unless(why_not));
    if kind == DocumentKind::ServiceReport {
        screen.opinion = Some(opinion(view, sources, &action));
    }
    Ok(screen)
}

/// Pictures are shown and printed small; what is signed names the whole ones.
fn shrink(sections: &mut [Section], sources: &Sources) {
    let small = sources.small();
    for row in sections.iter_mut().flat_map(|section| &mut section.rows) {
        if let Some(small) = row.photo.as_ref().and_then(|whole| small.get(whole)) {
            row.photo = Some(small.clone());
        }
    }
}

fn languages(view: &View<'_>, sources: &Sources, action: &dyn Fn(SignAction) -> Action) -> Vec<Button> {
    let button = |language: &SheetLanguage| {
        let code = language.code().to_owned();
        let label = view.words.say(match language {
            SheetLanguage::Chinese => "screen-sign-show-zh",
            SheetLanguage::English => "screen-sign-show-en",
            SheetLanguage::Both | SheetLanguage::Newer(_) => "screen-sign-show-both",
        });
        Button::new(&format!("language_{code}"), label, action(SignAction::Language { language: code }))
    };
    SheetLanguage::ALL.iter().filter(|language| **language != sources.language).map(button).collect()
}

/// The customer's own words, before the signature: they stand on what is signed.
fn opinion(view: &View<'_>, sources: &Sources, action: &dyn Fn(SignAction) -> Action) -> Button {
    let say = |key: &str| lines::in_both(sources.language, |lang| crate::text::text(lang, key));
    let said = sources.opinion().cloned().unwrap_or_default();
    let ratings = Opinion::RATINGS.map(|rating| (rating.to_string(), say(lines::rating_key(rating))));
    let rating = said.rating.map(|rating| rating.to_string()).unwrap_or_default();
    let label = view.words.say("screen-sign-opinion");
    Button::new("opinion", label, action(SignAction::Opinion)).ask(vec![
        Field::new("remarks", say("papers-remarks"), FieldKind::LongText).value(said.remarks),
        Field::new("rating", say("papers-satisfaction"), FieldKind::Choice).choices(ratings).value(rating),
    ])
}
