"""Makes the JPEGs of every colour form in this folder, each with the pixels that Pillow reads in it, as PNG.

Made with Pillow 13.0.0 (its libjpeg-turbo): pip install pillow==13.0.0; python make.py
"""
import io, os, struct
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 53, 37  # odd, so that the last blocks are filled


def picture():
    """Slow gradients of all colours: what differs between decoders (upsampling, rounding) stays small."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            image.putpixel((x, y), (x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1), (x + y) * 255 // (WIDTH + HEIGHT - 2)))
    return image


def cmyk():
    c, m, y = picture().split()
    k = Image.new("L", (WIDTH, HEIGHT))
    for row in range(HEIGHT):
        for column in range(WIDTH):
            k.putpixel((column, row), (column * 2 + row) % 128)
    return Image.merge("CMYK", (c, m, y, k))


def saved(image, **options):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95, **options)
    return file.getvalue()


def transform(file, value):
    """With another colour transform in the Adobe segment: 0 says RGB or CMYK, 2 says YCCK."""
    at = file.index(b"Adobe") + 11
    return file[:at] + bytes([value]) + file[at + 1:]


def bare(file):
    """Without its Adobe segment."""
    at = file.index(b"\xff\xee\x00\x0eAdobe")
    return file[:at] + file[at + 16:]


def adobe(file, value, keep=False):
    """With an Adobe segment in the place of the JFIF one, or behind it."""
    length = struct.unpack(">H", file[4:6])[0]
    assert file[2:4] == b"\xff\xe0"
    segment = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([value])
    return file[:4 + length if keep else 2] + segment + file[4 + length:]


files = {}
for progressive in (False, True):
    tail = "-progressive" if progressive else ""
    options = {"progressive": progressive}
    files[f"grey{tail}"] = saved(picture().convert("L"), **options)
    for name in ("4:4:4", "4:2:2", "4:2:0"):
        files[f"ycc-{name.replace(':', '')}{tail}"] = saved(picture(), subsampling=name, **options)
    files[f"rgb{tail}"] = saved(picture(), keep_rgb=True, **options)
    files[f"cmyk{tail}"] = saved(cmyk(), **options)
    files[f"ycck{tail}"] = transform(saved(cmyk(), **options), 2)
    files[f"ycc-adobe-1{tail}"] = adobe(saved(picture(), subsampling="4:2:0", **options), 1)
    files[f"ycc-jfif-and-adobe-0{tail}"] = adobe(saved(picture(), subsampling="4:4:4", **options), 0, keep=True)
    files[f"cmyk-no-adobe{tail}"] = bare(saved(cmyk(), **options))
    files[f"rgb-adobe-0{tail}"] = adobe(saved(picture(), subsampling="4:4:4", **options), 0)
files["ycc-restarts"] = saved(picture(), subsampling="4:2:0", restart_marker_blocks=2)

for name, file in files.items():
    with open(os.path.join(HERE, f"{name}.jpg"), "wb") as out:
        out.write(file)
    Image.open(io.BytesIO(file)).convert("RGB").save(os.path.join(HERE, f"{name}.png"), optimize=True)
