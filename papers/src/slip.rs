//! The parts issue slip (D3, D6): what was taken, from where to where, who approved, and until when the paper is owed.

use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::logo;
use crate::texts::Texts;
use crate::view::{Company, Frame, Pair, Writer, printable};
use crate::world::PaperWorld;
use crate::{Paper, qr, seal};
use chrono::{DateTime, Utc};
use fettle_core::domain::jobs::sheet::{Amount, Bilingual, Quantity, SheetLanguage, hash_hex};
use serde::{Deserialize, Serialize};

/// Name of the attached slip.
pub(crate) const SLIP_FILE: &str = "slip.json";

/// Labels that the template itself asks for.
pub(crate) const LABELS: &[&str] = &[
    "papers-phone-short",
    "papers-slip-lines",
    "papers-slip-people",
    "papers-slip-serial",
    "papers-slip-from",
    "papers-slip-to",
    "papers-slip-bin",
    "papers-slip-note",
    "papers-card",
    "papers-part-name",
    "papers-quantity",
];

/// A parts issue slip: plain data, filled by who knows the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeSlip {
    /// The number that people read.
    pub number: String,
    /// Who took the parts.
    pub taken_by: String,
    /// When.
    pub taken_at: DateTime<Utc>,
    /// IANA zone that times are shown in.
    pub zone: String,
    /// Number of the job that the parts are for; empty without one.
    pub job: String,
    /// Purpose, as typed; may be empty.
    pub reason: String,
    /// Parts were taken first and the paper follows.
    pub take_first: bool,
    /// When the paper is due, if it is owed.
    pub paper_due: Option<DateTime<Utc>>,
    /// What was taken.
    pub lines: Vec<TakeLine>,
    /// Who approved; none while it is pending.
    pub approver: Option<String>,
    /// Who issued the parts; none while it is pending.
    pub issued_by: Option<String>,
}

/// One line of a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeLine {
    /// Number of the part's card.
    pub card: String,
    /// Its name.
    pub name: Bilingual,
    /// How many, or how much.
    pub quantity: Quantity,
    /// Serial; empty where it has none.
    pub serial: String,
    /// The place it came from.
    pub from: Bilingual,
    /// Bin address there, such as `1-02-3-04`; may be empty.
    pub bin: String,
    /// Whose bag, or which place, it went to.
    pub to: Bilingual,
}

#[derive(Debug, Serialize)]
struct SlipView {
    frame: Frame,
    head: Vec<Pair>,
    count: Texts,
    lines: Vec<LineView>,
    people: Vec<Pair>,
}

#[derive(Debug, Serialize)]
struct LineView {
    card: String,
    name: Texts,
    quantity: String,
    serial: String,
    from: Texts,
    bin: String,
    to: Texts,
}

/// Draws the slip and seals it with `sealing_key` (Ed25519 seed). The slip's data is attached. The QR holds `verify_url`, or the slip's
/// number where that is empty.
///
/// # Errors
/// An address too long for a QR code; a template that Typst refuses.
pub fn render_take_slip(
    slip: &TakeSlip,
    language: SheetLanguage,
    company: &Company,
    verify_url: &str,
    fonts: &Fonts,
    sealing_key: &[u8; 32],
) -> Result<Paper, PaperError> {
    let mut warnings = Vec::new();
    let data = serde_json::to_vec(slip).map_err(|e| PaperError::NotSet(e.to_string()))?;
    let hash = hash_hex(&data);
    let view = view(slip, language, company, &hash);
    let code = if verify_url.is_empty() { &slip.number } else { verify_url };
    let mut files = vec![
        ("qr.svg".to_owned(), qr::svg(code)?),
        (SLIP_FILE.to_owned(), data),
        ("view.json".to_owned(), printable(&view, fonts, &mut warnings)?),
    ];
    logo::put(&company.logo, &mut files);
    let pdf = PaperWorld::new(fonts, "take_slip.typ", files)?.pdf(hash, slip.taken_at)?;
    Ok(Paper { pdf: seal::seal(&pdf, sealing_key)?, warnings })
}

fn view(slip: &TakeSlip, language: SheetLanguage, company: &Company, hash: &str) -> SlipView {
    let w = Writer::new(language, &slip.zone);
    let marks = if slip.take_first { vec![w.label("papers-slip-first")] } else { Vec::new() };
    let short: String = hash.chars().take(16).collect();
    let person = |key: &str, name: Option<&String>| {
        w.pair(key, name.map(Texts::plain).unwrap_or_else(|| w.label("papers-slip-pending")))
    };
    // A length is no number of pieces.
    let things = slip.lines.iter().map(|line| line.quantity).filter(|quantity| !quantity.unit.divisible());
    let pieces = Amount(things.map(|quantity| quantity.amount).fold(0, i64::saturating_add));
    SlipView {
        frame: Frame {
            lang: w.lang(),
            labels: w.labels(LABELS),
            company: w.company(company),
            title: w.label("papers-title-slip"),
            number_label: w.label("papers-slip-number"),
            number: slip.number.clone(),
            inner: None,
            marks,
            foot: format!("SHA-256 {} ...", crate::view::grouped(&short)),
            times_in: w.times_in(slip.taken_at),
        },
        head: [
            w.pair("papers-slip-taken-by", Texts::plain(&slip.taken_by)),
            w.time_pair("papers-slip-at", Some(slip.taken_at)),
            w.pair("papers-slip-job", Texts::plain(&slip.job)),
            w.time_pair("papers-slip-due", slip.paper_due),
            w.pair("papers-slip-reason", Texts::plain(&slip.reason)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        count: w.with("papers-slip-count", &[("lines", slip.lines.len().to_string()), ("pieces", pieces.to_string())]),
        lines: slip
            .lines
            .iter()
            .map(|line| LineView {
                card: line.card.clone(),
                name: w.name(&line.name),
                quantity: line.quantity.on_paper(),
                serial: line.serial.clone(),
                from: w.name(&line.from),
                bin: line.bin.clone(),
                to: w.name(&line.to),
            })
            .collect(),
        people: [
            person("papers-slip-taken-by", Some(&slip.taken_by)),
            person("papers-slip-approver", slip.approver.as_ref()),
            person("papers-slip-issuer", slip.issued_by.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}
