//! Counting a place by scanning: what was counted is kept on this phone until it is booked, so that a count goes on after a restart, and
//! the store works on meanwhile.

use super::action::{Action, Outcome, StocktakeAction};
use super::blocks::{Button, Entry, Field, FieldKind, Head, Row, Section, Tone};
use super::checklist::Progress;
use super::code::ReadCode;
use super::error::Problem;
use super::form::Form;
use super::known;
use super::paging::cut;
use super::parts_bag;
use super::route::{Route, ScanFor};
use super::stock::{keeper, lot_key, lot_of};
use super::view::View;
use crate::domain::ids::{CardId, MovementId, PlaceId};
use crate::domain::parts::{self, Card, Condition, Counted, Movement, Place, Stock, StockKey, StockLine};
use crate::domain::values::{Quantity, thousandths};
use crate::kernel::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counting a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StocktakeScreen {
    /// Title, place, banners.
    pub head: Head,
    /// How many lines are counted.
    pub progress: Progress,
    /// Lines that were counted and differ.
    pub differences: Section,
    /// Every line, booked or counted, by pages.
    pub lines: Section,
    /// Scan, book.
    pub buttons: Vec<Button>,
}

/// The same code in the camera's sight is the same piece for this long, in milliseconds.
const SAME_PIECE_MS: u64 = 3_000;
/// Beside the counted lines: the code that was scanned last, and when.
const LAST: &str = "last";

/// A count of one place: its lines by their key, and what was scanned last.
struct Count {
    route: Route,
    /// With the id of the movement that books it: booked twice, it is one.
    lines: BTreeMap<String, (Counted, MovementId)>,
    last: Option<(u64, String)>,
}

impl Count {
    fn read(view: &View<'_>, place: PlaceId) -> Result<Self, Problem> {
        let route = Route::Stocktake { place: place.to_string() };
        let (mut lines, mut last) = (BTreeMap::new(), None);
        for Entry { key, value } in view.kept(&route)? {
            let unreadable = || Problem::error("field_unreadable");
            if key == LAST {
                last = value.split_once('/').and_then(|(at, code)| Some((at.parse().ok()?, code.to_owned())));
                continue;
            }
            // What a shell kept of a half-filled question stands in the same draft; a line is named by its lot.
            let Ok((_, card, condition, serial)) = lot_of(&key) else { continue };
            let mut parts = value.split('/');
            let mut number = || parts.next().and_then(|text| text.parse::<i64>().ok()).ok_or_else(unreadable);
            let (counted, booked) = (number()?, number()?);
            let movement = super::view::id(parts.next().unwrap_or_default())?;
            lines.insert(key, (Counted { card, condition, serial, booked, counted }, movement));
        }
        Ok(Self { route, lines, last })
    }
    fn keep(&self, view: &View<'_>) -> Result<(), Problem> {
        let line = |(key, (line, movement)): (&String, &(Counted, MovementId))| {
            Entry::new(key, format!("{}/{}/{movement}", line.counted, line.booked))
        };
        let mut entries: Vec<Entry> = self.lines.iter().map(line).collect();
        if let Some((at, code)) = self.last.as_ref().filter(|_| !entries.is_empty()) {
            entries.push(Entry::new(LAST, format!("{at}/{code}")));
        }
        view.keep(&self.route, &entries)
    }
    fn put(&mut self, view: &View<'_>, key: String, line: Counted) -> Result<(), Problem> {
        self.lines.insert(key, (line, MovementId::new(view.fresh())));
        self.keep(view)
    }
}

/// How many lines of a place are counted and not yet booked.
pub(crate) fn begun(view: &View<'_>, place: PlaceId) -> Result<usize, Problem> {
    Ok(Count::read(view, place)?.lines.len())
}

/// What the books say of a line now.
fn booked(stock: &Stock, place: PlaceId, line: &Counted) -> i64 {
    let same = |known: &StockLine| {
        known.key.card == line.card && known.key.condition == line.condition && known.key.serial == line.serial
    };
    stock.at(place).find(same).map_or(0, |known| known.quantity)
}

/// One line as it is shown.
struct Shown {
    /// Name, then key: the order.
    order: (String, String),
    card: Card,
    key: StockKey,
    booked: i64,
    counted: Option<Counted>,
}

