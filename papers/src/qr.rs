//! The verification QR, drawn as SVG.

use crate::error::PaperError;
use qrcode::{Color, EcLevel};
use std::fmt::Write;

/// `content` as an SVG of dark modules on nothing, with the four modules of quiet zone that ISO/IEC 18004 asks for.
///
/// # Errors
/// [`PaperError::QrTooLong`] beyond what a QR code holds (about 2,300 bytes at level M).
pub(crate) fn svg(content: &str) -> Result<Vec<u8>, PaperError> {
    let code = fettle_media::qr::code(content, EcLevel::M).map_err(|_| PaperError::QrTooLong(content.to_owned()))?;
    let width = code.width();
    let side = width + 8;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            // One rectangle a run: fewer seams on a printer than one a module.
            let run = row[x..].iter().take_while(|c| **c == Color::Dark).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + 4, y + 4);
            }
            x += run.max(1);
        }
    }
    Ok(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}" shape-rendering="crispEdges"><path d="{path}"/></svg>"#
    )
    .into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_long_is_refused_with_a_code() {
        assert_eq!(svg(&"x".repeat(4000)).unwrap_err().code(), "paper_qr_too_long");
        let svg = String::from_utf8(svg("https://example.test/v/1").unwrap()).unwrap();
        // The upper edge of the first finder pattern: seven dark modules inside the quiet zone.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
    }
}
