//! What the lists of stock can be cut down by: the centres and the stores that the reader sees into.

use crate::console::kit::Choice;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::HubError;
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::parts::Place;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Subject;
use std::collections::BTreeMap;

/// Stores that a filter shows at most.
const MOST: i64 = 200;

/// The stores that the reader sees into, as choices of a filter; the one that is chosen stands among them whatever it is.
pub(super) async fn stores(auth: &AuthContext, p: &Page, chosen: &str) -> Result<Vec<Choice>, HubError> {
    let ledger = &auth.hub().ledger;
    let mut ids = ledger.stores(&auth.viewer.reach, auth.lang(), MOST).await?;
    if let Ok(id) = chosen.parse::<PlaceId>()
        && !ids.contains(&id)
    {
        ids.push(id);
    }
    let known: BTreeMap<PlaceId, Place> = ledger.by_id(ids.clone()).await?;
    let mut choices = vec![Choice::new("", p.t("kept-all"), chosen)];
    let named = ids.iter().filter_map(|id| Some((id, known.get(id)?)));
    choices.extend(named.map(|(id, place)| Choice::new(id, place.name().in_lang(p.lang), chosen)));
    Ok(choices)
}

/// The centres that the reader reaches, as choices of a filter; none where there is nothing to choose.
pub(super) async fn centres(auth: &AuthContext, p: &Page, chosen: &str) -> Result<Option<Vec<Choice>>, HubError> {
    let (ledger, reach) = (&auth.hub().ledger, &auth.viewer.reach);
    let mut ids = ledger.centres().await?;
    ids.retain(|id| reach.has(&Stream::Centre(id.uuid())));
    if ids.len() < 2 {
        return Ok(None);
    }
    let names = ledger.names(ids.iter().map(|id| Subject::from(*id)).collect()).await?;
    let mut choices = vec![Choice::new("", p.t("kept-all"), chosen)];
    let named = ids.iter().filter_map(|id| Some((id, names.get(&Subject::from(*id))?)));
    choices.extend(named.map(|(id, centre)| Choice::new(id, centre.called(p.lang), chosen)));
    Ok(Some(choices))
}
