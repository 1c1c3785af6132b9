//! A document in the customer's language, and how the customer answers to it: signs, refuses, is absent. What is shown is what is signed:
//! the action carries the hash of the sheet that stood on the screen.

mod act;
mod answers;
mod daily;
mod lines;
mod parties;

pub(crate) use act::act;

use super::action::{Action, SignAction};
use super::blocks::{Banner, Button, Entry, Field, FieldKind, Head, Section, Tone};
use super::error::Problem;
use super::form::refill;
use super::queries::check::checks_of;
use super::queries::job::{self, Known};
use super::route::Route;
use super::view::View;
use super::words::Words;
use crate::domain::checks::{Check, Definition};
use crate::domain::ids::{CardId, EquipmentId, JobId};
use crate::domain::jobs::document::{Answer, DocumentKind};
use crate::domain::jobs::sheet::{Sheet, SheetLanguage};
use crate::domain::jobs::{CostsOnSheet, SheetSources, SignedDocument, build_daily, build_sheet, sheet};
use crate::domain::parts::Card;
use crate::domain::people::Person;
use crate::domain::sites::Equipment;
use crate::kernel::{Hash, PersonId, Refusal};
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The sheet and its signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetAndSignScreen {
    /// Title, customer, banners.
    pub head: Head,
    /// What is missing before the sheet can be signed; empty when nothing is.
    pub missing: String,
    /// The language that the sheet is in now: `zh-CN`, `en` or `both`.
    pub language: String,
    /// Changes the language.
    pub languages: Vec<Button>,
    /// The sheet, in its language, section by section.
    pub sheet: Vec<Section>,
    /// SHA-256 of the sheet in hex: goes with the signature; empty while the sheet cannot be built.
    pub hash: String,
    /// What the customer confirms, above the pad.
    pub confirm: String,
    /// Name, title and phone of who signs.
    pub signer: Vec<Field>,
    /// Signs: the shell fills in the strokes and the pad's size.
    pub sign: Option<Button>,
    /// Refusal and absence, each with its fields.
    pub instead: Vec<Button>,
    /// The answer that is on record for this revision.
    pub answer: Option<SignedAnswer>,
    /// What else can be done: amend, back to the job.
    pub buttons: Vec<Button>,
}

/// How the customer answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SignedAnswer {
    /// Signed, refused or absent, by whom and when, in words.
    pub text: String,
    /// How that is meant.
    pub tone: Tone,
    /// The signature as SVG; empty unless signed by hand and here on the phone.
    pub svg: String,
}

/// Where the document of a kind is signed that comes next.
pub(crate) fn route_of(job: JobId, kind: &DocumentKind) -> Route {
    let document = match kind {
        DocumentKind::ServiceReport => String::new(),
        other => other.code().to_owned(),
    };
    Route::SheetAndSign { job: job.to_string(), document }
}

/// What a sheet is built from, owned.
pub(crate) struct Sources {
    pub known: Known,
    checks: Vec<(Check, Definition)>,
    equipment: BTreeMap<EquipmentId, Equipment>,
    cards: BTreeMap<CardId, Card>,
    people: BTreeMap<PersonId, String>,
    pub language: SheetLanguage,
    costs: CostsOnSheet,
}

