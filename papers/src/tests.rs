//! What a reader of a paper, and someone who doubts it, would notice.

use crate::samples::*;
use crate::*;
use fettle_core::domain::jobs::sheet::*;
use proptest::prelude::*;
use std::sync::LazyLock;

/// A JPEG of `n`'s own colours.
pub(crate) fn jpeg(n: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(320, if n.is_multiple_of(2) { 240 } else { 427 }, |x, y| {
        image::Rgb([(x / 2) as u8 ^ n.wrapping_mul(40), (y / 2) as u8, 90 + n * 15])
    });
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

fn thumbnails(sheet: &Sheet) -> Vec<(String, Vec<u8>)> {
    sheet.photos.iter().zip(1..).map(|(photo, n)| (photo.hash.clone(), jpeg(n))).collect()
}

fn render(sheet: &Sheet, signature: &Signature) -> Result<Paper, PaperError> {
    render_with(sheet, signature, &thumbnails(sheet))
}

fn render_with(sheet: &Sheet, signature: &Signature, photos: &[(String, Vec<u8>)]) -> Result<Paper, PaperError> {
    let was_signed = signature.outcome == Outcome::Signed;
    render_service_report(
        &ReportInput {
            sheet_json: &sheet.canonical_bytes().unwrap(),
            signature,
            strokes_json: was_signed.then(strokes).as_deref(),
            further: &[],
            photos,
            language: sheet.language,
            verify_url: "https://fettle.example/v/BJ-A7-000012",
            company: &company(),
            beside: &Beside::default(),
            fonts: &Fonts::built_in(),
        },
        &KEY,
    )
}

/// Where `FETTLE_PAPERS_OUT` names a folder, every paper made here is put there to be looked at.
pub(crate) fn keep(name: &str, paper: &Paper) {
    if let Ok(folder) = std::env::var("FETTLE_PAPERS_OUT") {
        std::fs::write(std::path::Path::new(&folder).join(name), &paper.pdf).unwrap();
    }
}

static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let sheet = short_sheet(SheetLanguage::Chinese);
    render(&sheet, &signed(&sheet)).unwrap().pdf
});

pub(crate) fn trusted() -> [PublicKey; 1] {
    [public_key(&KEY)]
}

#[test]
fn reports_are_made_in_every_language_and_outcome() {
    for language in SheetLanguage::ALL.iter().copied() {
        let sheet = long_sheet(language);
        let paper = render(&sheet, &signed(&sheet)).unwrap();
        assert_eq!(paper.warnings, [], "{language:?}");
        assert_eq!(verify_pdf(&paper.pdf, Some(&trusted())).verdict, PaperVerdict::True);
        keep(&format!("report-{}.pdf", language.code()), &paper);

        let mut amended = short_sheet(language);
        amended.revision = 1;
        amended.replaces = Some(sheet.hash().unwrap());
        amended.amendment = "防雷器数量写错，实际 1 只。".into();
        let refusal = Outcome::Refused {
            reason: "认为雷击应在保修范围内".into(), witness: "赵丽（物业）".into()
        };
        let paper = render(&amended, &unsigned(&amended, refusal)).unwrap();
        keep(&format!("refused-{}.pdf", language.code()), &paper);

        let short = short_sheet(language);
        let absence = Outcome::Absent { reason: "负责人外出开会".into(), witness: "赵丽（物业）".into() };
        let paper = render(&short, &unsigned(&short, absence)).unwrap();
        assert_eq!(verify_pdf(&paper.pdf, Some(&trusted())).verdict, PaperVerdict::True);
        keep(&format!("absent-{}.pdf", language.code()), &paper);
    }
}

#[test]
fn slips_are_made_in_every_language() {
    for language in SheetLanguage::ALL.iter().copied() {
        for lines in [1, 40] {
            let paper = render_take_slip(&slip(lines), language, &company(), "", &Fonts::built_in(), &KEY).unwrap();
            keep(&format!("slip-{lines}-{}.pdf", language.code()), &paper);
            let report = verify_pdf(&paper.pdf, Some(&trusted()));
            assert_eq!(report.verdict, PaperVerdict::True, "{report:#?}");
            assert_eq!(report.number.as_deref(), Some("LY-A7-000031"));
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let sheet = short_sheet(SheetLanguage::Chinese);
    assert_eq!(render(&sheet, &signed(&sheet)).unwrap().pdf, *SMALL);
}

#[test]
fn what_was_signed_is_attached_to_the_byte() {
    let sheet = long_sheet(SheetLanguage::Both);
    let signature = signed(&sheet);
    let files = crate::attachments::attachments(&render(&sheet, &signature).unwrap().pdf).unwrap();
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), ["sheet.json", "signature.json", "strokes.json"]);
    assert_eq!(files["sheet.json"], sheet.canonical_bytes().unwrap());
    assert_eq!(files["signature.json"], signature.canonical_bytes().unwrap());
    assert_eq!(files["strokes.json"], strokes());
}

