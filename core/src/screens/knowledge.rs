//! Past cases that this phone knows, by words and by machine: for the person who talks to a customer without a network.

use super::action::{Action, KnowledgeAction, Outcome};
use super::blocks::{Button, Field, FieldKind, Head, Panel, Row, Section, Tone};
use super::error::Problem;
use super::form::Form;
use super::paging::ROWS;
use super::queries::banners;
use super::queries::job::done_on;
use super::route::Route;
use super::view::{View, id};
use crate::domain::ids::{CardId, EquipmentId};
use crate::domain::jobs::{Job, Status};
use crate::domain::parts::Card;
use crate::domain::sites::Equipment;
use crate::text::{Lang, code_text};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// Past cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct KnowledgeScreen {
    /// Title, machine, banners.
    pub head: Head,
    /// What is looked for.
    pub search: Panel,
    /// What was found, newest first, by pages.
    pub cases: Section,
}

/// States in which a job tells how it ended.
const DONE: &[Status] =
    &[Status::Completed, Status::SolvedRemotely, Status::Signed, Status::CalledBack, Status::Closed];
/// Jobs that are looked at for one page: where little fits, a page may be short and there is more behind it.
const LOOKED_AT: usize = 500;
/// Jobs that are read at once.
const READ: usize = 100;

pub(crate) fn show(view: &View<'_>, words: &str, equipment: Option<&str>) -> Result<KnowledgeScreen, Problem> {
    let said = view.words;
    let machine =
        equipment.map(|equipment| view.find::<Equipment>(id::<EquipmentId>(equipment)?.uuid())).transpose()?;
    let subtitle = match machine.flatten() {
        Some(machine) => {
            let args = [("name", machine.name.in_lang(said.lang).to_owned()), ("pn", machine.pn)];
            said.with("screen-knowledge-machine", &args)
        }
        None => String::new(),
    };
    let field = Field::new("words", said.say("screen-knowledge-words"), FieldKind::Code);
    let action = KnowledgeAction::Search { equipment: equipment.map(str::to_owned) };
    Ok(KnowledgeScreen {
        head: Head {
            title: said.say("screen-knowledge-title"),
            subtitle,
            banners: banners::all(view),
            ..Head::default()
        },
        search: Panel {
            key: "search".into(),
            title: said.say("screen-knowledge-search"),
            fields: vec![field.value(words).hint(said.say("screen-knowledge-hint"))],
            button: Some(Button::new("search", said.say("screen-knowledge-find"), action).primary()),
        },
        cases: cases(view, words, equipment, None)?,
    })
}

/// What one look through the cases has read beside them.
struct Beside<'a> {
    view: &'a View<'a>,
    machines: HashMap<EquipmentId, Equipment>,
    cards: HashMap<CardId, Card>,
}

