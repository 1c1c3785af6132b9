//! What a contract covers, as sections of its page: the sites that it names, and the machines that it lists. A few at a time.

use crate::console::kept::{line_of, name_of, today};
use crate::console::kit::{Line, Section};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::said;
use crate::error::HubError;
use crate::ledger::{Directory, Ended, Facet};
use fettle_core::domain::sites::{Contract, ContractId, Equipment, SiteId};
use fettle_core::kernel::{Aggregate, Subject};
use std::ops::Bound::{Excluded, Unbounded};

/// Sites, and machines, that the page shows at once.
const FEW: usize = 20;

/// The sites behind `after`, in the order of their birth.
pub(super) async fn sites(
    auth: &AuthContext,
    p: &Page,
    (id, contract): (ContractId, &Contract),
    after: Option<SiteId>,
) -> Result<Section, HubError> {
    let from = after.map_or(Unbounded, Excluded);
    let behind: Vec<SiteId> = contract.sites.range((from, Unbounded)).take(FEW + 1).copied().collect();
    let shown = behind.get(..FEW).unwrap_or(&behind);
    let names = auth.hub().ledger.names(shown.iter().map(|site| Subject::from(*site)).collect()).await?;
    let mut lines = Vec::new();
    for site in shown {
        let site = Subject::from(*site);
        let text = name_of(auth, p, &site).await?;
        let below = names.get(&site).map(|one| one.code.clone()).unwrap_or_default();
        lines.push(Line { text, below, address: said::address(&site), ..Line::default() });
    }
    let last = shown.last().filter(|_| behind.len() > FEW);
    let more = last.map(|last| (format!("/contracts/{id}?sites={last}"), p.t("console-next")));
    Ok(Section { title: p.t("sites-field-sites"), lines, empty: p.t("sites-none"), more, add: None, form: None })
}

/// The machines that name the contract, by name, those out of use behind the others.
pub(super) async fn machines(auth: &AuthContext, p: &Page, id: ContractId) -> Result<Section, HubError> {
    let today = today(auth.hub());
    let asks = Directory {
        kind: Equipment::KIND,
        reach: &auth.viewer.reach,
        lang: p.lang,
        words: "",
        owner: None,
        facet: Some(Facet::under(id)),
        ended: Ended::All,
        today,
    };
    let found = auth.hub().ledger.directory(&asks, None, FEW).await?;
    let more = found.next.is_some().then(|| (format!("/equipment?contract={id}&ended=all"), p.t("kept-all")));
    Ok(Section {
        title: p.t("equipment-title"),
        lines: found.rows.iter().map(|one| line_of(p.lang, one, today)).collect(),
        empty: p.t("contracts-lists-none"),
        more,
        add: None,
        form: None,
    })
}
