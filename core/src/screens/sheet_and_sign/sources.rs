//! What a document is built from, as this phone has it: the records, the language that was chosen, and what the customer said.

use super::places::route_of;
use crate::domain::checks::{Check, Definition};
use crate::domain::ids::{CardId, EquipmentId, JobId};
use crate::domain::jobs::document::DocumentKind;
use crate::domain::jobs::sheet::{Opinion, Sheet, SheetLanguage};
use crate::domain::jobs::{CostsOnSheet, SheetSources, build_sheet};
use crate::domain::parts::Card;
use crate::domain::people::Person;
use crate::domain::sites::Equipment;
use crate::kernel::{PersonId, Refusal};
use crate::screens::error::Problem;
use crate::screens::queries::check::checks_of;
use crate::screens::queries::job::{Known, thumbnail};
use crate::screens::view::View;
use crate::text::Lang;
use std::collections::BTreeMap;

/// What a sheet is built from, owned.
pub(crate) struct Sources {
    pub known: Known,
    checks: Vec<(Check, Definition)>,
    equipment: BTreeMap<EquipmentId, Equipment>,
    cards: BTreeMap<CardId, Card>,
    people: BTreeMap<PersonId, String>,
    pub language: SheetLanguage,
    opinion: Option<Opinion>,
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
        let opinion = opinion(view, id)?;
        Ok(Self { checks: checks_of(view, id)?, equipment, cards, people, known, language, opinion })
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
            // What others bear is not the customer's business (decision 0018).
            costs: CostsOnSheet::Customers,
            opinion: self.opinion.as_ref(),
        })
    }
    /// The small picture of each photo that is known here, by the hash of the whole one.
    pub fn small(&self) -> BTreeMap<String, String> {
        let job = &self.known.job;
        let reported = job.report.iter().flat_map(|report| &report.what.photos);
        let evidence = job.evidence.iter().flat_map(|fact| &fact.what.photos);
        let added = job.photos.iter().map(|fact| &fact.what.photo);
        let costs = job.costs.iter().flat_map(|fact| &fact.what.photos);
        let answers = self
            .checks
            .iter()
            .flat_map(|(check, list)| check.visible(list).filter_map(move |(_, slot)| check.answer(&slot)));
        let of_checks = answers.flat_map(|answer| &answer.photos);
        let all = reported.chain(evidence).chain(added).chain(costs).chain(of_checks);
        all.map(|photo| (photo.blob.hash.to_string(), thumbnail(photo))).collect()
    }
    /// What the customer said so far.
    pub fn opinion(&self) -> Option<&Opinion> {
        self.opinion.as_ref()
    }
    /// The service report as it would be signed now.
    pub fn sheet(&self) -> Result<Sheet, Refusal> {
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
pub(super) const LANGUAGE: &str = "language";

/// What the customer said to this document, kept until somebody answers to it.
fn opinion(view: &View<'_>, id: JobId) -> Result<Option<Opinion>, Problem> {
    let kept = view.kept(&route_of(id, &DocumentKind::ServiceReport))?;
    let text = |key: &str| kept.iter().find(|entry| entry.key == key).map_or("", |entry| entry.value.as_str());
    Ok(Opinion::said(text(REMARKS), text(RATING).parse().ok()))
}

/// Under which keys the customer's words are kept. No field has such a key.
pub(super) const REMARKS: &str = "opinion.remarks";
pub(super) const RATING: &str = "opinion.rating";