impl Beside<'_> {
    fn machine(&mut self, id: EquipmentId) -> Result<&Equipment, Problem> {
        if !self.machines.contains_key(&id) {
            self.machines.insert(id, self.view.get(id.uuid())?);
        }
        Ok(&self.machines[&id])
    }
    fn card(&mut self, id: CardId) -> Result<&Card, Problem> {
        if !self.cards.contains_key(&id) {
            self.cards.insert(id, self.view.get(id.uuid())?);
        }
        Ok(&self.cards[&id])
    }

    /// Everything of a case that words may name. Names and codes in both languages: who looks need not write as who recorded.
    fn text(&mut self, job: &Job) -> Result<String, Problem> {
        let mut all: Vec<String> = Vec::new();
        if let Some(report) = &job.report {
            let report = &report.what;
            all.extend([&report.number, &report.symptom, &report.product, &report.company].map(String::clone));
        }
        all.extend(job.diagnosis.get().into_iter().flat_map(|d| [d.scene.clone(), d.handling.clone()]));
        let class = job.judgement.get().map(|judged| ("job-class-", judged.class.code()));
        let cause = job.cause.get();
        all.extend(cause.map(|cause| cause.diagnosis.clone()));
        let cause = cause.map(|cause| ("papers-cause-", cause.cause.code()));
        for (family, code) in class.into_iter().chain(cause) {
            all.extend(Lang::ALL.map(|lang| code_text(lang, family, code)));
        }
        all.extend(job.completed.iter().map(|fact| fact.what.summary.clone()));
        all.extend(job.work.iter().map(|fact| fact.what.text.clone()));
        all.extend(job.notes.iter().map(|fact| fact.what.clone()));
        for id in job.equipment() {
            let one = self.machine(id)?;
            all.extend([&one.name.zh, &one.name.en, &one.class, &one.pn, &one.sn, &one.place].map(String::clone));
        }
        for part in &job.parts {
            let card = self.card(part.part.card)?;
            let name = card.name();
            all.extend([name.zh, name.en, card.number().to_owned(), card.model().to_owned()]);
            all.extend([part.part.serial_in.clone(), part.part.serial_out.clone()]);
        }
        Ok(all.join("\n").to_lowercase())
    }

    /// Whether a case is about this machine, or about another one of the same model.
    fn is_like(&mut self, job: &Job, machine: EquipmentId, model: &str) -> Result<bool, Problem> {
        for id in job.equipment() {
            if id == machine || (!model.is_empty() && self.machine(id)?.pn == model) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Cases with all of the words, newest first; `cursor` is the last job that was looked at.
pub(crate) fn cases(
    view: &View<'_>,
    words: &str,
    equipment: Option<&str>,
    cursor: Option<&str>,
) -> Result<Section, Problem> {
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let machine: Option<EquipmentId> = equipment.map(id).transpose()?;
    let mut beside = Beside { view, machines: HashMap::new(), cards: HashMap::new() };
    let model = machine.map(|machine| Ok::<_, Problem>(beside.machine(machine)?.pn.clone())).transpose()?;
    let model = model.unwrap_or_default();
    let statuses: Vec<&str> = DONE.iter().map(|status| status.code()).collect();
    let mut before: Option<Uuid> = cursor.map(id).transpose()?;
    let (mut rows, mut looked_at) = (Vec::new(), 0);
    let more = 'looking: loop {
        let read = view.store.newest::<Job>(&statuses, before, READ)?;
        let last = read.len() < READ;
        for (job_id, folded) in read {
            if rows.len() == ROWS || looked_at == LOOKED_AT {
                break 'looking before;
            }
            (before, looked_at) = (Some(job_id), looked_at + 1);
            let job = folded.state;
            if let Some(machine) = machine
                && !beside.is_like(&job, machine, &model)?
            {
                continue;
            }
            if !wanted.is_empty() {
                let text = beside.text(&job)?;
                if !wanted.iter().all(|word| text.contains(word.as_str())) {
                    continue;
                }
            }
            rows.push(row(&mut beside, job_id, &job, machine)?);
        }
        if last {
            break None;
        }
    };
    Ok(Section {
        key: "cases".into(),
        title: view.words.say("screen-knowledge-cases"),
        rows,
        empty: view.words.say(if more.is_some() { "screen-knowledge-further" } else { "screen-knowledge-none" }),
        more: more.map(|id| id.to_string()),
    })
}

fn row(beside: &mut Beside<'_>, id: Uuid, job: &Job, machine: Option<EquipmentId>) -> Result<Row, Problem> {
    let (view, words) = (beside.view, beside.view.words);
    let about = job.equipment();
    let name = match about.first() {
        Some(first) => beside.machine(*first)?.name.in_lang(words.lang).to_owned(),
        None => job.report.as_ref().map(|report| report.what.product.clone()).unwrap_or_default(),
    };
    let cause = job.cause.get().map(|cause| words.code("papers-cause-", cause.cause.code())).unwrap_or_default();
    let parts = [job.number().to_owned(), name, cause].into_iter().filter(|part| !part.is_empty());
    let same = machine.is_some_and(|machine| about.contains(&machine));
    Ok(Row {
        key: id.to_string(),
        title: job.report.as_ref().map(|report| report.what.symptom.clone()).unwrap_or_default(),
        detail: words.list(&parts.collect::<Vec<_>>()),
        trailing: done_on(view, job)?,
        tone: if same { Tone::Info } else { Tone::Plain },
        open: Some(Route::Case { job: id.to_string() }),
        ..Row::default()
    })
}

pub(crate) fn act(action: &KnowledgeAction, form: Form<'_>) -> Outcome {
    let KnowledgeAction::Search { equipment } = action;
    Outcome::to(Route::Knowledge { words: form.text("words").to_owned(), equipment: equipment.clone() })
}

impl From<KnowledgeAction> for Action {
    fn from(action: KnowledgeAction) -> Self {
        Self::Knowledge { action }
    }
}
