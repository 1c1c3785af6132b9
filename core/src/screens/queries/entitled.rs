//! What the customer is entitled to: the domain's one question, asked of the contracts that this phone knows.

use super::job::Known;
use crate::domain::jobs::sheet::{Entitlement, JobKind};
use crate::domain::sites::{Contract, Entitled, Equipment, Question};
use crate::screens::blocks::{Row, Tone};
use crate::screens::error::Problem;
use crate::screens::view::View;
use crate::screens::words::Words;
use uuid::Uuid;

/// The answer, with the clause that decides (E7).
pub(crate) fn answer(view: &View<'_>, question: Question<'_>) -> Result<Entitled, Problem> {
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

/// The answer as a row.
pub(crate) fn row(view: &View<'_>, question: Question<'_>) -> Result<Row, Problem> {
    let found = answer(view, question)?;
    Ok(said(view.words, found.basis, found.clause.text(view.words.lang)))
}

pub(crate) fn said(words: Words, basis: Entitlement, clause: String) -> Row {
    let tone = if basis == Entitlement::Chargeable { Tone::Warning } else { Tone::Good };
    let title = words.code("papers-entitlement-", basis.code());
    Row { key: "entitlement".into(), title, detail: clause, tone, ..Row::default() }
}