#[test]
fn a_true_paper_passes_every_check() {
    let report = verify_pdf(&SMALL, Some(&trusted()));
    assert_eq!(report.verdict, PaperVerdict::True);
    assert_eq!(report.number.as_deref(), Some("BJ-A7-000012"));
    let codes: Vec<_> = report.checks.iter().map(|check| (check.code, check.outcome)).collect();
    let ok = |code| (code, CheckOutcome::Ok);
    assert_eq!(
        codes,
        [
            ok("seal_present"),
            ok("seal_bytes"),
            ok("seal_signer"),
            ok("sheet_attached"),
            ok("sheet_reads"),
            ok("signature_reads"),
            ok("sheet_hash"),
            ok("strokes_hash"),
        ]
    );
}

#[test]
fn every_check_and_verdict_has_its_text() {
    use fettle_core::text::Lang;
    let small = SMALL.clone();
    let unsealed = verify_pdf(b"%PDF-1.7", None);
    let longer = [&small[..], b"more"].concat();
    let all = [None, Some(trusted())].map(|keys| verify_pdf(&longer, keys.as_ref().map(<[_; 1]>::as_slice)));
    assert_eq!(all.each_ref().map(|r| r.verdict), [PaperVerdict::AddedSignerUnknown, PaperVerdict::Added]);
    for report in [verify_pdf(&small, None), unsealed].into_iter().chain(all) {
        for lang in Lang::ALL {
            for check in &report.checks {
                assert_ne!(check.text(lang), format!("papers-check-{}", check.code.replace('_', "-")));
            }
            assert!(!report.text(lang).starts_with("papers-"), "{:?}", report.verdict);
        }
    }
}

#[test]
fn an_unknown_signer_is_told_from_a_trusted_one() {
    assert_eq!(verify_pdf(&SMALL, None).verdict, PaperVerdict::SignerUnknown);
    let other = public_key(&[8; 32]);
    let report = verify_pdf(&SMALL, Some(&[other]));
    assert_eq!(report.verdict, PaperVerdict::SignerUnknown);
    let signer = report.checks.iter().find(|check| check.code == "seal_signer").unwrap();
    assert_eq!(signer.outcome, CheckOutcome::Failed);
    assert_eq!(signer.detail, fingerprint(&trusted()[0]));
    assert_eq!(verify_pdf(&SMALL, Some(&[other, trusted()[0]])).verdict, PaperVerdict::True);
}

/// A forger with a key of their own can seal anything: the sheet inside still has to be the one that was signed.
#[test]
fn a_sheet_changed_and_sealed_again_is_found_out() {
    let sheet = short_sheet(SheetLanguage::Chinese);
    let mut other = sheet.clone();
    other.symptom = "别的故障".into();
    // Uncompressed on purpose: the smallest file that carries both.
    let pdf = forged(&other.canonical_bytes().unwrap(), &signed(&sheet).canonical_bytes().unwrap());
    let report = verify_pdf(&pdf, Some(&trusted()));
    let failed: Vec<_> = report.checks.iter().filter(|c| c.outcome == CheckOutcome::Failed).map(|c| c.code).collect();
    assert_eq!(failed, ["sheet_hash", "strokes_hash"], "{report:#?}");
    assert_eq!(report.verdict, PaperVerdict::Changed);
}

fn forged(sheet: &[u8], record: &[u8]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut object = |pdf: &mut Vec<u8>, body: &[u8]| {
        offsets.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n", offsets.len()).bytes());
        pdf.extend(body);
        pdf.extend(b"\nendobj\n");
    };
    let stream =
        |data: &[u8]| [format!("<</Length {}>>stream\n", data.len()).as_bytes(), data, b"\nendstream"].concat();
    object(&mut pdf, b"<</Type/Catalog/Pages 2 0 R>>");
    object(&mut pdf, b"<</Type/Pages/Kids[3 0 R]/Count 1>>");
    object(&mut pdf, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
    object(&mut pdf, &stream(sheet));
    object(&mut pdf, b"<</Type/Filespec/F(sheet.json)/EF<</F 4 0 R>>>>");
    object(&mut pdf, &stream(record));
    object(&mut pdf, b"<</Type/Filespec/F(signature.json)/EF<</F 6 0 R>>>>");
    let xref = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).bytes());
    pdf.extend(offsets.iter().flat_map(|at| format!("{at:010} 00000 n \n").into_bytes()));
    pdf.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF", offsets.len() + 1).bytes());
    crate::seal::seal(&pdf, &KEY).unwrap()
}

