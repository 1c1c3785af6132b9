//! Giving a part back: scanned, or known from the replacement, labelled good or bad. It is on its way until who keeps the store receives it here;
//! then a debt is settled, and what nobody had taken is accepted all the same and put before a person.

use super::action::{Outcome, ReturnAction};
use super::blocks::{Banner, Button, Field, FieldKind, Head, Panel, Section, Tone};
use super::error::Problem;
use super::form::{Form, refill};
use super::known;
use super::queries::bag::{self, Carried};
use super::queries::{banners, cards, owed, stores};
use super::route::{Route, ScanFor};
use super::view::{View, id};
use crate::domain::ids::{CardId, PlaceId, TakeId};
use crate::domain::jobs::sheet::PartLabel;
use crate::domain::parts::{self, Card, Condition, Debt, OnItsWay, Owed, Place, PlaceKind, Returned, Take};
use crate::domain::people::Actor;
use crate::domain::printed;
use crate::domain::values::Quantity;
use crate::kernel::{EventId, PersonId};
use serde::{Deserialize, Serialize};

/// Giving a part back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReturnScreen {
    /// Title and banners.
    pub head: Head,
    /// What comes back.
    pub back: Panel,
    /// What I owe: a tap fills the panel.
    pub debts: Section,
    /// Opens the scanner.
    pub scan: Button,
}

/// What is to come back, as far as it is known before the form is filled in.
#[derive(Default)]
struct Proposed {
    card: Option<CardId>,
    serial: String,
    label: Option<PartLabel>,
    debt: Option<Debt>,
    /// What was announced, and is received now.
    sent: Option<OnItsWay>,
    /// A code that names no card here.
    unknown: bool,
    /// A serial number that pieces of several cards have.
    several: bool,
}

fn propose(
    view: &View<'_>,
    (takes, debts): (&[(TakeId, Take)], &[Debt]),
    (debt, code): (Option<&str>, Option<&str>),
    keeps: bool,
) -> Result<Proposed, Problem> {
    let mut proposed = Proposed::default();
    let sent = || takes.iter().flat_map(|(id, take)| take.on_its_way.iter().map(move |sent| (*id, sent)));
    if let Some(key) = debt {
        let (take, line) = debt_key(key)?;
        proposed.sent = sent().find(|(id, sent)| *id == take && sent.line == line).map(|(_, sent)| sent.clone());
        proposed.debt = debts.iter().find(|debt| debt.take == take && debt.line == line).cloned();
        let of_debt = proposed.debt.as_ref().and_then(|debt| debt.card);
        proposed.card = of_debt.or(proposed.sent.as_ref().map(|sent| sent.card));
        proposed.serial = proposed.sent.as_ref().and_then(|sent| sent.serial.clone()).unwrap_or_default();
    }
    if let Some(code) = code.and_then(|code| known::read(view, code)) {
        let named = known::named(view, &code)?;
        match named.cards.as_slice() {
            [card] => proposed.card = Some(*card),
            [] => proposed.unknown = proposed.card.is_none(),
            // One serial number on several parts: the person says which.
            _ => proposed.several = proposed.card.is_none(),
        }
        // What nothing here has is a new piece's number.
        proposed.serial = match named.subjects.as_slice() {
            [] => code.serial().unwrap_or_default(),
            _ => named.serial.unwrap_or_default(),
        };
    }
    if code.is_some() {
        // Announced: who sends it, and with which label, is known.
        let same = |sent: &OnItsWay| match &sent.serial {
            Some(own) => printed::same(own, &proposed.serial),
            None => proposed.serial.is_empty(),
        };
        let found = sent().find(|(_, sent)| Some(sent.card) == proposed.card && same(sent));
        proposed.sent = found.map(|(_, sent)| sent.clone());
    }
    carried(view, takes, &mut proposed, keeps)?;
    if proposed.debt.is_none() {
        // Of debts of the same part: who took this very piece, else the oldest.
        let same = |debt: &&Debt| debt.card.is_some() && debt.card == proposed.card;
        let taken = |debt: &&Debt| {
            let line = takes.iter().find(|(id, _)| *id == debt.take).and_then(|(_, take)| take.lines.get(&debt.line));
            line.is_some_and(|line| line.serials().any(|own| printed::same(own, &proposed.serial)))
        };
        let found = debts.iter().filter(same).find(taken).or_else(|| debts.iter().find(same));
        proposed.debt = found.cloned();
    }
    Ok(proposed)
}

