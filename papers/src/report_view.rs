//! What a service report shows, in the order in which it shows it. Which fields appear is decided here; how they look, in the template.

use crate::answers::AnswersView;
use crate::beside::Beside;
use crate::checks_view::{ChecklistView, checklist};
use crate::costs_view::{CostsView, charge, costs};
use crate::texts::Texts;
use crate::view::{Company, Frame, Pair, Writer, grouped, joined};
use fettle_core::domain::jobs::sheet::{
    EquipmentPart, ItemPart, JobKind, PartLabel, PartLine, PhotoPart, Sheet, WorkEntry,
};
use fettle_core::text::{code_text, text, text_with};
use serde::Serialize;

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
    "papers-section-checklist",
    "papers-section-internal",
    "papers-section-result",
    "papers-passed",
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
    "papers-provider",
    "papers-by-hand",
    "papers-seal-customer",
    "papers-seal-provider",
    "papers-confirm",
    "papers-section-further",
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
    /// Checklists of our own copy.
    internal: Vec<ChecklistView>,
    parts: Vec<PartView>,
    photos: Vec<PhotoView>,
    costs: CostsView,
    result: Vec<Pair>,
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

impl ReportView {
    pub(crate) fn new(
        w: Writer,
        sheet: &Sheet,
        hash: &str,
        answers: AnswersView,
        (company, beside): (&Company, &Beside),
        pictures: &[String],
    ) -> Self {
        let internal = beside.internal.iter().flat_map(|internal| &internal.checklists);
        Self {
            frame: frame(&w, sheet, hash, (company, beside)),
            amends: sheet
                .replaces
                .as_deref()
                .map(|hash| Amends { hash: grouped(hash), reason: sheet.amendment.clone() }),
            job: job(&w, sheet, beside),
            visit: visit(&w, sheet),
            // One machine stands with the job; several have a table.
            equipment: if sheet.equipment.len() > 1 { equipment(&w, sheet) } else { Vec::new() },
            fault: fault(&w, sheet),
            work: work(&w, sheet),
            checklists: sheet.checklists.iter().map(|list| checklist(&w, sheet, list)).collect(),
            internal: internal.map(|list| checklist(&w, sheet, list)).collect(),
            parts: parts(&w, sheet),
            photos: photos(&w, sheet, pictures),
            costs: costs(&w, sheet, beside),
            result: result(&w, sheet, beside),
            answers,
        }
    }
}

fn frame(w: &Writer, sheet: &Sheet, hash: &str, (company, beside): (&Company, &Beside)) -> Frame {
    let title = if sheet.kind == JobKind::Repair { "papers-title-repair" } else { "papers-title-service" };
    let mut marks = Vec::new();
    if sheet.revision > 0 {
        marks.push(w.with("papers-revision", &[("revision", sheet.revision.to_string())]));
    }
    if sheet.emergency {
        marks.push(w.label("papers-emergency"));
    }
    if beside.internal.is_some() {
        marks.push(w.label("papers-internal-copy"));
    }
    // The company's own series leads where there is one; the number by which people and phones know the job stays beside it.
    let has_own = !beside.form_number.is_empty();
    let own = if has_own { w.pair("papers-number", Texts::plain(&sheet.number)) } else { None };
    let short: String = hash.chars().take(16).collect();
    Frame {
        lang: w.lang(),
        labels: w.labels(LABELS),
        company: w.company(company),
        title: w.label(title),
        number_label: w.label(if has_own { "papers-form-number" } else { "papers-number" }),
        number: if has_own { beside.form_number.clone() } else { sheet.number.clone() },
        inner: own,
        marks,
        foot: format!("SHA-256 {} ...", grouped(&short)),
        times_in: w.times_in(sheet.reported_at),
    }
}

