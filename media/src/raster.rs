//! Pixels in memory: RGBA, 8 bits a channel, rows packed, top row first. Alpha is not used: everything here is opaque.

/// A picture in memory.
pub(crate) struct Raster {
    pub width: u32,
    pub height: u32,
    /// `width * height * 4` bytes.
    pub pixels: Vec<u8>,
}

impl Raster {
    /// A picture of one colour.
    pub fn filled(width: u32, height: u32, colour: [u8; 3]) -> Self {
        let [r, g, b] = colour;
        let pixels = [r, g, b, 255].repeat(width as usize * height as usize);
        Self { width, height, pixels }
    }

    /// Mixes a colour over one pixel; `alpha` from 0 (nothing) to 1 (all). Outside the picture nothing happens.
    pub fn mix(&mut self, x: i64, y: i64, colour: [u8; 3], alpha: f32) {
        if x < 0 || y < 0 || x >= i64::from(self.width) || y >= i64::from(self.height) {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 4;
        for (old, new) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            *old = (f32::from(*old) * (1.0 - alpha) + f32::from(new) * alpha).round() as u8;
        }
    }

    /// Mixes a colour over a rectangle; what lies outside the picture is left out.
    pub fn mix_rect(&mut self, left: i64, top: i64, width: i64, height: i64, colour: [u8; 3], alpha: f32) {
        for y in top..top + height {
            for x in left..left + width {
                self.mix(x, y, colour, alpha);
            }
        }
    }
}