/// What lies in my bag and is the likely one: the piece that was read; without a code the only one of the debt's part that came out of a machine, or
/// the only one at all. It was labelled when it came out, and its number was said then: neither is asked again.
fn carried(view: &View<'_>, takes: &[(TakeId, Take)], proposed: &mut Proposed, keeps: bool) -> Result<(), Problem> {
    if let Some(sent) = &proposed.sent {
        proposed.label = Some(sent.label);
        return Ok(());
    }
    if keeps {
        // What is received comes out of another's bag.
        return Ok(());
    }
    let mine: Vec<Carried> =
        bag::carried(view)?.into_iter().filter(|one| one.sent.is_none() && one.quantity > 0).collect();
    let label = |one: &Carried| match one.condition {
        Condition::Faulty => Some(PartLabel::Bad),
        Condition::Newer(_) => None,
        _ => Some(PartLabel::Good),
    };
    if !proposed.serial.is_empty() {
        let piece = |one: &&Carried| one.serial.as_deref().is_some_and(|own| printed::same(own, &proposed.serial));
        let found = mine.iter().filter(|one| Some(one.card) == proposed.card).find(piece);
        proposed.label = found.and_then(label);
        return Ok(());
    }
    if proposed.unknown || proposed.several {
        return Ok(());
    }
    // For a part that is owed in exchange what came out; what is to come back unused is the piece that was taken.
    let of_debt = proposed.debt.as_ref().and_then(|debt| {
        let take = takes.iter().find(|(id, _)| *id == debt.take).map(|(_, take)| take)?;
        take.lines.get(&debt.line).map(|line| (debt.owed, line))
    });
    let card = proposed.card;
    let likely = |one: &&Carried| match (&of_debt, card) {
        (Some((Owed::Unused, line)), _) => {
            let taken = |serial: &str| line.serials().any(|own| printed::same(own, serial));
            one.card == line.card && one.serial.as_deref().is_none_or(taken)
        }
        (_, Some(card)) => one.card == card && one.condition == Condition::Faulty,
        (_, None) => one.condition == Condition::Faulty,
    };
    let mut all = mine.iter().filter(likely);
    if let (Some(only), None) = (all.next(), all.next()) {
        proposed.card = Some(only.card);
        proposed.serial = only.serial.clone().unwrap_or_default();
        proposed.label = label(only);
    }
    Ok(())
}

/// Reads `take/line`.
fn debt_key(key: &str) -> Result<(TakeId, u32), Problem> {
    let (take, line) = key.split_once('/').ok_or_else(|| Problem::error("id_unreadable"))?;
    Ok((id(take)?, id(line)?))
}

/// Who may bring a part to me: people with a bag, by name. None where I keep no store: then it is I.
fn bringers(view: &View<'_>, me: &Actor) -> Result<Vec<(String, String)>, Problem> {
    if !me.roles.any(stores::KEEPERS) {
        return Ok(Vec::new());
    }
    let mut people = Vec::new();
    for (_, bag) in stores::places(view, me, &[PlaceKind::Bag])? {
        if let Some(person) = bag.person() {
            people.push((person.to_string(), view.person(person)?));
        }
    }
    people.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    people.dedup();
    Ok(people)
}

