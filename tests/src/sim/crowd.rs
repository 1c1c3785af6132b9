//! Forms that people at the console have open: drawn at one moment, sent later, and sometimes twice.

use super::pieces::{Count, Step};
use super::written::Shown;
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::jobs::{ConflictSettling, Diagnosis, Judgement, Plan, Visit};
use fettle_core::domain::parts::{Counted, Extent, Finding, Lot, StockKey, TakeId};
use fettle_core::kernel::{Draft, PersonId};
use fettle_hub::ledger::Drawn;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// What a form says.
#[derive(Debug, Clone)]
pub enum Ask {
    Field {
        job: Uuid,
        what: FieldAsk,
    },
    Approve(TakeId),
    /// Serial numbers by line, as scanned at the counter.
    Issue {
        take: TakeId,
        scanned: BTreeMap<u32, Vec<String>>,
    },
    Inspect {
        key: StockKey,
        lot: Lot,
        finding: Finding,
        word: String,
    },
    Receive {
        lots: Vec<Lot>,
        to: PlaceId,
        word: String,
    },
    Count {
        stocktake: Uuid,
        place: PlaceId,
        counted: Vec<Counted>,
        /// Some lines, or the whole place.
        extent: Extent,
        word: String,
    },
}

#[derive(Debug, Clone)]
pub enum FieldAsk {
    Judge(Judgement),
    Diagnose(Diagnosis),
    Plan(Plan),
    /// The symptom was reported wrongly: this is what was said.
    Correct(String),
    Visit(Visit),
    Assign(Vec<PersonId>),
    Settle(ConflictSettling),
}

/// A form in somebody's browser.
#[derive(Debug, Clone)]
pub struct Form {
    pub id: Uuid,
    pub by: PersonId,
    /// The place in the order of arrival at which its page was drawn.
    pub drawn: Drawn,
    pub ask: Ask,
    /// What the page showed of its job.
    pub shown: BTreeMap<Uuid, Shown>,
    /// What the person does with the hands when it is done.
    pub steps: Vec<Step>,
    pub count: Option<Count>,
    /// The browser session ended: it is sent no more.
    pub dead: bool,
    /// How often it was tried, and how often something was recorded.
    pub tried: u32,
    pub recorded: u32,
    /// Hands and eyes did what it says.
    pub done: bool,
    /// What its last try decided: known also where the answer did not come.
    pub decided: Arc<Mutex<Vec<Draft>>>,
}

#[derive(Debug, Default)]
pub struct Crowd {
    pub forms: Vec<Form>,
    /// Slips whose parts went over the counter.
    pub handed: BTreeSet<TakeId>,
    /// Words so far: each form has one of its own.
    pub words: u64,
}

impl Crowd {
    /// A word that stands in one form only.
    pub fn word(&mut self) -> String {
        self.words += 1;
        format!("form{}.", self.words)
    }
    /// Every browser session ends: the hub's database was put back or moved.
    pub fn end_sessions(&mut self) {
        for form in &mut self.forms {
            form.dead = true;
        }
    }
}
