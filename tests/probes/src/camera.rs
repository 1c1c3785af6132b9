//! Camera frames: any sizes and strides, true or not, any brightness.

use fettle_media::{CodeError, Luma, Mode, decode_luma};

/// Nine bytes of measures, then the plane: width, height and stride as 16 bits, one byte of mode, two of padding.
pub fn camera(data: &[u8]) {
    let Some((measures, plane)) = data.split_first_chunk::<9>() else { return };
    let pair = |at: usize| u32::from(u16::from_le_bytes([measures[at], measures[at + 1]]));
    let (width, height, stride) = (pair(0), pair(2), pair(4));
    let mode = if measures[6] & 1 == 0 { Mode::Fast } else { Mode::Thorough };
    // Measures beyond the plane are tried as they are; those that fit, as a frame: a fuzzer finds the second hardly ever by itself.
    look(width, height, stride, plane, mode);
    let widest = (plane.len().isqrt() * 8).min(plane.len()) as u32;
    let width = 1 + width % (widest + 1);
    let stride = width + u32::from(measures[7] % 4);
    let height = (plane.len() as u32).saturating_sub(width) / stride + 1;
    look(width, height, stride, plane, mode);
}

fn look(width: u32, height: u32, stride: u32, bytes: &[u8], mode: Mode) {
    let needed = u64::from(stride) * u64::from(height.saturating_sub(1)) + u64::from(width);
    let fits = width > 0 && height > 0 && stride >= width && needed <= bytes.len() as u64;
    match decode_luma(&Luma { width, height, stride, bytes }, mode) {
        Ok(found) => {
            assert!(fits, "a plane that cannot be was taken");
            for code in found {
                assert!(code.text.len() <= 32_768 && code.bytes.len() <= 8_192);
                let near = |at: i32, side: u32| (-64..=side as i32 + 64).contains(&at);
                assert!(code.corners.iter().all(|(x, y)| near(*x, width) && near(*y, height)), "{:?}", code.corners);
            }
        }
        Err(CodeError::LumaSizeMismatch { .. }) => assert!(!fits || width > 16_384 || height > 16_384),
        Err(other) => panic!("{other}"),
    }
}
