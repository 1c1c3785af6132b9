//! Stock by place, and the slips that wait. The movements behind each line are `movements`.

use super::job::{Shelf, TakeView, joined};
use super::names::Names;
use super::page::{Page, html};
use super::visit::Visit;
use super::words;
use crate::error::Fault;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::ids::{CardId, CentreId, PlaceId, TakeId};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{Card, Condition, Place, PlaceKind, StockLine, Take, TakeStatus};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::thousandths;
use fettle_core::kernel::Subject;
use fettle_core::kernel::fold::time;
use std::collections::BTreeMap;

struct PlaceView {
    address: String,
    name: String,
    kind: String,
    centre: String,
    lines: Vec<LineView>,
}

struct LineView {
    card: String,
    card_address: String,
    name: String,
    condition: String,
    good: bool,
    serials: String,
    quantity: String,
    below_zero: bool,
    below_minimum: String,
    address: String,
}

#[derive(Template)]
#[template(path = "stock.html")]
struct StockPage {
    p: Page,
    /// Whether the reader books deliveries in.
    receives: bool,
    places: Vec<PlaceView>,
    takes: Vec<Waiting>,
}

/// A take that waits for the manager or the store.
struct Waiting {
    take: TakeView,
    job: Option<(String, String)>,
}

/// Whether somebody sees what lies in a place. Everyone knows that a place is there; what lies in it is for its centre, its person, and head office.
pub(super) fn sees_inside(reach: &Reach, place: &Place) -> bool {
    let centre = place.centre().map(|id: CentreId| Stream::Centre(id.uuid()));
    let streams: Vec<Stream> = centre.into_iter().chain(place.person().map(Stream::Person)).collect();
    streams.is_empty() || streams.iter().any(|stream| reach.has(stream))
}

/// The books as far as the person may see them.
struct Sight {
    cards: BTreeMap<CardId, Card>,
    places: BTreeMap<PlaceId, Place>,
}

impl Sight {
    async fn of(visit: &Visit) -> Result<Self, Fault> {
        let (ledger, reach) = (&visit.hub().ledger, &visit.viewer.reach);
        let all: BTreeMap<PlaceId, Place> =
            ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect();
        Ok(Self {
            cards: ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
            places: all.into_iter().filter(|(_, place)| sees_inside(reach, place)).collect(),
        })
    }
}

/// Stores before bags before the rest, each by name.
fn rank(kind: Option<PlaceKind>) -> usize {
    kind.and_then(|kind| PlaceKind::ALL.iter().position(|one| *one == kind)).unwrap_or(usize::MAX)
}

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Response, Fault> {
    show(&visit, String::new()).await
}

