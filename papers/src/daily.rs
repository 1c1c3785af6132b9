//! The daily report (E5): from the signed bytes to a sealed PDF.

use crate::answers::{self, Answers, AnswersView, FurtherAnswer};
use crate::beside::Engineer;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::logo;
use crate::texts::Texts;
use crate::view::{Company, Frame, Pair, Writer, grouped, printable};
use crate::world::PaperWorld;
use crate::{Paper, seal};
use fettle_core::domain::jobs::document::DailyReport;
use fettle_core::domain::jobs::sheet::{SheetLanguage, Signature, hash_hex};
use serde::Serialize;

/// Name of the attached report.
pub(crate) const DAILY_FILE: &str = "daily.json";

/// Labels that the template itself asks for.
pub(crate) const LABELS: &[&str] = &[
    "papers-phone-short",
    "papers-replaces",
    "papers-amendment",
    "papers-section-job",
    "papers-section-equipment",
    "papers-equipment-name",
    "papers-pn",
    "papers-sn",
    "papers-place",
    "papers-section-day",
    "papers-section-work",
    "papers-time",
    "papers-work",
    "papers-section-parts",
    "papers-card",
    "papers-part-name",
    "papers-quantity",
    "papers-serial-in",
    "papers-serial-out",
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
];

/// What a daily report on paper is made of.
#[derive(Debug, Clone)]
pub struct DailyInput<'a> {
    /// The report's canonical bytes exactly as they were signed.
    pub daily_json: &'a [u8],
    /// The signature record; it has to name the hash of `daily_json`.
    pub signature: &'a Signature,
    /// The strokes' JSON as hashed into the record; needed when the outcome is `signed`.
    pub strokes_json: Option<&'a [u8]>,
    /// The answers of further parties.
    pub further: &'a [FurtherAnswer<'a>],
    /// Language or languages of the paper; usually the report's own.
    pub language: SheetLanguage,
    /// As of a service report: the address of the hub's public page for this document, or empty.
    pub verify_url: &'a str,
    /// Our company.
    pub company: &'a Company,
    /// What it is printed with.
    pub fonts: &'a Fonts,
}

#[derive(Debug, Serialize)]
struct DailyView {
    frame: Frame,
    /// Hash of the report replaced, grouped, and why; empty in a first one.
    replaces: String,
    amendment: String,
    job: Vec<Pair>,
    equipment: Vec<[Texts; 4]>,
    day: Vec<Pair>,
    work: Vec<[String; 2]>,
    parts: Vec<PartView>,
    answers: AnswersView,
}

#[derive(Debug, Serialize)]
struct PartView {
    card: String,
    name: Texts,
    quantity: String,
    serial_in: String,
    serial_out: String,
}

/// Draws the daily report and seals it with `sealing_key` (Ed25519 seed). The same input gives the same bytes.
///
/// # Errors
/// A report that cannot be read, an answer that belongs to another document or other strokes.
pub fn render_daily_report(input: &DailyInput<'_>, sealing_key: &[u8; 32]) -> Result<Paper, PaperError> {
    let daily = DailyReport::parse(input.daily_json)?;
    let hash = hash_hex(input.daily_json);
    let w = Writer::new(input.language, &daily.site.zone);
    let own = [Engineer { name: daily.engineer.name.clone(), ..Engineer::default() }];
    let answers = Answers {
        signature: input.signature,
        strokes_json: input.strokes_json,
        further: input.further,
        verify_url: input.verify_url,
        engineers: &own,
    };
    let (mut files, mut warnings) = (vec![(DAILY_FILE.to_owned(), input.daily_json.to_vec())], Vec::new());
    let answers = answers::put(&w, &hash, &answers, &mut files, &mut warnings)?;
    logo::put(&input.company.logo, &mut files);
    let view = view(&w, &daily, &hash, answers, input);
    files.push(("view.json".to_owned(), printable(&view, input.fonts, &mut warnings)?));
    let pdf = PaperWorld::new(input.fonts, "daily_report.typ", files)?.pdf(hash, input.signature.signed_at)?;
    Ok(Paper { pdf: seal::seal(&pdf, sealing_key)?, warnings })
}

