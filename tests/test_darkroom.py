"""What is made of pictures: without what the camera wrote, upright, smaller in each format."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw, TiffImagePlugin

from megafono import picture, rendition, strip
from megafono.darkroom import OWN, Damaged, developed
from megafono.model import Source
from megafono.settings import Images
from megafono.source import digest

GPS, MAKE, ARTIST, COPYRIGHT = 0x8825, 0x010F, 0x013B, 0x8298
SECRET = b"PassolungoSecretCamera"


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a telephone writes: where, with what, who."""
    tags = Image.Exif()
    tags[picture.ORIENTATION] = orientation
    tags[MAKE] = SECRET.decode()
    tags[ARTIST] = "Daniel Kìoko".encode()
    tags[COPYRIGHT] = "Passolungo 2026"
    ratio = TiffImagePlugin.IFDRational
    tags.get_ifd(GPS).update({1: "N", 2: (ratio(44), ratio(38), ratio(50))})
    return tags


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a picture that looks like a photograph to an encoder."""
    seed = random.Random(width * height)
    small = Image.frombytes(
        "RGB", (width // 8, height // 8), seed.randbytes(width // 8 * (height // 8) * 3)
    )
    return small.resize((width, height), Image.Resampling.BICUBIC).convert(mode)


def saved(image: Image.Image, kind: str, **given: Any) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **given)
    return out.getvalue()


def looked(tmp_path: Path, data: bytes, name: str = "a.jpg") -> picture.Look:
    """Return what the head of a file tells."""
    file = tmp_path / name
    file.write_bytes(data)
    source = Source(path=f"content/{name}", digest=digest(data), size=len(data), file=file)
    return picture.look(source)


def made(tmp_path: Path, data: bytes, name: str = "a.jpg", **given: Any) -> dict[str, bytes]:
    """Return all that is made of a file."""
    look, images = looked(tmp_path, data, name), Images(**given)
    return developed(data, look, rendition.renditions(look, images), images.quality)


def opened(data: bytes) -> Any:
    """Return an open picture, read to its end."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "AVIF"])
def test_nothing_is_left_of_what_the_camera_wrote_but_the_credit(tmp_path: Path, kind: str) -> None:
    data = saved(noise(480, 320), kind, exif=exif(), **({"xmp": SECRET} if kind != "PNG" else {}))
    assert SECRET in data
    found = made(tmp_path, data, f"a.{kind.lower()}")
    assert OWN in found and len(found) > 3
    for name, file in found.items():
        assert SECRET not in file, name
        tags = opened(file).getexif()
        assert set(tags) <= {ARTIST, COPYRIGHT}, name
        assert not tags.get_ifd(GPS), name
        assert tags[ARTIST].encode("latin-1").decode() == "Daniel Kìoko", name
        assert tags[COPYRIGHT] == "Passolungo 2026", name


def test_a_photograph_in_its_own_size_is_not_written_again(tmp_path: Path) -> None:
    plain = saved(noise(480, 320), "JPEG", quality=71)
    data = saved(noise(480, 320), "JPEG", quality=71, exif=exif(), comment=SECRET)
    own = made(tmp_path, data)[OWN]
    assert opened(own).tobytes() == opened(plain).tobytes()
    assert len(own) < len(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_is_cut_off(tmp_path: Path, kind: str) -> None:
    data = saved(noise(320, 160), kind) + SECRET
    assert SECRET not in made(tmp_path, data, f"a.{kind.lower()}")[OWN]


def test_a_progressive_photograph_is_stripped_whole() -> None:
    data = saved(noise(320, 160), "JPEG", progressive=True, exif=exif())
    found = strip.jpeg(data, b"")
    assert opened(found).tobytes() == opened(data).tobytes() and SECRET not in found


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_upright_whatever_the_camera_said(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (480, 320), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 200, 100), "red")
    turns = {
        2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE",
        6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270",
    }  # fmt: skip
    held = upright
    if orientation in turns:
        held = upright.transpose(getattr(Image.Transpose, turns[orientation]))
    found = made(tmp_path, saved(held, "JPEG", exif=exif(orientation), quality=95))
    for name, file in found.items():
        image = opened(file).convert("RGB")
        assert image.size in ((480, 320), (400, 267)), name
        red, white = image.getpixel((20, 20)), image.getpixel((380, 250))
        assert red[0] > 200 and red[1] < 60 and min(white) > 240, name


