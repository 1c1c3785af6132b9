//! How a paper is laid out, and that every code on it has its text.

use crate::beside::{Beside, Engineer, Promised};
use crate::samples::*;
use crate::tests::{jpeg, keep};
use crate::*;
use fettle_core::domain::jobs::sheet::*;

fn pages(pdf: &[u8]) -> usize {
    hayro_syntax::Pdf::new(pdf.to_vec()).unwrap().pages().len()
}

fn drawn(sheet: &Sheet, company: &Company) -> Paper {
    let photos: Vec<(String, Vec<u8>)> =
        sheet.photos.iter().zip(1..).map(|(photo, n)| (photo.hash.clone(), jpeg(n))).collect();
    let beside = Beside {
        form_number: "WX-20260305-003".into(),
        contract: "HT-2026-001".into(),
        engineers: vec![
            Engineer { name: "李明".into(), phone: "139 0000 5678".into() },
            Engineer { name: "周敏".into(), phone: "137 0000 1212".into() },
        ],
        promises: ["answered", "on_site", "restored"].map(|code| Promised { code, kept: true }).to_vec(),
        internal: None,
    };
    let (bytes, strokes) = (sheet.canonical_bytes().unwrap(), strokes());
    let input = ReportInput {
        sheet_json: &bytes,
        signature: &signed(sheet),
        strokes_json: Some(&strokes),
        further: &[],
        photos: &photos,
        language: sheet.language,
        verify_url: "https://fettle.example/verify/",
        company,
        beside: &beside,
        fonts: &Fonts::built_in(),
    };
    render_service_report(&input, &KEY).unwrap()
}

/// A plain repair is one sheet of paper, in two languages two: never a page more for a code alone.
#[test]
fn a_plain_repair_takes_one_page_a_language() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>"#;
    let terms =
        Bilingual::new("更换备件自完工之日起保修三个月。一式两份。", "Parts fitted: 3 months of warranty. Two copies.");
    let company = Company { logo: svg.to_vec(), terms, ..company() };
    for (language, most) in [(SheetLanguage::Chinese, 1), (SheetLanguage::English, 1), (SheetLanguage::Both, 2)] {
        let paper = drawn(&plain_repair(language), &company);
        keep(&format!("plain-{}.pdf", language.code()), &paper);
        assert_eq!(paper.warnings, [], "{language:?}");
        assert!(pages(&paper.pdf) <= most, "{language:?}: {} pages", pages(&paper.pdf));
    }
}

/// Our own copy shows what the customer's does not, and is marked.
#[test]
fn the_internal_copy_is_made_of_the_same_sheet() {
    let sheet = long_sheet(SheetLanguage::Both);
    let internal = Internal { checklists: sheet.checklists.clone(), costs: sheet.costs.clone() };
    let (bytes, strokes) = (sheet.canonical_bytes().unwrap(), strokes());
    let input = ReportInput {
        sheet_json: &bytes,
        signature: &signed(&sheet),
        strokes_json: Some(&strokes),
        further: &[],
        photos: &[],
        language: sheet.language,
        verify_url: "",
        company: &company(),
        beside: &Beside { internal: Some(internal), ..Beside::default() },
        fonts: &Fonts::built_in(),
    };
    let paper = render_service_report(&input, &KEY).unwrap();
    keep("internal.pdf", &paper);
    assert_eq!(verify_pdf(&paper.pdf, Some(&crate::tests::trusted())).verdict, PaperVerdict::True);
}

/// Every code that can be on a sheet has its text in both languages.
#[test]
fn every_code_has_its_text() {
    use fettle_core::text::{Lang, text};
    let families: [(&str, Vec<&str>); 11] = [
        ("kind", JobKind::ALL.iter().map(|c| c.code()).collect()),
        ("channel", Channel::ALL.iter().map(|c| c.code()).collect()),
        ("level", vec!["1", "2", "3", "4"]),
        ("cause", Cause::ALL.iter().map(|c| c.code()).collect()),
        ("backup", BackupDecision::ALL.iter().map(|c| c.code()).collect()),
        ("verdict", Verdict::ALL.iter().map(|c| c.code()).collect()),
        ("label", PartLabel::ALL.iter().map(|c| c.code()).collect()),
        ("cost", CostKind::ALL.iter().map(|c| c.code()).collect()),
        ("payer", Payer::ALL.iter().map(|c| c.code()).collect()),
        ("entitlement", Entitlement::ALL.iter().map(|c| c.code()).collect()),
        ("language", SheetLanguage::ALL.iter().map(|c| c.code()).collect()),
    ];
    for (family, codes) in families {
        for code in codes {
            let key = format!("papers-{family}-{code}");
            for lang in Lang::ALL {
                assert_ne!(text(lang, &key), key.replace('_', "-"), "no text for {key}");
            }
        }
    }
}
