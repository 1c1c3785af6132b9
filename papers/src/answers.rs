//! How the parties answered, on every paper that is signed: the files that prove it, and what the paper shows of it.

use crate::beside::Engineer;
use crate::error::{PaperError, Warning};
use crate::qr;
use crate::texts::Texts;
use crate::view::{Pair, Writer, grouped, joined};
use fettle_core::domain::jobs::document::Party;
use fettle_core::domain::jobs::sheet::{Outcome, Signature, hash_hex};
use serde::{Deserialize, Serialize};

/// Name of the attached signature record.
pub(crate) const SIGNATURE_FILE: &str = "signature.json";
/// Name of the attached strokes.
pub(crate) const STROKES_FILE: &str = "strokes.json";
/// Name of the attached records of further parties; none where nobody else answered.
pub(crate) const FURTHER_FILE: &str = "further.json";

/// A further party's answer.
#[derive(Debug, Clone, Copy)]
pub struct FurtherAnswer<'a> {
    /// Who.
    pub party: &'a Party,
    /// The record; it has to name the document's hash.
    pub signature: &'a Signature,
    /// The strokes, where they are at hand.
    pub strokes_json: Option<&'a [u8]>,
}

/// A further party's record, as attached.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FurtherRecord {
    pub(crate) party: Party,
    pub(crate) signature: Signature,
}

/// The answers to one document, as somebody wants them on paper.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answers<'a> {
    pub(crate) signature: &'a Signature,
    pub(crate) strokes_json: Option<&'a [u8]>,
    pub(crate) further: &'a [FurtherAnswer<'a>],
    pub(crate) verify_url: &'a str,
    /// Our people who did the work.
    pub(crate) engineers: &'a [Engineer],
}

/// The lower end of every signed paper: signature, further parties, verification.
#[derive(Debug, Serialize)]
pub(crate) struct AnswersView {
    signature: SignatureView,
    /// Our people, each with the number by which they are called.
    provider: Vec<Pair>,
    further: Vec<FurtherView>,
    document_hash: String,
    strokes_hash: String,
    strokes_attached: bool,
    further_attached: bool,
    code: bool,
}

#[derive(Debug, Serialize)]
struct SignatureView {
    signed: bool,
    drawn: bool,
    outcome: Texts,
    pairs: Vec<Pair>,
    /// What proves it beside the hand: where, and in which language it was shown.
    proof: Vec<Pair>,
}

#[derive(Debug, Serialize)]
struct FurtherView {
    party: Texts,
    signed: bool,
    outcome: Texts,
    pairs: Vec<Pair>,
    /// The drawn hand; empty without one.
    file: String,
}

/// Checks that every answer is to the document under `hash`, adds their files, and gives what the paper shows.
pub(crate) fn put(
    w: &Writer,
    hash: &str,
    answers: &Answers<'_>,
    files: &mut Vec<(String, Vec<u8>)>,
    warnings: &mut Vec<Warning>,
) -> Result<AnswersView, PaperError> {
    let records = std::iter::once(answers.signature).chain(answers.further.iter().map(|one| one.signature));
    for record in records {
        if record.document_hash != hash {
            return Err(PaperError::OtherSheet { signed: record.document_hash.clone(), given: hash.to_owned() });
        }
    }
    check_strokes(answers)?;
    files.push((SIGNATURE_FILE.to_owned(), answers.signature.canonical_bytes()?));
    let code = !answers.verify_url.is_empty();
    if code {
        files.push(("qr.svg".to_owned(), qr::svg(&verify_address(answers.verify_url, hash))?));
    }
    if let Some(strokes) = answers.strokes_json {
        files.push((STROKES_FILE.to_owned(), strokes.to_vec()));
    }
    let drawn = draw("signature.svg", answers.strokes_json, files, warnings);
    let mut further = Vec::new();
    for (index, one) in answers.further.iter().enumerate() {
        // Strokes that are not those of the record are not its hand.
        let own = one.strokes_json.filter(|strokes| Some(hash_hex(strokes)) == one.signature.strokes);
        let file = format!("further-{}.svg", index + 1);
        let drawn = draw(&file, own, files, warnings);
        further.push(FurtherView {
            party: Texts::each(w.language, |lang| one.party.text(lang)),
            signed: one.signature.outcome == Outcome::Signed,
            outcome: Texts::each(w.language, |lang| one.party.outcome(&one.signature.outcome, lang)),
            pairs: pairs(w, one.signature),
            file: if drawn { file } else { String::new() },
        });
    }
    if !further.is_empty() {
        let record = |one: &FurtherAnswer<'_>| FurtherRecord { party: *one.party, signature: one.signature.clone() };
        let records: Vec<FurtherRecord> = answers.further.iter().map(record).collect();
        let records = serde_json::to_vec(&records).map_err(|e| PaperError::NotSet(e.to_string()))?;
        files.push((FURTHER_FILE.to_owned(), records));
    }
    Ok(AnswersView {
        signature: SignatureView {
            signed: answers.signature.outcome == Outcome::Signed,
            drawn,
            outcome: w.code("outcome", answers.signature.outcome.code()),
            pairs: pairs(w, answers.signature),
            proof: proof(w, answers.signature),
        },
        provider: provider(w, answers.engineers),
        further_attached: !further.is_empty(),
        further,
        document_hash: grouped(hash),
        strokes_hash: answers.signature.strokes.as_deref().map(grouped).unwrap_or_default(),
        strokes_attached: answers.strokes_json.is_some(),
        code,
    })
}

