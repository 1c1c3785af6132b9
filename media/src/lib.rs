//! Bytes in, bytes out: photos, signatures, codes (scanned and printed).
//!
//! Here live: the photo pipeline ([`photo`]), the customer's signature ([`signature`]), reading of bar and matrix codes
//! ([`code`]), their content ([`gs1`], [`mh10`]), printed labels ([`label`]) and, behind the feature `sample`, pictures like a
//! phone's for tests and the demo ([`sample`]). Not here: files, clocks, the network, and anything of the business; the
//! callers say what a picture belongs to. Every error has a `code()`, a stable name that the catalogue of texts knows.

pub mod code;
mod font;
pub mod gs1;
pub mod label;
pub mod mh10;
pub mod photo;
mod picture;
pub mod qr;
mod raster;
#[cfg(any(feature = "sample", test))]
pub mod sample;
pub mod signature;

pub use code::{CodeError, Decoded, Format, Luma, Mode, decode_image, decode_luma};
pub use gs1::{Gs1, Gs1Error};
pub use label::{Label, LabelError};
pub use mh10::Mh10;
pub use photo::{Photo, PhotoError, PhotoOptions, Position, TakenAt, process, said};
pub use picture::picture_type;
pub use signature::{Point, Signature, SignatureError, Stroke};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Reads the codes out of the sources and compares them with the catalogue's files, in both directions.
    #[test]
    fn every_code_has_its_text_in_both_languages_and_every_text_its_code() {
        let sources = [
            include_str!("photo/error.rs"),
            include_str!("signature/mod.rs"),
            include_str!("code/mod.rs"),
            include_str!("gs1/error.rs"),
            include_str!("label.rs"),
        ];
        let codes: BTreeSet<String> = sources
            .iter()
            .flat_map(|source| source.split("=> \"").skip(1))
            .filter_map(|rest| Some(format!("error-{}", rest.split_once('"')?.0.replace('_', "-"))))
            .collect();
        assert_eq!(codes.len(), 28);
        for texts in
            [include_str!("../../core/locales/en/media.ftl"), include_str!("../../core/locales/zh-CN/media.ftl")]
        {
            let keys: BTreeSet<String> =
                texts.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect();
            assert_eq!(keys, codes);
        }
    }
}
