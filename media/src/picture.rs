//! What kind of picture some bytes are.

use image::ImageFormat;

/// The media type of a picture that every browser shows and nothing else is made of, by its first bytes; none for anything else, whatever
/// its sender calls it.
pub fn picture_type(start: &[u8]) -> Option<&'static str> {
    match image::guess_format(start).ok()? {
        format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif) => {
            Some(format.to_mime_type())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_by_their_bytes() {
        for (start, kind) in [
            (&b"\xff\xd8\xff\xe0\x00\x10JFIF"[..], Some("image/jpeg")),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Some("image/png")),
            (b"GIF89a\x01\x00", Some("image/gif")),
            (b"RIFF\x24\x00\x00\x00WEBPVP8 ", Some("image/webp")),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (b"<!doctype html><script>", None),
            (b"alert(1)", None),
            (b"II*\x00\x08\x00\x00\x00", None),
            (b"", None),
        ] {
            assert_eq!(picture_type(start), kind, "{start:?}");
        }
    }
}