/// Whose sheet it is, and who worked beside.
fn provider(w: &Writer, engineers: &[Engineer]) -> Vec<Pair> {
    let said = |(index, one): (usize, &Engineer)| {
        let key = if index == 0 { "papers-engineer" } else { "papers-engineer-further" };
        w.pair(key, Texts::plain(joined(&[&one.name, &one.phone], " · ")))
    };
    engineers.iter().enumerate().filter_map(said).collect()
}

/// Puts the picture of a hand among the files. Strokes that cannot be drawn are told.
fn draw(file: &str, strokes: Option<&[u8]>, files: &mut Vec<(String, Vec<u8>)>, warnings: &mut Vec<Warning>) -> bool {
    let Some(strokes) = strokes else { return false };
    match fettle_media::signature::Signature::from_json(strokes) {
        Ok(signature) => {
            files.push((file.to_owned(), signature.to_svg().into_bytes()));
            true
        }
        Err(e) => {
            warnings.push(Warning::StrokesUnreadable(e.to_string()));
            false
        }
    }
}

fn check_strokes(answers: &Answers<'_>) -> Result<(), PaperError> {
    let given = answers.strokes_json.map(hash_hex);
    match (&answers.signature.strokes, given) {
        (Some(named), Some(given)) if *named == given => Ok(()),
        (None, None) if answers.signature.outcome != Outcome::Signed => Ok(()),
        (_, None) => Err(PaperError::StrokesMissing),
        _ => Err(PaperError::OtherStrokes),
    }
}

fn verify_address(url: &str, hash: &str) -> String {
    if url.contains(hash) { url.to_owned() } else { format!("{url}#{hash}") }
}

// keys!: papers-outcome-*
fn pairs(w: &Writer, record: &Signature) -> Vec<Pair> {
    let (reason, witness) = record.outcome.reason_and_witness().unwrap_or_default();
    let when = if record.outcome == Outcome::Signed { "papers-signed-at" } else { "papers-noted-at" };
    let signer = [&record.name, &record.title, &record.phone].map(String::as_str);
    let pairs = [
        w.pair("papers-reason", Texts::plain(reason)),
        w.pair("papers-witness", Texts::plain(witness)),
        w.pair("papers-signer", Texts::plain(joined(&signer, " · "))),
        w.time_pair(when, Some(record.signed_at)),
    ];
    pairs.into_iter().flatten().collect()
}

// keys!: papers-language-*
fn proof(w: &Writer, record: &Signature) -> Vec<Pair> {
    let position = record.position.map(|p| {
        let text = format!("{}, {}", degrees(p.latitude_e7), degrees(p.longitude_e7));
        match p.accuracy_m {
            Some(metres) => {
                w.with("papers-position-accuracy", &[("position", text.clone()), ("metres", metres.to_string())])
            }
            None => Texts::plain(text),
        }
    });
    let pairs = [
        position.and_then(|text| w.pair("papers-position", text)),
        w.pair("papers-shown-in", w.code("language", record.language.code())),
    ];
    pairs.into_iter().flatten().collect()
}

/// `39.9042000` from degrees times 10^7, without passing through a float.
fn degrees(e7: i32) -> String {
    let sign = if e7 < 0 { "-" } else { "" };
    let value = e7.unsigned_abs();
    format!("{sign}{}.{:07}", value / 10_000_000, value % 10_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use crate::tests::{keep, trusted};
    use crate::*;
    use fettle_core::domain::jobs::sheet::SheetLanguage;

    /// Each party's answer is on the paper, with its own record, bound to the document.
    #[test]
    fn further_parties_stand_on_the_paper_and_are_checked() {
        let sheet = short_sheet(SheetLanguage::Both);
        let first = signed(&sheet);
        let strokes = strokes();
        let maker = Signature { name: "陈工".into(), strokes: None, ..first.clone() };
        let refusal = Outcome::Refused { reason: "工时不符".into(), witness: "赵丽".into() };
        let integrator = Signature { outcome: refusal, ..maker.clone() };
        let unknown = Party::read("auditor").unwrap();
        let further = [
            FurtherAnswer { party: &Party::Integrator, signature: &integrator, strokes_json: None },
            FurtherAnswer { party: &Party::OwnManager, signature: &maker, strokes_json: None },
            FurtherAnswer { party: &unknown, signature: &first, strokes_json: Some(&strokes) },
        ];
        let bytes = sheet.canonical_bytes().unwrap();
        let render = |further: &[FurtherAnswer<'_>]| {
            let input = ReportInput {
                sheet_json: &bytes,
                signature: &first,
                strokes_json: Some(&strokes),
                further,
                photos: &[],
                language: SheetLanguage::Both,
                verify_url: "",
                company: &company(),
                beside: &Beside::default(),
                fonts: &Fonts::built_in(),
            };
            render_service_report(&input, &KEY)
        };
        let paper = render(&further).unwrap();
        assert_eq!(paper.warnings, []);
        keep("further.pdf", &paper);
        let report = verify_pdf(&paper.pdf, Some(&trusted()));
        assert_eq!(report.verdict, PaperVerdict::True, "{report:#?}");
        let check = report.checks.iter().find(|check| check.code == "further_answers").unwrap();
        assert_eq!((check.outcome, check.detail.as_str()), (CheckOutcome::Ok, "integrator, own_manager, auditor"));
        let other = Signature { document_hash: hash_hex(b"another sheet"), ..maker };
        let moved = [FurtherAnswer { party: &Party::Maker, signature: &other, strokes_json: None }];
        assert_eq!(render(&moved).unwrap_err().code(), "paper_signature_other_sheet");
    }
}