fn is_changed(pdf: &[u8]) -> bool {
    verify_pdf(pdf, Some(&trusted())).verdict == PaperVerdict::Changed
}

/// Every byte of the seal and of the file's end, and 2,500 others by strides.
#[test]
fn one_bit_anywhere_is_found_out() {
    let mut pdf = SMALL.clone();
    let tail = pdf.len() - 320;
    let stride = tail / 2_500;
    let places = (0..tail).step_by(stride).chain(tail..pdf.len());
    let mut tried = 0;
    for (place, turn) in places.zip(0..) {
        let place = if place < tail { (place + turn * 7 % stride.max(1)).min(tail) } else { place };
        let bit = 1 << (turn % 8);
        pdf[place] ^= bit;
        assert!(is_changed(&pdf), "bit {bit} of byte {place}");
        pdf[place] ^= bit;
        tried += 1;
    }
    assert!(tried >= 2_500, "{tried}");
    assert!(!is_changed(&pdf));
}

#[test]
fn cut_files_and_those_with_something_before_are_found_out() {
    for cut in (0..SMALL.len()).step_by(997).chain(SMALL.len() - 400..SMALL.len()) {
        assert!(is_changed(&SMALL[..cut]), "cut at {cut}");
        assert!(cut == 0 || is_changed(&SMALL[cut..]), "begun at {cut}");
    }
    for more in [&b"\n"[..], b" ", b"\0", b"%%EOF"] {
        assert!(is_changed(&[more, &SMALL[..]].concat()));
    }
}

/// What PDF/A asks of the end of a file that others add to (ISO 19005-3, 6.1.9): `%%EOF` stands on a line of its own.
#[test]
fn a_paper_ends_with_one_line_end() {
    assert!(SMALL.ends_with(b"\n%%EOF\n"), "{:?}", SMALL[SMALL.len() - 9..].escape_ascii().to_string());
}

/// A page laid over the first one, as a signature or a note is added to a PDF: objects, their table, and where the table before is.
fn countersigned(pdf: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(pdf);
    let last = |mark: &str| text.rfind(mark).map(|at| &text[at + mark.len()..]).unwrap();
    let before: usize = last("startxref\n").lines().next().unwrap().parse().unwrap();
    let size: usize = last("/Size ").split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap();
    let root = last("/Root ").split(" R").next().unwrap().to_owned();
    let mut out = pdf.to_vec();
    let at = out.len();
    out.extend(format!("{size} 0 obj\n<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(seen)>>\nendobj\n").bytes());
    let table = out.len();
    out.extend(format!("xref\n{size} 1\n{at:010} 00000 n \n").bytes());
    out.extend(format!("trailer\n<</Size {}/Root {root} R/Prev {before}>>\n", size + 1).bytes());
    out.extend(format!("startxref\n{table}\n%%EOF\n").bytes());
    out
}

