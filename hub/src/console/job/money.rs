//! Costs with who pays each, and their sums by payer.

use crate::console::page::Page;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::Payer;
use fettle_core::domain::values::Money;

/// One cost.
pub(super) struct CostView {
    /// Hours, travel, material.
    pub kind: String,
    /// Who pays.
    pub payer: String,
    /// How much.
    pub amount: String,
    /// What it rests on.
    pub basis: String,
}

/// The costs of a job.
pub(super) fn costs(p: &Page, job: &Job) -> Vec<CostView> {
    let view = |fact: &fettle_core::domain::jobs::Fact<fettle_core::domain::jobs::Cost>| CostView {
        kind: p.code("papers-cost-", fact.what.kind.code()),
        payer: p.code("papers-payer-", fact.what.payer.code()),
        amount: Money::new(fact.what.amount, fact.what.currency.clone()).in_lang(p.lang),
        basis: fact.what.basis.clone(),
    };
    job.costs.iter().map(view).collect()
}

/// What each pays, a line for each currency.
pub(super) fn totals(p: &Page, job: &Job) -> Vec<(String, String)> {
    let mut sums: Vec<(Payer, Money)> = Vec::new();
    for cost in job.costs.iter().map(|fact| &fact.what) {
        let amount = Money::new(cost.amount, cost.currency.clone());
        let known = sums.iter_mut().find(|(payer, sum)| *payer == cost.payer && sum.currency == amount.currency);
        match known {
            Some((_, sum)) => sum.minor = sum.minor.saturating_add(amount.minor),
            None => sums.push((cost.payer, amount)),
        }
    }
    sums.sort_by_key(|(payer, _)| *payer);
    sums.into_iter().map(|(payer, sum)| (p.code("papers-payer-", payer.code()), sum.in_lang(p.lang))).collect()
}
