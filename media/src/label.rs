//! Printed labels for parts and equipment: a QR code (error correction M, quiet zone of four modules) with up to three lines
//! for people at its right, as SVG and as PNG.
//!
//! The SVG carries any text, Chinese too; the viewer's or printer's font draws it. The PNG has its own small ASCII font and shows
//! `?` for anything else: for labels with Chinese lines use the SVG.

use crate::font;
use crate::qr;
use crate::raster::Raster;
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use qrcode::{Color, EcLevel};
use std::fmt::Write;
use thiserror::Error;

/// Most bytes of the payload: more makes modules too small for a 25 mm label and a phone's camera.
pub const MAX_PAYLOAD: usize = 300;
/// Most lines for people.
pub const MAX_LINES: usize = 3;
/// Most characters of a line.
pub const MAX_LINE: usize = 40;
/// Light margin around the symbol, in modules (ISO/IEC 18004).
const QUIET: usize = 4;
/// Height of the printed label in millimetres; the width follows.
const HEIGHT_MM: f64 = 25.0;
/// Room for the lines, as a share of the label's height.
const TEXT_SHARE: f64 = 1.6;

/// A label, checked and ready to be drawn.
pub struct Label {
    /// Modules on a side, with the quiet zone.
    side: usize,
    /// Row by row, without the quiet zone; true is dark.
    modules: Vec<bool>,
    lines: Vec<String>,
}

/// Why a label cannot be made.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum LabelError {
    /// There is nothing to encode.
    #[error("the label has no content")]
    Empty,
    /// The payload is longer than [`MAX_PAYLOAD`].
    #[error("the label's content is too long")]
    PayloadTooLong,
    /// More than [`MAX_LINES`] lines, or one longer than [`MAX_LINE`] characters.
    #[error("the label's lines are too many or too long")]
    LinesTooLong,
    /// The PNG could not be written, or its modules were asked to be of no or of absurd size.
    #[error("the label could not be drawn: {0}")]
    NotDrawn(String),
}

impl LabelError {
    /// The stable name of this error, for the catalogue of texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "label_empty",
            Self::PayloadTooLong => "label_payload_too_long",
            Self::LinesTooLong => "label_lines_too_long",
            Self::NotDrawn(_) => "label_not_drawn",
        }
    }
}

impl Label {
    /// A label with this content of the code and these lines for people (empty lines are dropped).
    ///
    /// # Errors
    /// See [`LabelError`].
    pub fn new(payload: &str, lines: &[String]) -> Result<Self, LabelError> {
        if payload.is_empty() {
            return Err(LabelError::Empty);
        }
        if payload.len() > MAX_PAYLOAD {
            return Err(LabelError::PayloadTooLong);
        }
        let lines: Vec<String> = lines.iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        if lines.len() > MAX_LINES || lines.iter().any(|l| l.chars().count() > MAX_LINE) {
            return Err(LabelError::LinesTooLong);
        }
        let code = qr::code(payload, EcLevel::M).map_err(|_| LabelError::PayloadTooLong)?;
        let side = code.width() + 2 * QUIET;
        let modules = code.into_colors().into_iter().map(|c| c == Color::Dark).collect();
        Ok(Self { side, modules, lines })
    }

    /// The label as SVG, 25 mm high.
    pub fn to_svg(&self) -> String {
        let side = self.side as f64;
        let text_width = if self.lines.is_empty() { 0.0 } else { side * TEXT_SHARE };
        let width = side + text_width;
        let mut svg = format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="{:.1}mm" height="{}mm" viewBox="0 0 {:.2} {}">"#,
                r##"<rect width="100%" height="100%" fill="#fff"/><path fill="#000" shape-rendering="crispEdges" d=""##
            ),
            HEIGHT_MM * width / side,
            HEIGHT_MM,
            width,
            self.side
        );
        // Writing to a String cannot fail.
        for (x, y, run) in self.runs() {
            let _ = write!(svg, "M{x} {y}h{run}v1h-{run}z");
        }
        svg.push_str(r#""/>"#);
        for (i, line) in self.lines.iter().enumerate() {
            let size = (side / 6.0).min((text_width - QUIET as f64) / ems(line));
            let baseline = self.line_centre(i) + size * 0.35;
            let _ = write!(
                svg,
                r#"<text x="{side}" y="{baseline:.2}" font-family="sans-serif" font-size="{size:.2}">{}</text>"#,
                escaped(line)
            );
        }
        svg.push_str("</svg>");
        svg
    }

    /// The label as a grey PNG with `module_px` pixels a module, 1 to 40; 8 suits a 300 dpi printer.
    ///
    /// # Errors
    /// [`LabelError::NotDrawn`] for a module size out of range.
    pub fn to_png(&self, module_px: u32) -> Result<Vec<u8>, LabelError> {
        if !(1..=40).contains(&module_px) {
            return Err(LabelError::NotDrawn(format!("{module_px} pixels a module")));
        }
        let height = self.side as u32 * module_px;
        let text_width = if self.lines.is_empty() { 0 } else { (f64::from(height) * TEXT_SHARE) as u32 };
        let mut raster = Raster::filled(height + text_width, height, [255; 3]);
        let px = i64::from(module_px);
        for (x, y, run) in self.runs() {
            raster.mix_rect(x as i64 * px, y as i64 * px, run as i64 * px, px, [0; 3], 1.0);
        }
        for (i, line) in self.lines.iter().enumerate() {
            let room = text_width - module_px * QUIET as u32;
            let size = (height / 6).min(room / line.chars().count() as u32).max(1);
            let top = self.line_centre(i) * f64::from(module_px) - f64::from(size) / 2.0;
            font::draw_line(&mut raster, line, height.into(), top as i64, size, [0; 3]);
        }
        let grey: Vec<u8> = raster.pixels.iter().step_by(4).copied().collect();
        let mut png = Vec::new();
        PngEncoder::new(&mut png)
            .write_image(&grey, raster.width, raster.height, ExtendedColorType::L8)
            .map_err(|e| LabelError::NotDrawn(e.to_string()))?;
        Ok(png)
    }

    /// Where a line's middle lies, in modules from the top.
    fn line_centre(&self, line: usize) -> f64 {
        self.side as f64 * (line as f64 + 1.0) / (self.lines.len() as f64 + 1.0)
    }

    /// Horizontal runs of dark modules: column, row (quiet zone counted), length.
    fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let width = self.side - 2 * QUIET;
        self.modules.chunks(width).enumerate().flat_map(move |(y, row)| {
            let mut x = 0;
            row.chunk_by(|a, b| a == b).filter_map(move |run| {
                let start = x;
                x += run.len();
                run[0].then_some((start + QUIET, y + QUIET, run.len()))
            })
        })
    }
}

/// Width of a line in units of its font size, roughly: Latin letters take six tenths, Chinese characters a whole.
fn ems(line: &str) -> f64 {
    line.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum()
}

/// XML text; control characters, which XML does not allow, are dropped.
fn escaped(line: &str) -> String {
    let clean: String = line.chars().filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect();
    clean.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
