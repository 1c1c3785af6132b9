//! Counting a place: what was counted of each line is kept on this phone until it is booked, so that a count goes on after a restart, and the
//! store works on meanwhile. Each line remembers when it was counted and what the books said then.

use super::bag;
use super::stores;
use crate::domain::ids::{CardId, PlaceId};
use crate::domain::parts::{Card, Condition, CountedLine, StockKey, StockLine};
use crate::domain::values::Quantity;
use crate::kernel::Refusal;
use crate::screens::action::Outcome;
use crate::screens::code::ReadCode;
use crate::screens::error::Problem;
use crate::screens::known;
use crate::screens::route::Route;
use crate::screens::view::View;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The same code in the camera's sight is the same piece for this long, in milliseconds.
const SAME_PIECE_MS: u64 = 3_000;

/// Beside the counted lines: the code that was scanned last, and when. No line has such a name.
pub(crate) const LAST: &str = "#last";

/// Beside the counted lines: the stocktake's id, from the booking on, so that a count that is booked twice is one.
pub(crate) const ID: &str = "#id";

/// One line as it was counted so far. Each is kept by itself: a scan reads and writes its own line, however long the count is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// What was counted, in thousandths.
    pub counted: i64,
    /// What the books said when it was counted: at the last piece of it.
    pub booked: i64,
    /// What they said at the first piece of it.
    pub first: i64,
    /// When it was counted, by the last piece of it.
    pub at: DateTime<Utc>,
    /// Where the books had the piece, if elsewhere.
    pub from: Option<PlaceId>,
    /// The serial number as it is printed; none for parts without.
    pub printed: Option<String>,
}

impl Tally {
    pub const fn difference(&self) -> i64 {
        self.counted.saturating_sub(self.booked)
    }
    /// Something of it moved while it was counted.
    pub const fn moved(&self) -> bool {
        self.first != self.booked
    }
    pub fn line(&self, key: &StockKey) -> CountedLine {
        let Self { counted, booked, at, from, .. } = *self;
        let (card, condition, serial) = (key.card, key.condition, key.serial.clone());
        CountedLine { card, condition, serial, counted, booked, at, from, first_in: None }
    }
}

pub(crate) fn name(place: PlaceId) -> String {
    Route::Stocktake { place: place.to_string() }.draft_key()
}

pub(crate) fn read_tally(text: &str) -> Result<Tally, Problem> {
    serde_json::from_str(text).map_err(|_| Problem::error("field_unreadable"))
}

pub(crate) fn write_tally(tally: &Tally) -> Result<Option<String>, Problem> {
    serde_json::to_string(tally).map(Some).map_err(|_| Problem::error("field_unreadable"))
}

/// What was counted of a line so far.
pub(crate) fn tally(view: &View<'_>, key: &StockKey) -> Result<Option<Tally>, Problem> {
    view.store.draft_part_get(&name(key.place), &key.name())?.map(|text| read_tally(&text)).transpose()
}

/// Every line that is counted.
pub(crate) fn tallies(view: &View<'_>, place: PlaceId) -> Result<BTreeMap<StockKey, Tally>, Problem> {
    let mut all = BTreeMap::new();
    for (part, text) in view.store.draft_parts(&name(place))? {
        if let Some(key) = StockKey::read(&part) {
            let tally = read_tally(&text)?;
            all.insert(StockKey { serial: tally.printed.clone(), ..key }, tally);
        }
    }
    Ok(all)
}

/// How many lines of a place are counted and not yet booked.
pub(crate) fn begun(view: &View<'_>, place: PlaceId) -> Result<usize, Problem> {
    let name = name(place);
    let mut count = usize::try_from(view.store.draft_parts_count(&name)?).unwrap_or(usize::MAX);
    for beside in [LAST, ID] {
        if count > 0 && view.store.draft_part_get(&name, beside)?.is_some() {
            count -= 1;
        }
    }
    Ok(count)
}

