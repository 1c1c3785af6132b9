//! Inspecting what came back: into a store, to the repair shop, or to scrap. Without it nothing becomes available (D7).

use super::action::{Action, InspectAction, Outcome};
use super::blocks::{Button, Field, FieldKind, Head, Panel, Row, Section};
use super::error::Problem;
use super::form::{Form, refill};
use super::queries::stores::{self, lot_of, place_choices};
use super::queries::{bag, banners};
use super::route::Route;
use super::view::View;
use crate::domain::ids::PlaceId;
use crate::domain::parts::{self, Card, Condition, Finding, Lot, Place, PlaceKind, StockLine};
use crate::domain::people::{Actor, Role};
use crate::domain::values::{Quantity, thousandths};
use serde::{Deserialize, Serialize};

/// Inspecting a lot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InspectScreen {
    /// Title, part, banners.
    pub head: Head,
    /// What lies there: part, serial number, how much, how it came.
    pub lot: Section,
    /// What can be found: good, repairable, scrap.
    pub findings: Vec<Panel>,
}

/// The line of stock that is meant, as long as something of it is there.
fn line(view: &View<'_>, key: &str) -> Result<(StockLine, Card), Problem> {
    let key = lot_of(key)?;
    let there = match &key.serial {
        Some(serial) => view.store.piece(key.card, serial)?,
        None => view.store.stock_of(key.place, key.card)?,
    };
    let line = there.into_iter().find(|line| line.key == key && line.quantity > 0);
    Ok((line.ok_or_else(|| Problem::error("id_unreadable"))?, view.need(key.card.uuid())?))
}

pub(crate) fn show(view: &View<'_>, lot: &str) -> Result<InspectScreen, Problem> {
    let words = view.words;
    let me = stores::keeper(view)?;
    let (line, card) = line(view, lot)?;
    let place: Place = view.get(line.key.place.uuid())?;
    let name = card.name().in_lang(words.lang).to_owned();
    let condition = words.code("parts-condition-", line.key.condition.code());
    let serial = line.key.serial.clone().into_iter();
    let parts = serial.chain([condition, place.name().in_lang(words.lang).to_owned()]);
    let row = Row {
        key: lot.to_owned(),
        title: format!("{name} {}", card.model()).trim().to_owned(),
        detail: words.list(&parts.collect::<Vec<_>>()),
        trailing: bag::amount(view, Quantity { amount: line.quantity, unit: card.unit() }),
        ..Row::default()
    };
    let mut findings = vec![
        good(view, &me, lot, &line, &card, place.kind())?,
        panel(view, &me, lot, &line, &card, InspectAction::Repairable)?,
        panel(view, &me, lot, &line, &card, InspectAction::Scrap)?,
    ];
    if place.kind() == Some(PlaceKind::SupplierRepair) {
        // It is there already.
        findings.remove(1);
    }
    let kept = view.kept(&Route::Inspect { lot: lot.to_owned() })?;
    refill(findings.iter_mut().flat_map(|panel| &mut panel.fields), &kept);
    Ok(InspectScreen {
        head: Head {
            title: words.say("screen-inspect-title"),
            subtitle: name,
            banners: banners::all(view),
            ..Head::default()
        },
        lot: Section {
            key: "lot".into(),
            title: words.say("screen-inspect-lot"),
            rows: vec![row],
            ..Section::default()
        },
        findings,
    })
}

const fn to(action: &InspectAction) -> (&'static str, &'static [PlaceKind]) {
    match action {
        InspectAction::Available => ("available", &[PlaceKind::BranchStore, PlaceKind::MainStore]),
        InspectAction::Repairable => ("repairable", &[PlaceKind::SupplierRepair]),
        InspectAction::Scrap => ("scrap", &[PlaceKind::Scrap]),
    }
}

fn panel(
    view: &View<'_>,
    me: &Actor,
    lot: &str,
    line: &StockLine,
    card: &Card,
    action: InspectAction,
) -> Result<Panel, Problem> {
    let words = view.words;
    let (key, kinds) = to(&action);
    let say = |part: &str| words.code("screen-inspect-", &format!("{key}{part}")); // keys!: screen-inspect-*
    let choices = place_choices(view, me, kinds)?;
    let first = choices.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let nowhere = choices.is_empty().then(|| words.say("screen-inspect-no-place"));
    let scrap = matches!(action, InspectAction::Scrap) && !me.is(Role::Manager);
    let why_not = scrap.then(|| words.say("screen-inspect-manager-scraps")).or(nowhere);
    let mut fields = Vec::new();
    if line.key.serial.is_none() {
        let quantity = Field::new("quantity", words.say("screen-job-quantity"), FieldKind::Number).required();
        let mut quantity = quantity.value(thousandths(line.quantity));
        quantity.unit = words.code("parts-unit-", card.unit().code());
        fields.push(quantity);
    }
    fields.push(
        Field::new("to", words.say("screen-inspect-to"), FieldKind::Choice).required().choices(choices).value(first),
    );
    fields.push(Field::new("remark", words.say("screen-job-remark"), FieldKind::Text));
    let action = Action::Inspect { lot: lot.to_owned(), action };
    let button = Button::new(key, say("-do"), action).unless(why_not);
    Ok(Panel { key: key.to_owned(), title: say(""), fields, button: Some(button) })
}

fn good(
    view: &View<'_>,
    me: &Actor,
    lot: &str,
    line: &StockLine,
    card: &Card,
    from: Option<PlaceKind>,
) -> Result<Panel, Problem> {
    let words = view.words;
    let mut panel = panel(view, me, lot, line, card, InspectAction::Available)?;
    let usable = Condition::ALL.iter().filter(|condition| condition.usable());
    let choices = usable.map(|c| (c.code().to_owned(), words.code("parts-condition-", c.code())));
    let likely = if from == Some(PlaceKind::SupplierRepair) { Condition::Repaired } else { Condition::UsedGood };
    let condition = Field::new("condition", words.say("screen-inspect-condition"), FieldKind::Choice).required();
    panel.fields.push(condition.choices(choices).value(likely.code()));
    panel.button = panel.button.map(|button| if button.enabled { button.primary() } else { button });
    Ok(panel)
}

pub(crate) fn act(view: &View<'_>, lot: &str, action: &InspectAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let me = stores::keeper(view)?;
    // What was placed already, by a second tap or by a colleague, is not placed again.
    let (line, card) = line(view, lot)?;
    let amount = match form.text("quantity") {
        "" => line.quantity,
        _ => form.thousandths("quantity")?,
    };
    if amount > line.quantity {
        return Err(Problem::error("quantity_not_there").at("quantity"));
    }
    let to: PlaceId = form.need("to")?;
    let finding = match action {
        InspectAction::Available => {
            Finding::Available { to, condition: form.choice("condition", Condition::from_code)? }
        }
        InspectAction::Repairable => Finding::Repairable { to },
        InspectAction::Scrap => Finding::Scrap { to },
    };
    let from = line.key.place;
    let lots = view.store.lots(&line.key)?;
    let quantity = Quantity { amount, unit: card.unit() };
    let what = Lot { card: line.key.card, quantity, serial: line.key.serial, condition: line.key.condition };
    let books = bag::books(view, &[what.card], &[from, to])?;
    let remark = form.text("remark");
    view.record(&parts::inspect(&books, &me, &what, (from, &lots), finding, remark, &mut || view.fresh())?)?;
    view.keep(&Route::Inspect { lot: lot.to_owned() }, &[])?;
    Ok(Outcome::to(Route::Stock).say(view.words.say("screen-saved")))
}
