//! What is owed back: a pure function of the takes and the time (D3, D6).

use super::{CardId, Line, Take, TakeId};
use crate::domain::calendar::later;
use crate::domain::codes::fixed_codes;
use crate::domain::rules::PARTS_DUE_DAYS;
use crate::domain::values::Quantity;
use crate::kernel::PersonId;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

fixed_codes! {
    /// What is owed. Texts: `parts-owed-<code>`.
    // keys!: parts-owed-*
    Owed {
        /// The faulty part in exchange, or the part unused, or a reason.
        OldForNew = "old_for_new",
        /// The part, unless it was used.
        Unused = "unused",
        /// The paper of a part taken first.
        Paper = "paper",
    }
}

/// One debt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    /// The take.
    pub take: TakeId,
    /// The slip's number.
    pub number: String,
    /// Who owes.
    pub person: Option<PersonId>,
    /// What.
    pub owed: Owed,
    /// The line; 0 for the paper.
    pub line: u32,
    /// The part; none for the paper.
    pub card: Option<CardId>,
    /// How many; none for the paper.
    pub quantity: Option<Quantity>,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// Whether that is past; not of what is on its way, which who keeps the store has to receive.
    pub overdue: bool,
    /// How much of it is on its way back, and since when; none where nothing is.
    pub on_its_way: Option<(Quantity, DateTime<Utc>)>,
}

/// Everything owed on one take at `now`, the paper first.
pub fn debts(id: TakeId, take: &Take, now: DateTime<Utc>) -> Vec<Debt> {
    let debt = |owed, line, card, quantity, due| Debt {
        take: id,
        number: take.number.clone(),
        person: take.taker,
        owed,
        line,
        card,
        quantity,
        due,
        overdue: now > due,
        on_its_way: None,
    };
    let paper = take.paper_due.map(|due| debt(Owed::Paper, 0, None, None, due));
    let lines = take.lines.iter().filter(|(_, line)| line.open() > 0).map(|(number, line)| {
        let owed = if line.old_for_new { Owed::OldForNew } else { Owed::Unused };
        let open = Quantity { amount: line.open(), unit: line.quantity.unit };
        let due = due_back(take, line);
        let debt = debt(owed, *number, Some(line.card), Some(open), due);
        let amount = take.on_its_way_of(*number);
        let since = take.on_its_way.iter().filter(|sent| sent.line == *number).map(|sent| sent.at).min();
        let on_its_way = since.map(|since| (Quantity { amount, ..line.quantity }, since));
        Debt { overdue: debt.overdue && amount < line.open(), on_its_way, ..debt }
    });
    paper.into_iter().chain(lines).collect()
}

/// Until when what was taken for a line is to come back (D3).
pub(super) fn due_back(take: &Take, line: &Line) -> DateTime<Utc> {
    later(line.taken_at.unwrap_or(take.at), TimeDelta::days(PARTS_DUE_DAYS))
}
