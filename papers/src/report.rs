//! The on-site repair record, which is also the customer service report: from the signed bytes to a sealed PDF.

use crate::answers::{self, Answers, FurtherAnswer};
use crate::beside::{Beside, Engineer};
use crate::error::{PaperError, Warning};
use crate::fonts::Fonts;
use crate::logo;
use crate::report_view::ReportView;
use crate::view::{Company, Writer, printable};
use crate::world::PaperWorld;
use crate::{Paper, seal};
use fettle_core::domain::jobs::sheet::{Sheet, SheetLanguage, Signature, hash_hex};
use std::collections::HashMap;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage};

/// Name of the attached sheet.
pub(crate) const SHEET_FILE: &str = "sheet.json";

/// What a service report is made of.
#[derive(Debug, Clone)]
pub struct ReportInput<'a> {
    /// The sheet's canonical bytes exactly as they were signed: never a sheet written again, which a later version's fields would miss.
    pub sheet_json: &'a [u8],
    /// The signature record; it has to name the hash of `sheet_json`.
    pub signature: &'a Signature,
    /// The strokes' JSON ([`fettle_media::signature::Signature`]) as hashed into the record; needed when the outcome is `signed`. The
    /// signature on the paper is drawn from it, so that it cannot be another than the one on record.
    pub strokes_json: Option<&'a [u8]>,
    /// The answers of further parties.
    pub further: &'a [FurtherAnswer<'a>],
    /// Hash of the photo (as on the sheet) and its thumbnail (JPEG, PNG or WebP).
    pub photos: &'a [(String, Vec<u8>)],
    /// Language or languages of the paper; usually the sheet's own.
    pub language: SheetLanguage,
    /// The address of the hub's public page for this sheet. Where it lacks the sheet's hash, the hash is put behind it as `#...`. Empty for a
    /// hub without an address: the paper then has no code, and says so.
    pub verify_url: &'a str,
    /// Our company.
    pub company: &'a Company,
    /// What the record knows beside what was signed.
    pub beside: &'a Beside,
    /// What it is printed with.
    pub fonts: &'a Fonts,
}

/// Draws the service report and seals it with `sealing_key` (Ed25519 seed). The same input gives the same bytes.
///
/// # Errors
/// A sheet that cannot be read, a signature record that belongs to another sheet or other strokes. Missing or broken thumbnails, strokes
/// that cannot be drawn and characters without a glyph are warnings: the paper is made.
pub fn render_service_report(input: &ReportInput<'_>, sealing_key: &[u8; 32]) -> Result<Paper, PaperError> {
    let sheet = Sheet::parse(input.sheet_json)?;
    let hash = hash_hex(input.sheet_json);
    let w = Writer::new(input.language, &sheet.site.zone);
    let own = [Engineer { name: sheet.engineer.name.clone(), ..Engineer::default() }];
    let answers = Answers {
        signature: input.signature,
        strokes_json: input.strokes_json,
        further: input.further,
        verify_url: input.verify_url,
        engineers: if input.beside.engineers.is_empty() { &own[..] } else { &input.beside.engineers[..] },
    };
    let (mut files, mut warnings) = (vec![(SHEET_FILE.to_owned(), input.sheet_json.to_vec())], Vec::new());
    let answers = answers::put(&w, &hash, &answers, &mut files, &mut warnings)?;
    let pictures = pictures(input, &sheet, &mut files, &mut warnings);

    logo::put(&input.company.logo, &mut files);
    let view = ReportView::new(w, &sheet, &hash, answers, (input.company, input.beside), &pictures);
    files.push(("view.json".to_owned(), printable(&view, input.fonts, &mut warnings)?));
    let pages = crate::texts::languages(input.language).len();
    let mut world = PaperWorld::new(input.fonts, "service_report.typ", files)?;
    let pdf = world.pdf_within(pages, &hash, input.signature.signed_at)?;
    Ok(Paper { pdf: seal::seal(&pdf, sealing_key)?, warnings })
}

/// For each photo on the sheet, in order, the name of its file; an empty name where there is no picture.
fn pictures(
    input: &ReportInput<'_>,
    sheet: &Sheet,
    files: &mut Vec<(String, Vec<u8>)>,
    warnings: &mut Vec<Warning>,
) -> Vec<String> {
    let given: HashMap<&str, &[u8]> = input.photos.iter().map(|(hash, bytes)| (hash.as_str(), &bytes[..])).collect();
    for (hash, _) in input.photos {
        if !sheet.photos.iter().any(|photo| photo.hash == *hash) {
            warnings.push(Warning::PhotoNotOnSheet(hash.clone()));
        }
    }
    let mut name_of = |(index, hash): (usize, &String)| match given.get(hash.as_str()) {
        None => {
            warnings.push(Warning::PhotoMissing { number: index + 1, hash: hash.clone() });
            String::new()
        }
        Some(bytes) if !is_picture(bytes) => {
            warnings.push(Warning::PhotoUnreadable { number: index + 1, hash: hash.clone() });
            String::new()
        }
        Some(bytes) => {
            let name = format!("photo-{}", index + 1);
            files.push((name.clone(), bytes.to_vec()));
            name
        }
    };
    sheet.photos.iter().map(|photo| &photo.hash).enumerate().map(&mut name_of).collect()
}

/// Whether Typst will be able to draw it. What it decodes here it remembers, so this costs nothing twice. A JPEG goes into the PDF as it is,
/// so one that was cut off would make a faulty PDF although the decoder puts up with it: its end mark has to be there.
fn is_picture(bytes: &[u8]) -> bool {
    ExchangeFormat::detect(bytes).is_some_and(|format| {
        (format != ExchangeFormat::Jpg || bytes.ends_with(&[0xff, 0xd9]))
            && RasterImage::plain(Bytes::new(bytes.to_vec()), format).is_ok()
    })
}
