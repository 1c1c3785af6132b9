//! What the customer is entitled to: the domain's one question, asked of the contracts that this phone knows.

use super::{Known, contract_row};
use crate::domain::jobs::sheet::{Entitlement, JobKind};
use crate::domain::sites::{Contract, Entitled, Equipment, Question};
use crate::screens::blocks::{Row, Tone};
use crate::screens::error::Problem;
use crate::screens::view::View;
use crate::screens::words::Words;
use uuid::Uuid;

/// The answer, with the clause that decides (E7).
fn answer(view: &View<'_>, question: Question<'_>) -> Result<Entitled, Problem> {
    let mut contracts: Vec<(Uuid, Contract)> = Vec::new();
    for subject in question.look_below() {
        contracts.extend(view.children(&subject)?);
    }
    if let Some(listed) = question.listed() {
        contracts.extend(view.find(listed.uuid())?.map(|contract| (listed.uuid(), contract)));
    }
    Ok(question.answer(contracts))
}

/// For a repair of `equipment`, or of what the job's report is about, asked now.
pub(crate) fn for_repair(
    view: &View<'_>,
    known: &Known,
    equipment: Option<&Equipment>,
) -> Result<Option<Entitled>, Problem> {
    let Some(report) = &known.job.report else { return Ok(None) };
    let about = (report.what.site, &known.site);
    let customer = Some(report.what.customer);
    let question = Question { equipment, site: about, customer, kind: JobKind::Repair, at: view.words.now };
    answer(view, question).map(Some)
}

/// As it was answered when the job was reported; else worked out here, offline.
pub(super) fn rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let Some(report) = &known.job.report else { return Ok(Vec::new()) };
    let (basis, clause) = match &report.what.entitlement {
        Some(answered) => (answered.basis, answered.text(words.lang)),
        None => {
            let equipment = known.equipment(view)?.into_iter().next().map(|(_, equipment)| equipment);
            let question = Question {
                equipment: equipment.as_ref(),
                site: (report.what.site, &known.site),
                customer: Some(report.what.customer),
                kind: report.what.kind,
                at: report.what.at,
            };
            let found = answer(view, question)?;
            (found.basis, found.clause.text(words.lang))
        }
    };
    let mut rows = vec![said(words, basis, clause)];
    rows.extend(known.contract.as_ref().map(|contract| contract_row(view, known, contract)));
    Ok(rows)
}

/// The answer as a row.
pub(crate) fn row(view: &View<'_>, question: Question<'_>) -> Result<Row, Problem> {
    let found = answer(view, question)?;
    Ok(said(view.words, found.basis, found.clause.text(view.words.lang)))
}

fn said(words: Words, basis: Entitlement, clause: String) -> Row {
    let tone = if basis == Entitlement::Chargeable { Tone::Warning } else { Tone::Good };
    let title = words.code("papers-entitlement-", basis.code());
    Row { key: "entitlement".into(), title, detail: clause, tone, ..Row::default() }
}
