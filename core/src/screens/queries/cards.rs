//! Cards by name, and how much of one is asked for.

use crate::domain::parts;
use crate::domain::parts::Card;
use crate::domain::values::thousandths;
use crate::screens::blocks::{Field, FieldKind};
use crate::screens::error::Problem;
use crate::screens::view::View;

/// Cards by name, for choosing.
pub(crate) fn card_choices(view: &View<'_>) -> Result<Vec<(String, String)>, Problem> {
    let lang = view.words.lang;
    let cards = view.all::<Card>()?.into_iter().filter(|(_, card)| card.details.is_some() && card.withdrawn.is_none());
    let named = cards.map(|(id, card)| {
        let name = format!("{} {} {}", card.name().in_lang(lang), card.model(), card.number());
        (id.to_string(), name.trim().to_owned())
    });
    let mut choices: Vec<(String, String)> = named.collect();
    choices.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    Ok(choices)
}

/// How much of a part: the least that leaves a store is proposed; fractions where the unit allows.
pub(crate) fn quantity(view: &View<'_>, card: Option<&Card>) -> Field {
    let details = card.and_then(|card| card.details.as_ref());
    let least = details.map_or(1000, parts::CardDetails::least);
    let divisible = details.is_none_or(|details| details.unit.divisible());
    let kind = if divisible { FieldKind::Number } else { FieldKind::Count };
    let mut field = Field::new("quantity", view.words.say("screen-job-quantity"), kind).required();
    field.unit = details.map(|details| view.words.code("parts-unit-", details.unit.code())).unwrap_or_default();
    field.value(thousandths(least))
}
