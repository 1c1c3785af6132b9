//! The world that Typst sees: the templates, the fonts, and the files of one paper. No disk, no network, no clock.

use crate::error::PaperError;
use crate::fonts::Fonts;
use chrono::{DateTime, Datelike, Timelike, Utc};
use std::collections::HashMap;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The templates, by the name under which they import each other.
const TEMPLATES: &[(&str, &str)] = &[
    ("answers.typ", include_str!("../templates/answers.typ")),
    ("common.typ", include_str!("../templates/common.typ")),
    ("daily_report.typ", include_str!("../templates/daily_report.typ")),
    ("service_report.typ", include_str!("../templates/service_report.typ")),
    ("take_slip.typ", include_str!("../templates/take_slip.typ")),
    ("trial.typ", include_str!("../templates/trial.typ")),
];

/// The closest setting of the templates (`dense.json`).
const DENSEST: u8 = 2;

/// The files of one paper. Names come from a small fixed set (`view.json`, `photo-1.jpg`, ...): Typst keeps every name it has ever seen.
pub(crate) struct PaperWorld {
    fonts: Fonts,
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
}

fn id(name: &str) -> Result<FileId, PaperError> {
    let path = VirtualPath::new(name).map_err(|e| PaperError::NotSet(format!("{name}: {e:?}")))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl PaperWorld {
    pub(crate) fn new(fonts: &Fonts, template: &str, files: Vec<(String, Vec<u8>)>) -> Result<Self, PaperError> {
        let mut sources = HashMap::new();
        for (name, text) in TEMPLATES {
            let id = id(name)?;
            sources.insert(id, Source::new(id, (*text).to_owned()));
        }
        let files = files
            .into_iter()
            .map(|(name, bytes)| Ok((id(&name)?, Bytes::new(bytes))))
            .collect::<Result<_, PaperError>>()?;
        let mut world = Self { fonts: fonts.clone(), main: id(template)?, sources, files };
        world.set_dense(0)?;
        Ok(world)
    }

    /// How closely the templates set everything: 0 as usual, up to [`DENSEST`].
    fn set_dense(&mut self, dense: u8) -> Result<(), PaperError> {
        self.files.insert(id("dense.json")?, Bytes::new(dense.to_string().into_bytes()));
        Ok(())
    }

    /// Whether a paper with `c` on it can be made.
    pub(crate) fn trial(fonts: &Fonts, c: char) -> Result<(), PaperError> {
        let not_set = |e: serde_json::Error| PaperError::NotSet(e.to_string());
        let view = serde_json::to_vec(&c.to_string()).map_err(not_set)?;
        let world = Self::new(fonts, "trial.typ", vec![("view.json".to_owned(), view)])?;
        let made = world.pdf(String::new(), DateTime::UNIX_EPOCH);
        made.map(drop).map_err(|e| PaperError::FontUnusable(e.to_string()))
    }

    /// Sets the paper and writes it as PDF/A-3b. `ident` and `date` are all that could differ between two runs, so that the same input
    /// gives the same bytes.
    pub(crate) fn pdf(&self, ident: String, date: DateTime<Utc>) -> Result<Vec<u8>, PaperError> {
        self.written(&self.set()?, ident, date)
    }

    /// The same on `most` pages where a closer setting brings it there: one that is longer by little is set more closely, a longer one as usual.
    pub(crate) fn pdf_within(&mut self, most: usize, ident: &str, date: DateTime<Utc>) -> Result<Vec<u8>, PaperError> {
        let usual = self.set()?;
        if usual.pages().len() == most + 1 {
            for dense in 1..=DENSEST {
                self.set_dense(dense)?;
                let closer = self.set()?;
                if closer.pages().len() <= most {
                    return self.written(&closer, ident.to_owned(), date);
                }
            }
        }
        self.written(&usual, ident.to_owned(), date)
    }

    fn set(&self) -> Result<PagedDocument, PaperError> {
        let compiled = typst::compile::<PagedDocument>(self);
        // Such as a font that the templates name and nobody brings: a fault of ours, found before it is delivered.
        #[cfg(test)]
        assert!(compiled.warnings.is_empty(), "{:?}", compiled.warnings);
        compiled.output.map_err(|e| self.explain(&e))
    }

    fn written(&self, document: &PagedDocument, ident: String, date: DateTime<Utc>) -> Result<Vec<u8>, PaperError> {
        let standards =
            PdfStandards::new(&[PdfStandard::A_3b]).map_err(|e| PaperError::NotSet(e.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(ident),
            creator: Smart::Custom(Some("Fettle".to_owned())),
            timestamp: timestamp(date),
            standards,
            // Tags would add two fifths to the size. The sheet's data is attached for programs that read aloud or index.
            tagged: false,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(document, &options).map_err(|e| self.explain(&e));
        // What was remembered for papers long gone is dropped; the templates and fonts of the last few stay warm.
        typst::comemo::evict(8);
        pdf
    }

    fn explain(&self, errors: &[SourceDiagnostic]) -> PaperError {
        let line = |error: &SourceDiagnostic| {
            let place = error.span.id().and_then(|id| {
                let source = self.sources.get(&id)?;
                let range = typst::WorldExt::range(self, error.span)?;
                let line = source.lines().byte_to_line(range.start)?;
                Some(format!("{:?}:{}: ", id, line + 1))
            });
            format!("{}{}", place.unwrap_or_default(), error.message)
        };
        PaperError::NotSet(errors.iter().map(line).collect::<Vec<_>>().join("; "))
    }
}

fn timestamp(date: DateTime<Utc>) -> Option<Timestamp> {
    let part = |n: u32| u8::try_from(n).unwrap_or_default();
    let datetime = Datetime::from_ymd_hms(
        date.year(),
        part(date.month()),
        part(date.day()),
        part(date.hour()),
        part(date.minute()),
        part(date.second()),
    )?;
    Some(Timestamp::new_utc(datetime))
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.0.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.0.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
