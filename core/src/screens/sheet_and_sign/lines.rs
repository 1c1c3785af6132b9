//! The sheet in words: every field of the document that is signed, in the language that the customer reads. Nothing is left out: what is
//! not shown cannot be confirmed.
//!
//! keys!: papers-result-*, keys!: papers-rating-*

use crate::domain::jobs::sheet::{Answer, ItemPart, Sheet, SheetLanguage, WorkResult};
use crate::domain::values::{Bilingual, Money};
use crate::screens::blocks::{Row, Section, Tone};
use crate::text::{Lang, code_text, text, text_with};
use chrono::{DateTime, Utc};

/// The language in which texts of the sheet are shown; of a sheet in both, Chinese first.
pub(super) fn shown_in(language: SheetLanguage) -> &'static [Lang] {
    match language {
        SheetLanguage::Chinese => &[Lang::Zh],
        SheetLanguage::English => &[Lang::En],
        SheetLanguage::Both | SheetLanguage::Newer(_) => &[Lang::Zh, Lang::En],
    }
}

/// A text in each of the sheet's languages, one after the other.
pub(super) fn in_both(language: SheetLanguage, say: impl Fn(Lang) -> String) -> String {
    let mut texts: Vec<String> = shown_in(language).iter().map(|lang| say(*lang)).collect();
    texts.dedup();
    texts.join(" / ")
}

/// A text of the papers in the document's language.
pub(super) fn said(language: SheetLanguage, key: &str) -> String {
    in_both(language, |lang| text(lang, key))
}

/// A time at the site's zone.
pub(super) fn time(zone: &str, at: DateTime<Utc>) -> String {
    at.with_timezone(&crate::domain::sites::zone(zone)).format("%Y-%m-%d %H:%M").to_string()
}

/// A section under a title in the document's language.
pub(super) fn section(language: SheetLanguage, key: &str, title: &str, rows: Vec<Row>) -> Section {
    let title = in_both(language, |lang| text(lang, title));
    Section { more: None, key: key.to_owned(), title, rows, empty: String::new() }
}

/// A labelled line; none for an empty value.
pub(super) fn line(language: SheetLanguage, key: &str, label: &str, detail: String) -> Option<Row> {
    let title = in_both(language, |lang| text(lang, label));
    let row = Row { key: key.to_owned(), title, detail, ..Row::default() };
    Some(row).filter(|row| !row.detail.trim().is_empty())
}

/// A sheet, and how its texts are said.
pub(super) struct Lines<'a> {
    pub sheet: &'a Sheet,
}

impl Lines<'_> {
    pub fn say(&self, key: &str) -> String {
        in_both(self.sheet.language, |lang| text(lang, key))
    }
    pub fn code(&self, family: &str, code: &str) -> String {
        in_both(self.sheet.language, |lang| code_text(lang, family, code))
    }
    pub fn name(&self, name: &Bilingual) -> String {
        in_both(self.sheet.language, |lang| name.in_lang(lang).to_owned())
    }
    fn time(&self, at: DateTime<Utc>) -> String {
        time(&self.sheet.site.zone, at)
    }
    pub fn section(&self, key: &str, title: &str, rows: Vec<Row>) -> Section {
        section(self.sheet.language, key, title, rows)
    }
    /// A labelled line; none for an empty value.
    pub fn line(&self, key: &str, label: &str, value: impl Into<String>) -> Option<Row> {
        line(self.sheet.language, key, label, value.into())
    }
}

