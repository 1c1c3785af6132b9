//! What the customer is entitled to: the domain's one question, asked of the contracts that this phone knows.

use crate::domain::calendar::day_in;
use crate::domain::sites::{Contract, Question};
use crate::screens::blocks::{Row, Tone};
use crate::screens::error::Problem;
use crate::screens::queries::entitled;
use crate::screens::queries::job::Known;
use crate::screens::view::View;
use chrono::Datelike;
use chrono::NaiveDate;

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
            let found = entitled::answer(view, question)?;
            (found.basis, found.clause.text(words.lang))
        }
    };
    let mut rows = vec![entitled::said(words, basis, clause)];
    rows.extend(known.contract.as_ref().map(|contract| contract_row(view, known, contract)));
    Ok(rows)
}

/// The contract that the job was taken under: its number, which work it covers, and until when.
fn contract_row(view: &View<'_>, known: &Known, contract: &Contract) -> Row {
    let words = view.words;
    let today = day_in(words.now, known.zone);
    let day = |day: NaiveDate| words.date(day, today.year());
    let services: Vec<String> = contract.services.iter().map(|kind| words.code("papers-kind-", kind.code())).collect();
    let over = today < contract.starts || contract.ends < today;
    let args = [("from", day(contract.starts)), ("to", day(contract.ends))];
    Row {
        key: "contract".into(),
        title: words.with("screen-job-contract", &[("number", contract.number.clone())]),
        detail: words.list(&services),
        trailing: words.with("screen-job-contract-days", &args),
        tone: if over { Tone::Warning } else { Tone::Plain },
        ..Row::default()
    }
}