def profile(*, swapped: bool) -> bytes:
    """Return the colour profile of screens; or one in which what is red is green, by its tags."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if not swapped:
        return data
    red, green = data.index(b"rXYZ", 128), data.index(b"gXYZ", 128)
    places = data[red + 4 : red + 12], data[green + 4 : green + 12]
    made = bytearray(data)
    made[red + 4 : red + 12], made[green + 4 : green + 12] = places[1], places[0]
    for text in ("sRGB".encode("utf-16-be"), b"sRGB"):
        made = made.replace(text, text.replace(b"s", b"X"))
    return bytes(made)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_colours_of_a_camera_become_those_of_screens(tmp_path: Path, kind: str) -> None:
    red = Image.new("RGB", (480, 320), "red")
    for swapped, shown in ((False, (255, 0, 0)), (True, (0, 255, 0))):
        data = saved(red, kind, icc_profile=profile(swapped=swapped))
        for name, file in made(tmp_path, data, f"a.{kind.lower()}").items():
            image = opened(file)
            found = image.convert("RGB").getpixel((240, 160))
            assert all(abs(a - b) < 12 for a, b in zip(found, shown, strict=True)), name
            assert not image.info.get("icc_profile"), name


def test_a_profile_that_is_broken_is_passed_over(tmp_path: Path) -> None:
    found = made(tmp_path, saved(noise(480, 320), "JPEG", icc_profile=b"broken"))
    assert "icc_profile" not in opened(found[OWN]).info and len(found) > 3


def test_a_photograph_for_print_can_be_shown(tmp_path: Path) -> None:
    found = made(tmp_path, saved(noise(480, 320).convert("CMYK"), "JPEG"))
    assert {opened(file).mode for file in found.values()} == {"RGB"}


@pytest.mark.parametrize(
    ("mode", "kind", "formats"),
    [
        ("RGB", "JPEG", {"avif", "webp", "jpg"}),
        ("L", "JPEG", {"avif", "webp", "jpg"}),
        ("RGBA", "WEBP", {"avif", "webp", "png"}),
        ("P", "PNG", {"webp", "png"}),
        ("1", "PNG", {"webp", "png"}),
        ("I;16", "PNG", {"avif", "webp", "jpg"}),
    ],
)
def test_each_kind_of_picture_has_its_formats(
    tmp_path: Path, mode: str, kind: str, formats: set[str]
) -> None:
    image = noise(960, 640)
    if mode == "I;16":
        seed = random.Random(1)
        image = Image.frombytes("I;16", (960, 640), seed.randbytes(960 * 640 * 2))
    elif mode == "P":
        image = image.quantize(16)
    else:
        image = image.convert(mode)
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize((960, 640)))
    found = made(tmp_path, saved(image, kind), f"a.{kind.lower()}")
    assert {name.rpartition(".")[2] for name in found if name != OWN} == formats
    names = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG", "png": "PNG"}
    for name, data in found.items():
        if name != OWN:
            width, _, suffix = name.partition(".")
            assert opened(data).format == names[suffix]
            assert opened(data).size == (int(width), round(int(width) * 2 / 3))


def test_a_better_format_is_smaller_than_a_plainer_one(tmp_path: Path) -> None:
    data = saved(noise(1800, 1200), "JPEG", quality=60)
    found = made(tmp_path, data)
    for width in (400, 800, 1200, 1600):
        sizes = [len(found[f"{width}.{name}"]) for name in ("avif", "webp", "jpg")]
        assert sizes == sorted(sizes) and sizes[-1] <= len(data), width


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    data = saved(noise(960, 640), "JPEG", exif=exif(6))
    assert made(tmp_path, data) == made(tmp_path, data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_half_a_picture_is_damaged(tmp_path: Path, kind: str) -> None:
    data = saved(noise(480, 320), kind)
    half = data[: len(data) // 2]
    if looked(tmp_path, half, f"a.{kind.lower()}").kind != "damaged":
        with pytest.raises(Damaged):
            made(tmp_path, half, f"a.{kind.lower()}")


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_what_moves_goes_on_moving(tmp_path: Path, kind: str) -> None:
    frames = [noise(240, 160), noise(240, 160).rotate(90), noise(240, 160).rotate(180)]
    given: dict[str, Any] = {} if kind == "GIF" else {"exif": exif()}
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, **given)
    found = made(tmp_path, data, f"a.{kind.lower()}")
    assert list(found) == [OWN] and opened(found[OWN]).n_frames == 3
    assert SECRET not in found[OWN]


def test_credit_is_found_where_agencies_put_it() -> None:
    block = b"".join(
        b"\x1c\x02" + bytes([number]) + len(text).to_bytes(2, "big") + text
        for number, text in ((80, b"Esther Mwende"), (116, "© Passolungo".encode()))
    )
    named = b"8BIM\x04\x04\0\0" + len(block).to_bytes(4, "big") + block + b"\0" * (len(block) % 2)
    body = b"Photoshop 3.0\0" + named
    data = saved(noise(320, 160), "JPEG")
    segment = b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body
    credit = strip.credit_of(opened(data[:2] + segment + data[2:]))
    assert (credit.artist, credit.copyright.decode()) == (b"Esther Mwende", "© Passolungo")


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_credit_is_found_where_programs_for_photographs_put_it(kind: str) -> None:
    packet = (
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><rdf:Description>"
        "<dc:creator>\n <rdf:Seq> <rdf:li>Esther &amp; Daniel</rdf:li><rdf:li>Altri</rdf:li>"
        "</rdf:Seq></dc:creator><dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>© Così"
        "</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    credit = strip.credit_of(opened(saved(noise(320, 160), kind, xmp=packet.encode())))
    assert (credit.artist, credit.copyright.decode()) == (b"Esther & Daniel", "© Così")


def test_a_credit_is_one_line_of_a_sane_length() -> None:
    assert strip.said("a\nb\0\x07c") == b"a b c"
    assert len(strip.said("à" * 500)) == 200
    assert strip.said(7) == b"" and strip.said(b"Citt\xe0") == "Città".encode()


@pytest.mark.parametrize("data", [b"", b"x", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\xff\xff"])
@pytest.mark.parametrize("way", [strip.jpeg, strip.png, strip.webp])
def test_what_is_no_picture_cannot_be_stripped(way: Any, data: bytes) -> None:
    with pytest.raises(ValueError):
        way(data, b"")