fn view(w: &Writer, daily: &DailyReport, hash: &str, answers: AnswersView, input: &DailyInput<'_>) -> DailyView {
    let revision = || w.with("papers-revision", &[("revision", daily.revision.to_string())]);
    let short: String = hash.chars().take(16).collect();
    let part = |part: &fettle_core::domain::jobs::document::DayPart| PartView {
        card: part.line.card.clone(),
        name: w.name(&part.line.name),
        quantity: part.line.on_paper(),
        serial_in: part.line.serial_in.clone(),
        serial_out: part.line.serial_out.clone(),
    };
    let job = [
        w.pair("papers-customer", w.name(&daily.site.customer)),
        w.pair("papers-site", w.name(&daily.site.name)),
        w.pair("papers-address", Texts::plain(&daily.site.address)),
        w.pair("papers-kind", w.code("kind", daily.kind.code())),
        w.pair("papers-day", Texts::plain(daily.day.to_string())),
        w.pair("papers-engineer", Texts::plain(&daily.engineer.name)),
    ];
    let day =
        [w.pair("papers-day-done", Texts::plain(&daily.done)), w.pair("papers-day-next", Texts::plain(&daily.next))];
    let machine = |one: &fettle_core::domain::jobs::sheet::EquipmentPart| {
        [w.name(&one.name), Texts::plain(&one.pn), Texts::plain(&one.sn), Texts::plain(&one.place)]
    };
    DailyView {
        frame: Frame {
            lang: w.lang(),
            labels: w.labels(LABELS),
            company: w.company(input.company),
            title: w.label("papers-title-daily"),
            number_label: w.label("papers-number"),
            number: daily.number.clone(),
            inner: None,
            marks: (daily.revision > 0).then(revision).into_iter().collect(),
            foot: format!("SHA-256 {} ...", grouped(&short)),
            times_in: w.times_in(input.signature.signed_at),
        },
        replaces: daily.replaces.as_deref().map(grouped).unwrap_or_default(),
        amendment: daily.amendment.clone(),
        job: job.into_iter().flatten().collect(),
        equipment: daily.equipment.iter().map(machine).collect(),
        day: day.into_iter().flatten().collect(),
        work: daily.work.iter().map(|one| [w.span(one.entry.from, one.entry.to), one.entry.text.clone()]).collect(),
        parts: daily.parts.iter().map(part).collect(),
        answers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use crate::tests::{keep, trusted};
    use crate::*;
    use fettle_core::domain::jobs::document::Party;

    /// The daily report is a paper like any other: sealed, with its bytes attached, checked offline.
    #[test]
    fn a_daily_report_is_a_sealed_paper_that_is_checked_offline() {
        let sheet = long_sheet(SheetLanguage::Both);
        for language in SheetLanguage::ALL.iter().copied() {
            let daily = daily(language);
            let bytes = daily.canonical_bytes().unwrap();
            let signature = Signature { document_hash: hash_hex(&bytes), ..signed(&sheet) };
            let strokes = strokes();
            let input = DailyInput {
                daily_json: &bytes,
                signature: &signature,
                strokes_json: Some(&strokes),
                further: &[FurtherAnswer {
                    party: &Party::Integrator,
                    signature: &signature,
                    strokes_json: Some(&strokes),
                }],
                language,
                verify_url: "https://fettle.example/verify/",
                company: &company(),
                fonts: &Fonts::built_in(),
            };
            let paper = render_daily_report(&input, &KEY).unwrap();
            assert_eq!(paper.warnings, [], "{language:?}");
            keep(&format!("daily-{}.pdf", language.code()), &paper);
            let report = verify_pdf(&paper.pdf, Some(&trusted()));
            assert_eq!(report.verdict, PaperVerdict::True, "{report:#?}");
            assert_eq!(report.number.as_deref(), Some("BJ-A7-000012"));
            let files = crate::attachments::attachments(&paper.pdf).unwrap();
            assert_eq!(files["daily.json"], bytes);
            let other = DailyInput { signature: &signed(&sheet), ..input };
            assert_eq!(render_daily_report(&other, &KEY).unwrap_err().code(), "paper_signature_other_sheet");
        }
    }
}
