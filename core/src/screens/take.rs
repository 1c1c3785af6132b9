//! Taking parts: a slip for the stock keeper, and what was approved and waits in the store; at night and offline the same form takes first, and
//! the paper follows within 24 hours. That is the exception, and asks for its reason.

use super::action::{Action, Outcome, TakeAction};
use super::blocks::{Button, Entry, Field, FieldKind, Head, Panel, Row, Section};
use super::error::Problem;
use super::form::{Form, refill};
use super::queries::cards::{self, card_choices};
use super::queries::job::{self, Known};
use super::queries::{bag, banners};
use super::route::{Route, ScanFor};
use super::view::{View, id};
use crate::domain::ids::{CardId, JobId, PlaceId, TakeId};
use crate::domain::parts::{self, Card, FirstReason, Place, PlaceKind, Stock, Wanted, Way};
use crate::domain::values::Quantity;
use serde::{Deserialize, Serialize};

/// Taking parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TakeScreen {
    /// Title, job, banners.
    pub head: Head,
    /// My slips that wait for an approval, or in the store to be collected.
    pub slips: Section,
    /// A slip for the stock keeper.
    pub request: Panel,
    /// Takes now what the same form says: goes with its fields, and asks why the paper cannot come first.
    pub take_first: Button,
    /// What the chosen store has of the chosen part, as far as this phone knows.
    pub stock: Section,
    /// Opens the scanner; the main button as long as no part is chosen.
    pub scan: Button,
}

pub(crate) fn show(
    view: &View<'_>,
    job: Option<JobId>,
    card: Option<CardId>,
    serial: Option<&str>,
) -> Result<TakeScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let title = words.say("screen-take-title");
    let head = match job {
        Some(job) => job::head(view, &Known::read(view, job)?, title),
        None => Head { title, banners: banners::all(view), ..Head::default() },
    };
    let job_text = job.map(|job| job.to_string());
    let serial = serial.map(str::to_owned);
    let route = Route::Take { job: job_text.clone(), card: card.map(|card| card.to_string()), serial: serial.clone() };
    let stores = stores(view, me.centre)?;
    let lies = lies_in(view, card, serial.as_deref(), &stores)?;
    let store = lies.or(stores.first().map(|(id, _)| *id)).map(|id| id.to_string()).unwrap_or_default();
    let cards = card_choices(view)?;
    let chosen = card.map(|card| card.to_string()).unwrap_or_default();
    let places = stores.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let say = |key: &str| words.say(key);
    let about = card.map(|card| view.get::<Card>(card.uuid())).transpose()?;
    let mut request = vec![
        Field::new("part", say("screen-job-part"), FieldKind::Choice).required().choices(cards).value(chosen),
        cards::quantity(view, about.as_ref()),
        Field::new("place", say("screen-take-store"), FieldKind::Choice).required().choices(places).value(store),
        Field::new("old_for_new", say("screen-take-old-for-new"), FieldKind::Switch)
            .value(if job.is_some() { "true" } else { "false" })
            .hint(say("screen-take-old-for-new-hint")),
    ];
    let kept = view.kept(&route)?;
    refill(&mut request, &kept);
    let on = |action| Action::Take { job: job_text.clone(), action };
    let no_bag = bag::bag(view)?.is_none().then(|| words.say("error-bag-missing"));
    let mut ask = Button::new("request", say("screen-take-request-do"), on(TakeAction::Request));
    let mut scan = Button::new("scan", say("screen-take-scan"), Route::scan(ScanFor::Take { job: job_text.clone() }));
    // At most one button is the likely one: to say which part, then to ask for it.
    if card.is_some() {
        ask = ask.primary();
    } else {
        scan = scan.primary();
    }
    Ok(TakeScreen {
        head,
        slips: Section {
            key: "slips".into(),
            title: say("screen-take-slips"),
            rows: bag::slips(view, me.person)?,
            ..Section::default()
        },
        request: Panel {
            key: "request".into(),
            title: say("screen-take-request"),
            fields: request,
            button: Some(ask.unless(no_bag.clone())),
        },
        take_first: Button::new("take_first", say("screen-take-emergency"), on(TakeAction::TakeFirst))
            .ask(first(view, about.as_ref(), serial, &kept))
            .unless(no_bag),
        stock: Section {
            more: None,
            key: "stock".into(),
            title: say("screen-take-stock"),
            rows: stock_rows(view, card, &stores)?,
            empty: String::new(),
        },
        scan,
    })
}