/// The same with a refusal above it.
pub(super) async fn show(visit: &Visit, refusal: String) -> Result<Response, Fault> {
    let mut p = visit.page().at("stock").live(None);
    let refused = !refusal.is_empty();
    if refused {
        p = p.refused(refusal);
        p.back = "/stock".to_owned();
    }
    let sight = Sight::of(visit).await?;
    let takes = open_takes(visit).await?;
    let takers: Vec<Subject> = takes.iter().filter_map(|(_, take)| take.taker).map(Subject::from).collect();
    let centres = sight.places.values().filter_map(Place::centre).map(Subject::from);
    let names = Names::of(&visit.hub().ledger, visit.lang(), takers.into_iter().chain(centres).collect()).await?;
    let mut places: Vec<(usize, PlaceView)> = Vec::new();
    for (id, place) in &sight.places {
        // Every card that ever was there: a store that has run out of one shows it.
        let mut by_card: BTreeMap<CardId, Vec<StockLine>> = BTreeMap::new();
        for line in visit.hub().ledger.stock_at(*id).await? {
            by_card.entry(line.key.card).or_default().push(line);
        }
        let lines: Vec<LineView> =
            by_card.into_iter().flat_map(|(card, lines)| card_lines(&p, &sight, (*id, place), card, lines)).collect();
        if lines.is_empty() {
            continue;
        }
        let view = PlaceView {
            address: format!("/places/{id}"),
            name: place.name().in_lang(p.lang).to_owned(),
            kind: place.kind().map_or_else(String::new, |kind| p.code("parts-place-", kind.code())),
            centre: place.centre().map_or_else(String::new, |centre| names.centre(centre)),
            lines,
        };
        places.push((rank(place.kind()), view));
    }
    places.sort_by(|(a, x), (b, y)| (a, &x.centre, &x.name).cmp(&(b, &y.centre, &y.name)));
    let takes = waiting(visit, &p, &sight, &names, takes).await?;
    let mut response = html(&StockPage {
        receives: visit.actor().may("movement.inspected"),
        places: places.into_iter().map(|(_, view)| view).collect(),
        takes,
        p,
    });
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Takes that nobody decided or issued yet.
async fn open_takes(visit: &Visit) -> Result<Vec<(TakeId, Take)>, Fault> {
    let all = visit.hub().ledger.all_within::<Take>(&visit.viewer.reach).await?.into_iter();
    let open = all.filter(|(_, take)| matches!(take.state.status, Some(TakeStatus::Requested | TakeStatus::Approved)));
    Ok(open.map(|(id, folded)| (id.into(), folded.state)).collect())
}

/// Takes that wait for somebody who sees this page.
async fn waiting(
    visit: &Visit,
    p: &Page,
    sight: &Sight,
    names: &Names,
    takes: Vec<(TakeId, Take)>,
) -> Result<Vec<Waiting>, Fault> {
    let hub = visit.hub();
    let (cards, places) = (&sight.cards, &sight.places);
    let zone = names.house_zone(visit.viewer.person.centre);
    let shelf = Shelf { p, names, cards, places, zone, now: time(hub.clock.now_ms()) };
    let mut all = Vec::new();
    for (id, take) in &takes {
        let job = match take.job {
            Some(id) => hub
                .ledger
                .get::<Job>(id.uuid())
                .await?
                .map(|job| (format!("/jobs/{id}"), job.state.number().to_owned())),
            None => None,
        };
        all.push(Waiting { take: shelf.take(*id, take, &visit.actor()), job });
    }
    Ok(all)
}

/// The lines of one card in one place. A store that has run out of a card with a minimum shows it with nothing.
fn card_lines(
    p: &Page,
    sight: &Sight,
    (at, place): (PlaceId, &Place),
    id: CardId,
    stock: Vec<StockLine>,
) -> Vec<LineView> {
    let Some(card) = sight.cards.get(&id) else { return Vec::new() };
    let unit = p.code("parts-unit-", card.unit().code());
    let minimum = card.details.as_ref().map_or(0, |details| details.minimum);
    let store = place.kind().is_some_and(PlaceKind::available);
    let usable = stock.iter().filter(|line| line.key.condition.usable()).map(|line| line.quantity);
    let short = store && usable.fold(0, i64::saturating_add) < minimum;
    let below = if short { p.t1("console-below-minimum", "minimum", thousandths(minimum)) } else { String::new() };
    let view = |quantity: i64, condition: Option<Condition>, serials: &[&str]| LineView {
        card: card.number().to_owned(),
        card_address: format!("/cards/{id}"),
        name: words::short(&joined([card.name().in_lang(p.lang), card.model()])),
        condition: condition.map_or_else(String::new, |condition| p.code("parts-condition-", condition.code())),
        good: condition.is_none_or(Condition::usable),
        serials: serials.join(", "),
        quantity: format!("{} {unit}", thousandths(quantity)),
        below_zero: quantity < 0,
        below_minimum: if condition.is_none_or(Condition::usable) { below.clone() } else { String::new() },
        address: format!("/stock/{at}/{id}"),
    };
    // Pieces with serial numbers are lines of the books each; a person reads how many there are, and which.
    let mut by_condition: BTreeMap<Condition, Vec<StockLine>> = BTreeMap::new();
    for line in stock.into_iter().filter(|line| line.quantity != 0) {
        by_condition.entry(line.key.condition).or_default().push(line);
    }
    let mut views = Vec::new();
    if short && !by_condition.keys().any(|condition| condition.usable()) {
        views.push(view(0, None, &[]));
    }
    for (condition, lines) in &by_condition {
        // A serial that is missing does not hide behind one that is there.
        let (below, there): (Vec<&StockLine>, Vec<&StockLine>) = lines.iter().partition(|line| line.below_zero());
        for part in [there, below].iter().filter(|part| !part.is_empty()) {
            let serials: Vec<&str> = part.iter().filter_map(|line| line.key.serial.as_deref()).collect();
            views.push(view(
                part.iter().map(|line| line.quantity).fold(0, i64::saturating_add),
                Some(*condition),
                &serials,
            ));
        }
    }
    views
}
