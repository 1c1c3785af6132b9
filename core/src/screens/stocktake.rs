//! Counting a place by scanning: what was counted is kept on this phone until it is booked, so that a count goes on after a restart, and
//! the store works on meanwhile. Each line remembers when it was counted and what the books said then.

use super::action::{Action, Outcome, StocktakeAction};
use super::blocks::{Button, Field, FieldKind, Head, Row, Section, Tone};
use super::error::Problem;
use super::form::Form;
use super::paging::cut;
use super::queries::items::Progress;
use super::queries::stores::{self, lot_of};
use super::queries::tallies::{self, ID, Tally, write_tally};
use super::queries::{bag, banners};
use super::route::{Route, ScanFor};
use super::view::View;
use crate::domain::ids::{CardId, PlaceId, StocktakeId};
use crate::domain::parts::{self, Card, Counted, Extent, Place, StockKey};
use crate::domain::people::Actor;
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

/// One line as it is shown.
struct Shown {
    /// Name, then key: the order.
    order: (String, String),
    card: Card,
    key: StockKey,
    booked: i64,
    counted: Option<Tally>,
}

fn all(view: &View<'_>, place: PlaceId) -> Result<Vec<Shown>, Problem> {
    let mut counted = tallies::tallies(view, place)?;
    let mut cards: BTreeMap<CardId, Card> = BTreeMap::new();
    let booked = view.store.stock_at(place)?.into_iter().map(|line| (line.key, line.quantity));
    let mut keys: BTreeMap<StockKey, i64> = booked.collect();
    for key in counted.keys() {
        keys.entry(key.clone()).or_insert(0);
    }
    let mut shown = Vec::with_capacity(keys.len());
    for (key, booked) in keys {
        let card = match cards.get(&key.card) {
            Some(card) => card.clone(),
            None => cards.entry(key.card).or_insert(view.get(key.card.uuid())?).clone(),
        };
        let name = card.name().in_lang(view.words.lang).to_owned();
        shown.push(Shown { counted: counted.remove(&key), order: (name, key.text()), card, key, booked });
    }
    shown.sort_by(|a, b| a.order.cmp(&b.order));
    Ok(shown)
}

/// The lines behind `cursor`.
pub(crate) fn lines(view: &View<'_>, place: PlaceId, cursor: Option<&str>) -> Result<Section, Problem> {
    stores::keeper(view)?;
    line_section(view, place, all(view, place)?, cursor)
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
    // Whether what moved meanwhile was counted already, only the keeper can tell: by counting again.
    let moved = line.counted.as_ref().is_some_and(Tally::moved).then(|| words.say("screen-stocktake-moved"));
    let parts = line.key.serial.clone().into_iter().chain([line.card.number().to_owned(), condition]).chain(moved);
    let unit = words.code("parts-unit-", line.card.unit().code());
    let args = |counted: i64, booked: i64| {
        [("counted", thousandths(counted)), ("booked", thousandths(booked)), ("unit", unit.clone())]
    };
    let (trailing, tone) = match &line.counted {
        Some(own) => {
            let tone = if own.difference() == 0 && !own.moved() { Tone::Good } else { Tone::Bad };
            (words.with("screen-stocktake-of", &args(own.counted, own.booked)), tone)
        }
        // Who counts does not read what there should be: the books are shown beside what was counted.
        None => (words.say("screen-stocktake-not-counted"), Tone::Plain),
    };
    let key = line.order.1.clone();
    let on = |action| Action::Stocktake { place: place.to_string(), action };
    let mut quantity = Field::new("quantity", words.say("screen-stocktake-counted"), FieldKind::Number).required();
    quantity.value = line.counted.as_ref().map(|own| thousandths(own.counted)).unwrap_or_default();
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
    let less = own.difference() < 0;
    let amount = Quantity { amount: own.difference().saturating_abs(), unit: line.card.unit() };
    let args = [("amount", amount.in_lang(words.lang))];
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
    stores::keeper(view)?;
    let state: Place = view.need(place.uuid())?;
    let shown = all(view, place)?;
    let (done, total) = (shown.iter().filter(|line| line.counted.is_some()).count(), shown.len());
    let args = [("done", done.to_string()), ("total", total.to_string())];
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let progress =
        Progress { done: number(done), total: number(total), text: words.with("screen-stocktake-progress", &args) };
    let differences: Vec<Row> = shown.iter().filter_map(|line| difference_row(view, line)).collect();
    let buttons = buttons(view, place, &shown, differences.len());
    Ok(StocktakeScreen {
        head: Head {
            title: words.say("screen-stocktake-title"),
            subtitle: state.name().in_lang(words.lang).to_owned(),
            banners: banners::all(view),
            ..Head::default()
        },
        progress,
        differences: Section {
            key: "differences".into(),
            title: words.say("screen-stocktake-differences"),
            rows: differences,
            ..Section::default()
        },
        lines: line_section(view, place, shown, None)?,
        buttons,
    })
}

/// Whether the books have something of it that nobody counted.
fn uncounted(line: &Shown) -> bool {
    line.counted.is_none() && line.booked > 0
}