// keys!: papers-kind-* keys!: papers-channel-* keys!: papers-level-* keys!: papers-entitlement-*
fn job(w: &Writer, sheet: &Sheet, beside: &Beside) -> Vec<Pair> {
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
        w.pair("papers-contract", Texts::plain(&beside.contract)),
        match sheet.equipment.as_slice() {
            [one] => w.pair("papers-section-equipment", machine(w, one)),
            _ => None,
        },
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

/// A machine in one line.
fn machine(w: &Writer, one: &EquipmentPart) -> Texts {
    Texts::each(w.language, |lang| {
        let warranty = one.warranty_end.map(|day| format!("{} {day}", text(lang, "papers-warranty-end")));
        let name = one.name.in_lang(lang);
        joined(&[name, &one.pn, &one.sn, &one.place, warranty.as_deref().unwrap_or_default()], " · ")
    })
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

/// What was done. Who says at the end what was said before says it once: the entry that tells how long it took stays.
fn work(w: &Writer, sheet: &Sheet) -> Vec<WorkView> {
    let said = |entry: &WorkEntry| {
        let same = |other: &&WorkEntry| other.text.trim() == entry.text.trim();
        let mut others = sheet.work.iter().filter(same).filter(|other| !std::ptr::eq(*other, entry));
        entry.to.is_none() && others.any(|other| other.to.is_some() || other.from < entry.from)
    };
    let view = |entry: &WorkEntry| WorkView { time: w.span(entry.from, entry.to), text: entry.text.clone() };
    sheet.work.iter().filter(|entry| !said(entry)).map(view).collect()
}

// keys!: papers-promise-* keys!: papers-result-* keys!: papers-rating-*
fn result(w: &Writer, sheet: &Sheet, beside: &Beside) -> Vec<Pair> {
    let down = sheet.times.done.filter(|done| sheet.kind == JobKind::Repair && *done > sheet.reported_at);
    let down = down.map(|done| (done - sheet.reported_at).num_minutes());
    let down = down.map(|all| {
        let (hours, minutes) = ((all / 60).to_string(), (all % 60).to_string());
        w.with("papers-downtime-of", &[("hours", hours), ("minutes", minutes)])
    });
    let promises = Texts::each(w.language, |lang| {
        let said = beside.promises.iter().map(|one| {
            let promise = code_text(lang, "papers-promise-", one.code);
            let key = if one.kept { "papers-met" } else { "papers-missed" };
            text_with(lang, key, &[("promise", promise)])
        });
        said.collect::<Vec<_>>().join(&text(lang, "screen-list-comma"))
    });
    let downtime = down.and_then(|text| w.pair("papers-downtime", text));
    let opinion = sheet.opinion.as_ref();
    let rating = opinion.and_then(|opinion| opinion.rating);
    let rating = rating.and_then(|rating| w.pair("papers-satisfaction", w.code("rating", &rating.to_string())));
    let said = opinion.and_then(|said| w.pair("papers-remarks", Texts::plain(&said.remarks)));
    let outcome = sheet.result.and_then(|result| w.pair("papers-result", w.code("result", result.code())));
    let left = w.pair("papers-remains", Texts::plain(&sheet.left));
    let before = outcome.into_iter().chain(left).chain(charge(w, sheet));
    before.chain(downtime).chain(w.pair("papers-promises", promises)).chain(said).chain(rating).collect()
}

// keys!: papers-label-*
/// The label on what came out, and who has it: nothing that is labelled stays with the customer (D7).
fn label_and_whereabouts(w: &Writer, label: PartLabel) -> Texts {
    Texts::each(w.language, |lang| {
        let label = code_text(lang, "papers-label-", label.code());
        joined(&[&label, &text(lang, "papers-old-back")], " · ")
    })
}

fn parts(w: &Writer, sheet: &Sheet) -> Vec<PartView> {
    let view = |part: &PartLine| PartView {
        card: part.card.clone(),
        name: w.name(&part.name),
        quantity: part.on_paper(),
        serial_in: part.serial_in.clone(),
        serial_out: part.serial_out.clone(),
        label: part.label.map(|label| label_and_whereabouts(w, label)).unwrap_or_else(|| Texts::plain("")),
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
    use fettle_core::domain::jobs::sheet::{Clause, Entitlement, EntitlementPart, Opinion, WorkResult};

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
            let all = job(&Writer::new(language, &sheet.site.zone), sheet, &Beside::default());
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

    #[test]
    fn no_sentence_stands_twice_in_what_was_done() {
        let mut sheet = crate::samples::plain_repair(SheetLanguage::Chinese);
        let first = sheet.work[0].clone();
        sheet.work.push(WorkEntry { from: crate::samples::at(3, 40), to: None, text: format!("{} ", first.text) });
        let w = Writer::new(sheet.language, &sheet.site.zone);
        let shown: Vec<String> = work(&w, &sheet).into_iter().map(|one| one.text).collect();
        assert_eq!(shown, [first.text]);
        // Two spans of the same work are two.
        sheet.work[1].to = Some(crate::samples::at(3, 50));
        assert_eq!(work(&w, &sheet).len(), 2);
    }

    #[test]
    fn the_result_says_how_long_it_stood_and_what_was_promised() {
        let sheet = crate::samples::plain_repair(SheetLanguage::Both);
        let w = Writer::new(sheet.language, &sheet.site.zone);
        let sheet = Sheet {
            result: WorkResult::read("partly").ok(),
            left: "立杆防水".into(),
            opinion: Opinion::said("请尽快", Some(5)),
            ..sheet
        };
        let promises = [("answered", true), ("restored", false)];
        let promises = promises.map(|(code, kept)| crate::beside::Promised { code, kept }).to_vec();
        let beside = Beside { promises, contract: "HT-1".into(), ..Beside::default() };
        let shown = serde_json::to_string(&result(&w, &sheet, &beside)).unwrap();
        for text in [
            "2 小时 38 分钟",
            "2 h 38 min",
            "响应按时",
            "修复超时",
            "Response met",
            "Repair missed",
            "Partly solved",
            "立杆防水",
            "请尽快",
            "5：非常满意",
            "免费（保修期内）",
        ] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        let head = serde_json::to_string(&job(&w, &sheet, &beside)).unwrap();
        assert!(head.contains("HT-1"), "{head}");
    }
}
