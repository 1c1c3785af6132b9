//! What came into a place and left it, of one card: newest first, by pages. Whoever keeps the store takes a movement back from here.

use super::job::joined;
use super::names::Names;
use super::page::{Page, html};
use super::query::Query;
use super::request::AuthContext;
use super::stock::sees_inside;
use super::words;
use crate::error::{Fault, HubError};
use crate::ledger::{LineCursor, LineEntry, LineSays};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono_tz::Tz;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{
    Card, CountedLine, Movement, MovementDetails, MovementId, Place, Reason, Stocktake, can_be_corrected, may_correct,
};
use fettle_core::domain::values::{Unit, thousandths};
use fettle_core::kernel::Subject;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Entries of a page.
const A_PAGE: usize = 100;

/// Which page.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// The last entry of the page before.
    #[serde(default)]
    before: String,
}

struct MoveView {
    when: String,
    reason: String,
    quantity: String,
    incoming: bool,
    serial: String,
    other: String,
    condition: String,
    author: String,
    paper: String,
    remark: String,
    /// Where it is taken back; empty for who may not, and for what cannot be.
    back: String,
}

#[derive(Template)]
#[template(path = "movements.html")]
struct Movements {
    p: Page,
    place: String,
    place_address: String,
    card: String,
    card_address: String,
    name: String,
    zone: String,
    moves: Vec<MoveView>,
    /// The page of what is older.
    next: Option<String>,
}

fn cursor(text: &str) -> Option<LineCursor> {
    let (at, source) = text.split_once('.')?;
    Some((at.parse().ok()?, source.parse().ok()?))
}

/// What the rows of a page are told with.
struct Telling<'a> {
    p: &'a Page,
    names: &'a Names,
    /// Places that the reader sees into.
    places: &'a BTreeMap<PlaceId, Place>,
    place: PlaceId,
    card: CardId,
    unit: Unit,
    zone: Tz,
    /// Whether the reader takes movements back.
    corrects: bool,
}

impl Telling<'_> {
    fn rows(&self, entry: &LineEntry) -> Vec<MoveView> {
        match &entry.says {
            LineSays::Moved(id, movement) => self.moved(*id, movement).into_iter().collect(),
            LineSays::Counted(stocktake) => {
                let moment = entry.at.timestamp_millis();
                let of = |line: &&CountedLine| line.card == self.card && line.at.timestamp_millis() == moment;
                stocktake.lines.iter().filter(of).map(|line| self.counted(stocktake, line)).collect()
            }
        }
    }
    fn place_name(&self, id: Option<PlaceId>) -> String {
        let name = id.and_then(|id| self.places.get(&id)).map(Place::name);
        name.map_or_else(String::new, |name| name.in_lang(self.p.lang).to_owned())
    }
    fn moved(&self, id: MovementId, movement: &Movement) -> Option<MoveView> {
        let p = self.p;
        let details = movement.details.as_ref()?;
        let incoming = details.to == Some(self.place);
        let sign = if incoming { "+" } else { "−" };
        let since = |details: &MovementDetails| {
            details.since.map(|day| p.t1("console-lies-since", "day", day)).unwrap_or_default()
        };
        let can = self.corrects && can_be_corrected(movement);
        Some(MoveView {
            when: words::minute(movement.at, self.zone),
            reason: p.code("parts-reason-", details.reason.code()),
            quantity: format!("{sign}{}", details.quantity.in_lang(p.lang)),
            incoming,
            serial: movement.serial().unwrap_or_default().to_owned(),
            other: self.place_name(if incoming { details.from } else { details.to }),
            condition: movement.condition().map_or_else(String::new, |c| p.code("parts-condition-", c.code())),
            author: movement.by.map_or_else(String::new, |by| self.names.person(by)),
            paper: details
                .paper
                .as_ref()
                .filter(|paper| paper.kind() == "take")
                .map_or_else(String::new, |paper| format!("/takes/{}/slip.pdf?lang={}", paper.id(), p.tag())),
            remark: joined([details.remark.as_str(), &since(details)]),
            back: if can { format!("/stock/{}/{}/{id}/back", self.place, self.card) } else { String::new() },
        })
    }
    /// A count is no movement: it says what was there, and what the books said.
    fn counted(&self, stocktake: &Stocktake, line: &CountedLine) -> MoveView {
        let p = self.p;
        MoveView {
            when: words::minute(line.at, self.zone),
            reason: p.code("parts-reason-", Reason::Stocktake.code()),
            quantity: format!("= {}", p.amount(line.counted, self.unit)),
            incoming: line.difference() >= 0,
            serial: line.serial.clone().unwrap_or_default(),
            other: self.place_name(line.from),
            condition: p.code("parts-condition-", line.condition.code()),
            author: stocktake.by.map_or_else(String::new, |by| self.names.person(by)),
            paper: String::new(),
            remark: joined([p.t1("console-booked", "quantity", thousandths(line.booked)).as_str(), &stocktake.remark]),
            back: String::new(),
        }
    }
}