impl Sources {
    pub fn read(view: &View<'_>, id: JobId) -> Result<Self, Problem> {
        let known = Known::read(view, id)?;
        let equipment = known.equipment(view)?.into_iter().collect();
        let mut cards = BTreeMap::new();
        for replaced in &known.job.parts {
            let card = replaced.part.card;
            if let Some(state) = view.find(card.uuid())? {
                cards.insert(card, state);
            }
        }
        let language = language(view, &known)?;
        let mut people = BTreeMap::new();
        let completed = known.job.completed.as_ref().map(|completed| completed.moment.by);
        let reported = known.job.day_to_sign().map(|reported| reported.moment.by);
        for by in completed.into_iter().chain(reported) {
            // By the sheet's language, not the user's: the same record gives the same sheet on every phone.
            let lang = if language == SheetLanguage::English { Lang::En } else { Lang::Zh };
            let person: Person = view.get(by.uuid())?;
            people.insert(by, person.name.in_lang(lang).to_owned());
        }
        let costs = costs(view, id)?;
        Ok(Self { checks: checks_of(view, id)?, equipment, cards, people, known, language, costs })
    }
    /// Hands the sources to `work`.
    pub fn with<T>(&self, work: impl FnOnce(&SheetSources<'_>) -> T) -> T {
        let checks: Vec<(&Check, &Definition)> = self.checks.iter().map(|(check, list)| (check, list)).collect();
        work(&SheetSources {
            job: &self.known.job,
            checks: &checks,
            customer: &self.known.customer,
            site: &self.known.site,
            equipment: &self.equipment,
            cards: &self.cards,
            people: &self.people,
            language: self.language,
            costs: self.costs,
        })
    }
    fn sheet(&self) -> Result<Sheet, Refusal> {
        self.with(build_sheet)
    }
}

/// The chosen language, else the contract's, else the user's own.
fn language(view: &View<'_>, known: &Known) -> Result<SheetLanguage, Problem> {
    let kept = view.kept(&route_of(known.id, &DocumentKind::ServiceReport))?;
    let chosen = kept.iter().find(|entry| entry.key == LANGUAGE).and_then(|e| SheetLanguage::from_code(&e.value));
    let contract = known.contract.as_ref().map(|contract| contract.language);
    let own = match view.words.lang {
        Lang::Zh => SheetLanguage::Chinese,
        Lang::En => SheetLanguage::English,
    };
    Ok(chosen.or(contract).unwrap_or(own))
}

/// Under which key the chosen language is kept.
const LANGUAGE: &str = "language";

/// Which costs were chosen; the customer's where nothing was.
fn costs(view: &View<'_>, id: JobId) -> Result<CostsOnSheet, Problem> {
    let kept = view.kept(&route_of(id, &DocumentKind::ServiceReport))?;
    let all = kept.iter().any(|entry| entry.key == COSTS && entry.value == ALL);
    Ok(if all { CostsOnSheet::All } else { CostsOnSheet::Customers })
}

/// Under which key it is kept whose costs are shown, and the value for everybody's.
const COSTS: &str = "costs";
const ALL: &str = "all";

/// Shows or leaves out the costs that others than the customer bear, where there are any.
fn costs_button(sources: &Sources, words: Words, action: &dyn Fn(SignAction) -> Action) -> Option<Button> {
    let others = sources.known.job.costs.iter().any(|cost| !CostsOnSheet::Customers.has(&cost.what));
    let all = sources.costs == CostsOnSheet::All;
    let label = words.say(if all { "screen-sign-costs-customers" } else { "screen-sign-costs-all" });
    others.then(|| Button::new("costs", label, action(SignAction::Costs { all: !all })))
}

/// The document that is meant by `document`: empty for the service report, a kind for the one that is to be signed next, a hash for one on record.
pub(crate) fn show(view: &View<'_>, id: JobId, document: &str) -> Result<SheetAndSignScreen, Problem> {
    let sources = Sources::read(view, id)?;
    let job = &sources.known.job;
    if let Ok(hash) = document.parse::<Hash>() {
        let signed = job.document(hash).ok_or_else(|| Problem::error("id_unreadable"))?;
        return on_record(view, &sources, signed);
    }
    if DocumentKind::from_code(document) == Some(DocumentKind::DailyReport) {
        // Of what was signed just now, the answer is shown.
        return match job.dailies().next_back() {
            Some(signed) if job.day_to_sign().is_none() => on_record(view, &sources, signed),
            _ => to_sign(view, &sources, DocumentKind::DailyReport),
        };
    }
    match job.current_sheet() {
        Some(signed) => on_record(view, &sources, signed),
        None => to_sign(view, &sources, DocumentKind::ServiceReport),
    }
}

/// A screen of a document of this kind with nothing on it yet.
fn blank(view: &View<'_>, sources: &Sources, kind: &DocumentKind) -> SheetAndSignScreen {
    let title = match kind {
        DocumentKind::ServiceReport => view.words.say("screen-sign-title"),
        other => other.text(view.words.lang),
    };
    SheetAndSignScreen {
        head: job::head(view, &sources.known, title),
        missing: String::new(),
        language: sources.language.code().to_owned(),
        languages: Vec::new(),
        sheet: Vec::new(),
        hash: String::new(),
        confirm: String::new(),
        signer: Vec::new(),
        sign: None,
        instead: Vec::new(),
        answer: None,
        buttons: Vec::new(),
    }
}

fn back(view: &View<'_>, known: &Known) -> Button {
    Button::new("job", view.words.say("screen-check-back-to-job"), Route::Job { job: known.id.to_string() })
}

/// A document that somebody answered to, and what the others may still say to it.
fn on_record(view: &View<'_>, sources: &Sources, signed: &SignedDocument) -> Result<SheetAndSignScreen, Problem> {
    let (words, known) = (view.words, &sources.known);
    let mut screen = blank(view, sources, &signed.document.kind);
    let mut photos = false;
    screen.sheet = match signed.document.kind {
        DocumentKind::ServiceReport => {
            let sheet = signed.document.sheet()?;
            photos = !sheet.photos.is_empty();
            lines::sections(&sheet)
        }
        DocumentKind::DailyReport => daily::sections(&signed.document.daily()?),
        // Of a later version: kept, verified, and not readable here.
        DocumentKind::Newer(_) => Vec::new(),
    };
    screen.language = signed.leading().signature.language.code().to_owned();
    screen.hash = signed.hash().to_string();
    screen.answer = Some(answer(view, known, signed.leading()));
    screen.sheet.extend(parties::section(view, known, signed));
    if photos {
        // Told before it is printed, not found out by the customer.
        let text = words.say("screen-sign-paper-photos");
        screen.head.banners.push(Banner { tone: Tone::Info, text, open: None });
    }
    if !known.job.is_replaced(signed) && !known.job.is_doubted(signed) {
        let offer = parties::offer(view, &route_of(known.id, &DocumentKind::ServiceReport), known, signed)?;
        screen.buttons.extend(offer.choose);
        if let Some(pad) = offer.pad {
            (screen.signer, screen.confirm) = (pad.signer, pad.confirm);
            (screen.instead, screen.sign) = (pad.instead.into(), Some(pad.sign));
        }
    }
    let is_sheet = known.job.current_sheet().is_some_and(|sheet| sheet.moment.event == signed.moment.event);
    if known.job.is_open() && is_sheet {
        let reason = Field::new("reason", words.say("screen-job-reason"), FieldKind::LongText).required();
        let action = Action::Sign { job: known.id.to_string(), action: SignAction::Amend };
        let amend = Button::new("amend", words.say("screen-sign-amend"), action);
        screen.buttons.push(amend.danger().confirm(words.say("screen-sign-amend-confirm")).ask(vec![reason]));
    }
    // What is under the thumb is not what undoes a signature.
    screen.buttons.push(back(view, known).primary());
    Ok(screen)
}

/// A document as it would be signed now, and the pad.
fn to_sign(view: &View<'_>, sources: &Sources, kind: DocumentKind) -> Result<SheetAndSignScreen, Problem> {
    let (words, known) = (view.words, &sources.known);
    let action = |action| Action::Sign { job: known.id.to_string(), action };
    let mut screen = blank(view, sources, &kind);
    screen.confirm = lines::in_both(sources.language, |lang| crate::text::text(lang, "papers-confirm"));
    screen.languages = languages(view, sources, &action);
    let built = match kind {
        DocumentKind::DailyReport => match sources.with(build_daily) {
            Ok(report) => Ok((sheet::hash_hex(&report.canonical_bytes()?), daily::sections(&report))),
            Err(refusal) => Err(refusal),
        },
        _ => match sources.sheet() {
            Ok(sheet) => Ok((sheet.hash()?, lines::sections(&sheet))),
            Err(refusal) => Err(refusal),
        },
    };
    match built {
        Ok((hash, sections)) => (screen.hash, screen.sheet) = (hash, sections),
        Err(refusal) => screen.missing = Problem::from(refusal).told(words.lang).text,
    }
    screen.signer = signer(view, known, &kind)?;
    let why_not = Some(screen.missing.clone()).filter(|missing| !missing.is_empty());
    let sheet = screen.hash.clone();
    let empty = SignAction::Sign { sheet: sheet.clone(), width: 0.0, height: 0.0, strokes: Vec::new() };
    let sign = Button::new("sign", words.say("screen-sign-sign"), action(empty)).primary();
    screen.sign = Some(sign.unless(why_not.clone()));
    screen.instead = answers::instead(words, &sheet, &action).map(|button| button.unless(why_not.clone())).into();
    if kind == DocumentKind::ServiceReport {
        screen.buttons.extend(costs_button(sources, words, &action));
    }
    screen.buttons.push(back(view, known));
    Ok(screen)
}

fn languages(view: &View<'_>, sources: &Sources, action: &dyn Fn(SignAction) -> Action) -> Vec<Button> {
    let button = |language: &SheetLanguage| {
        let code = language.code().to_owned();
        let label = view.words.say(match language {
            SheetLanguage::Chinese => "papers-language-zh-CN",
            SheetLanguage::English => "papers-language-en",
            SheetLanguage::Both | SheetLanguage::Newer(_) => "papers-language-both",
        });
        Button::new(&format!("language_{code}"), label, action(SignAction::Language { language: code }))
    };
    SheetLanguage::ALL.iter().filter(|language| **language != sources.language).map(button).collect()
}

/// Who signs: proposed is who may sign at the site, and who called where nobody is named.
fn signer(view: &View<'_>, known: &Known, kind: &DocumentKind) -> Result<Vec<Field>, Problem> {
    let words = view.words;
    let named = known.site.signers().next().map(|contact| {
        let phone = contact.phone.as_ref().map(ToString::to_string).unwrap_or_default();
        (contact.name.clone(), contact.title.clone(), phone)
    });
    let caller = known.job.report.as_ref().map(|report| {
        let caller = &report.what.caller;
        (caller.name.clone(), caller.title.clone(), caller.phone.clone())
    });
    let (name, title, phone) = named.or(caller).unwrap_or_default();
    let mut fields = vec![
        Field::new("name", words.say("papers-signer"), FieldKind::Text).required().value(name),
        Field::new("title", words.say("papers-signer-title"), FieldKind::Text).value(title),
        Field::new("phone", words.say("papers-phone"), FieldKind::Phone).required().value(phone),
    ];
    let kept: Vec<Entry> = view.kept(&route_of(known.id, kind))?;
    refill(&mut fields, &kept);
    Ok(fields)
}

fn answer(view: &View<'_>, known: &Known, answer: &Answer) -> SignedAnswer {
    let text = answers::told(view.words, known, answer);
    SignedAnswer { text, tone: answers::tone(answer), svg: answers::hand(view, answer) }
}
