//! The slips that wait, a page of them, with what the reader may do about each.

use crate::access;
use crate::console::job::{PartsContext, TakeView};
use crate::console::kit::Returned;
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::ledger::{Key, Takes};
use fettle_core::domain::ids::{CardId, CentreId, PlaceId, TakeId};
use fettle_core::domain::parts::{Card, Place, Take, TakeWaits};
use fettle_core::kernel::Subject;
use fettle_core::kernel::fold::time;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;

/// Slips of a page.
const PAGE: usize = 50;
/// What is shown where nothing else is asked for: what waits for the manager or the store.
const UNDONE: &[TakeWaits] = &[TakeWaits::Approval, TakeWaits::Issue, TakeWaits::Receipt];

/// What stands behind the `?` of the page's address.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub(in crate::console) struct Asked {
    /// What they wait for; empty for the manager or the store.
    pub waits: String,
    /// Of this centre.
    pub centre: String,
    /// From this store.
    pub place: String,
    /// This slip alone.
    pub slip: String,
    /// Behind which slip the page begins.
    pub after: String,
}

impl Asked {
    /// One slip alone, whatever it waits for.
    pub(in crate::console) fn slip(id: TakeId) -> Self {
        Self { slip: id.to_string(), ..Self::default() }
    }
    /// Whether anything is cut away.
    pub(super) fn is_narrow(&self) -> bool {
        [&self.waits, &self.centre, &self.place, &self.slip].iter().any(|field| !field.is_empty())
    }
    /// Whether it begins where the page of all stock begins.
    pub(super) fn is_first(&self) -> bool {
        !self.is_narrow() && self.after.is_empty()
    }
    /// The address of the same slips from another one on.
    pub(super) fn address(&self, after: Option<&Key>) -> String {
        let after = after.map(Key::to_string).unwrap_or_default();
        let all = [("waits", &self.waits), ("centre", &self.centre), ("place", &self.place), ("after", &after)];
        let pairs: Vec<String> = all
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
            .collect();
        if pairs.is_empty() { "/stock".to_owned() } else { format!("/stock?{}", pairs.join("&")) }
    }
}

/// A slip, and the job that it is for.
pub(super) struct Waiting {
    pub(super) take: TakeView,
    pub(super) job: Option<(String, String)>,
}

/// A page of slips.
pub(super) struct Slips {
    pub(super) rows: Vec<Waiting>,
    /// How many there are, and whether there are more than were counted.
    pub(super) count: (usize, bool),
    pub(super) next: Option<Key>,
}

/// The page that is asked for.
///
/// # Errors
/// `query_unreadable`, and `not_found` for a slip that the reader does not see.
pub(super) async fn slips(
    auth: &AuthContext,
    p: &Page,
    (asked, returned): (&Asked, &Returned),
    most: usize,
) -> Result<Slips, Fault> {
    let ledger = &auth.hub().ledger;
    if !asked.slip.is_empty() {
        let id: TakeId = asked.slip.parse().map_err(|_| Fault::not_found())?;
        let take = access::look::<Take>(ledger, &auth.viewer, id.uuid()).await?.state;
        return Ok(Slips { rows: views(auth, p, vec![(id, take)], returned).await?, count: (1, false), next: None });
    }
    let bad = || Fault::bad("query_unreadable");
    let one;
    let waits: &[TakeWaits] = match asked.waits.as_str() {
        "" => UNDONE,
        code => {
            one = [TakeWaits::from_code(code).ok_or_else(bad)?];
            &one
        }
    };
    let centre: Option<CentreId> = match asked.centre.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| bad())?),
    };
    let place: Option<PlaceId> = match asked.place.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| bad())?),
    };
    let asks = Takes { reach: &auth.viewer.reach, waits, centre, place };
    let after = asked.after.parse::<Key>().ok();
    let found = match ledger.takes(&asks, after.as_ref(), PAGE).await {
        // A place in another list is the beginning.
        Err(HubError::Record(_)) if after.is_some() => ledger.takes(&asks, None, PAGE).await?,
        other => other?,
    };
    let states = ledger.several::<Take>(found.rows.iter().map(|id| id.uuid()).collect()).await?;
    let mut states: BTreeMap<TakeId, Take> = states.into_iter().map(|(id, take)| (id.into(), take.state)).collect();
    // In the order of the rows: the oldest first.
    let takes = found.rows.iter().filter_map(|id| Some((*id, states.remove(id)?))).collect();
    Ok(Slips {
        rows: views(auth, p, takes, returned).await?,
        count: ledger.count_takes(&asks, most).await?,
        next: found.next,
    })
}

/// Slips as the reader sees them: with the names of what stands in them.
async fn views(
    auth: &AuthContext,
    p: &Page,
    takes: Vec<(TakeId, Take)>,
    returned: &Returned,
) -> Result<Vec<Waiting>, HubError> {
    let hub = auth.hub();
    let takers = takes.iter().filter_map(|(_, take)| take.taker).map(Subject::from);
    let names = Names::of(&hub.ledger, auth.lang(), takers.collect()).await?;
    let cards = takes.iter().flat_map(|(_, take)| {
        let sent = take.on_its_way.iter().map(|sent| sent.card.uuid());
        take.lines.values().map(|line| line.card.uuid()).chain(sent)
    });
    let cards = cards.collect();
    let cards = hub.ledger.several::<Card>(cards).await?;
    let cards: BTreeMap<CardId, Card> = cards.into_iter().map(|(id, card)| (id.into(), card.state)).collect();
    let places = takes.iter().filter_map(|(_, take)| take.from).map(PlaceId::uuid).collect();
    let places = hub.ledger.several::<Place>(places).await?;
    let places: BTreeMap<PlaceId, Place> = places.into_iter().map(|(id, place)| (id.into(), place.state)).collect();
    let jobs: Vec<Subject> = takes.iter().filter_map(|(_, take)| take.job).map(Subject::from).collect();
    let jobs = if jobs.is_empty() { Default::default() } else { hub.ledger.job_rows(&jobs).await? };
    let zone = names.house_zone(auth.viewer.person.centre);
    let now = time(hub.clock.now_ms());
    let parts_context = PartsContext { p, names: &names, cards: &cards, places: &places, zone, now, returned };
    let view = |(id, take): &(TakeId, Take)| {
        let job = take.job.and_then(|id| jobs.get(&Subject::from(id)));
        let job = job.map(|job| (format!("/jobs/{}", job.id), job.number.clone()));
        Waiting { take: parts_context.take(*id, take, &auth.actor()), job }
    };
    Ok(takes.iter().map(view).collect())
}
