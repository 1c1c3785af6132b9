#!/usr/bin/env bash
# zune-jpeg 0.5.15, asked for RGBA: a CMYK JPEG comes out with three bytes a pixel in a buffer that has room for four, its last quarter zero
# and no error; an RGB JPEG is refused as unimplemented. Asked for RGB both are right. Pictures by Pillow 12.0.0, one colour each.
# Exits with 0 while it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install --disable-pip-version-check pillow==12.0.0
cd "$folder"
venv/bin/python - <<'PYTHON'
from PIL import Image
Image.new("CMYK", (32, 32), (0, 255, 255, 0)).save("cmyk.jpg", quality=95)
Image.new("RGB", (32, 32), (250, 20, 20)).save("rgb.jpg", quality=95, keep_rgb=True)
PYTHON
mkdir -p see/src
cat > see/Cargo.toml <<'TOML'
[package]
name = "see"
version = "0.1.0"
edition = "2021"
[dependencies]
zune-jpeg = "=0.5.15"
zune-core = "0.5"
[workspace]
TOML
cat > see/src/main.rs <<'RUST'
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

fn main() {
    let mut as_said = true;
    for name in ["cmyk", "rgb"] {
        let file = std::fs::read(format!("{name}.jpg")).unwrap();
        let decode = |out| {
            let options = DecoderOptions::default().jpeg_set_out_colorspace(out);
            JpegDecoder::new_with_options(ZCursor::new(&file), options).decode()
        };
        let rgb = decode(ColorSpace::RGB).unwrap();
        let rgba = decode(ColorSpace::RGBA);
        println!("{name} as RGB: {} bytes, {:?}", rgb.len(), &rgb[..3]);
        as_said &= rgb.len() == 32 * 32 * 3 && rgb[0] > 230 && rgb[1] < 40;
        match rgba {
            Ok(all) => {
                // Four bytes a pixel in each row: three of colour for all pixels, then what is left over.
                println!("{name} as RGBA: {} bytes, first {:?}, last {:?}", all.len(), &all[..8], &all[all.len() - 8..]);
                as_said &= name == "cmyk" && all[..8] == [255, 0, 0, 255, 0, 0, 255, 0] && all[all.len() - 8..] == [0; 8];
            }
            Err(e) => {
                println!("{name} as RGBA: {e}");
                as_said &= name == "rgb";
            }
        }
    }
    std::process::exit(if as_said { 0 } else { 1 });
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run -q --manifest-path see/Cargo.toml