/// What the books say of a line now.
pub(crate) fn booked(view: &View<'_>, key: &StockKey) -> Result<i64, Problem> {
    let there = match &key.serial {
        Some(serial) => view.store.piece(key.card, serial)?,
        None => view.store.stock_of(key.place, key.card)?,
    };
    Ok(there.iter().find(|line| line.key == *key).map_or(0, |line| line.quantity))
}

/// A piece that was scanned: the scanner stays open for the next. `part`: the card, where a person said which. `seen`: by the camera, which
/// sees the same label many times. None where the code is unknown, or names several cards.
pub(crate) fn scanned(
    view: &View<'_>,
    place: PlaceId,
    code: &ReadCode,
    part: Option<CardId>,
    seen: bool,
) -> Result<Option<Outcome>, Problem> {
    stores::keeper(view)?;
    let name = name(place);
    let keep = |parts: &[(&str, Option<String>)]| view.store.draft_parts_put(&name, parts, view.reading.wall_ms);
    let now = view.reading.mono_ms;
    let last = (LAST, Some(format!("{now}/{}", code.text)));
    if seen {
        let before = view.store.draft_part_get(&name, LAST)?;
        let before = before.as_deref().and_then(|last| last.split_once('/'));
        let same = |at: u64| (at..at.saturating_add(SAME_PIECE_MS)).contains(&now);
        if before.is_some_and(|(at, text)| text == code.text && at.parse().is_ok_and(same)) {
            keep(&[last])?;
            return Ok(Some(Outcome::default()));
        }
    }
    let named = known::named(view, code)?;
    let card_id = match (part, named.cards.as_slice()) {
        (Some(card), _) => card,
        (None, [card]) => *card,
        _ => return Ok(None),
    };
    let card: Card = view.need(card_id.uuid())?;
    let serial = named.serial.filter(|_| card.serialised());
    if card.serialised() && serial.is_none() {
        return Err(Refusal::new("serial_missing").with("part", card.number()).into());
    }
    let known = match &serial {
        Some(serial) => view.store.piece(card_id, serial)?,
        None => view.store.stock_of(place, card_id)?,
    };
    // The line that the books know; of several conditions the one with the most. What they do not know is looked at later.
    // What was asked for by its serial number is that piece, in whatever spelling the books have it.
    let own = |line: &&StockLine| line.key.place == place && line.key.serial.is_some() == serial.is_some();
    let here = known.iter().filter(own);
    let here = here.max_by_key(|line| line.quantity);
    let condition = here.map_or(Condition::Unknown, |line| line.key.condition);
    let booked = here.map_or(0, |line| line.quantity);
    let elsewhere = known.iter().find(|line| line.key.place != place && line.quantity > 0);
    let from = elsewhere.filter(|_| serial.is_some() && booked <= 0).map(|line| line.key.place);
    let serial = here.and_then(|line| line.key.serial.clone()).or(serial);
    let key = StockKey { place, card: card_id, condition, serial };
    let before = tally(view, &key)?;
    let was = before.as_ref().map_or(0, |tally| tally.counted);
    let counted = if key.serial.is_some() { 1000 } else { was.saturating_add(1000) };
    let first = before.as_ref().filter(|_| key.serial.is_none()).map_or(booked, |tally| tally.first);
    let tally = Tally { counted, booked, first, at: view.words.now, from, printed: key.serial.clone() };
    keep(&[(key.name().as_str(), write_tally(&tally)?), last])?;
    let amount = bag::amount(view, Quantity { amount: counted, unit: card.unit() });
    let args =
        [("name", card.name().in_lang(view.words.lang).to_owned()), ("amount", amount), ("code", code.text.clone())];
    let said = match (key.serial.is_some() && was > 0, tally.moved()) {
        (true, _) => "screen-stocktake-twice",
        (false, true) => "screen-stocktake-scanned-moved",
        (false, false) => "screen-stocktake-scanned",
    };
    Ok(Some(Outcome::told(view.words.with(said, &args))))
}
