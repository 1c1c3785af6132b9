//! What a service report shows, in the order in which it shows it. Which fields appear is decided here; how they look, in the template.

use crate::answers::AnswersView;
use crate::texts::Texts;
use crate::view::{Company, Frame, Pair, Writer, grouped, money};
use fettle_core::domain::jobs::sheet::{
    Answer, ChecklistPart, CostLine, EquipmentPart, ItemPart, JobKind, Limits, PartLabel, PartLine, Payer, PhotoPart,
    Sheet, Verdict,
};
use fettle_core::text::{code_text, text_with};
use serde::Serialize;
use std::collections::BTreeMap;

/// Labels that the template itself asks for.
pub(crate) const LABELS: &[&str] = &[
    "papers-phone-short",
    "papers-section-job",
    "papers-section-equipment",
    "papers-equipment-name",
    "papers-pn",
    "papers-sn",
    "papers-place",
    "papers-warranty-end",
    "papers-section-fault",
    "papers-section-work",
    "papers-time",
    "papers-work",
    "papers-section-checklist",
    "papers-item",
    "papers-answer",
    "papers-limits",
    "papers-remark",
    "papers-section-parts",
    "papers-card",
    "papers-part-name",
    "papers-quantity",
    "papers-serial-in",
    "papers-serial-out",
    "papers-label",
    "papers-section-photos",
    "papers-photo-missing",
    "papers-section-costs",
    "papers-cost-kind",
    "papers-payer",
    "papers-basis",
    "papers-amount",
    "papers-section-signature",
    "papers-confirm",
    "papers-section-further",
    "papers-section-verify",
    "papers-sheet-hash",
    "papers-strokes-hash",
    "papers-verify-how",
    "papers-verify-without-code",
    "papers-replaces",
    "papers-amendment",
];

#[derive(Debug, Serialize)]
pub(crate) struct ReportView {
    frame: Frame,
    /// Hash of the sheet replaced, grouped, and why; none in a first sheet.
    amends: Option<Amends>,
    job: Vec<Pair>,
    visit: Vec<Pair>,
    equipment: Vec<EquipmentView>,
    fault: Vec<Pair>,
    work: Vec<WorkView>,
    checklists: Vec<ChecklistView>,
    parts: Vec<PartView>,
    photos: Vec<PhotoView>,
    costs: Vec<CostView>,
    totals: Vec<TotalView>,
    answers: AnswersView,
}

#[derive(Debug, Serialize)]
struct Amends {
    hash: String,
    reason: String,
}

#[derive(Debug, Serialize)]
struct EquipmentView {
    name: Texts,
    pn: String,
    sn: String,
    place: String,
    warranty_end: String,
}

