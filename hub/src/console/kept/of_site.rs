//! The contracts that name a site, as a section of its page.

use crate::access;
use crate::console::kit::{Line, Section};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::HubError;
use fettle_core::domain::sites::{Contract, SiteId};
use fettle_core::kernel::{Aggregate, Subject};

/// Contracts that a section shows: the newest.
const FEW: usize = 20;

/// The section.
pub(in crate::console) async fn contracts_of_site(
    auth: &AuthContext,
    p: &Page,
    id: SiteId,
) -> Result<Section, HubError> {
    let ledger = &auth.hub().ledger;
    let today = super::today(auth.hub());
    let mut lines = Vec::new();
    let found = ledger.by_parent::<Contract>(&Subject::from(id)).await?;
    for (contract, folded) in found.into_iter().rev().take(FEW) {
        if !access::may_see(ledger, &auth.viewer, &Subject::new(Contract::KIND, contract)).await? {
            continue;
        }
        let terms = folded.state;
        let over = terms.ends < today;
        lines.push(Line {
            text: terms.number,
            below: format!("{} – {}", terms.starts, terms.ends),
            address: format!("/contracts/{contract}"),
            chip: if over { (p.t("kept-over-contract"), "") } else { (String::new(), "") },
            ..Line::default()
        });
    }
    Ok(Section {
        title: p.t("contracts-title"),
        lines,
        empty: p.t("contracts-none"),
        more: None,
        add: None,
        form: None,
    })
}