/// A place that the reader sees into, and a card, by the ids in an address.
///
/// # Errors
/// `not_found`.
pub(super) async fn line_of(
    auth: &AuthContext,
    place: &str,
    card: &str,
) -> Result<((PlaceId, Place), (CardId, Card)), Fault> {
    let (Ok(place), Ok(card)) = (place.parse::<PlaceId>(), card.parse::<CardId>()) else {
        return Err(Fault::not_found());
    };
    let ledger = &auth.hub().ledger;
    let here = ledger.get::<Place>(place.uuid()).await?.map(|folded| folded.state);
    let here = here.filter(|here| sees_inside(&auth.viewer.reach, here)).ok_or_else(Fault::not_found)?;
    let about = ledger.get::<Card>(card.uuid()).await?.ok_or_else(Fault::not_found)?.state;
    Ok(((place, here), (card, about)))
}

/// Places that the entries name, as far as the reader sees into them.
async fn beside(auth: &AuthContext, entries: &[LineEntry]) -> Result<BTreeMap<PlaceId, Place>, HubError> {
    let named = entries.iter().flat_map(|entry| match &entry.says {
        LineSays::Moved(_, movement) => {
            movement.details.iter().flat_map(|d| d.from.into_iter().chain(d.to)).collect::<Vec<_>>()
        }
        LineSays::Counted(stocktake) => stocktake.lines.iter().filter_map(|line| line.from).collect(),
    });
    let mut places: BTreeMap<PlaceId, Place> = auth.hub().ledger.by_id(named.collect()).await?;
    places.retain(|_, place| sees_inside(&auth.viewer.reach, place));
    Ok(places)
}

/// The page.
pub(super) async fn page(
    auth: AuthContext,
    Path((place, card)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let ((place, here), (card, about)) = line_of(&auth, &place, &card).await?;
    let before = match asked.before.as_str() {
        "" => None,
        text => Some(cursor(text).ok_or_else(|| Fault::bad("query_unreadable"))?),
    };
    let ledger = &auth.hub().ledger;
    let most = i64::try_from(A_PAGE + 1).unwrap_or(i64::MAX);
    let mut entries = ledger.told_of((place, card), before, most).await?;
    let more = entries.len() > A_PAGE;
    entries.truncate(A_PAGE);
    let authors = entries.iter().filter_map(|entry| match &entry.says {
        LineSays::Moved(_, movement) => movement.by,
        LineSays::Counted(stocktake) => stocktake.by,
    });
    let names = Names::of(ledger, auth.lang(), authors.map(Subject::from).collect::<Vec<_>>()).await?;
    let places = beside(&auth, &entries).await?;
    let (p, zone) = (auth.page().at("stock").live(None), names.house_zone(here.centre()));
    let (unit, corrects) = (about.unit(), may_correct(&auth.actor()));
    let telling = Telling { p: &p, names: &names, places: &places, place, card, unit, zone, corrects };
    let moves = entries.iter().flat_map(|entry| telling.rows(entry)).collect();
    let last = entries.last().filter(|_| more).map(LineEntry::cursor);
    let page = Movements {
        place: here.name().in_lang(p.lang).to_owned(),
        place_address: format!("/places/{place}"),
        card: about.number().to_owned(),
        card_address: format!("/cards/{card}"),
        name: about.name().in_lang(p.lang).to_owned(),
        zone: zone.name().to_owned(),
        moves,
        next: last.map(|(at, source)| format!("/stock/{place}/{card}?before={at}.{source}")),
        p,
    };
    Ok(html(&page))
}
