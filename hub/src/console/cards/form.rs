//! The fields of a card, as a form shows them and as it is read.

use crate::console::kept::{bilingual, text};
use crate::console::kit::{Choice, Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::Fault;
use axum::http::StatusCode;
use fettle_core::domain::parts::{CardChange, CardClass, CardDetails, may_keep_cards, may_price_cards};
use fettle_core::domain::printed::tidy;
use fettle_core::domain::values::{Bilingual, Money, USUAL_CURRENCY, Unit, read_thousandths, thousandths};
use fettle_core::kernel::Refusal;
use std::collections::BTreeSet;

/// Refuses who does not look after the list of parts.
pub(super) fn must_keep(auth: &AuthContext) -> Result<(), Fault> {
    if may_keep_cards(&auth.actor()) { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// Refuses who does not say what parts cost.
pub(super) fn must_price(auth: &AuthContext) -> Result<(), Fault> {
    if may_price_cards(&auth.actor()) { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// What a form for a new card holds.
pub(super) fn blank() -> CardDetails {
    CardDetails {
        number: String::new(),
        name: Bilingual::default(),
        model: String::new(),
        class: CardClass::Wear,
        unit: Unit::Piece,
        serialised: false,
        pair: false,
        minimum: 0,
        reorder: 0,
        maximum: 0,
        fits: BTreeSet::new(),
        codes: BTreeSet::new(),
    }
}

fn joined(list: &BTreeSet<String>) -> String {
    list.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// The form with what the card says. What is counted, and how, is said once: `new` forms have it, and the codes.
pub(super) fn form(p: &Page, action: String, button: String, details: &CardDetails, new: bool) -> Form {
    let label = |name: &str| p.t(&format!("parts-field-card-{name}"));
    let line = |name: &'static str, value: &str| Field::line(name, label(name)).holding(value);
    let level = |name: &'static str, amount: i64| {
        let told = if amount == 0 { String::new() } else { thousandths(amount) };
        Field::number(name, label(name)).holding(told)
    };
    let class =
        |class: &CardClass| Choice::new(class.code(), p.code("parts-class-", class.code()), details.class.code());
    let mut form = Form::new(p, "card", action, button)
        .with(
            line("number", &details.number)
                .required()
                .at_most(80)
                .answers(&["card_number_missing", "card_number_taken"]),
        )
        .with(Field::line("name_zh", p.t("kit-name-zh")).holding(&details.name.zh).answers(&["name_missing"]))
        .with(Field::line("name_en", p.t("kit-name-en")).holding(&details.name.en))
        .with(line("model", &details.model))
        .with(
            Field::one("class", label("class"), CardClass::ALL.iter().map(class).collect())
                .answers(&["choice_unreadable"]),
        );
    if new {
        let unit = |unit: &Unit| Choice::new(unit.code(), p.code("parts-unit-", unit.code()), details.unit.code());
        form = form
            .with(Field::one("unit", label("unit"), Unit::ALL.iter().map(unit).collect()).help(p.t("cards-unit-about")))
            .with(Field::tick("serialised", p.t("cards-serialised"), details.serialised));
    }
    form = form
        .with(Field::tick("pair", p.t("cards-pair"), details.pair))
        .with(
            level("minimum", details.minimum)
                .help(p.t("cards-levels-about"))
                .answers(&["level_unreadable", "card_levels_crossed"]),
        )
        .with(level("reorder", details.reorder))
        .with(level("maximum", details.maximum))
        .with(Field::lines("fits", label("fits")).holding(joined(&details.fits)).help(p.t("cards-fits-about")));
    if new {
        let codes = Field::lines("codes", label("codes")).holding(joined(&details.codes));
        form = form.with(codes.help(p.t("cards-codes-about")).answers(&["code_taken"]));
    }
    form
}

/// The form with what one of the part costs.
pub(super) fn priced(p: &Page, form: Form, price: Option<&Money>) -> Form {
    let (amount, currency) = match price {
        Some(price) => (price.amount(), price.currency.clone()),
        None => (String::new(), USUAL_CURRENCY.to_owned()),
    };
    form.with(
        Field::number("price", p.t("parts-field-card-price"))
            .holding(amount)
            .answers(&["money_unreadable", "price_negative"]),
    )
    .with(
        Field::line("currency", p.t("contracts-currency")).holding(currency).at_most(3).answers(&["currency_invalid"]),
    )
}

/// What the form says that one of the part costs; none where it was left empty.
///
/// # Errors
/// `money_unreadable`.
pub(super) fn read_price(fields: &Fields) -> Result<Option<Money>, Refusal> {
    match fields.get("price") {
        "" => Ok(None),
        amount => Money::parse(amount, fields.get("currency")).map(Some),
    }
}

/// The texts of a field, one a line or with commas between them.
fn several(fields: &Fields, name: &str) -> Option<BTreeSet<String>> {
    let separator = |c: char| matches!(c, '\n' | '\r' | ',' | '，' | '、' | ';' | '；');
    let all = fields.get(name).split(separator).map(tidy).filter(|text| !text.is_empty());
    fields.has(name).then(|| all.collect())
}

fn level(fields: &Fields, name: &str) -> Result<Option<i64>, Refusal> {
    if !fields.has(name) {
        return Ok(None);
    }
    match fields.get(name) {
        "" => Ok(Some(0)),
        typed => read_thousandths(typed).map(Some).ok_or_else(|| Refusal::new("level_unreadable").with("value", typed)),
    }
}

/// What the form says: what it has no field for stays as it is.
///
/// # Errors
/// `choice_unreadable`, `level_unreadable`.
pub(super) fn read(fields: &Fields) -> Result<CardChange, Refusal> {
    Ok(CardChange {
        number: text(fields, "number").map(|number| tidy(&number)),
        name: (fields.has("name_zh") || fields.has("name_en")).then(|| bilingual(fields)),
        model: text(fields, "model"),
        class: fields.has("class").then(|| fields.choice("class", CardClass::from_code)).transpose()?,
        unit: fields.has("unit").then(|| fields.choice("unit", Unit::from_code)).transpose()?,
        // A box that is not ticked is not sent: the form of a card that is on record has none for serial numbers.
        serialised: fields.has("serialised").then_some(true),
        pair: Some(fields.has("pair")),
        minimum: level(fields, "minimum")?,
        reorder: level(fields, "reorder")?,
        maximum: level(fields, "maximum")?,
        fits: several(fields, "fits"),
        codes: several(fields, "codes"),
    })
}