fn all(view: &View<'_>, place: PlaceId, count: &Count) -> Result<Vec<Shown>, Problem> {
    let stock = parts_bag::stock(view, place)?;
    let mut cards: BTreeMap<CardId, Card> = BTreeMap::new();
    let mut keys: BTreeMap<String, (StockKey, i64)> =
        stock.at(place).map(|line| (lot_key(&line), (line.key.clone(), line.quantity))).collect();
    for (key, (line, _)) in &count.lines {
        let of = StockKey { place, card: line.card, condition: line.condition, serial: line.serial.clone() };
        keys.entry(key.clone()).or_insert((of, 0));
    }
    let mut shown = Vec::new();
    for (text, (key, booked)) in keys {
        let card = match cards.get(&key.card) {
            Some(card) => card.clone(),
            None => cards.entry(key.card).or_insert(view.get(key.card.uuid())?).clone(),
        };
        let name = card.name().in_lang(view.words.lang).to_owned();
        shown.push(Shown {
            counted: count.lines.get(&text).map(|(line, _)| line.clone()),
            order: (name, text),
            card,
            key,
            booked,
        });
    }
    shown.sort_by(|a, b| a.order.cmp(&b.order));
    Ok(shown)
}

/// The lines behind `cursor`.
pub(crate) fn lines(view: &View<'_>, place: PlaceId, cursor: Option<&str>) -> Result<Section, Problem> {
    keeper(view)?;
    let count = Count::read(view, place)?;
    line_section(view, place, all(view, place, &count)?, cursor)
}

fn line_section(view: &View<'_>, place: PlaceId, shown: Vec<Shown>, cursor: Option<&str>) -> Result<Section, Problem> {
    let (page, more) = cut(shown, |line| line.order.clone(), cursor)?;
    Ok(Section {
        key: "lines".into(),
        title: view.words.say("screen-stocktake-lines"),
        rows: page.iter().map(|line| row(view, place, line)).collect(),
        empty: view.words.say("screen-stocktake-no-lines"),
        more,
    })
}

fn row(view: &View<'_>, place: PlaceId, line: &Shown) -> Row {
    let words = view.words;
    let condition = words.code("parts-condition-", line.key.condition.code());
    let parts = line.key.serial.clone().into_iter().chain([line.card.number().to_owned(), condition]);
    let unit = words.code("parts-unit-", line.card.unit().code());
    let args = |counted: i64, booked: i64| {
        [("counted", thousandths(counted)), ("booked", thousandths(booked)), ("unit", unit.clone())]
    };
    let (trailing, tone) = match &line.counted {
        Some(own) => {
            let tone = if own.difference() == 0 { Tone::Good } else { Tone::Bad };
            (words.with("screen-stocktake-of", &args(own.counted, own.booked)), tone)
        }
        None => (words.with("screen-stocktake-not-counted", &args(0, line.booked)), Tone::Plain),
    };
    let key = line.order.1.clone();
    let on = |action| Action::Stocktake { place: place.to_string(), action };
    let value = line.counted.as_ref().map_or(line.booked.max(0), |own| own.counted);
    let mut quantity = Field::new("quantity", words.say("screen-stocktake-counted"), FieldKind::Number).required();
    quantity = quantity.value(thousandths(value));
    quantity.unit = unit.clone();
    let count = on(StocktakeAction::Count { line: key.clone() });
    let mut buttons = vec![Button::new("count", words.say("screen-stocktake-count"), count).ask(vec![quantity])];
    if line.counted.is_some() {
        let forget = on(StocktakeAction::Forget { line: key.clone() });
        buttons.push(Button::new("forget", words.say("screen-stocktake-forget"), forget));
    }
    Row {
        key,
        title: line.order.0.clone(),
        detail: words.list(&parts.collect::<Vec<_>>()),
        trailing,
        tone,
        buttons,
        ..Row::default()
    }
}

fn difference_row(view: &View<'_>, line: &Shown) -> Option<Row> {
    let own = line.counted.as_ref().filter(|own| own.difference() != 0)?;
    let words = view.words;
    let unit = words.code("parts-unit-", line.card.unit().code());
    let less = own.difference() < 0;
    let args = [("amount", thousandths(own.difference().saturating_abs())), ("unit", unit)];
    Some(Row {
        key: line.order.1.clone(),
        title: line.order.0.clone(),
        detail: line.key.serial.clone().unwrap_or_default(),
        trailing: words.with(if less { "screen-stocktake-missing" } else { "screen-stocktake-over" }, &args),
        tone: Tone::Bad,
        ..Row::default()
    })
}