/// What is asked of who takes before the paper: why, and which piece, where pieces have numbers. What was read from the label stands there.
fn first(view: &View<'_>, about: Option<&Card>, serial: Option<String>, kept: &[Entry]) -> Vec<Field> {
    let words = view.words;
    let reasons = FirstReason::ALL.iter().map(|r| (r.code().to_owned(), words.code("parts-first-", r.code())));
    let reason = Field::new("reason", words.say("screen-take-first-reason"), FieldKind::Choice).required();
    // The asking is the question already: what it means stands in it.
    let mut fields = vec![reason.choices(reasons).hint(words.say("screen-take-first-hint"))];
    if about.is_none_or(Card::serialised) {
        let read = serial.unwrap_or_default();
        fields.push(Field::new("serial", words.say("screen-take-serial"), FieldKind::Code).value(read));
    }
    // What a shell keeps of an asking stands under the button's name.
    let asked = kept.iter().filter_map(|entry| Some(Entry::new(entry.key.strip_prefix("take_first.")?, &entry.value)));
    refill(&mut fields, &asked.collect::<Vec<_>>());
    fields
}

/// The store in which the books have a piece.
fn lies_in(
    view: &View<'_>,
    card: Option<CardId>,
    serial: Option<&str>,
    stores: &[(PlaceId, String)],
) -> Result<Option<PlaceId>, Problem> {
    let (Some(card), Some(serial)) = (card, serial) else { return Ok(None) };
    let lines = view.store.piece(card, serial)?;
    let mut there = lines.iter().filter(|line| line.quantity > 0).map(|line| line.key.place);
    Ok(there.find(|place| stores.iter().any(|(store, _)| store == place)))
}

/// Stores that parts can be taken from: my centre's first.
fn stores(view: &View<'_>, centre: Option<crate::domain::ids::CentreId>) -> Result<Vec<(PlaceId, String)>, Problem> {
    let kinds = [PlaceKind::BranchStore.code(), PlaceKind::MainStore.code()];
    let mut stores = view.in_state::<Place>(&kinds)?;
    stores.retain(|(_, place)| place.closed.is_none() && (place.centre().is_none() || place.centre() == centre));
    stores.sort_by_key(|(id, place)| (place.centre() != centre, *id));
    let lang = view.words.lang;
    Ok(stores.into_iter().map(|(id, p)| (PlaceId::new(id), p.name().in_lang(lang).to_owned())).collect())
}

fn stock_rows(view: &View<'_>, card: Option<CardId>, stores: &[(PlaceId, String)]) -> Result<Vec<Row>, Problem> {
    let Some(card) = card else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    let unit = view.get::<Card>(card.uuid())?.unit();
    for (place, name) in stores {
        let stock: Stock = view.store.stock_of(*place, card)?.into_iter().collect();
        let there = stock.usable(*place, card);
        let quantity = Quantity { amount: there, unit };
        rows.push(Row {
            key: place.to_string(),
            title: name.clone(),
            trailing: bag::amount(view, quantity),
            ..Row::default()
        });
    }
    Ok(rows)
}

pub(crate) fn act(
    view: &View<'_>,
    job: Option<JobId>,
    action: &TakeAction,
    form: Form<'_>,
) -> Result<Outcome, Problem> {
    let me = view.me()?;
    let words = view.words;
    if let TakeAction::FilePaper { take } = action {
        let take: TakeId = id(take)?;
        let number = form.required("number")?;
        view.record(&parts::file_paper(&me, take, &view.need(take.uuid())?, number)?)?;
        return Ok(Outcome::told(words.say("screen-bag-paper-filed")));
    }
    let card: CardId = form.need("part")?;
    let from: PlaceId = form.need("place")?;
    let bag = bag::my_bag(view)?;
    let books = bag::books(view, &[card], &[from, bag])?;
    let unit = books.card(card)?.unit;
    let serial = form.serial(view, "serial", Some(card))?;
    let quantity = Quantity { amount: form.thousandths("quantity")?, unit };
    let wanted = Wanted { card, quantity, serial, old_for_new: form.on("old_for_new") };
    let way = Way { from, bag, job };
    let (drafts, said) = match action {
        TakeAction::TakeFirst => {
            let reason = form.choice("reason", FirstReason::from_code)?;
            let days = view.working_days()?;
            let because = (reason, view.home_zone()?, &days);
            let now = words.now;
            (parts::take_first(&books, &me, way, &[wanted], because, now, &mut || view.fresh())?, "screen-take-taken")
        }
        // Filing a paper was dealt with above.
        TakeAction::Request | TakeAction::FilePaper { .. } => (
            parts::request(&books, &me, way, &[Wanted { serial: None, ..wanted }], &mut || view.fresh())?,
            "screen-take-requested",
        ),
    };
    view.record(&drafts)?;
    // Whichever way led here: by the card alone, with the piece that was read, or by choosing.
    let job_text = job.map(|job| job.to_string());
    let read = Some(form.text("serial")).filter(|text| !text.is_empty()).map(str::to_owned);
    for (card, serial) in [(Some(card.to_string()), read), (Some(card.to_string()), None), (None, None)] {
        view.keep(&Route::Take { job: job_text.clone(), card, serial }, &[])?;
    }
    let route = job_text.map_or(Route::PartsBag, |job| Route::Job { job });
    Ok(Outcome::to(route).say(words.say(said)))
}
