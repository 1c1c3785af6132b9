//! What a sheet says that the work costs the customer: one answer, for summaries on screens and papers.

use super::{Entitlement, Payer, Sheet};
use crate::domain::values::Money;

/// What the customer pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerPrice {
    /// Nothing: the warranty or the contract covers it.
    Free(Entitlement),
    /// These sums, one a currency.
    Pays(Vec<Money>),
    /// The service is chargeable, and no sum is on the sheet yet.
    Open,
    /// Nothing is charged on this sheet.
    Nothing,
}

impl CustomerPrice {
    /// Its stable code. Texts: `papers-price-<code>`.
    // keys!: papers-price-*
    pub fn code(&self) -> &'static str {
        match self {
            Self::Free(Entitlement::InWarranty) => "warranty",
            Self::Free(Entitlement::InContract) => "contract",
            Self::Free(_) | Self::Nothing => "nothing",
            Self::Pays(_) => "pays",
            Self::Open => "open",
        }
    }
}

impl Sheet {
    /// What it costs the customer. What others bear is not counted, whatever is shown of it. [C4, E7]
    pub fn price(&self) -> CustomerPrice {
        let mut sums: Vec<Money> = Vec::new();
        for line in self.costs.iter().filter(|line| line.payer == Payer::Customer && line.amount != 0) {
            match sums.iter_mut().find(|sum| sum.currency == line.currency) {
                Some(sum) => sum.minor = sum.minor.saturating_add(line.amount),
                None => sums.push(Money::new(line.amount, line.currency.clone())),
            }
        }
        if !sums.is_empty() {
            return CustomerPrice::Pays(sums);
        }
        match self.entitlement.as_ref().map(|entitlement| entitlement.basis) {
            Some(basis @ (Entitlement::InWarranty | Entitlement::InContract)) => CustomerPrice::Free(basis),
            Some(Entitlement::Chargeable) => CustomerPrice::Open,
            Some(Entitlement::Newer(_)) | None => CustomerPrice::Nothing,
        }
    }
}