pub(crate) fn show(view: &View<'_>, place: PlaceId) -> Result<StocktakeScreen, Problem> {
    let words = view.words;
    keeper(view)?;
    let state: Place = view.need(place.uuid())?;
    let count = Count::read(view, place)?;
    let shown = all(view, place, &count)?;
    let (done, total) = (count.lines.len(), shown.len());
    let args = [("done", done.to_string()), ("total", total.to_string())];
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let progress =
        Progress { done: number(done), total: number(total), text: words.with("screen-stocktake-progress", &args) };
    let differences: Vec<Row> = shown.iter().filter_map(|line| difference_row(view, line)).collect();
    let mut book = {
        let action = Action::Stocktake { place: place.to_string(), action: StocktakeAction::Book };
        let args = [("lines", done.to_string()), ("differences", differences.len().to_string())];
        let label = words.say("screen-stocktake-book");
        Button::new("book", label, action).confirm(words.with("screen-stocktake-book-confirm", &args))
    };
    if !differences.is_empty() {
        let reason = Field::new("reason", words.say("screen-stocktake-reason"), FieldKind::LongText).required();
        book = book.ask(vec![reason]);
    }
    let nothing = (done == 0).then(|| words.say("screen-stocktake-nothing"));
    let scan = Route::scan(ScanFor::Count { place: place.to_string() });
    Ok(StocktakeScreen {
        head: Head {
            title: words.say("screen-stocktake-title"),
            subtitle: state.name().in_lang(words.lang).to_owned(),
            banners: super::sync::banners(view),
        },
        progress,
        differences: Section {
            key: "differences".into(),
            title: words.say("screen-stocktake-differences"),
            rows: differences,
            ..Section::default()
        },
        lines: line_section(view, place, shown, None)?,
        buttons: vec![Button::new("scan", words.say("screen-stocktake-scan"), scan).primary(), book.unless(nothing)],
    })
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
    keeper(view)?;
    let mut count = Count::read(view, place)?;
    let now = view.reading.mono_ms;
    let same =
        |(at, last): &(u64, String)| *last == code.text && (*at..at.saturating_add(SAME_PIECE_MS)).contains(&now);
    let again = count.last.as_ref().is_some_and(same);
    count.last = Some((now, code.text.clone()));
    if seen && again {
        count.keep(view)?;
        return Ok(Some(Outcome::default()));
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
    let stock = parts_bag::stock(view, place)?;
    // The line that the books know; of several conditions the one with the most. What they do not know is looked at later.
    let known = stock.at(place).filter(|line| line.key.card == card_id && line.key.serial == serial);
    let condition = known.max_by_key(|line| line.quantity).map_or(Condition::Unknown, |line| line.key.condition);
    let key = StockKey { place, card: card_id, condition, serial: serial.clone() };
    let key = lot_key(&StockLine { key, quantity: 0, first_in: None });
    let before = count.lines.get(&key).map_or(0, |(line, _)| line.counted);
    let counted = if serial.is_some() { 1000 } else { before.saturating_add(1000) };
    let mut line = Counted { card: card_id, condition, serial, booked: 0, counted };
    line.booked = booked(&stock, place, &line);
    let twice = line.serial.is_some() && before > 0;
    count.put(view, key, line)?;
    let amount = parts_bag::amount(view, Quantity { amount: counted, unit: card.unit() });
    let args =
        [("name", card.name().in_lang(view.words.lang).to_owned()), ("amount", amount), ("code", code.text.clone())];
    let said = if twice { "screen-stocktake-twice" } else { "screen-stocktake-scanned" };
    Ok(Some(Outcome::told(view.words.with(said, &args))))
}

pub(crate) fn act(
    view: &View<'_>,
    place: PlaceId,
    action: &StocktakeAction,
    form: Form<'_>,
) -> Result<Outcome, Problem> {
    let me = keeper(view)?;
    let mut count = Count::read(view, place)?;
    match action {
        StocktakeAction::Count { line: key } => {
            let (at, card, condition, serial) = lot_of(key)?;
            if at != place {
                return Err(Problem::error("id_unreadable"));
            }
            let counted = form.thousandths("quantity")?;
            if serial.is_some() && !matches!(counted, 0 | 1000) {
                return Err(Problem::from(Refusal::new("quantity_serial_one")).at("quantity"));
            }
            let mut line = Counted { card, condition, serial, booked: 0, counted };
            line.booked = booked(&parts_bag::stock(view, place)?, place, &line);
            count.put(view, key.clone(), line)?;
            Ok(Outcome::default())
        }
        StocktakeAction::Forget { line } => {
            count.lines.remove(line);
            count.keep(view)?;
            Ok(Outcome::default())
        }
        StocktakeAction::Book => {
            let mut counted: Vec<Counted> = Vec::new();
            let mut movements: Vec<MovementId> = Vec::new();
            for (line, movement) in count.lines.values().filter(|(line, _)| line.difference() != 0) {
                // The app ended after the booking and before the count was let go: it is booked.
                if view.find::<Movement>(movement.uuid())?.is_none() {
                    counted.push(line.clone());
                    movements.push(*movement);
                }
            }
            let mut ids = movements.into_iter();
            let mut fresh = || ids.next().map_or_else(|| view.fresh(), |id| id.uuid());
            let cards: Vec<CardId> = counted.iter().map(|line| line.card).collect();
            let books = parts_bag::books(view, &cards, &[place])?;
            let drafts = parts::stocktake(&books, &me, place, &counted, form.text("reason"), &mut fresh)?;
            view.record(&drafts)?;
            view.keep(&count.route, &[])?;
            let args = [("count", drafts.len().to_string())];
            Ok(Outcome::to(Route::Stock).say(view.words.with("screen-stocktake-booked", &args)))
        }
    }
}
