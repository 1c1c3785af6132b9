//! Many contracts run longer, or end on one day.

use super::super::super::{Contract, ContractChange, ContractEvent, ContractId};
use super::super::{About, change_contract, end_contract};
use super::{Drafts, must, news};
use crate::domain::fields::back_unless_changed;
use crate::domain::people::Actor;
use crate::kernel::{Draft, Refusal};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// Months by which contracts are extended in one go at most.
pub const MOST_MONTHS: u32 = 120;

/// What is done to many contracts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ManyContracts {
    /// They run to this day.
    ContractUntil {
        /// The last day.
        day: NaiveDate,
    },
    /// They run longer by so many months, each from its own last day on.
    ContractMonths {
        /// How many.
        months: u32,
    },
    /// They end before their time.
    ContractEnd {
        /// The last day.
        day: NaiveDate,
        /// Why, as typed.
        reason: String,
    },
}

/// The day that lies so many months later; from the last day of a month on it is the last day of one.
fn later(day: NaiveDate, months: u32) -> Result<NaiveDate, Refusal> {
    let then = || {
        let then = day.checked_add_months(Months::new(months))?;
        let last_of_month = day.succ_opt()?.day() == 1;
        if last_of_month { then.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt() } else { Some(then) }
    };
    then().ok_or_else(|| Refusal::new("months_invalid").with("most", MOST_MONTHS))
}

impl ManyContracts {
    /// The codes of all acts, in the order in which they are offered.
    pub const CODES: [&'static str; 3] = ["contract_months", "contract_until", "contract_end"];

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ContractUntil { .. } => "contract_until",
            Self::ContractMonths { .. } => "contract_months",
            Self::ContractEnd { .. } => "contract_end",
        }
    }
    /// Whether `actor` may do the act of this code.
    pub fn may(code: &str, actor: &Actor) -> bool {
        actor.may(if code == "contract_end" { "contract.ended" } else { "contract.changed" })
    }
    /// The last day of a contract after it.
    ///
    /// # Errors
    /// `months_invalid`.
    pub fn ends(&self, contract: &Contract) -> Result<NaiveDate, Refusal> {
        match self {
            Self::ContractUntil { day } => Ok(*day),
            Self::ContractMonths { months } if (1..=MOST_MONTHS).contains(months) => later(contract.ends, *months),
            Self::ContractMonths { .. } => Err(Refusal::new("months_invalid").with("most", MOST_MONTHS)),
            Self::ContractEnd { day, .. } => Ok(contract.ends.min(*day)),
        }
    }
    /// What it comes to on one contract. `about` is what its terms are about.
    ///
    /// # Errors
    /// As [`change_contract`] and [`end_contract`]; `months_invalid`, `already_so`, `contract_runs_longer` where an extension would shorten it.
    pub fn on(&self, actor: &Actor, id: ContractId, contract: &Contract, about: About<'_>) -> Drafts {
        must(Self::may(self.code(), actor))?;
        if contract.customer.is_none() {
            return Err(Refusal::new("contract_unknown"));
        }
        if let Self::ContractEnd { day, reason } = self {
            return end_contract(actor, id, contract, *day, reason);
        }
        let ends = self.ends(contract)?;
        if ends < contract.ends {
            return Err(Refusal::new("contract_runs_longer").with("day", contract.ends));
        }
        news(change_contract(actor, id, contract, last_day(ends), about)?)
    }
    /// Takes it back on one contract: it ends as it would have `before`.
    ///
    /// # Errors
    /// As [`change_contract`] and [`end_contract`]; `changed_since`.
    pub fn back(
        &self,
        actor: &Actor,
        id: ContractId,
        (contract, before): (&Contract, &Contract),
        about: About<'_>,
    ) -> Drafts {
        must(Self::may(self.code(), actor))?;
        let apart = |field: &str| contract.written.is_in_conflict(field);
        let change = back_unless_changed(&last_day(self.ends(before)?), before, contract, apart)?;
        match self {
            Self::ContractEnd { reason, .. } if contract.ended_because.trim() != reason.trim() => {
                Err(Refusal::new("changed_since"))
            }
            Self::ContractEnd { .. } if !before.ended_because.is_empty() => {
                // It had ended already, only later: it does so again, on the day and for the reason of then.
                let ended = ContractEvent::Ended { on: before.ends, reason: before.ended_because.clone() };
                let mut drafts = change_contract(actor, id, contract, change, about)?;
                drafts.push(Draft::new(id.into(), &ended));
                Ok(drafts)
            }
            Self::ContractUntil { .. } | Self::ContractMonths { .. } if !before.ended_because.is_empty() => {
                // It had ended before its time: it does so again, for the reason of then.
                end_contract(actor, id, contract, before.ends, &before.ended_because)
            }
            _ => change_contract(actor, id, contract, change, about),
        }
    }
}

fn last_day(ends: NaiveDate) -> ContractChange {
    ContractChange { ends: Some(ends), ..ContractChange::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_a_month_stays_one() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for (from, months, to) in [
            ("2026-06-30", 1, "2026-07-31"),
            ("2026-12-31", 2, "2027-02-28"),
            ("2027-02-28", 12, "2028-02-29"),
            ("2026-03-15", 12, "2027-03-15"),
            ("2026-01-30", 1, "2026-02-28"),
        ] {
            assert_eq!(later(day(from), months), Ok(day(to)), "{from} and {months} months");
        }
    }
}
