//! Why a paper could not be made. A paper that is made with something to be told carries warnings instead.

use fettle_core::domain::jobs::sheet::SheetError;

/// Why a paper could not be made. `Display` is for logs; people read the text of [`PaperError::code`] in the catalogue (`error-...`).
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The sheet could not be read.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The signature record names another sheet than the one given.
    #[error("the signature record belongs to sheet {signed}, not to {given}")]
    OtherSheet {
        /// Hash in the signature record.
        signed: String,
        /// Hash of the sheet given.
        given: String,
    },
    /// A signed sheet needs the strokes that the signature record names by hash.
    #[error("the strokes of a signed sheet are missing")]
    StrokesMissing,
    /// The strokes given are not those named in the signature record.
    #[error("the strokes given are not those of the signature record")]
    OtherStrokes,
    /// The verification address does not fit a QR code.
    #[error("the verification address does not fit a QR code: {0}")]
    QrTooLong(String),
    /// Typst refused: a fault of the template, not of the input.
    #[error("the paper could not be set: {0}")]
    NotSet(String),
    /// A font file that papers cannot be printed with.
    #[error("the font cannot be used: {0}")]
    FontUnusable(String),
    /// A logo of more bytes or pixels than a paper bears.
    #[error("the logo is too big")]
    LogoTooBig,
    /// A file that is no picture that papers can draw.
    #[error("the logo cannot be drawn")]
    LogoUnusable,
    /// The PDF has no place for a seal.
    #[error("the paper could not be sealed")]
    NotSealed,
}

impl PaperError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sheet(e) => e.code(),
            Self::OtherSheet { .. } => "paper_signature_other_sheet",
            Self::StrokesMissing => "paper_strokes_missing",
            Self::OtherStrokes => "paper_strokes_other",
            Self::QrTooLong(_) => "paper_qr_too_long",
            Self::NotSet(_) => "paper_not_set",
            Self::FontUnusable(_) => "font_unusable",
            Self::LogoTooBig => "logo_too_big",
            Self::LogoUnusable => "logo_unusable",
            Self::NotSealed => "paper_not_sealed",
        }
    }
}

/// Something to be told about a paper that was made all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Characters that the fonts lack were printed as their code points: the characters, for people.
    Characters(String),
    /// A photo on the sheet came without picture: its number on the paper and its hash.
    PhotoMissing {
        /// The number that stands beside it.
        number: usize,
        /// Its hash.
        hash: String,
    },
    /// A photo's picture cannot be read: its number on the paper and its hash.
    PhotoUnreadable {
        /// The number that stands beside it.
        number: usize,
        /// Its hash.
        hash: String,
    },
    /// A photo was given that is not on the sheet; it was left out: its hash.
    PhotoNotOnSheet(String),
    /// The strokes could not be drawn: why. They are attached all the same.
    StrokesUnreadable(String),
}

impl Warning {
    /// The stable code of this warning.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Characters(_) => "characters",
            Self::PhotoMissing { .. } => "photo_missing",
            Self::PhotoUnreadable { .. } => "photo_unreadable",
            Self::PhotoNotOnSheet(_) => "photo_not_on_sheet",
            Self::StrokesUnreadable(_) => "strokes_unreadable",
        }
    }

    /// What is told to a person, and what they can do about it, from the catalogue (keys!: papers-warning-*).
    pub fn text(&self, lang: fettle_core::text::Lang) -> String {
        let args = match self {
            Self::Characters(characters) => vec![("characters", characters.clone())],
            Self::StrokesUnreadable(reason) => vec![("reason", reason.clone())],
            Self::PhotoNotOnSheet(hash) => vec![("hash", hash.clone())],
            Self::PhotoMissing { number, hash } | Self::PhotoUnreadable { number, hash } => {
                vec![("number", number.to_string()), ("hash", hash.chars().take(16).collect())]
            }
        };
        fettle_core::text::text_with(lang, &format!("papers-warning-{}", self.code()), &args)
    }
}