/// The sheet, section by section.
pub(super) fn sections(sheet: &Sheet) -> Vec<Section> {
    let lines = Lines { sheet };
    let all = [
        lines.section("job", "papers-section-job", job(&lines)),
        lines.section("equipment", "papers-section-equipment", equipment(&lines)),
        lines.section("fault", "papers-section-fault", fault(&lines)),
        lines.section("work", "papers-section-work", work(&lines)),
        lines.section("checklist", "papers-section-checklist", checklists(&lines)),
        lines.section("parts", "papers-section-parts", parts(&lines)),
        lines.section("photos", "papers-section-photos", photos(&lines)),
        lines.section("costs", "papers-section-costs", costs(&lines)),
        lines.section("result", "papers-result", outcome(&lines)),
        lines.section("opinion", "papers-section-opinion", opinion(&lines)),
    ];
    all.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

fn job(lines: &Lines<'_>) -> Vec<Row> {
    let sheet = lines.sheet;
    let contact = &sheet.contact;
    let entitlement = sheet.entitlement.as_ref().map(|e| {
        let clause = in_both(sheet.language, |lang| e.text(lang));
        format!("{} {clause}", lines.code("papers-entitlement-", e.basis.code()))
    });
    let revision = [("revision", sheet.revision.to_string())];
    let revision = in_both(sheet.language, |lang| text_with(lang, "papers-revision", &revision));
    let emergency = lines.say("papers-emergency");
    let amended = (sheet.revision > 0).then_some(revision);
    let time = |at: Option<DateTime<Utc>>| at.map(|at| lines.time(at)).unwrap_or_default();
    [
        lines.line("number", "papers-number", format!("{} {}", sheet.number, amended.unwrap_or_default()).trim()),
        lines.line("amendment", "papers-amendment", &sheet.amendment),
        lines.line("customer", "papers-customer", lines.name(&sheet.site.customer)),
        lines.line("site", "papers-site", format!("{} {}", lines.name(&sheet.site.name), sheet.site.address)),
        lines.line("contact", "papers-contact", format!("{} {} {}", contact.name, contact.title, contact.phone).trim()),
        lines.line("kind", "papers-kind", lines.code("papers-kind-", sheet.kind.code())),
        lines.line("channel", "papers-channel", lines.code("papers-channel-", sheet.channel.code())),
        lines.line("reported", "papers-reported-at", lines.time(sheet.reported_at)),
        lines.line("entitlement", "papers-entitlement", entitlement.unwrap_or_default()),
        lines.line("engineer", "papers-engineer", &sheet.engineer.name),
        lines.line("left", "papers-left", time(sheet.times.left)),
        lines.line("arrived", "papers-arrived", time(sheet.times.arrived)),
        lines.line("started", "papers-started", time(sheet.times.started)),
        lines.line("done", "papers-done", time(sheet.times.done)),
        sheet.emergency.then(|| Row {
            key: "emergency".into(),
            title: emergency,
            tone: Tone::Warning,
            ..Row::default()
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the work came to, and what is left.
fn outcome(lines: &Lines<'_>) -> Vec<Row> {
    [result(lines), left(lines)].into_iter().flatten().collect()
}

fn equipment(lines: &Lines<'_>) -> Vec<Row> {
    let row = |(i, one): (usize, &crate::domain::jobs::sheet::EquipmentPart)| Row {
        key: format!("equipment_{i}"),
        title: lines.name(&one.name),
        detail: format!("{} {} {}", one.pn, one.sn, one.place).trim().to_owned(),
        trailing: one.warranty_end.map(|end| format!("{} {end}", lines.say("papers-warranty-end"))).unwrap_or_default(),
        ..Row::default()
    };
    lines.sheet.equipment.iter().enumerate().map(row).collect()
}

fn fault(lines: &Lines<'_>) -> Vec<Row> {
    let sheet = lines.sheet;
    let level = sheet.level.map(|level| lines.code("papers-level-", &level.to_string())).unwrap_or_default();
    let cause = sheet.cause.map(|cause| lines.code("papers-cause-", cause.code())).unwrap_or_default();
    let backup = sheet.backup.as_ref().map(|b| {
        let decision = lines.code("papers-backup-", b.decision.code());
        format!("{decision} {} {} {}", b.by, lines.time(b.at), b.remark).trim().to_owned()
    });
    [
        lines.line("symptom", "papers-symptom", &sheet.symptom),
        lines.line("level", "papers-level", level),
        lines.line("diagnosis", "papers-diagnosis", &sheet.diagnosis),
        lines.line("cause", "papers-cause", cause),
        lines.line("backup", "papers-backup", backup.unwrap_or_default()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn work(lines: &Lines<'_>) -> Vec<Row> {
    let row = |(i, entry): (usize, &crate::domain::jobs::sheet::WorkEntry)| {
        let to = entry.to.map(|to| format!(" – {}", lines.time(to))).unwrap_or_default();
        Row {
            key: format!("work_{i}"),
            title: entry.text.clone(),
            trailing: format!("{}{to}", lines.time(entry.from)),
            ..Row::default()
        }
    };
    lines.sheet.work.iter().enumerate().map(row).collect()
}

fn checklists(lines: &Lines<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (i, list) in lines.sheet.checklists.iter().enumerate() {
        let version = [("version", list.version.to_string())];
        let version = in_both(lines.sheet.language, |lang| text_with(lang, "papers-version", &version));
        rows.push(Row {
            key: format!("list_{i}"),
            title: lines.name(&list.title),
            trailing: version,
            ..Row::default()
        });
        for (k, passed) in list.together.iter().enumerate() {
            let args = [("count", passed.items.to_string()), ("time", lines.time(passed.at))];
            let title = in_both(lines.sheet.language, |lang| text_with(lang, "papers-passed-together", &args));
            rows.push(Row { key: format!("list_{i}_together_{k}"), title, ..Row::default() });
        }
        // What was left out says nothing that could be confirmed.
        let told = |item: &&ItemPart| item.answer.is_some() || !item.photos.is_empty() || !item.remark.is_empty();
        for (j, item) in list.items.iter().enumerate().filter(|(_, item)| told(item)) {
            let answer = match &item.answer {
                Some(Answer::Verdict(verdict)) => lines.code("papers-verdict-", verdict.code()),
                Some(Answer::Choice(option)) => lines.name(option),
                Some(Answer::Value { text, unit }) => format!("{text} {unit}").trim().to_owned(),
                None if !item.photos.is_empty() => lines.say("papers-section-photos"),
                // What is told of it is why there is no answer.
                None => String::new(),
            };
            let outside = item.within == Some(false);
            let limits = item.limits.as_ref().map(|limits| {
                let ends = match (&limits.low, &limits.high) {
                    (Some(low), Some(high)) => format!("{low}–{high}"),
                    (Some(low), None) => format!("≥ {low}"),
                    (None, Some(high)) => format!("≤ {high}"),
                    (None, None) => return String::new(),
                };
                format!("{} {ends} {}", lines.say("papers-limits"), limits.unit)
            });
            let wrong = outside.then(|| lines.say("papers-outside"));
            let detail: Vec<String> = [Some(item.equipment.clone()), wrong, limits, Some(item.remark.clone())]
                .into_iter()
                .flatten()
                .filter(|part| !part.trim().is_empty())
                .collect();
            rows.push(Row {
                key: format!("list_{i}_{j}"),
                title: lines.name(&item.label),
                detail: detail.join(" · "),
                trailing: answer,
                tone: if outside { Tone::Warning } else { Tone::Plain },
                ..Row::default()
            });
        }
    }
    rows
}

fn parts(lines: &Lines<'_>) -> Vec<Row> {
    let row = |(i, part): (usize, &crate::domain::jobs::sheet::PartLine)| {
        let serial = |label: &str, serial: &str| {
            if serial.is_empty() { None } else { Some(format!("{} {serial}", lines.say(label))) }
        };
        let label =
            part.label.map(|l| format!("{} {}", lines.say("papers-label"), lines.code("papers-label-", l.code())));
        let detail =
            [serial("papers-serial-in", &part.serial_in), serial("papers-serial-out", &part.serial_out), label];
        Row {
            key: format!("part_{i}"),
            title: format!("{} {}", lines.name(&part.name), part.card).trim().to_owned(),
            detail: detail.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            trailing: format!("× {}", part.on_paper()),
            ..Row::default()
        }
    };
    lines.sheet.parts.iter().enumerate().map(row).collect()
}

fn photos(lines: &Lines<'_>) -> Vec<Row> {
    let row = |photo: &crate::domain::jobs::sheet::PhotoPart| Row {
        key: photo.hash.clone(),
        title: photo.caption.clone(),
        detail: match (photo.gallery, photo.undated) {
            (false, _) => String::new(),
            (true, false) => lines.say("screen-photo-from-gallery"),
            (true, true) => lines.say("screen-photo-gallery-undated"),
        },
        trailing: lines.time(photo.taken_at),
        photo: Some(photo.hash.clone()),
        ..Row::default()
    };
    lines.sheet.photos.iter().map(row).collect()
}

fn costs(lines: &Lines<'_>) -> Vec<Row> {
    let row = |(i, cost): (usize, &crate::domain::jobs::sheet::CostLine)| Row {
        key: format!("cost_{i}"),
        title: format!(
            "{} · {}",
            lines.code("papers-cost-", cost.kind.code()),
            lines.code("papers-payer-", cost.payer.code())
        ),
        detail: cost.basis.clone(),
        trailing: in_both(lines.sheet.language, |lang| Money::new(cost.amount, cost.currency.clone()).in_lang(lang)),
        ..Row::default()
    };
    lines.sheet.costs.iter().enumerate().map(row).collect()
}

/// Whether it works; none where nobody said.
pub(super) fn result(lines: &Lines<'_>) -> Option<Row> {
    let result = lines.sheet.result?;
    let tone = if result == WorkResult::Solved { Tone::Good } else { Tone::Warning };
    let row = lines.line("result", "papers-result", lines.code("papers-result-", result.code()));
    row.map(|row| Row { tone, ..row })
}

/// What is left to do; none where nothing is.
pub(super) fn left(lines: &Lines<'_>) -> Option<Row> {
    lines.line("left", "papers-remains", &lines.sheet.left)
}

/// What the customer said; none where nothing was said.
fn opinion(lines: &Lines<'_>) -> Vec<Row> {
    let Some(opinion) = &lines.sheet.opinion else { return Vec::new() };
    let rating = opinion.rating.map(|rating| lines.say(rating_key(rating))).unwrap_or_default();
    let rows = [
        lines.line("remarks", "papers-remarks", &opinion.remarks),
        lines.line("rating", "papers-satisfaction", rating),
    ];
    rows.into_iter().flatten().collect()
}

/// The text of a rating.
pub(super) fn rating_key(rating: u8) -> &'static str {
    match rating {
        0 | 1 => "papers-rating-1",
        2 => "papers-rating-2",
        3 => "papers-rating-3",
        4 => "papers-rating-4",
        _ => "papers-rating-5",
    }
}
