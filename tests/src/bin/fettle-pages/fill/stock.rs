//! Cards, stores and movements: parts come into a store and go, nine of ten, through an engineer's bag to a customer.

use super::Filling;
use super::company::Company;
use crate::Outcome;
use crate::sizes::Sizes;
use fettle_core::domain::ids::{CardId, MovementId, PlaceId, TakeId};
use fettle_core::domain::parts::{CardDetails, MovementDetails, PlaceKind, Reason, RequestedLine, TakeEvent};
use fettle_core::domain::values::{Bilingual, Quantity};
use fettle_core::kernel::{Draft, Subject};
use fettle_hub::testing::parts;

/// Slips that wait for approval in each centre.
const SLIPS: usize = 20;

/// The places of one centre.
struct Places {
    store: PlaceId,
    bags: Vec<PlaceId>,
    /// What was built in at its customers'.
    built_in: PlaceId,
}

pub struct House {
    places: Vec<Places>,
    /// Cards of pieces with serial numbers, and of those without.
    boards: Vec<CardId>,
    plugs: Vec<CardId>,
}

/// Registers the cards and opens the places.
pub async fn opened(filling: &mut Filling, company: &Company, sizes: &Sizes) -> Outcome<House> {
    let mut drafts = Vec::new();
    let mut house = House { places: Vec::new(), boards: Vec::new(), plugs: Vec::new() };
    for n in 0..sizes.cards() {
        let id: CardId = filling.fresh()?;
        let serialised = n % 2 == 0;
        if serialised {
            house.boards.push(id)
        } else {
            house.plugs.push(id)
        }
        let name = if serialised { format!("主板 {n}") } else { format!("接头 {n}") };
        let details = CardDetails {
            name: Bilingual::new(name, format!("Part {n}")),
            minimum: 2_000,
            ..parts::card(&format!("P-{n:05}"), serialised)
        };
        drafts.push(parts::registered(id, details));
    }
    for (n, centre) in company.centres.iter().enumerate() {
        let (store, quarantine, built_in): (PlaceId, PlaceId, PlaceId) =
            (filling.fresh()?, filling.fresh()?, filling.fresh()?);
        let named = |id, kind: PlaceKind, person| {
            parts::named(id, kind, &format!("{} {}", kind.code(), n + 1), centre.id, person)
        };
        drafts.push(named(store, PlaceKind::BranchStore, None));
        drafts.push(named(quarantine, PlaceKind::Quarantine, None));
        drafts.push(named(built_in, PlaceKind::CustomerSite, None));
        let mut bags = Vec::new();
        for engineer in &centre.engineers {
            let bag = filling.fresh()?;
            drafts.push(named(bag, PlaceKind::Bag, Some(*engineer)));
            bags.push(bag);
        }
        house.places.push(Places { store, bags, built_in });
    }
    filling.record(drafts, 1_000).await?;
    Ok(house)
}

/// How far the movements are.
#[derive(Default)]
pub struct Moves {
    parts: usize,
    moved: usize,
}

impl Moves {
    /// The next movements, up to so many in all.
    pub fn up_to(&mut self, filling: &Filling, house: &House, most: usize) -> Outcome<Vec<Draft>> {
        let mut drafts = Vec::new();
        while self.moved < most {
            for details in way(house, self.parts).into_iter().take(most - self.moved) {
                drafts.push(parts::moved(filling.fresh::<MovementId>()?, details));
                self.moved += 1;
            }
            self.parts += 1;
        }
        Ok(drafts)
    }
}

/// The way of the n-th part: received, taken, built in; every tenth stays in the store.
fn way(house: &House, n: usize) -> Vec<MovementDetails> {
    let centres = house.places.len();
    let (places, round) = (&house.places[n % centres], n / centres);
    let serial = round.is_multiple_of(2).then(|| format!("B{n:07}"));
    let cards = if serial.is_some() { &house.boards } else { &house.plugs };
    let card = cards[round / 2 % cards.len()];
    let bag = places.bags[round / 10 % places.bags.len()];
    let way = [
        (None, places.store, Reason::Receipt),
        (Some(places.store), bag, Reason::Take),
        (Some(bag), places.built_in, Reason::Install),
    ];
    let steps = if round % 10 == 9 { 1 } else { 3 };
    let moved = |(from, to, reason)| {
        let opening = MovementDetails::opening(card, Quantity::pieces(1), to);
        MovementDetails { serial: serial.clone(), from, reason, ..opening }
    };
    way.into_iter().take(steps).map(moved).collect()
}

/// Slips that wait.
pub fn slips(filling: &Filling, company: &Company, house: &House) -> Outcome<Vec<Draft>> {
    let mut drafts = Vec::new();
    for (n, (centre, places)) in company.centres.iter().zip(&house.places).enumerate() {
        for slip in 0..SLIPS {
            let engineer = slip % centre.engineers.len();
            let line = |line: u32| RequestedLine {
                line,
                card: house.plugs[(slip + line as usize) % house.plugs.len()],
                quantity: Quantity::pieces(1),
                old_for_new: false,
            };
            let requested = TakeEvent::Requested {
                number: format!("T-{n}-{slip}"),
                taker: centre.engineers[engineer],
                bag: places.bags[engineer],
                from: places.store,
                centre: Some(centre.id),
                job: None,
                lines: (1..=3).map(line).collect(),
            };
            drafts.push(Draft::new(Subject::new("take", filling.fresh::<TakeId>()?.uuid()), &requested));
        }
    }
    Ok(drafts)
}