#[test]
fn what_was_added_behind_a_paper_is_told_from_a_change() {
    let signed = countersigned(&SMALL);
    let report = verify_pdf(&signed, Some(&trusted()));
    assert_eq!(report.verdict, PaperVerdict::Added, "{report:#?}");
    assert_eq!((report.issued, report.added), (Some(SMALL.len()), signed.len() - SMALL.len()));
    assert_eq!(report.number.as_deref(), Some("BJ-A7-000012"));
    assert!(report.text(fettle_core::text::Lang::En).contains(&format!("{} bytes", report.added)));
    assert_eq!(verify_pdf(&signed, None).verdict, PaperVerdict::AddedSignerUnknown);
    for more in [&b"\n"[..], b" ", b"\0", b"%%EOF", &SMALL] {
        let longer = [&SMALL[..], more].concat();
        assert_eq!(
            verify_pdf(&longer, Some(&trusted())).verdict,
            PaperVerdict::Added,
            "{:?}",
            &more[..more.len().min(9)]
        );
    }
    // What was issued is still vouched for to the byte, and no seal of somebody else's takes its place.
    for place in (0..SMALL.len()).step_by(991).chain(SMALL.len() - 330..SMALL.len()) {
        let mut changed = signed.clone();
        changed[place] ^= 1;
        assert!(is_changed(&changed), "byte {place}");
    }
    let others = crate::seal::seal(&signed, &[9; 32]).unwrap();
    let report = verify_pdf(&others, Some(&trusted()));
    assert_eq!((report.verdict, report.issued), (PaperVerdict::Added, Some(SMALL.len())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    /// Any byte to any other value, and any piece doubled or taken out.
    #[test]
    fn any_change_is_found_out(place in any::<prop::sample::Index>(), new in any::<u8>(), piece in 1usize..300) {
        let place = place.index(SMALL.len());
        let mut changed = SMALL.clone();
        changed[place] = new;
        prop_assert_eq!(is_changed(&changed), new != SMALL[place]);
        let end = (place + piece).min(SMALL.len());
        let shorter = [&SMALL[..place], &SMALL[end..]].concat();
        prop_assert!(is_changed(&shorter));
        let doubled = [&SMALL[..end], &SMALL[place..]].concat();
        let verdict = verify_pdf(&doubled, Some(&trusted())).verdict;
        prop_assert_eq!(verdict, if end == SMALL.len() { PaperVerdict::Added } else { PaperVerdict::Changed });
    }

    /// Whatever is handed in, the answer is a verdict, never a crash.
    #[test]
    fn noise_is_no_paper(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(is_changed(&noise));
    }
}

#[test]
fn records_that_do_not_belong_together_are_refused() {
    let sheet = short_sheet(SheetLanguage::English);
    let mut other = signed(&sheet);
    other.document_hash = hash_hex(b"another sheet");
    assert_eq!(render(&sheet, &other).unwrap_err().code(), "paper_signature_other_sheet");
    let mut other = signed(&sheet);
    other.strokes = Some(hash_hex(b"other strokes"));
    assert_eq!(render(&sheet, &other).unwrap_err().code(), "paper_strokes_other");

    let bytes = sheet.canonical_bytes().unwrap();
    let signature = signed(&sheet);
    let input = ReportInput {
        sheet_json: &bytes,
        signature: &signature,
        strokes_json: None,
        further: &[],
        photos: &[],
        language: SheetLanguage::English,
        verify_url: "",
        company: &company(),
        beside: &Beside::default(),
        fonts: &Fonts::built_in(),
    };
    let code = |input: &ReportInput<'_>| render_service_report(input, &KEY).unwrap_err().code();
    assert_eq!(code(&input), "paper_strokes_missing");
    let strokes = strokes();
    let input = ReportInput { strokes_json: Some(&strokes), ..input };
    assert_eq!(code(&ReportInput { sheet_json: b"[]", ..input.clone() }), "sheet_unreadable");
    assert_eq!(code(&ReportInput { verify_url: &"x".repeat(3000), ..input }), "paper_qr_too_long");
}

/// The streams of a PDF's pictures, as they stand in the file.
fn images(pdf: &[u8]) -> Vec<Vec<u8>> {
    use hayro_syntax::object::{Name, Object, Stream};
    let pdf = hayro_syntax::Pdf::new(pdf.to_vec()).unwrap();
    let streams = pdf.objects().into_iter().filter_map(|object| match object {
        Object::Stream(stream) => Some(stream),
        _ => None,
    });
    let is_image =
        |stream: &Stream<'_>| stream.dict().get::<Name<'_>>("Subtype").is_some_and(|name| &*name == b"Image");
    streams.filter(is_image).map(|stream| stream.raw_data().to_vec()).collect()
}

/// Photos of checklist items are on the paper, and each says which item it is of.
#[test]
fn photos_of_checklist_items_are_drawn_with_the_name_of_their_item() {
    let sheet = long_sheet(SheetLanguage::Both);
    let photos = thumbnails(&sheet);
    let paper = render_with(&sheet, &signed(&sheet), &photos).unwrap();
    let drawn = images(&paper.pdf);
    for item in sheet.checklists[0].items.iter().filter(|item| !item.photos.is_empty()) {
        for hash in &item.photos {
            let (_, jpeg) = photos.iter().find(|(known, _)| known == hash).unwrap();
            assert!(drawn.contains(jpeg), "the photo of {}", item.label.en);
        }
    }
    let view = crate::report_view::photo_items(&sheet, SheetLanguage::Both);
    let earth = ["接地电阻", "Earth resistance"].map(str::to_owned).to_vec();
    let cabinet = ["机柜照片", "Photo of the cabinet"].map(str::to_owned).to_vec();
    assert_eq!(view, [vec![], vec![earth], vec![], vec![cabinet.clone()], vec![cabinet], vec![]]);
}

/// Field input is bad input: the paper is made, and says what is not on it.
#[test]
fn a_paper_is_made_from_bad_pictures_and_strange_texts() {
    let mut sheet = long_sheet(SheetLanguage::Both);
    sheet.symptom = "黑屏😀 #import \"x\" *bold* $x$ \\ @ref <l> \u{7}".into();
    sheet.site.zone = "Nowhere/Nothing".into();
    sheet.contact.name = "𠮷".into();
    let mut photos = thumbnails(&sheet);
    photos[0].1 = b"not a picture".to_vec();
    let half = photos[1].1.len() / 2;
    photos[1].1.truncate(half);
    photos.remove(2);
    photos.push((hash_hex(b"stray"), jpeg(9)));
    let paper = render_service_report(
        &ReportInput {
            sheet_json: &sheet.canonical_bytes().unwrap(),
            signature: &Signature { strokes: Some(hash_hex(b"scribble")), ..signed(&sheet) },
            strokes_json: Some(b"scribble"),
            further: &[],
            photos: &photos,
            language: SheetLanguage::Both,
            verify_url: "",
            company: &company(),
            beside: &Beside::default(),
            fonts: &Fonts::built_in(),
        },
        &KEY,
    )
    .unwrap();
    keep("strange.pdf", &paper);
    let codes: Vec<_> = paper.warnings.iter().map(Warning::code).collect();
    assert!(codes.contains(&"photo_not_on_sheet"), "{codes:?}");
    assert!(codes.contains(&"strokes_unreadable"), "{codes:?}");
    assert!(paper.warnings.contains(&Warning::PhotoUnreadable { number: 1, hash: hash_hex(&[1]) }), "{codes:?}");
    assert!(
        paper.warnings.contains(&Warning::PhotoUnreadable { number: 2, hash: hash_hex(&[2]) }),
        "cut off: {codes:?}"
    );
    assert!(paper.warnings.contains(&Warning::PhotoMissing { number: 3, hash: hash_hex(&[3]) }));
    let Some(Warning::Characters(characters)) = paper.warnings.last() else { panic!("{codes:?}") };
    assert_eq!(characters, "U+0007, 😀 (U+1F600), 𠮷 (U+20BB7)");
    assert!(paper.warnings[1].text(fettle_core::text::Lang::En).contains(&hash_hex(b"stray")));
    assert_eq!(verify_pdf(&paper.pdf, Some(&trusted())).verdict, PaperVerdict::True);
}

#[test]
fn a_report_is_small() {
    // The goal is 100 KB and the photos; three crowded pages in two languages, 570 different characters of three fonts, are the worst case.
    assert!(SMALL.len() < 70_000, "{}", SMALL.len());
    let sheet = long_sheet(SheetLanguage::Both);
    let photos: usize = thumbnails(&sheet).iter().map(|(_, bytes)| bytes.len()).sum();
    let size = render(&sheet, &signed(&sheet)).unwrap().pdf.len() - photos;
    assert!(size < 125_000, "{size} bytes without photos");
}

/// The labels that a template asks for are those that its view brings.
#[test]
fn templates_and_views_agree_on_labels() {
    let common = include_str!("../templates/common.typ");
    let asked = |template: &str| -> std::collections::BTreeSet<String> {
        let pieces = [template, common].concat();
        pieces.split('"').filter(|piece| piece.starts_with("papers-")).map(str::to_owned).collect()
    };
    let brought =
        |labels: &[&str]| -> std::collections::BTreeSet<String> { labels.iter().map(|l| (*l).to_owned()).collect() };
    let signed = |template: &str| asked(&[template, include_str!("../templates/answers.typ")].concat());
    assert_eq!(signed(include_str!("../templates/service_report.typ")), brought(crate::report_view::LABELS));
    assert_eq!(signed(include_str!("../templates/daily_report.typ")), brought(crate::daily::LABELS));
    assert_eq!(asked(include_str!("../templates/take_slip.typ")), brought(crate::slip::LABELS));
}

/// For `cargo test -p fettle-papers how_fast -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn how_fast() {
    let (long, short) = (long_sheet(SheetLanguage::Both), short_sheet(SheetLanguage::Chinese));
    for (name, sheet) in [("three crowded pages", long), ("one page", short)] {
        let photos = thumbnails(&sheet);
        for turn in 0..6 {
            let mut sheet = sheet.clone();
            sheet.number = format!("BJ-A7-{turn:06}");
            let signature = signed(&sheet);
            let start = std::time::Instant::now();
            let paper = render_with(&sheet, &signature, &photos).unwrap();
            let made = start.elapsed();
            verify_pdf(&paper.pdf, None);
            println!("{name}, turn {turn}: made in {made:?}, verified in {:?}", start.elapsed() - made);
        }
    }
}
