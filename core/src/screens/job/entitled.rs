//! What the customer is entitled to: the domain's one question, asked of the contracts that this phone knows.

use crate::domain::calendar::day_in;
use crate::domain::jobs::sheet::Entitlement;
use crate::domain::sites::Question;
use crate::screens::blocks::{Row, Tone};
use crate::screens::error::Problem;
use crate::screens::queries::entitled;
use crate::screens::queries::job::Known;
use crate::screens::route::Route;
use crate::screens::view::View;

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
    // One answer. Where a contract decides, its days stand beside it; what else the machine is entitled to is on the machine's screen.
    let machine = known.job.equipment().first().map(ToString::to_string);
    let mut row = entitled::said(words, basis, clause);
    row.open = machine.map(|equipment| Route::Equipment { equipment });
    if let Some(contract) = known.contract.as_ref().filter(|_| basis == Entitlement::InContract) {
        let args = [("from", words.full_date(contract.starts)), ("to", words.full_date(contract.ends))];
        row.trailing = words.with("screen-job-contract-days", &args);
        let today = day_in(words.now, known.zone);
        if today < contract.starts || contract.ends < today {
            row.tone = Tone::Warning;
        }
    }
    Ok(vec![row])
}
