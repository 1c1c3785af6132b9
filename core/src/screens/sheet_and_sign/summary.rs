//! What matters on a service report, in a few lines before the whole of it: what was wrong, what was done, whether it works, what it costs,
//! what was changed and where the old parts go, what is left. Every line follows from the document that is signed.

use super::lines::{self, Lines, in_both};
use crate::domain::jobs::sheet::{CustomerPrice, PartLine, Sheet};
use crate::screens::blocks::{Row, Section};
use crate::text::text_with;

/// The summary of a sheet.
pub(super) fn section(sheet: &Sheet) -> Section {
    let of = Lines { sheet };
    let work: Vec<&str> = sheet.work.iter().map(|entry| entry.text.as_str()).collect();
    let mut rows: Vec<Row> =
        [of.line("symptom", "papers-symptom", &sheet.symptom), of.line("done", "papers-section-work", work.join("\n"))]
            .into_iter()
            .flatten()
            .collect();
    rows.extend(lines::result(&of));
    rows.push(price(&of));
    rows.extend(sheet.parts.iter().enumerate().map(|(i, part)| changed(&of, i, part)));
    rows.extend(lines::left(&of));
    of.section("summary", "papers-section-summary", rows)
}

/// What it costs the customer.
fn price(lines: &Lines<'_>) -> Row {
    let price = lines.sheet.price();
    let amount = |lang| match &price {
        CustomerPrice::Pays(sums) => sums.iter().map(|sum| sum.in_lang(lang)).collect::<Vec<_>>().join(" + "),
        _ => String::new(),
    };
    let said = in_both(lines.sheet.language, |lang| {
        text_with(lang, &format!("papers-price-{}", price.code()), &[("amount", amount(lang))])
    });
    Row { key: "price".into(), title: lines.say("papers-price"), detail: said, ..Row::default() }
}

/// A part that was changed, and where the old one went.
fn changed(lines: &Lines<'_>, i: usize, part: &PartLine) -> Row {
    // What came out bears a label and goes back with the engineer, who owes it (D7).
    let came_out = part.label.is_some() || !part.serial_out.is_empty();
    Row {
        key: format!("changed_{i}"),
        title: lines.say("papers-changed"),
        detail: format!("{} × {}", lines.name(&part.name), part.on_paper()),
        trailing: if came_out { lines.say("papers-old-back") } else { String::new() },
        ..Row::default()
    }
}