#[derive(Debug, Serialize)]
struct WorkView {
    time: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct ChecklistView {
    title: Texts,
    version: Texts,
    rows: Vec<ItemView>,
}

#[derive(Debug, Serialize)]
struct ItemView {
    /// The equipment that this and the following rows are about, where it changes.
    group: String,
    label: Texts,
    answer: Texts,
    limits: String,
    /// `good`, `bad` or `plain`.
    mark: &'static str,
    mark_text: Texts,
    remark: String,
    photos: Texts,
}

#[derive(Debug, Serialize)]
struct PartView {
    card: String,
    name: Texts,
    quantity: String,
    serial_in: String,
    serial_out: String,
    label: Texts,
    bad: bool,
}

#[derive(Debug, Serialize)]
struct PhotoView {
    file: String,
    caption: String,
    /// The items of checklists that it answers or belongs to, each with its equipment; last, where it is from.
    items: Vec<Texts>,
    time: String,
    hash: String,
}

#[derive(Debug, Serialize)]
struct CostView {
    kind: Texts,
    payer: Texts,
    basis: String,
    amount: String,
}

#[derive(Debug, Serialize)]
struct TotalView {
    label: Texts,
    amount: String,
}

impl ReportView {
    pub(crate) fn new(
        w: Writer,
        sheet: &Sheet,
        hash: &str,
        answers: AnswersView,
        company: &Company,
        pictures: &[String],
    ) -> Self {
        Self {
            frame: frame(&w, sheet, hash, company),
            amends: sheet
                .replaces
                .as_deref()
                .map(|hash| Amends { hash: grouped(hash), reason: sheet.amendment.clone() }),
            job: job(&w, sheet),
            visit: visit(&w, sheet),
            equipment: equipment(&w, sheet),
            fault: fault(&w, sheet),
            work: sheet
                .work
                .iter()
                .map(|entry| WorkView { time: w.span(entry.from, entry.to), text: entry.text.clone() })
                .collect(),
            checklists: sheet.checklists.iter().map(|list| checklist(&w, sheet, list)).collect(),
            parts: parts(&w, sheet),
            photos: photos(&w, sheet, pictures),
            costs: costs(&w, sheet),
            totals: totals(&w, sheet),
            answers,
        }
    }
}

fn frame(w: &Writer, sheet: &Sheet, hash: &str, company: &Company) -> Frame {
    let title = if sheet.kind == JobKind::Repair { "papers-title-repair" } else { "papers-title-service" };
    let mut marks = Vec::new();
    if sheet.revision > 0 {
        marks.push(w.with("papers-revision", &[("revision", sheet.revision.to_string())]));
    }
    if sheet.emergency {
        marks.push(w.label("papers-emergency"));
    }
    let short: String = hash.chars().take(16).collect();
    Frame {
        lang: w.lang(),
        labels: w.labels(LABELS),
        company: w.company(company),
        title: w.label(title),
        number_label: w.label("papers-number"),
        number: sheet.number.clone(),
        marks,
        foot: format!("SHA-256 {} ...", grouped(&short)),
        times_in: w.times_in(sheet.reported_at),
    }
}

// keys!: papers-kind-* keys!: papers-channel-* keys!: papers-level-* keys!: papers-entitlement-*
fn job(w: &Writer, sheet: &Sheet) -> Vec<Pair> {
    let contact = [&sheet.contact.name, &sheet.contact.title].map(String::as_str);
    let entitlement = sheet.entitlement.as_ref().map(|e| {
        // What the rules found is said in each language; what was typed once, behind the leading one.
        let mut leading = true;
        Texts::each(w.language, |lang| {
            let basis = code_text(lang, "papers-entitlement-", e.basis.code());
            let told = std::mem::take(&mut leading) || e.decided.is_some();
            let clause = if told { e.text(lang) } else { String::new() };
            joined(&[&basis, &clause], " · ")
        })
    });
    let level = sheet.level.map(|level| w.code("level", &level.to_string()));
    [
        w.pair("papers-customer", w.name(&sheet.site.customer)),
        w.pair("papers-site", w.name(&sheet.site.name)),
        w.pair("papers-address", Texts::plain(&sheet.site.address)),
        w.pair("papers-contact", Texts::plain(joined(&contact, " · "))),
        w.pair("papers-phone", Texts::plain(&sheet.contact.phone)),
        w.pair("papers-kind", w.code("kind", sheet.kind.code())),
        w.pair("papers-channel", w.code("channel", sheet.channel.code())),
        w.time_pair("papers-reported-at", Some(sheet.reported_at)),
        level.and_then(|level| w.pair("papers-level", level)),
        entitlement.and_then(|text| w.pair("papers-entitlement", text)),
        w.pair("papers-engineer", Texts::plain(&sheet.engineer.name)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn visit(w: &Writer, sheet: &Sheet) -> Vec<Pair> {
    [
        w.time_pair("papers-left", sheet.times.left),
        w.time_pair("papers-arrived", sheet.times.arrived),
        w.time_pair("papers-started", sheet.times.started),
        w.time_pair("papers-done", sheet.times.done),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn equipment(w: &Writer, sheet: &Sheet) -> Vec<EquipmentView> {
    let view = |e: &EquipmentPart| EquipmentView {
        name: w.name(&e.name),
        pn: e.pn.clone(),
        sn: e.sn.clone(),
        place: e.place.clone(),
        warranty_end: e.warranty_end.map(|day| day.to_string()).unwrap_or_default(),
    };
    sheet.equipment.iter().map(view).collect()
}

// keys!: papers-cause-* keys!: papers-backup-*
fn fault(w: &Writer, sheet: &Sheet) -> Vec<Pair> {
    let backup = sheet.backup.as_ref().map(|backup| {
        let decision = w.code("backup", backup.decision.code());
        let by = w.with("papers-backup-by", &[("name", backup.by.clone()), ("time", w.time(backup.at))]);
        let mut lines: Vec<String> =
            decision.0.iter().zip(&by.0).map(|(decision, by)| format!("{decision} · {by}")).collect();
        if let (false, Some(first)) = (backup.remark.is_empty(), lines.first_mut()) {
            *first = format!("{first} · {}", backup.remark);
        }
        Texts(lines)
    });
    [
        w.pair("papers-symptom", Texts::plain(&sheet.symptom)),
        w.pair("papers-diagnosis", Texts::plain(&sheet.diagnosis)),
        sheet.cause.and_then(|cause| w.pair("papers-cause", w.code("cause", cause.code()))),
        backup.and_then(|text| w.pair("papers-backup", text)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn checklist(w: &Writer, sheet: &Sheet, list: &ChecklistPart) -> ChecklistView {
    let mut group = "";
    let mut rows = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let changed = item.equipment != group;
        group = &item.equipment;
        rows.push(item_view(w, sheet, item, if changed { group } else { "" }));
    }
    ChecklistView {
        title: w.name(&list.title),
        version: w.with("papers-version", &[("version", list.version.to_string())]),
        rows,
    }
}

// keys!: papers-verdict-*
fn item_view(w: &Writer, sheet: &Sheet, item: &ItemPart, group: &str) -> ItemView {
    let numbers: Vec<String> = item
        .photos
        .iter()
        .filter_map(|hash| sheet.photos.iter().position(|photo| photo.hash == *hash))
        .map(|index| (index + 1).to_string())
        .collect();
    let photos = if numbers.is_empty() {
        Texts::plain("")
    } else {
        w.with("papers-photo-ref", &[("numbers", numbers.join(", "))])
    };
    let answer = match &item.answer {
        Some(Answer::Verdict(verdict)) => w.code("verdict", verdict.code()),
        Some(Answer::Choice(choice)) => w.name(choice),
        Some(Answer::Value { text, unit }) => Texts::plain(joined(&[text, unit], " ")),
        None if !item.photos.is_empty() => Texts::plain(""),
        None => w.label("papers-unanswered"),
    };
    let (mark, mark_text) = match (item.within, &item.answer) {
        (Some(true), _) => ("good", w.label("papers-within")),
        (Some(false), _) => ("bad", w.label("papers-outside")),
        (None, Some(Answer::Verdict(Verdict::Fail))) => ("bad", Texts::plain("")),
        (None, Some(Answer::Verdict(Verdict::Pass))) => ("good", Texts::plain("")),
        _ => ("plain", Texts::plain("")),
    };
    ItemView {
        group: group.to_owned(),
        label: w.name(&item.label),
        answer,
        limits: item.limits.as_ref().map(limits).unwrap_or_default(),
        mark,
        mark_text,
        remark: item.remark.clone(),
        photos,
    }
}

fn limits(limits: &Limits) -> String {
    let range = match (&limits.low, &limits.high) {
        (Some(low), Some(high)) => format!("{low} – {high}"),
        (Some(low), None) => format!("≥ {low}"),
        (None, Some(high)) => format!("≤ {high}"),
        (None, None) => return String::new(),
    };
    joined(&[&range, &limits.unit], " ")
}

// keys!: papers-label-*
fn parts(w: &Writer, sheet: &Sheet) -> Vec<PartView> {
    let view = |part: &PartLine| PartView {
        card: part.card.clone(),
        name: w.name(&part.name),
        quantity: part.on_paper(),
        serial_in: part.serial_in.clone(),
        serial_out: part.serial_out.clone(),
        label: part.label.map(|label| w.code("label", label.code())).unwrap_or_else(|| Texts::plain("")),
        bad: part.label == Some(PartLabel::Bad),
    };
    sheet.parts.iter().map(view).collect()
}

fn photos(w: &Writer, sheet: &Sheet, pictures: &[String]) -> Vec<PhotoView> {
    let view = |(photo, file): (&PhotoPart, &String)| PhotoView {
        file: file.clone(),
        caption: photo.caption.clone(),
        items: items_of(w, sheet, &photo.hash).into_iter().chain(origin(w, photo)).collect(),
        time: w.time(photo.taken_at),
        hash: grouped(&photo.hash.chars().take(16).collect::<String>()),
    };
    sheet.photos.iter().zip(pictures).map(view).collect()
}

/// That a photo was chosen from the phone's gallery, and when its file says that it was taken; none of one that was taken for the record.
fn origin(w: &Writer, photo: &PhotoPart) -> Option<Texts> {
    let dated = || w.with("papers-photo-gallery", &[("time", w.time(photo.taken_at))]);
    photo.gallery.then(|| if photo.undated { w.label("papers-photo-gallery-undated") } else { dated() })
}

/// The names of the items that a photo belongs to, in the sheet's order.
fn items_of(w: &Writer, sheet: &Sheet, hash: &str) -> Vec<Texts> {
    let items = sheet.checklists.iter().flat_map(|list| &list.items);
    let of = items.filter(|item| item.photos.iter().any(|photo| photo == hash));
    let name = |item: &ItemPart| {
        let mut texts = w.name(&item.label);
        // The equipment is as typed and said once, behind the name in the leading language.
        if let (false, Some(first)) = (item.equipment.is_empty(), texts.0.first_mut()) {
            *first = format!("{first} · {}", item.equipment);
        }
        texts
    };
    of.map(name).collect()
}

// keys!: papers-cost-* keys!: papers-payer-*
fn costs(w: &Writer, sheet: &Sheet) -> Vec<CostView> {
    let view = |cost: &CostLine| CostView {
        kind: w.code("cost", cost.kind.code()),
        payer: w.code("payer", cost.payer.code()),
        basis: cost.basis.clone(),
        amount: money(cost.amount, &cost.currency),
    };
    sheet.costs.iter().map(view).collect()
}

/// One total for each payer and currency, the customer's first: it is what the customer signs for.
fn totals(w: &Writer, sheet: &Sheet) -> Vec<TotalView> {
    let mut sums: BTreeMap<(u8, Payer, &str), i64> = BTreeMap::new();
    for cost in &sheet.costs {
        let rank = match cost.payer {
            Payer::Customer => 0,
            Payer::Us => 1,
            Payer::Supplier => 2,
            Payer::Newer(_) => 3,
        };
        let sum = sums.entry((rank, cost.payer, &cost.currency)).or_insert(0);
        *sum = sum.saturating_add(cost.amount);
    }
    let view = |((_, payer, currency), sum): ((u8, Payer, &str), i64)| TotalView {
        label: Texts::each(w.language, |lang| {
            let payer = code_text(lang, "papers-payer-", payer.code());
            text_with(lang, "papers-total", &[("payer", payer)])
        }),
        amount: money(sum, currency),
    };
    sums.into_iter().map(view).collect()
}

fn joined(parts: &[&str], with: &str) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(with)
}

/// The names of items beside each photo of a sheet, in its order.
#[cfg(test)]
pub(crate) fn photo_items(
    sheet: &Sheet,
    language: fettle_core::domain::jobs::sheet::SheetLanguage,
) -> Vec<Vec<Vec<String>>> {
    let w = Writer::new(language, &sheet.site.zone);
    let names = |photo: &PhotoPart| items_of(&w, sheet, &photo.hash).into_iter().map(|texts| texts.0).collect();
    sheet.photos.iter().map(names).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fettle_core::domain::jobs::sheet::SheetLanguage;
    use fettle_core::domain::jobs::sheet::{Clause, Entitlement, EntitlementPart};

    #[test]
    fn a_photo_from_the_gallery_says_so_and_when_it_was_taken() {
        let w = Writer::new(SheetLanguage::English, "Asia/Shanghai");
        let part = |gallery, undated| PhotoPart {
            hash: String::new(),
            caption: String::new(),
            taken_at: "2026-03-02T01:30:00Z".parse().unwrap(),
            gallery,
            undated,
        };
        let told = |gallery, undated| origin(&w, &part(gallery, undated)).map(|texts| texts.0.concat());
        assert_eq!(told(false, false), None);
        assert_eq!(told(true, false).as_deref(), Some("From the gallery, taken 2026-03-02 09:30"));
        assert_eq!(told(true, true).as_deref(), Some("From the gallery; when it was taken is not known"));
    }

    #[test]
    fn the_clause_is_said_in_the_languages_of_the_paper() {
        let mut sheet = crate::samples::short_sheet(SheetLanguage::Both);
        let shown = |sheet: &Sheet, language| {
            let all = job(&Writer::new(language, &sheet.site.zone), sheet);
            serde_json::to_string(&all).unwrap()
        };
        let args = [("contract".to_owned(), "HT-1".to_owned())].into();
        let decided = Some(Clause { code: "service_not_in_contract".into(), args });
        let basis = Entitlement::Chargeable;
        sheet.entitlement = Some(EntitlementPart { basis, clause: String::new(), decided });
        let (zh, en) = ("合同 HT-1 不包含此项服务", "Contract HT-1 does not cover this kind of service");
        let both = shown(&sheet, SheetLanguage::Both);
        assert!(both.contains(zh) && both.contains(en), "{both}");
        let english = shown(&sheet, SheetLanguage::English);
        assert!(english.contains(en) && !english.contains(zh), "{english}");
        // What somebody typed is said once, as it was typed.
        sheet.entitlement = Some(EntitlementPart { basis, clause: "第 4.2 条".into(), decided: None });
        assert_eq!(shown(&sheet, SheetLanguage::Both).matches("第 4.2 条").count(), 1);
    }
}
