//! Taking parts: a slip for the stock keeper, or, at night and offline, take first and hand in the paper within 24 hours.

use super::action::{Action, Outcome, TakeAction};
use super::blocks::{Button, Field, FieldKind, Head, Panel, Row, Section};
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
    /// A slip for the stock keeper.
    pub request: Panel,
    /// Take now.
    pub take_first: Panel,
    /// What the chosen store has of the chosen part, as far as this phone knows.
    pub stock: Section,
    /// Opens the scanner.
    pub scan: Button,
}

pub(crate) fn show(view: &View<'_>, job: Option<JobId>, card: Option<CardId>) -> Result<TakeScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let title = words.say("screen-take-title");
    let head = match job {
        Some(job) => job::head(view, &Known::read(view, job)?, title),
        None => Head { title, banners: banners::all(view), ..Head::default() },
    };
    let job_text = job.map(|job| job.to_string());
    let route = Route::Take { job: job_text.clone(), card: card.map(|card| card.to_string()) };
    let stores = stores(view, me.centre)?;
    let store = stores.first().map(|(id, _)| id.to_string()).unwrap_or_default();
    let cards = card_choices(view)?;
    let chosen = card.map(|card| card.to_string()).unwrap_or_default();
    let places = || stores.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let say = |key: &str| words.say(key);
    let about = card.map(|card| view.get::<Card>(card.uuid())).transpose()?;
    let common = || {
        vec![
            Field::new("part", say("screen-job-part"), FieldKind::Choice)
                .required()
                .choices(cards.clone())
                .value(chosen.clone()),
            cards::quantity(view, about.as_ref()),
            Field::new("place", say("screen-take-store"), FieldKind::Choice)
                .required()
                .choices(places())
                .value(store.clone()),
            Field::new("old_for_new", say("screen-take-old-for-new"), FieldKind::Switch)
                .value(if job.is_some() { "true" } else { "false" })
                .hint(say("screen-take-old-for-new-hint")),
        ]
    };
    let reasons = FirstReason::ALL.iter().map(|r| (r.code().to_owned(), words.code("parts-first-", r.code())));
    let mut request = common();
    let mut first = common();
    first.push(Field::new("serial", say("screen-take-serial"), FieldKind::Code));
    first.push(
        Field::new("reason", say("screen-take-first-reason"), FieldKind::Choice)
            .required()
            .choices(reasons)
            .value(FirstReason::Offline.code()),
    );
    let kept = view.kept(&route)?;
    refill(request.iter_mut().chain(&mut first), &kept);
    let on = |action| Action::Take { job: job_text.clone(), action };
    let no_bag = bag::bag(view)?.is_none().then(|| words.say("error-bag-missing"));
    let ask = Button::new("request", say("screen-take-request-do"), on(TakeAction::Request)).primary();
    let now = Button::new("take_first", say("screen-take-first-do"), on(TakeAction::TakeFirst));
    Ok(TakeScreen {
        head,
        request: Panel {
            key: "request".into(),
            title: say("screen-take-request"),
            fields: request,
            button: Some(ask.unless(no_bag.clone())),
        },
        take_first: Panel {
            key: "take_first".into(),
            title: say("screen-take-first"),
            fields: first,
            button: Some(now.confirm(say("screen-take-first-confirm")).unless(no_bag)),
        },
        stock: Section {
            more: None,
            key: "stock".into(),
            title: say("screen-take-stock"),
            rows: stock_rows(view, card, &stores)?,
            empty: String::new(),
        },
        scan: Button::new("scan", say("screen-take-scan"), Route::scan(ScanFor::Take { job: job_text.clone() })),
    })
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
        view.record(&parts::file_paper(&me, take, &view.need(take.uuid())?)?)?;
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
    view.keep(&Route::Take { job: job.map(|job| job.to_string()), card: Some(card.to_string()) }, &[])?;
    view.keep(&Route::Take { job: job.map(|job| job.to_string()), card: None }, &[])?;
    let route = job.map_or(Route::PartsBag, |job| Route::Job { job: job.to_string() });
    Ok(Outcome::to(route).say(words.say(said)))
}