pub(crate) fn show(view: &View<'_>, debt: Option<&str>, code: Option<&str>) -> Result<ReturnScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let (takes, debts) = (stores::takes(view, &me)?, stores::debts(view, &me)?);
    let bringers = bringers(view, &me)?;
    let keeps = !bringers.is_empty();
    let proposed = propose(view, (&takes, &debts), (debt, code), keeps)?;
    let say = |key: &str| words.say(key);
    let labels = || PartLabel::ALL.iter().map(|l| (l.code().to_owned(), words.code("papers-label-", l.code())));
    let places = quarantines(view, me.centre)?;
    let to = proposed.sent.as_ref().map(|sent| sent.to.to_string());
    let first = places.first().map(|(id, _)| id.clone());
    let place = to.filter(|to| places.iter().any(|(id, _)| id == to)).or(first).unwrap_or_default();
    let debt_rows = if keeps { stores::debt_rows(view, &me)? } else { owed::debt_rows(view, me.person)? };
    let mut fields = vec![
        Field::new("part", say("screen-job-part"), FieldKind::Choice)
            .required()
            .choices(cards::card_choices(view)?)
            .value(proposed.card.map(|card| card.to_string()).unwrap_or_default()),
        Field::new("serial", say("screen-return-serial"), FieldKind::Code).value(proposed.serial.clone()),
        quantity(view, &proposed)?,
        Field::new("label", say("screen-return-label"), FieldKind::Choice)
            .required()
            .choices(labels())
            .value(proposed.label.map(|label| label.code().to_owned()).unwrap_or_default())
            .hint(say("screen-job-label-hint")),
        Field::new("place", say("screen-return-place"), FieldKind::Choice).required().choices(places).value(place),
    ];
    if keeps {
        let sender = proposed.sent.as_ref().map(|sent| sent.person);
        let who = sender.or(proposed.debt.as_ref().and_then(|debt| debt.person)).map(|person| person.to_string());
        let field = Field::new("person", say("screen-return-person"), FieldKind::Choice).required();
        fields.insert(0, field.choices(bringers).value(who.unwrap_or_default()));
    }
    let route = Route::Return { debt: debt.map(str::to_owned), code: code.map(str::to_owned) };
    refill(&mut fields, &view.kept(&route)?);
    let mut banners = Vec::new();
    if proposed.unknown {
        let purpose = ScanFor::Return;
        let open = Some(Route::Scan { purpose, unknown: code.map(str::to_owned) });
        banners.push(Banner { tone: Tone::Warning, text: say("screen-return-unknown-code"), open });
    } else if proposed.several {
        banners.push(Banner { tone: Tone::Warning, text: say("screen-return-several-parts"), open: None });
    } else if !keeps && let Some(sent) = &proposed.sent {
        banners.push(Banner { tone: Tone::Info, text: bag::on_its_way(view, sent.at)?, open: None });
    } else if proposed.card.is_some()
        && proposed.debt.is_none()
        && proposed.sent.as_ref().is_none_or(|sent| sent.line == 0)
    {
        let text = say(if keeps { "screen-return-nobody-owes" } else { "screen-return-not-owed" });
        banners.push(Banner { tone: Tone::Warning, text, open: None });
    }
    banners.extend(banners::all(view));
    let mut give = Button::new(
        "give_back",
        say(if keeps { "screen-return-receive" } else { "screen-return-do" }),
        ReturnAction::GiveBack,
    );
    let mut scan = Button::new("scan", say("screen-take-scan"), Route::scan(ScanFor::Return));
    // At most one button is the likely one: to say which part, then to give it back.
    if proposed.card.is_some() {
        give = give.primary();
    } else {
        scan = scan.primary();
    }
    Ok(ReturnScreen {
        head: Head { title: say("screen-return-title"), banners, ..Head::default() },
        back: Panel { key: "back".into(), title: say("screen-return-back"), fields, button: Some(give) },
        debts: Section {
            more: None,
            key: "debts".into(),
            title: say(if keeps { "screen-stock-section-debts" } else { "screen-today-debts" }),
            rows: debt_rows,
            empty: say(if keeps { "screen-stock-nothing-owed" } else { "screen-today-no-debts" }),
        },
        scan,
    })
}

