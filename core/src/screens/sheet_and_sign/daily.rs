//! The daily report in words: every field of what is signed, in the language that the customer reads.

use super::lines::{in_both, line, section, time};
use crate::domain::jobs::document::DailyReport;
use crate::domain::values::Bilingual;
use crate::screens::blocks::{Row, Section};
use crate::text::{code_text, text, text_with};

/// The report, section by section.
pub(super) fn sections(daily: &DailyReport) -> Vec<Section> {
    let language = daily.language;
    let say = |key: &str| in_both(language, |lang| text(lang, key));
    let name = |name: &Bilingual| in_both(language, |lang| name.in_lang(lang).to_owned());
    let line = |key: &str, label: &str, value: String| line(language, key, label, value);
    let revision = [("revision", daily.revision.to_string())];
    let revision = match daily.revision {
        0 => String::new(),
        _ => in_both(language, |lang| text_with(lang, "papers-revision", &revision)),
    };
    let kind = in_both(language, |lang| code_text(lang, "papers-kind-", daily.kind.code()));
    let head = [
        line("number", "papers-number", format!("{} {revision}", daily.number).trim().to_owned()),
        line("amendment", "papers-amendment", daily.amendment.clone()),
        line("day", "papers-day", daily.day.to_string()),
        line("customer", "papers-customer", name(&daily.site.customer)),
        line("site", "papers-site", format!("{} {}", name(&daily.site.name), daily.site.address)),
        line("kind", "papers-kind", kind),
        line("engineer", "papers-engineer", daily.engineer.name.clone()),
    ];
    let day =
        [line("done", "papers-day-done", daily.done.clone()), line("next", "papers-day-next", daily.next.clone())];
    let zone = &daily.site.zone;
    let work = daily.work.iter().map(|one| {
        let to = one.entry.to.map(|to| format!(" – {}", time(zone, to))).unwrap_or_default();
        let trailing = format!("{}{to}", time(zone, one.entry.from));
        Row { key: one.event.to_string(), title: one.entry.text.clone(), trailing, ..Row::default() }
    });
    let parts = daily.parts.iter().map(|one| {
        let serial = |label: &str, serial: &str| (!serial.is_empty()).then(|| format!("{} {serial}", say(label)));
        let serials =
            [serial("papers-serial-in", &one.line.serial_in), serial("papers-serial-out", &one.line.serial_out)];
        Row {
            key: one.event.to_string(),
            title: format!("{} {}", name(&one.line.name), one.line.card).trim().to_owned(),
            detail: serials.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            trailing: format!("× {}", one.line.on_paper()),
            ..Row::default()
        }
    });
    let equipment = daily.equipment.iter().enumerate().map(|(i, one)| Row {
        key: format!("equipment_{i}"),
        title: name(&one.name),
        detail: format!("{} {} {}", one.pn, one.sn, one.place).trim().to_owned(),
        ..Row::default()
    });
    let all = [
        section(language, "job", "papers-section-job", head.into_iter().flatten().collect()),
        section(language, "day", "papers-section-day", day.into_iter().flatten().collect()),
        section(language, "work", "papers-section-work", work.collect()),
        section(language, "parts", "papers-section-parts", parts.collect()),
        section(language, "equipment", "papers-section-equipment", equipment.collect()),
    ];
    all.into_iter().filter(|section| !section.rows.is_empty()).collect()
}
