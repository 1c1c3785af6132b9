//! The company's logo in the head of papers: which files it may be.

use crate::error::PaperError;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

/// Bytes of a logo at most: it is on every paper.
pub const LOGO_MOST_BYTES: usize = 256 * 1024;
/// Pixels of a side at most.
const MOST_PIXELS: u32 = 2_000;

/// Media types of a logo.
const PNG: &str = "image/png";
const JPEG: &str = "image/jpeg";
const SVG: &str = "image/svg+xml";

/// What kind of file a logo is, as a media type.
///
/// # Errors
/// `logo_too_big` in bytes or pixels; `logo_unusable` for what is no PNG, JPEG or SVG that can be drawn.
pub fn check_logo(bytes: &[u8]) -> Result<&'static str, PaperError> {
    if bytes.len() > LOGO_MOST_BYTES {
        return Err(PaperError::LogoTooBig);
    }
    let unusable = || PaperError::LogoUnusable;
    let Some(format) = ExchangeFormat::detect(bytes) else {
        // Packed SVG unfolds to any size, and what looks elsewhere for its pieces is not the picture that was chosen.
        let text = std::str::from_utf8(bytes).map_err(|_| unusable())?;
        if text.contains("<!ENTITY") || draws_others(text) {
            return Err(unusable());
        }
        return SvgImage::new(Bytes::new(bytes.to_vec())).map(|_| SVG).map_err(|_| unusable());
    };
    let media_type = match format {
        ExchangeFormat::Png if side_said(bytes) > MOST_PIXELS => return Err(PaperError::LogoTooBig),
        ExchangeFormat::Png => PNG,
        // A JPEG goes into the PDF as it is: its end has to be there.
        ExchangeFormat::Jpg if bytes.ends_with(&[0xff, 0xd9]) => JPEG,
        _ => return Err(unusable()),
    };
    let picture = RasterImage::plain(Bytes::new(bytes.to_vec()), format).map_err(|_| unusable())?;
    if picture.width().max(picture.height()) > MOST_PIXELS {
        return Err(PaperError::LogoTooBig);
    }
    Ok(media_type)
}

/// Whether an SVG draws what are not its own lines, under whatever prefix. Pictures are looked for while a paper is set: one that is not there would
/// stop all papers, and one that is there is a photo of the job. Letters look as the fonts have them that happen to be here.
fn draws_others(svg: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || c == '>' || c == '/';
    svg.split('<').skip(1).any(|tag| {
        let name = tag.split(ends).next().unwrap_or_default();
        matches!(name.rsplit(':').next(), Some("image" | "feImage" | "text"))
    })
}

/// The longer side that the head of a PNG says: what is huge is not unpacked to find that out.
fn side_said(png: &[u8]) -> u32 {
    let at = |from: usize| png.get(from..from + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes);
    at(16).max(at(20))
}

/// The name under which templates draw it; none for what cannot be drawn.
pub(crate) fn file(bytes: &[u8]) -> Option<&'static str> {
    match check_logo(bytes) {
        Ok(SVG) => Some("logo.svg"),
        Ok(PNG) => Some("logo.png"),
        Ok(_) => Some("logo.jpg"),
        Err(_) => None,
    }
}

/// Puts it among the files of a paper.
pub(crate) fn put(bytes: &[u8], files: &mut Vec<(String, Vec<u8>)>) {
    if let Some(name) = file(bytes) {
        files.push((name.to_owned(), bytes.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(side: u32) -> Vec<u8> {
        let mut out = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(side, 10).write_to(&mut out, image::ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_logo_is_a_small_picture_that_papers_can_draw() {
        let svg =
            br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>"#;
        assert_eq!((check_logo(svg).unwrap(), file(svg)), ("image/svg+xml", Some("logo.svg")));
        assert_eq!((check_logo(&png(40)).unwrap(), file(&png(40))), ("image/png", Some("logo.png")));
        assert_eq!(check_logo(&png(2_001)).unwrap_err().code(), "logo_too_big");
        assert_eq!(check_logo(" ".repeat(LOGO_MOST_BYTES + 1).as_bytes()).unwrap_err().code(), "logo_too_big");
        // Nothing behind its head is as it should be: it is not looked at.
        let mut huge = png(40);
        huge[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        assert_eq!(check_logo(&huge).unwrap_err().code(), "logo_too_big");
        let cut = &png(40)[..45];
        let fetches =
            br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="http://x/y.png"/></svg>"#;
        let prefixed =
            br#"<s:svg xmlns:s="http://www.w3.org/2000/svg" width="9" height="9"><s:image href="a.jpg"/></s:svg>"#;
        let filtered =
            br#"<svg xmlns="http://www.w3.org/2000/svg"><filter id="f"><feImage href="a.png"/></filter></svg>"#;
        let letters = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">A</text></svg>"#;
        let unfolds = br#"<!DOCTYPE svg [<!ENTITY a "a">]><svg xmlns="http://www.w3.org/2000/svg"/>"#;
        for bad in [&b"no picture"[..], b"", b"\x1f\x8bpacked", cut, fetches, prefixed, filtered, letters, unfolds] {
            assert_eq!(check_logo(bad).unwrap_err().code(), "logo_unusable", "{bad:?}");
            assert_eq!(file(bad), None);
        }
    }
}