/// How much comes back: of what is counted in whole units one, of a length or a weight what is owed.
fn quantity(view: &View<'_>, proposed: &Proposed) -> Result<Field, Problem> {
    let card: Option<Card> = proposed.card.map(|card| view.get(card.uuid())).transpose()?;
    let mut field = cards::quantity(view, card.as_ref());
    let divisible = card.as_ref().is_some_and(|card| card.unit().divisible());
    let owed = proposed.debt.as_ref().and_then(|debt| debt.quantity).filter(|_| divisible);
    let owed = proposed.sent.as_ref().map(|sent| sent.quantity).or(owed);
    field.value = owed.map_or_else(|| "1".to_owned(), |owed| owed.to_string());
    Ok(field)
}

/// Where returned parts go: my centre's quarantine first.
fn quarantines(
    view: &View<'_>,
    centre: Option<crate::domain::ids::CentreId>,
) -> Result<Vec<(String, String)>, Problem> {
    let mut places = view.in_state::<Place>(&[PlaceKind::Quarantine.code()])?;
    places.retain(|(_, place)| place.closed.is_none());
    places.sort_by_key(|(id, place)| (place.centre() != centre, *id));
    let lang = view.words.lang;
    Ok(places.into_iter().map(|(id, p)| (id.to_string(), p.name().in_lang(lang).to_owned())).collect())
}

pub(crate) fn act(view: &View<'_>, action: &ReturnAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let me = view.me()?;
    let words = view.words;
    match action {
        ReturnAction::Receive { take, sent } => {
            let (take, sent): (TakeId, EventId) = (id(take)?, id(sent)?);
            let state: Take = view.need(take.uuid())?;
            let named = state.on_its_way.iter().find(|one| one.event == sent);
            let places = named.iter().flat_map(|one| one.from.into_iter().chain([one.to])).collect::<Vec<_>>();
            let books = bag::books(view, &named.map(|one| one.card).into_iter().collect::<Vec<_>>(), &places)?;
            let drafts = parts::receive_back(&books, &me, (take, &state), sent, &mut || view.fresh())?;
            view.record(&drafts)?;
            Ok(Outcome::told(words.say("screen-return-taken-in")))
        }
        ReturnAction::Explain { debt } => {
            let (take, line) = debt_key(debt)?;
            let owed = stores::debts(view, &me)?.into_iter().find(|debt| debt.take == take && debt.line == line);
            let quantity = owed.and_then(|debt| debt.quantity).ok_or_else(|| Problem::error("id_unreadable"))?;
            let state = view.need(take.uuid())?;
            let reason = form.required("reason")?;
            view.record(&parts::settle_with_reason(&me, take, &state, (line, quantity), reason)?)?;
            Ok(Outcome::told(words.say("screen-return-settled")))
        }
        ReturnAction::GiveBack => {
            let card: CardId = form.need("part")?;
            let to: PlaceId = form.need("place")?;
            let person = if me.roles.any(stores::KEEPERS) { form.read("person")? } else { None };
            let person: PersonId = person.unwrap_or(me.person);
            let bag = bag::bag_of(view, person)?.map(|(id, _)| id);
            let places: Vec<PlaceId> = bag.into_iter().chain([to]).collect();
            let books = bag::books(view, &[card], &places)?;
            let unit = books.card(card)?.unit;
            let what = Returned {
                card,
                quantity: Quantity { amount: form.thousandths("quantity")?, unit },
                serial: form.serial(view, "serial", Some(card))?,
                label: form.choice("label", PartLabel::from_code)?,
                person,
                from: bag,
                to,
            };
            let takes = bag::my_takes(view, person)?;
            let drafts = parts::give_back(&books, &me, &what, &takes, &mut || view.fresh())?;
            view.record(&drafts)?;
            let has = |kind: &str| drafts.iter().any(|draft| draft.kind == kind);
            let said = if has("sent_back") {
                "screen-return-sent"
            } else if has("returned_unowed") {
                "screen-return-taken-in-flagged"
            } else {
                "screen-return-taken-in"
            };
            let next = if person == me.person { Route::PartsBag } else { Route::Stock };
            Ok(Outcome::to(next).say(words.say(said)))
        }
    }
}