/// Scan; book what was counted; say that nothing else is there; book the whole place.
fn buttons(view: &View<'_>, place: PlaceId, shown: &[Shown], differences: usize) -> Vec<Button> {
    let words = view.words;
    let on = |action| Action::Stocktake { place: place.to_string(), action };
    let done = shown.iter().filter(|line| line.counted.is_some()).count();
    let rest = shown.iter().filter(|line| uncounted(line)).count();
    let args = [("lines", done.to_string()), ("differences", differences.to_string())];
    let asking = |button: Button| {
        if differences == 0 {
            return button;
        }
        let reason = Field::new("reason", words.say("screen-stocktake-reason"), FieldKind::LongText).required();
        button.ask(vec![reason])
    };
    let scan = Route::scan(ScanFor::Count { place: place.to_string() });
    let book = Button::new("book", words.say("screen-stocktake-book"), on(StocktakeAction::Book));
    let book = asking(book.confirm(words.with("screen-stocktake-book-confirm", &args)));
    let close = Button::new("close", words.say("screen-stocktake-close"), on(StocktakeAction::Close));
    let close = asking(close.confirm(words.with("screen-stocktake-close-confirm", &args)));
    let left = [("lines", rest.to_string())];
    let mut all = vec![
        Button::new("scan", words.say("screen-stocktake-scan"), scan).primary(),
        book.unless((done == 0).then(|| words.say("screen-stocktake-nothing"))),
    ];
    if rest > 0 {
        let nothing = on(StocktakeAction::NothingElse);
        let nothing = Button::new("nothing_else", words.say("screen-stocktake-nothing-else"), nothing);
        all.push(nothing.confirm(words.with("screen-stocktake-nothing-else-confirm", &left)));
    }
    all.push(close.unless((rest > 0).then(|| words.with("screen-stocktake-incomplete", &left))));
    all
}

/// Counts as nothing what the books have and nobody counted.
fn nothing_else(view: &View<'_>, place: PlaceId) -> Result<Outcome, Problem> {
    let mut parts = Vec::new();
    for Shown { key, booked, .. } in all(view, place)?.into_iter().filter(uncounted) {
        let (at, printed) = (view.words.now, key.serial.clone());
        let tally = Tally { counted: 0, booked, first: booked, at, from: None, printed };
        parts.push((key.name(), write_tally(&tally)?));
    }
    let parts: Vec<(&str, Option<String>)> = parts.iter().map(|(line, tally)| (line.as_str(), tally.clone())).collect();
    view.store.draft_parts_put(&tallies::name(place), &parts, view.reading.wall_ms)?;
    Ok(Outcome::default())
}

pub(crate) fn act(
    view: &View<'_>,
    place: PlaceId,
    action: &StocktakeAction,
    form: Form<'_>,
) -> Result<Outcome, Problem> {
    let me = stores::keeper(view)?;
    match action {
        StocktakeAction::Count { line } => {
            let key = lot_of(line)?;
            if key.place != place {
                return Err(Problem::error("id_unreadable"));
            }
            let counted = form.thousandths("quantity")?;
            // Said at its field, and not when the whole count is booked: of a thing there is no half, of a length there is.
            let unit = view.need::<Card>(key.card.uuid())?.unit();
            let checked = match counted {
                0 => Ok(()),
                ..0 => Err(Refusal::new("count_below_zero")),
                amount => Quantity { amount, unit }.check(key.serial.is_some()),
            };
            checked.map_err(|refusal| Problem::from(refusal).at("quantity"))?;
            let booked = tallies::booked(view, &key)?;
            let printed = key.serial.clone();
            let tally = Tally { counted, booked, first: booked, at: view.words.now, from: None, printed };
            let line = key.name();
            let part = (line.as_str(), write_tally(&tally)?);
            view.store.draft_parts_put(&tallies::name(place), &[part], view.reading.wall_ms)?;
            Ok(Outcome::default())
        }
        StocktakeAction::Forget { line } => {
            let line = lot_of(line)?.name();
            view.store.draft_parts_put(&tallies::name(place), &[(line.as_str(), None)], view.reading.wall_ms)?;
            Ok(Outcome::default())
        }
        StocktakeAction::NothingElse => nothing_else(view, place),
        StocktakeAction::Book => book(view, &me, place, Extent::Lines, form.text("reason")),
        StocktakeAction::Close => book(view, &me, place, Extent::Whole(view.words.now), form.text("reason")),
    }
}

/// Records the count, and lets go of it here.
fn book(view: &View<'_>, me: &Actor, place: PlaceId, extent: Extent, reason: &str) -> Result<Outcome, Problem> {
    let name = tallies::name(place);
    let mut books = bag::books(view, &[], &[place])?;
    if extent != Extent::Lines {
        books.stock = view.store.stock_at(place)?.into_iter().collect();
    }
    let mut counted: Vec<Counted> = Vec::new();
    for (key, tally) in tallies::tallies(view, place)? {
        if let std::collections::btree_map::Entry::Vacant(card) = books.cards.entry(key.card) {
            card.insert(view.need(key.card.uuid())?);
        }
        counted.push(Counted { line: tally.line(&key), moved: tally.moved() });
    }
    // The app may end after the booking and before the count is let go: booked again under the same id, it is one.
    let id: StocktakeId = match view.store.draft_part_get(&name, ID)? {
        Some(id) => super::view::id(&id)?,
        None => view.fresh().into(),
    };
    let drafts = parts::stocktake(&books, me, (id, place), &counted, extent, reason)?;
    view.store.draft_parts_put(&name, &[(ID, Some(id.to_string()))], view.reading.wall_ms)?;
    view.record(&drafts)?;
    view.store.draft_parts_delete(&name)?;
    view.keep(&Route::Stocktake { place: place.to_string() }, &[])?;
    let differences = counted.iter().filter(|counted| counted.line.difference() != 0).count();
    let args = [("count", differences.to_string())];
    let said = if extent == Extent::Lines { "screen-stocktake-booked" } else { "screen-stocktake-closed" };
    Ok(Outcome::to(Route::Stock).say(view.words.with(said, &args)))
}
