//! What a service report says of money. The customer's copy says what the customer pays, and nothing of what it cost us.

use crate::beside::Beside;
use crate::money::capitals;
use crate::texts::Texts;
use crate::view::{Pair, Writer};
use fettle_core::domain::jobs::sheet::{CostLine, CustomerPrice, Payer, Sheet};
use fettle_core::domain::values::Money;
use fettle_core::text::{Lang, code_text, text_with};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub(crate) struct CostsView {
    /// Whether each line says who pays: on our own copy.
    payers: bool,
    lines: Vec<CostView>,
    totals: Vec<TotalView>,
}

#[derive(Debug, Serialize)]
struct CostView {
    kind: Texts,
    payer: Texts,
    basis: String,
    amount: String,
}

#[derive(Debug, Serialize)]
struct TotalView {
    label: Texts,
    amount: String,
}

fn amount(w: &Writer, minor: i64, currency: &str) -> String {
    Money::new(minor, currency).in_lang(if w.lang() == "zh" { Lang::Zh } else { Lang::En })
}

// keys!: papers-cost-* keys!: papers-payer-*
pub(crate) fn costs(w: &Writer, sheet: &Sheet, beside: &Beside) -> CostsView {
    let internal = beside.internal.as_ref();
    let all = internal.map_or(&sheet.costs, |internal| &internal.costs);
    let shown = all.iter().filter(|cost| internal.is_some() || cost.payer == Payer::Customer);
    let view = |cost: &CostLine| CostView {
        kind: w.code("cost", cost.kind.code()),
        payer: w.code("payer", cost.payer.code()),
        basis: cost.basis.clone(),
        amount: amount(w, cost.amount, &cost.currency),
    };
    CostsView {
        payers: internal.is_some(),
        lines: shown.map(view).collect(),
        totals: if internal.is_some() { totals(w, all) } else { Vec::new() },
    }
}

/// One total for each payer and currency, the customer's first.
fn totals(w: &Writer, costs: &[CostLine]) -> Vec<TotalView> {
    let mut sums: BTreeMap<(u8, Payer, &str), i64> = BTreeMap::new();
    for cost in costs {
        let rank = match cost.payer {
            Payer::Customer => 0,
            Payer::Us => 1,
            Payer::Supplier => 2,
            Payer::Newer(_) => 3,
        };
        let sum = sums.entry((rank, cost.payer, &cost.currency)).or_insert(0);
        *sum = sum.saturating_add(cost.amount);
    }
    let view = |((_, payer, currency), sum): ((u8, Payer, &str), i64)| TotalView {
        label: Texts::each(w.language, |lang| {
            let payer = code_text(lang, "papers-payer-", payer.code());
            text_with(lang, "papers-total", &[("payer", payer)])
        }),
        amount: amount(w, sum, currency),
    };
    sums.into_iter().map(view).collect()
}

/// What this job costs the customer, in words that cannot be mistaken: the sum in figures and capitals, or that it is free and why.
pub(crate) fn charge(w: &Writer, sheet: &Sheet) -> Vec<Pair> {
    let price = sheet.price();
    let CustomerPrice::Pays(sums) = &price else {
        return w.pair("papers-price", w.code("price", price.code())).into_iter().collect();
    };
    let mut pairs = Vec::new();
    for sum in sums {
        let shown = amount(w, sum.minor, &sum.currency);
        pairs.extend(w.pair("papers-price", w.with("papers-price-pays", &[("amount", shown)])));
        if sum.currency == "CNY" {
            pairs.extend(w.pair("papers-capitals", Texts::plain(capitals(sum.minor))));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beside::Internal;
    use crate::samples::long_sheet;
    use fettle_core::domain::jobs::sheet::{Entitlement, SheetLanguage};

    fn shown(sheet: &Sheet, beside: &Beside) -> String {
        let w = Writer::new(sheet.language, &sheet.site.zone);
        let (costs, charge) = (costs(&w, sheet, beside), charge(&w, sheet));
        serde_json::to_string(&(costs, charge)).unwrap()
    }

    #[test]
    fn the_customer_reads_what_the_customer_pays_and_nothing_of_our_own_cost() {
        let sheet = long_sheet(SheetLanguage::Chinese);
        let customers = shown(&sheet, &Beside::default());
        assert!(customers.contains("¥1,260.00") && customers.contains("人民币壹仟贰佰陆拾元整"), "{customers}");
        for ours in ["320.00", "68.50", "¥48.00", "供应商更换"] {
            assert!(!customers.contains(ours), "{ours}: {customers}");
        }
        let internal = Internal { costs: sheet.costs.clone(), ..Internal::default() };
        let own = shown(&sheet, &Beside { internal: Some(internal), ..Beside::default() });
        assert!(own.contains("320.00") && own.contains("供应商更换") && own.contains("壹仟贰佰陆拾"), "{own}");
    }

    #[test]
    fn what_is_free_is_called_free_and_what_may_be_charged_is_not() {
        let mut sheet = long_sheet(SheetLanguage::Both);
        sheet.costs.retain(|cost| cost.payer != Payer::Customer);
        let free = shown(&sheet, &Beside::default());
        assert!(free.contains("免费（合同内）") && free.contains("Free: "), "{free}");
        if let Some(entitlement) = &mut sheet.entitlement {
            entitlement.basis = Entitlement::Chargeable;
        }
        let open = shown(&sheet, &Beside::default());
        assert!(!open.contains("免费") && !open.contains("Free"), "{open}");
    }
}
